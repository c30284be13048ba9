"""The list of documents, the ladder of today, one document, and the acts on it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from banshi.base.calendars.queries import load_calendar
from banshi.base.presets import queries as presets
from banshi.base.tables.pages import list_page
from banshi.base.ui import formkey
from banshi.base.ui.views import form_page
from banshi.base.zones import access, clock
from banshi.base.zones.refusals import Refusal
from banshi.core.matters.models import Matter
from banshi.core.matters.rules.lifecycle import named
from banshi.core.org.pages import act, fetch
from banshi.core.supervision import actions, forms, tables
from banshi.core.supervision.models import Document
from banshi.core.supervision.queries import documents as queries
from banshi.core.supervision.queries import ladder as ladders
from banshi.core.supervision.rules import ladder as rules
from banshi.core.supervision.views.common import tabs

FORM = require_http_methods(["GET", "HEAD", "POST"])
WORDS = ("demand__key__subject", "reason__key__subject", "recall_reason__key__subject")


@require_safe
def documents(request: HttpRequest) -> HttpResponse:
    """All documents that are open to the reader."""
    access.require(request.actor, "supervision.view")
    return list_page(
        request,
        tables.documents(request.actor),
        queries.listed(request.actor),
        template="supervision/list.html",
        lists=tabs(request, "documents"),
    )


@require_safe
def ladder(request: HttpRequest) -> HttpResponse:
    """What the ladder asks today: one line per document to be issued."""
    access.require(request.actor, "supervision.issue")
    found = ladders.today_of(request.actor)
    groups = [(group, named(group.rung), _issue_url(group)) for group in found.groups]
    context = {"found": found, "groups": groups, "lists": tabs(request, "ladder")}
    return render(request, "supervision/ladder.html", context)


def _issue_url(group: ladders.Group) -> str:
    asked = "&".join(f"m={number}" for number in group.numbers)
    return f"{reverse('supervision:issue', args=[group.rung.code])}?{asked}"


def _matters(request: HttpRequest) -> list[Matter]:
    """The matters named in the address, among those that the reader sees."""
    access.require(request.actor, "supervision.issue")
    numbers = request.GET.getlist("m")[:100]
    if not numbers:
        raise Refusal(
            "supervision.no_matter", _("Choose a matter first: from the ladder's page, or from its own page.")
        )
    rows = Matter.objects.visible_to(request.actor).filter(number__in=numbers)
    related = ("subject", "holder_unit", "responsible_unit", "lead_leader")
    found = list(rows.select_related(*related).order_by("clock_due_on", "pk"))
    if not found:
        raise access.unknown()
    return found


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Which rung for one matter: what the ladder asks, and what would need a reason."""
    matter = _matters(request)[0]
    today = clock.today(request.zone)
    found = presets.rules(request.zone, "ladder", today)
    one = ladders.pressed(request.zone, [matter], today).get(matter.pk)
    asked = rules.asked(found, one) if one else None
    rows = [
        {
            "rung": rung,
            "name": named(rung),
            "url": f"{reverse('supervision:issue', args=[rung.code])}?m={matter.number}",
            "asked": rung is asked,
            "why": [fault.message for fault in rules.missing(found, rung, one)],
        }
        for rung in found.rungs
        if one
    ]
    context = {"matter": matter, "pressed": one, "rows": rows}
    return render(request, "supervision/choose.html", context)


@FORM
def issue(request: HttpRequest, rung: str) -> HttpResponse:
    """Issue the document of a rung."""
    matters = _matters(request)
    today = clock.today(request.zone)
    found = presets.rules(request.zone, "ladder", today)
    step = found.rung(rung)
    if step is None:
        raise access.unknown()
    standing = ladders.pressed(request.zone, matters, today)
    out_of_turn = any(rules.missing(found, step, one) for one in standing.values())
    english = (get_language() or "").startswith("en")
    calendar = load_calendar(request.zone)
    form = forms.IssueForm(
        request.POST or None,
        matters=matters,
        out_of_turn=out_of_turn,
        initial={
            "matters": [matter.number for matter in matters],
            "demand": step.demand_en if english else step.demand_zh,
            "answer_by": calendar.add_workdays(today, step.answer_workdays),
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.issue_document(
                actor=request.actor,
                rung=rung,
                now=clock.now(request.zone),
                key=formkey.of(request),
                **{"reason": "", **form.cleaned_data},
            )
            messages.success(request, _("%(number)s is issued.") % {"number": row.number})
            return redirect("supervision:document", row.subject.uid)
        except Refusal as refusal:
            form.refuse(refusal)
    units = {ladders.holding_unit(matter) for matter in matters}
    context = {
        "name": named(step),
        "step": step,
        "units": sorted(units, key=lambda unit: (unit.protocol, unit.pk)),
        "leader": matters[0].lead_leader if step.addressee == "leader" else None,
        "cancel_url": reverse("supervision:ladder"),
    }
    return form_page(request, "supervision/issue.html", form, **context)


@require_safe
def document(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One document: the paper, who has it, and what was answered."""
    row = fetch(request, Document, uid, "issuer_unit", *WORDS)
    return render(request, "supervision/document.html", {"page": queries.page(request.actor, row)})


@require_POST
def acknowledge(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The unit has it."""
    row = fetch(request, Document, uid)
    actions.acknowledge_document(
        actor=request.actor, document=row, now=clock.now(request.zone), key=formkey.of(request)
    )
    messages.success(request, _("%(number)s: receipt recorded.") % {"number": row.number})
    return redirect("supervision:document", uid)


@FORM
def answer(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Answer a document."""
    row = fetch(request, Document, uid)
    access.require(request.actor, "supervision.answer", row)
    return act(
        request,
        forms.AnswerForm(request.POST or None),
        lambda **given: actions.answer_document(document=row, **given),
        title=_("Answer %(number)s") % {"number": row.number},
        lead=_("The answer stands with the document and cannot be changed; another one can be added."),
        button=_("Answer"),
        back=reverse("supervision:document", args=[uid]),
    )


@FORM
def recall(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take a document back."""
    row = fetch(request, Document, uid)
    access.require(request.actor, "supervision.recall", row)
    return act(
        request,
        forms.ReasonForm(request.POST or None),
        lambda **given: actions.recall_document(document=row, **given),
        title=_("Recall %(number)s") % {"number": row.number},
        lead=_("It stays in the list, marked as recalled, and no longer counts as a rung."),
        button=_("Recall"),
        back=reverse("supervision:document", args=[uid]),
    )

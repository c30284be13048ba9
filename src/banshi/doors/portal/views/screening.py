"""Looking through what was held, one at a time or several, and what was added after closing."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from banshi.base.tables.pages import list_page
from banshi.base.ui import formkey
from banshi.base.ui.views import form_page
from banshi.base.vault import store as vault
from banshi.base.zones import access, clock
from banshi.base.zones.refusals import Refusal
from banshi.core.org.pages import act
from banshi.core.org.wording import timeline
from banshi.doors.portal import actions, queries, rules
from banshi.doors.portal.actions.receiving import title_of
from banshi.doors.portal.forms import AcceptForm, AsideForm
from banshi.doors.portal.models import Report
from banshi.doors.portal.tables import SCREENING

FORM = require_http_methods(["GET", "HEAD", "POST"])
MOST = 50
SEVERAL = {"accept": gettext_lazy("Accept"), "aside": gettext_lazy("Put aside")}


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What waits, and what became of what waited."""
    access.require(request.actor, "portal.screen")
    added = queries.additions(request.actor).count()
    return list_page(
        request, SCREENING, queries.reports(request.actor), template="portal/screening.html", added=added
    )


def _fetch(request: HttpRequest, uid: UUID) -> Report:
    rows = queries.reports(request.actor).select_related(
        "subject", "link__place", "link__raiser_org", "matter__subject",
        "words__key__subject", "name__key__subject", "phone__key__subject",
    )  # fmt: skip
    report = get_object_or_404(rows, subject__uid=uid)
    report.zone = report.link.zone = request.zone
    return report


@require_safe
def held(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One held report: its words, its files, why it was held."""
    report = _fetch(request, uid)
    name, phone = vault.read(report.name), vault.read(report.phone)
    same = queries.same_origin(request.actor, report)
    context = {
        "report": report,
        "words": vault.read(report.words),
        "name": f"{name[0]}**" if name else "",
        "phone": vault.masked_phone(phone) if phone else "",
        "reasons": [str(rules.REASONS[code]) for code in report.reasons if code in rules.REASONS],
        "junk": rules.JUNK.get(report.junk_reason, ""),
        "files": [one.file for one in report.subject.file_links.select_related("file").order_by("pk")],
        "same": same,
        "entries": timeline(report.subject),
    }
    return render(request, "portal/held.html", context)


@FORM
def accept(request: HttpRequest, uid: UUID) -> HttpResponse:
    """It becomes a matter."""
    report = _fetch(request, uid)
    today = clock.today(request.zone)
    initial = {
        "title": title_of(report.link, today),
        "kind": report.kind,
        "category": report.link.category,
    }
    return act(
        request,
        AcceptForm(request.POST or None, zone=request.zone, initial=initial),
        lambda **given: actions.accept_report(report=report, **given),
        title=_("Accept as a matter"),
        lead=queries.words_of(report),
        button=_("Accept"),
        back=lambda row: reverse("portal:screening"),
        cancel=reverse("portal:held", args=[uid]),
    )


@FORM
def aside(request: HttpRequest, uid: UUID) -> HttpResponse:
    """It is no report."""
    report = _fetch(request, uid)
    return act(
        request,
        AsideForm(request.POST or None),
        lambda **given: actions.put_aside(report=report, **given),
        title=_("Put aside"),
        lead=queries.words_of(report),
        button=_("Put aside"),
        back=lambda row: reverse("portal:screening"),
        cancel=reverse("portal:held", args=[uid]),
    )


@require_POST
def back(request: HttpRequest, uid: UUID) -> HttpResponse:
    """It was one after all."""
    report = _fetch(request, uid)
    actions.take_back(
        actor=request.actor, report=report, now=clock.now(request.zone), key=formkey.of(request)
    )
    return redirect("portal:held", uid)


@FORM
def several(request: HttpRequest, code: str) -> HttpResponse:
    """The same for all that were ticked; each is an act of its own."""
    access.require(request.actor, "portal.screen")
    if code not in SEVERAL:
        raise Http404
    asked = (request.POST if request.method == "POST" else request.GET).getlist("row")[: MOST + 1]
    found = list(queries.held(request.actor).filter(subject__uid__in=_uids(asked)))
    if not found or len(asked) > MOST:
        raise Refusal(
            "portal.none_ticked", _("Go back to the list and tick up to %(most)s reports."), most=MOST
        )
    form = AsideForm(request.POST if "do" in request.POST else None)
    if request.method == "POST" and (code == "accept" or form.is_valid()):
        return _carried(request, code, found, form)
    return form_page(
        request,
        "portal/several.html",
        form if code == "aside" else None,
        found=[(row, queries.words_of(row)) for row in found],
        word=SEVERAL[code],
        cancel_url=reverse("portal:screening"),
    )


def _uids(asked: list[str]) -> list[UUID]:
    found = []
    for text in asked:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _carried(request: HttpRequest, code: str, found: list[Report], form: AsideForm) -> HttpResponse:
    done, now = 0, clock.now(request.zone)
    for report in found:
        report.zone = report.link.zone = request.zone
        try:
            if code == "accept":
                actions.accept_report(actor=request.actor, report=report, now=now)
            else:
                reason = form.cleaned_data["reason"]
                actions.put_aside(actor=request.actor, report=report, reason=reason, now=now)
            done += 1
        except Refusal as refusal:
            messages.warning(request, f"{report.link.title}: {refusal.message}")
    messages.success(request, _("%(n)s of %(all)s: %(word)s — recorded.") % {
        "n": done, "all": len(found), "word": SEVERAL[code],
    })  # fmt: skip
    return redirect("portal:screening")


@require_safe
def additions(request: HttpRequest) -> HttpResponse:
    """What raisers said after their matter was closed out."""
    access.require(request.actor, "portal.screen")
    rows = [(row, vault.read(row.words)) for row in queries.additions(request.actor)[:200]]
    return render(request, "portal/additions.html", {"rows": rows})


@require_POST
def seen(request: HttpRequest, pk: int) -> HttpResponse:
    """It was read, and done what was to be done."""
    row = get_object_or_404(queries.all_additions(request.actor), pk=pk)
    actions.see_addition(
        actor=request.actor, addition=row, now=clock.now(request.zone), key=formkey.of(request)
    )
    return redirect("portal:additions")

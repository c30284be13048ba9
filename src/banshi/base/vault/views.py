"""Pages of personal data, for whoever keeps them for the zone."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from banshi.base.tables.pages import list_page
from banshi.base.ui import formkey
from banshi.base.ui.views import form_page
from banshi.base.vault import actions, forms, queries, tables
from banshi.base.vault.models import Look, VaultKey
from banshi.base.zones import access, clock
from banshi.base.zones.refusals import Refusal

FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """What is kept of people, what for, on which ground, how long, and how much of it there is."""
    access.require(request.actor, "vault.view")
    lines = queries.register(request.actor, clock.today(request.zone))
    return render(request, "vault/register.html", {"lines": lines, "here": "register"})


@require_safe
def due(request: HttpRequest) -> HttpResponse:
    """What is kept longer than the rules say."""
    access.require(request.actor, "vault.view")
    rows = queries.due(request.actor, clock.today(request.zone))
    may = request.actor.holds("vault.erase")
    last = queries.last_run(request.zone)
    return list_page(
        request, tables.DUE, rows, template="vault/due.html", may_erase=may, last=last, here="due"
    )


@FORM
def erase_due(request: HttpRequest) -> HttpResponse:
    """Erase what is due, so many at a time, after one question."""
    access.require(request.actor, "vault.erase")
    now = clock.now(request.zone)
    if request.method == "POST":
        done = actions.erase_due(actor=request.actor, now=now)
        messages.success(
            request, ngettext("%(n)s record erased.", "%(n)s records erased.", done) % {"n": done}
        )
        return redirect("vault:due")
    count = queries.due(request.actor, clock.on_date(request.zone, now)).count()
    if not count:
        return redirect("vault:due")
    context = {"count": count, "at_once": min(count, actions.AT_ONCE)}
    return form_page(request, "vault/erase_due.html", None, **context)


@FORM
@never_cache
def find(request: HttpRequest) -> HttpResponse:
    """Records that hold a phone: for somebody who asks what is held about him."""
    access.require(request.actor, "vault.view")
    form, found = forms.FindForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        now = clock.now(request.zone)
        try:
            found = actions.search_held(actor=request.actor, now=now, **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
    rows = [(key, queries.kind_word(key.subject.kind)) for key in found or ()]
    context = {"found": found, "rows": rows, "here": "find"}
    return form_page(request, "vault/find.html", form, **context)


@require_safe
def looks(request: HttpRequest) -> HttpResponse:
    """Who looked at personal data, searched for them or erased them."""
    access.require(request.actor, "vault.view")
    rows = Look.objects.visible_to(request.actor).select_related("subject", "account")
    return list_page(request, tables.looks(request.zone), rows, template="vault/looks.html", here="looks")


def _key(request: HttpRequest, uid: UUID) -> VaultKey:
    access.require(request.actor, "vault.view")
    key = queries.find(request.actor, uid)
    if key is None:
        raise Http404
    return key


@require_safe
def record(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What is held in one record, without the texts."""
    return _record(request, _key(request, uid), texts=False)


@require_POST
@never_cache
def show(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The same page with the texts, once; that they were shown is in the history."""
    key = _key(request, uid)
    actions.show_held(actor=request.actor, subject=key.subject, now=clock.now(request.zone))
    return _record(request, key, texts=True)


def _record(request: HttpRequest, key: VaultKey, *, texts: bool) -> HttpResponse:
    today = clock.today(request.zone)
    may_erase = request.actor.holds("vault.erase")
    context = {
        "key": key,
        "kind": queries.kind_word(key.subject.kind),
        "rows": queries.held(key, today, texts=texts),
        "texts": texts,
        "steps": queries.steps_open(key, today) if may_erase else (),
        "ended_on": queries.ended_on(key.subject),
    }
    return render(request, "vault/record.html", context)


@FORM
def erase(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Erase the contact of one record, or all of it."""
    access.require(request.actor, "vault.erase")
    key = _key(request, uid)
    steps = queries.steps_open(key, clock.today(request.zone))
    if not steps and request.method != "POST":
        messages.warning(request, actions.STILL_NEEDED)
        return redirect("vault:record", uid=uid)
    form = forms.EraseForm(request.POST or None, steps=steps)
    if request.method == "POST" and form.is_valid():
        try:
            actions.erase_held(
                actor=request.actor,
                subject=key.subject,
                now=clock.now(request.zone),
                key=formkey.of(request),
                **form.cleaned_data,
            )
            messages.success(request, _("Erased. The history says that it was, and its proofs still hold."))
            return redirect("vault:record", uid=uid)
        except Refusal as refusal:
            form.refuse(refusal)
    return form_page(request, "vault/erase.html", form, held=key)

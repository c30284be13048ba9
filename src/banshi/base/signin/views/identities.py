"""One's own sign-ins at providers: what is bound, binding another, ending one."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from banshi.base.signin import actions, queries
from banshi.base.signin.actions.identities import shown
from banshi.base.signin.providers import setups
from banshi.base.signin.providers.port import Setup
from banshi.base.signin.sessions import visit_of
from banshi.base.signin.views import ways
from banshi.base.signin.views.factors import not_fresh, with_place
from banshi.base.ui.forms import Form
from banshi.base.ui.views import form_page
from banshi.base.zones import access, clock
from banshi.base.zones.refusals import Refusal

FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@with_place
def identities(request: HttpRequest) -> HttpResponse:
    """What is bound, and what can be."""
    found = list(queries.identities_of(request.user))
    offered = setups.for_zone(request.zone)
    names = {code: name for code, _kind, name in setups.offered()} | {
        code: name for code, _k, name in offered
    }
    bound = {row.provider for row in found}
    rows = [
        (
            row,
            names.get(row.provider, row.provider),
            shown(row)[1],
            clock.shown(request.zone, row.bound_at),
            clock.shown(request.zone, row.used_at),
        )
        for row in found
    ]
    free = [(code, name) for code, _kind, name in offered if code not in bound]
    return render(request, "signin/identities.html", {"rows": rows, "free": free})


def provider_here(request: HttpRequest, code: str) -> Setup:
    """The provider, when somebody who works in this zone can bind it."""
    setup = setups.by_code(code)
    if setup is None or not setup.active or not (setup.house or setup.zone_id == request.zone.pk):
        raise access.unknown()
    return setup


@require_safe
@with_place
def bind(request: HttpRequest, code: str) -> HttpResponse:
    """Before going out: who one is, once more; then a link, since a form may not lead to another host."""
    setup = provider_here(request, code)
    return not_fresh(request) or render(request, "signin/bind.html", {"setup": setup})


@require_safe
@with_place
def bind_way(request: HttpRequest, code: str) -> HttpResponse:
    """Out to the provider, to show who one is there."""
    setup = provider_here(request, code)
    return not_fresh(request) or ways.go(request, setup, ways.BIND, reverse("signin:identities"))


@FORM
@with_place
def end(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Let a provider vouch for oneself no longer."""
    row = queries.identities_of(request.user).filter(uid=uid).first()
    if row is None:
        raise access.unknown()
    if (asked := not_fresh(request)) is not None:
        return asked
    form = Form(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            actions.end_own_identity(
                actor=request.actor,
                account=request.user,
                identity=row,
                visit=visit_of(request),
                now=clock.process_now(),
            )
            messages.success(request, _("It does not sign you in any more."))
            return redirect("signin:identities")
        except Refusal as refusal:
            form.refuse(refusal)
    return form_page(
        request, "signin/end_identity.html", form, name=row.provider, cancel_url=reverse("signin:identities")
    )

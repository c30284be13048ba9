"""The round trip to a provider: out by a link, back to this browser, and what follows from it."""

import secrets
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from banshi.base.signin import actions, passkeys, queries, sessions
from banshi.base.signin.actions import identities
from banshi.base.signin.forms import SignInForm
from banshi.base.signin.models import ForeignIdentity
from banshi.base.signin.providers import setups
from banshi.base.signin.providers.port import Came, Failed, Foreign, Setup, Start
from banshi.base.signin.providers.registry import kind_of
from banshi.base.signin.sessions import visit_of
from banshi.base.signin.views.door import START, door_page, let_in, wanted
from banshi.base.zones import access, clock
from banshi.base.zones.refusals import Refusal

IN, BIND, TRY = "in", "bind", "try"
OWN = "own"
"""The field by which a posted answer is known to come from our own page."""


def back_address(request: HttpRequest, code: str) -> str:
    """Our address to which the provider sends the browser back; the service has to be told of it."""
    return passkeys.House.of(request).origin + reverse("signin:way_back", args=[code])


def go(request: HttpRequest, setup: Setup, purpose: str, to: str) -> HttpResponse:
    """Send the browser out, and keep what belongs to its return."""
    now, visit = clock.process_now(), visit_of(request)
    actions.count_way(visit=visit, now=now)
    kind, state = kind_of(setup.kind), secrets.token_hex(16)
    inside = bool(kind.inside) and visit.device.startswith(f"{kind.inside} ")
    try:
        going = kind.start(setup, Start(state, back_address(request, setup.code), inside, now))
    except Failed as failed:
        actions.note_failed(setup=setup, visit=visit, why=failed.why)
        raise
    account = request.user.pk if request.user.is_authenticated else None
    way = {"code": setup.code, "for": purpose, "kept": going.kept, "next": to, "account": account}
    sessions.keep_way(request, state, way)
    response = redirect(going.url)
    response["Referrer-Policy"] = "no-referrer"
    return response


@login_not_required
@require_safe
def way(request: HttpRequest, code: str) -> HttpResponse:
    """Sign in with a provider; then the page that was asked for."""
    setup = setups.by_code(code)
    if setup is None or not setup.active:
        raise access.unknown()
    if request.user.is_authenticated:
        return redirect(wanted(request) or START)
    try:
        return go(request, setup, IN, wanted(request))
    except Refusal as refusal:
        return door_page(request, SignInForm(), refusal=refusal)


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def back(request: HttpRequest, code: str) -> HttpResponse:
    """The browser has come back. What holds is the state that was kept for it, not a form token.

    A form posted from the provider's page brings no cookies of ours (SameSite), so our own page posts it
    once more.
    """
    setup = setups.by_code(code)
    if setup is None:
        raise access.unknown()
    given = (request.POST if request.method == "POST" else request.GET).dict()
    if (
        request.method == "POST"
        and kind_of(setup.kind).posts
        and "SAMLResponse" in given
        and OWN not in given
    ):
        return carry_on(request, given)
    try:
        return returned(request, setup, given)
    except Refusal as refusal:
        if request.user.is_authenticated:
            return render(request, "signin/way_failed.html", {"refusal": refusal}, status=refusal.status)
        return door_page(request, SignInForm(), refusal=refusal, to=str(getattr(refusal, "to", "")))


def carry_on(request: HttpRequest, given: dict[str, str]) -> HttpResponse:
    """A page of ours that posts the provider's answer again, this time with the browser's cookies."""
    kept = {name: given[name] for name in ("SAMLResponse", "RelayState") if name in given}
    response = render(request, "signin/carry_on.html", {"given": kept | {OWN: "1"}})
    request.META.pop("CSRF_COOKIE_NEEDS_UPDATE", None)
    return response


def returned(request: HttpRequest, setup: Setup, given: dict[str, str]) -> HttpResponse:
    """Who has come back, and what he went out for. Raises :class:`Refusal`."""
    now, visit = clock.process_now(), visit_of(request)
    actions.count_way(visit=visit, now=now)
    kept = sessions.take_way(request, setup.code, given.get("state") or given.get("RelayState", ""))
    try:
        foreign = who_came(request, setup, given, kept)
    except Failed as failed:
        actions.note_failed(setup=setup, visit=visit, why=failed.why)
        if kept and kept["for"] == TRY:
            return tried(request, setup, None, failed.why)
        failed.to = kept["next"] if kept else ""
        raise
    if kept["for"] == TRY:
        return tried(request, setup, foreign, "")
    if kept["for"] == BIND:
        return bound(request, setup, foreign)
    return came_in(request, setup, foreign, kept["next"])


def who_came(
    request: HttpRequest, setup: Setup, given: dict[str, str], kept: dict[str, Any] | None
) -> Foreign:
    """What the provider says, when this browser went out for it. Raises :class:`Failed`."""
    if kept is None:
        raise Failed("state")
    here = request.user.pk if request.user.is_authenticated else None
    if here != kept["account"]:
        raise Failed("other_account")
    if not setup.active and kept["for"] != TRY:
        raise Failed("switched_off")
    now = clock.process_now()
    came = Came(given, kept["kept"], back_address(request, setup.code), now)
    foreign = kind_of(setup.kind).finish(setup, came)
    actions.spend(foreign=foreign, now=now)
    return foreign


def came_in(request: HttpRequest, setup: Setup, foreign: Foreign, to: str) -> HttpResponse:
    """Sign in, by a second proof where one is to be given."""
    account = actions.sign_in_with_identity(
        setup=setup, foreign=foreign, visit=visit_of(request), now=clock.process_now()
    )
    brings = setups.brings_second(setup, account, access.policy().zones_of(account))
    if not brings and queries.factors_of(account).exists():
        sessions.stand_half_way(request, account, to, by=setup.kind)
        return redirect("signin:second")
    factor = f"provider {setup.code}" if brings else ""
    return let_in(request, account, how=setup.kind, wanted_page=to, factor=factor)


def bound(request: HttpRequest, setup: Setup, foreign: Foreign) -> HttpResponse:
    """Bind to one's own account; the proof of who one is has to be as fresh as it was."""
    if request.actor is None or not sessions.is_fresh(request):
        raise Failed("not_fresh")
    actions.bind_own_identity(
        actor=request.actor,
        account=request.user,
        setup=setup,
        foreign=foreign,
        visit=visit_of(request),
        now=clock.process_now(),
    )
    messages.success(request, _("It is bound. From now on it signs you in."))
    return redirect("signin:identities")


def tried(request: HttpRequest, setup: Setup, foreign: Foreign | None, why: str) -> HttpResponse:
    """What came back, shown to whoever sets the provider up; nobody is signed in or bound by it."""
    access.require(request.actor, "signin.set_up")
    if setup.zone_id != request.zone.pk:
        raise access.unknown()
    bound_to = (
        foreign is not None
        and ForeignIdentity.objects.filter(
            provider=setup.code, digest=identities.digest_of(foreign), ended_at__isnull=True
        ).exists()
    )
    context = {"setup": setup, "foreign": foreign, "why": why, "bound": bound_to}
    return render(request, "signin/tried.html", context, status=422 if why else 200)


@login_not_required
@require_safe
def metadata(request: HttpRequest, code: str) -> HttpResponse:
    """Our half for the office's SAML identity provider; it holds nothing secret."""
    setup = setups.by_code(code)
    if setup is None or setup.kind != "saml":
        raise access.unknown()
    from banshi.base.signin.providers.saml import client

    return HttpResponse(
        client.metadata(back_address(request, code)), content_type="application/samlmetadata+xml"
    )

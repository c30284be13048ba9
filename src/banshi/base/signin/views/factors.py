"""One's own second factors: what there is, setting up an app or a passkey, taking one away, recovery codes."""

import functools
from collections.abc import Callable
from typing import Any
from uuid import UUID

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from banshi.base.signin import actions, passkeys, queries, sessions, totp
from banshi.base.signin.actions import Secret
from banshi.base.signin.forms import AgainForm, AppForm, NewPasskeyForm, PasskeyForm
from banshi.base.signin.models import FactorKind
from banshi.base.signin.rules import REQUIRED
from banshi.base.signin.sessions import address_of, visit_of
from banshi.base.ui.forms import Form
from banshi.base.ui.views import form_page
from banshi.base.vault import sealing
from banshi.base.zones import access, clock
from banshi.base.zones.refusals import Refusal

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
PENDING = "pending"
PURPOSE = b"pending"
View = Callable[..., HttpResponse]


def with_place(view: View) -> View:
    """What is written here goes on the chain of a zone, so an account without a place is led away."""

    @functools.wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs) if request.actor else redirect("signin:zone")

    return wrapper


def fresh_first(view: View) -> View:
    """Somebody who has not just proved who he is does so before anything of his factors changes."""

    @with_place
    @functools.wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return not_fresh(request) or view(request, *args, **kwargs)

    return wrapper


def not_fresh(request: HttpRequest) -> HttpResponse | None:
    """The page that asks for the proof, in place of the page; None for who has just given it."""
    if sessions.is_fresh(request):
        return None
    response = again_page(request, again_form(request, None), request.path)
    response.status_code = 422 if request.method == "POST" else 200
    return response


def again_form(request: HttpRequest, data: Any) -> AgainForm:
    """The password, and a code of the app or for recovery where there is a second factor."""
    return AgainForm(data, with_code=queries.factors_of(request.user).exists())


def again_page(request: HttpRequest, form: AgainForm | PasskeyForm, to: str) -> HttpResponse:
    """Prove again who one is."""
    shown = form if isinstance(form, AgainForm) else again_form(request, None)
    context = {
        "form": shown,
        "refused": [] if form is shown else [error for errors in form.errors.values() for error in errors],
        "to": to,
        "passkeys": queries.passkeys_of(request.user),
        "house": passkeys.House.of(request),
    }
    status = form.status if form.is_bound and form.errors else 200
    return render(request, "signin/again.html", context, status=status)


@sensitive_post_parameters("password", "code")
@get_or_post
@with_place
def again(request: HttpRequest) -> HttpResponse:
    """Who one is, once more; then on to what was wanted."""
    to = request.POST.get("to") or request.GET.get("to") or reverse("signin:factors")
    if not url_has_allowed_host_and_scheme(to, allowed_hosts=None):
        to = reverse("signin:factors")
    by_passkey = "credential" in request.POST
    form = PasskeyForm(request.POST) if by_passkey else again_form(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            sessions.make_fresh(request, factor=proved(request, form))
            return redirect(to)
        except Refusal as refusal:
            form.refuse(refusal)
    return again_page(request, form, to)


def proved(request: HttpRequest, form: AgainForm | PasskeyForm) -> str:
    """How somebody proved again who he is; an account that has factors is not content with the password."""
    now, visit, data = clock.process_now(), visit_of(request), form.cleaned_data
    if "credential" in data:
        return actions.answer_passkey(
            account=request.user,
            house=passkeys.House.of(request),
            state=sessions.take_challenge(request, "again"),
            answer=data["credential"],
            visit=visit,
            now=now,
        )
    actions.count_try(account=request.user, address=address_of(request), now=now)
    if not request.user.check_password(data["password"]):
        raise Refusal("signin.old_wrong", _("This is not your present password."), field="password")
    actions.right_try(account=request.user, address=address_of(request))
    if "code" in data:
        return actions.answer_code(account=request.user, code=data["code"], visit=visit, now=now)
    return ""


@require_safe
@with_place
def factors(request: HttpRequest) -> HttpResponse:
    """What there is, what the zone asks for, and what can be set up."""
    asked = sessions.rules_here(request).second_factor == REQUIRED
    zone = request.zone
    rows = queries.factors_of(request.user)
    context = {
        "factors": [(row, clock.shown(zone, row.added_at), clock.shown(zone, row.used_at)) for row in rows],
        "app": queries.app_of(request.user),
        "codes_left": queries.codes_left(request.user),
        "house": passkeys.House.of(request),
        "asked_of_me": asked and request.actor.second_factor,
        "role_asks": request.actor.second_factor,
        "missing": sessions.proof_missing(request),
    }
    return render(request, "signin/factors.html", context)


@sensitive_post_parameters("code")
@get_or_post
@fresh_first
def add_app(request: HttpRequest) -> HttpResponse:
    """Scan, type the code, done. The secret waits in the session, sealed, until the app has proved it."""
    secret = pending_secret(request)
    form = AppForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_app(
                actor=request.actor,
                account=request.user,
                secret=Secret(secret.hex()),
                keep=request.session.session_key or "",
                visit=visit_of(request),
                now=clock.process_now(),
                **form.cleaned_data,
            )
            request.session.pop(PENDING, None)
            return done(request, FactorKind.TOTP)
        except Refusal as refusal:
            form.refuse(refusal)
    said = totp.address(secret, login=request.user.login, issuer=request.zone.name)
    picture = segno.make(said, error="m", micro=False).svg_data_uri(scale=4, border=4)
    context = {"picture": picture, "secret": totp.plain(secret), "cancel_url": reverse("signin:factors")}
    return form_page(request, "signin/app.html", form, **context)


def pending_secret(request: HttpRequest) -> bytes:
    """The secret that is being set up; made on first sight."""
    kept, context = request.session.get(PENDING), request.user.uid.bytes
    if kept:
        return sealing.open_alone(PURPOSE, bytes.fromhex(kept), context)
    secret = totp.new_secret()
    request.session[PENDING] = sealing.seal_alone(PURPOSE, secret, context).hex()
    return secret


@get_or_post
@fresh_first
def add_passkey(request: HttpRequest) -> HttpResponse:
    """Have the browser make a passkey."""
    house = passkeys.House.of(request)
    form = NewPasskeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = passkeys.read_new(
                house, sessions.take_challenge(request, "add"), form.cleaned_data["credential"]
            )
            actions.add_passkey(
                actor=request.actor,
                account=request.user,
                made=made,
                name=form.cleaned_data["name"],
                keep=request.session.session_key or "",
                visit=visit_of(request),
                now=clock.process_now(),
            )
            return done(request, FactorKind.PASSKEY)
        except Refusal as refusal:
            form.refuse(refusal)
    context = {"house": house, "cancel_url": reverse("signin:factors")}
    return form_page(request, "signin/passkey.html", form, **context)


def done(request: HttpRequest, kind: FactorKind) -> HttpResponse:
    """The session has its second proof; the first factor brings the recovery codes."""
    sessions.make_fresh(request, factor=kind.value)
    messages.success(request, _("It is set up. Other places were signed out."))
    if queries.codes_left(request.user):
        return redirect("signin:factors")
    return codes_page(request)


def codes_page(request: HttpRequest) -> HttpResponse:
    """Fresh recovery codes, shown once."""
    codes = actions.renew_codes(
        actor=request.actor, account=request.user, visit=visit_of(request), now=clock.process_now()
    )
    return render(request, "signin/codes.html", {"codes": codes})


@get_or_post
@fresh_first
def renew_codes(request: HttpRequest) -> HttpResponse:
    """Ten fresh recovery codes in place of the old ones."""
    form = Form(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            return codes_page(request)
        except Refusal as refusal:
            form.refuse(refusal)
    return form_page(request, "signin/renew_codes.html", form, cancel_url=reverse("signin:factors"))


@get_or_post
@with_place
def end_factor(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take one of one's own factors away."""
    factor = queries.factors_of(request.user).filter(uid=uid).first()
    if factor is None:
        raise access.unknown()
    if (ask := not_fresh(request)) is not None:
        return ask
    form = Form(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            actions.end_factor(
                actor=request.actor,
                account=request.user,
                factor=factor,
                keep=request.session.session_key or "",
                visit=visit_of(request),
                now=clock.process_now(),
            )
            messages.success(request, _("It was taken away."))
            return redirect("signin:factors")
        except Refusal as refusal:
            form.refuse(refusal)
    return form_page(
        request, "signin/end_factor.html", form, factor=factor, cancel_url=reverse("signin:factors")
    )


@require_POST
@fresh_first
def passkey_new_options(request: HttpRequest) -> JsonResponse:
    """What the browser is asked to make."""
    house = able_house(request)
    options, state = passkeys.ask_new(house, request.user, queries.passkeys_of(request.user))
    sessions.keep_challenge(request, "add", state)
    return JsonResponse(options)


def able_house(request: HttpRequest) -> passkeys.House:
    """The house, under a name to which a passkey can be bound."""
    house = passkeys.House.of(request)
    if not house.able:
        raise Refusal(
            "signin.passkey_no_name",
            _(
                "Browsers bind passkeys to a host name, not to an address of numbers. Open the page by its name."
            ),
        )
    return house

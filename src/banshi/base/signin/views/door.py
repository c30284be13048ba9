"""The pages at the door."""

from urllib.parse import urlencode

from django.contrib import auth, messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from banshi.base.signin import actions, passkeys, queries, sessions
from banshi.base.signin.actions import Secret
from banshi.base.signin.forms import CodeForm, FirstForm, PasskeyForm, PasswordForm, SignInForm
from banshi.base.signin.middleware import too_old
from banshi.base.signin.models import EventKind
from banshi.base.signin.providers import setups
from banshi.base.signin.sessions import address_of, begin, visit_of
from banshi.base.ui.views import form_page, not_found
from banshi.base.zones import access, clock
from banshi.base.zones.middleware import ZONE_KEY
from banshi.base.zones.refusals import Refusal

START = "/"
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@login_not_required
@sensitive_post_parameters("password")
@get_or_post
def sign_in(request: HttpRequest) -> HttpResponse:
    """Account and password; then the page that was asked for."""
    if request.user.is_authenticated:
        return redirect(START)
    if queries.is_first_start():
        return redirect("signin:first_admin")
    if way := straight_way(request):
        return redirect(way)
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            account = actions.sign_in(
                login=form.cleaned_data["login"],
                password=Secret(form.cleaned_data["password"]),
                address=address_of(request),
                device=visit_of(request).device,
                now=clock.process_now(),
            )
            if queries.factors_of(account).exists():
                sessions.stand_half_way(request, account, wanted(request))
                return redirect("signin:second")
            return let_in(request, account, how="password")
        except Refusal as refusal:
            form.refuse(refusal)
    return door_page(request, form)


def straight_way(request: HttpRequest) -> str:
    """Where a page opened inside a work chat goes on by itself; "" where the door is to be shown.

    Not after a page of ours: a form that was sent may not be led to another host (form-action), and who
    has just signed out wants to stay out.
    """
    own = url_has_allowed_host_and_scheme(
        request.headers.get("Referer", ""), allowed_hosts={request.get_host()}
    )
    if request.method == "POST" or own or "stay" in request.GET:
        return ""
    code = setups.straight(visit_of(request).device.partition(" ")[0])
    if not code:
        return ""
    to = wanted(request)
    return reverse("signin:way", args=[code]) + (f"?{urlencode({'next': to})}" if to else "")


def door_page(
    request: HttpRequest, form: SignInForm | PasskeyForm, *, refusal: Refusal | None = None, to: str = ""
) -> HttpResponse:
    """The page of the door; a passkey or a provider that was refused is said above the form."""
    shown = form if isinstance(form, SignInForm) else SignInForm()
    refused = [] if form is shown else [error for errors in form.errors.values() for error in errors]
    status = form.status if form.is_bound and form.errors else 200
    if refusal is not None:
        refused, status = [refusal.message], refusal.status
    context = {
        "form": shown,
        "refused": refused,
        "next": to or wanted(request),
        "ways": setups.offered(),
        "demonstration": queries.is_demonstration(),
        "house": passkeys.House.of(request),
    }
    return render(request, "signin/sign_in.html", context, status=status)


def let_in(
    request: HttpRequest, account, *, how: str, wanted_page: str | None = None, factor: str | None = None
) -> HttpResponse:
    """Begin the session, leave an audit row, go where one wanted to go. ``factor`` is the second proof."""
    to = after_sign_in(request, account, wanted(request) if wanted_page is None else wanted_page)
    second_proof = ("" if how == "password" else how) if factor is None else factor
    begin(request, account, factor=second_proof)
    actions.note_at_the_door(EventKind.SIGNED_IN, account=account, visit=visit_of(request), detail=how)
    actions.end_expired_sessions(now=clock.process_now())
    return redirect(to)


@login_not_required
@get_or_post
def second(request: HttpRequest) -> HttpResponse:
    """The second proof, after the password: a code or a passkey."""
    if request.user.is_authenticated:
        return redirect(START)
    half = sessions.half_way(request)
    if half is None:
        return redirect("signin:sign_in")
    account, to = half
    by_passkey = "credential" in request.POST
    form = (PasskeyForm if by_passkey else CodeForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            how = prove(request, account, form, "second")
            return let_in(request, account, how=how, wanted_page=to)
        except Refusal as refusal:
            form.refuse(refusal)
    return second_page(request, account, form)


def second_page(request: HttpRequest, account, form) -> HttpResponse:
    """What the account can answer with."""
    shown = form if isinstance(form, CodeForm) else CodeForm()
    context = {
        "form": shown,
        "refused": [] if form is shown else [error for errors in form.errors.values() for error in errors],
        "app": queries.app_of(account),
        "passkeys": queries.passkeys_of(account),
        "house": passkeys.House.of(request),
        "by": request.session.get(sessions.HALF, {}).get("by"),
    }
    status = form.status if form.is_bound and form.errors else 200
    return render(request, "signin/second.html", context, status=status)


def prove(request: HttpRequest, account, form, purpose: str) -> str:
    """How the account has proved itself a second time. Raises :class:`Refusal`."""
    now, visit = clock.process_now(), visit_of(request)
    if "credential" not in form.cleaned_data:
        return actions.answer_code(account=account, code=form.cleaned_data["code"], visit=visit, now=now)
    return actions.answer_passkey(
        account=account,
        house=passkeys.House.of(request),
        state=sessions.take_challenge(request, purpose),
        answer=form.cleaned_data["credential"],
        visit=visit,
        now=now,
    )


@login_not_required
@require_POST
def passkey_in(request: HttpRequest) -> HttpResponse:
    """Sign in with a passkey alone: it has seen its owner, so it is both proofs in one."""
    if request.user.is_authenticated:
        return redirect(START)
    form = PasskeyForm(request.POST)
    if form.is_valid():
        try:
            account = actions.sign_in_with_passkey(
                house=passkeys.House.of(request),
                state=sessions.take_challenge(request, "in"),
                answer=form.cleaned_data["credential"],
                visit=visit_of(request),
                now=clock.process_now(),
            )
            return let_in(request, account, how="passkey")
        except Refusal as refusal:
            form.refuse(refusal)
    return door_page(request, form)


def wanted(request: HttpRequest) -> str:
    """The page of ours that was asked for before the sign-in, or nothing."""
    address = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if ours else ""


def after_sign_in(request: HttpRequest, account, to: str) -> str:
    """The chooser when there is a choice of zones, else the page that was asked for."""
    many = len(access.policy().zones_of(account)) > 1
    return "signin:zone" if many else to or START


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session and have the browser forget what it keeps of us."""
    if request.user.is_authenticated:
        actions.note_at_the_door(EventKind.SIGNED_OUT, account=request.user, visit=visit_of(request))
    auth.logout(request)
    response = redirect(reverse("signin:sign_in") + "?stay=1")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@sensitive_post_parameters()
@get_or_post
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; asked for at the first sign-in."""
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            account = change(request, Secret(form.cleaned_data["old"]), Secret(form.cleaned_data["new"]))
            auth.update_session_auth_hash(request, account)
            messages.success(request, _("The password was changed. Other places were signed out."))
            return redirect(START)
        except Refusal as refusal:
            form.refuse(refusal)
    old = too_old(request)
    asked = sessions.rules_here(request)
    return form_page(
        request, "signin/password.html", form, must=request.user.must_change_password, old=old, asked=asked
    )


def change(request: HttpRequest, old: Secret, new: Secret):
    """The use case that fits: with the zone's chain where there is one."""
    now, address = clock.process_now(), address_of(request)
    actions.count_try(account=request.user, address=address, now=now)
    if request.user.check_password(old.value):
        actions.right_try(account=request.user, address=address)
    given = {"account": request.user, "old": old, "new": new, "now": now}
    given |= {"keep": request.session.session_key or "", "visit": visit_of(request)}
    if request.actor is None:
        return actions.change_password_without_zone(**given)
    return actions.change_password(actor=request.actor, **given)


@get_or_post
def choose_zone(request: HttpRequest) -> HttpResponse:
    """Which zone to work in, for an account that has a place in several."""
    zones = access.policy().zones_of(request.user)
    if request.method == "POST":
        chosen = next((zone for zone in zones if zone.code == request.POST.get("zone")), None)
        if chosen is None:
            raise access.unknown()
        request.session[ZONE_KEY] = chosen.code
        return redirect(START)
    return form_page(request, "signin/zone.html", None, zones=zones)


@login_not_required
@sensitive_post_parameters("new", "again", "code")
@get_or_post
def first_admin(request: HttpRequest) -> HttpResponse:
    """The first start of an empty house: one zone, one administrator."""
    if not queries.is_first_start():
        return not_found(request)
    form = FirstForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            account = actions.first_administrator(
                **{name: data[name] for name in ("code", "zone_code", "name_zh", "name_en", "login")},
                password=Secret(data["new"]),
                address=address_of(request),
                now=clock.process_now(),
            )
            return let_in(request, account, how="password")
        except Refusal as refusal:
            form.refuse(refusal)
    return form_page(request, "signin/first_admin.html", form)

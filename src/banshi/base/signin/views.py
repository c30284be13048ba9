"""The pages at the door."""

from django.contrib import auth, messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from banshi.base.signin import actions, queries
from banshi.base.signin.actions import Secret
from banshi.base.signin.forms import FirstForm, PasswordForm, SignInForm
from banshi.base.signin.sessions import address_of, begin
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
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            account = actions.sign_in(
                login=form.cleaned_data["login"],
                password=Secret(form.cleaned_data["password"]),
                address=address_of(request),
                now=clock.process_now(),
            )
            begin(request, account)
            return redirect(after_sign_in(request, account))
        except Refusal as refusal:
            form.refuse(refusal)
    context = {"next": wanted(request), "demonstration": queries.is_demonstration()}
    return form_page(request, "signin/sign_in.html", form, **context)


def wanted(request: HttpRequest) -> str:
    """The page of ours that was asked for before the sign-in, or nothing."""
    address = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if ours else ""


def after_sign_in(request: HttpRequest, account) -> str:
    """The chooser when there is a choice of zones, else the page that was asked for."""
    many = len(access.policy().zones_of(account)) > 1
    return "signin:zone" if many else wanted(request) or START


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session and have the browser forget what it keeps of us."""
    auth.logout(request)
    response = redirect("signin:sign_in")
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
    return form_page(request, "signin/password.html", form, must=request.user.must_change_password)


def change(request: HttpRequest, old: Secret, new: Secret):
    """The use case that fits: with the zone's chain where there is one."""
    now = clock.process_now()
    actions.count_try(account=request.user, address=address_of(request), now=now)
    if request.actor is None:
        return actions.change_password_without_zone(account=request.user, old=old, new=new, now=now)
    return actions.change_password(actor=request.actor, account=request.user, old=old, new=new, now=now)


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
            begin(request, account)
            return redirect(START)
        except Refusal as refusal:
            form.refuse(refusal)
    return form_page(request, "signin/first_admin.html", form)

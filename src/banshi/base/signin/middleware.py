"""What holds for every signed-in page: the session lives, who one is has been proved, a zone is chosen."""

from collections.abc import Callable

from django.contrib import auth, messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from banshi.base.signin import rules, sessions
from banshi.base.signin.actions import note_denied
from banshi.base.ui.views import back_of
from banshi.base.zones import clock

ALWAYS_OPEN = frozenset({"signin", "ui"})
DENIED = frozenset({403, 404})


class SignedInMiddleware(LoginRequiredMiddleware):
    """To the door, and from there back to a page: what was to be sent may be an act that has none of its own."""

    def handle_no_permission(self, request: HttpRequest, view_func: Callable) -> HttpResponse:
        """Back to the page on which the button stood, where something was sent."""
        to = request.get_full_path()
        if request.method not in ("GET", "HEAD"):
            to = back_of(request) or to
        return redirect_to_login(to, self.get_login_url(view_func), self.get_redirect_field_name(view_func))


class DoorMiddleware:
    """Stands after the actor is known and before any view."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        inside = request.user.is_authenticated
        if inside and not sessions.still_open(request, sessions.rules_here(request)):
            auth.logout(request)
            request.actor = request.zone = None
            messages.info(
                request, _("You were signed out because nothing happened for a while. Sign in again.")
            )
        response = self.get_response(request)
        if inside or request.path.startswith(reverse("signin:sign_in").rsplit("/", 1)[0]):
            response["Cache-Control"] = "no-store"
        if response.status_code in DENIED and request.actor is not None:
            note(request, response)
        return for_htmx(request, response)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        if not request.user.is_authenticated or not getattr(view, "login_required", True):
            return None
        if request.resolver_match.app_name in ALWAYS_OPEN:
            return None
        if request.user.must_change_password or too_old(request):
            return redirect("signin:password")
        if request.actor is None:
            return redirect("signin:zone")
        if sessions.proof_missing(request):
            return redirect("signin:factors")
        return None


def too_old(request: HttpRequest) -> bool:
    """Whether the zone's rules ask for another password than one of this age."""
    return rules.too_old(request.user.password_at, sessions.rules_here(request), clock.process_now())


def note(request: HttpRequest, response: HttpResponse) -> None:
    """Leave an audit row of a page that was refused; an address that leads nowhere is none."""
    found = request.resolver_match
    if found is None:
        return
    thing = found.kwargs.get("uid") or found.kwargs.get("pk") or ""
    note_denied(
        actor=request.actor,
        visit=sessions.visit_of(request),
        route=found.view_name,
        thing=str(thing),
        status=response.status_code,
    )


def for_htmx(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """A part of a page cannot be a sign-in page: have the whole page go there."""
    door = reverse("signin:sign_in")
    if getattr(request, "htmx", False) and response.get("Location", "").startswith(door):
        response.status_code = 204
        response["HX-Redirect"] = response["Location"]
        del response["Location"]
    return response

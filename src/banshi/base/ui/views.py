"""Pages of the shell itself: refusals, errors, the language switch; and the one way to answer a form."""

import sys
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from banshi.base.ui.forms import Form
from banshi.base.zones.refusals import Refusal, Unknown

NOTICES = "#notices"
RETRY_AFTER_S = "5"


def form_page(request: HttpRequest, template: str, form: Form | None, **context: Any) -> HttpResponse:
    """A form page; status 200 when first shown, that of the refusal (422 by default) when sent back."""
    sent_back = form is not None and form.is_bound and bool(form.errors)
    status = form.status if form is not None and sent_back else 200
    return render(request, template, {"form": form, **context}, status=status)


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The page of a refusal, or a notice when htmx asked."""
    if isinstance(refusal, Unknown):
        return not_found(request)
    return answer(request, "ui/refused.html", refusal.status, refusal=refusal)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What does not exist and what may not be seen: one page."""
    return answer(request, "404.html", 404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """An act that is not open to the reader."""
    return answer(request, "403.html", 403)


def no_page(request: HttpRequest) -> HttpResponse:
    """An address that takes what a button sends, opened as if it were a page."""
    return answer(request, "ui/no_page.html", 405)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that came without its token: the page was open too long, or cookies are off."""
    return answer(request, "ui/csrf.html", 403)


def broken(request: HttpRequest) -> HttpResponse:
    """Something went wrong on our side; no database is asked.

    A database that does not answer, or is full, is told apart: nothing was saved, and it can be sent again.
    """
    if isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        return HttpResponse(render_plain("503.html"), status=503, headers={"Retry-After": RETRY_AFTER_S})
    return HttpResponse(render_plain("500.html"), status=500)


def render_plain(template: str) -> str:
    from django.template.loader import render_to_string

    return render_to_string(template)


def answer(request: HttpRequest, template: str, status: int, **context: Any) -> HttpResponse:
    """A page; for htmx only its sentence, to be shown above the page that is open."""
    context["back"] = back_of(request)
    if not getattr(request, "htmx", False):
        return render(request, template, context, status=status)
    response = render(request, template, {**context, "shell": "ui/fragment.html"}, status=status)
    response["HX-Retarget"] = NOTICES
    response["HX-Reswap"] = "innerHTML"
    return response


def back_of(request: HttpRequest) -> str:
    """The page of ours from which the reader came, unless it is the one that could not be shown."""
    came = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(came, allowed_hosts={request.get_host()})
    back = came.split(request.get_host(), 1)[-1] if ours else ""
    return "" if request.method == "GET" and back == request.get_full_path() else back


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language in a cookie and go back to the page."""
    return set_language(request)

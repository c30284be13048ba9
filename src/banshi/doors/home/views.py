"""The start page, «whose turn, until when», and the search over everything."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from banshi.base.ui.templatetags.ui import english
from banshi.base.zones import access
from banshi.core.matters.tables import first_matter
from banshi.doors.home import queries

MAX_TEXT = 100


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The three blocks of the reader."""
    host = request.build_absolute_uri("/").rstrip("/")
    start = queries.start(request.actor, host, english=english())
    return render(
        request,
        "home/home.html",
        {
            "start": start,
            "first_matter": first_matter(request.actor) if start.yours else None,
            "open_url": f"{reverse('matters:responsibility')}?group=open&nature=all&sort=due_on",
            "line_url": f"{reverse('matters:responsibility')}?group=overdue&nature=all&sort=due_on",
        },
    )


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What is found, by kind."""
    access.require(request.actor, "search.use")
    text = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:MAX_TEXT]
    groups = queries.found(request.actor, text)
    return render(request, "home/search.html", {"text": text, "groups": groups})

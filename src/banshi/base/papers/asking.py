"""Asking a list of the house from within: its own view answers, so that it checks what it always checks."""

from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from banshi.base.zones.access import Actor
from banshi.base.zones.refusals import Refusal

SHAPE, UIDS = "annex", "uids"
LONGEST = 1000


def path_and_query(address: str) -> tuple[str, str]:
    """Path and query of an address of ours; the host that a copied address brings is left out.

    Raises :class:`Refusal` for anything that is no page here.
    """
    parts = urlsplit(address.strip()[:LONGEST])
    path = parts.path
    try:
        if path.startswith("/") and not path.startswith("//"):
            resolve(path)
            return path, parts.query
    except Resolver404:
        pass
    raise no_list()


def no_list() -> Refusal:
    """What is said of an address of no list."""
    return Refusal(
        "papers.no_list",
        _("There is no list at this address. Copy the address of a list's page."),
        field="lists",
    )


def here(request: HttpRequest) -> str:
    """The address of the list that is shown, without what is of its shape alone."""
    kept = request.GET.copy()
    for name in ("export", "print", "page", "total"):
        kept.pop(name, None)
    return f"{request.path}?{kept.urlencode()}" if kept else request.path


class _Within(HttpRequest):
    """A request that came from nowhere: any page can be asked, and one that is no list does no harm."""

    def __init__(self) -> None:
        super().__init__()
        self.session: dict[str, Any] = {}

    def get_host(self) -> str:
        """No host, since no address of ours is told to anybody outside."""
        return "localhost"


def answer_of(actor: Actor, address: str, shape: str = SHAPE) -> HttpResponse:
    """What the page at ``address`` answers to ``actor`` when it is asked for as an annex, or in another shape."""
    path, query = path_and_query(address)
    found = resolve(path)
    asked: Any = _Within()
    asked.method, asked.path, asked.path_info = "GET", path, path
    asked.GET = QueryDict(query)
    asked.user, asked.actor, asked.zone = AnonymousUser(), actor, actor.zone
    asked.resolver_match = found
    asked.shape_wanted = shape
    return found.func(asked, *found.args, **found.kwargs)

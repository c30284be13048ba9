"""Routers that apps bring. This module is imported by their ``api.py`` and so only with the API itself."""

from dataclasses import dataclass

from django.utils.functional import Promise
from ninja import Router

from banshi.base.api.auth import TokenAuth


@dataclass(frozen=True)
class Brought:
    """One router: its code is its address and the first word of its scopes."""

    code: str
    title: str | Promise
    order: int
    router: Router
    writes: bool


_routers: dict[str, Brought] = {}


def register(code: str, *, title: str | Promise, order: int, writes: bool = False) -> Router:
    """A router for the operations under ``/api/v1/<code>/``; ``writes`` says that there is a scope to write."""
    if code in _routers:
        raise RuntimeError(f"two apps bring the router {code}")
    router = Router(auth=TokenAuth(code), tags=[code])
    _routers[code] = Brought(code, title, order, router, writes)
    return router


def routers() -> tuple[Brought, ...]:
    """All routers in order."""
    return tuple(sorted(_routers.values(), key=lambda one: (one.order, one.code)))

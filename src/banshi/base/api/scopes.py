"""The scopes that a token can have: to read, and where a router writes, to write. Asks for the API itself."""

from dataclasses import dataclass

from django.utils.functional import Promise

from banshi.base.api.rules import READ, WRITE


@dataclass(frozen=True)
class Scope:
    """One scope: its code, what it is about, and whether it writes."""

    code: str
    title: str | Promise
    writes: bool


_others: list[Scope] = []


def bring(code: str, title: str | Promise) -> None:
    """A scope to write of a door that is no router of the API; called by its app when it is ready."""
    _others.append(Scope(f"{code}:{WRITE}", title, True))


def scopes() -> list[Scope]:
    """All scopes, router by router."""
    from banshi.base.api import house, registry

    house.api()
    found = []
    for one in registry.routers():
        found.append(Scope(f"{one.code}:{READ}", one.title, False))
        if one.writes:
            found.append(Scope(f"{one.code}:{WRITE}", one.title, True))
    return [*found, *_others]

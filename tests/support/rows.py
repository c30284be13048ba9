"""The words in which the central tables say who may open what; programmes' own parts use the same.

A row says who gets in (``may``) and who is told that it is there but not for him (``told``: 403);
everybody else is answered as if it were not there (404), and who is not signed in is sent to the door.
Addresses that take an object have this per object.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

Names = frozenset[str]

HERE = ("clerk", "leader", "verifier", "builder", "projects", "supervisor", "administrator", "idle")
ACTORS = (*HERE, "foreign", "stranger")
"""``builder`` is the handler of the unit that has the matter ``own``, ``projects`` of another,
``foreign`` the ledger clerk of another zone, ``stranger`` nobody that is signed in."""

SIGNED_IN = frozenset(ACTORS) - {"stranger"}
OPEN, LOCKED = "open", "locked"
PAGE, FORM, POST = "page", "form", "post"
"""What an address takes: GET only, GET and POST, POST only."""


def those(names: str) -> Names:
    """``"clerk leader"`` as a set."""
    return frozenset(names.split())


STAFF = those("clerk leader verifier builder projects supervisor administrator foreign")
ADMIN = those("administrator")


@dataclass(frozen=True)
class Asked:
    """One address with its object, and what each actor gets."""

    route: str
    args: tuple
    may: Names
    told: Names
    kind: str = PAGE
    object: str = ""
    stranger: int = 302

    def expected(self, actor: str) -> int | str:
        """The answer to the method that the address is for."""
        if actor in self.may:
            return OPEN
        if actor == "stranger":
            return self.stranger
        return 403 if actor in self.told else 404


@dataclass(frozen=True)
class Row:
    """One route. ``objects`` gives the arguments of each object; ``may`` and ``told`` follow them."""

    kind: str
    may: Names | dict[str, Names]
    told: Names | dict[str, Names] = frozenset()
    objects: Callable[[Any], dict[str, tuple]] | None = None
    stranger: int = 302

    def asked(self, route: str, stock: Any) -> Iterator[Asked]:
        """The route with each of its objects."""
        found = self.objects(stock) if self.objects else {"": ()}
        for name, args in found.items():
            yield Asked(
                route, args, _of(self.may, name), _of(self.told, name), self.kind, name, self.stranger
            )


def _of(names: Names | dict[str, Names], name: str) -> Names:
    return names.get(name, frozenset()) if isinstance(names, dict) else names


def plain(kind: str, may: Names, everyone: Names = SIGNED_IN) -> Row:
    """Without an object: whoever may not is told so."""
    return Row(kind, may, everyone - may)


def same(kind: str, may: Names, *args: Any, everyone: Names = SIGNED_IN) -> Row:
    """Every zone has its own: the same for all."""
    return Row(kind, may, everyone - may, lambda stock: {"": args})


@dataclass(frozen=True)
class Operation:
    """One operation of the API: its method, its row, and the scope it needs (None: any token will do)."""

    method: str
    row: Row
    scope: str | None

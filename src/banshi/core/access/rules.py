"""Roles as data: which verbs a role may do, and how far each reaches."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from banshi.base.zones.access import Grant
from banshi.base.zones.models import Label

LABELS = {label.name.lower(): int(label) for label in Label}


@dataclass(frozen=True)
class Role:
    """A role: its names, the highest label it reads, and its verbs with their reach."""

    code: str
    zh: str
    en: str
    clearance: int
    verbs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Roles:
    """All roles of a zone."""

    roles: tuple[Role, ...]

    def get(self, code: str) -> Role | None:
        """The role named ``code``; None when these rules no longer know it."""
        return next((role for role in self.roles if role.code == code), None)


def parse_roles(body: dict[str, Any]) -> Roles:
    """Read the body of a ``roles`` rule set. Raises ValueError naming what is wrong."""
    roles = []
    for code, role in body["roles"].items():
        if role["clearance"] not in LABELS:
            raise ValueError(f"role {code}: {role['clearance']} is not a label")
        for verb, reach in role["verbs"].items():
            if "." not in verb or not reach:
                raise ValueError(f"role {code}: {verb} needs the form app.verb and a reach")
        roles.append(
            Role(code, role["zh"], role["en"], LABELS[role["clearance"]], tuple(role["verbs"].items()))
        )
    return Roles(tuple(roles))


def grants_of(role: Role, scope_units: frozenset[int] | None) -> Iterable[Grant]:
    """The grants of a role; one scoped to units no longer reaches the whole zone."""
    for verb, reach in role.verbs:
        for word in reach.split("|"):
            if scope_units is None:
                yield Grant(verb, word)
            else:
                yield Grant(verb, "involved" if word == "zone" else word, scope_units)

"""Roles as data: which verbs a role may do, and how far each reaches."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any

from banshi.base.zones.access import Grant
from banshi.base.zones.models import Label

ONCE, TWICE = "once", "twice"
LABELS = {label.name.lower(): int(label) for label in Label}


@dataclass(frozen=True)
class Role:
    """A role: its names, the highest label it reads, its verbs with their reach, and whether it signs in
    with a second factor where the zone's rules ask for one."""

    code: str
    zh: str
    en: str
    clearance: int
    verbs: tuple[tuple[str, str], ...]
    second_factor: bool = False


@dataclass(frozen=True)
class Carried:
    """A person carries a role from a day to a day (None: without end), through some post."""

    role: str
    starts_on: date
    ends_on: date | None

    def meets(self, other: "Carried") -> bool:
        """Whether there is a day on which both hold."""
        return self.starts_on <= (other.ends_on or date.max) and other.starts_on <= (self.ends_on or date.max)


@dataclass(frozen=True)
class Roles:
    """All roles of a zone, and the sets of them of which nobody carries two."""

    roles: tuple[Role, ...]
    apart: tuple[frozenset[str], ...] = ()

    def get(self, code: str) -> Role | None:
        """The role named ``code``; None when these rules no longer know it."""
        return next((role for role in self.roles if role.code == code), None)

    def joined(self, codes: Iterable[str]) -> frozenset[str]:
        """Those of ``codes`` that exclude one another."""
        held = frozenset(codes)
        return frozenset().union(*(held & group for group in self.apart if len(held & group) > 1))


def parse_roles(body: dict[str, Any]) -> Roles:
    """Read the body of a ``roles`` rule set. Raises ValueError naming what is wrong."""
    roles = []
    for code, role in body["roles"].items():
        if role["clearance"] not in LABELS:
            raise ValueError(f"role {code}: {role['clearance']} is not a label")
        for verb, reach in role["verbs"].items():
            if "." not in verb or not reach:
                raise ValueError(f"role {code}: {verb} needs the form app.verb and a reach")
        if role.get("proof", ONCE) not in (ONCE, TWICE):
            raise ValueError(f"role {code}: proof is {ONCE} or {TWICE}")
        verbs, twice = tuple(role["verbs"].items()), role.get("proof") == TWICE
        roles.append(Role(code, role["zh"], role["en"], LABELS[role["clearance"]], verbs, twice))
    return Roles(tuple(roles), _apart(body))


def _apart(body: dict[str, Any]) -> tuple[frozenset[str], ...]:
    found = []
    for name, codes in body.get("apart", {}).items():
        strange = set(codes) - set(body["roles"])
        if strange or len(set(codes)) < 2:
            raise ValueError(f"apart {name}: needs two roles or more that are among the roles")
        found.append(frozenset(codes))
    return tuple(found)


def pair_apart(carried: Iterable[Carried], roles: Roles) -> tuple[str, str] | None:
    """Two roles that would be in one hand on some day and exclude one another; None when there are none."""
    for one, other in combinations(carried, 2):
        if one.role != other.role and one.meets(other) and roles.joined((one.role, other.role)):
            return one.role, other.role
    return None


def grants_of(role: Role, scope_units: frozenset[int] | None) -> Iterable[Grant]:
    """The grants of a role; one scoped to units no longer reaches the whole zone."""
    for verb, reach in role.verbs:
        for word in reach.split("|"):
            if scope_units is None:
                yield Grant(verb, word)
            else:
                yield Grant(verb, "involved" if word == "zone" else word, scope_units)

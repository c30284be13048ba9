"""Kinds of matters: what each must have before it can be closed out, and whether its clock runs at night."""

from dataclasses import dataclass
from typing import Any

from banshi.core.matters.rules.guards import GUARDS


@dataclass(frozen=True)
class Kind:
    """A kind: need or problem or something owed otherwise, urgent or not, and its guards at close-out."""

    code: str
    zh: str
    en: str
    nature: str
    urgent: bool
    guards: tuple[str, ...]
    asks_raiser: bool


@dataclass(frozen=True)
class Category:
    """What a matter is about, for lists and filters."""

    code: str
    zh: str
    en: str


@dataclass(frozen=True)
class Kinds:
    """All kinds and categories of one version."""

    kinds: dict[str, Kind]
    categories: dict[str, Category]


RAISED = ("problem", "need")
"""Natures of what somebody raises: what the ledger's figures count, and what its lists show unless asked."""
ISSUED = ("task", "rectification", "condition")
"""Natures of what the zone itself issues."""
NATURES = frozenset({*RAISED, *ISSUED})


def parse(body: dict[str, Any]) -> Kinds:
    """Read a ``kinds`` rule set. Raises ValueError that names the kind."""
    kinds = {}
    for code, kind in body["kinds"].items():
        unknown = set(kind["guards"]) - GUARDS.keys()
        if unknown:
            raise ValueError(f"kind {code}: unknown guards {', '.join(sorted(unknown))}")
        if kind["nature"] not in NATURES:
            raise ValueError(f"kind {code}: {kind['nature']} is no nature")
        kinds[code] = Kind(
            code,
            kind["zh"],
            kind["en"],
            kind["nature"],
            kind["urgent"],
            tuple(kind["guards"]),
            kind["asks_raiser"],
        )
    categories = {code: Category(code, c["zh"], c["en"]) for code, c in body["categories"].items()}
    return Kinds(kinds, categories)

"""The statements of the page: what it says, and what it claims. Data, loaded once."""

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language

from banshi.kernel.qualifiers import Qualified, Qualifier


class Kind(StrEnum):
    """Computable, predicate, state or text check, only storable, must be refused or flagged."""

    COMPUTABLE = "C"
    PREDICATE = "P"
    STATE = "S"
    STORABLE = "F"
    REFUSED = "X"


@dataclass(frozen=True)
class Claim:
    """What the page claims. ``value`` is None where it claims that something holds, without a number."""

    value: int | Decimal | None = None
    qualifier: Qualifier = Qualifier.EXACT
    numerator: int | None = None
    denominator: int | None = None
    as_of: date | None = None

    def fits(self, value: int | Decimal | None) -> bool:
        """Whether a counted number bears the claim out; 以上 and 余 claim at least, 近 claims below."""
        if self.value is None:
            return True
        if value is None:
            return False
        if self.qualifier in (Qualifier.AT_LEAST, Qualifier.ODD):
            return Qualified(value).reaches(self.value) is True
        if self.qualifier is Qualifier.NEARLY:
            return value < self.value
        return value == self.value


@dataclass(frozen=True)
class Statement:
    """One statement: the page's own words (``zh``), an English rendering, and where it stands."""

    id: str
    section: str
    kind: Kind
    zh: str
    en: str
    claim: Claim

    @property
    def text(self) -> str:
        """The statement in the language of the moment."""
        return self.en if (get_language() or "").startswith("en") else self.zh


@dataclass(frozen=True)
class Section:
    """A part of the page, with its statements."""

    code: str
    zh: str
    en: str
    statements: tuple[Statement, ...]

    @property
    def name(self) -> str:
        """The heading in the language of the moment."""
        return self.en if (get_language() or "").startswith("en") else self.zh


@cache
def _load(path: Path) -> tuple[tuple[Section, ...], tuple[Statement, ...]]:
    body = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    found = tuple(_statement(row) for row in body["statements"])
    if [one.id for one in found] != [f"A{n}" for n in range(1, len(found) + 1)]:
        raise ValueError("the statements must be A1, A2, … in order")
    sections = tuple(
        Section(row["code"], row["zh"], row["en"], tuple(one for one in found if one.section == row["code"]))
        for row in body["sections"]
    )
    lost = {one.section for one in found} - {section.code for section in sections}
    if lost:
        raise ValueError(f"statements of unknown sections: {', '.join(sorted(lost))}")
    return sections, found


def _statement(row: dict) -> Statement:
    claim = dict(row.get("claim", {}))
    if "as_of" in claim:
        claim["as_of"] = date.fromisoformat(claim["as_of"])
    if "qualifier" in claim:
        claim["qualifier"] = Qualifier(claim["qualifier"])
    return Statement(row["id"], row["section"], Kind(row["kind"]), row["zh"], row["en"], Claim(**claim))


def sections() -> tuple[Section, ...]:
    """The parts of the page in its own order, each with its statements."""
    return _load(Path(settings.STATEMENTS_FILE))[0]


def statements() -> tuple[Statement, ...]:
    """All statements, A1 first."""
    return _load(Path(settings.STATEMENTS_FILE))[1]


def by_id(number: str) -> Statement | None:
    """The statement with this id."""
    return next((one for one in statements() if one.id == number), None)

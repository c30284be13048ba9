"""Replay: what the records answer to each statement of the page."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from banshi.base.figures.registry import Question, Value
from banshi.base.figures.statements import Kind, Statement, statements
from banshi.base.zones import clock
from banshi.base.zones.access import Actor

Computation = Callable[[Question], Value | None]
_computations: dict[str, Computation] = {}


class Status(StrEnum):
    """How a statement stands to the records; ``open`` when nothing here can answer it yet."""

    MATCH = "match"
    DIFFERS = "differs"
    FLAGGED = "flagged"
    STORED = "stored"
    OPEN = "open"


@dataclass(frozen=True)
class Answer:
    """One line of the replay. ``records`` are the public ids of the subjects behind the answer."""

    id: str
    statement: str
    status: str
    value: int | Decimal | bool | None
    unit: str
    qualifier: str
    numerator: int | None
    denominator: int | None
    as_of: date
    records: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The fields as JSON values: days as text, decimals as text so that no digit is lost."""
        value = str(self.value) if isinstance(self.value, Decimal) else self.value
        return asdict(self) | {"value": value, "as_of": self.as_of.isoformat(), "records": list(self.records)}


@dataclass(frozen=True)
class Outcome:
    """A statement, its status, and the whole value with rows, failing rows and notes."""

    statement: Statement
    status: Status
    value: Value | None
    as_of: date

    @property
    def answer(self) -> Answer:
        """The outcome as one line; asks for the records."""
        found = self.value
        says = str(found.says) if found else ""
        return Answer(
            id=self.statement.id,
            statement=f"{self.statement.text} → {says}" if says else self.statement.text,
            status=self.status.value,
            value=found.value if found else None,
            unit=str(found.unit) if found else "",
            qualifier=found.qualifier.value if found else "",
            numerator=found.numerator if found else None,
            denominator=found.denominator if found else None,
            as_of=self.as_of,
            records=tuple(str(uid) for uid in found.records.values_list("uid", flat=True)) if found else (),
        )


def statement(number: str) -> Callable[[Computation], Computation]:
    """Register what answers a statement; None, or a value of None, when there are no records to ask."""

    def decorate(function: Computation) -> Computation:
        if number in _computations:
            raise RuntimeError(f"two apps answer {number}")
        _computations[number] = function
        return function

    return decorate


def answered() -> frozenset[str]:
    """The ids for which an app has registered an answer."""
    return frozenset(_computations)


def judge(asked: Statement, value: Value | None) -> Status:
    """How the statement stands to what was computed from the records."""
    if value is None or value.value is None:
        return Status.OPEN
    if asked.kind is Kind.STORABLE:
        return Status.STORED
    if asked.kind is Kind.REFUSED:
        return Status.FLAGGED
    if value.holds is False:
        return Status.DIFFERS
    claim = asked.claim
    parts = ((claim.numerator, value.numerator), (claim.denominator, value.denominator))
    if not claim.fits(value.value) or any(said is not None and said != found for said, found in parts):
        return Status.DIFFERS
    return Status.MATCH


def outcome(
    asked: Statement,
    actor: Actor,
    as_of: date | None = None,
    known_on: datetime | None = None,
    memo: dict[Any, Any] | None = None,
) -> Outcome:
    """Ask the records for one statement: as of the day given, else the page's own, else today.

    Statements that are asked together share a ``memo``.
    """
    today = clock.today(actor.zone)
    day = as_of or min(asked.claim.as_of or today, today)
    function = _computations.get(asked.id)
    value = (
        function(Question(actor.zone, actor, day, known_on, memo={} if memo is None else memo))
        if function
        else None
    )
    return Outcome(asked, judge(asked, value), value, day)


def walk(actor: Actor, as_of: date | None = None, known_on: datetime | None = None) -> Iterator[Outcome]:
    """All statements in order; what several of them ask is asked once."""
    memo: dict[Any, Any] = {}
    for one in statements():
        yield outcome(one, actor, as_of, known_on, memo)

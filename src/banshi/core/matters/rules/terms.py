"""Terms: how long each leg may take, in the units of the working-time library."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from banshi.kernel.worktime import Limit, LimitUnit, WorkCalendar

EXACT = "exact"
LEGS = ("receipt_to_dispatch", "signing", "handling", "verification")


@dataclass(frozen=True)
class Terms:
    """Limits per leg, for ordinary and for urgent kinds, and the small numbers beside them."""

    ordinary: dict[str, Limit]
    urgent: dict[str, Limit]
    objection: Limit
    co_reply: Limit
    tries_before_no_answer: int

    def limit(self, leg: str, *, urgent: bool) -> Limit:
        """The limit of a leg."""
        return self.urgent[leg] if urgent else self.ordinary[leg]


def parse_limit(text: str) -> Limit:
    """``"3 workday"``, ``"2 hour"``, ``"1 workhour"``. Raises ValueError.

    ``"5 day exact"`` ends on its last day even when that is a rest day.
    """
    amount, unit, *exact = text.split()
    if exact not in ([], [EXACT]):
        raise ValueError(f"{text!r} is no limit")
    return Limit(int(amount), LimitUnit(unit), rolls=not exact)


def limit_text(limit: Limit) -> str:
    """The text that :func:`parse_limit` reads back."""
    in_days = limit.unit in (LimitUnit.DAY, LimitUnit.MONTH)
    return f"{limit.amount} {limit.unit.value}" + (f" {EXACT}" if in_days and not limit.rolls else "")


def parse(body: dict[str, Any]) -> Terms:
    """Read a ``terms`` rule set. Raises ValueError or KeyError that names the leg."""
    return Terms(
        ordinary={leg: parse_limit(body["ordinary"][leg]) for leg in LEGS},
        urgent={leg: parse_limit(body["urgent"][leg]) for leg in LEGS},
        objection=parse_limit(body["objection"]),
        co_reply=parse_limit(body["co_reply"]),
        tries_before_no_answer=int(body["tries_before_no_answer"]),
    )


def limit_until(
    calendar: WorkCalendar, start: datetime, due_on: date, due_at: datetime | None, *, urgent: bool
) -> Limit:
    """The limit that a promised day (or instant) amounts to, so that pauses can move its end.

    A working day becomes so many working days, a rest day (and any day of an urgent kind, whose
    clock knows no rest) so many calendar days, an instant so many minutes.
    """
    if due_at is not None:
        minutes = max(0, round((due_at - start).total_seconds() / 60))
        return Limit(minutes, LimitUnit.MINUTE)
    first = calendar.local_day(start)
    if calendar.is_workday(due_on) and not urgent:
        return Limit(calendar.workdays_between(first, due_on), LimitUnit.WORKDAY)
    return Limit((due_on - first).days, LimitUnit.DAY, rolls=False)

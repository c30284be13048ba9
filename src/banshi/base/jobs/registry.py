"""What can be done beside the web. Apps register their jobs, recurring work and rounds when they are ready."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.utils.functional import Promise

from banshi.base.zones import clock
from banshi.base.zones.models import Zone

Function = Callable[..., dict[str, Any] | None]
Round = Callable[[Callable[[], bool]], int]


@dataclass(frozen=True)
class Kind:
    """A kind of job.

    ``function`` takes the keyword ``actor`` and the job's arguments. It must be able to begin anew after it was
    killed at any point, and calls ``jobs.progress`` now and then. What it returns is kept as the result: a small
    dictionary without personal data, in which ``link`` is the page to go on to. ``steps`` names its steps.
    """

    code: str
    title: str | Promise
    function: Function
    steps: dict[str, str | Promise]
    priority: int = 0


@dataclass(frozen=True)
class Recurring:
    """Work by the clock: ``every`` so often, or daily ``at`` a time of the zone; queued as the job ``kind``."""

    kind: str
    every: timedelta | None = None
    at: time | None = None
    simulated: bool = True

    def after(self, zone: Zone, now: datetime) -> datetime:
        """The first instant after ``now`` at which it is due."""
        if self.at is None:
            assert self.every is not None
            return now + self.every
        today = clock.on_date(zone, now)
        due = clock.at_time(zone, today, self.at.hour, self.at.minute)
        if due > now:
            return due
        return clock.at_time(zone, today + timedelta(days=1), self.at.hour, self.at.minute)


_kinds: dict[str, Kind] = {}
_recurring: dict[str, Recurring] = {}
_rounds: list[Round] = []


def register(
    code: str,
    function: Function,
    *,
    title: str | Promise,
    steps: dict[str, str | Promise] | None = None,
    priority: int = 0,
) -> None:
    """Declare a kind of job."""
    _kinds[code] = Kind(code, title, function, steps or {}, priority)


def recur(
    kind: str, *, every: timedelta | None = None, at: time | None = None, simulated: bool = True
) -> None:
    """Let a kind of job recur in every zone; not in simulated ones where ``simulated`` is False."""
    if (every is None) == (at is None):
        raise ValueError(f"{kind}: either every or at")
    _recurring[kind] = Recurring(kind, every, at, simulated)


def each_round(work: Round) -> None:
    """Let every worker do ``work(stopped)`` every second or so; it returns how much it did and must be short."""
    _rounds.append(work)


def kind(code: str) -> Kind | None:
    """The kind named ``code``; None when no app has it any more."""
    return _kinds.get(code)


def kinds() -> tuple[Kind, ...]:
    """All kinds, by code."""
    return tuple(_kinds[code] for code in sorted(_kinds))


def recurring() -> tuple[Recurring, ...]:
    """All recurring work, by kind."""
    return tuple(_recurring[code] for code in sorted(_recurring))


def rounds() -> tuple[Round, ...]:
    """What every worker does each round."""
    return tuple(_rounds)

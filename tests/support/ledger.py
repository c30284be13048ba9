"""A ledger over several days in tests: the clock moves, matters walk, statements are asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from banshi.base.figures.registry import Question, Value, figure
from banshi.base.figures.replay import Outcome, outcome
from banshi.base.figures.statements import Claim, by_id
from banshi.base.history.periods import OPEN_INSTANT
from banshi.base.zones import clock
from banshi.core.matters.models import Matter, MatterPeriod
from support.matters import Walk
from support.zone import World

END_OF_MAY = date(2021, 5, 31)


def instant(month: int, day: int, hour: int = 9) -> datetime:
    """An hour of a day of 2021 in the zone, which lies eight hours east."""
    return datetime(2021, month, day, hour - 8, tzinfo=UTC)


@contextmanager
def on(month: int, day: int, hour: int = 9) -> Iterator[datetime]:
    """Hold the clock at that hour."""
    at = instant(month, day, hour)
    with clock.fixed(at):
        yield at


def walk(world: World, at: datetime, **intake: Any) -> Walk:
    """A walk whose matter is raised on the day of ``at``, unless told otherwise."""
    return Walk(world, at, **({"raised_on": clock.on_date(world.zone, at)} | intake))


def asked(
    world: World,
    number: str,
    claim: Claim | None = None,
    *,
    as_of: date = END_OF_MAY,
    known_on=None,
    actor=None,
) -> Outcome:
    """The outcome of a statement, with another claim where one is given; asked by the machine."""
    one = by_id(number)
    assert one is not None
    return outcome(replace(one, claim=claim) if claim else one, actor or world.system, as_of, known_on)


def value(
    world: World, code: str, *, as_of: date = END_OF_MAY, known_on=None, actor=None, **scope: str
) -> Value:
    """The value of a figure; asked by the machine unless an actor is given."""
    found = figure(code)
    assert found is not None
    return found.compute(Question(world.zone, actor or world.system, as_of, known_on, scope=scope))


def captions(rows) -> list[str]:
    """The numbers of the matters behind ``rows``."""
    return [subject.caption.split()[0] for subject in rows]


def overwrite_period(matter: Matter, **columns: Any) -> None:
    """Put another row in the place of the matter's open one, past every guard, as a broken import might."""
    rows = MatterPeriod.objects.filter(matter=matter, recorded_to=OPEN_INSTANT)
    last = rows.order_by("-effective_from").first()
    MatterPeriod.objects.filter(pk=last.pk).update(recorded_to=last.recorded_from)
    last.pk = None
    for name, column in columns.items():
        setattr(last, name, column)
    last.save(force_insert=True)

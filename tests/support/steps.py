"""Acting in tests: at any instant, by anybody, and what an act must have written."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

from banshi.base.history.models import Entry
from banshi.base.history.periods import OPEN_DAY, OPEN_INSTANT
from banshi.base.history.record import read
from banshi.base.zones import clock
from banshi.core.matters import actions
from banshi.core.matters.actions.desk import LIST_COLUMNS
from banshi.core.matters.models import Leg, Matter, MatterPeriod
from support.matters import Walk
from support.zone import World

MONDAY = date(2021, 5, 17)


def on(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """An instant of a day in the zone (UTC+8)."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


@contextmanager
def at(walk: Walk, when: datetime) -> Iterator[Walk]:
    """Hold the process clock, and the walk's, at ``when``."""
    before, walk.now = walk.now, when
    with clock.fixed(when):
        yield walk
    walk.now = before


def by(walk: Walk, name: str) -> dict:
    """Who acts, on the matter as it was last returned, now."""
    return {"actor": walk.world.actor(name), "matter": walk.matter, "now": walk.now}


def last_entry(matter: Matter) -> dict:
    """The body of the last entry of the matter's chain."""
    return read(Entry.objects.filter(subject_id=matter.subject_id).order_by("-n").first())


def written(matter: Matter, kind: str) -> dict:
    """The last entry is of ``kind``, says the state, and the open period row says what the matter says."""
    body = last_entry(matter)
    found = Matter.objects.get(pk=matter.pk)
    assert body["kind"] == kind
    assert body["data"]["state"] == found.state
    period = MatterPeriod.objects.get(matter=found, effective_to=OPEN_DAY, recorded_to=OPEN_INSTANT)
    assert {name: getattr(period, name) for name in LIST_COLUMNS} == {
        name: getattr(found, name) for name in LIST_COLUMNS
    }
    return body["data"]


def leg(matter: Matter, kind: str) -> Leg:
    """The newest leg of this kind."""
    return Leg.objects.filter(matter=matter, kind=kind).order_by("-pk").first()


def in_hand(world: World, now: datetime, **intake) -> Walk:
    """A matter with progress recorded."""
    walk = Walk(world, now, **intake)
    walk.sign()
    walk.matter = actions.record_progress(**by(walk, "builder"), text="已到现场。")
    return walk

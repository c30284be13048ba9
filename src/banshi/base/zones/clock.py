"""The one clock of the process.

``recorded_at`` of every entry comes from here and from nowhere else. A
simulated zone runs on the same clock, moved by a fixed offset that the zone
row carries, so that a demonstration can live in 2021 and say so.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from banshi.base.zones.models import Zone

_fixed: ContextVar[datetime | None] = ContextVar("banshi_fixed_clock", default=None)


def process_now() -> datetime:
    """The present instant in UTC."""
    return _fixed.get() or datetime.now(UTC)


def now(zone: Zone) -> datetime:
    """The present instant in ``zone`` (UTC); moved by the zone's offset when it is simulated."""
    if _fixed.get() is not None:
        return process_now()
    return process_now() + timedelta(seconds=zone.clock_offset_seconds)


def shown(zone: Zone | None, at: datetime | None) -> datetime | None:
    """An instant of the process (of a session, say) as the zone's own clock has it."""
    return at + timedelta(seconds=zone.clock_offset_seconds) if at and zone else at


def today(zone: Zone) -> date:
    """The present date in the zone's own time zone."""
    return on_date(zone, now(zone))


def on_date(zone: Zone, at: datetime) -> date:
    """The zone's date of an instant."""
    return at.astimezone(ZoneInfo(zone.timezone)).date()


def at_time(zone: Zone, day: date, hour: int = 0, minute: int = 0) -> datetime:
    """The UTC instant of a wall-clock time in the zone."""
    local = datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(zone.timezone))
    return local.astimezone(UTC)


@contextmanager
def fixed(at: datetime) -> Iterator[None]:
    """Hold the clock at ``at`` (tests, and the loader of a simulated zone)."""
    token = _fixed.set(at.astimezone(UTC))
    try:
        yield
    finally:
        _fixed.reset(token)

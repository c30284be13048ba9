"""A new zone starts with the State Council's working calendar, as far as it is announced."""

from datetime import datetime

from banshi.base.calendars.actions import seed_calendar
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Account


def seed_first_calendar(*, actor: Actor, administrator: Account, now: datetime) -> None:
    """Seed the calendar; later notices are entered or imported on its page."""
    seed_calendar(actor=actor, now=now)

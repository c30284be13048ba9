"""A new zone starts with the default preset of every topic; it may switch or edit them at any time."""

from datetime import date, datetime

from banshi.base.presets import catalogue
from banshi.base.presets.actions import adopt_preset
from banshi.base.zones import clock
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Account


def adopt_defaults(
    *, actor: Actor, now: datetime, administrator: Account | None = None, effective_on: date | None = None
) -> None:
    """Adopt the preset of every registered topic that such a zone starts with, effective today unless told."""
    day = effective_on or clock.on_date(actor.zone, now)
    for topic in catalogue.topics():
        code = topic.default_for(simulated=actor.zone.simulated)
        adopt_preset(actor=actor, topic=topic.code, code=code, effective_on=day, now=now)

"""When a matter ended, for the keeping of personal data."""

from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from banshi.base.history.periods import OPEN_DAY, OPEN_INSTANT
from banshi.base.presets import queries as presets
from banshi.base.vault.holdings import Holding
from banshi.base.zones import clock
from banshi.base.zones.models import Subject, Zone
from banshi.core.matters.models import MatterPeriod


def _standing(zone: Zone) -> QuerySet[MatterPeriod]:
    """The period rows of matters that are over, as they stand."""
    lifecycle = presets.rules(zone, "lifecycle", clock.today(zone))
    over = [code for code, state in lifecycle.states.items() if not state.open]
    rows = MatterPeriod.objects.filter(zone=zone, recorded_to=OPEN_INSTANT, effective_to=OPEN_DAY)
    return rows.filter(state__in=over)


def ended_by(zone: Zone, day: date) -> QuerySet:
    """Subject ids of matters that have been over, and unchanged, since ``day`` or longer."""
    return _standing(zone).filter(effective_from__lte=day).values("matter__subject")


def ended_on(subject: Subject) -> date | None:
    """Since when a matter has been over; None while it is open."""
    rows = _standing(subject.zone).filter(matter__subject=subject)
    return rows.values_list("effective_from", flat=True).first()


HOLDING = Holding("matter", _("Matter"), ended_by, ended_on)

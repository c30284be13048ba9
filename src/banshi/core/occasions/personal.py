"""When an occasion ended, for the keeping of personal data: agenda and minutes can name people."""

from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from banshi.base.vault.holdings import Holding
from banshi.base.zones.models import Subject, Zone
from banshi.core.occasions.models import Occasion, State


def ended_by(zone: Zone, day: date) -> QuerySet:
    """Subject ids of occasions that were held or cancelled for ``day`` or earlier."""
    over = Q(held_on__lte=day) | Q(state=State.CANCELLED, planned_on__lte=day)
    return Occasion.objects.filter(over, zone=zone).values("subject")


def ended_on(subject: Subject) -> date | None:
    """The day it was held, or was to be; None while it is ahead."""
    row = Occasion.objects.filter(subject=subject).first()
    if row is None or row.state == State.PLANNED:
        return None
    return row.held_on or row.planned_on


HOLDING = Holding("occasion", _("Occasion"), ended_by, ended_on)

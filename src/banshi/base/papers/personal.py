"""When a written paper ended, for the keeping of personal data: it is archived, and may go once it is withdrawn."""

from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from banshi.base.papers.models import Written
from banshi.base.vault.holdings import Holding
from banshi.base.zones.models import Subject, Zone


def ended_by(zone: Zone, day: date) -> QuerySet:
    """Subject ids of papers that were withdrawn on ``day`` or before."""
    return Written.objects.filter(zone=zone, withdrawn_on__lte=day).values("subject")


def ended_on(subject: Subject) -> date | None:
    """When a paper was withdrawn; None while it holds, and for a draft."""
    return Written.objects.filter(subject=subject).values_list("withdrawn_on", flat=True).first()


HOLDING = Holding("paper", _("Written paper"), ended_by, ended_on)

"""When a public report ended, for the keeping of personal data: with its matter, or when it was put aside.

What was held and accepted lies in the matter's vault; what is left here are additions of reports that are still held,
and the words of what was put aside, which the sweep erases sooner.
"""

from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from banshi.base.vault.holdings import Holding
from banshi.base.zones import clock
from banshi.base.zones.models import Subject, Zone
from banshi.core.matters import personal as matters
from banshi.doors.portal.models import Report, ReportState


def ended_by(zone: Zone, day: date) -> QuerySet:
    """Subject ids of reports that were put aside, or whose matter was over, on ``day`` or before."""
    end = clock.at_time(zone, day + timedelta(days=1))
    aside = Q(state=ReportState.JUNK, screened_at__lt=end)
    return Report.objects.filter(
        aside | Q(matter__subject__in=matters.ended_by(zone, day)), zone=zone
    ).values("subject")


def ended_on(subject: Subject) -> date | None:
    """When it was put aside or its matter was over; None while somebody still looks at it."""
    row = Report.objects.filter(subject=subject).select_related("matter__subject__zone", "zone").first()
    if row is None:
        return None
    if row.matter is not None:
        return matters.ended_on(row.matter.subject)
    junk = row.state == ReportState.JUNK and row.screened_at is not None
    return clock.on_date(row.zone, row.screened_at) if junk else None


HOLDING = Holding("public_report", _("Public report"), ended_by, ended_on)

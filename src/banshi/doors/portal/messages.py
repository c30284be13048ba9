"""What the outbox asks of the public page: where a raiser follows his matter, and whether he wants to be told."""

from django.urls import reverse

from banshi.base.outbox.kinds import Follows
from banshi.base.zones.models import Subject
from banshi.doors.portal import codes
from banshi.doors.portal.models import Report


def raiser_of(subject: Subject) -> Follows | None:
    """The tracker of the report that became this matter; its code follows from the key and is kept nowhere."""
    rows = Report.objects.filter(zone=subject.zone_id, matter__subject=subject)
    report = rows.select_related("zone").order_by("pk").first()
    if report is None:
        return None
    path = reverse("portal:tracker", args=[codes.code_of(report.zone, report.uid)])
    return Follows(path, report.texts_agreed)

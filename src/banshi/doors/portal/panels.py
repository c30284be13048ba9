"""What other pages show of the public side: a voice note and positions beside a matter, ratings beside a unit."""

from datetime import timedelta

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from banshi.base.files.models import FileLink
from banshi.base.zones import access, clock
from banshi.base.zones.access import Actor
from banshi.core.matters.models import Matter, Satisfaction
from banshi.core.matters.queries import ratings
from banshi.core.org.models import Unit
from banshi.core.org.panels import Line, Panel
from banshi.doors.portal.actions.receiving import VOICE
from banshi.doors.portal.queries import positions_of

A_YEAR = timedelta(days=365)
MASKED = "***"
NO_RATING = ("", Satisfaction.NO_ANSWER)


def of_matter(actor: Actor, matter: Matter) -> Panel:
    """Voice note and positions of photos that came with a public report; two questions, for those alone."""
    origin = matter.origin
    if origin is None or origin.kind != "public_report":
        return Panel(_("Public report"), ())
    links = FileLink.objects.filter(zone=actor.zone, subject=matter.subject, role=VOICE).select_related(
        "file"
    )
    lines = [
        Line(_("Voice note"), reverse("files:download", args=[link.file.uid]), f"{link.file.size // 1024} kB")
        for link in links
        if link.file.erased_at is None
    ]
    if access.can(actor, "matters.reveal", matter) and positions_of(matter):
        address = reverse("portal:positions", args=[matter.subject.uid])
        lines.append(Line(_("Where the photos were taken"), address, MASKED))
    return Panel(_("Public report"), tuple(lines))


def of_unit(actor: Actor, unit: Unit) -> Panel:
    """How raisers rated the unit's work in a year: as counts of five or more, and nothing below that."""
    own = unit.pk in actor.unit_ids
    if not own and not actor.holds(ratings.VERB):
        return Panel(_("Ratings by raisers"), ())
    since = clock.today(actor.zone) - A_YEAR
    rows = Matter.objects.filter(zone=actor.zone, responsible_unit=unit, closed_on__gte=since)
    rows = rows.exclude(satisfaction__in=NO_RATING).order_by().values_list("satisfaction")
    found = dict(rows.annotate(Count("pk")))
    total = sum(found.values())
    if total < ratings.LEAST:
        return Panel(_("Ratings by raisers"), ())
    lines = [Line(_("Closed out in a year and rated"), None, str(total))]
    for value, label in Satisfaction.choices:
        if value in found and value not in NO_RATING:
            few = found[value] < ratings.LEAST
            lines.append(Line(str(label), None, _("fewer than five") if few else str(found[value])))
    return Panel(_("Ratings by raisers"), tuple(lines))

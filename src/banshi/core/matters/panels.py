"""What a matter's page shows of where it came from: numbers of systems outside, and a claimed close-out."""

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banshi.base.engines.kept import Kept
from banshi.base.ui import words
from banshi.base.vault import store as vault
from banshi.base.zones import clock, subjects
from banshi.base.zones.access import Actor
from banshi.core.matters.models import Claim, ForeignNumber, Matter
from banshi.core.matters.queries.foreign import named, systems
from banshi.core.matters.queries.rows import may_have
from banshi.core.org.panels import Line, Panel

NUMBERS = Kept(
    lambda zone, matter: ForeignNumber.objects.filter(zone_id=zone, matter_id=matter).order_by("pk"),
    zone=int,
    matter=int,
)
CLAIMS = Kept(
    lambda zone, matter: Claim.objects.filter(zone_id=zone, matter_id=matter).select_related(
        "words__key__subject", "unit", "source"
    ),
    zone=int,
    matter=int,
)


def incoming(actor: Actor, matter: Matter) -> Panel:
    """Foreign numbers with their deadlines, and what is claimed; a query for each where there is any."""
    of = {"zone": actor.zone.pk, "matter": matter.pk}
    numbers = NUMBERS(**of) if may_have(matter, "foreign_numbers") else []
    lines: list[Line] = []
    known = systems(actor.zone).systems if numbers else {}
    for one in numbers:
        name = named(known[one.system]) if one.system in known else one.system
        due = _("due %(day)s") % {"day": _day(actor, one.due_on)} if one.due_on else ""
        lines.append(Line(f"{name} {one.number}", None, due))
    for claim in CLAIMS(**of) if may_have(matter, "claimed") else ():
        lines += _claim(actor, claim)
    if actor.holds("matters.register"):
        url = reverse("matters:foreign", args=[matter.subject.uid])
        lines.append(Line(_("Enter the number of a system outside"), url))
    return Panel(_("Where it comes from"), tuple(lines))


def _claim(actor: Actor, claim: Claim) -> list[Line]:
    on = _("Claimed closed out on %(day)s, not verified here") % {"day": _day(actor, claim.closed_on)}
    if claim.taken_up_on:
        on = _("Claimed closed out on %(day)s; handed to verification %(since)s") % {
            "day": _day(actor, claim.closed_on),
            "since": _day(actor, claim.taken_up_on),
        }
    found = [Line(on, None, claim.unit.name if claim.unit else "")]
    said = vault.read(claim.words)
    if said:
        found.append(Line(_("It says: %(words)s") % {"words": said}, None))
    if claim.source is not None:
        found.append(
            Line(_("From %(import)s") % {"import": claim.source.caption}, subjects.page_of(claim.source))
        )
    return found


def _day(actor: Actor, on) -> str:
    english = (get_language() or "").startswith("en")
    return words.long_day(on, clock.today(actor.zone), english=english)

"""What a matter's page says of its first contact."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banshi.base.engines.kept import Kept
from banshi.base.ui import words
from banshi.base.zones import clock
from banshi.base.zones.access import Actor
from banshi.core.matters.models import Matter, NoteKind
from banshi.core.matters.queries.timeline import post_words
from banshi.core.org.panels import Line, Panel
from banshi.doors.counter.models import CallBack, FirstContact

NOT_HANDED_OVER = frozenset({"intake", "registered", "dispatched"})


CONTACT = Kept(
    lambda zone, matter: FirstContact.objects.filter(zone_id=zone, matter_id=matter).select_related(
        "post__unit"
    ),
    zone=int,
    matter=int,
)


def first_contact(actor: Actor, matter: Matter) -> Panel:
    """Who took it in, and whether he still answers to the raiser; one query."""
    [found] = CONTACT(zone=actor.zone.pk, matter=matter.pk) or [None]
    if found is None:
        return Panel(_("First contact"), ())
    today, english = clock.today(actor.zone), (get_language() or "").startswith("en")
    taken = words.day(clock.on_date(actor.zone, found.taken_at), today)
    who = post_words(found.post) if found.post else _("The system")
    lines = [Line(who, None, f"{found.get_way_display()} {taken}"), Line(_standing(matter, english), None)]
    if found.wanted_by:
        day = words.long_day(found.wanted_by, today, english=english)
        lines.append(Line(_("The raiser asks for it by %(day)s") % {"day": day}, None))
    if found.call_back == CallBack.AUTHOR:
        lines.append(Line(_("Call back through whoever entered it"), None))
    return Panel(_("First contact"), tuple(lines))


def _standing(matter: Matter, english: bool) -> str:
    if matter.state in NOT_HANDED_OVER:
        return _("Answers to the raiser until a department has signed for it")
    signed = next((note for note in matter.notes.all() if note.kind == NoteKind.SIGNED), None)
    if signed is None:
        return _("Ended without a department")
    day = words.day(signed.effective_on, None)
    return _("Handed over on %(day)s, when the department signed for it") % {"day": day}

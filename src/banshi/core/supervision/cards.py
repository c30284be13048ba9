"""What the start page says of supervision: what is asked, what waits for an answer, what is looked at again."""

from django.urls import reverse
from django.utils.translation import gettext as _

from banshi.base.ui.cards import Card, Count
from banshi.base.zones.access import Actor
from banshi.core.supervision.models import Addressee, LookBack
from banshi.core.supervision.queries import desk, ladder
from banshi.core.supervision.queries import look_back as looks


def ladder_card(actor: Actor) -> Card | None:
    """For whoever issues: what is asked. For an addressee: what waits. For who looks back: his tasks."""
    counts = [*_asked(actor), *_to_answer(actor), *_to_look(actor)]
    return Card("supervision", _("Supervision"), tuple(counts)) if counts else None


def desk_card(actor: Actor) -> Card | None:
    """For the supervisor: what the detectors find and nobody has decided on."""
    if not actor.holds("supervision.desk"):
        return None
    count = desk.open_count(actor)
    found = Count(str(count), _("anomalies to be looked at"), reverse("supervision:desk"))
    return Card("supervision-desk", _("Supervisor's desk"), (found,))


def _asked(actor: Actor) -> list[Count]:
    if not actor.holds("supervision.issue"):
        return []
    found = ladder.today_of(actor)
    number = f"{found.count}+" if found.more else str(found.count)
    return [
        Count(number, _("matters of which the ladder asks something today"), reverse("supervision:ladder"))
    ]


def _to_answer(actor: Actor) -> list[Count]:
    if not actor.holds("supervision.answer"):
        return []
    rows = Addressee.objects.filter(
        zone=actor.zone, answered_at__isnull=True, document__recalled_on__isnull=True
    )
    mine = rows.filter(unit__in=actor.unit_ids) | rows.filter(post__in=actor.post_ids)
    count = mine.values("document").distinct().count()
    if not count:
        return []
    return [
        Count(str(count), _("documents to be answered"), f"{reverse('supervision:documents')}?state=waiting")
    ]


def _to_look(actor: Actor) -> list[Count]:
    if not actor.holds("supervision.look_back"):
        return []
    rows = looks.waiting(LookBack.objects.visible_to(actor)).filter(unit__in=actor.unit_ids)
    count = rows.count()
    if not count:
        return []
    url = f"{reverse('supervision:look_backs')}?result=waiting"
    return [Count(str(count), _("closed matters to be looked at again"), url)]

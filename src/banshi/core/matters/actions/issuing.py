"""What a unit of the zone issues by itself: entered, registered and handed over in one act."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from banshi.base.history.acts import use_case
from banshi.base.zones import access, clock
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Subject
from banshi.base.zones.refusals import Refusal
from banshi.core.access.actions import involve
from banshi.core.matters.actions.arriving import Raiser
from banshi.core.matters.actions.desk import own
from banshi.core.matters.actions.dispatching import dispatched
from banshi.core.matters.actions.intake import received, registered
from banshi.core.matters.models import Matter, RaiserKind
from banshi.core.matters.rules.kinds import ISSUED
from banshi.core.org.models import Post, Unit
from banshi.core.places.models import Place

VERB = "matters.issue"


@use_case("matters.issue")
def issue_matter(
    *,
    actor: Actor,
    title: str,
    words: str,
    kind: str,
    category: str,
    source_kind: str,
    issuer: Unit,
    lead_leader: Post,
    responsible_unit: Unit,
    due_on: date,
    requirement: str,
    now: datetime,
    place: Place | None = None,
    origin: Subject | None = None,
    about: Subject | None = None,
    parties: Iterable[Unit] = (),
    uid: object = None,
) -> Matter:
    """The actor's own unit issues a task, a rectification or a condition: it is with the department at once.

    ``parties`` are units that may not recheck it although they did not handle it (the building client of the
    site that is to be put right).
    """
    parties = tuple(parties)
    own(actor, issuer, *parties)
    access.require(actor, VERB)
    if not actor.system and issuer.pk not in actor.unit_ids:
        raise Refusal("matters.issuer", _("Only a unit that you sit in can issue this. Choose your own."))
    desk = received(
        actor=actor, title=title, words=words, kind=kind, category=category, source_kind=source_kind,
        raiser=Raiser(RaiserKind.OFFICE, unit=issuer), raised_on=clock.on_date(actor.zone, now), now=now, place=place,
        origin=origin, about=about, collector=issuer, uid=uid, verb=VERB,
    )  # fmt: skip
    if desk.matter.nature not in ISSUED:
        raise Refusal(
            "matters.not_issued",
            _("What people raise is registered first and dispatched by the ledger office. Enter it there."),
            field="kind",
        )
    for unit in parties:
        involve(desk.matter.subject, "party", unit=unit)
    registered(desk, verb=VERB)
    return dispatched(
        desk,
        lead_leader=lead_leader,
        responsible_unit=responsible_unit,
        due_on=due_on,
        requirement=requirement,
    )

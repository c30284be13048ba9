"""A report taken in: a matter that waits for a clerk to register it."""

from datetime import datetime

from banshi.base.history.acts import current, use_case
from banshi.base.presets import queries as presets
from banshi.base.zones import access, clock
from banshi.base.zones.access import Actor
from banshi.core.matters.actions import Raiser
from banshi.core.matters.actions.intake import received
from banshi.core.matters.models import Matter, RaiserKind
from banshi.doors.open311 import queries, rules
from banshi.doors.open311.models import Report
from banshi.doors.open311.rules import Given


@use_case("open311.report")
def report_by_open311(*, actor: Actor, given: Given, now: datetime) -> Matter:
    """Take a report in under the key of ``actor``. Its words, names and place go to the vault.

    The title is ours: what a stranger wrote never stands in a list. Raises the refusal of the unknown for a service
    that the zone does not offer.
    """
    today = clock.on_date(actor.zone, now)
    found, category = queries.rules_of(actor.zone), given.service_code
    if category not in queries.offered(actor.zone):
        raise access.unknown()
    names = presets.rules(actor.zone, "kinds", today).categories[category]
    desk = received(
        actor=actor,
        title=f"{names.zh}：应用来件",
        words=rules.words_of(given),
        kind=found.kind,
        category=category,
        source_kind=found.source_kind,
        raiser=Raiser(RaiserKind.RESIDENT, name=given.name, phone=given.phone),
        raised_on=today,
        now=now,
    )
    Report.objects.create(
        zone=actor.zone,
        matter=desk.matter,
        service_code=category,
        account_id=actor.account_id,
        received_at=current().recorded_at,
    )
    return desk.matter

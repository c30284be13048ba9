"""Asking where the photos of a public report were taken: shown once, and the asking is kept."""

from datetime import datetime

from banshi.base.history.acts import use_case
from banshi.base.history.record import record
from banshi.base.vault import store as vault
from banshi.base.vault.models import What
from banshi.base.zones import access
from banshi.base.zones.access import Actor
from banshi.core.matters.actions.desk import Desk
from banshi.core.matters.models import Matter


@use_case("portal.show_positions")
def show_positions(*, actor: Actor, matter: Matter, now: datetime) -> Matter:
    """Leave a line that the actor saw where the photos were taken; the caller then shows it once."""
    desk = Desk.lock(actor, matter, now)
    access.require(actor, "matters.reveal", desk.matter)
    subject = desk.matter.subject
    vault.looked(actor, subject, What.POSITION)
    record(actor=actor, subject=subject, kind="portal.positions_shown", data={})
    return desk.matter

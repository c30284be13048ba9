"""Asking for the raiser's name and phone: shown once, and the asking is kept."""

from datetime import datetime

from banshi.base.history.acts import use_case
from banshi.base.history.record import record
from banshi.base.vault import store as vault
from banshi.base.vault.models import What
from banshi.base.zones import access
from banshi.base.zones.access import Actor
from banshi.core.matters.actions.desk import Desk
from banshi.core.matters.models import Matter


@use_case("matters.reveal")
def reveal_raiser(*, actor: Actor, matter: Matter, now: datetime) -> Matter:
    """Leave a line that the actor saw who raised it; the caller then shows name and phone once."""
    desk = Desk.lock(actor, matter, now)
    access.require(actor, "matters.reveal", desk.matter)
    vault.looked(actor, desk.matter.subject, What.REVEALED)
    record(actor=actor, subject=desk.matter.subject, kind="matters.revealed", data={"what": "raiser"})
    return desk.matter

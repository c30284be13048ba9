"""The first administrator's place: an office, a post in it, and the role that opens everything else."""

from datetime import datetime

from banshi.base.zones import clock
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Account
from banshi.core.access.actions import grant_role
from banshi.core.org.actions.people import enter_person
from banshi.core.org.actions.posts import appoint, open_post
from banshi.core.org.actions.units import open_unit


def seat_administrator(*, actor: Actor, administrator: Account, now: datetime) -> None:
    """A general office with the post of system administrator, held by the first account from today on.

    The administrator renames both as the zone calls them; the person stands without a name.
    """
    today = clock.on_date(actor.zone, now)
    office = open_unit(
        actor=actor,
        code="general_office",
        name_zh="党政办公室",
        name_en="General Office",
        kind="department",
        starts_on=today,
        now=now,
    )
    post = open_post(
        actor=actor,
        code="system_administrator",
        unit=office,
        kind="administrative",
        rank="staff",
        name_zh="系统管理员",
        name_en="System administrator",
        starts_on=today,
        now=now,
    )
    person = enter_person(actor=actor, name="", starts_on=today, now=now, account=administrator)
    appoint(actor=actor, post=post, person=person, starts_on=today, now=now)
    grant_role(actor=actor, post=post, role="administrator", starts_on=today, now=now)

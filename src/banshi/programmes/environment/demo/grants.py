"""Roles that the programme's parts need: given to posts of the demonstration once, whoever asks first."""

from banshi.base.zones.demo import Demo
from banshi.core.access.actions import grant_role
from banshi.core.access.models import RoleGrant


def grant(demo: Demo, post: str, role: str) -> None:
    """The post has the role from the first day on."""
    held = RoleGrant.objects.filter(zone=demo.zone, post=demo.things[post], role=role, ends_on__isnull=True)
    if not held.exists():
        grant_role(
            actor=demo.system, post=demo.things[post], role=role, starts_on=demo.starts_on, now=demo.now
        )

"""What may not come into one hand: apps that stand on org say so, and appointments ask them."""

from collections.abc import Callable
from datetime import date

from banshi.base.zones.access import Actor
from banshi.core.org.models import Person, Post

Check = Callable[..., None]
_checks: list[Check] = []


def on_appointment(check: Check) -> None:
    """Register ``check(actor=, post=, person=, starts_on=, ends_on=)``, which raises a refusal."""
    if check not in _checks:
        _checks.append(check)


def ask(*, actor: Actor, post: Post, person: Person, starts_on: date, ends_on: date | None) -> None:
    """Ask all before a person holds a post or stands in for it; part of a use case, before anything is written."""
    for check in _checks:
        check(actor=actor, post=post, person=person, starts_on=starts_on, ends_on=ends_on)

"""What else has to be there when a zone is made: each app adds its own step."""

from collections.abc import Callable
from datetime import datetime

from banshi.base.zones.access import Actor
from banshi.base.zones.models import Account

Step = Callable[..., None]
_steps: list[tuple[int, str, Step]] = []


def register(step: Step, *, order: int = 100) -> None:
    """Add ``step(actor=…, administrator=…, now=…)``; called by an app when it is ready.

    ``actor`` is the machine itself in the new zone (``actor.zone``), ``administrator`` the account that
    the step may give a place, or None for a zone without one. Steps run in ``order`` inside the
    transaction that makes the zone.
    """
    name = f"{step.__module__}.{step.__qualname__}"
    _steps[:] = [known for known in _steps if known[1] != name] + [(order, name, step)]


def run(*, actor: Actor, administrator: Account | None, now: datetime) -> None:
    """All steps, by order and name."""
    for _order, _name, step in sorted(_steps, key=lambda known: known[:2]):
        step(actor=actor, administrator=administrator, now=now)

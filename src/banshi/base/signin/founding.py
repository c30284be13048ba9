"""What else has to be there when the first zone is made: each app adds its own step."""

from collections.abc import Callable
from datetime import datetime

from banshi.base.zones.access import Actor
from banshi.base.zones.models import Account

Step = Callable[..., None]
_steps: dict[str, tuple[int, Step]] = {}


def register(step: Step, *, order: int = 100) -> None:
    """Add ``step(actor=…, administrator=…, now=…)``; called by an app when it is ready.

    ``actor`` is the machine itself in the new zone (``actor.zone``), ``administrator`` the account to
    which a step gives its post and role. Steps run in ``order``, inside
    the transaction that makes the zone: rules and calendar 10, org 20, access 30, the rest 100.
    """
    _steps[f"{step.__module__}.{step.__qualname__}"] = (order, step)


def run(*, actor: Actor, administrator: Account, now: datetime) -> None:
    """All steps, by order and name."""
    for _name, (_order, step) in sorted(_steps.items(), key=lambda item: (item[1][0], item[0])):
        step(actor=actor, administrator=administrator, now=now)

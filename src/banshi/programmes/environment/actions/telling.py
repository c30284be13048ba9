"""Whoever took a value away is told once when it turns out otherwise: what was corrected, and what is open again."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from banshi.base.outbox import actions as outbox
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Subject
from banshi.programmes.environment.models import PeriodLock, Use
from banshi.programmes.environment.models.series import CAPTIONS

CORRECTED, REOPENED = "environment.value_corrected", "environment.period_reopened"
Meant = tuple[date, UUID]


@dataclass
class Readers:
    """Who had which of the values that one act corrects: account → point → days with their entries."""

    values: dict[int, dict[Any, list[Meant]]] = field(default_factory=dict)

    def had(self, point: Any, on: date, entry: UUID, accounts: Iterable[int | None]) -> None:
        """These accounts had the value of the day that ``entry`` corrects."""
        for account in {one for one in accounts if one is not None}:
            self.values.setdefault(account, {}).setdefault(point, []).append((on, entry))

    def tell(self, actor: Actor, medium: str) -> None:
        """One message for each point, to all who had the same of its values; nobody is told twice of one act."""
        groups: dict[tuple[Any, tuple[Meant, ...]], list[int]] = {}
        for account, points in self.values.items():
            for point, meant in points.items():
                groups.setdefault((point, tuple(sorted(meant))), []).append(account)
        for (point, meant), accounts in groups.items():
            _put(actor, medium, point.subject, meant, accounts)
        self.values.clear()


def _put(actor: Actor, medium: str, subject: Subject, meant: tuple[Meant, ...], accounts: list[int]) -> None:
    more = f"等{len(meant)}项" if len(meant) > 1 else ""
    outbox.put(
        actor=actor,
        kind=CORRECTED,
        subject=subject,
        number=f"{CAPTIONS[medium]} {meant[0][0].isoformat()}{more}",
        accounts=accounts,
        about=[entry for _on, entry in meant],
    )


def tell_reopened(actor: Actor, lock: PeriodLock, points: Any) -> None:
    """Who took values of the period away: they can change now. ``points`` are ids of their subjects."""
    uses = Use.objects.filter(
        zone=actor.zone, about__in=points, first_on__lte=lock.last_on, last_on__gte=lock.first_on
    )
    accounts = set(uses.order_by().values_list("account", flat=True))
    outbox.put(
        actor=actor, kind=REOPENED, subject=lock.subject, number=lock.subject.caption, accounts=accounts
    )

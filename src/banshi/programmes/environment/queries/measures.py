"""Measures as lists and totals show them. Quantities are added within one kind and one unit, never across."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from banshi.base.files.models import StoredFile
from banshi.base.vault import store as vault
from banshi.base.zones import access
from banshi.base.zones.access import Actor
from banshi.core.org.wording import timeline
from banshi.kernel.periods import Period
from banshi.kernel.qualifiers import Qualified
from banshi.programmes.environment.models.measures import Measure, MeasureState
from banshi.programmes.environment.rules.measures import Verifier, fault_of_verifier

RELATED = ("subject", "place__subject", "organisation__subject", "by_unit__subject")


def listed(actor: Actor) -> QuerySet[Measure]:
    """Measures open to the actor."""
    return Measure.objects.visible_to(actor).select_related(*RELATED)


def counted(
    actor: Actor, as_of: date, reaches_to: datetime, period: Period | None = None
) -> QuerySet[Measure]:
    """Measures that were verified by the day, as far as known; in a period: those installed in it."""
    rows = Measure.objects.visible_to(actor).filter(
        state=MeasureState.VERIFIED, verified_on__lte=as_of, verified_at__lt=reaches_to
    )
    if period is not None:
        rows = rows.filter(installed_on__gte=period.start, installed_on__lte=period.end)
    return rows


def gone(as_of: date, reaches_to: datetime) -> Q:
    """Taken away by the day, as far as known."""
    return Q(removed_on__lte=as_of, removed_at__lt=reaches_to)


def summed(rows: Iterable[Measure]) -> Qualified | None:
    """The sum of quantities of one kind in one unit, with the qualifier that a sum has; None of nothing."""
    total: Qualified | None = None
    for row in rows:
        total = row.amount if total is None else total + row.amount
    return total


@dataclass(frozen=True)
class Total:
    """One row of the totals: a kind in its unit."""

    kind: str
    name_zh: str
    name_en: str
    unit_zh: str
    unit_en: str
    added: Qualified | None
    removed: Qualified | None
    standing: Qualified | None
    sites: int
    waiting: int

    @property
    def name(self) -> str:
        """The name in the language of the moment."""
        return self.name_en if _english() else self.name_zh

    @property
    def unit(self) -> str:
        """The unit in the language of the moment."""
        return self.unit_en if _english() else self.unit_zh


def _english() -> bool:
    return (get_language() or "").startswith("en")


def totals(actor: Actor, as_of: date, reaches_to: datetime) -> list[Total]:
    """One row per kind and unit: what was added, taken away, stands, at how many sites, and what waits."""
    entered = Measure.objects.visible_to(actor).filter(installed_on__lte=as_of, entered_at__lt=reaches_to)
    known = set(counted(actor, as_of, reaches_to).values_list("pk", flat=True))
    taken = set(
        counted(actor, as_of, reaches_to).filter(gone(as_of, reaches_to)).values_list("pk", flat=True)
    )
    groups: dict[tuple[str, str], list[Measure]] = {}
    for row in entered.order_by("kind", "unit_zh", "pk"):
        groups.setdefault((row.kind, row.unit_zh), []).append(row)
    return [_total(rows, known, taken) for rows in groups.values()]


def _total(rows: list[Measure], known: set[int], taken: set[int]) -> Total:
    last = rows[-1]
    here = [row for row in rows if row.pk in known]
    standing = [row for row in here if row.pk not in taken]
    return Total(
        kind=last.kind,
        name_zh=last.kind_zh,
        name_en=last.kind_en,
        unit_zh=last.unit_zh,
        unit_en=last.unit_en,
        added=summed(here),
        removed=summed(row for row in here if row.pk in taken),
        standing=summed(standing),
        sites=len({row.place_id for row in standing}),
        waiting=sum(row.pk not in known and row.state != MeasureState.NOT_FOUND for row in rows),
    )


@dataclass(frozen=True)
class MeasurePage:
    """One measure as its page shows it."""

    measure: Measure
    findings: str
    reason: str
    files: tuple[StoredFile, ...]
    entries: list
    why_not: Any
    may_verify: bool
    may_remove: bool


def page(actor: Actor, row: Measure) -> MeasurePage:
    """Everything that the page of a measure shows."""
    waits = row.state == MeasureState.ENTERED and access.can(actor, "environment.verify_measure", row)
    fault = fault_of_verifier(row.entered_by_id, row.by_unit_id, Verifier(actor.person_id, actor.unit_ids))
    return MeasurePage(
        measure=row,
        findings=vault.shown(row.findings),
        reason=vault.shown(row.remove_reason),
        files=tuple(StoredFile.objects.of(row.subject)),
        entries=timeline(row.subject),
        why_not=fault.message if waits and fault else "",
        may_verify=waits and fault is None,
        may_remove=row.state == MeasureState.VERIFIED
        and row.removed_on is None
        and access.can(actor, "environment.enter_measure", row),
    )

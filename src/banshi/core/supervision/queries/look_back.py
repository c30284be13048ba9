"""Samples of closed matters: out of whom is drawn, the tasks, and drawing once more."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from banshi.base.presets import queries as presets
from banshi.base.zones import clock
from banshi.base.zones.access import Actor
from banshi.core.matters.models import Matter
from banshi.core.matters.queries.closing import handlers_of
from banshi.core.matters.rules.faults import Fault
from banshi.core.supervision.models import Candidate, LookBack, Result, Sample
from banshi.core.supervision.rules import look_back as rules
from banshi.core.supervision.rules.look_back import LookBackRules, Looker


def closed_until(found: LookBackRules, today: date) -> date:
    """The last day of closing that is old enough today."""
    return today - timedelta(days=found.days_after)


def population(actor: Actor, until: date) -> QuerySet[Matter]:
    """Close-outs up to a day that the actor may see and that stood in no sample before, by number."""
    before = Candidate.objects.filter(
        zone=OuterRef("zone"), matter=OuterRef("pk"), closed_on=OuterRef("closed_on")
    )
    rows = Matter.objects.visible_to(actor).filter(state="closed", closed_on__lte=until)
    return rows.filter(~Exists(before)).order_by("number")


def digest(numbers: Iterable[str]) -> str:
    """SHA-256 of the numbers in order, a line each: what the drawing was out of."""
    return hashlib.sha256("\n".join(sorted(numbers)).encode()).hexdigest()


@dataclass(frozen=True)
class Ahead:
    """What would be drawn now: out of how many, how many, closed out up to which day."""

    population: int
    size: int
    until: date
    rules: LookBackRules


def ahead(actor: Actor) -> Ahead:
    """What a drawing would be out of today; one query."""
    today = clock.today(actor.zone)
    found = presets.rules(actor.zone, "look_back", today)
    until = closed_until(found, today)
    count = population(actor, until).count()
    return Ahead(count, rules.size(found, count), until, found)


@dataclass(frozen=True)
class Again:
    """A sample drawn once more from its seed: whether the same ones come out, and how many there were."""

    same: bool
    numbers: tuple[str, ...]


def again(sample: Sample) -> Again:
    """Draw once more from what the sample keeps; two queries."""
    numbers = list(Candidate.objects.filter(sample=sample).values_list("number", flat=True))
    drawn = rules.draw(sample.seed, numbers, sample.drawn)
    kept = sorted(LookBack.objects.filter(sample=sample).values_list("matter__number", flat=True))
    return Again(list(drawn) == kept and len(numbers) == sample.population, drawn)


def tasks(actor: Actor) -> QuerySet[LookBack]:
    """Look-backs that the actor may see."""
    related = ("matter__subject", "unit", "responsible_unit", "sample__subject")
    return LookBack.objects.visible_to(actor).select_related(*related)


def fault_of_looker(actor: Actor, row: LookBack, matter: Matter) -> Fault | None:
    """Why the actor may not be the one who looks back at the matter of a task; two queries."""
    looker = Looker(
        person=actor.person_id,
        units=actor.unit_ids,
        responsible_unit=row.responsible_unit_id,
        handlers=handlers_of(matter),
        verifiers=frozenset(matter.verifications.values_list("person_id", flat=True)) - {None},
    )
    return rules.fault_of_looker(presets.rules(actor.zone, "look_back", row.sample.drawn_on), looker)


def waiting(rows: QuerySet[LookBack]) -> QuerySet[LookBack]:
    """Those still to be looked at, of matters that are still closed out as they were drawn."""
    return rows.filter(result="", matter__state="closed", matter__closed_on=F("closed_on"))


def overtaken() -> Q:
    """Drawn, but re-opened before anybody looked."""
    return Q(result=Result.WAITING) & (~Q(matter__state="closed") | ~Q(matter__closed_on=F("closed_on")))

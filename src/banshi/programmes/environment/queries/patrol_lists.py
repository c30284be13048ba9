"""Patrols as a list and one by one: each with its stops, who went and what was found, counted in the database."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import (
    Count,
    DateField,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce

from banshi.base.zones import access, clock
from banshi.base.zones.access import Actor
from banshi.core.occasions.models import Attendance, Occasion
from banshi.programmes.environment.models import Checked, Finding, Patrol, PatrolStop
from banshi.programmes.environment.queries.patrols import findings, list_of
from banshi.programmes.environment.rules.patrols import DustList


def listed(actor: Actor) -> QuerySet[Patrol]:
    """Patrols open to the actor, with ``judged_on``, ``stops_all``, ``stops_visited``, ``person_times`` (None where
    nobody is noted) and ``found`` (those findings alone that are open to the actor)."""
    if not (actor.system or actor.holds("environment.view")):
        return Patrol.objects.none()
    rows = Patrol.objects.filter(zone=actor.zone, occasion__in=Occasion.objects.visible_to(actor))
    stops = PatrolStop.objects.filter(patrol=OuterRef("pk")).order_by().values("patrol")
    people = Attendance.objects.filter(occasion=OuterRef("occasion"), ended_at__isnull=True)
    seen = Finding.objects.visible_to(actor).filter(stop__patrol=OuterRef("pk")).order_by()
    return rows.select_related("occasion__subject", "occasion__host").annotate(
        judged_on=Value(clock.today(actor.zone), DateField()),
        stops_all=_number(stops.annotate(n=Count("pk"))),
        stops_visited=_number(stops.annotate(n=Count("pk", filter=Q(visited_on__isnull=False)))),
        person_times=Subquery(people.order_by().values("occasion").annotate(n=Sum("count")).values("n")),
        found=_number(seen.values("stop__patrol").annotate(n=Count("pk"))),
    )


def _number(rows: QuerySet) -> Coalesce:
    return Coalesce(Subquery(rows.values("n"), output_field=IntegerField()), 0)


@dataclass(frozen=True)
class PatrolWhole:
    """One patrol with its stops in order, each with its checks, and the findings open to the reader."""

    patrol: Any
    list: DustList
    persons: int
    stops: list[PatrolStop]
    findings: list[Finding]


def one_patrol(actor: Actor, uid: UUID) -> PatrolWhole:
    """A patrol that the actor may see."""
    row = listed(actor).filter(occasion__subject__uid=uid).first()
    if row is None:
        raise access.unknown()
    row.zone = row.occasion.zone = actor.zone
    stops = row.stops.select_related("place__subject").order_by("order", "pk")
    checks = Prefetch("checks", Checked.objects.order_by("item"))
    there = row.occasion.attendances.filter(ended_at__isnull=True)
    return PatrolWhole(
        patrol=row,
        list=list_of(row),
        persons=there.aggregate(n=Count("person", distinct=True))["n"],
        stops=list(stops.prefetch_related(checks)),
        findings=list(findings(actor).filter(stop__patrol=row).order_by("pk")),
    )

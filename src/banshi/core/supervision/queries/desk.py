"""The supervisor's desk: what the detectors find, what was decided on it, and the trail of one anomaly."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from banshi.base.history.models import Entry
from banshi.base.history.record import read
from banshi.base.presets import queries as presets
from banshi.base.vault import store as vault
from banshi.base.zones import access, clock
from banshi.base.zones.access import Actor
from banshi.core.matters.models import Matter
from banshi.core.matters.queries.timeline import WHAT
from banshi.core.org import queries as org
from banshi.core.org.models import Person, Post, Unit
from banshi.core.supervision.models import Anomaly, Document
from banshi.core.supervision.queries import detectors
from banshi.core.supervision.queries.detectors import Ask, Detector, Found

SHOWN = 50
"""Anomalies shown per detector, and matters per anomaly."""
TRAIL = 200


@dataclass(frozen=True)
class Line:
    """One anomaly on the desk, with the matters it is about and what was decided."""

    found: Found
    says: str
    matters: tuple[Matter, ...]
    who: str
    decided: Anomaly | None


@dataclass(frozen=True)
class Group:
    """What one detector found; ``more`` counts what is not shown, ``decided`` what was decided already."""

    detector: Detector
    lines: tuple[Line, ...]
    more: int
    decided: int


def asking(actor: Actor) -> Ask:
    """The question of today, under the thresholds in force."""
    today = clock.today(actor.zone)
    return Ask(actor, today, presets.rules(actor.zone, "anomalies", today))


def decisions(actor: Actor) -> QuerySet[Anomaly]:
    """Decisions that the actor may see."""
    return access.visible(actor, Anomaly.objects.all(), "supervision.desk")


def groups(actor: Actor, *, all_of_them: bool = False) -> list[Group]:
    """Every detector that is on with what it finds; a fixed number of queries.

    What was decided already is left out unless asked for.
    """
    ask = asking(actor)
    known = {(row.detector, row.key): row for row in decisions(actor).select_related("decided_by__subject")}
    on = [one for one in detectors.detectors() if ask.rules.on(one.code)]
    sorted_out = []
    for one in on:
        found = one.find(ask)
        open_ones = [row for row in found if (one.code, row.key) not in known]
        shown = found if all_of_them else open_ones
        sorted_out.append((one, shown, len(found) - len(open_ones)))
    names = _names(actor, [row for _one, shown, _n in sorted_out for row in shown[:SHOWN]])
    return [
        Group(
            one,
            tuple(names.line(one, row, known.get((one.code, row.key))) for row in shown[:SHOWN]),
            max(len(shown) - SHOWN, 0),
            decided,
        )
        for one, shown, decided in sorted_out
    ]


def open_count(actor: Actor) -> int:
    """How many anomalies wait for a decision."""
    ask = asking(actor)
    known = set(decisions(actor).values_list("detector", "key"))
    on = (one for one in detectors.detectors() if ask.rules.on(one.code))
    return sum((one.code, row.key) not in known for one in on for row in one.find(ask))


@dataclass(frozen=True)
class _Names:
    matters: dict[int, Matter]
    people: dict[int, Person]
    units: dict[int, Unit]

    def line(self, one: Detector, row: Found, decided: Anomaly | None) -> Line:
        matters = tuple(self.matters[pk] for pk in row.matters[:SHOWN] if pk in self.matters)
        who = [named_by_post(self.people[pk]) for pk in row.people if pk in self.people]
        if row.unit in self.units:
            who.append(self.units[row.unit].name)
        return Line(row, one.says(row), matters, "、".join(who), decided)


def named_by_post(person: Person) -> str:
    """People are addressed by their posts."""
    posts = [holding.post.name for holding in getattr(person, "holdings_on_day", ())]
    return posts[0] if posts else person.name


def _names(actor: Actor, rows: list[Found]) -> _Names:
    matters = Matter.objects.visible_to(actor).filter(
        pk__in={pk for row in rows for pk in row.matters[:SHOWN]}
    )
    people = Person.objects.filter(zone=actor.zone, pk__in={pk for row in rows for pk in row.people})
    units = Unit.objects.filter(zone=actor.zone, pk__in={row.unit for row in rows if row.unit})
    today = clock.today(actor.zone)
    return _Names(
        {row.pk: row for row in matters.select_related("subject", "responsible_unit").order_by("number")},
        {row.pk: row for row in org.with_posts(people.select_related("subject"), today)},
        {row.pk: row for row in units},
    )


@dataclass(frozen=True)
class Step:
    """One entry of the trail."""

    at: Any
    matter: Matter
    n: int
    what: str
    who: str


@dataclass(frozen=True)
class AnomalyPage:
    """One anomaly with its trail and what the supervisor did."""

    detector: Detector
    line: Line
    steps: tuple[Step, ...]
    reason: str
    documents: tuple[Document, ...]


def find(actor: Actor, code: str, key: str) -> tuple[Detector, Found]:
    """The anomaly as the records give it today. Raises Unknown when they no longer do."""
    ask, one = asking(actor), detectors.detector(code)
    if one is None or not ask.rules.on(code):
        raise access.unknown()
    found = next((row for row in one.find(ask) if row.key == key), None)
    if found is None:
        raise access.unknown()
    return one, found


def page(actor: Actor, code: str, key: str) -> AnomalyPage:
    """One anomaly; a fixed number of queries."""
    one, found = find(actor, code, key)
    decided = decisions(actor).filter(detector=code, key=key).select_related("reason__key__subject").first()
    line = _names(actor, [found]).line(one, found, decided)
    papers = (
        Document.objects.visible_to(actor).filter(anomaly=decided) if decided else Document.objects.none()
    )
    return AnomalyPage(
        one,
        line,
        tuple(_trail(actor, one, line)),
        vault.shown(decided.reason) if decided else "",
        tuple(papers.select_related("subject").order_by("pk")),
    )


def _trail(actor: Actor, one: Detector, line: Line) -> list[Step]:
    matters = {matter.subject_id: matter for matter in line.matters}
    entries = list(
        Entry.objects.filter(zone=actor.zone, subject__in=matters, kind__in=one.trail).order_by(
            "recorded_at", "pk"
        )[:TRAIL]
    )
    bodies = [read(entry) for entry in entries]
    codes = {code for body in bodies for code in body["posts"]}
    posts = {post.code: post for post in Post.objects.filter(zone=actor.zone, code__in=codes)}
    return [
        Step(
            entry.recorded_at,
            matters[entry.subject_id],
            entry.n,
            str(WHAT.get(entry.kind, entry.kind)),
            "、".join(posts[code].name for code in body["posts"] if code in posts),
        )
        for entry, body in zip(entries, bodies, strict=True)
    ]

"""Foreign numbers: the systems in force, the matters that carry their numbers, and the replies they get."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
from django.utils.translation import get_language

from banshi.base.presets import catalogue
from banshi.base.presets import queries as presets
from banshi.base.vault import store as vault
from banshi.base.zones import clock
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Zone
from banshi.core.matters.models import ForeignNumber, Matter, Note, NoteKind, Outcome, Satisfaction, Solved
from banshi.core.matters.queries.wording import Wording
from banshi.core.matters.rules.foreign import System, Systems, parse

TOPIC = "foreign_systems"
SAYING = (NoteKind.REPLY, NoteKind.EXPLANATION, NoteKind.SUBMISSION)
"""Notes that tell the raiser something; the last one is the reply."""


def systems(zone: Zone) -> Systems:
    """The systems outside; a zone that has adopted none yet gets those that ship."""
    try:
        return presets.rules(zone, TOPIC, clock.today(zone))
    except presets.NoRules:
        return parse(catalogue.preset(TOPIC, catalogue.topic(TOPIC).default).body)


def named(system: System) -> str:
    """The system's name in the language of the moment."""
    return system.en if (get_language() or "").startswith("en") else system.zh


def source_of(system: System) -> str:
    """Where the layout is from, in the reader's language: rules say it in Chinese, and after a stroke in English."""
    zh, _stroke, en = system.source.partition(" / ")
    return (en or zh) if (get_language() or "").startswith("en") else zh


def counted(actor: Actor) -> dict[str, int]:
    """How many matters that the actor may see carry a number, per system."""
    rows = Matter.objects.visible_to(actor).filter(foreign_numbers__isnull=False).order_by()
    found = rows.values_list("foreign_numbers__system").annotate(n=Count("pk"))
    return {system: n for system, n in found if system}


def carrying(actor: Actor, system: str) -> QuerySet[Matter]:
    """Matters with a number of the system that the actor may see, by the system's deadline."""
    own = ForeignNumber.objects.filter(zone=actor.zone, system=system)
    notes = (
        Note.objects.filter(kind__in=SAYING).select_related("words__key__subject").order_by("noted_at", "pk")
    )
    due = own.filter(matter=OuterRef("pk")).values("due_on")[:1]
    return (
        Matter.objects.visible_to(actor)
        .filter(pk__in=own.values("matter"))
        .select_related("subject", "responsible_unit", "lead_leader")
        .prefetch_related(
            Prefetch("foreign_numbers", queryset=own, to_attr="of_system"),
            Prefetch("notes", queryset=notes, to_attr="sayings"),
        )
        .order_by(Subquery(due).asc(nulls_last=True), "number")
    )


@dataclass(frozen=True)
class Reply:
    """One matter as a system wants its reply: the values in the order of its columns."""

    matter: Matter
    values: tuple[Any, ...]


def replies(actor: Actor, system: System, rows: Iterable[Matter]) -> Iterator[Reply]:
    """The replies to ``rows`` in the form of ``system``."""
    wording = Wording(actor.zone)
    for matter in rows:
        yield Reply(matter, tuple(TELL[one.value](matter, wording) for one in system.columns))


def _foreign(matter: Matter) -> ForeignNumber:
    return matter.of_system[0]  # type: ignore[attr-defined]


def _last(matter: Matter) -> Note | None:
    sayings: list[Note] = matter.sayings  # type: ignore[attr-defined]
    return sayings[-1] if sayings else None


def _reply(matter: Matter, wording: Wording) -> str:
    last = _last(matter)
    return vault.read(last.words) if last else ""


def _replied_on(matter: Matter, wording: Wording) -> date | None:
    last = _last(matter)
    return (last.told_on or last.effective_on) if last else None


def _label(choices: Any, value: str) -> str:
    return str(choices(value).label) if value else ""


TELL: dict[str, Callable[[Matter, Wording], Any]] = {
    "foreign_number": lambda matter, wording: _foreign(matter).number,
    "foreign_due_on": lambda matter, wording: _foreign(matter).due_on,
    "number": lambda matter, wording: matter.number,
    "title": lambda matter, wording: matter.title,
    "category": lambda matter, wording: wording.category(matter.category),
    "raised_on": lambda matter, wording: matter.raised_on,
    "unit": lambda matter, wording: matter.responsible_unit.name if matter.responsible_unit else "",
    "leader": lambda matter, wording: matter.lead_leader.name if matter.lead_leader else "",
    "reply": _reply,
    "replied_on": _replied_on,
    "outcome": lambda matter, wording: _label(Outcome, matter.outcome),
    "state": lambda matter, wording: str(wording.state(matter.state).word),
    "closed_on": lambda matter, wording: matter.closed_on,
    "solved": lambda matter, wording: _label(Solved, matter.solved),
    "satisfaction": lambda matter, wording: _label(Satisfaction, matter.satisfaction),
    "empty": lambda matter, wording: "",
}

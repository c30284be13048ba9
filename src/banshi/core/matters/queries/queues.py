"""The two queues: what waits for dispatch, and what waits for verification, an answer or the close-out."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, F, Max, Q, QuerySet

from banshi.base.calendars.queries import load_calendar
from banshi.base.presets import queries as presets
from banshi.base.vault import store as vault
from banshi.base.zones import clock
from banshi.base.zones.access import Actor
from banshi.core.matters.models import Extension, Matter, Objection
from banshi.core.matters.queries import counter, ratings, rows
from banshi.core.matters.queries.counter import Left
from banshi.core.matters.rules.guards import faults_at_close
from banshi.core.matters.rules.kinds import Kinds
from banshi.core.matters.rules.lifecycle import named
from banshi.core.org.models import Unit

AT_ONCE = 100
ASKS = frozenset({"matters.answer_missing", "matters.answer_dissatisfied"})


@dataclass(frozen=True)
class ToDispatch:
    """A matter that waits for dispatch, how long it may still, and who had the last one of its category."""

    matter: Matter
    category: str
    left: Left | None
    suggestion: Unit | None


@dataclass(frozen=True)
class Asked:
    """Something asked about a matter (an objection, an extension) with its reason."""

    matter: Matter
    row: Objection | Extension
    reason: str


@dataclass(frozen=True)
class Load:
    """What a department has in hand."""

    unit: Unit
    open: int
    overdue: int


@dataclass
class Board:
    """The dispatch board; ``more`` counts what is not shown at once."""

    waiting: list[ToDispatch] = field(default_factory=list)
    objections: list[Asked] = field(default_factory=list)
    extensions: list[Asked] = field(default_factory=list)
    loads: list[Load] = field(default_factory=list)
    more: int = 0


def board(actor: Actor, now: datetime) -> Board:
    """What waits for dispatch, the oldest first, and the load of each department in protocol order."""
    today = clock.on_date(actor.zone, now)
    seen = Matter.objects.visible_to(actor)
    waiting = seen.filter(state__in=("intake", "registered")).order_by("raised_on", "pk")
    shown = list(waiting.select_related("subject", "raiser_org", "raiser_unit", "collector")[:AT_ONCE])
    more = waiting.count() - len(shown) if len(shown) == AT_ONCE else 0
    return Board(
        waiting=_to_dispatch(actor, shown, today, now),
        objections=_asked(
            Objection.objects.filter(settled_at__isnull=True).select_related("unit"), seen, actor
        ),
        extensions=_asked(
            Extension.objects.filter(decided_at__isnull=True).select_related("matter__lead_leader"),
            seen,
            actor,
        ),
        loads=_loads(seen, actor, today),
        more=more,
    )


def _to_dispatch(actor: Actor, shown: list[Matter], today: date, now: datetime) -> list[ToDispatch]:
    kinds = presets.rules(actor.zone, "kinds", today)
    calendar = load_calendar(actor.zone)
    usual = usual_departments(actor, {matter.category for matter in shown})
    return [
        ToDispatch(
            matter,
            category_word(kinds, matter.category),
            counter.of_day(matter.turn_due_on, calendar, now) if matter.turn_due_on else None,
            usual.get(matter.category),
        )
        for matter in shown
    ]


def usual_departments(actor: Actor, categories: set[str]) -> dict[str, Unit]:
    """The department that had the last matter of each category."""
    done = Matter.objects.visible_to(actor).filter(category__in=categories, responsible_unit__isnull=False)
    last = done.order_by().values("category").annotate(last=Max("pk")).values("last")
    found = Matter.objects.filter(zone=actor.zone, pk__in=last).select_related("responsible_unit")
    return {matter.category: matter.responsible_unit for matter in found}


def _asked(asked: QuerySet, seen: QuerySet[Matter], actor: Actor) -> list[Asked]:
    found = asked.filter(zone=actor.zone, matter__in=seen).order_by("pk")
    found = found.select_related(
        "matter__subject", "matter__responsible_unit", "reason__key__subject", *_also(asked)
    )
    return [Asked(row.matter, row, vault.shown(row.reason)) for row in found[:AT_ONCE]]


def _also(asked: QuerySet) -> tuple[str, ...]:
    return ("unit",) if asked.model is Objection else ("matter__lead_leader",)


def _loads(seen: QuerySet[Matter], actor: Actor, today: date) -> list[Load]:
    states = presets.rules(actor.zone, "lifecycle", today).states_where(open_only=True)
    late = Q(clock_due_on__lt=today, holder_unit=F("responsible_unit"))
    counts = {
        row["responsible_unit"]: row
        for row in seen.filter(state__in=states, responsible_unit__isnull=False)
        .order_by()
        .values("responsible_unit")
        .annotate(open=Count("pk"), overdue=Count("pk", filter=late))
    }
    units = Unit.objects.filter(zone=actor.zone, pk__in=counts).order_by("protocol", "order", "pk")
    return [Load(unit, counts[unit.pk]["open"], counts[unit.pk]["overdue"]) for unit in units]


def category_word(kinds: Kinds, code: str) -> str:
    """A category in words."""
    return named(kinds.categories[code]) if code in kinds.categories else code


@dataclass(frozen=True)
class ToVerify:
    """A submitted or verified matter with its evidence, what the department claims, and what is missing."""

    matter: Matter
    claim: str
    remaining: str
    left: Left | None
    may_verify: bool
    may_answer: bool = False
    may_close: bool = False
    missing: tuple[str, ...] = ()
    waits_for_answer: bool = False
    tries: int = 0
    sees_rating: bool = False


@dataclass
class Queue:
    """The verification queue in its four blocks."""

    submitted: list[ToVerify] = field(default_factory=list)
    unanswered: list[ToVerify] = field(default_factory=list)
    ready: list[ToVerify] = field(default_factory=list)
    held: list[ToVerify] = field(default_factory=list)

    @property
    def count(self) -> int:
        """All of them."""
        return len(self.submitted) + len(self.unanswered) + len(self.ready) + len(self.held)


def verification(actor: Actor, now: datetime) -> Queue:
    """What waits to be verified, for an answer, to be closed out; at most 100 each, by due day."""
    seen = Matter.objects.visible_to(actor).select_related(
        "subject", "responsible_unit", "raiser_org", "raiser_unit", "collector", "remaining__key__subject"
    )
    calendar, queue = load_calendar(actor.zone), Queue()
    ordered = seen.order_by("turn_due_on", "pk")
    found = [*ordered.filter(state="submitted")[:AT_ONCE], *ordered.filter(state="verified")[:AT_ONCE]]
    for matter in rows.with_closing(found):
        line = _line(actor, matter, calendar, now)
        _block(queue, line).append(line)
    return queue


def _block(queue: Queue, line: ToVerify) -> list[ToVerify]:
    if line.matter.state == "submitted":
        return queue.submitted
    if not line.missing:
        return queue.ready
    return queue.unanswered if line.waits_for_answer else queue.held


def _line(actor: Actor, matter: Matter, calendar, now: datetime) -> ToVerify:
    kind = presets.rules(actor.zone, "kinds", matter.raised_on).kinds[matter.kind]
    faults = (
        faults_at_close(kind.guards, rows.facts_of(matter, closer=None)) if matter.state == "verified" else []
    )
    note = rows.last_note(matter, "submission")
    apart = actor.person_id not in rows.hands(matter)
    outsider = apart and matter.responsible_unit_id not in actor.unit_ids
    issuer = (matter.raiser_unit_id or matter.collector_id) in actor.unit_ids
    return ToVerify(
        matter=matter,
        claim=vault.shown(note.words) if note else "",
        remaining=vault.shown(matter.remaining),
        left=counter.of_day(matter.turn_due_on, calendar, now) if matter.turn_due_on else None,
        may_verify=actor.holds("matters.verify")
        and outsider
        and (issuer or "verified_by_issuer" not in kind.guards),
        may_answer=_asks(actor, matter) and (outsider or "answer_by_other_hand" not in kind.guards),
        may_close=actor.holds("matters.close") and apart,
        missing=tuple(str(fault.refusal().message) for fault in faults),
        waits_for_answer=bool(faults) and all(fault.code in ASKS for fault in faults),
        tries=rows.tries(matter),
        sees_rating=ratings.sees(actor, matter),
    )


def _asks(actor: Actor, matter: Matter) -> bool:
    """Whoever answers for all raisers, or collected this matter."""
    reaches = actor.reaches("matters.answer")
    return "zone" in reaches or ("collector" in reaches and matter.collector_id in actor.unit_ids)

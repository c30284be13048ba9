"""What a dispatch must name, and when a department may say «not mine»."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from banshi.core.matters.rules.faults import Fault
from banshi.kernel.text import vague_promise


@dataclass(frozen=True)
class DispatchFacts:
    """A dispatch as it is about to be made. Unit and post are ids; ``rank`` is the leader's rank."""

    lead_leader_rank: str | None
    responsible_unit: int | None
    due_on: date | None
    due_at: datetime | None
    requirement: str
    co_units: tuple[int, ...]
    co_due: tuple[date | None, ...]
    today: date
    now: datetime
    urgent: bool


FURTHEST = timedelta(days=10 * 366)
"""Further ahead lies a slip of the pen, not a deadline."""
LEADER_RANKS = frozenset({"principal_leader", "zone_leader"})


def faults(facts: DispatchFacts) -> list[Fault]:
    """Everything that is missing or wrong: leader, department, deadline, requirement, co-handlers."""
    return _who(facts) + _when(facts) + _what(facts) + _with_whom(facts)


def _who(facts: DispatchFacts) -> list[Fault]:
    found = []
    if facts.lead_leader_rank is None:
        found.append(
            Fault("matters.leader_missing", _("Name the lead leader who answers for this."), "lead_leader")
        )
    elif facts.lead_leader_rank not in LEADER_RANKS:
        found.append(
            Fault(
                "matters.leader_rank", _("A lead leader is a leader of the zone. Choose one."), "lead_leader"
            )
        )
    if facts.responsible_unit is None:
        found.append(Fault("matters.unit_missing", _("Name the responsible department."), "responsible_unit"))
    return found


def _when(facts: DispatchFacts) -> list[Fault]:
    if facts.due_on is None:
        return [Fault("matters.due_missing", _("Name the day by which it must be done."), "due_on")]
    if facts.due_on < facts.today or (facts.due_at and facts.due_at <= facts.now):
        return [Fault("matters.due_past", _("The deadline lies in the past. Choose a later day."), "due_on")]
    if facts.due_on > facts.today + FURTHEST:
        return [
            Fault(
                "matters.due_far",
                _("This deadline lies more than ten years ahead. Check the year."),
                "due_on",
            )
        ]
    return []


def _what(facts: DispatchFacts) -> list[Fault]:
    if not facts.requirement.strip():
        return [
            Fault(
                "matters.requirement_missing",
                _("Write what must be true when it is done, so that it can be verified."),
                "requirement",
            )
        ]
    return vague(facts.requirement, "requirement")


def _with_whom(facts: DispatchFacts) -> list[Fault]:
    found = lead_is_co(facts.responsible_unit, facts.co_units)
    if found:
        return found
    if len(set(facts.co_units)) < len(facts.co_units):
        return [
            Fault("matters.co_twice", _("A unit is named twice as co-handler. Name it once."), "co_units")
        ]
    if any(due and due < facts.today for due in facts.co_due):
        return [
            Fault("matters.due_past", _("The deadline lies in the past. Choose a later day."), "co_units")
        ]
    late = any(due and facts.due_on and due > facts.due_on for due in facts.co_due)
    if late:
        return [
            Fault(
                "matters.co_due_late",
                _("A co-handler's day may not lie after the deadline. Choose an earlier one."),
                "co_units",
            )
        ]
    return []


def lead_is_co(lead: int | None, co_units: tuple[int, ...]) -> list[Fault]:
    """One lead: it cannot be its own co-handler."""
    if lead not in co_units:
        return []
    return [Fault("matters.lead_is_co", _("The lead cannot be its own co-handler. Take it off."), "co_units")]


def vague(text: str, field: str) -> list[Fault]:
    """A promise in words like 近期, 尽快, 即将 is refused; a date is wanted."""
    words = vague_promise(text)
    if not words:
        return []
    return [
        Fault(
            "matters.vague",
            _("«%(words)s» is no date. Name the day instead."),
            field,
            {"words": "、".join(words)},
        )
    ]


@dataclass(frozen=True)
class ObjectionFacts:
    """A «not mine» as it is about to be said."""

    in_time: bool
    settled_before: bool
    open_already: bool
    reason: str


def objection_fault(facts: ObjectionFacts) -> Fault | None:
    """«Not mine» is said within the limit, once, with a reason; what was settled is final."""
    if facts.settled_before:
        return Fault(
            "matters.objection_final",
            _("This was settled once and is final. Handle it, or ask the lead leader."),
        )
    if facts.open_already:
        return Fault("matters.objection_open", _("«Not mine» was already said and waits to be settled."))
    if not facts.reason.strip():
        return Fault("matters.reason_missing", _("Give the reason and whose matter it is."), "reason")
    if not facts.in_time:
        return Fault(
            "matters.objection_late",
            _("«Not mine» had to be said within one working day. Handle it, or ask the ledger office."),
        )
    return None

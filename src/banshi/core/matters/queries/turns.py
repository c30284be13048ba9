"""Whose turn, until when: what is asked of an actor, what he waits for, and what shines under his name.

Each question is one query, cut down by ``visible_to`` and capped; nothing is counted beyond its cap.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from banshi.base.zones.access import Actor
from banshi.core.matters.models import CoHandler, Extension, HolderKind, Matter, Objection
from banshi.core.matters.queries import lists
from banshi.core.matters.queries.lists import Moment
from banshi.core.matters.queries.wording import Wording
from banshi.core.matters.rules import lights
from banshi.core.matters.rules.lights import Light

ASKED = {
    "intake": "register",
    "registered": "dispatch",
    "dispatched": "sign",
    "signed": "submit",
    "in_hand": "submit",
    "reopened": "submit",
    "explained": "explain",
    "submitted": "verify",
    "verified": "close",
}
VERBS = {"explained": "matters.explain", "submitted": "matters.verify", "verified": "matters.close"}
SOON = F("turn_due_on").asc(nulls_last=True)


@dataclass(frozen=True)
class Turn:
    """One matter in somebody's hands: the act that is asked (None: none of the reader's), and until when."""

    matter: Matter
    act: str | None
    until: date | None
    light: Light
    holder: str = ""


@dataclass(frozen=True)
class Block:
    """Turns, the most pressing first; ``more`` when the cap cut some off."""

    turns: tuple[Turn, ...]
    more: bool = False


def yours(actor: Actor, at: Moment, limit: int = 20) -> Block:
    """What is asked of the actor now; at most four queries, by what the actor may do."""
    found = _held(actor, at, limit + 1)
    if actor.holds("matters.co_reply"):
        found += _parts(actor, at, limit + 1)
    if actor.holds("matters.settle_objection"):
        found += _objections(actor, at, limit + 1)
    if actor.holds("matters.decide_extension"):
        found += _decisions(actor, at, limit + 1)
    return _block(found, limit)


def waiting(actor: Actor, at: Moment, limit: int = 10) -> Block:
    """What others hold of the actor's: the whole zone's for the ledger, his unit's for the rest."""
    mine = Q(holder_unit__in=actor.unit_ids) & ~Q(objected=True)
    rows = _open(actor, at).exclude(mine).exclude(holder_unit__isnull=True, holder_kind=HolderKind.UNIT)
    if actor.holds("matters.dispatch"):
        rows = rows.filter(dispatched_on__isnull=False)
    else:
        units = actor.unit_ids
        rows = rows.filter(Q(responsible_unit__in=units) | Q(collector__in=units))
    return _block(
        [_turn(row, None, row.turn_due_on, at) for row in rows.order_by(SOON, "pk")[: limit + 1]], limit
    )


def in_line(actor: Actor, at: Moment, limit: int = 7) -> Block:
    """The flagged few: of the matters a leader leads, of the whole ledger, or of a department's own."""
    rows = _open(actor, at).filter(lists.flagged(), responsible_unit__isnull=False)
    if actor.holds("matters.decide_extension"):
        rows = rows.filter(lead_leader__in=actor.post_ids)
    elif not actor.holds("matters.dispatch"):
        rows = rows.filter(responsible_unit__in=actor.unit_ids)
    rows = rows.order_by(F("clock_due_on").asc(nulls_last=True), "pk")[: limit + 1]
    return _block([_turn(row, None, row.clock_due_on, at) for row in rows], limit)


def _open(actor: Actor, at: Moment) -> QuerySet:
    open_objection = Objection.objects.filter(
        zone=OuterRef("zone"), matter=OuterRef("pk"), settled_at__isnull=True
    )
    rows = Matter.objects.visible_to(actor).filter(state__in=at.open_states)
    rows = lists.judged(rows, at).annotate(objected=Exists(open_objection))
    return rows.select_related("subject", "holder_unit", "holder_post", "responsible_unit", "lead_leader")


def _held(actor: Actor, at: Moment, limit: int) -> list[Turn]:
    states = [state for state, act in ASKED.items() if actor.holds(VERBS.get(state, f"matters.{act}"))]
    if not states or not actor.unit_ids:
        return []
    rows = _open(actor, at).filter(
        state__in=states, holder_kind=HolderKind.UNIT, holder_unit__in=actor.unit_ids, objected=False
    )
    kinds = Wording(actor.zone).kinds
    return [_asked(row, kinds, at) for row in rows.order_by(SOON, "pk")[:limit]]


def _asked(row: Matter, kinds: dict, at: Moment) -> Turn:
    act, until = ASKED[row.state], row.turn_due_on
    if row.state == "verified" and not row.solved and kinds[row.kind].asks_raiser:
        act = "answer"
    if act == "submit" and row.next_reply_on and (until is None or row.next_reply_on < until):
        act, until = "reply", row.next_reply_on
    return _turn(row, act, until, at)


def _parts(actor: Actor, at: Moment, limit: int) -> list[Turn]:
    parts = CoHandler.objects.filter(
        zone=actor.zone,
        unit__in=actor.unit_ids,
        replied_at__isnull=True,
        released_at__isnull=True,
        matter__in=_of(actor, at),
    )
    rows = parts.select_related("matter__subject", "matter__responsible_unit").order_by("due_on", "pk")
    return [
        Turn(
            row.matter,
            "co_reply" if row.signed_at else "sign",
            row.due_on,
            _own_light(row.due_on, at),
        )
        for row in rows[:limit]
    ]


def _objections(actor: Actor, at: Moment, limit: int) -> list[Turn]:
    rows = Objection.objects.filter(zone=actor.zone, settled_at__isnull=True, matter__in=_of(actor, at))
    rows = rows.select_related("matter__subject", "unit").order_by("raised_at", "pk")
    return [
        Turn(row.matter, "settle_objection", row.matter.turn_due_on, _own_light(row.matter.turn_due_on, at))
        for row in rows[:limit]
    ]


def _decisions(actor: Actor, at: Moment, limit: int) -> list[Turn]:
    """Extensions and second dissatisfied answers that wait for this leader."""
    asked = Extension.objects.filter(zone=actor.zone, decided_at__isnull=True, matter=OuterRef("pk"))
    rows = lists.judged(Matter.objects.visible_to(actor), at).annotate(extension=Exists(asked))
    rows = rows.filter(
        Q(extension=True, lead_leader__in=actor.post_ids, state__in=at.open_states)
        | Q(holder_kind=HolderKind.POST, holder_post__in=actor.post_ids)
    )
    rows = rows.select_related("subject", "holder_unit", "holder_post", "responsible_unit")
    return [
        _turn(row, "decide_extension" if row.extension else "decide_answer", row.turn_due_on, at)
        for row in rows.order_by(SOON, "pk")[:limit]
    ]


def _of(actor: Actor, at: Moment) -> QuerySet:
    return Matter.objects.visible_to(actor).filter(state__in=at.open_states).values("pk")


def _turn(row: Matter, act: str | None, until: date | None, at: Moment) -> Turn:
    standing = lights.Standing(
        row.state in at.open_states, row.clock_due_on, row.next_reply_on, getattr(row, "late_co", False)
    )
    return Turn(row, act, until, lights.light(standing, at.day, at.near_until), holder_of(row))


def _own_light(due_on: date | None, at: Moment) -> Light:
    return lights.light(lights.Standing(True, due_on, None), at.day, at.near_until)


def holder_of(matter: Matter) -> str:
    """Who holds it, by name: a unit, a post, or someone outside."""
    if matter.holder_kind == HolderKind.OUTSIDE:
        return matter.holder_outside
    held = matter.holder_post if matter.holder_kind == HolderKind.POST else matter.holder_unit
    return held.name if held else ""


def _block(found: Iterable[Turn], limit: int) -> Block:
    turns = sorted(found, key=lambda turn: (turn.until or date.max, turn.matter.number))
    return Block(tuple(turns[:limit]), len(turns) > limit)

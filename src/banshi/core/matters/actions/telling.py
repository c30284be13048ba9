"""Who is told of what when a matter changes: one row in the outbox, in the transaction of the act."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from banshi.base.outbox import actions as outbox
from banshi.core.org.queries import known

if TYPE_CHECKING:
    from banshi.core.matters.actions.desk import Desk

Data = dict[str, Any]


def tell(desk: Desk, kind: str, data: Data) -> None:
    """Tell of the entry ``kind`` whomever it asks something of, and the raiser where he left a phone."""
    telling = TELLS.get(kind)
    if telling is not None:
        telling(desk, data)
    if kind in NEWS and desk.matter.raiser_phone_id is not None:
        _put(desk, "matters.raiser_news", phone=desk.matter.raiser_phone, urgent=False)


NEWS = frozenset(
    f"matters.{name}"
    for name in ("received", "dispatched", "replied", "explained", "declined", "verified", "closed")
)
"""What a raiser hears of by a text message: it came in, somebody has it, he is answered, it is done and he is asked,
it is closed out. Never at night, however urgent the matter is."""


def _put(desk: Desk, message: str, *, urgent: bool | None = None, **audience: Any) -> None:
    matter = desk.matter
    outbox.put(
        actor=desk.actor,
        kind=message,
        subject=matter.subject,
        number=matter.number,
        day=matter.turn_due_on or matter.due_on,
        urgent=desk.kind.urgent if urgent is None else urgent,
        **audience,
    )


def _department(message: str) -> Callable[[Desk, Data], None]:
    def telling(desk: Desk, data: Data) -> None:
        _put(desk, message, units=[desk.matter.responsible_unit_id])

    return telling


def _leader(message: str) -> Callable[[Desk, Data], None]:
    def telling(desk: Desk, data: Data) -> None:
        _put(desk, message, posts=[desk.matter.lead_leader_id])

    return telling


def _dispatched(desk: Desk, data: Data) -> None:
    units = known(desk.actor.zone).units_by_code
    parts = [units[part["unit"]].pk for part in data["co_handlers"] if part["unit"] in units]
    _put(desk, "matters.dispatched", units=[desk.matter.responsible_unit_id, *parts])


def _objected(desk: Desk, data: Data) -> None:
    _put(desk, "matters.objected", units=[desk.unit(desk.routing.ledger_unit).pk])


def objection_settled(desk: Desk, unit: int, *, upheld: bool) -> None:
    """The department that objected hears how it was settled; where it goes elsewhere, the new one is asked."""
    _put(desk, "matters.objection_settled", units=[unit])
    if upheld:
        _put(desk, "matters.dispatched", units=[desk.matter.responsible_unit_id])


def _submitted(desk: Desk, data: Data) -> None:
    _put(desk, "matters.verification_asked", units=[desk.matter.holder_unit_id])


def _answered(desk: Desk, data: Data) -> None:
    after = {"return": "matters.returned", "reopen": "matters.reopened"}
    if data["consequence"] == "decide":
        _leader("matters.answer_waits")(desk, data)
    else:
        _department(after.get(data["consequence"], "matters.raiser_replied"))(desk, data)


def _answer_decided(desk: Desk, data: Data) -> None:
    if data["decision"] == "back":
        reopened = desk.matter.state == "reopened"
        _department("matters.reopened" if reopened else "matters.returned")(desk, data)


TELLS: dict[str, Callable[[Desk, Data], None]] = {
    "matters.dispatched": _dispatched,
    "matters.objected": _objected,
    "matters.sent_back": _department("matters.returned"),
    "matters.reopened": _department("matters.reopened"),
    "matters.submitted": _submitted,
    "matters.answered": _answered,
    "matters.answer_decided": _answer_decided,
    "matters.extension_asked": _leader("matters.extension_asked"),
    "matters.extension_decided": _department("matters.extension_decided"),
}

"""Handing a matter over: dispatch, signing, «not mine» and its settlement, co-handlers."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from banshi.base.history.acts import current, use_case
from banshi.base.zones import access
from banshi.base.zones.access import Actor
from banshi.base.zones.refusals import Refusal
from banshi.core.access.actions import involve, release
from banshi.core.matters.actions.desk import Desk, iso, need, own, told
from banshi.core.matters.actions.intake import REASON_MISSING
from banshi.core.matters.actions.telling import objection_settled
from banshi.core.matters.models import CoHandler, LegKind, Matter, NoteKind, Objection
from banshi.core.matters.rules import dispatching as rules
from banshi.core.matters.rules.faults import refuse_first
from banshi.core.org.models import Post, Unit
from banshi.kernel.worktime import WorkClock


@dataclass(frozen=True)
class CoPart:
    """A co-handling unit and its own day; without one the terms give it."""

    unit: Unit
    due_on: date | None = None


@use_case("matters.dispatch")
def dispatch_matter(
    *,
    actor: Actor,
    matter: Matter,
    lead_leader: Post | None,
    responsible_unit: Unit | None,
    due_on: date | None,
    requirement: str,
    now: datetime,
    due_at: datetime | None = None,
    immediate: bool = False,
    co_parts: tuple[CoPart, ...] = (),
    effective_on: date | None = None,
) -> Matter:
    """Hand a matter over: one lead leader, one responsible department, a day and an acceptance test.

    The department's clock starts now, not when it signs. ``immediate`` marks what is to be put
    right at once (立行立改); it needs a concrete day like everything else.
    """
    desk = Desk.lock(actor, matter, now)
    access.require(actor, "matters.dispatch", desk.matter)
    return dispatched(
        desk,
        lead_leader=lead_leader,
        responsible_unit=responsible_unit,
        due_on=due_on,
        requirement=requirement,
        due_at=due_at,
        immediate=immediate,
        co_parts=co_parts,
        effective_on=effective_on,
    )


def dispatched(
    desk: Desk,
    *,
    lead_leader: Post | None,
    responsible_unit: Unit | None,
    due_on: date | None,
    requirement: str,
    due_at: datetime | None = None,
    immediate: bool = False,
    co_parts: tuple[CoPart, ...] = (),
    effective_on: date | None = None,
) -> Matter:
    """The work of :func:`dispatch_matter`, on a desk that holds the matter, for whoever was let in."""
    desk.allow("dispatch")
    on = desk.effective(effective_on)
    own(desk.actor, lead_leader, responsible_unit, *(part.unit for part in co_parts))
    refuse_first(
        rules.faults(
            rules.DispatchFacts(
                lead_leader_rank=lead_leader.rank if lead_leader else None,
                responsible_unit=responsible_unit.pk if responsible_unit else None,
                due_on=due_on,
                due_at=due_at,
                requirement=requirement,
                co_units=tuple(part.unit.pk for part in co_parts),
                co_due=tuple(part.due_on for part in co_parts),
                today=on,
                now=desk.happened_at(on),
                urgent=desk.kind.urgent,
            )
        )
    )
    assert lead_leader is not None
    assert responsible_unit is not None
    assert due_on is not None
    at = desk.happened_at(on)
    found = desk.matter
    found.lead_leader, found.responsible_unit = lead_leader, responsible_unit
    found.requirement, found.immediate = requirement.strip(), immediate
    found.dispatched_on, found.promised_on = on, due_on
    desk.clocks.end(LegKind.DISPATCH, at)
    _start_department(desk, responsible_unit, due_on, due_at, at)
    parts = [_add_co_handler(desk, part, due_on, on) for part in co_parts]
    involve(found.subject, "lead_leader", post=lead_leader, sole=True)
    desk.move("dispatch")
    return desk.save(
        "matters.dispatched",
        {
            "lead_leader": lead_leader.code,
            "responsible_unit": responsible_unit.code,
            "due_on": iso(due_on),
            "due_at": iso(due_at),
            "requirement": found.requirement,
            "immediate": immediate,
            "co_handlers": [{"unit": part.unit.code, "due_on": iso(part.due_on)} for part in parts],
        },
        on,
    )


def _start_department(desk: Desk, unit: Unit, due_on: date, due_at: datetime | None, at: datetime) -> None:
    """The signing clock and the handling clock of a department start together."""
    signing = desk.clocks.start(
        LegKind.SIGNING, unit, desk.terms.limit(LegKind.SIGNING, urgent=desk.kind.urgent), at
    )
    leg = desk.clocks.start(LegKind.HANDLING, unit, desk.clocks.until(at, due_on, due_at), at)
    desk.matter.due_on, desk.matter.due_at = leg.due_on, leg.due_at
    desk.matter.turn_due_on = signing.due_on
    involve(desk.matter.subject, "lead", unit=unit, sole=True)


def _add_co_handler(desk: Desk, part: CoPart, lead_due: date, on: date) -> CoHandler:
    clock = WorkClock(desk.calendar)
    standard = clock.deadline(desk.happened_at(on), desk.terms.co_reply).due_on or lead_due
    row = CoHandler.objects.create(
        zone=desk.actor.zone,
        matter=desk.matter,
        unit=part.unit,
        due_on=part.due_on or min(standard, lead_due),
    )
    involve(desk.matter.subject, "co", unit=part.unit)
    return row


@use_case("matters.sign")
def sign_matter(*, actor: Actor, matter: Matter, now: datetime, effective_on: date | None = None) -> Matter:
    """The department (or a co-handler) signs for it."""
    desk = Desk.lock(actor, matter, now)
    access.require(actor, "matters.sign", desk.matter)
    co = desk.matter.co_handlers.filter(unit__in=actor.unit_ids, released_at__isnull=True).first()
    if co is not None and desk.matter.responsible_unit_id not in actor.unit_ids:
        return _sign_part(desk, co, effective_on)
    desk.allow("sign")
    note = desk.note(NoteKind.SIGNED, "", desk.effective(effective_on))
    desk.clocks.end(LegKind.SIGNING, desk.happened_at(note.effective_on))
    desk.move("sign")
    desk.matter.turn_due_on = desk.matter.due_on
    return desk.save("matters.signed", {"unit": desk.matter.responsible_unit.code}, note.effective_on)


def _sign_part(desk: Desk, co: CoHandler, effective_on: date | None) -> Matter:
    desk.allow("co_reply")
    if co.signed_at is not None:
        raise Refusal("matters.signed_already", _("Your unit has already signed for its part."))
    co.signed_at = desk.now
    co.save(update_fields=["signed_at"])
    note = desk.note(NoteKind.SIGNED, "", desk.effective(effective_on))
    return desk.save("matters.co_signed", {"unit": co.unit.code}, note.effective_on)


@use_case("matters.object")
def object_matter(*, actor: Actor, matter: Matter, reason: str, now: datetime) -> Matter:
    """«Not mine»: within one working day of the dispatch, with a reason; the clock goes on running."""
    desk = Desk.lock(actor, matter, now)
    access.require(actor, "matters.object", desk.matter)
    desk.allow("object")
    leg = desk.clocks.running(LegKind.HANDLING)
    until = desk.clocks.clock.deadline(leg.started_at, desk.terms.objection) if leg else None
    earlier = list(Objection.objects.filter(zone=actor.zone, matter=desk.matter))
    fault = rules.objection_fault(
        rules.ObjectionFacts(
            in_time=until is None or until.met_by(now),
            settled_before=any(row.settled_at for row in earlier),
            open_already=any(row.settled_at is None for row in earlier),
            reason=reason,
        )
    )
    if fault:
        raise fault.refusal()
    item = desk.words("objection", reason)
    Objection.objects.create(
        zone=actor.zone,
        matter=desk.matter,
        unit=desk.matter.responsible_unit,
        reason=item,
        raised_at=current().recorded_at,
    )
    return desk.save(
        "matters.objected", {"unit": desk.matter.responsible_unit.code, "reason": told(item)}, desk.today
    )


@use_case("matters.settle_objection")
def settle_objection(
    *,
    actor: Actor,
    matter: Matter,
    upheld: bool,
    reason: str,
    now: datetime,
    responsible_unit: Unit | None = None,
    due_on: date | None = None,
) -> Matter:
    """Settle «not mine» once: upheld, it goes to another department with its own clock; else it stays. Final."""
    desk = Desk.lock(actor, matter, now)
    access.require(actor, "matters.settle_objection", desk.matter)
    desk.allow("settle_objection")
    objection = (
        Objection.objects.filter(zone=actor.zone, matter=desk.matter, settled_at__isnull=True)
        .select_related("unit")
        .first()
    )
    if objection is None:
        raise Refusal("matters.objection_none", _("Nobody has said «not mine»; there is nothing to settle."))
    need(reason, REASON_MISSING)
    if upheld:
        _redirect(desk, objection, responsible_unit, due_on)
    note = desk.note(NoteKind.REASON, reason, desk.today)
    objection.settled_at, objection.upheld = current().recorded_at, upheld
    objection.settled_by_id = actor.person_id
    objection.save(update_fields=["settled_at", "upheld", "settled_by"])
    objection_settled(desk, objection.unit_id, upheld=upheld)
    return desk.save(
        "matters.objection_settled",
        {
            "upheld": upheld,
            "responsible_unit": desk.matter.responsible_unit.code,
            "due_on": iso(desk.matter.due_on),
            "reason": told(note.words),
        },
        desk.today,
    )


def _redirect(desk: Desk, objection: Objection, unit: Unit | None, due_on: date | None) -> None:
    if unit is None or unit.pk == objection.unit_id:
        raise Refusal(
            "matters.redirect_unit",
            _("Choose the department to which it goes instead."),
            field="responsible_unit",
        )
    own(desk.actor, unit)
    co_units = desk.matter.co_handlers.filter(released_at__isnull=True).values_list("unit", flat=True)
    refuse_first(rules.lead_is_co(unit.pk, tuple(co_units)))
    due = due_on or desk.matter.promised_on
    if due is None or due < desk.today:
        raise Refusal(
            "matters.due_past", _("The deadline lies in the past. Choose a later day."), field="due_on"
        )
    for kind in (LegKind.SIGNING, LegKind.HANDLING):
        desk.clocks.end(kind, desk.now, judged=False)
    release(desk.matter.subject, "lead", unit=objection.unit)
    desk.matter.responsible_unit = unit
    _start_department(desk, unit, due, None, desk.now)
    desk.move("settle_objection")


@use_case("matters.co_reply")
def reply_as_co_handler(
    *, actor: Actor, matter: Matter, text: str, now: datetime, effective_on: date | None = None
) -> Matter:
    """A co-handler gives its part to the lead."""
    desk = Desk.lock(actor, matter, now)
    access.require(actor, "matters.co_reply", desk.matter)
    desk.allow("co_reply")
    co = desk.matter.co_handlers.filter(unit__in=actor.unit_ids, released_at__isnull=True).first()
    if co is None:
        raise Refusal("matters.no_part", _("Your unit has no part in this matter to give."))
    need(text, TEXT_MISSING)
    note = desk.note(NoteKind.CO_REPLY, text, desk.effective(effective_on))
    co.replied_at = current().recorded_at
    co.save(update_fields=["replied_at"])
    return desk.save(
        "matters.co_replied", {"unit": co.unit.code, "words": told(note.words)}, note.effective_on
    )


@use_case("matters.release_co")
def release_co_handler(*, actor: Actor, matter: Matter, unit: Unit, reason: str, now: datetime) -> Matter:
    """The ledger office releases a co-handler whose part is not needed any more."""
    desk = Desk.lock(actor, matter, now)
    access.require(actor, "matters.dispatch", desk.matter)
    desk.allow("release_co")
    co = desk.matter.co_handlers.filter(unit=unit, released_at__isnull=True, replied_at__isnull=True).first()
    if co is None:
        raise Refusal("matters.no_part", _("This unit has no open part in the matter."))
    need(reason, REASON_MISSING)
    note = desk.note(NoteKind.REASON, reason, desk.today)
    co.released_at = current().recorded_at
    co.save(update_fields=["released_at"])
    release(desk.matter.subject, "co", unit=unit)
    return desk.save("matters.co_released", {"unit": unit.code, "reason": told(note.words)}, desk.today)


TEXT_MISSING = rules.Fault("matters.text_missing", _("Write what was done."), "text")

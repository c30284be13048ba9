"""Issuing, acknowledging, answering and recalling documents of the ladder."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from banshi.base.history.acts import current, use_case
from banshi.base.history.record import record
from banshi.base.outbox import actions as outbox
from banshi.base.presets import queries as presets
from banshi.base.vault import store as vault
from banshi.base.zones import access, clock, numbers, subjects
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Label
from banshi.base.zones.refusals import Refusal
from banshi.core.access.actions import involve
from banshi.core.matters.models import Matter
from banshi.core.matters.rules.faults import Fault
from banshi.core.org.models import Post, Unit
from banshi.core.supervision.models import Addressee, Anomaly, Document, Line, Reply
from banshi.core.supervision.queries import ladder as queries
from banshi.core.supervision.rules import ladder as rules
from banshi.core.supervision.rules.ladder import Ladder, Pressed, Rung

KIND = "supervision"


@dataclass(frozen=True)
class Paper:
    """What a document is before it has its number: its kind and names, to whom, about what, until when."""

    kind: str
    title_zh: str
    title_en: str
    pattern: str
    light: str
    label: int
    demand: str
    answer_by: date
    addressees: Sequence[Unit | Post]
    lines: Sequence[tuple[Matter, Pressed]] = ()
    reason: str = ""
    rules_version: int | None = None
    anomaly: Anomaly | None = None
    facts: dict = field(default_factory=dict)


@use_case("supervision.issue")
def issue_document(
    *,
    actor: Actor,
    rung: str,
    matters: Sequence[Matter],
    demand: str,
    answer_by: date,
    now: datetime,
    reason: str = "",
) -> Document:
    """Put the document of a rung into the hands of whoever holds the matters.

    What the ladder does not ask for today needs a reason. Above the first rung a person issues; nobody
    issues to his own unit.
    """
    today = clock.on_date(actor.zone, now)
    version = presets.in_force(actor.zone, "ladder", today)
    found = _rung(version.rules, rung)
    locked = _locked(actor, matters)
    for matter in locked:
        access.require(actor, "supervision.issue", matter)
    if actor.system and not found.automatic:
        raise Refusal("supervision.person_wanted", _("Above the first rung a person issues the document."))
    pressed = queries.pressed(actor.zone, locked, today)
    _check(version.rules, found, locked, pressed, reason)
    units = {queries.turn_unit(matter) for matter in locked}
    _refuse(rules.fault_of_gathering(found, [m.label <= Label.INTERNAL for m in locked], len(units)))
    if units & actor.unit_ids:
        raise Refusal(
            "supervision.own_unit",
            _("Your own unit holds this matter. Somebody outside it issues the document."),
            field="matters",
        )
    return put(
        actor,
        Paper(
            kind=found.code,
            title_zh=found.zh,
            title_en=found.en,
            pattern=found.number,
            light=found.light,
            label=max(Label.INTERNAL, *(matter.label for matter in locked)),
            demand=demand,
            answer_by=answer_by,
            addressees=_addressees(found, locked),
            lines=[(matter, pressed[matter.pk]) for matter in locked],
            reason=reason,
            rules_version=version.version,
        ),
        today,
    )


def _rung(ladder: Ladder, code: str) -> Rung:
    found = ladder.rung(code)
    if found is None:
        raise Refusal(
            "supervision.rung_unknown", _("The ladder in force has no such rung. Choose one of its own.")
        )
    return found


def _locked(actor: Actor, matters: Iterable[Matter]) -> list[Matter]:
    """The matters under lock, in one order for everybody, so that a rung is issued once."""
    keys = {matter.pk for matter in matters}
    rows = Matter.objects.select_for_update(of=("self",)).filter(pk__in=keys, zone=actor.zone)
    found = list(
        rows.select_related("subject", "holder_unit", "responsible_unit", "lead_leader").order_by("pk")
    )
    if len(found) < len(keys):
        raise access.unknown()
    for matter in found:
        matter.subject.zone = matter.zone = actor.zone
    return found


def _check(
    ladder: Ladder,
    rung: Rung,
    matters: Sequence[Matter],
    pressed: dict[int, Pressed],
    reason: str,
) -> None:
    for matter in matters:
        if matter.pk not in pressed:
            raise Refusal(
                "supervision.no_clock",
                _("No clock of matter %(number)s is running, so there is nothing to press for."),
                field="matters",
                number=matter.number,
            )
        faults = rules.missing(ladder, rung, pressed[matter.pk])
        if faults and not reason.strip():
            raise Refusal(faults[0].code, _needs_reason(faults[0]), field="reason")


def _needs_reason(fault: Fault) -> str:
    return _("%(why)s Give the reason, or wait.") % {"why": fault.message}


def _addressees(rung: Rung, matters: Sequence[Matter]) -> list[Unit | Post]:
    """Units in protocol order, or the lead leader."""
    if rung.addressee == "leader":
        return [matters[0].lead_leader]
    units = {unit.pk: unit for unit in map(queries.holding_unit, matters)}
    return sorted(units.values(), key=lambda unit: (unit.protocol, unit.pk))


def put(actor: Actor, paper: Paper, today: date) -> Document:
    """Number, freeze, address and record it."""
    _refuse(rules.fault_of_words(paper.demand, "demand"))
    if paper.answer_by <= today:
        raise Refusal(
            "supervision.answer_past",
            _("Leave at least a day to answer. Choose a later one."),
            field="answer_by",
        )
    n = numbers.next_number(actor.zone, f"{KIND}.{paper.kind}", today.year)
    number = rules.number_of(paper.pattern, today.year, n)
    subject = subjects.open_subject(actor.zone, KIND, number, label=paper.label)
    demand = vault.put(subject, "demand", paper.demand.strip())
    reason = vault.put(subject, "reason", paper.reason.strip()) if paper.reason.strip() else None
    issuer = issuing_unit(actor, today)
    row = Document.objects.create(
        subject=subject,
        zone=actor.zone,
        kind=paper.kind,
        title_zh=paper.title_zh,
        title_en=paper.title_en,
        light=paper.light,
        number=number,
        issued_on=today,
        issued_at=current().recorded_at,
        issuer_unit=issuer,
        issued_by_id=actor.person_id,
        demand=demand,
        reason=reason,
        answer_by=paper.answer_by,
        rules_version=paper.rules_version,
        anomaly=paper.anomaly,
    )
    _lay_down(row, paper)
    involve(subject, "issuer", unit=issuer)
    data = {
        "number": number,
        "document": paper.kind,
        "demand": told(demand),
        "reason": told(reason),
        "answer_by": paper.answer_by.isoformat(),
        "addressees": [thing.code for thing in paper.addressees],
        "matters": [{"number": m.number, "due_on": p.due_on.isoformat()} for m, p in paper.lines],
        "rules_version": paper.rules_version,
        **paper.facts,
    }
    record(actor=actor, subject=subject, kind="supervision.issued", data=data, effective_on=today)
    outbox.put(
        actor=actor,
        kind="supervision.issued",
        subject=subject,
        number=number,
        day=paper.answer_by,
        units=[thing.pk for thing in paper.addressees if isinstance(thing, Unit)],
        posts=[thing.pk for thing in paper.addressees if isinstance(thing, Post)],
    )
    return row


def _lay_down(row: Document, paper: Paper) -> None:
    for matter, pressed in paper.lines:
        Line.objects.create(
            zone=row.zone,
            document=row,
            matter=matter,
            number=matter.number,
            title=matter.title,
            requirement=matter.requirement,
            unit=queries.holding_unit(matter),
            due_on=pressed.due_on,
            workdays=pressed.workdays,
            life=matter.reopened,
        )
    for thing in paper.addressees:
        unit, post = (thing, None) if isinstance(thing, Unit) else (None, thing)
        Addressee.objects.create(zone=row.zone, document=row, unit=unit, post=post)
        involve(row.subject, "addressee", unit=unit, post=post)


def issuing_unit(actor: Actor, today: date) -> Unit:
    """The unit that a document comes from: the one that verifies, where the actor sits in it, else his first."""
    code = presets.rules(actor.zone, "routing", today).verification_unit
    units = Unit.objects.filter(zone=actor.zone).order_by("protocol", "pk")
    mine = list(units.filter(code=code) if actor.system else units.filter(pk__in=actor.unit_ids))
    if not mine:
        raise Refusal("supervision.no_unit", _("You sit in no unit today, so no document can come from it."))
    return next((unit for unit in mine if unit.code == code), mine[0])


def _lock(actor: Actor, document: Document) -> Document:
    rows = Document.objects.select_for_update(of=("self",)).select_related("subject", "issuer_unit")
    found = rows.filter(pk=document.pk, zone=actor.zone).first()
    if found is None:
        raise access.unknown()
    found.subject.zone = found.zone = actor.zone
    return found


def _mine(actor: Actor, row: Document) -> list[Addressee]:
    """The actor's places among the addressees."""
    return [
        one
        for one in row.addressees.order_by("pk")
        if one.unit_id in actor.unit_ids or one.post_id in actor.post_ids
    ]


def _standing(row: Document) -> None:
    if row.recalled_on is not None:
        raise Refusal(
            "supervision.recalled", _("This document was recalled. Nothing is to be done about it.")
        )


@use_case("supervision.acknowledge")
def acknowledge_document(*, actor: Actor, document: Document, now: datetime) -> Document:
    """The addressee has it."""
    row = _lock(actor, document)
    access.require(actor, "supervision.acknowledge", row)
    _standing(row)
    waiting = [one for one in _mine(actor, row) if one.acknowledged_at is None]
    if not waiting:
        raise Refusal("supervision.acknowledged", _("Your unit has already acknowledged this document."))
    for one in waiting:
        _acknowledge(actor, one)
    data = {"addressees": [one.named.code for one in waiting]}
    record(actor=actor, subject=row.subject, kind="supervision.acknowledged", data=data)
    return row


def _acknowledge(actor: Actor, one: Addressee) -> None:
    one.acknowledged_at, one.acknowledged_by_id = current().recorded_at, actor.person_id
    one.save(update_fields=["acknowledged_at", "acknowledged_by"])


@use_case("supervision.answer")
def answer_document(
    *,
    actor: Actor,
    document: Document,
    text: str,
    now: datetime,
    promised_on: date | None = None,
) -> Document:
    """What the addressee says to it, with the day that it promises; a later answer is added, none is changed."""
    row = _lock(actor, document)
    access.require(actor, "supervision.answer", row)
    _standing(row)
    _refuse(rules.fault_of_words(text, "text"))
    today = clock.on_date(actor.zone, now)
    if promised_on is not None and promised_on < today:
        raise Refusal(
            "supervision.promise_past",
            _("The day promised lies in the past. Choose a later one, or leave it out when it is done."),
            field="promised_on",
        )
    mine = _mine(actor, row)
    if not mine:
        raise Refusal("supervision.not_addressed", _("This document is not addressed to your unit."))
    words = vault.put(row.subject, "answer", text.strip())
    for one in mine:
        _reply(actor, one, words, today, promised_on)
    data = {
        "addressees": [one.named.code for one in mine],
        "words": told(words),
        "promised_on": promised_on.isoformat() if promised_on else None,
        "in_time": today <= row.answer_by,
    }
    record(actor=actor, subject=row.subject, kind="supervision.answered", data=data)
    units = [row.issuer_unit_id]
    outbox.put(actor=actor, kind="supervision.answered", subject=row.subject, number=row.number, units=units)
    return row


def _reply(actor: Actor, one: Addressee, words, today: date, promised_on: date | None) -> None:
    if one.acknowledged_at is None:
        _acknowledge(actor, one)
    if one.answered_on is None:
        one.answered_on, one.answered_at = today, current().recorded_at
        one.save(update_fields=["answered_on", "answered_at"])
    Reply.objects.create(
        zone=actor.zone,
        addressee=one,
        words=words,
        answered_on=today,
        promised_on=promised_on,
        entered_at=current().recorded_at,
        entered_by_id=actor.person_id,
    )


@use_case("supervision.recall")
def recall_document(*, actor: Actor, document: Document, reason: str, now: datetime) -> Document:
    """The unit that issued it takes it back; it stays, marked, and no longer counts as a rung."""
    row = _lock(actor, document)
    access.require(actor, "supervision.recall", row)
    _standing(row)
    _refuse(rules.fault_of_words(reason, "reason"))
    words = vault.put(row.subject, "recall", reason.strip())
    row.recalled_on = clock.on_date(actor.zone, now)
    row.recalled_by_id, row.recall_reason = actor.person_id, words
    row.save(update_fields=["recalled_on", "recalled_by", "recall_reason"])
    record(actor=actor, subject=row.subject, kind="supervision.recalled", data={"reason": told(words)})
    addressed = list(row.addressees.values_list("unit_id", "post_id"))
    outbox.put(
        actor=actor,
        kind="supervision.recalled",
        subject=row.subject,
        number=row.number,
        units=[unit for unit, _post in addressed],
        posts=[post for _unit, post in addressed],
    )
    return row


def told(item) -> dict[str, str] | None:
    """What history may say of words in the vault."""
    return {"item": str(item.uid), "commitment": item.commitment} if item else None


def _refuse(fault: Fault | None) -> None:
    if fault is not None:
        raise fault.refusal()

"""Verification, the raiser's answer, close-out and re-opening: never in the hands of the handler."""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from banshi.base.engines.kept import Kept
from banshi.base.history.acts import current, use_case
from banshi.base.zones import access
from banshi.base.zones.access import Actor
from banshi.base.zones.refusals import Refusal
from banshi.core.matters.actions.desk import Desk, iso, need, told
from banshi.core.matters.actions.handling import run_again
from banshi.core.matters.actions.intake import REASON_MISSING
from banshi.core.matters.models import (
    Answer,
    Channel,
    LegKind,
    Matter,
    NoteKind,
    Satisfaction,
    Verification,
)
from banshi.core.matters.queries.closing import close_facts, tries_of, undecided_answer
from banshi.core.matters.rules import answers as answer_rules
from banshi.core.matters.rules.answers import Consequence, GivenAnswer
from banshi.core.matters.rules.faults import refuse_first
from banshi.core.matters.rules.guards import GUARDS, VerificationFact, faults_at_close
from banshi.core.org.models import Person
from banshi.kernel.worktime import WorkClock


@use_case("matters.verify")
def verify_matter(
    *,
    actor: Actor,
    matter: Matter,
    passed: bool,
    text: str,
    now: datetime,
    effective_on: date | None = None,
) -> Matter:
    """Somebody outside the responsible department looks: it holds, or it goes back with the reason."""
    desk = Desk.lock(actor, matter, now)
    access.require(actor, "matters.verify", desk.matter)
    desk.allow("verify" if passed else "send_back")
    if not passed:
        need(text, REASON_MISSING)
    _check_verifier(desk)
    on = desk.effective(effective_on)
    row = Verification.objects.create(
        zone=actor.zone,
        matter=desk.matter,
        person_id=actor.person_id,
        unit_ids=sorted(actor.unit_ids),
        passed=passed,
        verified_at=current().recorded_at,
        verified_on=on,
        words=desk.words("verification", text),
    )
    at = desk.happened_at(on)
    desk.clocks.end(LegKind.VERIFICATION, at)
    if not passed:
        return _back(desk, "matters.sent_back", {"words": told(row.words)}, on)
    leg = desk.clocks.end(LegKind.HANDLING, at)
    found = desk.matter
    found.verified_on, found.verifier_id = on, actor.person_id
    if leg is not None:  # late once is late, however often it was sent back
        found.in_time = leg.in_time and found.in_time is not False
    desk.move("verify")
    if undecided_answer(found):
        desk.await_leader()
    limit = desk.terms.limit(LegKind.VERIFICATION, urgent=desk.kind.urgent)
    found.turn_due_on = WorkClock(desk.calendar).deadline(at, limit).due_on
    return desk.save("matters.verified", {"words": told(row.words)}, on)


def _check_verifier(desk: Desk) -> None:
    """The verifier's place is checked when he verifies, and again when it is closed out."""
    facts = close_facts(
        desk.matter,
        closer=None,
        verification=VerificationFact(desk.actor.person_id, desk.actor.unit_ids, True),
    )
    for name in ("verified_outside", "verified_by_issuer", "verified_by_no_party"):
        fault = GUARDS[name](facts) if name in desk.kind.guards else None
        if fault:
            raise fault.refusal()


def _back(desk: Desk, kind: str, data: dict, on: date) -> Matter:
    """Back to the department: its clock runs again, or starts anew when it had already ended."""
    found = desk.matter
    desk.move("send_back")
    found.returned += 1
    found.verified_on = found.verifier = found.submitted_on = None
    found.outcome = ""
    desk.clocks.end(LegKind.VERIFICATION, desk.now, judged=False)
    _department_again(desk, desk.happened_at(on))
    return desk.save(kind, data, on)


def _department_again(desk: Desk, at: datetime) -> None:
    if desk.clocks.running(LegKind.HANDLING) is not None:
        run_again(desk, at)
        return
    limit = desk.terms.limit(LegKind.HANDLING, urgent=desk.kind.urgent)
    leg = desk.clocks.start(LegKind.HANDLING, desk.matter.responsible_unit, limit, at)
    desk.matter.due_on, desk.matter.due_at = leg.due_on, leg.due_at
    desk.matter.turn_due_on = leg.due_on
    if desk.matter.dispatched_on is None:  # a claimed close-out that did not hold: from now on it is owed
        desk.matter.dispatched_on, desk.matter.promised_on = desk.calendar.local_day(at), leg.due_on


@use_case("matters.try_answer")
def record_try(
    *,
    actor: Actor,
    matter: Matter,
    text: str,
    now: datetime,
    effective_on: date | None = None,
    next_on: date | None = None,
) -> Matter:
    """A try to reach the raiser that found nobody; ``next_on`` is the day of the next one.

    Tries are counted towards «no answer», so whoever handles may not record them either.
    """
    desk = Desk.lock(actor, matter, now)
    access.require(actor, "matters.answer", desk.matter)
    desk.allow("try_answer")
    refuse_first(_hand_faults(desk))
    if next_on is not None and next_on <= desk.today:
        raise Refusal(
            "matters.next_try_past", _("The next try lies ahead. Choose a later day."), field="next_on"
        )
    note = desk.note(NoteKind.TRY, text, desk.effective(effective_on), next_on=next_on)
    again = {"try_on": iso(next_on)} if next_on else {}
    return desk.save("matters.tried", {"words": told(note.words), **again}, note.effective_on)


@use_case("matters.answer")
def record_answer(
    *,
    actor: Actor,
    matter: Matter,
    solved: str,
    satisfaction: str,
    channel: str,
    answered_on: date,
    now: datetime,
    text: str = "",
) -> Matter:
    """What the raiser says, written down by somebody who had no hand in it.

    «Not solved» always returns the matter. «Dissatisfied» returns it before closing and re-opens
    it after; the second time the lead leader decides, and the answer is kept either way.
    """
    desk = Desk.lock(actor, matter, now)
    access.require(actor, "matters.answer", desk.matter)
    desk.allow("answer")
    found = desk.matter
    on = desk.effective(answered_on, "answered_on")
    if channel not in Channel.values:
        raise Refusal("matters.channel_unknown", _("Choose how the raiser was asked."), field="channel")
    if found.submitted_on and on < found.submitted_on:
        raise Refusal(
            "matters.answer_early",
            _("The raiser is asked after the work was submitted. Enter a later day."),
            field="answered_on",
        )
    given = GivenAnswer(
        solved=solved,
        satisfaction=satisfaction,
        tries=tries_of(found),
        tries_needed=desk.terms.tries_before_no_answer,
        dissatisfied_before=found.answers.filter(satisfaction=Satisfaction.DISSATISFIED).count(),
        closed=found.state == "closed",
    )
    fault = answer_rules.fault(given)
    if fault:
        raise fault.refusal()
    refuse_first(_hand_faults(desk))
    row = Answer.objects.create(
        zone=actor.zone,
        matter=found,
        solved=solved,
        satisfaction=satisfaction,
        channel=channel,
        answered_on=on,
        entered_by_id=actor.person_id,
        entered_unit_ids=sorted(actor.unit_ids),
        entered_at=current().recorded_at,
        words=desk.words("answer", text),
    )
    found.solved, found.satisfaction = solved, satisfaction
    data = {
        "solved": solved,
        "satisfaction": satisfaction,
        "channel": channel,
        "words": told(row.words),
    }
    return _follow(desk, answer_rules.consequence(given), data, on)


def _hand_faults(desk: Desk) -> list:
    """Whoever handles, or his department, may not write down the raiser's answer."""
    if "answer_by_other_hand" not in desk.kind.guards:
        return []
    facts = close_facts(desk.matter, closer=None, answering=desk.actor)
    fault = GUARDS["answer_by_other_hand"](facts)
    return [fault] if fault else []


def _follow(desk: Desk, consequence: Consequence, data: dict, on: date) -> Matter:
    data = {**data, "consequence": consequence.value}
    if consequence is Consequence.RETURN:
        return _back(desk, "matters.answered", data, on)
    if consequence is Consequence.REOPEN:
        return _reopen(desk, "matters.answered", data, on)
    if consequence is Consequence.DECIDE:
        desk.await_leader()
    return desk.save("matters.answered", data, on)


@use_case("matters.decide_answer")
def decide_answer(*, actor: Actor, matter: Matter, let_stand: bool, reason: str, now: datetime) -> Matter:
    """The lead leader decides on a second dissatisfied answer, with a reason; the answer is kept."""
    desk = Desk.lock(actor, matter, now)
    access.require(actor, "matters.decide_answer", desk.matter)
    desk.allow("decide_answer")
    row = undecided_answer(desk.matter)
    if row is None:
        raise Refusal("matters.nothing_to_decide", _("There is no answer here that waits for your decision."))
    need(reason, REASON_MISSING)
    row.decision = "let_stand" if let_stand else "back"
    row.decided_by_id, row.decision_words = actor.person_id, desk.words("decision", reason)
    row.save(update_fields=["decision", "decided_by", "decision_words"])
    data = {"decision": row.decision, "reason": told(row.decision_words)}
    if let_stand:
        desk.hand_over()
        return desk.save("matters.answer_decided", data, desk.today)
    if desk.matter.state == "closed":
        return _reopen(desk, "matters.answer_decided", data, desk.today)
    return _back(desk, "matters.answer_decided", data, desk.today)


PERSON = Kept(lambda person: Person.objects.filter(pk=person).values_list("subject__uid"), person=int)
"""The uid of a person."""


@use_case("matters.close")
def close_matter(*, actor: Actor, matter: Matter, now: datetime, effective_on: date | None = None) -> Matter:
    """Close out: every guard of the kind must hold, and whoever closes had no hand in it."""
    desk = Desk.lock(actor, matter, now)
    access.require(actor, "matters.close", desk.matter)
    desk.allow("close")
    on = desk.effective(effective_on)
    refuse_first(faults_at_close(desk.kind.guards, close_facts(desk.matter, closer=actor.person_id)))
    found = desk.matter
    if on < (found.verified_on or on):
        raise Refusal(
            "matters.close_early",
            _("It cannot be closed out before it was verified. Enter a later day."),
            field="effective_on",
        )
    found.closed_on = on
    desk.move("close")
    found.turn_due_on = None
    return desk.save(
        "matters.closed",
        {
            "outcome": found.outcome,
            "solved": found.solved,
            "satisfaction": found.satisfaction,
            "in_time": found.in_time,
            "verifier": str(PERSON(person=found.verifier_id)[0][0]) if found.verifier_id else None,
        },
        on,
    )


@use_case("matters.reopen")
def reopen_matter(
    *,
    actor: Actor,
    matter: Matter,
    reason: str,
    now: datetime,
    due_on: date | None = None,
    effective_on: date | None = None,
) -> Matter:
    """What was closed out and does not hold is open again, with the same department and a new day."""
    desk = Desk.lock(actor, matter, now)
    access.require(actor, "matters.reopen", desk.matter)
    desk.allow("reopen")
    need(reason, REASON_MISSING)
    note = desk.note(NoteKind.REASON, reason, desk.effective(effective_on))
    desk.matter.solved = desk.matter.satisfaction = ""
    return _reopen(desk, "matters.reopened", {"reason": told(note.words)}, note.effective_on, due_on)


def _reopen(desk: Desk, kind: str, data: dict, on: date, due_on: date | None = None) -> Matter:
    found = desk.matter
    if on < (found.closed_on or on):
        raise Refusal(
            "matters.reopen_early",
            _("It was closed out later than that day. Enter a later day."),
            field="effective_on",
        )
    desk.move("reopen")
    found.reopened += 1
    found.closed_on = found.verified_on = found.verifier = found.submitted_on = None
    found.outcome, found.in_time = "", None
    at = desk.happened_at(on)
    if due_on and due_on < desk.today:
        raise Refusal(
            "matters.due_past", _("The deadline lies in the past. Choose a later day."), field="due_on"
        )
    limit = (
        desk.clocks.until(at, due_on)
        if due_on
        else desk.terms.limit(LegKind.HANDLING, urgent=desk.kind.urgent)
    )
    leg = desk.clocks.start(LegKind.HANDLING, found.responsible_unit, limit, at)
    found.due_on, found.due_at, found.turn_due_on = leg.due_on, leg.due_at, leg.due_on
    return desk.save(kind, {**data, "due_on": iso(found.due_on)}, on)

"""What the responsible department does: progress, waiting, replies, explanation, extension, submission."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from banshi.base.files import store as files
from banshi.base.history.acts import current, use_case
from banshi.base.zones import access
from banshi.base.zones.access import Actor
from banshi.base.zones.refusals import Refusal
from banshi.core.matters.actions.desk import Desk, iso, need, short, told
from banshi.core.matters.actions.dispatching import TEXT_MISSING
from banshi.core.matters.actions.intake import REASON_MISSING
from banshi.core.matters.actions.photos import faults_of_photo
from banshi.core.matters.models import (
    Evidence,
    EvidenceKind,
    Extension,
    LegKind,
    Matter,
    NoteKind,
    Outcome,
)
from banshi.core.matters.queries.closing import closed_with
from banshi.core.matters.rules.dispatching import vague
from banshi.core.matters.rules.faults import refuse_first


@use_case("matters.progress")
def record_progress(
    *, actor: Actor, matter: Matter, text: str, now: datetime, effective_on: date | None = None
) -> Matter:
    """What was done; the matter is in hand from now on."""
    desk = Desk.lock(actor, matter, now)
    access.require(actor, "matters.progress", desk.matter)
    desk.allow("progress")
    need(text, TEXT_MISSING)
    note = desk.note(NoteKind.PROGRESS, text, desk.effective(effective_on))
    desk.move("progress")
    desk.matter.turn_due_on = desk.matter.due_on
    return desk.save("matters.progressed", {"words": told(note.words)}, note.effective_on)


@use_case("matters.wait")
def wait_for_outside(
    *,
    actor: Actor,
    matter: Matter,
    outside: str,
    reason: str,
    until_on: date,
    now: datetime,
    effective_on: date | None = None,
) -> Matter:
    """Someone outside has it: named, with a reason and a day. The department's clock stands still."""
    desk = Desk.lock(actor, matter, now)
    access.require(actor, "matters.wait", desk.matter)
    desk.allow("wait")
    need(reason, REASON_MISSING)
    if not outside.strip():
        raise Refusal(
            "matters.outside_missing", _("Name the office or company that has it now."), field="outside"
        )
    outside = short(outside, 100, "outside")
    _ahead(desk, until_on, "until_on")
    note = desk.note(NoteKind.WAITING, reason, desk.effective(effective_on), next_on=until_on)
    desk.clocks.pause(LegKind.HANDLING, "outside", desk.happened_at(note.effective_on))
    desk.move("wait")
    desk.matter.holder_outside = outside
    desk.matter.turn_due_on = until_on
    return desk.save(
        "matters.waiting",
        {"outside": outside, "until_on": iso(until_on), "reason": told(note.words)},
        note.effective_on,
    )


def _ahead(desk: Desk, day: date, field: str) -> None:
    if day <= desk.today:
        raise Refusal("matters.day_not_ahead", _("Name a day that lies ahead."), field=field)


@use_case("matters.resume")
def resume_matter(
    *, actor: Actor, matter: Matter, text: str, now: datetime, effective_on: date | None = None
) -> Matter:
    """It is back from outside; the department's clock runs again and its day moves by the wait."""
    desk = Desk.lock(actor, matter, now)
    access.require(actor, "matters.wait", desk.matter)
    desk.allow("resume")
    need(text, TEXT_MISSING)
    note = desk.note(NoteKind.PROGRESS, text, desk.effective(effective_on))
    desk.move("resume")
    run_again(desk, desk.happened_at(note.effective_on))
    return desk.save(
        "matters.resumed", {"words": told(note.words), "due_on": iso(desk.matter.due_on)}, note.effective_on
    )


def run_again(desk: Desk, at: datetime) -> None:
    """The department's clock runs again from ``at`` on, and the matter's day moves with it."""
    leg = desk.clocks.resume(LegKind.HANDLING, at)
    if leg is not None:
        desk.matter.due_on, desk.matter.due_at = leg.due_on, leg.due_at
    desk.matter.turn_due_on = desk.matter.due_on


@use_case("matters.reply")
def reply_interim(
    *,
    actor: Actor,
    matter: Matter,
    text: str,
    told_on: date,
    next_on: date,
    now: datetime,
) -> Matter:
    """Tell the raiser how it stands; each reply names the next date."""
    desk = Desk.lock(actor, matter, now)
    access.require(actor, "matters.reply", desk.matter)
    desk.allow("reply")
    _told(desk, text, told_on)
    _ahead(desk, next_on, "next_on")
    note = desk.note(NoteKind.REPLY, text, desk.today, told_on=told_on, next_on=next_on)
    desk.matter.next_reply_on = next_on
    return desk.save(
        "matters.replied",
        {"words": told(note.words), "told_on": iso(told_on), "next_on": iso(next_on)},
        desk.today,
    )


def _told(desk: Desk, text: str, told_on: date) -> None:
    need(text, TEXT_MISSING)
    refuse_first(vague(text, "text"))
    if told_on > desk.today:
        raise Refusal(
            "matters.told_in_future",
            _("Enter the day on which the raiser was told; it cannot lie ahead."),
            field="told_on",
        )


@use_case("matters.explain")
def explain_matter(
    *,
    actor: Actor,
    matter: Matter,
    text: str,
    told_on: date,
    review_on: date,
    now: datetime,
    effective_on: date | None = None,
) -> Matter:
    """It cannot be solved soon: the raiser is told why, and when it is looked at again. It stays open.

    The department's clock runs on to the review day. What was late before stays late.
    """
    desk = Desk.lock(actor, matter, now)
    access.require(actor, "matters.explain", desk.matter)
    desk.allow("explain")
    _told(desk, text, told_on)
    _ahead(desk, review_on, "review_on")
    note = desk.note(
        NoteKind.EXPLANATION, text, desk.effective(effective_on), told_on=told_on, next_on=review_on
    )
    found = desk.matter
    at = desk.happened_at(note.effective_on)
    leg = desk.clocks.resume(LegKind.HANDLING, at)
    if leg is not None and desk.clocks.met(leg, at):
        leg = desk.clocks.aim(LegKind.HANDLING, review_on)
    desk.move("explain")
    found.outcome, found.review_on = Outcome.EXPLAINED, review_on
    found.due_on = found.turn_due_on = review_on
    found.due_at = leg.due_at if leg and leg.due_on == review_on else None
    found.next_reply_on = None
    return desk.save(
        "matters.explained",
        {"words": told(note.words), "told_on": iso(told_on), "review_on": iso(review_on)},
        note.effective_on,
    )


@use_case("matters.ask_extension")
def ask_extension(*, actor: Actor, matter: Matter, until_on: date, reason: str, now: datetime) -> Matter:
    """Ask for more time before it is due; the lead leader decides."""
    desk = Desk.lock(actor, matter, now)
    access.require(actor, "matters.ask_extension", desk.matter)
    desk.allow("ask_extension")
    need(reason, REASON_MISSING)
    found = desk.matter
    if found.due_on is None or desk.today > found.due_on or (found.due_at and now > found.due_at):
        raise Refusal(
            "matters.extension_late",
            _(
                "It is already overdue. An extension must be asked before the due day; report to the lead leader."
            ),
        )
    if until_on <= found.due_on:
        raise Refusal(
            "matters.extension_short", _("Choose a day after the present deadline."), field="until_on"
        )
    if found.extensions.filter(decided_at__isnull=True).exists():
        raise Refusal(
            "matters.extension_open", _("An extension was already asked for and waits for a decision.")
        )
    item = desk.words("extension", reason)
    Extension.objects.create(
        zone=actor.zone,
        matter=found,
        asked_at=current().recorded_at,
        asked_by_id=actor.person_id,
        reason=item,
        from_on=found.due_on,
        until_on=until_on,
    )
    return desk.save(
        "matters.extension_asked",
        {"from_on": iso(found.due_on), "until_on": iso(until_on), "reason": told(item)},
        desk.today,
    )


@use_case("matters.decide_extension")
def decide_extension(
    *, actor: Actor, matter: Matter, approved: bool, now: datetime, told_on: date | None = None
) -> Matter:
    """The lead leader decides; an approved extension names the day on which the raiser was told."""
    desk = Desk.lock(actor, matter, now)
    access.require(actor, "matters.decide_extension", desk.matter)
    desk.allow("decide_extension")
    asked = desk.matter.extensions.filter(decided_at__isnull=True).first()
    if asked is None:
        raise Refusal("matters.extension_none", _("Nobody has asked for an extension."))
    if approved and (told_on is None or told_on > desk.today):
        raise Refusal(
            "matters.extension_untold",
            _("The raiser must be told of the new day. Enter when that was done."),
            field="told_on",
        )
    if approved and asked.until_on <= (desk.matter.due_on or asked.from_on):
        raise Refusal(
            "matters.extension_passed",
            _(
                "The deadline has moved beyond the day asked for. Refuse it; a later day can be asked for anew."
            ),
        )
    if approved:
        _extend(desk, asked)
    asked.decided_at, asked.decided_by_id = current().recorded_at, actor.person_id
    asked.approved, asked.told_on = approved, told_on if approved else None
    asked.save(update_fields=["decided_at", "decided_by", "approved", "told_on"])
    return desk.save(
        "matters.extension_decided",
        {"approved": approved, "until_on": iso(asked.until_on), "told_on": iso(asked.told_on)},
        desk.today,
    )


def _extend(desk: Desk, asked: Extension) -> None:
    leg = desk.clocks.aim(LegKind.HANDLING, asked.until_on)
    found = desk.matter
    found.due_on = asked.until_on
    found.due_at = leg.due_at if leg else None
    if found.state in ("signed", "in_hand", "reopened"):
        found.turn_due_on = asked.until_on
    if found.state == "explained":
        found.review_on = found.turn_due_on = asked.until_on


@use_case("matters.attach")
def attach_evidence(
    *,
    actor: Actor,
    matter: Matter,
    kind: str,
    dated_on: date,
    now: datetime,
    upload: Any = None,
    reuse_reason: str = "",
) -> Matter:
    """Add evidence; a file that already closed another matter needs a reason, which is shown."""
    desk = Desk.lock(actor, matter, now)
    access.require(actor, "matters.attach", desk.matter)
    desk.allow("attach")
    if dated_on > desk.today:
        raise Refusal(
            "matters.future_day",
            _("That day has not come yet. Enter the day of the evidence."),
            field="dated_on",
        )
    if upload is None and kind != EvidenceKind.RAISER:
        raise Refusal("matters.file_missing", _("Choose the photo or the paper."), field="upload")
    if kind not in EvidenceKind.values:
        raise Refusal("matters.kind_unknown", _("Choose a kind from the list."), field="kind")
    reuse_reason = short(reuse_reason, 200, "reuse_reason")
    file = files.receive_for(actor, desk.matter.subject, upload, role=kind) if upload else None
    if "before_after_pair" in desk.kind.guards:
        refuse_first(faults_of_photo(actor, desk.matter, kind, file, dated_on))
    used = closed_with(desk.matter, file) if file else None
    if used is not None and not reuse_reason:
        raise Refusal(
            "matters.evidence_reused",
            _(
                "The same file already closed matter %(number)s. Give the reason, or add evidence of this matter."
            ),
            field="reuse_reason",
            number=used.number,
        )
    row = Evidence.objects.create(
        zone=actor.zone,
        matter=desk.matter,
        kind=kind,
        file=file,
        dated_on=dated_on,
        reused_from=used,
        reuse_reason=reuse_reason if used else "",
        added_by_id=actor.person_id,
        added_at=current().recorded_at,
    )
    return desk.save(
        "matters.evidence_added",
        {
            "kind": kind,
            "file": str(file.uid) if file else None,
            "sha256_received": file.sha256_received if file else None,
            "sha256_stored": file.sha256_stored if file else None,
            "dated_on": iso(dated_on),
            "reused_from": used.number if used else None,
            "reuse_reason": row.reuse_reason or None,
        },
        desk.today,
    )


@use_case("matters.submit")
def submit_matter(
    *,
    actor: Actor,
    matter: Matter,
    outcome: str,
    text: str,
    now: datetime,
    remaining: str = "",
    effective_on: date | None = None,
) -> Matter:
    """The department says it is done: solved, or eased with what remains. Somebody else verifies.

    The raiser is asked anew: what he said of earlier work is kept, and does not count for this.
    """
    desk = Desk.lock(actor, matter, now)
    access.require(actor, "matters.submit", desk.matter)
    desk.allow("submit")
    need(text, TEXT_MISSING)
    if outcome not in (Outcome.SOLVED, Outcome.EASED):
        raise Refusal(
            "matters.outcome_missing",
            _("Say whether it is solved or eased. What cannot be solved now is explained instead."),
            field="outcome",
        )
    if outcome == Outcome.EASED and not remaining.strip():
        raise Refusal("matters.remaining_missing", _("Eased: write down what remains."), field="remaining")
    note = desk.note(NoteKind.SUBMISSION, text, desk.effective(effective_on))
    at = desk.happened_at(note.effective_on)
    found = desk.matter
    found.outcome = outcome
    found.remaining = desk.words("remaining", remaining) if outcome == Outcome.EASED else None
    found.submitted_on = note.effective_on
    found.solved = found.satisfaction = ""  # what the raiser said before was about other work
    found.next_reply_on = found.review_on = None
    desk.clocks.pause(LegKind.HANDLING, "submitted", at)
    desk.move("submit")
    leg = desk.clocks.start(
        LegKind.VERIFICATION,
        found.holder_unit,
        desk.terms.limit(LegKind.VERIFICATION, urgent=desk.kind.urgent),
        at,
    )
    found.turn_due_on = leg.due_on
    return desk.save(
        "matters.submitted",
        {"outcome": outcome, "words": told(note.words), "remaining": told(found.remaining)},
        note.effective_on,
    )

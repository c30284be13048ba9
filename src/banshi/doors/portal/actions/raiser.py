"""What the raiser does from his tracker: he adds a sentence or a photo, and answers when he is asked."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from banshi.base.files.intake import Taken
from banshi.base.history.acts import current, use_case
from banshi.base.history.record import record
from banshi.base.outbox import actions as outbox
from banshi.base.vault import store as vault
from banshi.base.zones import access, clock
from banshi.base.zones.access import Actor
from banshi.base.zones.refusals import Refusal
from banshi.core.matters.actions import attach_evidence, record_answer
from banshi.core.matters.actions.desk import Desk, told
from banshi.core.matters.models import EvidenceKind, Matter
from banshi.doors.portal.actions.counting import TooMany, within
from banshi.doors.portal.actions.receiving import AGAIN
from banshi.doors.portal.actions.screening import lock
from banshi.doors.portal.models import Addition, Report, ReportState
from banshi.doors.portal.people import rules_of

LINK = "link"


@use_case("portal.add")
def add_to_report(
    *, actor: Actor, report: Report, text: str, now: datetime, photos: tuple[Taken, ...] = ()
) -> Report:
    """The raiser adds something. It stands in the matter's time line; after closing it waits for a clerk."""
    report = lock(actor, report)
    access.require(actor, "portal.report", report)
    _few(actor, report, now)
    portal = rules_of(actor.zone, clock.on_date(actor.zone, now))
    if not text.strip() and not photos:
        raise Refusal("portal.words_missing", _("Write in a sentence what is to be added."), field="text")
    if len(text.strip()) > portal.words:
        raise Refusal(
            "portal.too_long",
            _("This is too long: at most %(most)d characters."),
            field="text",
            most=portal.words,
        )
    current().answer_with(report.subject)
    if report.state == ReportState.TAKEN:
        _add_to_matter(actor, report, text, photos, now)
    elif report.state == ReportState.HELD and not photos:
        _add_row(report, vault.put(report.subject, "addition", text.strip()), after=False)
    else:
        raise Refusal(
            "portal.add_later",
            _("A photo can be added once a clerk has looked at the report. Send the words alone for now."),
            field="photos",
        )
    record(actor=actor, subject=report.subject, kind="portal.added", data={})
    return report


def _few(actor: Actor, report: Report, now: datetime) -> None:
    limit = rules_of(actor.zone, clock.on_date(actor.zone, now)).limits.additions
    if not within(actor.zone, f"report {report.pk}", limit, now):
        raise TooMany(
            "portal.added_often",
            _("Much was added within the hour. Wait a little, or ring the post named above."),
        )


def _add_row(report: Report, words, *, after: bool) -> Addition:
    return Addition.objects.create(
        zone=report.zone, report=report, words=words, added_at=current().recorded_at, after_closing=after
    )


def _add_to_matter(actor: Actor, report: Report, text: str, photos: tuple[Taken, ...], now: datetime) -> None:
    desk = Desk.lock(actor, report.matter, now)
    ended = not desk.lifecycle.state(desk.matter.state).open
    if photos and not desk.lifecycle.allows("attach", desk.matter.state):
        raise Refusal(
            "portal.no_photo_now",
            _("No photo can be added any more. Send words: they reach the office that keeps the ledger."),
            field="photos",
        )
    words = desk.words("addition", text)
    _add_row(report, words, after=ended)
    record(
        actor=actor,
        subject=desk.matter.subject,
        kind="portal.raiser_added",
        data={"words": told(words)},
        effective_on=desk.today,
    )
    matter: Matter = desk.matter
    for photo in photos:
        matter = attach_evidence(
            actor=actor,
            matter=matter,
            kind=EvidenceKind.PHOTO_BEFORE,
            dated_on=desk.today,
            upload=photo,
            reuse_reason=AGAIN,
            now=now,
        )


@use_case("portal.answer")
def answer_report(
    *, actor: Actor, report: Report, solved: str, satisfaction: str, now: datetime, text: str = ""
) -> Report:
    """What the raiser says of the work, through the rule that holds for every answer: «not solved» returns it."""
    report = lock(actor, report)
    access.require(actor, "portal.report", report)
    _few(actor, report, now)
    if report.matter is None:
        raise access.unknown()
    if "no_answer" in (solved, satisfaction) or not solved or not satisfaction:
        raise Refusal(
            "portal.answer_missing", _("Choose one answer to each of the two questions."), field="solved"
        )
    current().answer_with(report.subject)
    record_answer(
        actor=actor,
        matter=report.matter,
        solved=solved,
        satisfaction=satisfaction,
        channel=LINK,
        answered_on=clock.on_date(actor.zone, now),
        text=text,
        now=now,
    )
    record(actor=actor, subject=report.subject, kind="portal.answered", data={})
    return report


@use_case("portal.stop_texts")
def stop_texts(*, actor: Actor, report: Report, now: datetime) -> Report:
    """The raiser wants no more text messages: what waits for his phone does not go out either."""
    report = lock(actor, report)
    access.require(actor, "portal.report", report)
    current().answer_with(report.subject)
    if not report.texts_agreed:
        return report
    report.texts_agreed = False
    report.save(update_fields=["texts_agreed"])
    record(actor=actor, subject=report.subject, kind="portal.texts_stopped", data={})
    if report.matter is not None:
        outbox.forget(report.matter.subject)
    return report


@use_case("portal.see")
def see_addition(*, actor: Actor, addition: Addition, now: datetime) -> Addition:
    """Somebody has read what was added after closing and has done what was to be done."""
    report = lock(actor, addition.report)
    access.require(actor, "portal.screen", report)
    row = Addition.objects.select_for_update(of=("self",)).get(pk=addition.pk, zone=actor.zone)
    if row.seen_at is not None:
        raise Refusal("portal.seen_already", _("Somebody has seen to this already. Open the list again."))
    row.seen_at, row.seen_by_id = current().recorded_at, actor.person_id
    row.save(update_fields=["seen_at", "seen_by"])
    record(actor=actor, subject=report.subject, kind="portal.seen", data={})
    return row

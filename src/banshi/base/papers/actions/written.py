"""Writing, amending, issuing and withdrawing papers."""

from dataclasses import replace
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from banshi.base.history.acts import current, use_case
from banshi.base.history.record import record
from banshi.base.papers import rules
from banshi.base.papers.asking import path_and_query
from banshi.base.papers.models import Kind, State, Written, WrittenVersion
from banshi.base.papers.rules import Words
from banshi.base.vault import store as vault
from banshi.base.zones import access, clock, subjects
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Subject
from banshi.base.zones.refusals import Refusal

KIND = "paper"


@use_case("papers.write")
def write_paper(*, actor: Actor, kind: str, title: str, words: Words, now: datetime) -> Written:
    """A new draft of a notice, a circular or minutes."""
    access.require(actor, "papers.write")
    title, words = rules.checked(title, words)
    _check_lists(words)
    # The caption goes into lists and searches of others, the title may name somebody: it stays in the paper's row.
    subject = subjects.open_subject(actor.zone, KIND, str(Kind(kind).label))
    item = vault.put(subject, "paper", words.text())
    row = Written.objects.create(
        subject=subject,
        zone=actor.zone,
        kind=kind,
        title=title,
        words=item,
        changed_on=clock.on_date(actor.zone, now),
    )
    _keep(actor, row)
    record(
        actor=actor,
        subject=subject,
        kind="papers.written",
        data={"kind": kind, "version": 1, "words": item.commitment},
    )
    return row


@use_case("papers.amend")
def amend_paper(*, actor: Actor, paper: Written, title: str, words: Words, now: datetime) -> Written:
    """The next version of a draft; the versions before stay readable."""
    row = _locked(actor, paper)
    access.require(actor, "papers.write", row)
    _check_draft(row)
    row.title, words = rules.checked(title, words)
    _check_lists(words)
    _next(actor, row, words, now)
    record(
        actor=actor,
        subject=row.subject,
        kind="papers.amended",
        data={"version": row.version, "words": row.words.commitment},
    )
    return row


@use_case("papers.issue")
def issue_paper(*, actor: Actor, paper: Written, now: datetime) -> Written:
    """The paper is final from today on; its lists stay as they stand and are known today."""
    row = _locked(actor, paper)
    access.require(actor, "papers.write", row)
    _check_draft(row)
    today = clock.on_date(actor.zone, now)
    words = rules.read(vault.read(row.words))
    if words.lists:
        _next(actor, row, replace(words, lists=tuple(_on_day(one, today) for one in words.lists)), now)
    row.state, row.issued_on, row.changed_on = State.ISSUED, today, today
    row.save()
    record(
        actor=actor,
        subject=row.subject,
        kind="papers.issued",
        data={"version": row.version, "words": row.words.commitment},
        effective_on=today,
    )
    return row


@use_case("papers.withdraw")
def withdraw_paper(*, actor: Actor, paper: Written, reason: str, now: datetime) -> Written:
    """The paper no longer holds, and says so wherever it is shown."""
    row = _locked(actor, paper)
    access.require(actor, "papers.write", row)
    if row.state == State.WITHDRAWN:
        raise Refusal("papers.withdrawn", _("This paper is withdrawn already."))
    if not reason.strip():
        raise Refusal("papers.reason_missing", _("Say why it is withdrawn."), field="reason")
    today = clock.on_date(actor.zone, now)
    row.reason = vault.put(row.subject, "reason", reason.strip())
    row.state, row.withdrawn_on, row.changed_on = State.WITHDRAWN, today, today
    row.save()
    record(
        actor=actor,
        subject=row.subject,
        kind="papers.withdrawn",
        data={"reason": row.reason.commitment},
        effective_on=today,
    )
    return row


def _locked(actor: Actor, paper: Written) -> Written:
    rows = Written.objects.select_for_update(of=("self",)).filter(pk=paper.pk, zone=actor.zone)
    found = rows.select_related("subject", "words__key__subject").first()
    if found is None:
        raise access.unknown()
    return found


def _check_draft(row: Written) -> None:
    if row.state != State.DRAFT:
        raise Refusal(
            "papers.final",
            _("This paper is no draft any more. Withdraw it, or write a new one that corrects it."),
        )


def _check_lists(words: Words) -> None:
    for one in words.lists:
        path_and_query(one)


def _on_day(address: str, day: date) -> str:
    path, query = path_and_query(address)
    return f"{path}?{rules.on_day(query, day.isoformat())}"


def _next(actor: Actor, row: Written, words: Words, now: datetime) -> None:
    row.words = vault.put(row.subject, "paper", words.text())
    row.version += 1
    row.changed_on = clock.on_date(actor.zone, now)
    row.save()
    _keep(actor, row)


def _keep(actor: Actor, row: Written) -> None:
    WrittenVersion.objects.create(
        zone=actor.zone,
        written=row,
        n=row.version,
        title=row.title,
        words=row.words,
        saved_at=current().recorded_at,
        account_id=actor.account_id,
    )


def forget(subject: Subject) -> None:
    """The titles of an erased paper go as well; called by the vault's erasure, inside its use case."""
    if subject.kind == KIND:
        rows = Written.objects.filter(subject=subject)
        WrittenVersion.objects.filter(written__in=rows).update(title=vault.ERASED)
        rows.update(title=vault.ERASED)

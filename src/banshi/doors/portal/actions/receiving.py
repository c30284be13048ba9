"""The act by which something that a stranger sent becomes a matter, once; or is held to be looked at first."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from banshi.base.calendars.queries import load_calendar
from banshi.base.files import store as files
from banshi.base.files.intake import Taken
from banshi.base.history.acts import current, use_case
from banshi.base.history.record import record
from banshi.base.presets import queries as presets
from banshi.base.vault import store as vault
from banshi.base.zones import access, clock, subjects
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Subject
from banshi.core.matters.actions import Raiser, attach_evidence
from banshi.core.matters.actions.intake import received
from banshi.core.matters.models import EvidenceKind, LegKind, Matter, RaiserKind
from banshi.core.org.models import OutsideKind
from banshi.doors.portal import codes, rules
from banshi.doors.portal.actions.counting import IN_ALL, within
from banshi.doors.portal.models import IntakeLink, Report, ReportState, UsedWork
from banshi.doors.portal.people import rules_of
from banshi.doors.portal.proof import Proof
from banshi.doors.portal.rules import Given, Portal
from banshi.kernel.worktime import WorkClock

VOICE, PHOTO = "voice", "photo"
AGAIN = "公众随件提供的照片"


@dataclass(frozen=True)
class Sender:
    """From where it comes: the network address, and the proof of work. No part of what was sent: a report
    that is sent again over another line with another proof is the same report."""

    address: str = field(default="", repr=False)
    proof: Proof = field(default_factory=Proof, repr=False)


@dataclass(frozen=True)
class Files:
    """What came with it, taken in already: photos, a voice note, and where the photos were taken, by consent."""

    photos: tuple[Taken, ...] = ()
    voice: Taken | None = None
    positions: tuple[str, ...] = ()


@use_case("portal.report")
def receive_report(
    *,
    actor: Actor,
    uid: UUID,
    link: IntakeLink,
    given: Given,
    files: Files,
    sender: Sender,
    now: datetime,
) -> Report:
    """Take a report in. It becomes a matter at once; where something speaks against that it is held.

    ``uid`` is the key that the sender's page made, and is given as ``key`` too: the same report sent
    again is answered from the first, which is the only one that counts.
    """
    access.require(actor, "portal.report")
    if link.zone_id != actor.zone.pk:
        raise access.unknown()
    today = clock.on_date(actor.zone, now)
    portal = rules_of(actor.zone, today)
    rules.check(given, portal, link.kinds, voice=files.voice is not None)
    reasons = _reasons(actor, portal, sender, given.phone, now)
    report = Report(
        uid=uid,
        subject=subjects.open_subject(actor.zone, "public_report", link.title),
        zone=actor.zone,
        link=link,
        code_digest=codes.digest_for(actor.zone, uid),
        kind=given.kind,
        notice=given.notice,
        position_agreed=given.position_agreed,
        texts_agreed=given.texts_agreed,
        reasons=reasons,
        received_at=now,
    )
    current().answer_with(report.subject)
    if reasons:
        _hold(actor, report, given, files, sender, today, now)
    else:
        _take(actor, report, given, files, today, now)
    return report


def _reasons(actor: Actor, portal: Portal, sender: Sender, phone: str, now: datetime) -> list[str]:
    """Why it is looked at first. The limit in all counts only what nothing else speaks against."""
    zone, limits = actor.zone, portal.limits
    fault = sender.proof.fault or ("" if _spent(actor, sender.proof) else rules.WORK_AGAIN)
    found = [fault] if fault else []
    if not within(zone, codes.address_key(zone, sender.address), limits.address, now):
        found.append(rules.ADDRESS)
    digits = rules.digits_of(phone)
    if digits and not within(zone, codes.phone_key(zone, digits), limits.phone, now):
        found.append(rules.PHONE)
    if not found and not within(zone, IN_ALL, limits.all, now):
        found.append(rules.ALL)
    return found


def _spent(actor: Actor, proof: Proof) -> bool:
    """Use a proof of work up; False when somebody has done so before."""
    try:
        with transaction.atomic():
            UsedWork.objects.create(zone=actor.zone, challenge=proof.challenge, expires_at=proof.expires_at)
    except IntegrityError:
        return False
    return True


def _take(actor: Actor, report: Report, given: Given, given_files: Files, today: date, now: datetime) -> None:
    matter = open_matter(actor, report, rules.said(given), given.name, given.phone, given_files, today, now)
    report.state, report.matter, report.answer_by = ReportState.TAKEN, matter, matter.turn_due_on
    report.save()
    record(
        actor=actor,
        subject=report.subject,
        kind="portal.received",
        data={**_told(report), "matter": matter.number},
        effective_on=today,
    )


def open_matter(
    actor: Actor,
    report: Report,
    words: str,
    name: str,
    phone: str,
    found: Files,
    today: date,
    now: datetime,
    *,
    title: str = "",
    kind: str = "",
    category: str = "",
) -> Matter:
    """The matter that a report becomes, with its photos; inside the act that does it."""
    link = report.link
    org = link.raiser_org
    enterprise = org is not None and org.kind == OutsideKind.ENTERPRISE
    desk = received(
        actor=actor,
        title=title or title_of(link, today),
        words=words,
        kind=kind or report.kind,
        category=category or link.category,
        source_kind=link.source_kind,
        raiser=Raiser(
            RaiserKind.ENTERPRISE if enterprise else RaiserKind.RESIDENT, org=org, name=name, phone=phone
        ),
        raised_on=clock.on_date(actor.zone, report.received_at),
        now=now,
        place=link.place,
        origin=report.subject,
    )
    matter = desk.matter
    keep_positions(matter.subject, found.positions)
    if found.voice is not None:
        files.receive_for(actor, matter.subject, found.voice, role=VOICE)
    for photo in found.photos:
        matter = attach_evidence(
            actor=actor,
            matter=matter,
            kind=EvidenceKind.PHOTO_BEFORE,
            dated_on=today,
            upload=photo,
            reuse_reason=AGAIN,
            now=now,
        )
    return matter


def title_of(link: IntakeLink, today: date) -> str:
    """What the ledger calls it before a clerk words it: never the stranger's own words."""
    category = presets.rules(link.zone, "kinds", today).categories[link.category]
    where = link.place or link.raiser_org
    return f"{category.zh}：{where.name_zh if where else link.title}"[:120]


def keep_positions(subject: Subject, positions: tuple[str, ...]) -> None:
    """Where the photos were taken, apart from them; only by consent."""
    if positions:
        vault.put(subject, rules.POSITION, "\n".join(positions))


def _hold(
    actor: Actor,
    report: Report,
    given: Given,
    found: Files,
    sender: Sender,
    today: date,
    now: datetime,
) -> None:
    texts = [("words", rules.said(given), False), ("name", given.name.strip(), False)]
    texts.append(("phone", given.phone.strip(), False))
    items = {item.field: item for item in vault.put_first(report.subject, [t for t in texts if t[1]])}
    report.words, report.name, report.phone = items["words"], items.get("name"), items.get("phone")
    report.state, report.origin = ReportState.HELD, codes.address_key(actor.zone, sender.address)[:16]
    limit = presets.rules(actor.zone, "terms", today).limit(LegKind.DISPATCH, urgent=False)
    report.answer_by = WorkClock(load_calendar(actor.zone)).deadline(now, limit).due_on
    report.save()
    keep_positions(report.subject, found.positions)
    for photo in found.photos:
        files.receive_for(actor, report.subject, photo, role=PHOTO)
    if found.voice is not None:
        files.receive_for(actor, report.subject, found.voice, role=VOICE)
    record(
        actor=actor,
        subject=report.subject,
        kind="portal.held",
        data={**_told(report), "reasons": report.reasons},
        effective_on=today,
    )


def _told(report: Report) -> dict[str, object]:
    """What history says of a report: no words, no address."""
    return {
        "link": str(report.link.subject.uid),
        "kind": report.kind,
        "notice": report.notice,
        "position_agreed": report.position_agreed,
        "texts_agreed": report.texts_agreed,
        "answer_by": report.answer_by.isoformat() if report.answer_by else None,
    }


def files_of(report: Report) -> Files:
    """The files of a held report, as they would be received again."""
    photos, voice = [], None
    for link in report.subject.file_links.select_related("file").order_by("pk"):
        row = link.file
        taken = Taken(
            row.zone_id, row.sha256_received, row.sha256_stored, row.thumb_sha256, row.size,
            row.media_type, row.original_name, row.width, row.height, row.taken_at,
        )  # fmt: skip
        if link.role == VOICE:
            voice = replace(taken)
        else:
            photos.append(taken)
    return Files(tuple(photos), voice)

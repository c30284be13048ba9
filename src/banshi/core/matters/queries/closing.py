"""Gathering what the guards of a close-out look at."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from banshi.base.engines.kept import Kept
from banshi.base.files.models import FileLink, StoredFile
from banshi.base.zones import clock
from banshi.base.zones.access import Actor
from banshi.core.access.models import Involvement
from banshi.core.matters.models import (
    HANDLING_NOTES,
    Answer,
    CoHandler,
    Evidence,
    Leg,
    LegKind,
    Matter,
    Note,
    NoteKind,
    Satisfaction,
    Solved,
    Verification,
)
from banshi.core.matters.rules.guards import AnswerFact, CloseFacts, EvidenceFact, VerificationFact
from banshi.core.matters.rules.kinds import ISSUED

OPEN_ENDS = ("closed", "merged", "declined", "withdrawn")


def _kept(rows: QuerySet, most: int | None = None) -> Kept:
    return Kept(lambda matter: rows.filter(matter_id=matter)[:most], matter=int)


CHILDREN = Kept(
    lambda matter: Matter.objects.filter(parent_id=matter).values_list("number", "state"), matter=int
)
WAITING = _kept(
    CoHandler.objects.filter(replied_at__isnull=True, released_at__isnull=True)
    .select_related("unit")
    .order_by("pk")
)
HANDS = _kept(
    Note.objects.filter(kind__in=HANDLING_NOTES, person__isnull=False).order_by().values_list("person_id")
)
VERIFIED = _kept(Verification.objects.order_by("-verified_at", "-pk"), 1)
EVIDENCE = _kept(Evidence.objects.select_related("reused_from", "file").order_by("pk"))
SUBMITTED = _kept(
    Note.objects.filter(kind=NoteKind.SUBMISSION).order_by("-noted_at", "-pk").values_list("noted_at"), 1
)
ANSWERED = _kept(Answer.objects.order_by("-entered_at", "-pk"), 1)


def close_facts(
    matter: Matter,
    *,
    closer: int | None,
    verification: VerificationFact | None = None,
    answering: Actor | None = None,
) -> CloseFacts:
    """The facts of a matter as its guards want them; six queries, seven with files.

    ``verification`` and ``answering`` put an act that is about to be done in place of the last one.
    """
    return CloseFacts(
        raised_on=matter.raised_on,
        outcome=matter.outcome,
        remaining=matter.remaining_id is not None,
        evidence=_evidence(matter),
        verification=verification or _last_verification(matter),
        answer=_asked_by(answering) if answering else _last_answer(matter),
        open_children=tuple(
            sorted(number for number, state in CHILDREN(matter=matter.pk) if state not in OPEN_ENDS)
        ),
        waiting_co_handlers=tuple(row.unit.name for row in WAITING(matter=matter.pk)),
        handlers=handlers_of(matter),
        responsible_units=frozenset({matter.responsible_unit_id} - {None}),
        issuer_units=frozenset({matter.raiser_unit_id or matter.collector_id}),
        closer=closer,
        ordered_on=matter.dispatched_on,
        parties=parties_of(matter),
    )


def ordered_at(matter: Matter) -> datetime | None:
    """When the order was given, by the zone's own clock; None where only its day is known: it was recorded late."""
    rows = Leg.objects.filter(matter=matter.pk, kind=LegKind.HANDLING).order_by("pk")
    first = rows.values_list("started_at", flat=True).first()
    if first is None or matter.dispatched_on is None:
        return None
    late = clock.at_time(matter.zone, matter.dispatched_on + timedelta(days=1)) - timedelta(minutes=1)
    local = first.astimezone(ZoneInfo(matter.zone.timezone))
    return local if local.date() == matter.dispatched_on and first != late else None


def parties_of(matter: Matter) -> frozenset[int]:
    """Units that may not recheck what was issued; what people raised has none."""
    if matter.nature not in ISSUED:
        return frozenset()
    rows = Involvement.objects.filter(zone=matter.zone_id, subject=matter.subject_id, kind="party")
    return frozenset(rows.values_list("unit_id", flat=True))


def handlers_of(matter: Matter) -> frozenset[int]:
    """The people who had a hand in it: signed, reported, replied or submitted."""
    return frozenset(person for (person,) in HANDS(matter=matter.pk))


def _last_verification(matter: Matter) -> VerificationFact | None:
    row = next(iter(VERIFIED(matter=matter.pk)), None)
    return VerificationFact(row.person_id, frozenset(row.unit_ids), row.passed) if row else None


def closed_with(matter: Matter, file: StoredFile) -> Matter | None:
    """The first other closed-out matter on which the same file hangs."""
    return _closed_with(matter, [file]).get(file.pk)


def _closed_with(matter: Matter, files: Iterable[StoredFile]) -> dict[int, Matter]:
    """By file: the first other closed-out matter on which the same bytes or the same picture hangs."""
    files = list(files)
    if not files:
        return {}
    same = Q(file__sha256_received__in=[file.sha256_received for file in files])
    same |= Q(file__sha256_stored__in=[file.sha256_stored for file in files])
    links = FileLink.objects.filter(same, zone_id=matter.zone_id).exclude(subject_id=matter.subject_id)
    hashes = list(links.values_list("subject_id", "file__sha256_received", "file__sha256_stored"))
    closed = Matter.objects.filter(
        zone_id=matter.zone_id, subject__in={subject for subject, *_hashes in hashes}, closed_on__isnull=False
    )
    first: dict[str, Matter] = {}
    for row in closed.order_by("closed_on", "pk"):
        for subject, received, stored in hashes:
            if subject == row.subject_id:
                first.setdefault(f"received {received}", row)
                first.setdefault(f"stored {stored}", row)
    found = {}
    for file in files:
        same_as = (first.get(f"received {file.sha256_received}"), first.get(f"stored {file.sha256_stored}"))
        row = min(filter(None, same_as), key=lambda row: (row.closed_on, row.pk), default=None)
        if row is not None:
            found[file.pk] = row
    return found


def _evidence(matter: Matter) -> tuple[EvidenceFact, ...]:
    """The evidence as it stands now: a file may have closed another matter since it was added here."""
    rows: list[Evidence] = EVIDENCE(matter=matter.pk)
    used = _closed_with(matter, [row.file for row in rows if row.file])
    reasons = {
        sha256: row.reuse_reason
        for row in rows
        if row.file and row.reuse_reason
        for sha256 in (row.file.sha256_received, row.file.sha256_stored)
    }
    facts = []
    for row in rows:
        other = row.reused_from or used.get(row.file_id)
        reason = row.reuse_reason
        if row.file and not reason:
            reason = reasons.get(row.file.sha256_received) or reasons.get(row.file.sha256_stored) or ""
        used_by = other.number if other else None
        facts.append(evidence_fact(matter, row, used_by, reason))
    return tuple(facts)


def evidence_fact(matter: Matter, row: Evidence, used_by: str | None, reason: str) -> EvidenceFact:
    """What the guard is told of a piece of evidence; ``used_by`` is the matter that it has closed already."""
    taken_on = clock.on_date(matter.zone, row.file.taken_at) if row.file and row.file.taken_at else None
    return EvidenceFact(row.dated_on, used_by, reason, row.kind, taken_on, picture_of(row.file))


def picture_of(file: StoredFile | None) -> frozenset[str]:
    """What tells a file from others."""
    return frozenset({file.sha256_received, file.sha256_stored}) if file else frozenset()


def photos_of(matter: Matter) -> list[EvidenceFact]:
    """The photos of a matter that has a pair, as its guard wants them; one query."""
    rows: list[Evidence] = EVIDENCE(matter=matter.pk)
    return [EvidenceFact(row.dated_on, kind=row.kind, picture=picture_of(row.file)) for row in rows]


def submitted_at(matter: Matter) -> datetime | None:
    """When the work was last submitted, as recorded: what the raiser said before is about other work."""
    return next((at for (at,) in SUBMITTED(matter=matter.pk)), None)


def tries_of(matter: Matter) -> int:
    """How often the raiser was tried since the last submission, and not reached."""
    return matter.notes.filter(
        kind=NoteKind.TRY, noted_at__gte=submitted_at(matter) or matter.recorded_at
    ).count()


def answer_of(matter: Matter) -> Answer | None:
    """The raiser's last answer about the work as last submitted."""
    rows = ANSWERED(matter=matter.pk)
    return rows[0] if rows and rows[0].entered_at >= (submitted_at(matter) or matter.recorded_at) else None


def undecided_answer(matter: Matter) -> Answer | None:
    """A dissatisfied answer that waits for the lead leader (a first one has sent the matter back)."""
    row = answer_of(matter)
    if row is None or row.decision or row.solved == Solved.NOT_SOLVED:
        return None
    return row if row.satisfaction == Satisfaction.DISSATISFIED else None


def _last_answer(matter: Matter) -> AnswerFact | None:
    row = answer_of(matter)
    if row is None:
        return None
    return AnswerFact(
        row.solved,
        row.satisfaction,
        row.entered_by_id,
        frozenset(row.entered_unit_ids),
        row.decision == "let_stand",
    )


def _asked_by(actor: Actor) -> AnswerFact:
    return AnswerFact("solved", "satisfied", actor.person_id, actor.unit_ids)

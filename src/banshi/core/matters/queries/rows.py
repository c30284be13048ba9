"""A matter with everything that hangs on it, loaded in a fixed number of queries."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects

from banshi.base.engines.kept import Kept
from banshi.base.files.models import StoredFile
from banshi.core.matters.models import (
    HANDLING_NOTES,
    Answer,
    Claim,
    CoHandler,
    Evidence,
    Extension,
    ForeignNumber,
    Leg,
    LegPause,
    Matter,
    Note,
    NoteKind,
    Objection,
    Satisfaction,
    Solved,
    Verification,
)
from banshi.core.matters.queries.closing import OPEN_ENDS, evidence_fact
from banshi.core.matters.rules.guards import AnswerFact, CloseFacts, VerificationFact

CLOSING = (
    Prefetch(
        "evidence",
        Evidence.objects.select_related("file", "reused_from__subject").order_by("added_at", "pk"),
    ),
    Prefetch(
        "verifications",
        Verification.objects.select_related("words__key__subject").order_by("verified_at", "pk"),
    ),
    Prefetch(
        "answers",
        Answer.objects.select_related("words__key__subject", "decision_words__key__subject").order_by(
            "entered_at", "pk"
        ),
    ),
    Prefetch("children", Matter.objects.order_by("number").only("number", "state", "parent", "zone")),
    Prefetch("co_handlers", CoHandler.objects.select_related("unit").order_by("unit__protocol", "pk")),
    Prefetch("notes", Note.objects.select_related("words__key__subject").order_by("noted_at", "pk")),
)
ONE = (
    "subject",
    "words__key__subject",
    "raiser_name__key__subject",
    "raiser_phone__key__subject",
    "remaining__key__subject",
    "raiser_org__subject",
    "raiser_unit",
    "place",
    "origin",
    "about",
    "holder_unit",
    "holder_post",
    "lead_leader",
    "responsible_unit",
    "collector",
)


def with_closing(matters: list[Matter]) -> list[Matter]:
    """Load what the guards of ``matters`` look at: seven queries, however many matters."""
    prefetch_related_objects(matters, *CLOSING)
    return _marked(matters)


def _any(rows: QuerySet, by: str = "matter") -> Exists:
    return Exists(rows.filter(**{by: OuterRef("pk")}))


SELDOM = {
    "co_handlers": _any(CoHandler.objects.all()),
    "objections": _any(Objection.objects.all()),
    "extensions": _any(Extension.objects.all()),
    "children": _any(Matter.objects.all(), "parent"),
    "duplicates": _any(Matter.objects.all(), "merged_into"),
    "foreign_numbers": _any(ForeignNumber.objects.all()),
    "claimed": _any(Claim.objects.all()),
}
"""What few matters have: whether there is any is asked for with the matter, so that nothing needs no question."""
WHOLE = Kept(
    lambda subject: (
        Matter.objects.filter(subject_id=subject)
        .select_related(*ONE)
        .annotate(**{f"any_{name}": there for name, there in SELDOM.items()})
    ),
    subject=int,
)
PAUSES = Kept(lambda matter: LegPause.objects.filter(leg__matter_id=matter).order_by("pk"), matter=int)


def _kept(rows: QuerySet) -> Kept:
    return Kept(lambda matter: rows.filter(matter_id=matter), matter=int)


HANGING = {
    "evidence": _kept(
        Evidence.objects.select_related("file", "reused_from__subject").order_by("added_at", "pk")
    ),
    "verifications": _kept(
        Verification.objects.select_related("words__key__subject").order_by("verified_at", "pk")
    ),
    "answers": _kept(
        Answer.objects.select_related("words__key__subject", "decision_words__key__subject").order_by(
            "entered_at", "pk"
        )
    ),
    "children": Kept(lambda matter: Matter.objects.filter(parent_id=matter), matter=int),
    "co_handlers": _kept(CoHandler.objects.select_related("unit").order_by("unit__protocol", "pk")),
    "notes": _kept(Note.objects.select_related("words__key__subject").order_by("noted_at", "pk")),
    "legs": _kept(Leg.objects.select_related("unit").order_by("started_at", "pk")),
    "objections": _kept(Objection.objects.select_related("unit", "reason__key__subject").order_by("pk")),
    "extensions": _kept(Extension.objects.select_related("reason__key__subject").order_by("pk")),
}


def may_have(matter: Matter, name: str) -> bool:
    """Whether one of ``SELDOM`` can hang on a matter; a matter that was loaded in another way may have any."""
    return getattr(matter, f"any_{name}", True)


class Loaded(list):
    """Rows that were loaded for good. Not a queryset: what wants to narrow them asks for itself."""

    def all(self) -> "Loaded":
        """The rows themselves, as a relation that was fetched gives them."""
        return self


class Hanging(dict):
    """What hangs on one matter: each relation is loaded, in its own order, when it is first looked at.

    The page looks at all of them, an act that is sent at few.
    """

    def __init__(self, matter: Matter):
        super().__init__()
        self.matter = matter

    def __missing__(self, name: str) -> Loaded:
        if name not in HANGING:
            raise KeyError(name)
        rows = HANGING[name](matter=self.matter.pk) if may_have(self.matter, name) else ()
        self[name] = found = Loaded(rows)
        if name == "evidence":
            _marked([self.matter])
        elif name == "children":
            found.sort(key=lambda row: row.number)
        elif name == "legs":
            self._with_pauses(found)
        return found

    def _with_pauses(self, legs: Loaded) -> None:
        pauses: dict[int, Loaded] = {leg.pk: Loaded() for leg in legs}
        for pause in PAUSES(matter=self.matter.pk) if legs else ():
            pauses[pause.leg_id].append(pause)
        for leg in legs:
            leg._prefetched_objects_cache = {"pauses": pauses[leg.pk]}


def whole(subject: int) -> Matter | None:
    """The matter of this subject with everything that its page shows, each part loaded at the first look at it."""
    found = WHOLE(subject=subject)
    if not found:
        return None
    found[0]._prefetched_objects_cache = Hanging(found[0])
    return found[0]


def _marked(matters: list[Matter]) -> list[Matter]:
    """Say on each piece of evidence which closed-out matter has the same file, and why it is used again."""
    pieces = [row for matter in matters for row in matter.evidence.all()]
    closed = _closed_with_files([row.file for row in pieces if row.file])
    for matter in matters:
        reasons = {
            sha: row.reuse_reason for row in matter.evidence.all() for sha in _hashes(row) if row.reuse_reason
        }
        for row in matter.evidence.all():
            others = (found for sha in _hashes(row) for found in closed.get(sha, ()) if found[2] != matter.pk)
            first = min(others, default=None)
            row.used_by = row.reused_from.number if row.reused_from else first and first[1]
            row.why_again = row.reuse_reason or next(filter(None, map(reasons.get, _hashes(row))), "")
    return matters


def _hashes(row: Evidence) -> tuple[str, ...]:
    return (row.file.sha256_received, row.file.sha256_stored) if row.file else ()


def _closed_with_files(files: list[StoredFile]) -> dict[str, list[tuple]]:
    """Hash → (day, number, id) of the closed-out matters on which a file with it hangs; one query."""
    hashes = {sha for file in files for sha in (file.sha256_received, file.sha256_stored)}
    found: dict[str, list[tuple]] = {}
    if not hashes:
        return found
    path = "subject__file_links__file__sha256_"
    same = Q(**{f"{path}received__in": hashes}) | Q(**{f"{path}stored__in": hashes})
    closed = Matter.objects.filter(same, zone_id=files[0].zone_id, closed_on__isnull=False)
    for day, number, pk, *shas in closed.values_list(
        "closed_on", "number", "pk", f"{path}received", f"{path}stored"
    ):
        for sha in set(shas):
            found.setdefault(sha, []).append((day, number, pk))
    return found


def facts_of(matter: Matter, *, closer: int | None) -> CloseFacts:
    """As :func:`.closing.close_facts`, from rows that :func:`with_closing` has loaded; no query."""
    return CloseFacts(
        raised_on=matter.raised_on,
        outcome=matter.outcome,
        remaining=matter.remaining_id is not None,
        evidence=tuple(
            evidence_fact(matter, row, row.used_by, row.why_again) for row in matter.evidence.all()
        ),
        verification=_verification(matter),
        answer=_answer(matter),
        open_children=tuple(row.number for row in matter.children.all() if row.state not in OPEN_ENDS),
        waiting_co_handlers=tuple(row.unit.name for row in waiting_parts(matter)),
        handlers=frozenset(hands(matter)),
        responsible_units=frozenset({matter.responsible_unit_id} - {None}),
        issuer_units=frozenset({matter.raiser_unit_id or matter.collector_id}),
        closer=closer,
        ordered_on=matter.dispatched_on,
    )


def hands(matter: Matter) -> set[int]:
    """The people who had a hand in it."""
    return {row.person_id for row in matter.notes.all() if row.kind in HANDLING_NOTES and row.person_id}


def waiting_parts(matter: Matter) -> list[CoHandler]:
    """Co-handlers that still owe their part."""
    return [row for row in matter.co_handlers.all() if row.replied_at is None and row.released_at is None]


def last_note(matter: Matter, *kinds: str) -> Note | None:
    """The last note of one of ``kinds``."""
    return next((row for row in reversed(list(matter.notes.all())) if row.kind in kinds), None)


def last_answer(matter: Matter) -> Answer | None:
    """The raiser's last answer about the work as last submitted."""
    since = _submitted_at(matter)
    return next((row for row in reversed(list(matter.answers.all())) if row.entered_at >= since), None)


def undecided_answer(matter: Matter) -> Answer | None:
    """A dissatisfied answer that waits for the lead leader."""
    row = last_answer(matter)
    if row is None or row.decision or row.solved == Solved.NOT_SOLVED:
        return None
    return row if row.satisfaction == Satisfaction.DISSATISFIED else None


def tries(matter: Matter) -> int:
    """How often the raiser was tried since the last submission, and not reached."""
    since = _submitted_at(matter)
    return sum(row.kind == NoteKind.TRY and row.noted_at >= since for row in matter.notes.all())


def _submitted_at(matter: Matter) -> datetime:
    note = last_note(matter, NoteKind.SUBMISSION)
    return note.noted_at if note else matter.recorded_at


def _verification(matter: Matter) -> VerificationFact | None:
    row = next(iter(reversed(list(matter.verifications.all()))), None)
    return VerificationFact(row.person_id, frozenset(row.unit_ids), row.passed) if row else None


def _answer(matter: Matter) -> AnswerFact | None:
    row = last_answer(matter)
    if row is None:
        return None
    return AnswerFact(
        row.solved,
        row.satisfaction,
        row.entered_by_id,
        frozenset(row.entered_unit_ids),
        row.decision == "let_stand",
    )

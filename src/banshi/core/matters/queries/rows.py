"""A matter with everything that hangs on it, loaded in a fixed number of queries."""

from django.db.models import Prefetch, QuerySet

from banshi.core.matters.models import (
    HANDLING_NOTES,
    Answer,
    CoHandler,
    Evidence,
    Extension,
    Leg,
    Matter,
    Note,
    Objection,
    Verification,
)
from banshi.core.matters.queries.closing import OPEN_ENDS
from banshi.core.matters.rules.guards import AnswerFact, CloseFacts, EvidenceFact, VerificationFact

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
WHOLE = (
    *CLOSING,
    Prefetch(
        "legs", Leg.objects.select_related("unit").prefetch_related("pauses").order_by("started_at", "pk")
    ),
    Prefetch("objections", Objection.objects.select_related("unit", "reason__key__subject").order_by("pk")),
    Prefetch("extensions", Extension.objects.select_related("reason__key__subject").order_by("pk")),
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


def with_closing(rows: QuerySet[Matter]) -> QuerySet[Matter]:
    """Matters with what their guards look at: six queries more, however many matters."""
    return rows.prefetch_related(*CLOSING)


def whole(rows: QuerySet[Matter]) -> QuerySet[Matter]:
    """Matters with everything that their page shows."""
    return rows.select_related(*ONE).prefetch_related(*WHOLE)


def facts_of(matter: Matter, *, closer: int | None) -> CloseFacts:
    """As :func:`.closing.close_facts`, from rows that :func:`with_closing` has loaded; no query."""
    return CloseFacts(
        raised_on=matter.raised_on,
        outcome=matter.outcome,
        remaining=matter.remaining_id is not None,
        evidence=tuple(
            EvidenceFact(row.dated_on, row.reused_from.number if row.reused_from else None, row.reuse_reason)
            for row in matter.evidence.all()
        ),
        verification=_verification(matter),
        answer=_answer(matter),
        open_children=tuple(row.number for row in matter.children.all() if row.state not in OPEN_ENDS),
        waiting_co_handlers=tuple(row.unit.name for row in waiting_parts(matter)),
        handlers=frozenset(hands(matter)),
        responsible_units=frozenset({matter.responsible_unit_id} - {None}),
        issuer_units=frozenset({matter.raiser_unit_id or matter.collector_id}),
        closer=closer,
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
    """The last answer of the raiser."""
    return next(iter(reversed(list(matter.answers.all()))), None)


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

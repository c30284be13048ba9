"""Gathering what the guards of a close-out look at."""

from banshi.base.zones.access import Actor
from banshi.core.matters.models import HANDLING_NOTES, Answer, Matter
from banshi.core.matters.rules.guards import AnswerFact, CloseFacts, EvidenceFact, VerificationFact

OPEN_ENDS = ("closed", "merged", "declined", "withdrawn")


def close_facts(
    matter: Matter,
    *,
    closer: int | None,
    verification: VerificationFact | None = None,
    answering: Actor | None = None,
) -> CloseFacts:
    """The facts of a matter as its guards want them; five queries.

    ``verification`` and ``answering`` put an act that is about to be done in place of the last one.
    """
    return CloseFacts(
        raised_on=matter.raised_on,
        outcome=matter.outcome,
        remaining=matter.remaining_id is not None,
        evidence=tuple(
            EvidenceFact(row.dated_on, row.reused_from.number if row.reused_from else None, row.reuse_reason)
            for row in matter.evidence.select_related("reused_from")
        ),
        verification=verification or _last_verification(matter),
        answer=_asked_by(answering) if answering else _last_answer(matter),
        open_children=tuple(
            matter.children.exclude(state__in=OPEN_ENDS).order_by("number").values_list("number", flat=True)
        ),
        waiting_co_handlers=tuple(
            row.unit.name
            for row in matter.co_handlers.filter(
                replied_at__isnull=True, released_at__isnull=True
            ).select_related("unit")
        ),
        handlers=handlers_of(matter),
        responsible_units=frozenset({matter.responsible_unit_id} - {None}),
        issuer_units=frozenset({matter.raiser_unit_id or matter.collector_id}),
        closer=closer,
    )


def handlers_of(matter: Matter) -> frozenset[int]:
    """The people who had a hand in it: signed, reported, replied or submitted."""
    people = matter.notes.filter(kind__in=HANDLING_NOTES, person__isnull=False)
    return frozenset(people.values_list("person_id", flat=True))


def _last_verification(matter: Matter) -> VerificationFact | None:
    row = matter.verifications.order_by("-verified_at", "-pk").first()
    return VerificationFact(row.person_id, frozenset(row.unit_ids), row.passed) if row else None


def _last_answer(matter: Matter) -> AnswerFact | None:
    row: Answer | None = matter.answers.order_by("-entered_at", "-pk").first()
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

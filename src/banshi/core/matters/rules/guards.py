"""What must be true before a matter is closed out. Each kind names its guards as data."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from banshi.core.matters.rules.faults import Fault


@dataclass(frozen=True)
class EvidenceFact:
    """A piece of evidence: its own date, the camera's, and the number of another matter that the same file closed."""

    dated_on: date
    used_by: str | None = None
    reuse_reason: str = ""
    kind: str = ""
    taken_on: date | None = None
    picture: frozenset[str] = frozenset()
    """What tells the file from others: its hashes as received and as stored."""


@dataclass(frozen=True)
class VerificationFact:
    """Who verified, from which units, and whether it held."""

    person: int | None
    units: frozenset[int]
    passed: bool


@dataclass(frozen=True)
class AnswerFact:
    """What the raiser said (codes), who wrote it down, and whether the lead leader let it stand."""

    solved: str
    satisfaction: str
    entered_by: int | None
    entered_units: frozenset[int]
    let_stand: bool = False


@dataclass(frozen=True)
class CloseFacts:
    """Everything that the guards look at. Units and people are ids."""

    raised_on: date
    outcome: str
    remaining: bool
    evidence: tuple[EvidenceFact, ...]
    verification: VerificationFact | None
    answer: AnswerFact | None
    open_children: tuple[str, ...]
    waiting_co_handlers: tuple[str, ...]
    handlers: frozenset[int]
    responsible_units: frozenset[int]
    issuer_units: frozenset[int]
    closer: int | None
    ordered_on: date | None = None
    parties: frozenset[int] = frozenset()


def outcome_named(facts: CloseFacts) -> Fault | None:
    """A close-out says «solved», or «eased» with what remains."""
    if facts.outcome == "solved" or (facts.outcome == "eased" and facts.remaining):
        return None
    if facts.outcome == "eased":
        return Fault("matters.remaining_missing", _("Eased: write down what remains, then submit again."))
    return Fault(
        "matters.outcome_missing",
        _("Only what is solved or eased can be closed out. What was explained stays on the ledger."),
    )


def evidence_after_raised(facts: CloseFacts) -> Fault | None:
    """At least one piece of evidence dated on or after the day the matter was raised."""
    if any(item.dated_on >= facts.raised_on for item in facts.evidence):
        return None
    return Fault(
        "matters.evidence_missing",
        _(
            "There is no evidence dated after the matter was raised. Add a photo, a paper or the raiser's words."
        ),
    )


def evidence_own(facts: CloseFacts) -> Fault | None:
    """A file that already closed another matter needs a reason, which verifier and supervisor see."""
    reused = next((item for item in facts.evidence if item.used_by and not item.reuse_reason), None)
    if reused is None:
        return None
    return Fault(
        "matters.evidence_reused",
        _("The same file already closed matter %(number)s. Give the reason, or add evidence of this matter."),
        params={"number": reused.used_by},
    )


def verified_outside(facts: CloseFacts) -> Fault | None:
    """Verified by somebody outside the responsible department who had no hand in it."""
    found = facts.verification
    if found is None or not found.passed:
        return Fault("matters.not_verified", _("It has not been verified. Send it to verification first."))
    if found.person in facts.handlers or found.units & facts.responsible_units:
        return Fault(
            "matters.verified_by_handler",
            _("Whoever handles may not verify, nor may the department. Ask somebody outside it to verify."),
        )
    return None


def verified_by_issuer(facts: CloseFacts) -> Fault | None:
    """Verified by the unit that issued it, and by nobody who handled it."""
    found = facts.verification
    if found is None or not found.passed:
        return Fault("matters.not_verified", _("It has not been verified. Send it to verification first."))
    if found.person in facts.handlers or not found.units & facts.issuer_units:
        return Fault(
            "matters.verified_by_stranger",
            _("The unit that issued this must recheck it itself. Hand it to that unit."),
        )
    return None


def fault_of_photo(kind: str, dated_on: date, taken_on: date | None, ordered_on: date | None) -> Fault | None:
    """A photo after the work is taken on or after the day of the order, also by the camera's own clock."""
    if kind != "photo_after" or ordered_on is None or min(dated_on, taken_on or dated_on) >= ordered_on:
        return None
    return Fault(
        "matters.photo_before_order",
        _("This photo was taken before the order of %(day)s. Take one of the work as it is now."),
        field="upload",
        params={"day": ordered_on.isoformat()},
    )


def fault_of_hour(kind: str, taken_at: datetime | None, ordered_at: datetime | None) -> Fault | None:
    """On the day of the order the hour decides, where the camera's and the order's are both known.

    Both as the zone's clock has them; a camera knows whole minutes, so the minute of the order is not before it.
    """
    if kind != "photo_after" or taken_at is None or ordered_at is None:
        return None
    if taken_at >= ordered_at.replace(second=0, microsecond=0):
        return None
    return Fault(
        "matters.photo_before_hour",
        _(
            "This photo was taken at %(taken)s, before the order of %(ordered)s. Take one of the work as it is now."
        ),
        field="upload",
        params={"taken": f"{taken_at:%H:%M}", "ordered": f"{ordered_at:%H:%M}"},
    )


def fault_of_pair(kind: str, picture: frozenset[str], evidence: Iterable[EvidenceFact]) -> Fault | None:
    """The photo from after the work is another one than that from before."""
    other = {"photo_after": "photo_before", "photo_before": "photo_after"}.get(kind)
    if not any(item.kind == other and item.picture & picture for item in evidence):
        return None
    return Fault(
        "matters.pair_same",
        _("This is the photo from before the work once more. Take one of the work as it is now."),
        field="upload",
    )


def before_after_pair(facts: CloseFacts) -> Fault | None:
    """One photo from before and another one from after the order, so that both can be laid side by side."""
    kinds = {
        item.kind
        for item in facts.evidence
        if fault_of_photo(item.kind, item.dated_on, item.taken_on, facts.ordered_on) is None
        and (item.kind != "photo_after" or fault_of_pair(item.kind, item.picture, facts.evidence) is None)
    }
    if {"photo_before", "photo_after"} <= kinds:
        return None
    return Fault(
        "matters.pair_missing",
        _(
            "The pair of photos is not complete: one from before, one from after the order. Add what is missing."
        ),
    )


def verified_by_no_party(facts: CloseFacts) -> Fault | None:
    """Whoever builds or has it built does not verify: neither the department that answers for it nor the client."""
    found = facts.verification
    if found is None or not found.units & (facts.responsible_units | facts.parties):
        return None
    return Fault(
        "matters.verified_by_party",
        _(
            "Whoever is to put it right does not recheck it, nor does the building client. The issuer rechecks."
        ),
    )


def no_open_child(facts: CloseFacts) -> Fault | None:
    """Nothing that was split off is still open."""
    if not facts.open_children:
        return None
    return Fault(
        "matters.child_open",
        _("Split-off matter %(number)s is still open. Close it out first."),
        params={"number": facts.open_children[0]},
    )


def co_handlers_replied(facts: CloseFacts) -> Fault | None:
    """Every co-handler has given its part."""
    if not facts.waiting_co_handlers:
        return None
    return Fault(
        "matters.co_handler_waiting",
        _("%(unit)s has not given its part yet. Remind it, or release it from the matter."),
        params={"unit": facts.waiting_co_handlers[0]},
    )


def raiser_answered(facts: CloseFacts) -> Fault | None:
    """The raiser was asked and the answer lets it be closed."""
    answer = facts.answer
    if answer is None:
        return Fault("matters.answer_missing", _("The raiser has not been asked. Record the answer first."))
    if answer.solved == "not_solved":
        return Fault("matters.answer_not_solved", _("The raiser says it is not solved. It goes back."))
    if answer.satisfaction == "dissatisfied" and not answer.let_stand:
        return Fault(
            "matters.answer_dissatisfied",
            _("The raiser is dissatisfied. The lead leader decides before it can be closed out."),
        )
    if facts.outcome == "solved" and answer.solved == "partly":
        return Fault(
            "matters.answer_partly",
            _("The raiser says partly. Send it back, and submit it as eased with what remains."),
        )
    return None


def answer_by_other_hand(facts: CloseFacts) -> Fault | None:
    """The answer was written down by somebody other than the handler and his department."""
    answer = facts.answer
    if answer is None or not (
        answer.entered_by in facts.handlers or answer.entered_units & facts.responsible_units
    ):
        return None
    return Fault(
        "matters.answer_by_handler",
        _("Whoever handles may not write down the raiser's answer. Ask the ledger office to ask again."),
    )


def closer_not_handler(facts: CloseFacts) -> Fault | None:
    """Nobody closes out what he handled."""
    if facts.closer is None or facts.closer not in facts.handlers:
        return None
    return Fault("matters.closed_by_handler", _("You handled this matter. Somebody else must close it out."))


Guard = Callable[[CloseFacts], Fault | None]
GUARDS: dict[str, Guard] = {
    guard.__name__: guard
    for guard in (
        outcome_named,
        evidence_after_raised,
        evidence_own,
        no_open_child,
        co_handlers_replied,
        verified_outside,
        verified_by_issuer,
        verified_by_no_party,
        before_after_pair,
        raiser_answered,
        answer_by_other_hand,
        closer_not_handler,
    )
}


def faults_at_close(guards: tuple[str, ...], facts: CloseFacts) -> list[Fault]:
    """Everything that still stands in the way, in the order in which the kind names its guards."""
    return [fault for name in guards if (fault := GUARDS[name](facts)) is not None]

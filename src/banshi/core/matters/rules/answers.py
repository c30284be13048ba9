"""What the raiser's answer does to a matter."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from banshi.core.matters.rules.faults import Fault

SOLVED = frozenset({"solved", "partly", "not_solved", "no_answer"})
SATISFACTION = frozenset({"satisfied", "fairly", "dissatisfied", "no_answer"})


class Consequence(StrEnum):
    """What follows from an answer."""

    KEEP = "keep"
    RETURN = "return"
    REOPEN = "reopen"
    DECIDE = "decide"


@dataclass(frozen=True)
class GivenAnswer:
    """An answer as it is about to be recorded, with what went before it."""

    solved: str
    satisfaction: str
    tries: int
    tries_needed: int
    dissatisfied_before: int
    closed: bool


def fault(answer: GivenAnswer) -> Fault | None:
    """Why this answer cannot be recorded; None when it can."""
    if answer.solved not in SOLVED or answer.satisfaction not in SATISFACTION:
        unknown = "satisfaction" if answer.solved in SOLVED else "solved"
        return Fault("matters.answer_unknown", _("Choose an answer from the list."), field=unknown)
    no_answer = answer.solved == "no_answer"
    if no_answer != (answer.satisfaction == "no_answer"):
        return Fault(
            "matters.answer_halves",
            _("«No answer» is given for both questions or for neither. Choose again."),
            field="satisfaction",
        )
    if no_answer and answer.tries < answer.tries_needed:
        return Fault(
            "matters.too_few_tries",
            _("Record %(needed)s tries to reach the raiser before «no answer»; there are %(tries)s."),
            field="solved",
            params={"needed": answer.tries_needed, "tries": answer.tries},
        )
    return None


def consequence(answer: GivenAnswer) -> Consequence:
    """«Not solved» always returns the matter; dissatisfied does the first time, then the lead leader decides."""
    back = Consequence.REOPEN if answer.closed else Consequence.RETURN
    if answer.solved == "not_solved":
        return back
    if answer.satisfaction == "dissatisfied":
        return back if answer.dissatisfied_before == 0 else Consequence.DECIDE
    return Consequence.KEEP

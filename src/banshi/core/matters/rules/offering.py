"""Which acts are offered to somebody on a matter, and the one that is asked of him."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

VERBS = {
    "resume": "matters.wait",
    "release_co": "matters.dispatch",
    "send_back": "matters.verify",
    "try_answer": "matters.answer",
    "take_up": "matters.dispatch",
}


def verb_of(act: str) -> str:
    """The verb that an act of the life cycle needs."""
    return VERBS.get(act, f"matters.{act}")


@dataclass(frozen=True)
class Turn:
    """A matter as one actor stands to it. ``lead`` and ``co_*`` speak of the actor's own units."""

    state: str
    open: bool
    lead: bool = False
    had_a_hand: bool = False
    issuer: bool = False
    verified_by_issuer: bool = False
    asks_raiser: bool = True
    answer_in_other_hands: bool = True
    co_unsigned: bool = False
    co_waiting: bool = False
    any_co_waiting: bool = False
    objection_open: bool = False
    objection_settled: bool = False
    objection_late: bool = False
    extension_open: bool = False
    overdue: bool = False
    answer_undecided: bool = False
    answer_missing: bool = False
    part: bool = False


def _may_verify(turn: Turn) -> bool:
    return not turn.had_a_hand and (turn.issuer if turn.verified_by_issuer else not turn.lead)


def _may_object(turn: Turn) -> bool:
    return turn.lead and not (turn.objection_open or turn.objection_settled or turn.objection_late)


def _may_answer(turn: Turn) -> bool:
    if not turn.asks_raiser:
        return False
    return not turn.answer_in_other_hands or not (turn.had_a_hand or turn.lead)


FITS: dict[str, Callable[[Turn], bool]] = {
    "sign": lambda turn: turn.co_unsigned or (turn.state == "dispatched" and turn.lead),
    "object": _may_object,
    "settle_objection": lambda turn: turn.objection_open,
    "co_reply": lambda turn: turn.co_waiting,
    "release_co": lambda turn: turn.any_co_waiting,
    "ask_extension": lambda turn: not (turn.overdue or turn.extension_open),
    "decide_extension": lambda turn: turn.extension_open,
    "verify": _may_verify,
    "send_back": _may_verify,
    "answer": _may_answer,
    "try_answer": _may_answer,
    "decide_answer": lambda turn: turn.answer_undecided,
    "close": lambda turn: not (turn.had_a_hand or turn.answer_undecided),
    "split": lambda turn: not turn.part,
}


def fitting(turn: Turn, acts: Iterable[str]) -> tuple[str, ...]:
    """Those of ``acts`` that make sense as things stand; whoever handled is not asked to judge."""
    return tuple(act for act in acts if FITS.get(act, _always)(turn))


def _always(turn: Turn) -> bool:
    return True


DECISIONS = ("settle_objection", "decide_extension", "decide_answer")
ASKED = {
    "intake": ("register",),
    "registered": ("dispatch",),
    "dispatched": ("sign",),
    "signed": ("submit",),
    "in_hand": ("submit",),
    "reopened": ("submit",),
    "waiting": ("resume",),
    "explained": ("submit",),
    "submitted": ("verify",),
    "claimed": ("take_up",),
}


def asked(turn: Turn, acts: tuple[str, ...]) -> str | None:
    """The one act of ``acts`` that is asked of the actor now; None when it is somebody else's turn."""
    wanted = (*DECISIONS, *_own_part(turn), *_next_step(turn))
    return next((act for act in wanted if act in acts), None)


def _own_part(turn: Turn) -> tuple[str, ...]:
    if turn.co_unsigned:
        return ("sign",)
    return ("co_reply",) if turn.co_waiting and not turn.lead else ()


def _next_step(turn: Turn) -> tuple[str, ...]:
    if turn.state == "verified":
        return ("answer",) if turn.answer_missing and turn.asks_raiser else ("close",)
    return ASKED.get(turn.state, ())

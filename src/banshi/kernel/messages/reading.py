"""A pasted text read whole: its marks, and the requests that it holds."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from banshi.kernel.messages.days import AddWorkdays, days, no_days, vague
from banshi.kernel.messages.marks import Mark, Name, apart, folded, longest_first
from banshi.kernel.messages.requests import requests
from banshi.kernel.messages.speech import Turn, turns
from banshi.kernel.messages.things import named, phones, quantities

_GREETING = re.compile(
    r"^(?:\s|[,.:!。、\uff0c\uff1a\uff01]|各位|领导们?|您好|你好|大家好|尊敬的|请问|麻烦|帮忙|反映一下|反映|我想|想|我们|我是|我"
    r"|[①-⑨]|[(\uff08]?[1-9一二三四五][)\uff09]?[、.]|[一二三]是|另外|还有|此外)+"
)
_CLAUSE = re.compile(r"[。!?;\n\uff01\uff1f\uff1b]")
_EDGES = re.compile(
    r"^[\s,.:;()、\uff0c\uff1a\uff1b\uff08\uff09]+|[\s,.:;()、\uff0c\uff1a\uff1b\uff08\uff09]+$"
)
_NO_NUMBER = re.compile(r"(?:联系)?(?:电话|手机)号?码?[:\uff1a是为\s]*(?:[,\uff0c]|(?=[。;\uff1b\n]|$))")
LINE, SHORT = 30, 4


@dataclass(frozen=True)
class Part:
    """One request: its stretch of the text, the words said in it, the marks that concern it, and the day on
    which it was written as far as the text says."""

    start: int
    end: int
    words: str
    marks: tuple[Mark, ...]
    written_on: date

    def first(self, kind: str) -> Mark | None:
        """The first mark of this kind."""
        return next((mark for mark in self.marks if mark.kind == kind), None)

    @property
    def wanted_by(self) -> Mark | None:
        """The earliest day by which something is to be done; None when no such day is named."""
        return min(
            (mark for mark in self.marks if mark.kind == "day" and mark.firm),
            key=lambda mark: mark.value,
            default=None,
        )


@dataclass(frozen=True)
class Reading:
    """What a text holds. ``parts`` are the requests found in it, at least one unless it is blank."""

    text: str
    marks: tuple[Mark, ...]
    parts: tuple[Part, ...]
    whole: Part
    """All of it as one request."""


def read(
    text: str,
    today: date,
    *,
    places: Iterable[Name] = (),
    orgs: Iterable[Name] = (),
    add_workdays: AddWorkdays | None = None,
) -> Reading:
    """Read a pasted message. Days without a year or a name (明天) are seen from the day it was written on."""
    plain = folded(text)
    said, senders = turns(plain, today)
    marks = _marks(plain, said, senders, places, orgs, add_workdays)
    spans = requests(plain, said)
    parts = tuple(_part(text, said, marks, span, spans, today) for span in spans)
    everything = (0, len(text))
    written_on = said[0].written_on if said else today
    whole = Part(*everything, _words(text, said, everything), marks, written_on)
    return Reading(text, marks, parts, whole)


def _marks(plain, said, senders, places, orgs, add_workdays) -> tuple[Mark, ...]:
    on_days = [mark for turn in said for mark in _days_of(plain, turn, add_workdays)]
    names = longest_first([*named(plain, "org", orgs), *named(plain, "place", places)])
    found = apart((*phones(plain), *names, *on_days, *no_days(plain), *vague(plain), *quantities(plain)))
    # A heading may hold the firm as well as the person: both are kept, so senders may overlap others.
    taken = {(mark.start, mark.end) for mark in found}
    people = [mark for mark in apart(senders) if (mark.start, mark.end) not in taken]
    return tuple(sorted((*found, *people), key=lambda mark: (mark.start, mark.end)))


def _days_of(plain: str, turn: Turn, add_workdays: AddWorkdays | None) -> list[Mark]:
    """The days of one message, seen from its own day."""
    found = days(plain[turn.start : turn.end], turn.written_on, add_workdays)
    return [
        Mark(mark.kind, mark.start + turn.start, mark.end + turn.start, mark.value, mark.firm)
        for mark in found
    ]


def _part(text: str, said: tuple[Turn, ...], marks, span, spans, today: date) -> Part:
    start, end = span
    inside = [mark for mark in marks if start <= mark.start and mark.end <= end]
    kinds = {mark.kind for mark in inside}
    here = _senders_of(said, marks, span)
    shared = [
        mark
        for mark in marks
        if mark.kind in {"phone", "sender", "org", "place"}
        and mark.kind not in kinds | {one.kind for one in here}
        and not any(low <= mark.start < high for low, high in spans if (low, high) != span)
    ]
    found = dict.fromkeys((*inside, *here, *shared))
    written_on = next((turn.written_on for turn in reversed(said) if turn.start <= start), today)
    in_order = tuple(sorted(found, key=lambda mark: mark.start))
    return Part(start, end, _words(text, said, span), in_order, written_on)


def _senders_of(said: tuple[Turn, ...], marks: tuple[Mark, ...], span) -> list[Mark]:
    """The heading of the message in which the stretch lies: the last name before it that its sender has."""
    turn = next((one for one in said if one.start <= span[0] < one.end), None)
    if turn is None or not turn.sender:
        return []
    before = [mark for mark in marks if mark.kind == "sender" and mark.end <= span[0]]
    return [mark for mark in before if mark.value == turn.sender][-1:]


def _words(text: str, said: tuple[Turn, ...], span) -> str:
    """What was said in a stretch, without the headings between."""
    start, end = span
    pieces = [text[max(turn.start, start) : min(turn.end, end)].strip() for turn in said]
    return "\n".join(piece for piece in pieces if piece) or text[start:end].strip()


def headline(words: str, without: Iterable[str] = ()) -> str:
    """A first proposal for the line of the lists: the first clause that says something, at most 30 characters.

    Pieces named by ``without`` (telephones, people) are left out.
    """
    for piece in without:
        words = words.replace(piece, "")
    words = _NO_NUMBER.sub("", words)
    clauses = [_EDGES.sub("", _GREETING.sub("", clause)) for clause in _CLAUSE.split(words)]
    chosen = next((clause for clause in clauses if len(clause) >= SHORT), None) or max(clauses, key=len)
    if len(chosen) <= LINE:
        return chosen
    whole = max(chosen.rfind(sign, SHORT, LINE) for sign in ",\uff0c")
    return _EDGES.sub("", chosen[: whole if whole > 0 else LINE])

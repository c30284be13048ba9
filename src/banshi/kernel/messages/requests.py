"""One request or several: numbered points, 另外…, messages of several people."""

import re
from collections.abc import Iterable
from itertools import pairwise

from banshi.kernel.messages.speech import Turn

_POINT = re.compile(
    r"(?:^|(?<=[\n。;!:]))\s*(?:[(（]?(?P<n>[1-9]|[一二三四五六七八九])[)）]?[、.．](?![0-9])|[①②③④⑤⑥⑦⑧⑨]|"
    r"[一二三四五]是|第[一二三四五][,、个件点])"
)
_ALSO = re.compile(r"(?<=[\n。;!?,])\s*(?:另外|此外|还有|再就是|再有|顺便|同时还)")
_COURTESY = re.compile(r"(?:收到|好的?|嗯+|谢谢.?|多谢|辛苦了?|[您你]好|在吗?|ok|[。,!?.~\s])+")
LEAST = 6
"""A piece shorter than this is no request of its own."""

Span = tuple[int, int]


def requests(text: str, turns: Iterable[Turn]) -> tuple[Span, ...]:
    """The stretches of ``text`` (folded) that each ask for something of their own; one where there is no sign."""
    said = [turn for turn in turns if not _COURTESY.fullmatch(text, turn.start, turn.end)]
    if not said:
        return ((0, len(text)),) if text.strip() else ()
    found: list[Span] = []
    for group in _by_sender(said):
        found += _split(text, group[0].start, group[-1].end)
    return tuple(found)


def _by_sender(said: list[Turn]) -> list[list[Turn]]:
    """Messages that follow each other from one hand are one."""
    groups: list[list[Turn]] = []
    for turn in said:
        if groups and groups[-1][-1].sender == turn.sender:
            groups[-1].append(turn)
        else:
            groups.append([turn])
    return groups


def _split(text: str, start: int, end: int) -> list[Span]:
    for sign in (_POINT, _ALSO):
        cuts = [match.start() for match in sign.finditer(text, start, end)]
        if sign is _ALSO:
            cuts = [start, *cuts]
        pieces = pairwise([*cuts, end]) if cuts else ()
        spans = [(one, other) for one, other in pieces if other - one >= LEAST]
        if len(spans) > 1:
            return spans
    return [(start, end)]

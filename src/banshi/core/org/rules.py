"""Pure decisions about units, posts, dates and names."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from banshi.kernel.text import normalise

RANKS = ("principal_leader", "zone_leader", "head", "deputy_head", "staff")
"""Ranks of posts, the highest first."""

HEADS = frozenset({"head", "deputy_head"})
"""Whoever heads a unit answers for the units below it."""


@dataclass(frozen=True)
class Span:
    """Days from ``starts_on`` up to ``ends_on``, both included; open when ``ends_on`` is None."""

    starts_on: date
    ends_on: date | None = None

    def holds(self, day: date) -> bool:
        """True when ``day`` lies in the span."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)

    def overlaps(self, other: "Span") -> bool:
        """True when the two share a day. An empty span shares none."""
        first, last = max(self.starts_on, other.starts_on), min(self._last, other._last)
        return first <= last

    def within(self, outer: "Span") -> bool:
        """True when every day of the span lies in ``outer``."""
        return outer.starts_on <= self.starts_on and self._last <= outer._last

    @property
    def _last(self) -> date:
        return self.ends_on or date.max


def day_before(day: date) -> date:
    """The calendar day before."""
    return day - timedelta(days=1)


def would_loop(above: Mapping[int, int | None], node: int, target: int | None) -> bool:
    """True when putting ``node`` under (or inside) ``target`` would lead back to ``node``.

    ``above`` maps every unit to the one above it (or the one it sits in). Ends on loops that
    are already there.
    """
    seen: set[int] = set()
    while target is not None and target not in seen:
        if target == node:
            return True
        seen.add(target)
        target = above.get(target)
    return False


@dataclass(frozen=True)
class Node:
    """A unit as the protocol order needs it."""

    id: int
    parent: int | None
    order: int


def in_protocol_order(nodes: Iterable[Node]) -> list[tuple[int, int]]:
    """(id, depth) of all nodes, each unit before those below it, siblings by ``order`` and then by id.

    A unit whose parent is not among the nodes stands at the top, so nobody drops off the list.
    """
    nodes = list(nodes)
    known = {node.id for node in nodes}
    below: dict[int | None, list[Node]] = {}
    for node in sorted(nodes, key=lambda node: (node.order, node.id)):
        below.setdefault(node.parent if node.parent in known else None, []).append(node)
    found: list[tuple[int, int]] = []
    waiting = [(node, 0) for node in reversed(below.get(None, []))]
    while waiting:
        node, depth = waiting.pop()
        found.append((node.id, depth))
        waiting.extend((child, depth + 1) for child in reversed(below.get(node.id, [])))
    return found


def below(above: Mapping[int, int | None], tops: Iterable[int]) -> frozenset[int]:
    """The units in ``tops`` and all that lie under them."""
    children: dict[int | None, list[int]] = {}
    for unit, parent in above.items():
        children.setdefault(parent, []).append(unit)
    found: set[int] = set()
    waiting = list(tops)
    while waiting:
        unit = waiting.pop()
        if unit not in found:
            found.add(unit)
            waiting.extend(children.get(unit, ()))
    return frozenset(found)


_LEGAL_FORM = re.compile(r"(股份有限公司|有限责任公司|集团有限公司|有限公司|公司|集团)$")
_BRACKETS = re.compile(r"[()\[\]【】〔〕《》「」\"'“”‘’·.,，。、\s_-]")
_DIVISION = re.compile(r"^([\u4e00-\u9fff]{2,3}?)[省市县区](?=[\u4e00-\u9fff]{2})")


def core_name(text: str) -> str:
    """A name as it is compared: without legal form, punctuation, spaces, and the 市 or 县 after the place.

    湘潭市电机车厂有限公司 and 湘潭电机车厂 are one. Never empty for a text that is not.
    """
    plain = normalise(text)
    bare = _BRACKETS.sub("", plain)
    bare = _LEGAL_FORM.sub("", bare) or bare
    return _DIVISION.sub(r"\1", bare) or plain


_MASK = re.compile(r"某|[×✕╳*＊○●□■]|(?<=[\u4e00-\u9fff])x+(?![a-z])")


def is_masked(text: str) -> bool:
    """True when a text masks a name (胡某星, 李××, 王*, 张XX): it is kept as given and never filled in."""
    return bool(_MASK.search(normalise(text)))


def other_ways(word: str, names: Iterable[str]) -> list[str]:
    """Other ways of saying ``word``, given the normalised names of one thing.

    Where the word is a part of one name and another name of the same length differs in a few
    characters (近好 / 迈好), the same part of it; otherwise the other name as a whole.
    """
    names = list(dict.fromkeys(names))
    found: list[str] = []
    for name in names:
        at = name.find(word)
        if at < 0:
            continue
        for other in names:
            if word in other or is_masked(other):
                continue
            alike = len(other) == len(name) and _differences(name, other) <= max(1, len(name) // 4)
            found.append(other[at : at + len(word)] if alike else other)
    return list(dict.fromkeys(found))


def _differences(left: str, right: str) -> int:
    return sum(a != b for a, b in zip(left, right, strict=True))

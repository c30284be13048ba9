"""What counts as an anomaly: pure rules on facts, with thresholds as data. An anomaly is a question, no verdict."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from banshi.kernel.text import normalise

T = TypeVar("T", bound=Hashable)
K = TypeVar("K", bound=Hashable)

DETECTORS: dict[str, frozenset[str]] = {
    "same_evidence": frozenset({"matters"}),
    "late_extension": frozenset(),
    "many_exceptions": frozenset({"approvals"}),
    "identical_texts": frozenset({"matters", "characters"}),
    "own_unit_answer": frozenset(),
    "quick_close": frozenset({"minutes"}),
    "swapped_hands": frozenset(),
    "many_not_mine": frozenset({"times"}),
    "withdrawn_overdue": frozenset(),
}
"""Detectors and the thresholds that each takes."""


@dataclass(frozen=True)
class Thresholds:
    """How many days are looked at, and the thresholds of the detectors that are on."""

    window_days: int
    detectors: Mapping[str, Mapping[str, int]]

    def on(self, detector: str) -> bool:
        """Is the detector on?"""
        return detector in self.detectors

    def least(self, detector: str, name: str) -> int:
        """A threshold."""
        return self.detectors[detector][name]


def parse(body: dict[str, Any]) -> Thresholds:
    """Read an ``anomalies`` rule set; a detector that is left out is off. Raises ValueError that names it."""
    found = {}
    for code, given in body["detectors"].items():
        if code not in DETECTORS:
            raise ValueError(f"{code} is no detector")
        if set(given) != DETECTORS[code] or any(int(value) < 1 for value in given.values()):
            raise ValueError(f"detector {code}: needs {', '.join(sorted(DETECTORS[code])) or 'no threshold'}")
        found[code] = {name: int(value) for name, value in given.items()}
    if int(body["window_days"]) < 1:
        raise ValueError("window_days must be at least 1")
    return Thresholds(int(body["window_days"]), found)


def shared(pairs: Iterable[tuple[K, T]], least: int) -> dict[K, tuple[T, ...]]:
    """Keys that belong to at least ``least`` different things, each with its things in order."""
    found: dict[K, dict[T, None]] = defaultdict(dict)
    for key, thing in pairs:
        found[key][thing] = None
    return {key: tuple(things) for key, things in found.items() if len(things) >= least}


def alike(texts: Iterable[tuple[T, str]], least: int, characters: int) -> list[tuple[T, ...]]:
    """Things whose texts are the same but for spaces and widths, when they have at least so many characters."""
    pairs = ((normalise(text), thing) for thing, text in texts)
    return list(shared(((key, thing) for key, thing in pairs if len(key) >= characters), least).values())


def after_due(from_on: date, asked_on: date, decided_on: date | None, *, approved: bool) -> bool:
    """More time was asked for, or granted, after the deadline had passed."""
    return asked_on > from_on or (approved and decided_on is not None and decided_on > from_on)


def quick(submitted_at: datetime, closed_at: datetime, minutes: int) -> bool:
    """Verified, asked and closed out within so many minutes of the submission."""
    return timedelta(0) <= closed_at - submitted_at < timedelta(minutes=minutes)


def swapped(pairs: Iterable[tuple[int, int, T]]) -> dict[tuple[int, int], tuple[T, ...]]:
    """Of (verifier, handler, matter): two people who each verified what the other handled, with the matters."""
    found: dict[tuple[int, int], dict[T, None]] = defaultdict(dict)
    for verifier, handler, matter in pairs:
        if verifier != handler:
            found[(verifier, handler)][matter] = None
    return {
        (one, other): tuple({**found[(one, other)], **found[(other, one)]})
        for one, other in sorted(found)
        if one < other and (other, one) in found
    }


def own_answer(entered_units: Iterable[int], responsible_unit: int | None, *, by_handler: bool) -> bool:
    """The raiser's answer was written down by the department that handled it, or by a handler."""
    return by_handler or responsible_unit in set(entered_units)

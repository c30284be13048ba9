"""Working hours of a day, and the table that says which hours hold when (summer, winter, new rules)."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from itertools import pairwise

_HOUR = 3_600_000_000
_MINUTE = 60_000_000
_AS_TYPED = str.maketrans({"–": "-", "—": "-", "~": "-", "至": "-", "、": ",", ";": ","})


def _micros(at: time | datetime) -> int:
    return at.hour * _HOUR + at.minute * _MINUTE + at.second * 1_000_000 + at.microsecond


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open stretch [start, end) of local clock time within one day. ValueError unless start < end."""

    start: time
    end: time

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise ValueError(f"working hours {self} must start before they end")

    def __str__(self) -> str:
        return f"{self.start:%H:%M}–{self.end:%H:%M}"


@dataclass(frozen=True)
class DayHours:
    """The spans of one working day, in order and apart (ValueError otherwise). Empty: no working time."""

    spans: tuple[Span, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "spans", tuple(self.spans))
        for before, after in pairwise(self.spans):
            if after.start < before.end:
                raise ValueError(f"working hours {before} and {after} overlap or are out of order")

    def __str__(self) -> str:
        return ", ".join(str(span) for span in self.spans)

    @classmethod
    def parse(cls, text: str) -> DayHours:
        """Read "08:30-12:00,14:30-17:30" (also – ~ 至, Chinese punctuation). ValueError if unreadable."""
        spans = []
        plain = unicodedata.normalize("NFKC", text).translate(_AS_TYPED)
        for part in plain.split(","):
            ends = part.split("-")
            if len(ends) != 2:
                raise ValueError(f"cannot read working hours: {part.strip()}")
            spans.append(Span(_read_time(ends[0]), _read_time(ends[1])))
        return cls(tuple(spans))

    @cached_property
    def _edges(self) -> tuple[tuple[int, int], ...]:
        return tuple((_micros(span.start), _micros(span.end)) for span in self.spans)

    @cached_property
    def micros(self) -> int:
        """Working time of the day, microseconds."""
        return sum(end - start for start, end in self._edges)

    @property
    def opens(self) -> time | None:
        """Start of the first span, None on a day without hours."""
        return self.spans[0].start if self.spans else None

    @property
    def closes(self) -> time | None:
        """End of the last span, None on a day without hours."""
        return self.spans[-1].end if self.spans else None

    def micros_until(self, at: time | datetime) -> int:
        """Working time of this day before a local clock time, microseconds."""
        now, done = _micros(at), 0
        for start, end in self._edges:
            if now <= start:
                break
            done += min(now, end) - start
        return done

    def instant_after(self, micros: int) -> int:
        """Clock time (microseconds after 00:00) at which so much working time of this day is first done."""
        left = micros
        for start, end in self._edges:
            if left <= end - start:
                return start + left
            left -= end - start
        raise ValueError("more working time than the day has")


def _read_time(text: str) -> time:
    hour, minute = text.strip().split(":")
    return time(int(hour), int(minute))


@dataclass(frozen=True, slots=True)
class HoursRule:
    """Working hours from a day of the year on, in every year from `valid_from` on.

    month, day: start of the season (05-01 summer, 10-01 winter); the last season of the year reaches into
    the next one until its first season starts. valid_from: None for "always".
    """

    hours: DayHours
    month: int = 1
    day: int = 1
    valid_from: date | None = None


@dataclass(frozen=True)
class HoursTable:
    """All rules of a calendar. Rules with the same `valid_from` form one version of the timetable.

    Before the first version the first version is used, since nothing else is known.
    """

    rules: tuple[HoursRule, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "rules", tuple(self.rules))
        keys = [(rule.valid_from, rule.month, rule.day) for rule in self.rules]
        if len(set(keys)) != len(keys):
            raise ValueError("two working-hours rules start on the same day")

    @cached_property
    def has_hours(self) -> bool:
        """False when no rule has any working time, so that an hours clock would never move."""
        return any(rule.hours.micros for rule in self.rules)

    @cached_property
    def _versions(self) -> tuple[list[date], list[list[HoursRule]]]:
        grouped: dict[date, list[HoursRule]] = {}
        for rule in self.rules:
            grouped.setdefault(rule.valid_from or date.min, []).append(rule)
        starts = sorted(grouped)
        return starts, [sorted(grouped[start], key=lambda rule: (rule.month, rule.day)) for start in starts]

    def on(self, day: date) -> DayHours:
        """The hours that a working day has on this date."""
        if not self.rules:
            return _NONE
        starts, versions = self._versions
        seasons = versions[max(bisect_right(starts, day) - 1, 0)]
        if len(seasons) == 1:
            return seasons[0].hours
        key = (day.month, day.day)
        started = [rule for rule in seasons if (rule.month, rule.day) <= key]
        return (started or seasons)[-1].hours


_NONE = DayHours()
DEFAULT_HOURS = HoursTable((HoursRule(DayHours.parse("08:30-12:00,14:30-17:30")),))

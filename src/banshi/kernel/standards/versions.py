"""Versions of the standards and the dates between which each is in force."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from .data import versions
from .table import day, rows


class NoVersion(ValueError):
    """No version of the standard is known by that name, or in force on that day."""


@dataclass(frozen=True, slots=True)
class Version:
    """One version: ``effective_to`` is ``None`` while it is in force without a known end."""

    kind: str
    standard: str
    zh: str
    effective_from: date
    effective_to: date | None

    def holds(self, on: date) -> bool:
        return self.effective_from <= on and (self.effective_to is None or on <= self.effective_to)


def _load() -> tuple[Version, ...]:
    found = []
    for row in rows(versions.TEXT):
        start = day(row["effective_from"])
        if start is None:
            raise ValueError(f"version {row['standard']} has no first day")
        found.append(Version(row["kind"], row["standard"], row["zh"], start, day(row["effective_to"])))
    return tuple(found)


ALL: tuple[Version, ...] = _load()


@lru_cache(maxsize=20_000)
def on_day(kind: str, on: date) -> Version:
    """The version of ``kind`` (``aqi``, ``air``, ``water``) in force on ``on``; of a point in time its own
    date counts. Raises :class:`NoVersion`, and ``TypeError`` for what is not a date."""
    if isinstance(on, datetime):
        on = on.date()
    if not isinstance(on, date):
        raise TypeError(f"the day is a date, not {type(on).__name__}")
    for version in ALL:
        if version.kind == kind and version.holds(on):
            return version
    first = min(version.effective_from for version in ALL if version.kind == kind)
    raise NoVersion(f"no {kind} standard is in force on {on}; the first begins on {first}; name one")


def named(kind: str, name: str) -> Version:
    """The version called ``name``: the full code, or the year alone where only one version bears it."""
    wanted = " ".join(name.split()) if isinstance(name, str) else None
    for version in ALL:
        if version.kind == kind and wanted == version.standard:
            return version
    by_year = [v for v in ALL if v.kind == kind and v.standard.endswith(f"-{wanted}")]
    if len(by_year) == 1:
        return by_year[0]
    known = ", ".join(version.standard for version in ALL if version.kind == kind)
    raise NoVersion(f"unknown {kind} standard {name!r}; known: {known}")


def pick(kind: str, on: date | None, standard: str | None) -> Version:
    """``standard`` if it is named, else the version in force on ``on``."""
    if standard is not None:
        return named(kind, standard)
    if on is None:
        raise NoVersion("give either a day or a standard")
    return on_day(kind, on)

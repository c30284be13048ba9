"""Lists as dated data: dust items, drill stages, hotline levels, statistics thresholds, park schemes,
integrity points. Presets to start from: a zone keeps its own versions, and an old decision is shown under
the version of its day.
"""

from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from banshi.kernel.standards.data import (
    drill_stages,
    dust_items,
    hotline_rules,
    integrity_points,
    park_schemes,
    scoring_rules,
    stat_thresholds,
)
from banshi.kernel.standards.table import day, rows


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a list. ``fields`` holds what the list has besides; ``status`` as in ``data/bases.py``;
    open dates are ``None``."""

    name: str
    standard: str
    clause: str
    zh: str
    en: str
    status: str
    effective_from: date | None
    effective_to: date | None
    fields: MappingProxyType[str, str]

    def holds(self, on: date) -> bool:
        """Whether the row is in force on a day."""
        started = self.effective_from is None or self.effective_from <= on
        return started and (self.effective_to is None or on <= self.effective_to)


_OWN = {"list", "standard", "clause", "zh", "en", "status", "effective_from", "effective_to"}


def _entries(text: str) -> tuple[Entry, ...]:
    return tuple(
        Entry(
            name=row["list"],
            standard=row["standard"],
            clause=row["clause"],
            zh=row["zh"],
            en=row.get("en", ""),
            status=row["status"],
            effective_from=day(row["effective_from"]),
            effective_to=day(row["effective_to"]),
            fields=MappingProxyType({key: value for key, value in row.items() if key not in _OWN}),
        )
        for row in rows(text)
    )


#: family -> all its rows: dust, drill, hotline, statistics, parks, integrity, scoring
FAMILIES: dict[str, tuple[Entry, ...]] = {
    "dust": _entries(dust_items.TEXT),
    "drill": _entries(drill_stages.TEXT),
    "hotline": _entries(hotline_rules.TEXT),
    "statistics": _entries(stat_thresholds.TEXT),
    "parks": _entries(park_schemes.TEXT),
    "integrity": _entries(integrity_points.TEXT),
    "scoring": _entries(scoring_rules.TEXT),
}


def names(family: str) -> tuple[str, ...]:
    """The lists of a family, such as changsha_8 and national_6 of dust. ``KeyError`` for another family."""
    return tuple(dict.fromkeys(entry.name for entry in FAMILIES[family]))


def entries(family: str, name: str, on: date | None = None) -> tuple[Entry, ...]:
    """The rows of a list in their order, those in force ``on`` a day if given. ``ValueError`` for a name that
    does not exist, with the names that do."""
    found = tuple(entry for entry in FAMILIES[family] if entry.name == name)
    if not found:
        raise ValueError(f"{family} has no list {name!r}; it has: {', '.join(names(family))}")
    return found if on is None else tuple(entry for entry in found if entry.holds(on))

"""The daily AQI (日报): index, category, colour, primary pollutants, and what was missing."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from banshi.kernel.standards import versions
from banshi.kernel.standards.basis import Basis, uncertain
from banshi.kernel.standards.exact import Exact, Number, exact
from banshi.kernel.standards.units import convert

from .scales import ITEMS, SIX, Level, level, scale

Day = Mapping[str, Number | None]


@dataclass(frozen=True, slots=True)
class DailyAir:
    """A day's evaluation under one version of the standard.

    ``aqi`` is ``None`` when nothing was measured, and under HJ 633-2026 5.3.1 when an item is missing and
    the index of the rest is not above 100 (``of_the_rest`` keeps that index). ``primary`` names every item
    that reaches the AQI once it is above 50. ``exceeding`` (超标污染物, IAQI above 100) is defined by the
    2012 version only and empty under 2026. ``at_least`` marks an AQI that is a proven lower bound."""

    standard: str
    aqi: int | None
    level: Level | None
    primary: tuple[str, ...]
    iaqi: Mapping[str, int | None]
    missing: tuple[str, ...]
    exempt: tuple[str, ...]
    exceeding: tuple[str, ...]
    of_the_rest: int | None
    at_least: bool
    capped: tuple[str, ...]
    basis: tuple[str, ...]

    @property
    def category(self) -> str | None:
        """The category in Chinese: 优, 良, 轻度污染, 中度污染, 重度污染, 严重污染."""
        return self.level.zh if self.level else None

    @property
    def colour(self) -> str | None:
        return self.level.colour if self.level else None

    @property
    def rgb(self) -> tuple[int, int, int] | None:
        return self.level.rgb if self.level else None

    @property
    def good(self) -> bool | None:
        """优良: AQI of 100 or less; ``None`` where there is no AQI."""
        return None if self.aqi is None else self.aqi <= 100

    @property
    def unverified(self) -> tuple[Basis, ...]:
        """The rules this result rests on that are not confirmed by two sources."""
        return uncertain(self.basis)


def daily(
    concentrations: Day,
    on: date | None = None,
    standard: str | None = None,
    *,
    units: Mapping[str, str] | None = None,
    exempt: Collection[str] = (),
) -> DailyAir:
    """Evaluate one day of a station, county or city.

    ``concentrations`` maps SO2, NO2, PM10, PM2.5, CO, O3_8h (24-h means, O3 the daily maximum of 8-h
    means) and, for the 2012 version, O3_1h, to a value in µg/m³ (CO mg/m³) or in ``units[item]``. ``None``,
    an absent item and a published zero are missing; a value below zero too. ``standard`` forces a version;
    otherwise the one in force ``on`` the day is used (:class:`~.versions.NoVersion` before 2016).
    ``exempt`` names items not monitored under HJ 633-2026 5.3.2. Raises ``ValueError`` for unknown items
    and for what is not one finite number.
    """
    version = versions.pick("aqi", on, standard).standard
    amounts = _amounts(concentrations, version, units or {})
    return _evaluated(version, amounts, frozenset(exempt))


def _amounts(concentrations: Day, version: str, units: Mapping[str, str]) -> dict[str, Exact | None]:
    unknown = [name for name in (*concentrations, *units) if name not in ITEMS]
    if unknown:
        raise ValueError(f"unknown item {', '.join(unknown)}; the items are {', '.join(ITEMS)}")
    amounts: dict[str, Exact | None] = {}
    for item, (pollutant, averaging) in ITEMS.items():
        value = concentrations.get(item)
        if value is None:
            amounts[item] = None
            continue
        amount = exact(value, item)
        if item in units:
            amount = convert(amount, units[item], scale(version, pollutant, averaging).unit)
        amounts[item] = amount if amount > 0 else None
    return amounts


def _evaluated(version: str, amounts: Mapping[str, Exact | None], exempt: frozenset[str]) -> DailyAir:
    newer = version == "HJ 633-2026"
    basis = ["iaqi.formula", "iaqi.upward_2026" if newer else "iaqi.upward"]
    items = list(SIX)
    if not newer and amounts.get("O3_1h") is not None:
        items.append("O3_1h")
    found: dict[str, int | None] = {}
    capped: list[str] = []
    bounded = False
    for item in items:
        amount = amounts.get(item)
        if amount is None:
            found[item] = None
            continue
        found[item], over = _indexed(version, item, amount)
        if over:
            capped.append(item)
        if found[item] is None and "O3_1h" not in items:
            # the highest hour is never below the highest 8-h mean, so the 1-h index is at least this one
            found[item] = scale(version, "O3", "1h").index(amount)
            bounded = True
    missing = tuple(item for item in SIX if amounts.get(item) is None and item not in exempt)
    known = [value for value in found.values() if value is not None]
    reached = max(known) if known else None
    basis += _rules(newer, missing, capped, bounded, amounts, exempt)
    if newer and reached is not None:
        reached = max(reached, 1)
    aqi = None if newer and missing and reached is not None and reached <= 100 else reached
    return DailyAir(
        standard=version,
        aqi=aqi,
        level=None if aqi is None else level(aqi),
        primary=tuple(item for item, value in found.items() if aqi is not None and aqi > 50 and value == aqi),
        iaqi=found,
        missing=missing,
        exempt=tuple(item for item in SIX if item in exempt and amounts.get(item) is None),
        exceeding=() if newer else tuple(item for item, value in found.items() if (value or 0) > 100),
        of_the_rest=reached if missing else None,
        at_least=bounded and aqi is not None and aqi < 500,
        capped=tuple(capped),
        basis=tuple(basis),
    )


@lru_cache(maxsize=1 << 16)
def _indexed(version: str, item: str, amount: Exact) -> tuple[int | None, bool]:
    """The item's index, and whether the amount lies beyond a scale that ends at 500."""
    measure = scale(version, *ITEMS[item])
    used = measure.rounded(amount)
    return measure.index(used), used > measure.breakpoints[-1] and measure.above == 500


def _rules(
    newer: bool,
    missing: tuple[str, ...],
    capped: list[str],
    bounded: bool,
    amounts: Mapping[str, Exact | None],
    exempt: frozenset[str],
) -> list[str]:
    """The further rules a result rests on."""
    said = {
        "iaqi.concentration_2026": newer,
        "iaqi.cap": bool(capped),
        "iaqi.o3_bound": bounded,
        "day.six_items": not newer and amounts.get("O3_1h") is None,
        "day.missing_2026": newer and bool(missing),
        "day.missing_2012": not newer and bool(missing),
        "day.exempt_2026": newer and bool(exempt),
        "day.o3_1h_ignored": newer and amounts.get("O3_1h") is not None,
    }
    return [code for code, holds in said.items() if holds]

"""From hours to days: means, the O3 daily maximum, and whether there are enough data.

Validity by GB 3095 table 4 (equal in 2012 and 2026) and HJ 663 6.1.2 [seen in secondary sources only].
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from banshi.kernel.standards.data import air_validity
from banshi.kernel.standards.exact import Exact, Number, exact, half_even, mean
from banshi.kernel.standards.table import rows

Hours = Sequence[Number | None]


def _least() -> dict[tuple[str, str], dict[str, int]]:
    found: dict[tuple[str, str], dict[str, int]] = {}
    for row in rows(air_validity.TEXT):
        counts = {key: int(row[key]) for key in ("min_count", "min_month", "min_february") if row[key]}
        for pollutant in row["pollutants"].split(" "):
            found[pollutant, row["averaging"]] = counts
    return found


LEAST = _least()


@dataclass(frozen=True, slots=True)
class Measured:
    """A value with the number of data behind it. ``valid`` says whether that is enough; an invalid value is
    kept for display and must not be judged."""

    value: Decimal | None
    valid: bool
    count: int
    needed: int


def places(pollutant: str) -> int:
    """Decimals of a concentration: CO 1, others 0 (GB/T 8170 half-even; HJ 663 wording [from memory])."""
    return 1 if pollutant == "CO" else 0


def valid_hour(minutes: int) -> bool:
    """At least 45 minutes of sampling in the hour."""
    return minutes >= LEAST["SO2", "1h"]["min_count"]


def day_mean(pollutant: str, hours: Hours) -> Measured:
    """24-h mean of SO2, NO2, CO, PM10, PM2.5 or NOx from hourly means, at least 20 of them.

    ``hours`` are the hourly means of one natural day, ``None`` where an hour is not valid. An hourly zero is
    a value. Raises ``ValueError`` for more than 24 hours or another pollutant."""
    if (pollutant, "24h") not in LEAST:
        raise ValueError(f"{pollutant} has no 24-h mean from hourly values")
    if len(hours) > 24:
        raise ValueError(f"a day has 24 hours, not {len(hours)}")
    known = [exact(hour, pollutant) for hour in hours if hour is not None]
    needed = LEAST[pollutant, "24h"]["min_count"]
    value = half_even(mean(known), places(pollutant)) if known else None
    return Measured(value, len(known) >= needed, len(known), needed)


def eight_hour_means(hours: Hours) -> list[Exact | None]:
    """The 17 running 8-h means of O3 ending at hours 08 to 24, each from at least 6 hourly means."""
    if len(hours) != 24:
        raise ValueError(f"give the 24 hours of one day, not {len(hours)}")
    needed = LEAST["O3", "8h"]["min_count"]
    found: list[Exact | None] = []
    for end in range(8, 25):
        known = [exact(hour, "O3") for hour in hours[end - 8 : end] if hour is not None]
        found.append(mean(known) if len(known) >= needed else None)
    return found


def ozone_day(hours: Hours, limit: Number = 160) -> Measured:
    """The daily maximum 8-h mean of O3. Fewer than 14 valid means still make a valid day when the maximum
    exceeds ``limit`` (class 2: 160 µg/m³; class 1: 100)."""
    known = [value for value in eight_hour_means(hours) if value is not None]
    needed = LEAST["O3", "8h_daily_max"]["min_count"]
    if not known:
        return Measured(None, False, 0, needed)
    top = half_even(max(known), 0)
    return Measured(top, len(known) >= needed or top > exact(limit, "limit"), len(known), needed)


@dataclass(frozen=True, slots=True)
class YearData:
    """Whether a year's daily values are enough. ``short_months`` maps a month to (days held, days needed)."""

    days: int
    needed: int
    short_months: dict[int, tuple[int, int]]

    @property
    def valid(self) -> bool:
        return self.days >= self.needed and not self.short_months


def year_data(pollutant: str, year: int, days: Iterable[date]) -> YearData:
    """At least 324 daily values a year, 27 a month, 25 in February. CO and O3 are held to the same counts
    here, although table 4 names no year for them."""
    held = {on for on in days if on.year == year}
    return year_counts(pollutant, year, Counter(on.month for on in held))


def year_counts(pollutant: str, year: int, months: Mapping[int, int]) -> YearData:
    """:func:`year_data` from the number of days held in each month."""
    asked = LEAST.get((pollutant, "year"), LEAST["SO2", "year"])
    short = {}
    for month in range(1, 13):
        needed = asked["min_february"] if month == 2 else asked["min_month"]
        if months.get(month, 0) < needed:
            short[month] = (months.get(month, 0), needed)
    return YearData(sum(months.values()), asked["min_count"], short)

"""The scales of HJ 633: breakpoints, categories, and the daily items of each version."""

from bisect import bisect_left
from dataclasses import dataclass
from fractions import Fraction

from banshi.kernel.standards.data import air_breakpoints, air_categories
from banshi.kernel.standards.exact import Exact, fraction, half_even, upward
from banshi.kernel.standards.table import rows

LEVELS = (0, 50, 100, 150, 200, 300, 400, 500)
POLLUTANTS = ("SO2", "NO2", "PM10", "PM2.5", "CO", "O3")

#: column of a day -> (pollutant, averaging time)
ITEMS: dict[str, tuple[str, str]] = {
    "SO2": ("SO2", "24h"),
    "NO2": ("NO2", "24h"),
    "PM10": ("PM10", "24h"),
    "PM2.5": ("PM2.5", "24h"),
    "CO": ("CO", "24h"),
    "O3_8h": ("O3", "8h"),
    "O3_1h": ("O3", "1h"),
}
SIX = ("SO2", "NO2", "PM10", "PM2.5", "CO", "O3_8h")


@dataclass(frozen=True, slots=True)
class Scale:
    """One column of HJ 633-2012 table 1, HJ 633-2026 table 3: breakpoints in ``unit``, and what holds above.

    ``above`` is an IAQI, or ``None`` where the standard computes none from this averaging time."""

    standard: str
    pollutant: str
    averaging: str
    unit: str
    breakpoints: tuple[Fraction, ...]
    above: int | None
    clause: str

    def index(self, concentration: Exact) -> int | None:
        """IAQI of a concentration in :attr:`unit`. ``None`` below zero, and above the scale where the
        standard says to use another averaging time."""
        if concentration < 0:
            return None
        if concentration > self.breakpoints[-1]:
            return self.above
        amount = fraction(concentration)
        upper = bisect_left(self.breakpoints, amount)
        if upper == 0:
            return 0
        low, high = self.breakpoints[upper - 1], self.breakpoints[upper]
        share = (amount - low) / (high - low)
        return upward(LEVELS[upper - 1] + share * (LEVELS[upper] - LEVELS[upper - 1]))

    def rounded(self, concentration: Exact) -> Exact:
        """The concentration as the version uses it: HJ 633-2026 4.2.2 rounds by GB/T 8170 (CO to one
        decimal, others to whole numbers); HJ 633-2012 does not say, and nothing is rounded."""
        if self.standard != "HJ 633-2026":
            return concentration
        return half_even(concentration, 1 if self.pollutant == "CO" else 0)


def _load() -> dict[tuple[str, str, str], Scale]:
    found = {}
    for row in rows(air_breakpoints.TEXT):
        points = tuple(Fraction(row[f"bp{level}"]) for level in LEVELS if row[f"bp{level}"])
        above = int(row["above"]) if row["above"].isdigit() else None
        key = (row["standard"], row["pollutant"], row["averaging"])
        found[key] = Scale(*key, row["unit"], points, above, row["clause"])
    for pollutant in ("PM10", "PM2.5"):  # HJ 633-2026: real-time PM takes the daily breakpoints
        found["HJ 633-2026", pollutant, "1h"] = found["HJ 633-2026", pollutant, "24h"]
    return found


SCALES: dict[tuple[str, str, str], Scale] = _load()


def scale(standard: str, pollutant: str, averaging: str) -> Scale:
    """The scale, or ``ValueError`` with the names that exist."""
    try:
        return SCALES[standard, pollutant, averaging]
    except KeyError:
        known = ", ".join(f"{p} {a}" for s, p, a in SCALES if s == standard)
        raise ValueError(f"{standard} has no scale for {pollutant} {averaging}; it has: {known}") from None


@dataclass(frozen=True, slots=True)
class Level:
    """One AQI category (HJ 633-2012 table 2, HJ 633-2026 table 1, annex A of both)."""

    number: int
    code: str
    zh: str
    en: str
    colour: str
    rgb: tuple[int, int, int]
    lowest: int
    highest: int | None


def _levels() -> tuple[Level, ...]:
    found = []
    for row in rows(air_categories.TEXT):
        red, green, blue = (int(part) for part in row["rgb"].split(" "))
        top = int(row["aqi_to"]) if row["aqi_to"] else None
        found.append(
            Level(int(row["level"]), row["code"], row["zh"], row["en"], row["colour"], (red, green, blue),
                  int(row["aqi_from"]), top)
        )  # fmt: skip
    return tuple(found)


CATEGORIES: tuple[Level, ...] = _levels()


def level(aqi: int) -> Level:
    """The category of an AQI: 优 to 50, 良 to 100, 轻度 to 150, 中度 to 200, 重度 to 300, 严重 above."""
    for found in CATEGORIES:
        if found.highest is None or aqi <= found.highest:
            return found
    raise AssertionError("the last category is open")

"""The yearly evaluation (HJ 663): means, percentiles, attainment, composite index.

HJ 663 table 1 and the percentile are confirmed by secondary sources and one published city year; the
clause of the percentile, the wording of attainment and "round first, then compare" are [from memory]. The
weighted composite index seen for 2026 is [not verified] and not offered; the three-year moving average of
HJ 663-2026 is not implemented, its clauses were not seen.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import compress

from banshi.kernel.standards import versions
from banshi.kernel.standards.basis import Basis, uncertain
from banshi.kernel.standards.data import air_indicators
from banshi.kernel.standards.exact import Number, exact, fraction, half_even
from banshi.kernel.standards.table import rows

from .limits import limit, over_limit
from .many import GRID, Amounts, Memory, daily_many
from .scales import SIX
from .validity import YearData, places, year_counts

INDICATORS = {row["item"]: row for row in rows(air_indicators.TEXT)}
FULL, BULLETIN = "full", "bulletin"


class SplitYear(ValueError):
    """The year lies under two versions of the standard, and no version was named."""


def percentile(values: Sequence[Number], rank: int) -> Fraction:
    """The ``rank``-th percentile, exact: ascending order, k = 1 + (n - 1)·rank %, linear between neighbours
    (HJ 663 annex A; clause [from memory], result confirmed on a published year). Not rounded."""
    return _percentile(sorted(fraction(exact(value, "value")) for value in values), rank)


def _percentile(ordered: Sequence[int | Fraction], rank: int) -> Fraction:
    if not ordered:
        raise ValueError("the percentile of no values is not defined")
    if not 0 <= rank <= 100:
        raise ValueError(f"a percentile lies between 0 and 100, not {rank}")
    whole, rest = divmod((len(ordered) - 1) * rank, 100)
    below = Fraction(ordered[whole])
    return below if rest == 0 else below + (ordered[whole + 1] - below) * Fraction(rest, 100)


@dataclass(frozen=True, slots=True)
class PollutantYear:
    """One pollutant's year. Concentrations rounded by GB/T 8170 (CO 1 decimal, others whole) in µg/m³, CO
    mg/m³. ``mean_limit`` is ``None`` for CO and O3, which have no yearly limit. ``meets`` is judged on the
    rounded values; ``None`` when there are no values."""

    item: str
    data: YearData
    mean: Decimal | None
    mean_limit: Decimal | None
    rank: int
    percentile: Decimal | None
    percentile_limit: Decimal

    @property
    def mean_meets(self) -> bool | None:
        if self.mean_limit is None or self.mean is None:
            return None
        return self.mean <= self.mean_limit

    @property
    def percentile_meets(self) -> bool | None:
        return None if self.percentile is None else self.percentile <= self.percentile_limit

    @property
    def meets(self) -> bool | None:
        """Mean and percentile both within their limits."""
        known = (
            [self.percentile_meets] if self.mean_limit is None else [self.mean_meets, self.percentile_meets]
        )
        return None if None in known else all(known)

    @property
    def meets_bulletin(self) -> bool | None:
        """As many bulletins judge: the mean alone where there is a yearly limit, else the percentile."""
        return self.percentile_meets if self.mean_limit is None else self.mean_meets

    @property
    def mean_multiple(self) -> Decimal | None:
        """Over-limit multiple of the mean, 2 decimals."""
        if self.mean is None or self.mean_limit is None:
            return None
        return over_limit(self.mean, self.mean_limit)


@dataclass(frozen=True, slots=True)
class AirYear:
    """A place's year under one version of GB 3095.

    ``attains[FULL]`` judges means and percentiles of all six (HJ 663), ``attains[BULLETIN]`` four means, CO
    95th and O3 90th as many bulletins do: ``True``, ``False``, or ``None`` while a pollutant lacks valid
    data. ``good_days`` of ``valid_days`` count AQI of 100 and less under ``aqi_standards``. ``index`` is the
    composite index, 2 decimals; ``None`` if a pollutant has no value."""

    year: int
    standard: str
    area: int
    aqi_standards: tuple[str, ...]
    pollutants: Mapping[str, PollutantYear]
    attains: Mapping[str, bool | None]
    good_days: int
    valid_days: int
    by_level: Mapping[str, int]
    index: Decimal | None
    dust_days: int
    basis: tuple[str, ...]

    @property
    def good_rate(self) -> Decimal | None:
        """Good days per valid days, per cent, 1 decimal."""
        if not self.valid_days:
            return None
        return half_even(Fraction(100 * self.good_days, self.valid_days), 1)

    @property
    def unverified(self) -> tuple[Basis, ...]:
        """The rules this result rests on that are not confirmed by two sources."""
        return uncertain(self.basis)


def evaluate_year(
    year: int,
    dates: Sequence[date],
    columns: Mapping[str, Sequence[Number | None]],
    *,
    standard: str | None = None,
    aqi_standard: str | None = None,
    area: int = 2,
    dust_days: Collection[date] = (),
    memory: Memory | None = None,
) -> AirYear:
    """Evaluate the days of ``year`` among ``dates`` (other days are left out).

    ``columns`` as in :func:`~.many.daily_many`. ``standard`` names the version of GB 3095; without it the
    one in force all year, and :class:`SplitYear` for a year like 2026 that lies under two (how such a year
    is judged as a whole was not found). ``aqi_standard`` forces the version of the AQI counts. ``dust_days``
    are left out of PM means, percentiles and the index, and stay in the good days [one source].
    """
    chosen = versions.named("air", standard).standard if standard else _of_year(year)
    for name, column in columns.items():
        if len(column) != len(dates):
            raise ValueError(f"column {name} has {len(column)} rows, there are {len(dates)} dates")
    inside = [on.year == year for on in dates]
    held = list(compress(dates, inside))
    months = [on.month for on in held]
    if len(set(held)) != len(held):
        twice = sorted(on for on in set(held) if held.count(on) > 1)[0]
        raise ValueError(f"{twice} is there more than once: one place, one row a day")
    own = {name: list(compress(column, inside)) for name, column in columns.items()}
    kept = memory or Memory()
    table = daily_many(held, own, aqi_standard, kept)
    dusty = frozenset(dust_days)
    pollutants = {
        item: _pollutant(item, year, held, own.get(item, ()), chosen, area, dusty, kept.amounts, months)
        for item in SIX
    }
    levels: dict[str, int] = {}
    for found in table.level:
        if found is not None:
            levels[found.zh] = levels.get(found.zh, 0) + 1
    return AirYear(
        year=year,
        standard=chosen,
        area=area,
        aqi_standards=tuple(sorted(set(table.standard))),
        pollutants=pollutants,
        attains={FULL: _all(pollutants, FULL), BULLETIN: _all(pollutants, BULLETIN)},
        good_days=table.good_days(),
        valid_days=table.valid_days(),
        by_level=levels,
        index=_index(pollutants),
        dust_days=sum(1 for on in held if on in dusty),
        basis=_basis(bool(dusty), len(set(table.standard)) > 1 or (standard is not None and _is_split(year))),
    )


def _is_split(year: int) -> bool:
    first, last = date(year, 1, 1), date(year, 12, 31)
    return any(v.kind == "air" and first < v.effective_from <= last for v in versions.ALL)


def _of_year(year: int) -> str:
    if _is_split(year):
        names = [v.standard for v in versions.ALL if v.kind == "air" and _touches(v, year)]
        raise SplitYear(f"{year} lies under {' and '.join(names)}: name the one to judge by")
    return versions.on_day("air", date(year, 12, 31)).standard


def _touches(version: versions.Version, year: int) -> bool:
    ends = version.effective_to
    return version.effective_from.year <= year and (ends is None or year <= ends.year)


def _basis(dusty: bool, split: bool) -> tuple[str, ...]:
    codes = ["year.indicators", "year.percentile", "year.attainment", "year.rounding", "year.round_first"]
    codes += ["year.index"] + ["year.dust"] * dusty + ["year.split"] * split
    return tuple(codes)


def _pollutant(
    item: str,
    year: int,
    dates: Sequence[date],
    column: Sequence[Number | None],
    standard: str,
    area: int,
    dusty: frozenset[date],
    read: Amounts,
    months: Sequence[int],
) -> PollutantYear:
    row = INDICATORS[item]
    found = list(map(read.__getitem__, column))
    if dusty and item in ("PM10", "PM2.5"):
        found = [None if on in dusty else value for on, value in zip(dates, found, strict=True)]
    counts = Counter(months) if found else Counter()
    if None in found:
        counts.subtract(month for month, value in zip(months, found, strict=True) if value is None)
    ordered = sorted([value for value in found if value is not None])
    rank, digits = int(row["percentile"]), places(row["pollutant"])
    return PollutantYear(
        item=item,
        data=year_counts(row["pollutant"], year, counts),
        mean=half_even(Fraction(sum(ordered), len(ordered) * GRID), digits) if ordered else None,
        mean_limit=limit(standard, row["pollutant"], "year", area) if row["mean"] == "yes" else None,
        rank=rank,
        percentile=half_even(_percentile(ordered, rank) / GRID, digits) if ordered else None,
        percentile_limit=limit(standard, row["pollutant"], row["averaging"], area),
    )


def _all(pollutants: Mapping[str, PollutantYear], practice: str) -> bool | None:
    if not all(found.data.valid for found in pollutants.values()):
        return None
    return all(f.meets if practice == FULL else f.meets_bulletin for f in pollutants.values())


def _index(pollutants: Mapping[str, PollutantYear]) -> Decimal | None:
    total = Fraction(0)
    for found in pollutants.values():
        value = found.percentile if found.mean_limit is None else found.mean
        bound = found.percentile_limit if found.mean_limit is None else found.mean_limit
        if value is None:
            return None
        total += fraction(value) / fraction(bound)
    return half_even(total, 2)

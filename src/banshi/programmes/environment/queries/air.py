"""The air of a place: its days, its year under a named standard and practice, and the year before beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.db.models import Count as Count_
from django.db.models import Max, Min, Q

from banshi.base.zones.access import Actor
from banshi.kernel.standards import air, versions
from banshi.kernel.standards.air import SIX, AirYear, DayTable, GoodDays, Memory
from banshi.kernel.standards.exact import half_even, mean
from banshi.kernel.standards.water import reading
from banshi.programmes.environment.models import AirDay, Station
from banshi.programmes.environment.models.air import COLUMNS
from banshi.programmes.environment.models.series import AreaKind
from banshi.programmes.environment.rules.air import suffices

NAMES = tuple(COLUMNS.values())


@dataclass(frozen=True, slots=True)
class Day:
    """One day as it is known: six amounts as texts, and why it does not count."""

    on: date
    amounts: tuple[str, ...]
    invalid_why: str = ""


@dataclass(frozen=True)
class Span:
    """Days of a place in order, and what the kernel asks of them. Days said to be invalid are empty to it."""

    days: Sequence[Day]

    @cached_property
    def dates(self) -> list[date]:
        """The days."""
        return [day.on for day in self.days]

    @cached_property
    def columns(self) -> dict[str, list[str | None]]:
        """Amounts by pollutant; None where nothing counts."""
        return {
            item: [None if day.invalid_why else day.amounts[at] or None for day in self.days]
            for at, item in enumerate(SIX)
        }

    def within(self, first: date, last: date) -> "Span":
        """The days from ``first`` to ``last``."""
        return Span([day for day in self.days if first <= day.on <= last])


def days_of(
    stations: Sequence[Station],
    first: date,
    last: date,
    known_at: datetime | None = None,
    beside: tuple[date, date] | None = None,
) -> list[Day]:
    """The days of a place between two days (and those ``beside``), as known now or at an instant; of several
    stations their mean. One query.

    The value of an area is the mean of its stations, never the worst (HJ 663, one source); a station without a
    valid value of the day does not enter it.
    """
    spans = Q(on__range=(first, last)) | (Q(on__range=beside) if beside else Q())
    rows = AirDay.objects.known(known_at).filter(
        spans, zone=stations[0].zone_id, station__in=[one.pk for one in stations]
    )
    found = rows.order_by("on").values_list("on", *NAMES, "invalid_why")
    if len(stations) == 1:
        return [Day(row[0], row[1:7], row[7]) for row in found]
    by_day: dict[date, list[Day]] = {}
    for row in found:
        by_day.setdefault(row[0], []).append(Day(row[0], row[1:7], row[7]))
    return [_mean_day(on, days) for on, days in by_day.items()]


def _mean_day(on: date, days: Sequence[Day]) -> Day:
    valid = [day for day in days if not day.invalid_why]
    if not valid:
        return Day(on, ("",) * len(SIX), days[0].invalid_why)
    return Day(on, tuple(_mean(at, [day.amounts[at] for day in valid]) for at in range(len(SIX))))


def _mean(at: int, texts: Sequence[str]) -> str:
    values = [value for text in texts if text and (value := reading(text, SIX[at]).value) > 0]
    return f"{half_even(mean(values), 1 if SIX[at] == 'CO' else 0):f}" if values else ""


@dataclass(frozen=True)
class Year:
    """A place's year beside the same months of the year before, under one standard.

    ``last`` is the last day that counts (the year's end, or the day asked for); ``table`` judges each day under
    ``aqi_standard``, and ``result`` the year under ``standard``; ``before`` is None without any day of the year
    before. ``year_days`` are the days that the span has in the calendar.
    """

    year: int
    first: date
    last: date
    standard: str
    aqi_standard: str
    span: Span
    table: DayTable
    result: AirYear
    before: AirYear | None
    before_span: Span
    good: GoodDays | None
    splits: tuple[str, ...]

    @property
    def year_days(self) -> int:
        """Days in the calendar from the first to the last that counts."""
        return (self.last - self.first).days + 1

    @property
    def before_days(self) -> int:
        """The same of the year before."""
        return (year_before(self.last) - self.first.replace(year=self.year - 1)).days + 1

    @property
    def change(self) -> int | None:
        """Good days more (or fewer) than in the same months of the year before; None where either has too few
        valid days for the two numbers to be compared."""
        return self.good.change if self.good and self.comparable else None

    @property
    def comparable(self) -> bool:
        """Have both years enough valid days, that a difference of days says something about the air?"""
        return self.good is not None and (
            suffices(self.good.after.valid, self.year_days)
            and suffices(self.good.before.valid, self.before_days)
        )

    @property
    def rate_change(self) -> Decimal | None:
        """The same for the ratio of good days to valid days, in percentage points."""
        if not self.good or not self.good.before.valid or not self.good.after.valid:
            return None
        before = Fraction(100 * self.good.before.good, self.good.before.valid)
        return half_even(Fraction(100 * self.good.after.good, self.good.after.valid) - before, 1)

    @property
    def whole(self) -> bool:
        """Is the year over?"""
        return self.last == date(self.year, 12, 31)

    @property
    def valid(self) -> bool:
        """Are there enough data of every pollutant to judge the year?"""
        return all(one.data.valid for one in self.result.pollutants.values())

    @property
    def invalid_days(self) -> list[Day]:
        """Days that do not count, with why."""
        return [day for day in self.span.days if day.invalid_why]

    @property
    def missing_days(self) -> int:
        """Days of the span without any value at all."""
        return self.year_days - len(self.span.days)


def year_before(day: date) -> date:
    """The same day a year before; of 29 February the 28th."""
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def standards_of(year: int) -> tuple[str, ...]:
    """The versions of GB 3095 that hold in a year; two for a year that lies under both."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    return tuple(
        one.standard
        for one in versions.ALL
        if one.kind == "air"
        and one.effective_from <= last
        and (one.effective_to is None or first <= one.effective_to)
    )


def aqi_standard_of(standard: str) -> str:
    """The version of HJ 633 that belongs to one of GB 3095."""
    return "HJ 633-2012" if standard.endswith("2012") else "HJ 633-2026"


ALL_STANDARDS = tuple(one.standard for one in versions.ALL if one.kind == "air")


def year_of(
    stations: Sequence[Station],
    year: int,
    as_of: date,
    known_at: datetime | None = None,
    standard: str | None = None,
) -> Year | None:
    """The year up to ``as_of``, as known now or at an instant; None where no day of it is known.

    ``standard`` names a version of GB 3095; without it the last one in force in the year holds. The year before
    is counted under the same, over the same months and days.
    """
    first, last = date(year, 1, 1), min(date(year, 12, 31), as_of)
    if last < first:
        return None
    both = Span(days_of(stations, date(year - 1, 1, 1), last, known_at))
    span = both.within(first, last)
    if not span.days:
        return None
    before = both.within(date(year - 1, 1, 1), year_before(last))
    splits = standards_of(year)
    chosen = standard or (splits[-1] if splits else ALL_STANDARDS[0])
    aqi, memory = aqi_standard_of(chosen), _read_before()
    table = judged(span, aqi)
    result = _evaluated(year, span, chosen, aqi, memory)
    held = _evaluated(year - 1, before, chosen, aqi, memory) if before.days else None
    good = None
    if before.days:
        good = air.compare_good_days((before.dates, before.columns), (span.dates, span.columns), aqi, memory)
    return Year(year, first, last, chosen, aqi, span, table, result, held, before, good, splits)


def judged(span: Span, aqi_standard: str) -> DayTable:
    """Each day under one version of HJ 633."""
    return air.daily_many(span.dates, span.columns, aqi_standard, _read_before())


_kept = Memory()
MOST_CELLS = 100_000


def _read_before() -> Memory:
    """Cells that were read and indexed already in this process: a year has few that another had not."""
    global _kept
    if len(_kept.amounts) > MOST_CELLS:
        _kept = Memory()
    return _kept


def _evaluated(year: int, span: Span, standard: str, aqi: str, memory: Memory) -> AirYear:
    return air.evaluate_year(
        year, span.dates, span.columns, standard=standard, aqi_standard=aqi, memory=memory
    )


@dataclass(frozen=True)
class Count:
    """A year of a station in short: days known, with an AQI, good, each under the version in force on its day."""

    year: int
    days: int
    valid: int
    good: int


MOST_YEARS = 20


def years_of(station: Station) -> list[int]:
    """The years from the first day known to the last, at most twenty, the last one first; one query."""
    ends = AirDay.objects.known().filter(zone=station.zone_id, station=station)
    found = ends.aggregate(first=Min("on"), last=Max("on"))
    if found["last"] is None:
        return []
    last = found["last"].year
    return list(range(last, max(found["first"].year - 1, last - MOST_YEARS), -1))


def counts_of(station: Station, today: date) -> list[Count]:
    """The last twenty years in short, those without any day left out, the last one first; one query."""
    years = range(today.year, max(today.year - MOST_YEARS, station.starts_on.year - 1), -1)
    asked: dict[str, Any] = {}
    for year in years:
        inside = Q(on__range=(date(year, 1, 1), date(year, 12, 31)))
        asked[f"d{year}"] = Count_("pk", filter=inside)
        asked[f"v{year}"] = Count_("pk", filter=inside & Q(aqi__isnull=False))
        asked[f"g{year}"] = Count_("pk", filter=inside & Q(aqi__lte=100))
    found = AirDay.objects.known().filter(zone=station.zone_id, station=station).aggregate(**asked)
    return [
        Count(year, found[f"d{year}"], found[f"v{year}"], found[f"g{year}"])
        for year in years
        if found[f"d{year}"]
    ]


ORDER = (AreaKind.COUNTY_TOWN, AreaKind.ZONE, AreaKind.DISTRICT, AreaKind.COUNTY, AreaKind.CITY)


def headline(actor: Actor, day: date) -> list[Station]:
    """The stations by which the zone speaks of its air: those of the county town, else of the zone, of a
    district, a county, a city."""
    rows = list(Station.objects.visible_to(actor).on(day).select_related("subject", "place").order_by("pk"))
    for kind in ORDER:
        found = [row for row in rows if row.area_kind == kind]
        if found:
            return [row for row in found if row.area_zh == found[0].area_zh]
    return []


def yesterday(today: date) -> date:
    """The last day that is over."""
    return today - timedelta(days=1)


def amounts_of(row: Any) -> tuple[str, ...]:
    """A row's six amounts in the order of ``SIX``."""
    return tuple(getattr(row, name) for name in NAMES)

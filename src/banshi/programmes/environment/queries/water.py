"""The water of sections: months, cumulative means, ratings, and two years beside one another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from banshi.base.figures.registry import percent
from banshi.base.zones.access import Actor
from banshi.kernel.standards import water
from banshi.kernel.standards.water import Cumulative, TargetCheck, WaterClass, WaterResult
from banshi.programmes.environment.models import Section, WaterMonth
from banshi.programmes.environment.queries.air import year_before
from banshi.programmes.environment.rules.water import ItemChange, changes, steps

Amounts = Mapping[str, str]


@dataclass(frozen=True)
class Month:
    """A month of a section: its class by the worst item, the cumulative one from January on, and the target."""

    month: date
    result: WaterResult
    so_far: Cumulative
    target: TargetCheck | None

    @property
    def good(self) -> bool | None:
        """Class I to III; None without a class."""
        return None if self.result.grade is None else self.result.grade <= WaterClass.III


@dataclass(frozen=True)
class SectionYear:
    """A section's months of a year up to a day. ``asked`` are the months that should be there."""

    section: Section
    year: int
    asked: tuple[date, ...]
    months: Mapping[date, Month]
    samples: Mapping[date, Amounts] = field(repr=False)

    @cached_property
    def cumulative(self) -> Cumulative | None:
        """The mean of all months, then its class: never the mean of the classes."""
        return self.months[max(self.months)].so_far if self.months else None

    @property
    def missing(self) -> tuple[date, ...]:
        """Months without data."""
        return tuple(month for month in self.asked if month not in self.months)

    @property
    def judged(self) -> list[Month]:
        """Months that have a class."""
        return [one for _month, one in sorted(self.months.items()) if one.result.grade is not None]

    @property
    def good_months(self) -> int:
        """Months of class I to III."""
        return sum(1 for one in self.judged if one.good)

    @property
    def good_ratio(self) -> Decimal | None:
        """Months good per months judged, per cent."""
        return percent(self.good_months, len(self.judged))

    @property
    def met_months(self) -> int:
        """Months that met the target by their own or the cumulative class."""
        return sum(1 for one in self.judged if one.target is not None and one.target.met)

    @property
    def target(self) -> TargetCheck | None:
        """«达到或累计达到» over the whole span: the last month's own class, or the cumulative one."""
        return self.months[max(self.months)].target if self.months else None


def section_year(section: Section, year: int, as_of: date, known_at: datetime | None = None) -> SectionYear:
    """One section's year."""
    return beside([section], year, as_of, known_at)[0].after


def _samples(
    sections: Sequence[Section], first: date, last: date, known_at: datetime | None
) -> dict[int, dict[date, Amounts]]:
    """Amounts by section and month, one query."""
    found: dict[int, dict[date, Amounts]] = {section.pk: {} for section in sections}
    if sections and first <= last:
        rows = WaterMonth.objects.known(known_at).filter(
            zone=sections[0].zone_id, section__in=list(found), month__range=(first, last)
        )
        for section_id, month, amounts in rows.values_list("section_id", "month", "amounts"):
            found[section_id][month] = amounts
    return found


def _within(samples: dict[date, Amounts], first: date, last: date) -> dict[date, Amounts]:
    return {month: amounts for month, amounts in samples.items() if first <= month <= last}


def _year(section: Section, year: int, last: date, samples: dict[date, Amounts]) -> SectionYear:
    months: dict[date, Month] = {}
    for month in sorted(samples):
        result = water.classify(samples[month], section.kind)
        so_far = water.cumulative(
            [samples[one] for one in sorted(samples) if one <= month], section.kind, freezes=section.freezes
        )
        target = None
        if section.target is not None:
            target = water.meets_target(result.grade, so_far.grade, WaterClass(section.target))
        months[month] = Month(month, result, so_far, target)
    return SectionYear(section, year, _asked(section, year, last), months, samples)


def _asked(section: Section, year: int, last: date) -> tuple[date, ...]:
    """Months that are over by ``last`` and in which the section served."""
    months = (date(year, number, 1) for number in range(1, 13))
    following = {month: date(year + month.month // 12, month.month % 12 + 1, 1) for month in months}
    return tuple(
        month
        for month, after in following.items()
        if (after.toordinal() - 1) <= last.toordinal()
        and section.starts_on < after
        and (section.ends_on is None or section.ends_on >= month)
    )


@dataclass(frozen=True)
class Beside:
    """A section in two years under one standard: levels gained, and what moved item by item."""

    section: Section
    before: SectionYear
    after: SectionYear

    @property
    def steps(self) -> int | None:
        """Levels gained or lost; None where a year has no class."""
        return steps(self.before.cumulative, self.after.cumulative)

    @property
    def changes(self) -> tuple[ItemChange, ...]:
        """Item by item."""
        return changes(self.before.cumulative, self.after.cumulative)

    def words(self, english: bool) -> str:
        """无明显变化, 有所好转, 明显好转 …; empty where a year has no class."""
        before, after = self.before.cumulative, self.after.cumulative
        if before is None or after is None or before.grade is None or after.grade is None:
            return ""
        return water.trend(before.grade, after.grade, english)


def beside(
    sections: Sequence[Section], year: int, as_of: date, known_at: datetime | None = None
) -> list[Beside]:
    """Each section's year up to a day beside the same months of the year before; one query for all."""
    last = min(date(year, 12, 31), as_of)
    past = year_before(last)
    samples = _samples(sections, date(year - 1, 1, 1), last, known_at)
    found = []
    for section in sections:
        own, held = date(year, 1, 1), samples[section.pk]
        before = _year(section, year - 1, past, _within(held, date(year - 1, 1, 1), past))
        found.append(Beside(section, before, _year(section, year, last, _within(held, own, last))))
    return found


def sections_of(actor: Actor, day: date) -> list[Section]:
    """The sections in service on a day, by control level, then by name."""
    rows = Section.objects.visible_to(actor).on(day).select_related("subject", "place")
    order = {"national": 0, "provincial": 1, "city": 2, "zone": 3}
    return sorted(rows, key=lambda row: (order[row.control_level], row.place.name_zh, row.pk))


def last_year(day: date) -> int:
    """The last year that is over by the day."""
    return day.year if (day.month, day.day) == (12, 31) else day.year - 1

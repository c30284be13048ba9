"""The water of a year as it is shown: sections by months, items against their limits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from banshi.kernel.standards import water
from banshi.kernel.standards.water import GoodRatio, WaterClass
from banshi.kernel.standards.water import Section as KernelSection
from banshi.programmes.environment.queries.water import Beside, Month, SectionYear
from banshi.programmes.environment.rules.water import printed
from banshi.programmes.environment.wording import english, item_name, month_word


@dataclass(frozen=True)
class Box:
    """A month of a section: what is known of it, and whether anything should be."""

    month: date
    found: Month | None
    wanted: bool


@dataclass(frozen=True)
class Line:
    """A section's year as a line of the table."""

    beside: Beside
    boxes: tuple[Box, ...]

    @property
    def year(self) -> SectionYear:
        """Its year."""
        return self.beside.after

    @property
    def past(self) -> tuple[Month | None, ...]:
        """The months of the year before."""
        held = self.beside.before
        return tuple(held.months.get(date(held.year, number, 1)) for number in range(1, 13))

    @property
    def rating(self) -> str:
        """优, 良好 …: of the cumulative class."""
        found = self.year.cumulative
        return (found.result.words(english()) or "") if found else ""

    @property
    def trend(self) -> str:
        """Against the year before."""
        return self.beside.words(english())


def lines_of(found: Sequence[Beside]) -> list[Line]:
    """The lines of the table."""
    return [
        Line(
            one,
            tuple(
                Box(month, one.after.months.get(month), month in one.after.asked)
                for month in (date(one.after.year, number, 1) for number in range(1, 13))
            ),
        )
        for one in found
    ]


COLOURS = ("#ccf2ff", "#8fd4f5", "#a8e6a1", "#fff27a", "#ffb76b", "#ff7d7d")


def chart_of(found: Beside, line: Line) -> dict[str, Any]:
    """What the chart of a section is drawn from; the table beside it holds the same.

    ``own`` and ``past`` have for each month its class (1 to 6) and the items that decide it, or nothing.
    """
    return {
        "kind": "water-year",
        "years": [str(found.after.year), str(found.before.year)],
        "own": [_month(box.found) for box in line.boxes],
        "past": [_month(box) for box in line.past],
        "before": bool(found.before.months),
        "target": found.section.target,
        "names": [one.en if english() else one.zh for one in WaterClass],
        "colours": COLOURS,
        "words": {
            "months": [month_word(number) for number in range(1, 13)],
            "grade": _("Class"),
            "target": _("Target class"),
        },
    }


def _month(found: Month | None) -> list[Any] | None:
    if found is None or found.result.grade is None:
        return None
    return [int(found.result.grade), _(", ").join(item_name(one.code) for one in found.result.worst)]


def good_sections(found: Sequence[Beside]) -> GoodRatio:
    """优良率: sections of class I to III by their cumulative class, per sections that have one."""
    return water.good_ratio(
        KernelSection(str(one.section.pk), one.after.cumulative.grade if one.after.cumulative else None)
        for one in found
    )


@dataclass(frozen=True)
class ItemLine:
    """An item of a section: its limits, its last value, its cumulative mean with class, and the year before."""

    code: str
    unit: str
    limits: tuple[str, ...]
    last: str
    last_class: WaterClass | None
    mean_text: str
    mean_class: WaterClass | None
    before_text: str
    before_class: WaterClass | None
    decides: bool
    values: tuple[str, ...]


def items_of(found: Beside) -> list[ItemLine]:
    """The items that were measured in either year, in the order of the standard."""
    own, past = found.after.cumulative, found.before.cumulative
    held = set(own.means if own else ()) | set(past.means if past else ())
    last = found.after.months[max(found.after.months)] if found.after.months else None
    return [
        _line(found, code, own, past, last)
        for code in water.ITEMS[found.section.kind]
        if code in held
    ]  # fmt: skip


def _line(found: Beside, code: str, own: Any, past: Any, last: Month | None) -> ItemLine:
    item = water.ITEMS[found.section.kind][code]
    samples = found.after.samples
    months = tuple(date(found.after.year, number, 1) for number in range(1, 13))
    own_class, past_class = _grades(own), _grades(past)
    last_class = {one.code: one.grade for one in (*last.result.items, *last.result.reference)} if last else {}
    return ItemLine(
        code=code,
        unit=item.unit,
        limits=tuple(f"{one:f}" for one in item.limits),
        last=samples[last.month].get(code, "") if last else "",
        last_class=last_class.get(code),
        mean_text=printed(code, found.section.kind, _mean(own, code)),
        mean_class=own_class.get(code),
        before_text=printed(code, found.section.kind, _mean(past, code)),
        before_class=past_class.get(code),
        decides=bool(own) and any(one.code == code for one in own.result.worst),
        values=tuple(samples.get(month, {}).get(code, "") for month in months),
    )


def _grades(found: Any) -> dict[str, WaterClass]:
    return {one.code: one.grade for one in (*found.result.items, *found.result.reference)} if found else {}


def _mean(found: Any, code: str) -> Fraction | None:
    return Fraction(found.means[code]) if found and code in found.means else None

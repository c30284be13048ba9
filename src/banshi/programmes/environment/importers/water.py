"""Monthly sheets of surface water: one row per section and month, the items of GB 3838 side by side."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from banshi.base.imports.cells import Reading, Unclear
from banshi.base.imports.names import Lexicon
from banshi.base.imports.reader.book import Cell
from banshi.base.imports.registry import (
    Asking,
    Field,
    Given,
    Importer,
    Kind,
    Taking,
    Verdict,
    line,
    number,
    register,
)
from banshi.base.zones.models import Subject
from banshi.base.zones.refusals import Refusal
from banshi.kernel.standards import water
from banshi.kernel.standards.water.limits import NAMES
from banshi.programmes.environment.actions.air import KEEP
from banshi.programmes.environment.actions.kept import AHEAD, LOCKED, NOT_IN_SERVICE, locks_of
from banshi.programmes.environment.actions.water import (
    MONTHS,
    GivenMonth,
    last_of,
    receive_water_months,
)
from banshi.programmes.environment.importers.reading import (
    KEPT,
    Wrong,
    amounts,
    differs,
    held,
    known,
    known_name,
    month,
    point,
    points,
)
from banshi.programmes.environment.models import PeriodLock, Section, WaterMonth
from banshi.programmes.environment.models.series import Medium
from banshi.programmes.environment.rules.water import ITEMS, month_digest, month_fault
from banshi.programmes.environment.wording import item_name, said_of

AMOUNT = amounts(detection=True)
CLASSES = {name: grade for grade in water.WaterClass for name in (grade.zh, grade.en, f"{grade.zh}类")}
CLASSES |= {"I类": 1, "II类": 2, "III类": 3, "IV类": 4, "V类": 5, "劣V": 6, "劣V类": 6, "一类": 1, "二类": 2,
            "三类": 3, "四类": 4, "五类": 5, "劣五类": 6}  # fmt: skip
NO_YEAR = _("The month has no year. Give the year of the sheet, or write the month like 2020-06.")
BAD_YEAR = _("This is no year. Write it like 2020.")
CHANGES = _("Corrects what is known of this month; the old values stay in the history.")
OTHER_CLASS = _("The sheet says class %(said)s; by the worst item it is %(found)s.")

label = lazy(item_name, str)


def _year(cell: Cell, reading: Reading) -> int | None:
    text = str(cell or "").strip().removesuffix("年")
    found = number(text, reading)
    if found is None:
        return None
    if found != int(found) or not 1980 <= found <= 2100:
        raise Unclear(BAD_YEAR)
    return int(found)


def _synonyms(code: str) -> tuple[str, ...]:
    return tuple(name for name, own in NAMES.items() if own == code)


SECTIONS = points("environment.sections", _("Sections of water"), Section)
FIELDS = (
    Field("section", _("Section"), names=SECTIONS, most=100, required=True, example="云溪河口断面",
          synonyms=("断面", "断面名称", "监测断面", "水质断面", "断面编码", "点位名称", "站点"),
          hint=_("Name, other name or code.")),
    Field("month", _("Month"), parse=month, required=True, example="2020-06",
          synonyms=("月份", "月", "监测月份", "时间", "监测时间", "采样时间", "采样日期", "日期", "年月", "month")),
    Field("year", _("Year"), parse=_year, synonyms=("年份", "年", "年度")),
    *(Field(code, label(code), parse=AMOUNT, synonyms=_synonyms(code)) for code in ITEMS),
    Field("grade", _("Class in the sheet"), most=20, parse=line,
          synonyms=("水质类别", "类别", "本月水质类别", "水质现状", "class"),
          hint=_("Compared with what the standard gives; not taken over.")),
)  # fmt: skip


def judge(asking: Asking, rows: Sequence[Given]) -> list[Verdict]:
    """New, corrected, or the same; told why not."""
    sections = asking.lexicon(SECTIONS)
    locks = asking.remember("environment.water_locks", lambda: list(locks_of(asking.actor, Medium.WATER)))
    found: dict[int, Verdict] = {}
    plans: list[GivenMonth] = []
    for row in rows:
        try:
            plans.append(_plan(sections, locks, asking.today, row))
        except Wrong as wrong:
            found[row.row] = Verdict.refused(row.row, wrong.why)
    zone = asking.actor.zone.pk
    digests = known(MONTHS, zone, [_whose(plan) for plan in plans])
    others = [key for plan in plans if digests.get(key := _whose(plan), _digest(plan)) != _digest(plan)]
    rows_held = held(MONTHS, zone, others)
    grades = {row.row: row.values.get("grade") for row in rows}
    for plan in plans:
        assert plan.row is not None
        merged = _merged(plan, rows_held.get(_whose(plan)))
        found[plan.row] = _verdict(
            merged, digests.get(_whose(plan)), grades[plan.row], kept=merged.amounts != plan.amounts
        )
    return [found[row.row] for row in rows]


def _whose(plan: GivenMonth) -> tuple[int, date]:
    return plan.section.pk, plan.month


def _digest(plan: GivenMonth) -> str:
    return month_digest(str(plan.section.subject.uid), plan.month.isoformat(), plan.amounts)


def _merged(plan: GivenMonth, row: WaterMonth | None) -> GivenMonth:
    """A sheet brings and changes values, it never takes one away: not every sheet has every item."""
    return replace(plan, amounts={**row.amounts, **plan.amounts}) if row else plan


def _plan(sections: Lexicon, locks: list[PeriodLock], today: date, row: Given) -> GivenMonth:
    section, first = point(sections, row.values["section"]), month_of(row.values)
    if first is None:
        raise Wrong(NO_YEAR)
    last = last_of(first)
    if first > today:
        raise Wrong(AHEAD)
    if not section.serves(first) and not section.serves(last):
        raise Wrong(differs(NOT_IN_SERVICE, name=section.name))
    lock = next((one for one in locks if one.covers(first, last)), None)
    if lock is not None:
        raise Wrong(differs(LOCKED, period=lock.subject.caption))
    given = {code: row.values[code] for code in ITEMS if row.values.get(code)}
    fault = month_fault(given)
    if fault is not None:
        raise Wrong(said_of(fault))
    return GivenMonth(section, first, given, row.row)


def month_of(values: dict[str, Any]) -> date | None:
    """The month of a row, with the year from a column of its own where the month has none."""
    found, year = values.get("month"), values.get("year")
    if isinstance(found, date):
        return found
    return date(year, found, 1) if found and year else None


def _verdict(plan: GivenMonth, before: str | None, said: str | None, kept: bool) -> Verdict:
    assert plan.row is not None
    if before == _digest(plan):
        return Verdict(plan.row, Kind.SAME, subject=plan.section.subject)
    why = (_other_class(plan, said) if said else ()) + ((KEPT,) if kept else ())
    if before is not None:
        return Verdict(plan.row, Kind.CHANGE, (CHANGES, *why), plan=plan)
    return Verdict(plan.row, Kind.CREATE, why, plan=plan)


def _other_class(plan: GivenMonth, said: str) -> tuple:
    grade = water.classify(plan.amounts, plan.section.kind).grade
    if grade is None or CLASSES.get("".join(said.split())) == grade:
        return ()
    return (differs(OTHER_CLASS, said=said, found=grade.zh),)


def apply(taking: Taking, verdicts: Sequence[Verdict]) -> list[Subject | Refusal]:
    """All of the batch in one act."""
    return receive_water_months(
        actor=taking.actor,
        months=[one.plan for one in verdicts],
        now=taking.now,
        source=taking.origin,
        reason=f"{taking.source}",
    )


def _key(values: dict[str, Any]) -> tuple[str, ...]:
    found = month_of(values)
    return (known_name(values.get("section") or ""), found.isoformat() if found else "")


register(
    Importer(
        code="water_months",
        label=_("Monthly values of surface water"),
        lead=_("One row per section and month with the items of GB 3838. Below detection: 0.01L."),
        undo=_("Values stay; a wrong one is corrected, and the old one stays in the history."),
        verb=KEEP,
        fields=FIELDS,
        key=("section", "month"),
        keys=_key,
        judge=judge,
        apply=apply,
        order=61,
        batch=2000,
        disputes=True,
    )
)

"""Daily sheets of air: one row per station and day, the six pollutants side by side."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext_lazy as _

from banshi.base.imports.names import Lexicon
from banshi.base.imports.registry import (
    Asking,
    Field,
    Given,
    Importer,
    Kind,
    Taking,
    Verdict,
    day,
    line,
    register,
)
from banshi.base.zones.models import Subject
from banshi.base.zones.refusals import Refusal
from banshi.kernel.standards.air import SIX
from banshi.programmes.environment.actions.air import (
    DAYS,
    FIRST_STANDARD,
    KEEP,
    GivenDay,
    receive_air_days,
)
from banshi.programmes.environment.actions.kept import AHEAD, LOCKED, NOT_IN_SERVICE, locks_of
from banshi.programmes.environment.importers.reading import (
    KEPT,
    Wrong,
    amounts,
    differs,
    held,
    known,
    known_name,
    point,
    points,
)
from banshi.programmes.environment.models import AirDay, PeriodLock, Station
from banshi.programmes.environment.models.series import Medium
from banshi.programmes.environment.queries.air import amounts_of
from banshi.programmes.environment.rules.air import day_digest, day_fault
from banshi.programmes.environment.wording import said_of

AMOUNT = amounts(detection=False)
UNITS = {item: "mg/m³" if item == "CO" else "µg/m³" for item in SIX}
SYNONYMS = {
    "SO2": ("SO2", "二氧化硫", "SO2日均值", "SO2 24小时平均"),
    "NO2": ("NO2", "二氧化氮", "NO2日均值", "NO2 24小时平均"),
    "PM10": ("PM10", "可吸入颗粒物", "PM10日均值", "PM10 24小时平均"),
    "PM2.5": ("PM2.5", "PM25", "PM2_5", "细颗粒物", "PM2.5日均值", "PM2.5 24小时平均"),
    "CO": ("CO", "一氧化碳", "CO日均值", "CO 24小时平均"),
    "O3_8h": ("O3_8h", "O3-8h", "O38h", "O3_8h_max", "O3-8h-90per", "臭氧8小时", "臭氧日最大8小时",
              "O3日最大8小时平均", "O3日最大8小时滑动平均", "臭氧日最大8小时滑动平均"),
}  # fmt: skip
STATIONS = points("environment.stations", _("Stations of air"), Station)
FIELDS = (
    Field("on", _("Day"), parse=day, required=True, example="2020-06-01",
          synonyms=("日期", "监测日期", "时间", "监测时间", "date", "time_point")),
    Field("station", _("Station"), names=STATIONS, most=100, example="澄明站",
          synonyms=("点位名称", "站点名称", "站点", "监测点", "监测点位", "点位", "测点名称", "站点编码", "点位编码"),
          hint=_("Name, other name or code.")),
    Field("area", _("Area"), most=60,
          synonyms=("城市", "区县", "县区", "县市区", "地区", "城市名称", "区域", "行政区", "city", "county"),
          hint=_("Must be the one that the station stands for.")),
    *(
        Field(item, f"{item} ({UNITS[item]})", parse=AMOUNT, synonyms=SYNONYMS[item],
              example={"SO2": "8", "NO2": "23", "PM10": "56", "PM2.5": "34", "CO": "0.8", "O3_8h": "96"}[item])
        for item in SIX
    ),
    Field("aqi", "AQI", parse=AMOUNT, synonyms=("AQI", "空气质量指数", "AQI指数"),
          hint=_("Compared with what the standard gives; not taken over.")),
    Field("invalid_why", _("Why it does not count"), most=100, parse=line,
          synonyms=("无效原因", "数据无效原因", "剔除原因")),
)  # fmt: skip
OTHER_TOWN = _(
    "%(station)s stands for %(area)s, the sheet says %(said)s. It may be the sheet of another town."
)
NO_STATION = _("No station stands for this area, or several do. Give the station.")
CHANGES = _("Corrects what is known of this day; the old value stays in the history.")
STILL_INVALID = _(
    "This day was said not to count (%(why)s) and still does not. To let it count, correct it by hand with a reason."
)
OTHER_AQI = _("The sheet says AQI %(said)s; %(standard)s gives %(found)s.")


def judge(asking: Asking, rows: Sequence[Given]) -> list[Verdict]:
    """New, corrected, or the same; told why not."""
    stations = asking.lexicon(STATIONS)
    locks = asking.remember("environment.air_locks", lambda: list(locks_of(asking.actor, Medium.AIR)))
    found: dict[int, Verdict] = {}
    plans: list[GivenDay] = []
    for row in rows:
        try:
            plans.append(_plan(stations, locks, asking.today, row))
        except Wrong as wrong:
            found[row.row] = Verdict.refused(row.row, wrong.why)
    zone = asking.actor.zone.pk
    digests = known(DAYS, zone, [_whose(plan) for plan in plans])
    others = [
        key
        for plan in plans
        if digests and (key := _whose(plan)) in digests and digests[key] != _digest(plan)
    ]
    rows_held = held(DAYS, zone, others)
    said = {row.row: row.values.get("aqi") for row in rows if row.values.get("aqi")}
    for plan in plans:
        assert plan.row is not None
        merged = _merged(plan, rows_held.get(_whose(plan))) if rows_held else plan
        found[plan.row] = _verdict(merged, digests.get(_whose(plan)), said.get(plan.row), _left(plan, merged))
    return [found[row.row] for row in rows]


def _whose(plan: GivenDay) -> tuple[int, date]:
    return plan.station.id, plan.on


def _merged(plan: GivenDay, row: AirDay | None) -> GivenDay:
    """A sheet brings and changes values, it never takes one away, nor makes a day count that does not."""
    if row is None:
        return plan
    amounts_held = tuple([given or kept for given, kept in zip(plan.amounts, amounts_of(row), strict=True)])
    return replace(plan, amounts=amounts_held, invalid_why=plan.invalid_why or row.invalid_why)


def _left(plan: GivenDay, merged: GivenDay) -> tuple:
    if merged.invalid_why != plan.invalid_why:
        return (differs(STILL_INVALID, why=merged.invalid_why),)
    return (KEPT,) if merged.amounts != plan.amounts else ()


def _plan(stations: Lexicon, locks: list[PeriodLock], today: date, row: Given) -> GivenDay:
    values = row.values
    station, on = _station(stations, values.get("station"), values.get("area")), values["on"]
    if on > today:
        raise Wrong(AHEAD)
    if not station.serves(on):
        raise Wrong(differs(NOT_IN_SERVICE, name=station.name))
    lock = next((one for one in locks if one.covers(on, on)), None)
    if lock is not None:
        raise Wrong(differs(LOCKED, period=lock.subject.caption))
    given = tuple([values.get(item) or "" for item in SIX])
    why = values.get("invalid_why") or ""
    fault = day_fault(given, why)
    if fault is not None:
        raise Wrong(said_of(fault))
    return GivenDay(station, on, given, why, row.row)


def _station(stations: Lexicon, name: str | None, area: str | None) -> Station:
    if name:
        station = point(stations, name)
        if area and not _stands_for(station, area):
            raise Wrong(differs(OTHER_TOWN, station=station.name, area=station.area, said=area))
        return station
    if not area:
        raise Wrong(NO_STATION)
    found = [
        one.thing
        for one in stations.by_key.values()
        if _stands_for(one.thing, area) and one.thing.ends_on is None
    ]
    if len(found) != 1:
        raise Wrong(NO_STATION)
    return found[0]


def _stands_for(station: Station, area: str) -> bool:
    return known_name(area) in (known_name(station.area_zh), known_name(station.area_en))


def _verdict(plan: GivenDay, before: str | None, said: str | None, left: tuple) -> Verdict:
    assert plan.row is not None
    if before is not None and before == _digest(plan):
        return Verdict(plan.row, Kind.SAME, subject=plan.station.subject)
    why = (_other_aqi(plan, said) if said else ()) + left
    if before is not None:
        return Verdict(plan.row, Kind.CHANGE, (CHANGES, *why), plan=plan)
    return Verdict(plan.row, Kind.CREATE, why, plan=plan)


def _digest(plan: GivenDay) -> str:
    return day_digest(str(plan.station.subject.uid), plan.on.isoformat(), plan.amounts, plan.invalid_why)


def _other_aqi(plan: GivenDay, said: str) -> tuple:
    from banshi.kernel.standards.air import daily

    if plan.on < FIRST_STANDARD or plan.invalid_why:
        return ()
    amounts_given = {item: text or None for item, text in zip(SIX, plan.amounts, strict=True)}
    found = daily(amounts_given, plan.on)
    if found.aqi is None or str(found.aqi) == said:
        return ()
    return (differs(OTHER_AQI, said=said, standard=found.standard, found=found.aqi),)


def apply(taking: Taking, verdicts: Sequence[Verdict]) -> list[Subject | Refusal]:
    """All of the batch in one act."""
    return receive_air_days(
        actor=taking.actor,
        days=[one.plan for one in verdicts],
        now=taking.now,
        source=taking.origin,
        reason=f"{taking.source}",
    )


def _key(values: dict) -> tuple[str, ...]:
    on = values.get("on")
    return (
        known_name(values.get("station") or values.get("area") or ""),
        on.isoformat() if isinstance(on, date) else "",
    )


register(
    Importer(
        code="air_days",
        label=_("Daily values of air"),
        lead=_("One row per station and day with the six pollutants. Units: µg/m³, CO mg/m³."),
        undo=_("Values stay; a wrong one is corrected, and the old one stays in the history."),
        verb=KEEP,
        fields=FIELDS,
        key=("station", "on"),
        keys=_key,
        any_of=("station", "area"),
        judge=judge,
        apply=apply,
        order=60,
        batch=5000,
        disputes=True,
    )
)

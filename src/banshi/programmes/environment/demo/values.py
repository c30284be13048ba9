"""Air and water of 2019 and 2020: points in March 2021, sheets by import, one correction, locked years."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.core.files.base import ContentFile

from banshi.base.imports import actions as imports
from banshi.base.imports import queries, registry, work
from banshi.base.zones.demo import Demo, Life
from banshi.core.places.actions import register_place
from banshi.kernel.periods import Period
from banshi.programmes.environment.actions import air, series, water
from banshi.programmes.environment.actions.water import Area
from banshi.programmes.environment.demo import made_up
from banshi.programmes.environment.demo.grants import grant

STATION = ("澄湖路监测站(虚构)", "Chenghu Road station (fictional)", (112.5090, 27.5040))
AREA = ("云汀县城区(虚构)", "Yunting county town (fictional)")
COUNTY = Area("county", "云汀县(虚构)", "Yunting county (fictional)")
DISTRICT = Area("district", "汀南区(虚构)", "Tingnan district (fictional)")
SECTIONS = (
    ("national", ("云溪河口断面(虚构)", "Mouth of the Yunxi (fictional)"), ("云溪河", "Yunxi"), 2, (COUNTY, DISTRICT),
     (112.5200, 27.5120)),
    ("city", ("晴溪河口断面(虚构)", "Mouth of the Qingxi (fictional)"), ("晴溪", "Qingxi"), 2, (COUNTY,),
     (112.5000, 27.5140)),
    ("provincial", ("晴溪入江断面(虚构)", "Qingxi at the river (fictional)"), ("晴溪", "Qingxi"), 3, (COUNTY,),
     (112.4960, 27.5160)),
)  # fmt: skip
SINCE = date(2018, 1, 1)
AIR_HEAD = (
    "日期",
    "点位名称",
    "SO2(μg/m³)",
    "NO2(μg/m³)",
    "PM10(μg/m³)",
    "PM2.5(μg/m³)",
    "CO(mg/m³)",
    "O3_8h(μg/m³)",
)
REASON = "仪器校准复核：当日PM2.5原报77，更正为72"


def life(demo: Demo) -> Life:
    """Points on the second day; sheets, a correction and locks in the weeks after."""
    yield demo.at(date(2021, 3, 2), 9, 20)
    grant(demo, "environment_staff", "inspector")
    grant(demo, "environment_head", "environment_head")
    _station(demo)
    _sections(demo)
    yield demo.at(date(2021, 3, 4), 15, 10)
    _take(demo, "air_days", "空气质量日报2019-2020.csv", _air_rows(demo))
    yield demo.at(date(2021, 3, 5), 10, 30)
    _take(demo, "water_months", "断面水质月报2019-2020.csv", _water_rows())
    yield demo.at(date(2021, 3, 9), 9, 5)
    _taken_away(demo)
    yield demo.at(date(2021, 3, 16), 16, 40)
    _correct(demo)
    yield demo.at(date(2021, 3, 24), 11, 0)
    _lock(demo)


def _point(demo: Demo, zh: str, en: str, at: tuple[float, float]) -> Any:
    return register_place(
        actor=demo.system, kind="monitoring_point", name_zh=zh, name_en=en, starts_on=SINCE, now=demo.now,
        geometry=f'{{"type": "Point", "coordinates": [{at[0]}, {at[1]}]}}',
    )  # fmt: skip


def _actor(demo: Demo, post: str) -> Any:
    return demo.actor(demo.things[f"account:{post}"])


def _station(demo: Demo) -> None:
    zh, en, at = STATION
    demo.things["air_station"] = air.register_station(
        actor=_actor(demo, "environment_staff"), place=_point(demo, zh, en, at), area_kind="county_town",
        area_zh=AREA[0], area_en=AREA[1], control_level="provincial", starts_on=SINCE, now=demo.now,
        code="DM01",
    )  # fmt: skip


def _sections(demo: Demo) -> None:
    for level, names, river, target, areas, at in SECTIONS:
        demo.things[f"section:{level}"] = water.register_section(
            actor=_actor(demo, "environment_staff"), place=_point(demo, *names, at), kind="river",
            water_zh=river[0], water_en=river[1], control_level=level, target=target, areas=areas,
            starts_on=SINCE, now=demo.now,
        )  # fmt: skip


def _air_rows(demo: Demo) -> Iterable[Sequence[str]]:
    yield ("云汀县城区环境空气质量日报(演示数据)",)
    yield AIR_HEAD
    for year in (2019, 2020):
        for on, amounts in made_up.air(year):
            yield (on.isoformat(), STATION[0], *amounts)


def _water_rows() -> Iterable[Sequence[str]]:
    items = (*made_up.MOVING, *made_up.STEADY)
    yield ("地表水断面水质月报(演示数据)",)
    yield ("断面名称", "监测月份", *items)
    for level, names, *_rest in SECTIONS:
        for year in (2019, 2020):
            for month, values in made_up.water(level, year):
                yield (names[0], f"{month:%Y-%m}", *(values[item] for item in items))


def _take(demo: Demo, code: str, name: str, rows: Iterable[Sequence[str]]) -> None:
    """As a clerk would: sent, mapped as proposed, tried, taken over."""
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    by = {"actor": _actor(demo, "environment_staff"), "now": demo.now}
    importer = registry.get(code)
    assert importer is not None
    file = imports.take_in(demo.zone, ContentFile(out.getvalue().encode("utf-8-sig"), name))
    run = imports.receive_file(importer=code, file=file, **by)
    shown = queries.sheet_shown(run, importer, None, None)
    assert shown.header is not None
    run = work.work(
        imports.map_columns(run=run, sheet=shown.sheet.name, header=shown.header, columns=shown.columns, **by)
    )
    work.work(imports.start_run(run=run, **by))


def _taken_away(demo: Demo) -> None:
    """The bureau's head takes the year's workbook before it is corrected."""
    series.take_away(
        actor=_actor(demo, "environment_head"), about=demo.things["air_station"].subject,
        first_on=date(2020, 1, 1), last_on=date(2020, 12, 31), now=demo.now,
    )  # fmt: skip


def _correct(demo: Demo) -> None:
    air.correct_air_day(
        actor=_actor(demo, "environment_staff"), station=demo.things["air_station"], on=made_up.CORRECTED,
        amounts=made_up.CORRECTED_TO, reason=REASON, now=demo.now,
    )  # fmt: skip


def _lock(demo: Demo) -> None:
    for medium in ("air", "water"):
        series.lock_period(
            actor=_actor(demo, "environment_head"), medium=medium, period=Period.whole_year(2019),
            reason="2019年度数据已随考核定稿", now=demo.now,
        )  # fmt: skip

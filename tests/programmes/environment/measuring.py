"""Stations, sections and values for the tests of air and water: made up, on places that exist nowhere."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from banshi.base.zones import clock
from banshi.base.zones.access import Actor
from banshi.core.places.actions import register_place
from banshi.core.places.models import Place
from banshi.kernel.standards.air import SIX
from banshi.programmes.environment.actions import air, water
from banshi.programmes.environment.actions.air import GivenDay
from banshi.programmes.environment.actions.water import Area, GivenMonth
from banshi.programmes.environment.models import Section, Station
from support.zone import World, join

SINCE = date(2015, 1, 1)
PEOPLE = {
    "inspector": ("construction_bureau", "staff", ("inspector",)),
    "bureau_head": ("construction_bureau", "deputy_head", ("environment_head",)),
}
GOOD = ("8", "20", "50", "30", "0.8", "90")
"""A day of category 良: AQI 50 by PM10."""
BAD = ("8", "30", "120", "90", "1.1", "120")
"""A day of light pollution: AQI 119 by PM2.5."""
CLEAN = {
    "ph": "7.4", "dissolved_oxygen": "8.1", "permanganate_index": "3.1", "cod": "12", "bod5": "2.1",
    "ammonia_nitrogen": "0.31", "total_phosphorus": "0.06", "petroleum": "0.01L",
}  # fmt: skip
"""A month of class II."""


def people(world: World) -> Actor:
    """The two of the environment bureau; the one who keeps values comes back."""
    for name, spec in PEOPLE.items():
        if name not in world.accounts:
            join(world, name, *spec)
    return world.actor("inspector")


def point(world: World, name: str) -> Place:
    """A monitoring point."""
    return register_place(
        actor=world.system, kind="monitoring_point", name_zh=name, name_en=f"Point {name}", starts_on=SINCE,
        now=clock.now(world.zone),
    )  # fmt: skip


def station(world: World, name: str = "澄明站", **rest: Any) -> Station:
    """A station of the county town."""
    given = {"area_kind": "county_town", "area_zh": "澄县城区", "area_en": "Cheng county town",
             "control_level": "national", "starts_on": SINCE} | rest  # fmt: skip
    return air.register_station(
        actor=world.system, place=point(world, name), now=clock.now(world.zone), **given
    )


def section(world: World, name: str = "云溪河口断面", **rest: Any) -> Section:
    """A section of a river, target II."""
    given = {"kind": "river", "water_zh": "云溪河", "water_en": "Yunxi", "control_level": "national", "target": 2,
             "areas": (Area("county", "澄县", "Cheng county"),), "starts_on": SINCE} | rest  # fmt: skip
    return water.register_section(
        actor=world.system, place=point(world, name), now=clock.now(world.zone), **given
    )


def dates(year: int) -> list[date]:
    """The days of a year."""
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]


def fill_year(
    world: World,
    at: Station,
    year: int,
    good: int,
    *,
    leave: Iterable[date] = (),
    invalid: Iterable[date] = (),
) -> None:
    """A year with so many good days, the last ones bad; without the days to ``leave``, some said to be invalid."""
    left, void = set(leave), set(invalid)
    days, n = [], 0
    for on in dates(year):
        if on in left:
            continue
        if on in void:
            days.append(GivenDay(at, on, GOOD, "仪器故障"))
            continue
        days.append(GivenDay(at, on, GOOD if n < good else BAD))
        n += 1
    found = air.receive_air_days(actor=world.system, days=days, now=clock.now(world.zone))
    assert all(one == at.subject for one in found)


def fill_months(world: World, at: Section, year: int, rows: Iterable[dict[str, str] | None]) -> None:
    """Months of a year in order; None is a month without data."""
    months = [
        GivenMonth(at, date(year, number, 1), amounts) for number, amounts in enumerate(rows, 1) if amounts
    ]
    found = water.receive_water_months(actor=world.system, months=months, now=clock.now(world.zone))
    assert all(one == at.subject for one in found)


def sheet(rows: Iterable[Iterable[Any]], head: str) -> bytes:
    """A csv file."""
    lines = [head, *(",".join(str(cell) for cell in row) for row in rows)]
    return "\n".join(lines).encode()


AIR_HEAD = "日期,点位名称,城市,SO2(μg/m³),NO2(μg/m³),PM10(μg/m³),PM2.5(μg/m³),CO(mg/m³),O3_8h(μg/m³)"
"""Rows of it: day, station, area, and six amounts."""


def air_rows(at: str, area: str, days: Iterable[date], amounts: tuple[str, ...] = GOOD) -> list[list[str]]:
    """Rows of a daily sheet."""
    return [[on.isoformat(), at, area, *amounts] for on in days]


__all__ = ["AIR_HEAD", "BAD", "CLEAN", "GOOD", "PEOPLE", "SIX"]

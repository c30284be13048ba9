"""Air, water, corrections and locks: who may open what."""

from datetime import date, timedelta
from typing import Any

from banshi.base.zones import clock
from banshi.kernel.periods import Period
from banshi.programmes.environment.actions import air, series, water
from banshi.programmes.environment.models import AirDay
from conf.stock import Stock
from programmes.environment import measuring
from programmes.environment.measuring import BAD, CLEAN, GOOD
from support.rows import FORM, PAGE, POST, SIGNED_IN, Names, Row, plain, those

EVERYONE = SIGNED_IN | those("inspector")
VIEW = those("clerk leader verifier builder projects supervisor inspector foreign")
KEEP = those("inspector")
LOCK = those("inspector")
ON = date(2020, 6, 1)
YEAR = Period.whole_year(2020)


def lay(stock: Stock) -> None:
    """A station with two days, one of them corrected; a section with two months; a locked month; in both zones."""
    for name, world in (("ours", stock.here), ("theirs", stock.there)):
        now = clock.now(world.zone)
        station, section = measuring.station(world), measuring.section(world)
        days = [air.GivenDay(station, ON + timedelta(days=n), GOOD) for n in range(2)]
        air.receive_air_days(actor=world.system, days=days, now=now)
        months = [water.GivenMonth(section, date(2020, n, 1), CLEAN) for n in (1, 2)]
        water.receive_water_months(actor=world.system, months=months, now=now)
        air.correct_air_day(actor=world.system, station=station, on=ON, amounts=BAD, reason="复核", now=now)
        lock = series.lock_period(
            actor=world.system, medium="water", period=Period.month(2020, 1), reason="定稿", now=now
        )
        entry = AirDay.objects.get(zone=world.zone, corrects__isnull=False).entry
        stock.of |= {f"station {name}": station, f"section {name}": section, f"lock {name}": lock}
        stock.of[f"correction {name}"] = entry


def fill(stock: Stock, count: int) -> None:
    """So many more stations, sections, days, months, corrections and locks."""
    world = stock.here
    now, station, section = clock.now(world.zone), stock.of["station ours"], stock.of["section ours"]
    have = AirDay.objects.filter(zone=world.zone).count()
    first = date(2019, 1, 1) + timedelta(days=have)
    days = [air.GivenDay(station, first + timedelta(days=n), GOOD) for n in range(count)]
    air.receive_air_days(actor=world.system, days=days, now=now)
    bad = [air.GivenDay(station, first + timedelta(days=n), BAD) for n in range(count)]
    air.receive_air_days(actor=world.system, days=bad, now=now, reason="复核")
    months = [
        water.GivenMonth(section, date(2016 + n // 12, n % 12 + 1, 1), CLEAN) for n in range(min(count, 40))
    ]
    water.receive_water_months(actor=world.system, months=months, now=now)
    worse = [water.GivenMonth(one.section, one.month, CLEAN | {"cod": "14"}) for one in months]
    water.receive_water_months(actor=world.system, months=worse, now=now, reason="复核")
    for n in range(min(count, 40)):
        measuring.station(world, f"站{have}{n}", area_kind="zone")
        measuring.section(world, f"断面{have}{n}")
        if n >= 2:
            period = Period.month(2016 + n // 12, n % 12 + 1)
            locked = series.PeriodLock.objects.filter(zone=world.zone, medium="water", first_on=period.start)
            if not locked.exists():
                series.lock_period(actor=world.system, medium="water", period=period, reason="定稿", now=now)


def _of(thing: str, *rest: Any):
    def find(stock: Stock) -> dict[str, tuple]:
        return {name: (stock.of[f"{thing} {name}"].subject.uid, *rest) for name in ("ours", "theirs")}

    return find


def _corrections(stock: Stock) -> dict[str, tuple]:
    return {name: (stock.of[f"correction {name}"].uid,) for name in ("ours", "theirs")}


def _thing(kind: str, may: Names, objects: Any) -> Row:
    """Whoever sees it is told that the act is not his; the other zone's is not there."""
    ours, theirs = VIEW - {"foreign"}, those("foreign")
    return Row(
        kind,
        {"ours": may & ours, "theirs": may & theirs},
        {"ours": ours - may, "theirs": theirs - may},
        objects,
    )


ROWS = {
    "environment:air": plain(PAGE, VIEW, EVERYONE),
    "environment:stations": plain(PAGE, VIEW, EVERYONE),
    "environment:register_station": plain(FORM, KEEP, EVERYONE),
    "environment:station": _thing(PAGE, VIEW, _of("station")),
    "environment:change_station": _thing(FORM, KEEP, _of("station")),
    "environment:close_station": _thing(FORM, KEEP, _of("station")),
    "environment:enter_air": _thing(FORM, KEEP, _of("station")),
    "environment:air_days": _thing(PAGE, VIEW, _of("station")),
    "environment:take_air": _thing(POST, VIEW, _of("station")),
    "environment:air_year": _thing(PAGE, VIEW, _of("station", 2020)),
    "environment:water": plain(PAGE, VIEW, EVERYONE),
    "environment:sections": plain(PAGE, VIEW, EVERYONE),
    "environment:register_section": plain(FORM, KEEP, EVERYONE),
    "environment:section": _thing(PAGE, VIEW, _of("section")),
    "environment:change_section": _thing(FORM, KEEP, _of("section")),
    "environment:close_section": _thing(FORM, KEEP, _of("section")),
    "environment:enter_water": _thing(FORM, KEEP, _of("section")),
    "environment:take_water": _thing(POST, VIEW, _of("section", 2020)),
    "environment:air_corrections": plain(PAGE, VIEW, EVERYONE),
    "environment:water_corrections": plain(PAGE, VIEW, EVERYONE),
    "environment:correction": _thing(PAGE, VIEW, _corrections),
    "environment:locks": plain(PAGE, VIEW, EVERYONE),
    "environment:lock_period": plain(FORM, LOCK, EVERYONE),
    "environment:lock": _thing(PAGE, VIEW, _of("lock")),
    "environment:unlock_period": _thing(FORM, frozenset(), _of("lock")),
}
BUDGETS = {
    "environment:air": 5,
    "environment:air_corrections": 6,
    "environment:air_days": 7,
    "environment:air_year": 7,
    "environment:correction": 5,
    "environment:lock": 6,
    "environment:locks": 5,
    "environment:section": 9,
    "environment:sections": 7,
    "environment:station": 9,
    "environment:stations": 6,
    "environment:water": 6,
    "environment:water_corrections": 5,
}
QUERIES = {"environment:water": {"year": "2020"}, "environment:section": {"year": "2020"}}
LISTS = (
    "environment:stations",
    "environment:sections",
    "environment:air_corrections",
    "environment:water_corrections",
    "environment:locks",
)
PAGED = (*LISTS, "environment:air_days")

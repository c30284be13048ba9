"""What the environment programme has measured: taking in daily values, and the pages that are opened most.

``./banshi bench environment`` lays an empty zone with one person in :data:`ROLES`, times each of :func:`steps`, then
asks each of :func:`pages` over HTTP.
"""

import io
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from banshi.base.imports import actions as imports
from banshi.base.imports import queries, registry, work
from banshi.base.imports.models import Run
from banshi.base.zones import access, clock
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Zone
from banshi.core.places.actions import register_place
from banshi.programmes.environment.actions.air import register_station
from banshi.programmes.environment.models import AirDay, Station

ROLES = ("inspector",)
SEED = 20200616
STATIONS = 50
FILE_ROWS = 40_000
FIRST = date(2016, 1, 1)
HEAD = "日期,点位名称,SO2(μg/m³),NO2(μg/m³),PM10(μg/m³),PM2.5(μg/m³),CO(mg/m³),O3_8h(μg/m³)"
Step = Callable[[], dict[str, int]]


def steps(actor: Actor, rows: int) -> Iterator[tuple[str, Step]]:
    """Name and work of each stretch: made-up daily sheets of fifty stations, tried and taken over."""
    names = _lay(actor)
    files = list(_files(names, rows))
    runs: list[Run] = []

    def receive() -> dict[str, int]:
        runs.extend(_mapped(actor, data) for data in files)
        return {"files": len(runs), "bytes": sum(len(data) for data in files)}

    def dry_run() -> dict[str, int]:
        runs[:] = [work.work(run) for run in runs]
        return {
            "to_create": sum(run.to_create for run in runs),
            "to_refuse": sum(run.to_refuse for run in runs),
        }

    def take_over() -> dict[str, int]:
        started = [imports.start_run(actor=actor, run=run, now=clock.now(actor.zone)) for run in runs]
        done = [work.work(run) for run in started]
        return {"created": sum(run.created for run in done), "kept": AirDay.objects.count()}

    yield "receive", receive
    yield "dry_run", dry_run
    yield "import", take_over


def pages(zone: Zone) -> dict[str, str]:
    """Name and address of each page: the year with the year before, the station, its days."""
    station = Station.objects.filter(zone=zone).select_related("subject").earliest("pk")
    uid = station.subject.uid
    return {
        "air_year": reverse("environment:air_year", args=[uid, 2017]),
        "station": reverse("environment:station", args=[uid]),
        "air_days": reverse("environment:air_days", args=[uid]),
    }


def _lay(actor: Actor) -> list[str]:
    """Fifty points with a station each."""
    system, now = access.system_actor(actor.zone), clock.now(actor.zone)
    names = [f"测试站{number:02d}" for number in range(STATIONS)]
    for name in names:
        place = register_place(
            actor=system, kind="monitoring_point", name_zh=name, name_en=name, starts_on=FIRST, now=now
        )
        register_station(
            actor=actor, place=place, area_kind="zone", area_zh=name, area_en=name, control_level="zone",
            starts_on=FIRST, now=now,
        )  # fmt: skip
    return names


def _files(names: list[str], rows: int) -> Iterator[bytes]:
    """Sheets day by day over all stations, each with its heading below what a file may hold."""
    draw = Random(SEED)  # noqa: S311 - made-up values
    for start in range(0, rows, FILE_ROWS):
        out = io.StringIO()
        out.write(HEAD + "\n")
        for number in range(start, min(start + FILE_ROWS, rows)):
            on = FIRST + timedelta(days=number // STATIONS)
            values = (
                draw.randint(4, 20), draw.randint(8, 60), draw.randint(20, 140), draw.randint(8, 100),
                f"{draw.randint(4, 20) / 10:.1f}", draw.randint(30, 190),
            )  # fmt: skip
            out.write(f"{on},{names[number % STATIONS]},{','.join(map(str, values))}\n")
        yield out.getvalue().encode()


def _mapped(actor: Actor, data: bytes) -> Run:
    zone = actor.zone
    file = imports.take_in(zone, SimpleUploadedFile("空气日报.csv", data))
    run = imports.receive_file(actor=actor, importer="air_days", file=file, now=clock.now(zone))
    importer = registry.get("air_days")
    assert importer is not None
    shown = queries.sheet_shown(run, importer, None, None)
    assert shown.header is not None
    return imports.map_columns(
        actor=actor, run=run, sheet=shown.sheet.name, header=shown.header, columns=shown.columns,
        now=clock.now(zone),
    )  # fmt: skip

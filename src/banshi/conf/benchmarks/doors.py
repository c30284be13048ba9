"""What the doors cost: a workbook of matters tried and taken over, every row through the act of its app.

The sheet is made up from a fixed seed: 60 % closed before Banshi (claimed), 25 % open without a department, 15 %
with all that a dispatch needs. Measured are wall time and CPU of this process and of the reader's child.
"""

import io
import resource
import time
from datetime import timedelta
from random import Random
from typing import Any

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from banshi.base.history.models import Entry
from banshi.base.imports import actions, queries, registry, work
from banshi.base.imports.models import Run
from banshi.base.zones import access, clock
from banshi.base.zones.models import Zone
from banshi.conf.benchmarks.ground import AREAS, SECOND, TODAY, WORDS, Ground
from banshi.core.matters.models import Matter

SEED = 20260616
HEAD = (
    *("编号", "标题", "诉求内容", "反映日期", "企业名称", "联系人", "联系电话", "牵头领导", "责任单位"),
    *("交办日期", "办结时限", "要求", "办理状态", "办结日期", "办理结果"),
)


def sheet(ground: Ground, rows: int) -> bytes:
    """The workbook: two title rows, the header, ``rows`` matters."""
    out, draw = io.BytesIO(), Random(SEED)  # noqa: S311 - made-up rows
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        page = book.add_worksheet("台账")
        page.write_row(0, 0, ["测试园区问题台账"])
        page.write_row(2, 0, HEAD)
        for number in range(rows):
            page.write_row(3 + number, 0, _row(ground, draw, number))
    return out.getvalue()


def _row(ground: Ground, draw: Random, number: int) -> list[str]:
    raised = TODAY - timedelta(days=draw.randrange(30, 600))
    closed = raised + timedelta(days=draw.randrange(1, 29))
    share = draw.random()
    unit = ground.units[draw.choice(ground.departments)].name_zh
    leader = ground.posts[draw.choice(ground.leaders)].name_zh
    firm = draw.choice(ground.firms).name_zh
    title = f"{draw.choice(AREAS)}{number:05d}号{draw.choice(SECOND)}问题"
    base = [
        f"旧-{number:05d}",
        title,
        draw.choice(WORDS),
        f"{raised:%Y年%m月%d日}",
        firm,
        "行政专员",
        "13800000000",
    ]
    if share < 0.60:
        return [*base, "", unit, "", "", "", "已办结", closed.isoformat(), "已协调解决,现场查看无异常"]
    if share < 0.85:
        return [*base, "", "", "", "", "", "办理中", "", ""]
    due = raised + timedelta(days=20)
    return [
        *base,
        leader,
        unit,
        raised.isoformat(),
        due.isoformat(),
        "现场核实,问题不再出现",
        "办理中",
        "",
        "",
    ]


def _cpu() -> float:
    own, child = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + child.ru_utime + child.ru_stime


class Watch:
    """Wall time and CPU of the stretches of an import."""

    def __init__(self) -> None:
        self.found: dict[str, dict[str, float]] = {}
        self._begin()

    def _begin(self) -> None:
        self.wall, self.cpu = time.monotonic(), _cpu()

    def lap(self, name: str) -> None:
        """The stretch that has just ended."""
        self.found[name] = {
            "wall_s": round(time.monotonic() - self.wall, 2),
            "cpu_s": round(_cpu() - self.cpu, 2),
        }
        self._begin()


def measure(ground: Ground, rows: int) -> dict[str, Any]:
    """Try and take over a sheet of ``rows`` matters, then try it once more; times in seconds."""
    data = sheet(ground, rows)
    zone = Zone.objects.select_related("subject").get(pk=ground.zone.pk)
    actor = access.policy().actor_for(ground.accounts["clerk"], zone)
    assert actor is not None
    before = Matter.objects.count(), Entry.objects.count()
    watch = Watch()
    run = _mapped(actor, data)
    watch.lap("receive")
    run = work.work(run)
    watch.lap("dry_run")
    run = actions.start_run(actor=actor, run=run, now=clock.now(zone))
    run = work.work(run)
    watch.lap("import")
    again = work.work(_mapped(actor, data))
    watch.lap("again")
    laps = watch.found
    total = {key: round(laps["dry_run"][key] + laps["import"][key], 2) for key in ("wall_s", "cpu_s")}
    return {
        "operation": "import",
        "rows": rows,
        "bytes": len(data),
        "created": run.created,
        "refused": run.refused,
        "matters": Matter.objects.count() - before[0],
        "entries": Entry.objects.count() - before[1],
        "same_again": again.to_leave,
        **laps,
        "dry_run_and_import": total,
    }


def _mapped(actor: access.Actor, data: bytes) -> Run:
    zone = actor.zone
    file = actions.take_in(zone, SimpleUploadedFile("台账.xlsx", data))
    run = actions.receive_file(actor=actor, importer="matters", file=file, now=clock.now(zone))
    importer = registry.get("matters")
    assert importer is not None
    shown = queries.sheet_shown(run, importer, None, None)
    assert shown.header is not None
    return actions.map_columns(
        actor=actor,
        run=run,
        sheet=shown.sheet.name,
        header=shown.header,
        columns=shown.columns,
        now=clock.now(zone),
    )

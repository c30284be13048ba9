"""The ledger of the year before comes in as a workbook: closed out, it says, and so it is only claimed."""

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime

from django.core.files.base import ContentFile

from banshi.base.imports import actions, queries, registry, work
from banshi.base.zones.demo import Demo

HEAD = ("标题", "反映日期", "责任单位", "办理状态", "办结日期", "办理结果", "工单编号", "工单时限")
ROWS = (
    ("园区三号路路灯不亮", "2020年9月3日", "建设管理局", "已办结", "2020.9.10", "已更换灯具", "", ""),
    ("云汀路口积水", "2020年10月12日", "建设管理局", "已办结", "2020.10.30", "已疏通雨水井", "YS20201012007", "2020-11-02"),
    ("宿舍区夜间噪声", "2020年11月5日", "建设管理局", "已办结", "2020.11.9", "已调整施工时间", "YS20201105003", "2020-11-20"),
    ("厂区门口占道停车", "2020年12月1日", "建设管理局", "已办结", "12月8日", "已划线并劝导", "", ""),
)  # fmt: skip
COMES_ON = date(2021, 4, 12)


def life(demo: Demo) -> Iterator[datetime]:
    """On one afternoon: sent, mapped, tried, taken over."""
    yield demo.at(COMES_ON, 15, 30)
    out = io.StringIO()
    csv.writer(out).writerows([("2020年问题台账",), HEAD, *ROWS])
    actor = demo.actor(demo.things["account:ledger_staff"])
    importer = registry.get("matters")
    assert importer is not None
    file = actions.take_in(demo.zone, ContentFile(out.getvalue().encode("utf-8-sig"), "2020年问题台账.csv"))
    by = {"actor": actor, "now": demo.now}
    run = actions.receive_file(importer="matters", file=file, year=2020, **by)
    shown = queries.sheet_shown(run, importer, None, None)
    assert shown.header is not None
    run = work.work(
        actions.map_columns(
            run=run, sheet=shown.sheet.name, header=shown.header, columns=shown.columns, year=2020, **by
        )
    )
    work.work(actions.start_run(run=run, **by))

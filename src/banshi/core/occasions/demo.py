"""The demonstration's weekly coordination: a series of Mondays with minutes, one missed, and what came out of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from typing import Any

from banshi.base.calendars.queries import load_calendar
from banshi.base.zones.demo import Demo, Life
from banshi.core.matters import actions as matters
from banshi.core.matters.demo.life import HANDLERS, LEADERS
from banshi.core.matters.models import Matter
from banshi.core.occasions.actions import Present, amend_occasion, hold_occasion, plan_ahead, plan_series
from banshi.core.occasions.models import Occasion
from banshi.core.occasions.rules import NEXT, WEEK, Recurrence

KIND = "weekly_coordination"
STARTS_ON = date(2021, 3, 8)
PLANNED_ON, MONDAY = date(2021, 3, 5), 0
MISSED = date(2021, 5, 10)
ALWAYS = ("executive_deputy", "office_head", "ledger_staff", "inspection_head")
MEMBERS = (
    "deputy_secretary", "member_construction", "member_industry", "building_head", "environment_head",
    "project_head", "enterprise_head", "economy_head",
)  # fmt: skip
TOPICS = (
    "厂区周边道路和排水事项的进度，施工顺序由建设管理局排定。",
    "企业办证事项一次告知，项目服务中心逐户送清单。",
    "用电用水应急事项的值班安排，供水供电单位联系人写进值班表。",
    "招工对接会的场次和场地，企业服务中心报计划。",
    "挂账事项逐项对照原因和复核日期，到期的当面告知反映人。",
    "核验退回的事项，责任部门说明原因和补办日期。",
)


@dataclass(frozen=True)
class Task:
    """What a meeting hands to a department: its words, and by which day it is due."""

    unit: str
    category: str
    title: str
    words: str
    requirement: str
    due_on: date


TASKS: dict[date, tuple[Task, ...]] = {
    date(2021, 6, 7): (
        Task(
            "construction_bureau", "roads", "汛前排水口清淤",
            "会议交办：园区主干道排水口在汛期前清淤一遍，低洼路段备好抽水泵。",
            "主干道排水口全部清淤并拍照，抽水泵到位", date(2021, 6, 18),
        ),
        Task(
            "enterprise_service_centre", "labour", "暑期招工对接会方案",
            "会议交办：暑期招工对接会定日期、场地和参会企业，报分管领导。",
            "方案报分管领导并发到参会企业", date(2021, 6, 16),
        ),
    ),
    date(2021, 6, 15): (
        Task(
            "project_service_centre", "permits", "施工许可告知清单更新",
            "会议交办：施工许可办事清单按新流程改一遍，送到在建项目。",
            "新清单送达每个在建项目，旧清单收回", date(2021, 6, 25),
        ),
    ),
}  # fmt: skip


def part(demo: Demo) -> Iterator[Life]:
    """The one series, and the tasks that came out of it."""
    weeks = Weeks(demo)
    yield weeks.life()
    yield weeks.meetings()
    for task in (task for found in TASKS.values() for task in found):
        yield weeks.handled(task)


@dataclass
class Weeks:
    """The series as the general office keeps it."""

    demo: Demo
    made: dict[str, Matter] = field(default_factory=dict)

    def life(self) -> Life:
        """Planned before the first Monday, held week by week; a holiday's Monday goes to the next working day."""
        demo = self.demo
        yield demo.at(PLANNED_ON, 16)
        rule = Recurrence(WEEK, 1, MONDAY, None, NEXT)
        office = demo.things["general_office"]
        series = plan_series(
            **self._by, kind=KIND, title="周调度会", host=office, rule=rule, starts_on=STARTS_ON
        )
        yield demo.at(date(2021, 6, 1), 8, 40)
        plan_ahead(**self._by, series=series)

    @property
    def _by(self) -> dict[str, Any]:
        return {"actor": self.demo.actor(self.demo.things["account:ledger_staff"]), "now": self.demo.now}

    def meetings(self) -> Life:
        """Each that was held: agenda, who was there, minutes, what it handed out."""
        rows = Occasion.objects.filter(zone=self.demo.zone, series__isnull=False, kind=KIND)
        calendar = load_calendar(self.demo.zone)
        for number in count():
            monday = STARTS_ON + timedelta(weeks=number)
            on = calendar.workday_on_or_after(monday)
            yield self.demo.at(on, 10, 30)
            if monday != MISSED:
                self._held(rows.get(planned_on=on), on, number)

    def _held(self, row: Occasion, on: date, number: int) -> None:
        topics = [TOPICS[(number + step) % len(TOPICS)] for step in range(2)]
        agenda = "\n".join(f"{at}. {text}" for at, text in enumerate(topics, 1))
        row = amend_occasion(**self._by, occasion=row, title=row.title, agenda=agenda)
        absent = number % len(MEMBERS)
        posts = (*ALWAYS, *(post for at, post in enumerate(MEMBERS) if at != absent))
        tasks = TASKS.get(on, ())
        given = [f"交办{self.demo.things[task.unit].name_zh}：{task.title}。" for task in tasks]
        row = hold_occasion(
            **self._by,
            occasion=row,
            held_on=on,
            present=[Present(post=self.demo.things[post]) for post in posts],
            minutes="\n".join(["会议议定：", *topics, *given]),
        )
        for task in tasks:
            self.made[task.title] = self._handed_out(task, row)

    def _handed_out(self, task: Task, row: Occasion) -> Matter:
        by, things = self._by, self.demo.things
        matter = matters.receive_matter(
            **by,
            title=task.title,
            words=task.words,
            kind="task",
            category=task.category,
            source_kind="meeting",
            raiser=matters.Raiser("office", unit=things["general_office"]),
            raised_on=row.held_on or row.planned_on,
            origin=row.subject,
        )
        matter = matters.register_matter(**by, matter=matter)
        return matters.dispatch_matter(
            **by,
            matter=matter,
            lead_leader=things[LEADERS[task.unit]],
            responsible_unit=things[task.unit],
            due_on=task.due_on,
            requirement=task.requirement,
        )

    def handled(self, task: Task) -> Life:
        """Signed for on the next working day, and two days later something is told of it."""
        given = next(day for day, found in TASKS.items() if task in found)
        calendar = load_calendar(self.demo.zone)
        by = self.demo.things[f"account:{HANDLERS[task.unit]}"]
        yield self.demo.at(calendar.next_workday(given), 9, 20)
        matter = matters.sign_matter(
            actor=self.demo.actor(by), matter=self.made[task.title], now=self.demo.now
        )
        yield self.demo.at(calendar.add_workdays(given, 3), 15)
        matters.record_progress(
            actor=self.demo.actor(by),
            matter=matter,
            text="已按会议要求排定人员和时间，正在落实。",
            now=self.demo.now,
        )

"""The demonstration: the ladder of late May and June 2021, one circular, and a sample of which one does not hold."""

from collections.abc import Iterator
from datetime import date, timedelta

from banshi.base.calendars.queries import load_calendar
from banshi.base.zones.access import Actor
from banshi.base.zones.demo import Demo, Life
from banshi.core.supervision import actions
from banshi.core.supervision.models import Document
from banshi.core.supervision.queries import ladder
from banshi.core.supervision.queries import look_back as looks

HANDLERS = {
    "construction_bureau": "building_staff",
    "environment_bureau": "environment_staff",
    "project_service_centre": "project_staff",
    "enterprise_service_centre": "enterprise_staff",
    "economic_development_bureau": "economy_head",
}
FIRST, LAST = date(2021, 5, 24), date(2021, 6, 16)
DRAWN_ON, LOOKED_FROM = date(2021, 6, 8), date(2021, 6, 10)
LOTS = "2021-06-08 现场摇号 37 05 62"
ISSUED = frozenset({"reminder", "chase", "sheet", "circular"})


def part(demo: Demo) -> Iterator[Life]:
    """The supervision office issues, the departments answer, and somebody looks back."""
    yield _ladder(demo)
    yield _look_back(demo)


def _ladder(demo: Demo) -> Life:
    """Every working day what the ladder asks is issued; the last day is left for the reader."""
    calendar = load_calendar(demo.zone)
    day = FIRST
    while day < LAST:
        yield demo.at(day, 16, 40)
        issued = _issue(demo, day)
        yield demo.at(day, 17, 20)
        for row in issued:
            _receive(demo, row)
        day = calendar.next_workday(day)
        yield demo.at(day, 11, 10)
        for row in issued:
            _answer(demo, row, calendar.add_workdays(day, 5))


def _by(demo: Demo, post: str) -> Actor:
    return demo.actor(demo.things[f"account:{post}"])


def _issue(demo: Demo, day: date) -> list[Document]:
    actor = _by(demo, "inspection_head")
    calendar = load_calendar(demo.zone)
    found = []
    for group in ladder.today_of(actor).groups:
        if group.own or group.rung.code not in ISSUED:
            continue
        found.append(
            actions.issue_document(
                actor=actor,
                rung=group.rung.code,
                matters=[row.matter for row in group.rows],
                demand=group.rung.demand_zh,
                answer_by=calendar.add_workdays(day, group.rung.answer_workdays),
                now=demo.now,
            )
        )
    return found


def _departments(row: Document) -> list[str]:
    units = [one.unit.code for one in row.addressees.select_related("unit") if one.unit]
    return [HANDLERS[code] for code in units if code in HANDLERS]


def _receive(demo: Demo, row: Document) -> None:
    for post in _departments(row):
        actions.acknowledge_document(actor=_by(demo, post), document=row, now=demo.now)


def _answer(demo: Demo, row: Document, until: date) -> None:
    """A chase stays without an answer now and then, as it does; a reminder needs none in writing."""
    if row.kind == "reminder" or (row.kind == "chase" and row.pk % 3 == 0):
        return
    for post in _departments(row):
        actions.answer_document(
            actor=_by(demo, post),
            document=row,
            text=f"停放区划线材料已到场，{until.month}月{until.day}日前完成。"
            if row.kind == "sheet"
            else f"已逐项核对，{until.month}月{until.day}日前办结并报送。",
            promised_on=until,
            now=demo.now,
        )


def _look_back(demo: Demo) -> Life:
    """Drawn by lot before witnesses; two hold, one does not and is open again, the others wait."""
    yield demo.at(DRAWN_ON, 15)
    actor = _by(demo, "inspection_head")
    sample = actions.draw_sample(actor=actor, now=demo.now, seed=LOTS)
    tasks = list(looks.tasks(actor).filter(sample=sample).order_by("matter__number"))
    failing = next((task for task in tasks if not task.matter.key_listed), tasks[0])
    done = [task for task in tasks if task != failing][:2]
    for number, task in enumerate((*done, failing)):
        yield demo.at(LOOKED_FROM + timedelta(days=number // 2), 15, 10 * number)
        actions.record_look_back(
            actor=_by(demo, "inspection_head"),
            task=task,
            holds=task != failing,
            text="回访并到现场查看，与销号时一致。"
            if task != failing
            else "到现场查看，问题又出现，未达到办理要求。",
            now=demo.now,
        )
    yield demo.now

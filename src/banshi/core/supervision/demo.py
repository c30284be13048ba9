"""The demonstration: the ladder of late May and June 2021, one circular, and a sample of which one does not hold."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.core.files.base import ContentFile

from banshi.base.calendars.queries import load_calendar
from banshi.base.zones.access import Actor
from banshi.base.zones.demo import Demo, Life
from banshi.core.matters.actions import attach_evidence, withdraw_matter
from banshi.core.matters.demo.pictures import picture
from banshi.core.matters.models import Matter
from banshi.core.supervision import actions
from banshi.core.supervision.models import Document
from banshi.core.supervision.queries import desk, ladder
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
    yield _same_photo(demo)
    yield _withdrawn(demo)
    yield _supervisor(demo)


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
    """One in three reminders stays without an answer, as it does."""
    if row.kind == "reminder" and int(row.number.split("〕")[1].removesuffix("号")) % 3 == 0:
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


def _matter(demo: Demo, title: str) -> Matter:
    return Matter.objects.get(zone=demo.zone, title=title)


def _same_photo(demo: Demo) -> Life:
    """One photo is shown for two places; the records keep both."""
    for hour, title in enumerate(("货车夜间停放秩序", "临时便道雨后泥泞"), 10):
        yield demo.at(date(2021, 6, 10), hour, 25)
        attach_evidence(
            actor=_by(demo, "building_staff"),
            matter=_matter(demo, title),
            kind="photo_after",
            dated_on=date(2021, 6, 10),
            upload=ContentFile(picture(777), name="现场照片.jpg"),
            now=demo.now,
        )


def _withdrawn(demo: Demo) -> Life:
    """Taken back when a circular had already named it."""
    yield demo.at(date(2021, 6, 16), 17, 30)
    withdraw_matter(
        actor=_by(demo, "ledger_staff"),
        matter=_matter(demo, "货车夜间停放秩序"),
        reason="反映人来电表示不再要求办理。",
        now=demo.now,
    )


def _supervisor(demo: Demo) -> Life:
    """The supervisor follows the photo up and reminds the department, which answers."""
    yield demo.at(date(2021, 6, 11), 9, 5)
    actor = _by(demo, "supervision_staff")
    group = next(one for one in desk.groups(actor) if one.detector.code == "same_evidence")
    anomaly = actions.decide_anomaly(
        actor=actor,
        detector="same_evidence",
        mark=group.lines[0].found.key,
        decision="followed",
        reason="两件事项地点不同，照片相同，请责任部门说明并补充现场照片。",
        now=demo.now,
    )
    yield demo.at(date(2021, 6, 11), 9, 30)
    numbers = "、".join(matter.number for matter in group.lines[0].matters)
    row = actions.issue_notice(
        actor=_by(demo, "supervision_staff"),
        unit=demo.things["construction_bureau"],
        demand=f"事项{numbers}使用同一张照片作为办理后照片。请核实并补充各自现场照片，书面说明原因。",
        answer_by=date(2021, 6, 18),
        now=demo.now,
        anomaly=anomaly,
    )
    yield demo.at(date(2021, 6, 15), 16, 15)
    actions.answer_document(
        actor=_by(demo, "building_staff"),
        document=row,
        text="照片系上传时选错，已向经办人提出要求，6月17日前分别补拍上传。",
        promised_on=date(2021, 6, 17),
        now=demo.now,
    )
    yield demo.now

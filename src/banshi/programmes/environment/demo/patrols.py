"""Seven patrols of spring 2021 by three inspectors each: 21 person-times and 29 findings, most of them put right."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.files.base import ContentFile

from banshi.base.calendars.queries import load_calendar
from banshi.base.zones import clock
from banshi.base.zones.access import Actor
from banshi.base.zones.demo import Demo, Life
from banshi.core.matters import actions as matters
from banshi.core.matters.demo.pictures import picture
from banshi.core.matters.models import Matter
from banshi.core.org.actions import people, posts
from banshi.core.supervision.actions import issue_document
from banshi.programmes.environment.actions import patrols as actions
from banshi.programmes.environment.demo.grants import grant
from banshi.programmes.environment.models import PatrolStop

SITES = (
    ("heming_site", "tingzhu"),
    ("lanting_site", "tingzhu"),
    ("chengnan_site", "lushan"),
    ("yunfan_site", "lushan"),
)
INSPECTORS = ("environment_staff", "environment_inspector", "environment_aide")
NEW_POSTS = (
    ("environment_inspector", "环保局巡查专员", "Inspector of Environment"),
    ("environment_aide", "环保局巡查员", "Patrol Officer of Environment"),
)
GOOD, BACK, OPEN, LATE = "good", "back", "open", "late"


@dataclass(frozen=True)
class Found:
    """A finding of the demonstration: the site by its place in SITES, the item, what is wrong, its way."""

    site: int
    item: str
    words: str
    way: str = GOOD
    how: str = "ticked"


PATROLS: tuple[tuple[date, tuple[Found, ...]], ...] = (
    (
        date(2021, 3, 9),
        (
            Found(0, "5", "北侧约300平方米裸土未覆盖。", how="drawn"),
            Found(0, "2", "出入口30米便道未硬化。"),
            Found(1, "1", "东侧围挡缺两块。"),
            Found(2, "3", "出口未设冲洗设施。", how="drawn"),
            Found(3, "7", "建筑垃圾未集中堆放。"),
        ),
    ),
    (
        date(2021, 3, 19),
        (
            Found(0, "4", "土方作业未喷淋。"),
            Found(1, "5", "南侧堆土未覆盖。", BACK),
            Found(2, "6", "渣土车篷盖未盖严。"),
            Found(2, "2", "车行道路破损、积尘。"),
            Found(3, "1", "围挡喷淋损坏。"),
        ),
    ),
    (
        date(2021, 3, 30),
        (
            Found(0, "3", "洗车池沉淀物未清。", how="refused"),
            Found(1, "4", "切割作业未湿法。"),
            Found(2, "5", "黄土裸露约150平方米。"),
            Found(3, "8", "挖掘机无编码牌。"),
        ),
    ),
    (
        date(2021, 4, 9),
        (
            Found(0, "7", "余料露天堆放。"),
            Found(1, "3", "车辆带泥上路。", how="drawn"),
            Found(2, "1", "外架安全网破损。"),
            Found(3, "5", "材料堆场未覆盖。", BACK),
        ),
    ),
    (
        date(2021, 4, 22),
        (
            Found(0, "6", "夜间渣土运输遮盖不严。"),
            Found(1, "2", "新开便道未硬化。"),
            Found(2, "4", "雾炮停用。"),
            Found(3, "3", "冲洗水压不足。"),
        ),
    ),
    (
        date(2021, 5, 11),
        (
            Found(0, "5", "基坑边坡裸露。"),
            Found(1, "7", "垃圾清运不及时。"),
            Found(2, "8", "压路机冒黑烟。"),
            Found(3, "2", "出口路面积泥。"),
        ),
    ),
    (
        date(2021, 5, 25),
        (
            Found(0, "other", "工地公示牌未公布监督电话。", LATE, how="refused"),
            Found(1, "other", "夜间施工告示未张贴到周边村组。", OPEN),
            Found(2, "other", "临时排水沟淤堵。", OPEN, how="drawn"),
        ),
    ),
)
NEXT_ROUTE = date(2021, 6, 17)


def lives(demo: Demo) -> Iterator[Life]:
    """The inspectors come first, then each patrol, then what becomes of each finding."""
    demo.things["findings"] = {}
    yield _found_office(demo)
    for number, (day, found) in enumerate(PATROLS):
        yield _patrol(demo, day, found, number)
        for place, one in enumerate(found):
            yield _finding(demo, day, one, (number, place))
    yield _route_of_today(demo)


def _by(demo: Demo, post: str) -> Actor:
    return demo.actor(demo.things[f"account:{post}"])


def _found_office(demo: Demo) -> Life:
    yield demo.at(demo.starts_on, 8)
    common = {"actor": demo.system, "now": demo.now, "starts_on": demo.starts_on}
    for code, zh, en in NEW_POSTS:
        post = posts.open_post(
            code=code,
            unit=demo.things["environment_bureau"],
            kind="administrative",
            rank="staff",
            name_zh=zh,
            name_en=en,
            **common,
        )
        person = people.enter_person(name=f"演示人员({zh})", **common)
        posts.appoint(post=post, person=person, **common)
        demo.things[code] = post
    grant(demo, "environment_staff", "inspector")
    yield demo.at(date(2021, 3, 2), 9)
    for site, contractor in SITES:
        actions.set_site(
            actor=_by(demo, "environment_staff"),
            place=demo.things[site],
            contractor=demo.things[contractor],
            responsible_unit=demo.things["construction_bureau"],
            lead_leader=demo.things["member_construction"],
            now=demo.now,
        )


def _photo(number: int) -> ContentFile:
    return ContentFile(picture(number), name="现场照片.jpg")


def _patrol(demo: Demo, day: date, found: tuple[Found, ...], number: int) -> Life:
    yield demo.at(day, 8, 30)
    actor = _by(demo, "environment_staff")
    row = actions.plan_patrol(
        actor=actor,
        host=demo.things["environment_bureau"],
        planned_on=day,
        sites=[demo.things[site] for site, _contractor in SITES],
        now=demo.now,
    )
    stops = {
        stop.place.subject_id: stop
        for stop in PatrolStop.objects.filter(patrol__occasion=row).select_related("place")
    }
    for place, one in enumerate(found):
        yield demo.at(day, 9 + place, 10)
        due = date(2021, 6, 25) if one.way == OPEN else None
        demo.things["findings"][number, place] = actions.report_finding(
            actor=_by(demo, "environment_staff"),
            stop=stops[demo.things[SITES[one.site][0]].subject_id],
            item=one.item,
            words=one.words,
            photo=_photo(3000 + number * 10 + place),
            due_on=due,
            now=demo.now,
        )
    yield demo.at(day, 15)
    for site, _contractor in SITES:
        _check(demo, stops[demo.things[site].subject_id], number)
    yield demo.at(day, 16, 30)
    actions.finish_patrol(
        actor=_by(demo, "environment_staff"),
        occasion=row,
        inspectors=[demo.things[post] for post in INSPECTORS],
        held_on=day,
        now=demo.now,
    )


def _check(demo: Demo, stop: PatrolStop, number: int) -> None:
    """The other items of the list; early on no machine worked at the logistics park."""
    known = set(stop.checks.values_list("item", flat=True))
    results = {str(n): ("met", "") for n in range(1, 9) if str(n) not in known}
    if number == 1 and stop.place.subject_id == demo.things["yunfan_site"].subject_id:
        results["8"] = ("na", "当日无非道路移动机械作业")
    actions.check_stop(actor=_by(demo, "environment_staff"), stop=stop, results=results, now=demo.now)


def _finding(demo: Demo, day: date, one: Found, key: tuple[int, int]) -> Life:
    """The sheet on the day, the department's work in the days after, the recheck by the issuer."""
    calendar = load_calendar(demo.zone)
    yield demo.at(day, 14, 5 + key[1])
    matter: Matter = demo.things["findings"][key]
    _hand(demo, matter, one)
    yield demo.at(calendar.add_workdays(day, 1), 9, key[1])
    matter = matters.sign_matter(actor=_by(demo, "building_staff"), matter=matter, now=demo.now)
    if one.way in (OPEN, LATE):
        if one.way == LATE:
            yield demo.at(date(2021, 6, 1), 10)
            _chase(demo, matter)
        return
    picture_of = 4000 + key[0] * 10 + key[1]
    yield demo.at(calendar.add_workdays(day, 2), 15, key[1])
    matter = _submit(demo, matter, picture_of)
    yield demo.at(calendar.add_workdays(day, 3), 10, key[1])
    if one.way == BACK:
        _recheck(demo, matter, passed=False)
        yield demo.at(calendar.add_workdays(day, 4), 15, key[1])
        matter = _submit(demo, matter, picture_of + 500)
        yield demo.at(calendar.add_workdays(day, 5), 10, key[1])
    _recheck(demo, matter, passed=True)


def _hand(demo: Demo, matter: Matter, one: Found) -> None:
    given = {"name": "项目负责人(演示)"} if one.how != "refused" else {"witness": "建设管理局值班人员(演示)"}
    drawing = _photo(5000) if one.how == "drawn" else None
    actions.hand_over(
        actor=_by(demo, "environment_staff"),
        matter=matter,
        how=one.how,
        drawing=drawing,
        now=demo.now,
        **given,
    )


def _submit(demo: Demo, matter: Matter, number: int) -> Matter:
    by = {"actor": _by(demo, "building_staff"), "now": demo.now}
    found = matters.attach_evidence(
        **by, matter=matter, kind="photo_after", dated_on=_day(demo), upload=_photo(number)
    )
    return matters.submit_matter(**by, matter=found, outcome="solved", text="已督促施工单位整改到位。")


def _day(demo: Demo) -> date:
    return clock.on_date(demo.zone, demo.now)


def _recheck(demo: Demo, matter: Matter, *, passed: bool) -> None:
    actions.recheck(
        actor=_by(demo, "environment_staff"),
        matter=matter,
        passed=passed,
        text="现场复查，已整改到位。" if passed else "现场复查，仍有部分未覆盖。",
        now=demo.now,
    )


def _chase(demo: Demo, matter: Matter) -> None:
    """The ladder of documents goes on where a sheet was not heeded."""
    issue_document(
        actor=_by(demo, "inspection_head"),
        rung="chase",
        matters=[matter],
        demand="该整改事项已超过期限。请说明原因、已采取的措施和完成日期。",
        answer_by=load_calendar(demo.zone).add_workdays(_day(demo), 2),
        reason="施工单位拒签整改交办单，且逾期未整改。",
        now=demo.now,
    )


def _route_of_today(demo: Demo) -> Life:
    yield demo.at(NEXT_ROUTE - timedelta(days=1), 16)
    actions.plan_patrol(
        actor=_by(demo, "environment_staff"),
        host=demo.things["environment_bureau"],
        planned_on=NEXT_ROUTE,
        sites=[demo.things[site] for site, _contractor in SITES],
        now=demo.now,
    )

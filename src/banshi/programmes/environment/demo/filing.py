"""The demonstration's notice with its receipts, the measures of four kinds, and an appraisal from outside.

Fictional sites and contractors; quantities as on the page: 10 machines, 5 pools, about 1,000 m, 3 roads.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import cycle

from django.core.files.base import ContentFile

from banshi.base.zones.access import Actor
from banshi.base.zones.demo import Demo, Life
from banshi.core.matters.demo.pictures import picture
from banshi.core.places.models import Place, PlaceKind
from banshi.programmes.environment.actions import appraisals, measures, notices
from banshi.programmes.environment.actions.measures import Amount
from banshi.programmes.environment.demo.grants import grant
from banshi.programmes.environment.models import Measure, Notice
from banshi.programmes.environment.queries.notices import recipients_of
from banshi.programmes.environment.rules.appraisals import Said

TITLE = "关于进一步落实建筑工地施工扬尘治理“8个百分之百”相关保障措施的通知"
TEXT = """各建筑工地、施工单位和有关部门：
一、落实“8个百分之百”
（一）围挡和外架全封闭，出入口和车行道路硬化，出入口设置车辆冲洗设施。
（二）易起扬尘作业面湿法施工，裸土和物料覆盖，渣土密封运输。
（三）建筑垃圾规范管理，非道路移动机械尾气达标。
二、保障措施
（一）各工地明确专人负责，增设雾化设备、洗车池、围挡和硬化便道，增设后报环保局核实。
（二）环保局会同建设管理局开展工地巡查，发现问题交办整改并复查。"""

# kind, quantity, how it is meant, contractor, where, put up on, verified on
MEASURES = (
    ("misting", "4", "exact", "tingzhu", "北侧作业面", (3, 22), (3, 25)),
    ("misting", "3", "exact", "lushan", "基坑周边", (4, 6), (4, 8)),
    ("misting", "3", "exact", "tingzhu", "材料堆场", (5, 10), (5, 12)),
    ("wheel_wash", "2", "exact", "tingzhu", "一号、二号出入口", (3, 24), (3, 25)),
    ("wheel_wash", "2", "exact", "lushan", "南门和东门", (4, 7), (4, 8)),
    ("wheel_wash", "1", "exact", "tingzhu", "西门", (5, 11), (5, 12)),
    ("hoarding", "600", "about", "tingzhu", "沿路一侧", (3, 29), (4, 8)),
    ("hoarding", "400", "exact", "lushan", "东侧", (5, 8), (5, 12)),
    ("hardened_road", "2", "exact", "tingzhu", "南北便道", (4, 12), (4, 14)),
    ("hardened_road", "1", "exact", "lushan", "堆场便道", (5, 13), (5, 14)),
)
WAITING = ("settling_tank", "1", "exact", "lushan", "东南角", (6, 15), None)
ISSUED, RECEIVE_BY = date(2021, 3, 9), date(2021, 3, 15)


def lives(demo: Demo) -> Iterator[Life]:
    """A notice, what followed on the sites, and what the city found of the year before."""
    yield _notice(demo)
    yield _second_notice(demo)
    yield _measures(demo)
    yield _appraisal(demo)


def _by(demo: Demo, post: str) -> Actor:
    return demo.actor(demo.things[f"account:{post}"])


def _photo(seed: int) -> ContentFile:
    return ContentFile(picture(seed), name="现场照片.jpg")


def _sites(demo: Demo, day: date) -> list[Place]:
    rows = Place.objects.filter(zone=demo.zone, kind=PlaceKind.SITE).on(day)
    return list(rows.select_related("subject", "held_by").order_by("pk"))


def _notice(demo: Demo) -> Life:
    yield demo.at(ISSUED, 10, 30)
    grant(demo, "environment_staff", "inspector")
    row = notices.issue_notice(
        actor=_by(demo, "environment_staff"),
        title=TITLE,
        text=TEXT,
        issuer_unit=demo.things["environment_bureau"],
        issued_on=ISSUED,
        receive_by=RECEIVE_BY,
        now=demo.now,
        sites=_sites(demo, ISSUED),
        organisations=[demo.things["tingzhu"], demo.things["lushan"]],
        units=[demo.things["construction_bureau"]],
    )
    yield demo.at(ISSUED, 15, 10)
    notices.acknowledge_notice(actor=_by(demo, "building_staff"), notice=row, now=demo.now)
    yield from _receipts(demo, row)


def _second_notice(demo: Demo) -> Life:
    """Issued in June; on the last day of the demonstration some have not acknowledged it and are late."""
    yield demo.at(date(2021, 6, 8), 9, 15)
    row = notices.issue_notice(
        actor=_by(demo, "environment_staff"),
        title="关于高温时段增加洒水降尘频次的通知",
        text="一、每日10时至17时每两小时洒水一次。\n二、裸土和堆料保持覆盖。",
        issuer_unit=demo.things["environment_bureau"],
        issued_on=date(2021, 6, 8),
        receive_by=date(2021, 6, 11),
        now=demo.now,
        sites=_sites(demo, date(2021, 6, 8)),
        units=[demo.things["construction_bureau"]],
    )
    outside = [one for one in recipients_of(row) if one.token]
    for n, one in enumerate(outside[:-3]):
        yield demo.at(date(2021, 6, 9), 10 + n % 6, 5)
        notices.acknowledge_by_link(actor=notices.link_actor(demo.zone), recipient=one, now=demo.now)


def _receipts(demo: Demo, row: Notice) -> Life:
    """Most by the code on their slip, every fourth on paper, the last one late."""
    outside = [one for one in recipients_of(row) if one.token]
    for n, one in enumerate(outside):
        last = n == len(outside) - 1
        yield demo.at(date(2021, 3, 17 if last else 10 + n % 4), 9 + n % 7, 20)
        if n % 4 == 3 and not last:
            notices.record_receipt(
                actor=_by(demo, "ledger_staff"),
                recipient=one,
                received_on=demo.now.date(),
                upload=_photo(900 + n),
                now=demo.now,
            )
        else:
            notices.acknowledge_by_link(actor=notices.link_actor(demo.zone), recipient=one, now=demo.now)


def _measures(demo: Demo) -> Life:
    """Entered by the environment bureau when they stand there, verified on site by the supervision office."""
    sites = cycle(_sites(demo, ISSUED))
    entered: list[tuple[date, Measure]] = []
    for n, one in enumerate(sorted((*MEASURES, WAITING), key=lambda one: one[5])):
        put_up, looked = date(2021, *one[5]), date(2021, *one[6]) if one[6] else None
        yield from _verify(demo, entered, put_up)
        yield demo.at(put_up, 16, n)
        row = measures.enter_measure(
            actor=_by(demo, "environment_staff"),
            place=next(sites),
            kind=one[0],
            amount=Amount(Decimal(one[1]), one[2]),
            installed_on=put_up,
            now=demo.now,
            organisation=demo.things[one[3]],
            spot=one[4],
            uploads=[_photo(700 + n)],
        )
        if looked:
            entered.append((looked, row))
    yield from _verify(demo, entered, date(2021, 6, 16))


def _verify(demo: Demo, entered: list[tuple[date, Measure]], until: date) -> Life:
    """Those whose day on site has come by ``until``."""
    for looked, row in [one for one in entered if one[0] <= until]:
        yield demo.at(looked, 10, row.pk % 50)
        measures.verify_measure(
            actor=_by(demo, "inspection_staff"),
            measure=row,
            found=True,
            day=looked,
            text="现场查看，数量与录入一致，运行正常。",
            now=demo.now,
        )
        entered.remove((looked, row))


def _appraisal(demo: Demo) -> Life:
    yield demo.at(date(2021, 3, 18), 9, 40)
    said = Said(
        year=2020,
        body="市污染防治攻坚战指挥部办公室（虚构）",
        title="全市污染防治攻坚战考核",
        category="二类园区",
        grade="优秀",
        rank=1,
        of_how_many=None,
        document_title="关于2020年度污染防治攻坚战考核结果的通报（演示）",
        document_number="",
        document_on=date(2021, 3, 15),
    )
    appraisals.enter_appraisal(actor=_by(demo, "ledger_staff"), said=said, upload=_photo(990), now=demo.now)
    yield demo.now

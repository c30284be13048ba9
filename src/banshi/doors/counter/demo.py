"""The demonstration: calls, a walk-in, a pasted message, a village's entry, and two raisers who wait for a call."""

import secrets
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from banshi.base.calendars.queries import load_calendar
from banshi.base.signin.actions import Secret, open_account
from banshi.base.zones.access import Actor
from banshi.base.zones.demo import Demo, Life, SignIn
from banshi.core.access.actions import grant_role
from banshi.core.matters import actions as matters
from banshi.core.matters.models import Matter
from banshi.core.org.actions import people, posts, units
from banshi.doors.counter.actions import record_not_reached, take_in

VILLAGE = "shiqiao_clerk"
PRINTED = ((VILLAGE, "村专员(石桥村)", "Village clerk"),)

# day, hour, minute, by whom, way, raiser (kind, organisation), place, kind, category, line, words, asked for by
TAKEN = (
    (date(2021, 6, 16), 10, 20, "ledger_staff", "call", ("enterprise", "heming"), "heming_site", "problem",
     "utilities", "二期工地夜间用电负荷不足", "晚上混凝土泵一开就跳闸，请月底前增容。", date(2021, 6, 30)),
    (date(2021, 6, 16), 15, 5, "enterprise_staff", "walk_in", ("resident", "liutang"), "liutang_village", "problem",
     "roads", "柳塘村口会车处视线被遮挡", "村口转弯的地方广告牌挡住了，骑车看不见来车。", None),
    (date(2021, 6, 16), 16, 30, VILLAGE, "on_behalf", ("resident", "shiqiao"), "shiqiao_village", "problem",
     "utilities", "石桥村三组晚间水压低", "老人家里三楼晚上没有水，要下楼提。", None),
    (date(2021, 6, 17), 8, 40, "ledger_staff", "message", ("enterprise", "songyue"), "songyue_site", "need",
     "labour", "食品车间缺电工和普工", "缺电工2名、普工15名，7月10日前到岗，麻烦帮忙对接。", date(2021, 7, 10)),
)  # fmt: skip
# line, words, raiser, place, not reached before
WAITING = (
    (
        "厂区东侧路灯不亮",
        "东门外三盏路灯坏了，夜班下班看不清路。",
        ("enterprise", "baihe"),
        "baihe_site",
        True,
    ),
    ("村道回填土未压实", "管道修完的地方一下雨就陷。", ("resident", "shiqiao"), "shiqiao_village", False),
)


def part(demo: Demo) -> Iterator[Life]:
    """The village's clerk from the first day; what is taken in and called back lies in the middle of June."""
    yield _village(demo)
    for number, row in enumerate(TAKEN, 1):
        yield _taken(demo, number, row)
    for number, row in enumerate(WAITING, 1):
        yield _waiting(demo, number, row)


def _village(demo: Demo) -> Life:
    common = {"actor": demo.system, "now": demo.now, "starts_on": demo.starts_on}
    point = units.open_unit(
        code="shiqiao_point", name_zh="石桥村便民服务点(虚构)", name_en="Shiqiao village service point (fictional)",
        kind="centre", **common,
    )  # fmt: skip
    post = posts.open_post(
        code=VILLAGE, unit=point, kind="administrative", rank="staff", name_zh="石桥村专员",
        name_en="Shiqiao village clerk", **common,
    )  # fmt: skip
    account = open_account(
        actor=demo.system,
        login=VILLAGE,
        password=Secret(secrets.token_urlsafe(24)),
        now=demo.now,
        must_change=False,
    )
    person = people.enter_person(name="演示人员(石桥村专员)", account=account, **common)
    posts.appoint(actor=demo.system, post=post, person=person, starts_on=demo.starts_on, now=demo.now)
    grant_role(actor=demo.system, post=post, role="village_clerk", starts_on=demo.starts_on, now=demo.now)
    demo.things[f"account:{VILLAGE}"] = account
    demo.sign_ins.append(SignIn(PRINTED[0][1], PRINTED[0][2], account))
    yield demo.now


def _taken(demo: Demo, number: int, row: tuple) -> Life:
    day, hour, minute, who, way, raiser, place, kind, category, title, words, wanted_by = row
    yield demo.at(day, hour, minute)
    take_in(
        actor=_by(demo, who),
        title=title,
        words=words,
        kind=kind,
        category=category,
        source_kind="hotline" if way == "call" else raiser[0],
        raiser=_raiser(demo, number, raiser),
        raised_on=day,
        place=demo.things[place],
        way=way,
        call_back="author" if way == "on_behalf" else "raiser",
        wanted_by=wanted_by,
        now=demo.now,
    )


def _waiting(demo: Demo, number: int, row: tuple) -> Life:
    """From the call on 7 June to the verification on the 15th; the first one was not reached on the 16th."""
    title, words, raiser, place, tried = row
    calendar, day = load_calendar(demo.zone), date(2021, 6, 7)
    yield demo.at(day, 9, 10 * number)
    matter = take_in(
        actor=_by(demo, "ledger_staff"),
        title=title,
        words=words,
        kind="problem",
        category="roads",
        source_kind="hotline",
        raiser=_raiser(demo, 10 + number, raiser),
        raised_on=day,
        place=demo.things[place],
        way="call",
        now=demo.now,
    )
    yield from _handled(demo, matter, number)
    yield demo.at(date(2021, 6, 15), 15, number)
    matters.verify_matter(
        actor=_by(demo, "inspection_staff"), matter=matter, passed=True, text="到现场查看属实。", now=demo.now
    )
    if tried:
        yield demo.at(date(2021, 6, 16), 11, 5)
        next_on = calendar.next_workday(date(2021, 6, 16))
        record_not_reached(
            actor=_by(demo, "ledger_staff"),
            matter=matter,
            next_on=next_on,
            text="电话无人接听。",
            now=demo.now,
        )


def _handled(demo: Demo, matter: Matter, number: int) -> Iterator[datetime]:
    yield demo.at(date(2021, 6, 8), 9, number)
    matters.dispatch_matter(
        actor=_by(demo, "ledger_staff"),
        matter=matter,
        lead_leader=demo.things["member_construction"],
        responsible_unit=demo.things["construction_bureau"],
        due_on=date(2021, 6, 18),
        requirement="修复完成，连续三日无复发",
        now=demo.now,
    )
    handler = {"matter": matter}
    yield demo.now + timedelta(hours=2)
    matters.sign_matter(actor=_by(demo, "building_staff"), now=demo.now, **handler)
    yield demo.at(date(2021, 6, 11), 16, number)
    matters.attach_evidence(
        actor=_by(demo, "building_staff"), kind="raiser", dated_on=date(2021, 6, 11), now=demo.now, **handler
    )
    matters.submit_matter(
        actor=_by(demo, "building_staff"),
        outcome="solved",
        text="已修复，现场试用正常。",
        now=demo.now,
        **handler,
    )


def _raiser(demo: Demo, number: int, raiser: tuple[str, str]) -> matters.Raiser:
    kind, org = raiser
    name, prefix = ("村民", "1990001") if kind == "resident" else ("企业联系人", "1980001")
    return matters.Raiser(
        kind, org=demo.things[org], name=f"{name}(来电{number:02d})", phone=f"{prefix}{number:04d}"
    )


def _by(demo: Demo, post: str) -> Actor:
    return demo.actor(demo.things[f"account:{post}"])

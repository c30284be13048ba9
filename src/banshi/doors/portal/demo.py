"""The demonstration's signs, and what came in through them in June 2021: one taken on and handled, one just in,
one held. Places, firms and villages exist nowhere."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from banshi.base.zones.demo import Demo, Life
from banshi.core.matters import actions as matters
from banshi.doors.portal import actions
from banshi.doors.portal.actions.receiving import Files, Sender
from banshi.doors.portal.models import IntakeLink, Report
from banshi.doors.portal.people import public_actor, rules_of
from banshi.doors.portal.proof import Proof
from banshi.doors.portal.rules import Given

FIRST = date(2021, 6, 1)
KEYS = UUID("0d1c5a64-2f0b-4f0e-9a52-6d5f2f7a9c11")

# name, kind, heading, organisation, place, contact, source, kinds, category
SIGNS = (
    (
        "card", "card", "晴川精密 一企一卡", "qingchuan", None, "enterprise_staff", "enterprise",
        ["need", "problem"], "labour",
    ),
    (
        "fence", "fence", "鹤鸣电子二期工地 监督牌", None, "heming_site", "ledger_staff", "resident",
        ["problem", "danger", "urgent_supply"], "construction",
    ),
    (
        "poster", "poster", "柳塘村 有事请说", "liutang", "liutang_village", "ledger_staff", "resident",
        ["problem", "need"], "living",
    ),
)  # fmt: skip


def part(demo: Demo) -> Iterator[Life]:
    """The signs, then one life for each report."""
    yield _life(demo)


def _life(demo: Demo) -> Life:
    yield demo.at(FIRST, 9)
    links = {sign[0]: _sign(demo, *sign) for sign in SIGNS}
    yield demo.at(date(2021, 6, 10), 7, 20)
    report = _send(demo, links["fence"], "凌晨还有渣土车出入,路面全是泥,孩子上学不好走。", "problem", 1)
    yield demo.at(date(2021, 6, 10), 10)
    by = {"actor": _by(demo, "ledger_staff"), "now": demo.now}
    matter = matters.register_matter(matter=report.matter, **by)
    matter = matters.dispatch_matter(
        matter=matter,
        lead_leader=demo.things["member_construction"],
        responsible_unit=demo.things["construction_bureau"],
        due_on=date(2021, 6, 18),
        requirement="出口设洗轮机并清扫路面,早7点至8点停止出车",
        **by,
    )
    yield demo.at(date(2021, 6, 11), 9)
    by = {"actor": _by(demo, "building_staff"), "now": demo.now}
    matter = matters.sign_matter(matter=matter, **by)
    matters.reply_interim(
        matter=matter,
        text="洗轮机6月15日安装,早7点至8点已停止出车。",
        told_on=date(2021, 6, 11),
        next_on=date(2021, 6, 18),
        **by,
    )
    yield demo.at(date(2021, 6, 16), 9, 5)
    _send(demo, links["card"], "缺电工5名、焊工3名,6月底前到岗。", "need", 2)
    yield demo.at(date(2021, 6, 17), 8, 30)
    _send(demo, links["poster"], "村口路灯晚上不亮。", "problem", 3, proved=False)


def _by(demo: Demo, login: str):
    return demo.actor(demo.things[f"account:{login}"])


def _sign(demo: Demo, _name, kind, title, org, place, contact, source, kinds, category) -> IntakeLink:
    return actions.make_link(
        actor=_by(demo, "ledger_staff"),
        kind=kind,
        title=title,
        contact=demo.things[contact],
        raiser_org=demo.things[org] if org else None,
        place=demo.things[place] if place else None,
        source_kind=source,
        kinds=kinds,
        category=category,
        starts_on=FIRST,
        now=demo.now,
    )


def _send(demo: Demo, link: IntakeLink, words: str, kind: str, n: int, *, proved: bool = True) -> Report:
    """As the page sends it; the machine that plays the demonstration has nothing to prove to itself."""
    link.zone = demo.zone
    now: datetime = demo.now
    proof = Proof(f"demonstration {n}", now + timedelta(hours=1), "") if proved else Proof()
    key = uuid5(KEYS, str(n))
    return actions.receive_report(
        actor=public_actor(demo.zone),
        uid=key,
        link=link,
        given=Given(words=words, kind=kind, notice=rules_of(demo.zone, FIRST).notice_version),
        files=Files(),
        sender=Sender(f"203.0.113.{n}", proof),
        now=now,
        key=key,
    )

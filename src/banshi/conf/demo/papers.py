"""The demonstration's papers: a notice that goes with a list, minutes, a withdrawn notice, a draft circular."""

from collections.abc import Iterator
from datetime import date

from banshi.base.papers.actions import amend_paper, issue_paper, withdraw_paper, write_paper
from banshi.base.papers.models import Kind
from banshi.base.papers.rules import Words
from banshi.base.zones.access import Actor
from banshi.base.zones.demo import Demo, Life

MARK = "(演示)"
"""In the name of the zone; every page of a paper says it anyway."""

FLOOD = """为做好2021年汛期防范，现将有关事项通知如下。
一、责任分工
（一）建设管理局负责道路、管网和在建工地，6月4日前完成雨水口清掏。
（二）环保局负责沉淀池和排口，雨后2小时内巡查一次。
（三）各村（社区）负责低洼住户，名单报党政办公室。
二、值班安排
6月1日至9月30日实行24小时值班，值班电话由党政办公室公布。
三、问题办理
汛期发现的问题按重点责任清单办理，清单见附件，逐项明确办理时限。"""
MINUTES = """会议逐项调度重点责任清单，明确以下事项。
一、石桥村三组水压问题，由建设管理局牵头，6月25日前完成增压设备安装。
二、二期工地渣土车污染路面问题，6月18日前装好洗轮机，早7点至8点停止出车。
三、超期事项由责任部门在下次周调度会上说明原因和新的完成日期。"""
MOVED = "原定5月19日（星期三）的周调度会改到5月21日（星期五）14:30召开，请各部门安排好工作。"
RESULTS = """现将5月份事项办理情况通报如下。
一、总体情况
（一）按期办结率以销号台账为准，见附件。
（二）复号事项由责任部门重新交办。
二、工作要求
各部门6月25日前对超期事项逐项说明原因。"""


def lives(demo: Demo) -> Iterator[Life]:
    """A life for each paper."""
    yield _notice(demo)
    yield _withdrawn(demo)
    yield _minutes(demo)
    yield _draft(demo)


def _by(demo: Demo, login: str) -> Actor:
    return demo.actor(demo.things[f"account:{login}"])


def _words(demo: Demo, sort: str, body: str, **more) -> Words:
    name = demo.zone.name_zh.removesuffix(MARK)
    return Words(house=f"{name}{sort}", body=body, signature=name, **more)


def _notice(demo: Demo) -> Life:
    title = "关于做好2021年汛期安全防范工作的通知"
    given = {"recipients": "各部门、各中心，各村（社区）", "note": "联系单位：党政办公室"}
    words = _words(demo, "文件", FLOOD.replace("6月4日", "6月7日"), **given)
    yield demo.at(date(2021, 5, 26), 10, 20)
    by = _by(demo, "ledger_staff")
    paper = write_paper(actor=by, kind=Kind.NOTICE, title=title, words=words, now=demo.now)
    yield demo.at(date(2021, 5, 27), 9, 10)
    by = _by(demo, "ledger_staff")
    words = _words(demo, "文件", FLOOD, lists=("/matters/key/",), **given)
    paper = amend_paper(actor=by, paper=paper, title=title, words=words, now=demo.now)
    yield demo.at(date(2021, 5, 27), 16, 30)
    issue_paper(actor=_by(demo, "ledger_staff"), paper=paper, now=demo.now)


def _withdrawn(demo: Demo) -> Life:
    yield demo.at(date(2021, 5, 17), 11)
    words = _words(demo, "文件", MOVED, recipients="各部门、各中心", form="letter")
    by = _by(demo, "ledger_staff")
    title = "关于调整周调度会时间的通知"
    paper = write_paper(actor=by, kind=Kind.NOTICE, title=title, words=words, now=demo.now)
    paper = issue_paper(actor=by, paper=paper, now=demo.now)
    yield demo.at(date(2021, 5, 18), 8, 50)
    reason = "周调度会仍按原定时间召开。"
    withdraw_paper(actor=_by(demo, "ledger_staff"), paper=paper, reason=reason, now=demo.now)


def _minutes(demo: Demo) -> Life:
    yield demo.at(date(2021, 6, 15), 17, 5)
    words = _words(
        demo,
        "会议纪要",
        MINUTES,
        attended="党工委副书记，党政办公室、建设管理局、环保局、企业服务中心主要负责人",
        excused="经济发展局主要负责人（外出学习）",
        observed="督查室",
        copies="各部门，各中心",
    )
    by = _by(demo, "ledger_staff")
    title = "6月15日周调度会议纪要"
    paper = write_paper(actor=by, kind=Kind.MINUTES, title=title, words=words, now=demo.now)
    yield demo.at(date(2021, 6, 16), 8, 40)
    issue_paper(actor=_by(demo, "ledger_staff"), paper=paper, now=demo.now)


def _draft(demo: Demo) -> Life:
    yield demo.at(date(2021, 6, 16), 15, 20)
    words = _words(
        demo, "文件", RESULTS, recipients="各部门、各中心", lists=("/matters/closure/?outcome=solved",)
    )
    write_paper(
        actor=_by(demo, "inspection_staff"),
        kind=Kind.CIRCULAR,
        title="关于5月份事项办理情况的通报",
        words=words,
        now=demo.now,
    )

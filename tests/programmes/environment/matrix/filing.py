"""Notices, measures, appraisals and the brief: who may open what."""

from datetime import timedelta

from banshi.programmes.environment.actions import notices
from banshi.programmes.environment.models import Appraisal
from banshi.programmes.environment.queries.notices import files_of
from conf.stock import Stock
from programmes.environment import filing
from support.rows import ACTORS, FORM, PAGE, POST, SIGNED_IN, Operation, Row, plain, those
from support.zone import NOW

EVERYONE = SIGNED_IN | those("inspector")
VIEW = those("clerk leader verifier builder projects supervisor inspector foreign")
ISSUE = those("clerk inspector foreign")
ENTER = those("clerk builder projects inspector foreign")
VERIFY = those("verifier inspector")


def lay(stock: Stock) -> None:
    """One of each in both zones."""
    for name, world in (("ours", stock.here), ("theirs", stock.there)):
        notice = filing.issue(world, uploads=filing.taken(world))
        stock.of[f"notice {name}"] = notice
        stock.of[f"recipient {name}"] = filing.outside(notice)
        stock.of[f"measure {name}"] = filing.enter(world)
        stock.of[f"appraisal {name}"] = filing.appraise(world)


def live(world) -> None:
    """What a base still holds when the programme is taken out: rows, rules, history, files, a message."""
    notice = filing.issue(world, uploads=filing.taken(world))
    notices.acknowledge_notice(actor=world.actor("builder"), notice=notice, now=NOW)
    filing.verify(world, filing.enter(world))
    filing.appraise(world)


def fill(stock: Stock, count: int) -> None:
    """So many more, each of another site or year."""
    world = stock.here
    first = Appraisal.objects.filter(zone=world.zone).count()
    for n in range(first, first + count):
        filing.issue(world, title=f"关于第{n}次检查的通知")
        filing.enter(world, installed_on=filing.MONDAY - timedelta(days=n))
        filing.appraise(world, title=f"第{n}项考核")


def _of(thing: str, *rest: str):
    def find(stock: Stock) -> dict[str, tuple]:
        return {name: (stock.of[f"{thing} {name}"].subject.uid, *rest) for name in ("ours", "theirs")}

    return find


def _recipients(stock: Stock) -> dict[str, tuple]:
    return {name: (stock.of[f"recipient {name}"].uid,) for name in ("ours", "theirs")}


def _links(stock: Stock) -> dict[str, tuple]:
    """Slips are handed out: whoever holds one, of whatever zone, gets its page."""
    found = {name: stock.of[f"recipient {name}"] for name in ("ours", "theirs")}
    return {f"slip {name}": (one.uid, one.token) for name, one in found.items()}


def _link_files(stock: Stock) -> dict[str, tuple]:
    """The one file that goes with each notice."""
    files = {f"slip {name}": files_of(stock.of[f"notice {name}"]).get() for name in ("ours", "theirs")}
    return {name: (*args, files[name].uid) for name, args in _links(stock).items()}


def _thing(kind: str, may, objects) -> Row:
    """Whoever sees it is told that the act is not his; the other zone's is not there."""
    ours, theirs = VIEW - {"foreign"}, those("foreign")
    return Row(
        kind,
        {"ours": may & ours, "theirs": may & theirs},
        {"ours": ours - may, "theirs": theirs - may},
        objects,
    )


ANYBODY = frozenset(ACTORS) | those("inspector")
ROWS = {
    "environment:index": plain(PAGE, VIEW, EVERYONE),
    "environment:brief": plain(PAGE, VIEW, EVERYONE),
    "environment:brief_print": plain(POST, VIEW, EVERYONE),
    "environment:brief_word": plain(POST, VIEW, EVERYONE),
    "environment:brief_pdf": plain(POST, VIEW, EVERYONE),
    "environment:notices": plain(PAGE, VIEW, EVERYONE),
    "environment:receipts": plain(PAGE, VIEW, EVERYONE),
    "environment:issue_notice": plain(FORM, ISSUE, EVERYONE),
    "environment:notice": _thing(PAGE, VIEW, _of("notice")),
    "environment:acknowledge_notice": _thing(POST, those("builder inspector"), _of("notice")),
    "environment:withdraw_notice": _thing(FORM, ISSUE, _of("notice")),
    "environment:notice_slips": _thing(PAGE, ISSUE, _of("notice")),
    "environment:record_receipt": _thing(FORM, ISSUE, _recipients),
    "environment:received": Row(FORM, ANYBODY, objects=_links),
    "environment:received_file": Row(PAGE, ANYBODY, objects=_link_files),
    "environment:measures": plain(PAGE, VIEW, EVERYONE),
    "environment:measure_totals": plain(PAGE, VIEW, EVERYONE),
    "environment:enter_measure": plain(FORM, ENTER, EVERYONE),
    "environment:measure": _thing(PAGE, VIEW, _of("measure")),
    "environment:verify_measure": _thing(FORM, VERIFY, _of("measure")),
    "environment:remove_measure": _thing(FORM, ENTER, _of("measure")),
    "environment:appraisals": plain(PAGE, VIEW, EVERYONE),
    "environment:enter_appraisal": plain(FORM, ISSUE, EVERYONE),
    "environment:appraisal": _thing(PAGE, VIEW, _of("appraisal")),
    "environment:take_back_appraisal": _thing(FORM, ISSUE, _of("appraisal")),
}
BUDGETS = {
    "environment:index": 4,
    "environment:brief": 46,
    "environment:notices": 6,
    "environment:receipts": 6,
    "environment:notice": 9,
    "environment:notice_slips": 5,
    "environment:received_file": 5,
    "environment:measures": 6,
    "environment:measure_totals": 6,
    "environment:measure": 8,
    "environment:appraisals": 6,
    "environment:appraisal": 7,
}
OWN_HEADERS = ("environment:received_file",)
LISTS = (
    "environment:notices",
    "environment:receipts",
    "environment:measures",
    "environment:appraisals",
)
CONFIRMED = ("environment:received",)


def _read(row: Row) -> Operation:
    return Operation("get", row, "environment:read")


def _one(thing: str) -> Operation:
    """Who may not see the programme is told so; to everybody else the other zone's is not there."""
    ours, theirs = VIEW & SIGNED_IN - {"foreign"}, those("foreign")
    told = dict.fromkeys(("ours", "theirs"), SIGNED_IN - VIEW)
    return _read(Row("api", {"ours": ours, "theirs": theirs}, told, _of(thing)))


ALL = _read(plain("api", VIEW & SIGNED_IN))
OPERATIONS = {
    "environment_notices": ALL,
    "environment_notice": _one("notice"),
    "environment_receipts": ALL,
    "environment_measures": ALL,
    "environment_measure_totals": ALL,
    "environment_measure": _one("measure"),
    "environment_appraisals": ALL,
    "environment_appraisal": _one("appraisal"),
}
API_LISTS = ("environment_notices", "environment_receipts", "environment_measures", "environment_appraisals")
API_BUDGETS = {
    "environment_appraisal": 6,
    "environment_appraisals": 3,
    "environment_measure": 7,
    "environment_measure_totals": 5,
    "environment_measures": 4,
    "environment_notice": 8,
    "environment_notices": 3,
    "environment_receipts": 3,
}

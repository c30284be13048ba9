"""Patrols in the central tables."""

from datetime import date, timedelta
from typing import Any

from banshi.core.matters import actions as matters
from banshi.programmes.environment.actions import patrols as actions
from banshi.programmes.environment.models import PatrolStop
from conf.stock import actions_now, photo
from support.rows import FORM, PAGE, SIGNED_IN, STAFF, Operation, Row, plain, those

DAY = date(2021, 5, 17)
INSPECTOR = those("inspector")
EVERYONE = SIGNED_IN | INSPECTOR
SEES = (STAFF - those("administrator")) | INSPECTOR
OURS = SEES - those("foreign")


def lay(stock: Any) -> None:
    """In each zone a patrol that is on, with a finding, and one whose recheck is due."""
    for name, world in (("ours", stock.here), ("theirs", stock.there)):
        by = {"actor": world.actor("inspector"), "now": actions_now()}
        actions.set_site(
            **by,
            place=world.place,
            contractor=world.firm,
            responsible_unit=world.units["project_service_centre"],
            lead_leader=world.posts["leader"],
        )
        host = world.units["construction_bureau"]
        occasion = actions.plan_patrol(**by, host=host, planned_on=DAY, sites=[world.place])
        stop = PatrolStop.objects.get(patrol__occasion=occasion)
        colour = "orange" if name == "ours" else "purple"
        found = actions.report_finding(**by, stop=stop, item="5", photo=photo(colour))
        stock.of[f"patrol {name}"], stock.of[f"stop {name}"] = occasion, stop
        stock.of[f"finding {name}"] = found


def fill(stock: Any, count: int) -> None:
    """So many more patrols, stops and findings, of every state."""
    world, now = stock.here, actions_now()
    by = {"actor": world.actor("inspector"), "now": now}
    stop = stock.of["stop ours"]
    stop.refresh_from_db()
    for number in range(count):
        found = actions.report_finding(
            **by, stop=stop, item="other", words=f"第{number}处", photo=photo("orange")
        )
        if number < 3:
            hand = {"actor": world.actor("projects"), "now": now}
            matter = matters.sign_matter(matter=found, **hand)
            matters.submit_matter(matter=matter, outcome="solved", text="已整改。", **hand)
    actions.plan_patrol(
        **by,
        host=world.units["construction_bureau"],
        planned_on=DAY + timedelta(days=1),
        sites=[world.place],
    )


def _things(of: str) -> Any:
    def find(stock: Any) -> dict[str, tuple]:
        return {
            name: (_uid(stock.of[f"{of} {name}"] if of != "site" else world.place),)
            for name, world in (("ours", stock.here), ("theirs", stock.there))
        }

    return find


def _uid(thing: Any) -> Any:
    return thing.uid if isinstance(thing, PatrolStop) else thing.subject.uid


def _page(of: str) -> Row:
    """Whoever sees the programme sees it; who may not at all is told so before anything is looked for."""
    told = dict.fromkeys(("ours", "theirs"), EVERYONE - SEES)
    return Row(PAGE, {"ours": OURS, "theirs": those("foreign")}, told, _things(of))


def _hidden(kind: str, of: str, may: Any = OURS) -> Row:
    """For who does not see the programme it is not there."""
    told = {"ours": OURS - may, "theirs": those("foreign") if may is not OURS else frozenset()}
    return Row(
        kind, {"ours": may, "theirs": those("foreign") if may is OURS else frozenset()}, told, _things(of)
    )


def _act(of: str, may: Any = INSPECTOR) -> Row:
    ours, theirs = may - those("foreign"), may & those("foreign")
    told = {
        "ours": EVERYONE - ours - those("foreign"),
        "theirs": EVERYONE - SEES | (those("foreign") - theirs),
    }
    return Row(FORM, {"ours": ours, "theirs": theirs}, told, _things(of))


ROWS = {
    "environment:patrols": plain(PAGE, SEES, EVERYONE),
    "environment:patrol_keeper": Row(PAGE, EVERYONE | those("stranger")),
    "environment:patrol_without": plain(PAGE, SEES, EVERYONE),
    "environment:plan_patrol": plain(FORM, INSPECTOR, EVERYONE),
    "environment:patrol": _page("patrol"),
    "environment:finish_patrol": _act("patrol", INSPECTOR | those("clerk builder foreign")),
    "environment:stop": _hidden(PAGE, "stop"),
    "environment:report_finding": _hidden(FORM, "stop", INSPECTOR),
    "environment:check_stop": _hidden(FORM, "stop", INSPECTOR),
    "environment:findings": plain(PAGE, SEES, EVERYONE),
    "environment:finding": _hidden(PAGE, "finding"),
    "environment:hand_over": _hidden(FORM, "finding", INSPECTOR),
    "environment:recheck": _hidden(FORM, "finding", INSPECTOR | those("verifier")),
    "environment:wall": plain(PAGE, SEES, EVERYONE),
    "environment:site": _page("site"),
    "environment:set_site": _act("site"),
}
BUDGETS = {
    "environment:patrols": 10,
    "environment:patrol": 13,
    "environment:patrol_keeper": 3,
    "environment:patrol_without": 4,
    "environment:stop": 15,
    "environment:findings": 9,
    "environment:finding": 14,
    "environment:wall": 10,
    "environment:site": 14,
}
LISTS = ("environment:findings",)
PAGED = ("environment:findings",)


def _read(row: Row) -> Operation:
    return Operation("get", row, "environment:read")


def _one(of: str) -> Operation:
    may = {"ours": SEES & SIGNED_IN - {"foreign"}, "theirs": those("foreign")}
    return _read(Row("api", may, dict.fromkeys(("ours", "theirs"), SIGNED_IN - SEES), _things(of)))


OPERATIONS = {
    "environment_patrols": _read(plain("api", SEES & SIGNED_IN)),
    "environment_patrol": _one("patrol"),
    "environment_findings": _read(plain("api", SEES & SIGNED_IN)),
    "environment_finding": _one("finding"),
}
API_LISTS = ("environment_patrols", "environment_findings")
API_BUDGETS = {
    "environment_finding": 9,
    "environment_findings": 5,
    "environment_patrol": 10,
    "environment_patrols": 5,
}

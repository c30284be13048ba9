"""The map of sites in the central tables."""

from typing import Any

from banshi.core.places.actions import register_place
from banshi.programmes.environment.actions import patrols as actions
from conf.stock import actions_now
from support.rows import PAGE, SIGNED_IN, STAFF, plain, those
from support.zone import START

EVERYONE = SIGNED_IN | those("inspector")
SEES = (STAFF - those("administrator")) | those("inspector")


def fill(stock: Any, count: int) -> None:
    """So many more sites, every second with a position."""
    world = stock.here
    by = {"actor": world.system, "now": actions_now()}
    for number in range(count):
        place = register_place(
            **by, kind="site", name_zh=f"{number}号地块工地", name_en=f"Site {number}", starts_on=START,
            geometry=f"112.9{number:02d}, 27.82" if number % 2 else "", despite="另一处",
        )  # fmt: skip
        actions.set_site(
            **by,
            place=place,
            contractor=world.firm,
            responsible_unit=world.units["project_service_centre"],
            lead_leader=world.posts["leader"],
        )


ROWS = {"environment:map": plain(PAGE, SEES, EVERYONE)}
BUDGETS = {"environment:map": 14}

"""An occasion to act on."""

from datetime import date

import pytest

from banshi.core.occasions import actions


@pytest.fixture
def by(world, now):
    """Who acts, and when: the handler whose unit holds it."""
    return {"actor": world.actor("builder"), "now": now}


@pytest.fixture
def planned(world, by):
    """One planned for a week ago."""
    return actions.plan_occasion(
        **by,
        kind="weekly_coordination",
        title="周调度",
        host=world.posts["builder"].unit,
        planned_on=date(2021, 5, 10),
        place=world.place,
        agenda="一、进度\n二、问题",
    )

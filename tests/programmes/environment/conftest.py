"""What tests of the environment programme share: an inspector in the small zone."""

import pytest

INSPECTOR = ("construction_bureau", "staff", ("inspector",))


@pytest.fixture
def world(world):
    """The small zone with a post whose role this programme brings."""
    from support.zone import join

    join(world, "inspector", *INSPECTOR)
    return world

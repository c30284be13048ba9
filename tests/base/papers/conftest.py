"""A zone with its people."""

import pytest

from banshi.base.zones import clock
from support.kept import once
from support.zone import NOW, build


@pytest.fixture
def now():
    with clock.fixed(NOW):
        yield NOW


@pytest.fixture
def world(db, now):
    return once(("zone", now), build)

"""A zone whose entries stand in its log."""

import pytest

from banshi.base.prooflog.actions.sequencing import sequence_all
from banshi.base.prooflog.models import Log
from support.matters import Walk


@pytest.fixture
def walk(world, now):
    """One matter, closed out."""
    walk = Walk(world, now)
    walk.close()
    return walk


@pytest.fixture
def logged(world, walk):
    """The zone's log with everything in it, over several checkpoints."""
    sequence_all(world.zone, limit=7)
    return Log.objects.get(zone=world.zone)

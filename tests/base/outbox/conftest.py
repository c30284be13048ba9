"""A channel double that takes, fails, or takes and dies; and messages of kinds that tests know."""

import pytest

from banshi.base.outbox import channels, kinds
from banshi.base.outbox.channels import Reach, Setting
from banshi.base.outbox.kinds import Follows, Kind
from banshi.base.outbox.models import Channel
from support.telling import Desk, Double


@pytest.fixture
def double():
    return Double()


@pytest.fixture
def desk(world, double, now, monkeypatch):
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    monkeypatch.setattr(channels, "_kinds", dict(channels._kinds))
    monkeypatch.setattr(kinds, "_doors", [lambda subject: Follows("/t/1", agreed=True)])
    kinds.register(
        Kind("test.asked", "please sign for it", verb="matters.sign"),
        Kind("test.urgent", "please act at once", urgent=True),
        Kind("test.bound", "please answer it", binding=True),
        Kind("test.raiser", "", raiser=True),
    )
    settings = (Setting("host", "Host"), Setting("token", "Token", secret=True, required=False))
    for code, reach, digest in (
        ("test", Reach.PERSON, True),
        ("testphone", Reach.PHONE, True),
        ("testgroup", Reach.GROUP, True),
        ("testprogram", Reach.PROGRAM, False),
    ):
        channels.register(
            channels.Kind(
                code, code, reach, settings, lambda channel, letter: double.send(channel, letter),
                address="Address" if reach == Reach.PERSON else "", digest=digest,
            )
        )  # fmt: skip
    assert Channel.objects.count() == 0
    return Desk(world, double, now)

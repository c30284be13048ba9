"""The demonstration's clock: it stands in June 2021 after loading, and goes on there after a restart."""

import pytest

from banshi.base.history.models import Entry
from banshi.base.signin.actions import Secret, open_account
from banshi.base.zones import clock
from banshi.base.zones.access import system_actor
from banshi.base.zones.demo import SignIn
from banshi.base.zones.models import Zone
from banshi.conf import demonstration

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded(monkeypatch, fixed_free):
    """The demonstration zone without its parts."""
    monkeypatch.setattr(demonstration, "play", lambda demo, until: None)
    return demonstration.load()


@pytest.fixture
def fixed_free():
    """The process clock runs free, whatever a test outside has fixed."""
    token = clock._fixed.set(None)
    yield
    clock._fixed.reset(token)


def test_the_zone_that_is_handed_back_lives_in_june_2021(loaded):
    assert clock.on_date(loaded.zone, clock.now(loaded.zone)) == demonstration.UNTIL.date()


def test_passwords_given_after_loading_do_not_move_the_clock_on_a_restart(loaded, monkeypatch):
    account = open_account(
        actor=system_actor(loaded.zone),
        login="clerk-here",
        password=Secret("a quiet evening 27"),
        now=demonstration.UNTIL,
    )
    monkeypatch.setattr(
        demonstration, "printed_sign_ins", lambda zone: [SignIn("台账专员", "Clerk", account)]
    )
    demonstration.fresh_passwords(loaded.zone)
    demonstration.resume_clock()
    zone = Zone.objects.get(code=demonstration.CODE)
    assert Entry.objects.filter(zone=zone).order_by("-recorded_at").first().recorded_at.year == 2021
    assert clock.today(zone) == demonstration.UNTIL.date()

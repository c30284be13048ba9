"""A zone with a calendar, and a policy of three fixed people: editor, reader, stranger."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from banshi.base.calendars.actions import seed_calendar
from banshi.base.zones import access, clock, subjects
from banshi.base.zones.access import Actor, Grant
from banshi.base.zones.models import Zone

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


class Policy:
    """Judges by the verbs of the actor alone."""

    def allows(self, actor, verb, subject):
        return actor.holds(verb)

    def visible(self, actor, rows, verb, path, label=None):
        return rows.filter(zone=actor.zone) if actor.holds(verb) else rows.none()

    def actor_for(self, account, zone):
        return None

    def zones_of(self, account):
        return []


@pytest.fixture(autouse=True)
def policy(monkeypatch):
    monkeypatch.setattr(access, "_policy", Policy())


@pytest.fixture(autouse=True)
def fixed_clock():
    with clock.fixed(NOW):
        yield


def make_zone(code: str) -> Zone:
    zone = Zone.objects.create(code=code, name_zh="云溪经济开发区", name_en="Yunxi Development Zone")
    zone.subject = subjects.open_subject(zone, "zone", zone.name_zh)
    zone.save()
    return zone


def make_actor(zone: Zone, number: int, *verbs: str) -> Actor:
    grants = tuple(Grant(verb, "zone") for verb in verbs)
    return Actor(zone=zone, account_uid=UUID(int=number), name_zh="岗位", name_en="Post", grants=grants)


@pytest.fixture
def zone(db):
    return make_zone("yunxi")


@pytest.fixture
def editor(zone):
    return make_actor(zone, 1, "calendars.view", "calendars.edit")


@pytest.fixture
def reader(zone):
    return make_actor(zone, 2, "calendars.view")


@pytest.fixture
def stranger(zone):
    return make_actor(zone, 3)


@pytest.fixture
def calendar(editor):
    return seed_calendar(actor=editor, now=NOW)

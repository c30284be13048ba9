from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails

from banshi.base.zones import clock
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Subject, Zone

NOW = datetime(2021, 5, 31, 2, 0, tzinfo=UTC)


@pytest.fixture
def zone(db):
    return Zone.objects.create(code="east", name_zh="东区", name_en="East zone")


@pytest.fixture(autouse=True)
def at_noon():
    with clock.fixed(NOW):
        yield


@pytest.fixture
def rows(zone):
    """Makes subjects 001, 002 …, of two kinds in turn."""

    def make(count):
        return Subject.objects.bulk_create(
            Subject(zone=zone, kind=("need", "problem")[n % 2], caption=f"{n:03}", head_n=n * 10)
            for n in range(1, count + 1)
        )

    return make


@pytest.fixture
def ask_for(zone, rf_actor):
    """A request for an address, as a signed-in reader."""

    def request(query="", part=None):
        made = RequestFactory().get(
            f"/list/{query}", headers={"HX-Request": "true", "HX-Target": part} if part else {}
        )
        made.user, made.actor, made.zone, made.htmx = AnonymousUser(), rf_actor, zone, HtmxDetails(made)
        return made

    return request


@pytest.fixture
def rf_actor(zone):
    return Actor(zone=zone, account_uid=UUID(int=7), name_zh="专员", name_en="Officer")

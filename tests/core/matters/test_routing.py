"""A zone sets its own routing on a page."""

from django.urls import reverse

from banshi.base.presets import queries as presets
from banshi.base.zones import clock
from banshi.base.zones.ids import uuid7
from banshi.base.zones.models import Account, Zone


def _client(client, world, name):
    client.force_login(Account.objects.get(pk=world.accounts[name].pk))
    return client


def _given(world, **changes):
    units = world.units
    values = {
        "ledger_unit": units["general_office"].subject.uid,
        "verification_unit": units["discipline_committee"].subject.uid,
        "collector_enterprise": units["construction_bureau"].subject.uid,
        "effective_on": "2021-05-17",
        "key": uuid7(),
    }
    return values | changes


def test_the_next_version_of_the_rules(world, client):
    sent = _client(client, world, "administrator").post(reverse("matters:routing"), _given(world))
    assert sent.status_code == 302, sent.content.decode()
    zone = Zone.objects.select_related("subject").get(pk=world.zone.pk)
    found = presets.in_force(zone, "routing", clock.today(zone))
    assert (found.version, found.rules.verification_unit) == (2, "discipline_committee")
    assert found.rules.collectors == {"enterprise": "construction_bureau"}
    assert found.rules.sources == presets.numbered(zone, "routing", 1).rules.sources


def test_a_missing_unit_is_told_and_nothing_changes(world, client):
    sent = _client(client, world, "administrator").post(
        reverse("matters:routing"), _given(world, ledger_unit="")
    )
    assert sent.status_code == 422
    zone = Zone.objects.select_related("subject").get(pk=world.zone.pk)
    assert len(presets.versions(zone, "routing")) == 1


def test_who_may_not(world, client):
    sent = _client(client, world, "clerk").post(reverse("matters:routing"), _given(world))
    assert sent.status_code == 403

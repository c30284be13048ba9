"""What an operator sees of the machine, and that nobody else sees that there is anything."""

import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from banshi.base.care.actions import note_run
from banshi.base.care.models import RunKind
from banshi.base.zones import clock
from banshi.base.zones.models import Account
from banshi.doors.operations import care, queries

pytestmark = pytest.mark.django_db
TOKEN = "t" * 48


@pytest.fixture
def token(settings, tmp_path):
    settings.METRICS_TOKEN_FILE = tmp_path / "metrics.token"
    settings.METRICS_TOKEN_FILE.write_text(f"{TOKEN}\n")
    return {"HTTP_AUTHORIZATION": f"Bearer {TOKEN}"}


def sign_in(inside, world, name):
    inside.force_login(Account.objects.get(pk=world.accounts[name].pk))


def found(world):
    return {check.code: check for check in queries.checks(world.zone)}


@pytest.mark.parametrize("name", ["operations:metrics", "operations:health_json"])
def test_with_the_token_or_as_operator_and_for_others_not_there(world, client, token, name, settings):
    address = reverse(name)
    assert client.get(address, **token).status_code in {200, 503}
    for wrong in ("", "Bearer", "Bearer x", f"Bearer {TOKEN[:-1]}", f"Basic {TOKEN}x"):
        assert client.get(address, HTTP_AUTHORIZATION=wrong).status_code == 404, wrong
    settings.METRICS_TOKEN_FILE.write_text("short")
    assert client.get(address, HTTP_AUTHORIZATION="Bearer short").status_code == 404
    settings.METRICS_TOKEN_FILE.write_text("")
    assert client.get(address, HTTP_AUTHORIZATION="Bearer ").status_code == 404
    settings.METRICS_TOKEN_FILE.unlink()
    assert client.get(address, **token).status_code == 404
    for who, status in (("administrator", {200, 503}), ("clerk", {404}), ("supervisor", {404})):
        inside = Client()
        sign_in(inside, world, who)
        assert inside.get(address).status_code in status, who


def test_it_lives_and_says_nothing_else(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get(reverse("operations:live"))
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert client.post(reverse("operations:live")).status_code == 405


def test_gauges_are_numbers_and_codes_only(world, client, token, now):
    note_run(RunKind.BACKUP, ok=True, facts={"place": "/srv/secret", "keys": "/srv/k", "bytes": 7}, at=now)
    text = client.get(reverse("operations:metrics"), **token).content.decode()
    at = re.search(r"^banshi_last_backup_timestamp_seconds (\S+)$", text, re.M)[1]
    assert float(at) == now.timestamp()
    assert "banshi_last_backup_bytes 7.0" in text
    assert 'banshi_entries_waiting{zone="qingyu"}' in text
    assert 'banshi_check_ok{check="fences",zone="qingyu"} 1.0' in text
    assert "/srv" not in text
    assert not re.search(r"[\u4e00-\u9fff]", text)
    names = set(re.findall(r"^# TYPE (\S+) gauge$", text, re.M))
    assert {
        "banshi_disk_free_bytes",
        "banshi_last_drill_ok",
        "banshi_clock_skew_seconds",
        "banshi_last_checkpoint_outside_timestamp_seconds",
        "banshi_entries_waiting_seconds",
    } <= names


def test_an_operator_sees_his_own_zone_only(world, token, client):
    from support.zone import build

    build("neighbour")
    inside = Client()
    sign_in(inside, world, "administrator")
    assert set(inside.get(reverse("operations:health_json")).json()["zones"]) == {"qingyu"}
    assert b"neighbour" not in inside.get(reverse("operations:metrics")).content
    assert set(client.get(reverse("operations:health_json"), **token).json()["zones"]) == {
        "qingyu",
        "neighbour",
    }


def test_every_check_has_a_code_of_its_own(world):
    codes = [check.code for check in queries.checks(world.zone)]
    assert "" not in codes
    assert len(set(codes)) == len(codes)


def test_a_backup_and_a_drill_must_be_recent_and_well(world, now):
    world.zone.simulated = False
    world.zone.save()
    assert not found(world)["backup"].well
    assert not found(world)["drill"].well
    facts = {"keys": "/srv/keys", "backup": "banshi-data-x", "entries": 3}
    for kind, code, within in (
        (RunKind.BACKUP, "backup", care.BACKUP_WITHIN),
        (RunKind.DRILL, "drill", care.DRILL_WITHIN),
    ):
        note_run(kind, ok=True, facts=facts, at=clock.process_now() - within - timedelta(minutes=1))
        assert not found(world)[code].well
        note_run(kind, ok=True, facts=facts, at=clock.process_now() - within + timedelta(minutes=1))
        assert found(world)[code].well
        note_run(kind, ok=False, facts=facts | {"faults": ["2 rows were kept, 1 came back"]}, at=now)
        assert not found(world)[code].well
    assert "1 came back" in found(world)["drill"].found


def test_a_demonstration_alone_need_not_be_kept(world):
    assert found(world)["backup"].well
    assert found(world)["drill"].well
    with translation.override("en"):
        said = {code: found(world)[code].found for code in ("backup", "drill", "outside")}
    assert set(said.values()) == {"none; not asked of a demonstration"}
    world.zone.simulated = False
    world.zone.save()
    assert {found(world)[code].found for code in said} == {"—"}


def test_what_is_not_well_stands_first_on_the_page(world, client, monkeypatch):
    monkeypatch.setattr(care, "skew_s", lambda zone: 61.0)
    sign_in(client, world, "administrator")
    page = client.get(reverse("operations:health"))
    wells = [check.well for check in page.context["checks"]]
    assert wells == sorted(wells)
    assert "clock" in [check.code for check in page.context["checks"] if not check.well]


def test_a_copy_that_was_not_compared_is_red(world, now):
    assert found(world)["copy"].well
    note_run(RunKind.RESTORED, ok=False, facts={"backup": "banshi-data-x"}, at=now)
    assert not found(world)["copy"].well
    assert "banshi-data-x" in found(world)["copy"].found


def test_a_disk_that_takes_nothing_is_red(world, settings, tmp_path):
    assert found(world)["disk_write"].well
    settings.VAR = tmp_path / "gone"
    assert not care._writable().well


def test_a_clock_that_was_set_back_is_red(world, now, monkeypatch):
    assert found(world)["clock"].well
    monkeypatch.setattr(care, "skew_s", lambda zone: 61.0)
    assert not found(world)["clock"].well


def test_health_as_json_is_503_when_something_is_not_well(world, client, token, monkeypatch):
    monkeypatch.setattr(care, "skew_s", lambda zone: 61.0)
    answer = client.get(reverse("operations:health_json"), **token)
    assert answer.status_code == 503
    said = json.loads(answer.content)
    assert said["well"] is False
    assert said["zones"]["qingyu"]["clock"] == {"well": False, "found": "61.0 s"}

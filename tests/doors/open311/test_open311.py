"""Open311 GeoReport v2 as a client sees it: off until a zone opens it, JSON and XML alike, and nobody's words."""

import json
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.test import Client

from banshi.base.presets.actions import adopt_preset, adopt_ruleset
from banshi.base.vault import store as vault
from banshi.base.zones import clock
from banshi.base.zones.models import Label
from banshi.core.matters import actions
from banshi.core.matters.models import Matter
from banshi.doors.open311 import counting, rules
from banshi.doors.open311.models import Report
from banshi.doors.portal.models import Tally
from support.api import secret_for

ROOT = "/open311/qingyu/v2"
SENT = {
    "service_code": "roads", "description": "路面塌陷", "lat": "30.2101", "long": "120.3102",
    "address_string": "园区大道12号",
    "first_name": "小", "last_name": "陈", "phone": "13800000000", "email": "a@example.test",
    "media_url": "http://169.254.169.254/latest", "device_id": "x",
}  # fmt: skip


@pytest.fixture
def key(world):
    """The door is open, and this is a key to it."""
    adopt_preset(
        actor=world.system, topic="open311", code="open", effective_on=clock.today(world.zone),
        now=clock.now(world.zone),
    )  # fmt: skip
    return secret_for(world.actor("clerk"), "open311:write")


def send(key, *, fmt="json", headers=None, **changed):
    given = {name: value for name, value in {**SENT, "api_key": key, **changed}.items() if value is not None}
    return Client().post(
        f"{ROOT}/requests.{fmt}", given, headers={"Accept-Language": "en", **(headers or {})}
    )


def ask(where, fmt="json", **params):
    answer = Client().get(f"{ROOT}/{where}.{fmt}", params, headers={"Accept-Language": "en"})
    return answer.status_code, answer.json() if fmt == "json" else ElementTree.fromstring(answer.content)


def errors(answer, status):
    assert answer.status_code == status, answer.content
    found = answer.json()
    assert [one["code"] for one in found] == [status]
    return found[0]["description"]


@pytest.mark.django_db
def test_who_asks_too_often_waits_until_the_minute_is_over(world, key, now):
    body = {
        "enabled": True,
        "kind": "problem",
        "source_kind": "resident",
        "services": [],
        "days": 90,
        "reads": 3,
    }
    adopt_ruleset(
        actor=world.system, topic="open311", code="few", body=body, source="test",
        effective_on=clock.today(world.zone), now=clock.now(world.zone),
    )  # fmt: skip
    places = ("services", "requests", "requests/2021-0001", "services")
    with clock.fixed(now + timedelta(seconds=20)):
        codes = [Client().get(f"{ROOT}/{place}.json").status_code for place in places]
        assert codes == [200, 200, 404, 429]
        answer = Client().get(f"{ROOT}/services.json", headers={"Accept-Language": "en"})
        assert errors(answer, 429) == "Asked too often. Ask again in 40 seconds."
        assert answer["Retry-After"] == "40"
        assert Client().get(f"{ROOT}/services.xml").status_code == 429
        assert send("wrong").status_code == 429  # who guesses keys asks as well
        assert send(key).status_code == 201  # a key has a limit of its own
        assert Client(REMOTE_ADDR="203.0.113.9").get(f"{ROOT}/services.json").status_code == 200
    with clock.fixed(now + timedelta(seconds=60)):
        assert Client().get(f"{ROOT}/services.json").status_code == 200


@pytest.mark.django_db
def test_processes_count_together_and_ipv6_by_its_network(world, now):
    """What is counted stands in the database, where every process finds it."""
    assert [counting.wait(world.zone, f"2001:db8::{n}", 2, now) for n in range(3)] == [0, 0, 60]
    assert Tally.objects.filter(zone=world.zone).count() == 1
    assert counting.wait(world.zone, "203.0.113.9", 2, now) == 0
    assert counting.wait(world.zone, "2001:db8::1", 2, now + timedelta(minutes=1)) == 0


@pytest.mark.django_db
def test_a_few_questions_a_minute_cost_no_write(world, now, django_assert_num_queries):
    """A process tells the database in steps; beyond the limit it remembers who is over without asking."""
    most, step = 120, 120 // counting.STEPS
    with django_assert_num_queries(0):
        assert [counting.wait(world.zone, "203.0.113.9", most, now) for _n in range(step - 1)] == [0] * (
            step - 1
        )
    told = 0
    while counting.wait(world.zone, "203.0.113.9", most, now) == 0:
        told += 1
    assert most <= told + step - 1 < most + step
    assert Tally.objects.get(zone=world.zone).count == most
    with django_assert_num_queries(0):
        assert counting.wait(world.zone, "203.0.113.9", most, now) == 60
    assert counting.wait(world.zone, "203.0.113.9", most, now + timedelta(minutes=1)) == 0


@pytest.mark.django_db
def test_processes_share_the_limit(world, now, monkeypatch):
    """Two processes together let through what one does, and less than a step more."""
    most, step, passed = 120, 120 // counting.STEPS, 0
    each = [counting._Minute(), counting._Minute()]
    for n in range(4 * most):
        monkeypatch.setattr(counting, "_minute", each[n % 2])
        passed += counting.wait(world.zone, "203.0.113.9", most, now) == 0
    assert most <= passed <= most + 2 * (step - 1)


@pytest.mark.parametrize("wrong", [0, -1, True, "many", 1.5])
def test_the_limit_is_a_whole_number(wrong):
    body = {"enabled": True, "kind": "problem", "source_kind": "resident", "services": [], "days": 90}
    assert rules.parse(body).reads == rules.READS
    with pytest.raises(ValueError, match="reads"):
        rules.parse(body | {"reads": wrong})


@pytest.mark.django_db
def test_it_is_off_until_the_zone_opens_it(world):
    secret = secret_for(world.actor("clerk"), "open311:write")
    assert ask("services") == (404, [{"code": 404, "description": "jurisdiction_id provided was not found"}])
    errors(send(secret), 404)
    assert Client().get("/open311/nowhere/v2/services.json").status_code == 404
    assert not Matter.objects.exists()


@pytest.mark.django_db
def test_services_in_json_and_xml_say_the_same(key):
    status, found = ask("services")
    assert status == 200
    assert {"roads", "environment"} <= {one["service_code"] for one in found}
    assert set(found[0]) == {
        "service_code", "service_name", "description", "metadata", "type", "keywords", "group",
    }  # fmt: skip
    _status, tree = ask("services", "xml")
    assert tree.tag == "services"
    assert [one.findtext("service_code") for one in tree.iter("service")] == [
        one["service_code"] for one in found
    ]
    assert ask("services/roads") == (200, {"service_code": "roads", "attributes": []})
    assert ask("services/none")[0] == 404
    assert ask("services", jurisdiction_id="qingyu")[0] == 200
    assert ask("services", jurisdiction_id="boston.gov")[0] == 404
    told = Client().get("/open311/qingyu/discovery.json").json()
    assert told["endpoints"][0]["url"].endswith(ROOT)
    assert told["endpoints"][0]["type"] == "test"


@pytest.mark.django_db
def test_a_report_becomes_a_matter_that_waits_for_a_clerk(world, key):
    answer = send(key)
    assert answer.status_code == 201, answer.content
    number = answer.json()[0]["service_request_id"]
    matter = Matter.objects.get()
    assert (matter.number, matter.state, matter.category) == (number, "intake", "roads")
    assert "塌陷" not in matter.title
    words = vault.read(matter.words)
    assert all(said in words for said in ("路面塌陷", "园区大道12号", "30.2101, 120.3102", SENT["media_url"]))
    assert vault.read(matter.raiser_phone) == "13800000000"
    assert matter.subject.entries.get().kind == "matters.received"
    token = answer["X-Open311-Token"]
    assert ask(f"tokens/{token}") == (200, [{"service_request_id": number, "token": token}])


@pytest.mark.django_db
def test_what_everybody_sees_names_nobody_and_no_place(world, key):
    number = send(key).json()[0]["service_request_id"]
    for where in (f"requests/{number}", "requests"):
        for fmt in ("json", "xml"):
            text = Client().get(f"{ROOT}/{where}.{fmt}").content.decode()
            assert number in text
            assert not any(
                said in text for said in ("塌陷", "园区大道", "30.21", "138", "陈", "example", "169.254")
            )
    _status, (row,) = ask(f"requests/{number}")
    assert (row["status"], row["service_code"], row["agency_responsible"]) == ("open", "roads", None)
    assert row["requested_datetime"] == "2021-05-17T09:00:00+08:00"
    now = clock.now(world.zone)
    by = {"actor": world.actor("clerk"), "now": now}
    matter = actions.register_matter(matter=Matter.objects.get(), **by)
    actions.withdraw_matter(matter=matter, reason="来电撤回", **by)
    assert ask(f"requests/{number}")[1][0]["status"] == "closed"
    assert ask("requests", status="open")[1] == []
    assert len(ask("requests", status="closed")[1]) == len(ask("requests", status="open,closed")[1]) == 1


@pytest.mark.django_db
def test_what_was_raised_above_internal_is_gone_and_other_matters_never_show(world, key):
    number = send(key).json()[0]["service_request_id"]
    matter = Matter.objects.get()
    actions.amend_matter(
        actor=world.actor("clerk"), matter=matter, title="路面", category="roads", label=Label.SENSITIVE,
        now=clock.now(world.zone),
    )  # fmt: skip
    assert ask("requests")[1] == []
    assert ask(f"requests/{number}") == ask("requests/2021-9999")
    Report.objects.all().delete()
    assert ask(f"requests/{number}")[0] == 404


@pytest.mark.django_db
def test_a_key_is_asked_for_and_has_its_scope(world, key):
    errors(send(None), 403)
    errors(send("bsh_wrong"), 403)
    reader = secret_for(world.actor("clerk"), "matters:read")
    assert "open311:write" in errors(send(reader), 403)
    handler = secret_for(world.actor("verifier"), "open311:write")
    errors(send(handler), 403)
    assert not Matter.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"service_code": None}, 400),
        ({"service_code": "graffiti"}, 404),
        ({"lat": None, "long": None, "address_string": None}, 400),
        ({"lat": "91"}, 400),
        ({"long": "nan"}, 400),
        ({"lat": "30.1", "long": None}, 400),
        ({"description": "长" * 4001}, 400),
        ({"jurisdiction_id": "boston.gov"}, 404),
        ({"description": "塌\x00陷"}, 201),
    ],
)
def test_what_does_not_fit_is_refused_and_leaves_nothing(key, changed, status):
    answer = send(key, **changed)
    assert answer.status_code == status, answer.content
    assert Matter.objects.count() == (status == 201)


@pytest.mark.django_db
def test_sent_twice_under_a_key_it_is_one(key):
    first = send(key, headers={"Idempotency-Key": "1"})
    again = send(key, headers={"Idempotency-Key": "1"})
    assert first.json() == again.json()
    assert Matter.objects.count() == 1


@pytest.mark.django_db
def test_lists_reach_back_as_far_as_the_rules_say(world, key):
    send(key)
    assert len(ask("requests")[1]) == 1
    assert len(ask("requests", service_code="roads,land")[1]) == 1
    assert ask("requests", service_code="land")[1] == []
    assert ask("requests", end_date="2021-05-16T00:00:00Z")[1] == []
    assert len(ask("requests", start_date="2021-05-16T00:00:00Z")[1]) == 1
    assert ask("requests", start_date="2021-05-18T00:00:00Z", end_date="2021-05-17T00:00:00Z")[0] == 400
    for wrong in (
        {"start_date": "yesterday"},
        {"start_date": "2021-05-17"},
        {"page_size": "0"},
        {"page": "x"},
    ):
        assert ask("requests", **wrong)[0] == 400, wrong
    with clock.fixed(clock.now(world.zone) + timedelta(days=91)):
        assert ask("requests")[1] == []


@pytest.mark.django_db
def test_a_zone_says_which_categories_it_offers(world, key):
    adopt_ruleset(
        actor=world.system, topic="open311", code="own", source="本园区", effective_on=clock.today(world.zone),
        body={"enabled": True, "kind": "problem", "source_kind": "resident", "services": ["roads"], "days": 30},
        now=clock.now(world.zone),
    )  # fmt: skip
    assert [one["service_code"] for one in ask("services")[1]] == ["roads"]
    errors(send(key, service_code="land"), 404)


@pytest.mark.parametrize(
    "body",
    [
        {"enabled": "yes", "kind": "problem", "source_kind": "resident", "services": [], "days": 90},
        {"enabled": True, "kind": "problem", "source_kind": "resident", "services": [], "days": 0},
        {
            "enabled": True,
            "kind": "problem",
            "source_kind": "resident",
            "services": [],
            "days": 90,
            "open": 1,
        },
    ],
)
def test_rules_that_make_no_sense_are_named(body):
    with pytest.raises(ValueError):
        rules.parse(body)


@pytest.mark.django_db
def test_text_that_xml_cannot_hold_is_left_out(key):
    from banshi.doors.open311 import formats

    answer = formats.refused("xml", 400, "a\x0bb <&> 好")
    assert ElementTree.fromstring(answer.content).findtext("error/description") == "ab <&> 好"


@pytest.mark.django_db
def test_what_others_clients_said_is_answered_as_it_was(world, key):
    """Recorded when georeport 0.3.1 and three 0.8.0 were run against this door over HTTP; see docs/api.md."""
    told = json.loads((Path(__file__).parent / "conversation.json").read_text(encoding="utf-8"))
    client = Client()
    for one in told:
        if one["method"] == "POST":
            answer = client.post(one["url"], one["body"].replace("KEY", key), content_type=one["type"])
        else:
            answer = client.get(one["url"])
        assert answer.status_code == one["status"], one["url"]
        if "json" in answer["Content-Type"]:
            assert answer.json() == json.loads(one["answer"]), one["url"]
        else:
            assert answer.content.decode() == one["answer"], one["url"]
    assert {one["client"].split()[0] for one in told} == {"georeport", "three"}
    assert [one["method"] for one in told].count("POST") == 1

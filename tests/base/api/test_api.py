"""Tokens, the door, lists, acts: one world, asked through the API as a programme asks it."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from banshi.base.api import house
from banshi.base.api.actions import end_token, make_token
from banshi.base.api.models import Token, Use
from banshi.base.history.models import Entry
from banshi.base.zones import clock
from banshi.base.zones.models import Account, Label
from banshi.base.zones.refusals import Refusal
from banshi.core.matters import actions, tables
from banshi.core.matters.models import Matter
from banshi.core.org.actions import open_post, open_unit
from support.api import Caller, secret_for
from support.matters import Walk

pytestmark = pytest.mark.django_db
BODY = {
    "raiser_kind": "resident", "words": "一下雨门口就积水。", "title": "门前积水", "kind": "problem",
    "category": "roads", "source_kind": "enterprise", "raised_on": "2021-05-17", "label": 1,
}  # fmt: skip


@pytest.fixture
def clerk(world):
    return Caller(secret_for(world.actor("clerk")))


@pytest.fixture
def builder(world):
    return Caller(secret_for(world.actor("builder")))


def problem(answer, status, code):
    """The answer is this refusal, as problem+json; gives its body."""
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert (body["status"], body["code"]) == (status, code), body
    assert body["detail"]
    assert body["request_id"] == answer["X-Request-Id"]
    return body


def test_a_token_says_whose_it_is_and_a_session_opens_nothing(world, clerk):
    told = clerk.get("me").json()
    assert told["zone"] == "qingyu"
    assert told["posts"] == ["clerk"]
    assert "matters:write" in told["scopes"]
    assert told["notice"]
    browser = Client()
    browser.force_login(world.accounts["clerk"])
    answer = browser.get("/api/v1/me")
    problem(answer, 401, "api.token")
    assert answer["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("secret", ["bsh_wrong", "x" * 300, "令牌"])
def test_a_wrong_token_is_answered_as_none(world, secret):
    answer = Client().get("/api/v1/me", headers={"Authorization": f"Bearer {secret}"})
    problem(answer, 401, "api.token")


def test_a_token_ends_at_once_and_on_its_day(world, clerk):
    token = Token.objects.get()
    assert clerk.get("me").status_code == 200
    assert "bsh_" not in token.digest
    assert len(token.digest) == 64
    token.refresh_from_db()
    assert token.last_used_on == clock.today(world.zone)
    with clock.fixed(clock.now(world.zone) + timedelta(days=31)):
        problem(clerk.get("me"), 401, "api.token")
    end_token(actor=world.actor("clerk"), token=token, now=clock.now(world.zone))
    problem(clerk.get("me"), 401, "api.token")
    kinds = [entry.kind for entry in token.subject.entries.order_by("n")]
    assert kinds == ["api.token_made", "api.token_ended"]


def test_a_closed_account_and_a_post_given_up_close_the_token(world, clerk):
    world.people["clerk"].holdings.update(ends_on=clock.today(world.zone) - timedelta(days=1))
    from banshi.core.access import policy

    policy._standing.cache_clear()
    problem(clerk.get("matters/"), 403, "access.forbidden")
    Account.objects.filter(pk=world.accounts["clerk"].pk).update(is_active=False)
    problem(clerk.get("matters/"), 401, "api.token")


def test_a_scope_that_was_not_given_is_refused(world):
    reader = Caller(secret_for(world.actor("clerk"), "matters:read"))
    assert reader.get("matters/").status_code == 200
    body = problem(reader.post("matters/", BODY), 403, "api.scope")
    assert "matters:write" in body["detail"]
    problem(reader.get("places/"), 403, "api.scope")
    assert not Matter.objects.exists()


def refused(world, code, **changed):
    actor = world.actor("clerk")
    given = {
        "actor": actor, "account": world.accounts["clerk"], "name": "对接", "scopes": ["matters:read"],
        "known": ["matters:read"], "expires_on": clock.today(world.zone), "proved_twice": True,
        "now": clock.now(world.zone),
    }  # fmt: skip
    before = Entry.objects.count()
    with pytest.raises(Refusal) as caught:
        make_token(**{**given, **changed})
    assert caught.value.code == code
    assert (Token.objects.count(), Entry.objects.count()) == (0, before)


def test_tokens_are_refused_with_reasons(world):
    today = clock.today(world.zone)
    refused(world, "api.name_missing", name=" ")
    refused(world, "api.name_long", name="长" * 61)
    refused(world, "api.scopes_missing", scopes=[])
    refused(world, "api.scopes_missing", scopes=["all:write"])
    refused(world, "api.expiry", expires_on=today - timedelta(days=1))
    refused(world, "api.expiry", expires_on=today + timedelta(days=367))
    refused(world, "access.unknown", account=world.accounts["leader"])
    refused(world, "access.unknown", actor=world.actor("administrator"))


def test_where_the_zone_asks_for_a_second_factor_a_token_does_too(world):
    from banshi.base.presets.actions import adopt_preset

    now = clock.now(world.zone)
    adopt_preset(
        actor=world.system, topic="signin", code="modern", effective_on=clock.today(world.zone), now=now
    )
    refused(world, "api.second_factor", proved_twice=False)


def test_the_limit_is_exact_and_says_how_long_to_wait(world, clerk):
    clerk.get("me")
    Use.objects.update(asked=118)
    assert [clerk.get("me").status_code for _n in range(3)] == [200, 200, 429]
    answer = clerk.get("me")
    problem(answer, 429, "api.too_often")
    assert answer["Retry-After"] == "60"
    assert Use.objects.get().asked == 120
    with clock.fixed(clock.now(world.zone) + timedelta(minutes=1)):
        assert clerk.get("me").status_code == 200
    assert Use.objects.get().asked == 1


def test_every_answer_has_its_headers_and_language(world, clerk):
    answer = clerk.get("matters/")
    assert answer["X-Banshi-Demonstration"] == "1"
    assert answer["Content-Language"] == "en"
    assert {"Authorization", "Accept-Language"} <= {one.strip() for one in answer["Vary"].split(",")}
    again = clerk.get("matters/", headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = clerk.client.head("/api/v1/matters/", headers=clerk.headers)
    assert (head.status_code, head.content) == (200, b"")
    chinese = problem(
        clerk.get("nowhere", headers={"Accept-Language": "zh-CN,zh;q=0.9"}), 404, "access.unknown"
    )
    english = problem(clerk.get("nowhere"), 404, "access.unknown")
    assert chinese["detail"] != english["detail"]
    answer = clerk.client.put("/api/v1/matters/", headers=clerk.headers)
    problem(answer, 405, "api.method")
    assert set(answer["Allow"].split(", ")) == {"GET", "POST"}


LISTS = {
    "matters/": "IssueRow", "matters/responsibility": "ResponsibilityRow", "matters/key": "ResponsibilityRow",
    "matters/closure": "ClosureRow",
}  # fmt: skip


@pytest.mark.parametrize("where", LISTS)
def test_a_list_has_the_columns_and_filters_of_its_page(world, where):
    code = where.removeprefix("matters/") or "issues"
    table = tables.table(code, world.actor("clerk"))
    schema = house.schema()
    row = schema["components"]["schemas"][LISTS[where]]["properties"]
    assert {column.key for column in table.columns} <= set(row)
    found = {one["name"] for one in schema["paths"][f"/api/v1/{where}"]["get"]["parameters"]}
    from banshi.base.api.lists import parameters

    assert parameters(table) <= found
    assert found - parameters(table) <= {"label"} | {"key"}, "a parameter that the list would refuse"


def test_lists_can_be_narrowed_sorted_and_asked_as_of_a_day(world, clerk):
    for title in ("甲", "乙", "丙"):
        Walk(world, clock.now(world.zone), title=title).register()
    rows = clerk.get("matters/", sort="number").json()["items"]
    assert [row["problem"] for row in rows] == ["甲", "乙", "丙"]
    assert rows[0]["state_code"] == "registered"
    assert rows[0]["raised_on"] == "2021-05-17"
    assert clerk.get("matters/", group="open").json()["items"]
    dated = clerk.get("matters/", as_of="2021-05-16").json()
    assert (dated["items"], dated["as_of"]) == ([], "2021-05-16")
    assert len(clerk.get("matters/", q="乙").json()["items"]) == 1
    problem(clerk.get("matters/", groop="open"), 422, "api.parameter")
    problem(clerk.get("matters/", group="opened"), 422, "api.choice")
    problem(clerk.get("matters/", sort="colour"), 422, "api.sort")
    problem(clerk.get("matters/", as_of="2031-01-01"), 422, "tables.bad_day")
    problem(clerk.get("matters/", limit="0"), 422, "api.invalid")
    problem(clerk.get("matters/", cursor="x"), 422, "api.cursor")


@pytest.mark.parametrize("sort", ["", "number", "-number", "raised_on", "-raised_on", "collector"])
def test_cursors_go_through_every_row_once_whatever_comes_in(world, clerk, sort):
    now = clock.now(world.zone)
    for n in range(7):
        Walk(world, now, title=f"第{n}件").register()
    before = {row["uid"] for row in clerk.get("matters/", limit="200").json()["items"]}
    seen, cursor = [], ""
    while cursor is not None:
        page = clerk.get("matters/", limit="2", sort=sort, **({"cursor": cursor} if cursor else {})).json()
        seen += [row["uid"] for row in page["items"]]
        cursor = page["next"]
        Walk(world, now, title="新来的").register()
    assert len(seen) == len(set(seen))
    assert before <= set(seen)


def test_cursors_pass_by_rows_without_a_value(world, clerk):
    now = clock.now(world.zone)
    for n in range(6):
        walk = Walk(world, now, title=f"第{n}件")
        walk.dispatch() if n % 2 else walk.register()
    for sort in ("due_on", "-due_on", "unit", "leader"):
        seen, cursor = [], ""
        while cursor is not None:
            asked = {"limit": "1", "sort": sort} | ({"cursor": cursor} if cursor else {})
            page = clerk.get("matters/responsibility", **asked).json()
            seen += [row["uid"] for row in page["items"]]
            cursor = page["next"]
        assert len(seen) == len(set(seen)) == 3


def test_a_cursor_belongs_to_its_list_its_question_and_its_reader(world, clerk):
    for n in range(3):
        Walk(world, clock.now(world.zone), title=f"第{n}件").register()
    cursor = clerk.get("matters/", limit="1").json()["next"]
    assert clerk.get("matters/", limit="2", cursor=cursor).status_code == 200
    problem(clerk.get("matters/", cursor=cursor, sort="number"), 422, "api.cursor")
    problem(clerk.get("matters/", cursor=cursor, group="open"), 422, "api.cursor")
    problem(clerk.get("matters/key", cursor=cursor), 422, "api.cursor")
    problem(clerk.get("matters/", cursor=cursor[:-2] + "xx"), 422, "api.cursor")
    leader = Caller(secret_for(world.actor("leader")))
    problem(leader.get("matters/", cursor=cursor), 422, "api.cursor")


def test_the_life_of_a_matter_by_programmes(world, clerk, builder):
    entered = clerk.post("matters/", BODY, key="line-12345-0001")
    assert entered.status_code == 201, entered.content
    where = entered.json()["href"]
    assert clerk.get(where).json()["words"] == BODY["words"]
    dispatch = {
        "lead_leader": "leader", "responsible_unit": "construction_bureau", "due_on": "2021-05-25",
        "requirement": "雨后两小时内门前无积水。",
        "co_parts": [{"unit": "project_service_centre", "due_on": "2021-05-24"}],
    }  # fmt: skip
    answer = clerk.post(where + "/dispatch", dispatch)
    assert answer.status_code == 200, answer.content
    assert builder.post(where + "/sign").status_code == 200
    assert builder.post(where + "/progress", {"text": "已清管。"}).status_code == 200
    submit = {"outcome": "solved", "text": "管道疏通,雨后无积水。"}
    assert builder.post(where + "/submit", submit).status_code == 200
    verifier = Caller(secret_for(world.actor("verifier")))
    told = verifier.get(where).json()
    assert told["state"]["code"] == "submitted"
    assert "verify" in {act["code"] for act in told["acts"]}
    assert verifier.post(where + "/verify", {"text": "现场看过。"}).status_code == 200
    found = clerk.get(where).json()
    assert [line["entry"] for line in found["lines"]] == list(range(found["head"], 0, -1))
    assert found["state"]["code"] == "verified"


def test_a_key_makes_a_repeated_act_harmless(world, clerk, builder):
    first = clerk.post("matters/", BODY, key="一次")
    again = clerk.post("matters/", BODY, key="一次")
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert Matter.objects.count() == 1
    problem(clerk.post("matters/", {**BODY, "title": "别的"}, key="一次"), 422, "history.key_used")
    problem(
        clerk.post(first.json()["href"] + "/withdraw", {"reason": "撤"}, key="一次"), 422, "history.key_used"
    )
    assert Matter.objects.count() == 1
    given = {
        "lead_leader": "leader", "responsible_unit": "construction_bureau", "due_on": "2021-05-25",
        "requirement": "雨后两小时内门前无积水。",
    }  # fmt: skip
    where = first.json()["href"]
    assert clerk.post(where + "/dispatch", given).status_code == 200
    assert builder.post(where + "/sign", key="一次").status_code == 200, "another's key is another key"
    problem(clerk.post("matters/", BODY, key="x" * 129), 422, "api.key_shape")


def test_what_looks_the_same_is_asked_once(world, clerk):
    number = clerk.post("matters/", BODY).json()["number"]
    body = problem(clerk.post("matters/", BODY), 409, "matters.likely_duplicates")
    assert [one["message"] for one in body["errors"]] == [number]
    assert Matter.objects.count() == 1
    assert clerk.post("matters/", {**BODY, "different": True}).status_code == 201
    merged = clerk.post("matters/", {**BODY, "same_as": number})
    assert merged.status_code == 201
    assert Matter.objects.filter(state="merged").count() == 1


def test_refusals_name_code_field_and_leave_nothing(world, clerk):
    where = clerk.post("matters/", BODY).json()["href"]
    entries = Entry.objects.count()
    body = problem(clerk.post(where + "/dispatch", {"requirement": "尽快解决"}), 422, "api.invalid")
    assert {"lead_leader", "responsible_unit", "due_on"} <= {
        one["field"].split(".")[-1] for one in body["errors"]
    }
    given = {
        "lead_leader": "leader", "responsible_unit": "construction_bureau", "due_on": "2021-05-25",
        "requirement": "尽快解决",
    }  # fmt: skip
    body = problem(clerk.post(where + "/dispatch", given), 422, "matters.vague")
    assert body["field"] == "requirement"
    body = problem(clerk.post(where + "/dispatch", {**given, "lead_leader": "nobody"}), 422, "api.invalid")
    assert body["errors"][0]["field"] == "lead_leader"
    problem(clerk.post(where + "/dispatch", {**given, "deu_on": "2021-05-25"}), 422, "api.invalid")
    problem(clerk.post(where + "/close"), 422, "matters.wrong_state")
    problem(clerk.post(where + "/verify"), 403, "access.forbidden")
    problem(
        clerk.client.post(where + "/withdraw", "{", content_type="application/json", headers=clerk.headers),
        400,
        "api.unreadable",
    )
    assert Entry.objects.count() == entries


def test_a_file_goes_in_by_the_act_and_comes_out_by_access(world, clerk):
    from conf.stock import photo

    where = clerk.post("matters/", BODY).json()["href"]
    sent = {"kind": "photo_before", "dated_on": "2021-05-17"}
    answer = clerk.send(where + "/files", key="照片", upload=photo("red"), **sent)
    assert answer.status_code == 200, answer.content
    assert clerk.send(where + "/files", key="照片", upload=photo("red"), **sent).json() == answer.json()
    evidence = clerk.get(where).json()["evidence"]
    assert len(evidence) == 1
    told = clerk.get(f"files/{evidence[0]['file']}").json()
    content = clerk.get(told["href"])
    assert content["Content-Security-Policy"].startswith("sandbox")
    assert len(b"".join(content.streaming_content)) == told["size"]
    problem(clerk.send(where + "/files", **sent), 422, "matters.file_missing")
    projects = Caller(secret_for(world.actor("projects")))
    problem(projects.get(f"files/{evidence[0]['file']}"), 404, "access.unknown")


def test_the_hidden_and_the_missing_are_alike(world, clerk):
    where = clerk.post("matters/", BODY).json()["href"]
    actions.amend_matter(
        actor=world.actor("clerk"), matter=Matter.objects.get(), title="门前积水", category="roads",
        label=Label.SENSITIVE, now=clock.now(world.zone),
    )  # fmt: skip
    verifier = Caller(secret_for(world.actor("verifier")))
    hidden = problem(verifier.get(where), 404, "access.unknown")
    missing = problem(verifier.get(f"matters/{UUID(int=7)}"), 404, "access.unknown")
    assert {**hidden, "request_id": ""} == {**missing, "request_id": ""}


def test_the_other_routers_answer(world, clerk):
    now, today = clock.now(world.zone), clock.today(world.zone)
    admin = world.actor("administrator")
    office = open_unit(
        actor=admin, code="port_office", name_zh="口岸办", name_en="Port Office", kind="department",
        starts_on=today, now=now,
    )  # fmt: skip
    open_post(
        actor=admin, code="port_head", unit=office, kind="administrative", rank="head", name_zh="主任",
        name_en="Head", starts_on=today, now=now,
    )  # fmt: skip
    units = clerk.get("org/units").json()["items"]
    assert "port_office" in {row["code"] for row in units}
    posts = [post for row in units for post in row["posts"]]
    assert all(post["holder"] is None or isinstance(post["holder"], int) for post in posts)
    assert [post["code"] for post in clerk.get("org/units/port_office").json()["posts"]] == ["port_head"]
    problem(clerk.get("org/units/none"), 404, "access.unknown")
    firm = clerk.get("org/outside").json()["items"][0]
    assert clerk.get(firm["href"]).json()["name_en"] == "Qingchuan Precision"
    place = clerk.get("places/", kind="site").json()["items"][0]
    assert clerk.get(place["href"]).json()["geometry"] is None
    for one in clerk.get("figures/").json()["items"]:
        Use.objects.update(asked=0)  # more figures than a token may ask for in a minute
        assert clerk.get(f"figures/{one['code']}").json()["value"] == one["value"]
        assert clerk.get(one["records"]).status_code == 200
    problem(clerk.get("figures/none"), 404, "access.unknown")
    problem(clerk.get("figures/matters.collected", scope="collector=none"), 422, "figures.scope")
    assert clerk.get("supervision/documents").json()["items"] == []


def test_pages_know_nothing_of_the_api_until_it_is_asked():
    import subprocess
    import sys

    code = (
        "import django, sys; django.setup()\n"
        "from django.urls import reverse\n"
        ""
        "reverse('home:home')\n"
        "assert 'ninja' not in sys.modules and 'pydantic' not in sys.modules\n"
        "assert reverse('api:api_me') == '/api/v1/me'\n"
        "assert 'ninja' in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_addresses_stand_up_to_the_system_check():
    from django.core.checks.urls import check_resolver

    assert [found for one in house.urlpatterns for found in check_resolver(one)] == []
    assert reverse("api:openapi") == "/api/v1/openapi.json"
    answer = Client().get("/api/v1/openapi.json")
    assert answer.json()["openapi"] == "3.1.0"

"""Every operation of the API, asked by everybody with a token of his own, about everything."""

import json
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from banshi.base.api import house
from banshi.base.api.models import Use
from banshi.base.zones.ids import uuid7
from conf.api_matrix import GET, OPERATIONS, POST, WITHOUT_TOKEN, everything
from conf.stock import hide
from conf.test_budgets import MANY, fill
from conf.test_matrix import fingerprint
from support.api import Caller, secret_for
from support.programmes import several, table
from support.rows import OPEN, SIGNED_IN

pytestmark = pytest.mark.django_db
CENTRAL = json.loads((Path(__file__).parents[1] / "budgets_api.json").read_text(encoding="utf-8"))
BUDGETS = {**CENTRAL, **table("API_BUDGETS")}
ACTORS = sorted(SIGNED_IN)
COUNTED = {"api_use", "api_token"}
"""A token counts what it asks, and notes the day."""
LISTS = {
    "matters_issues", "matters_responsibility", "matters_key", "matters_closure", "org_outside_list", "places_places",
    "supervision_documents", "figures_records", "occasions_occasions", *several("API_LISTS"),
}  # fmt: skip


@pytest.fixture(scope="module")
def stock(stock):
    hide(stock)
    return stock


def world_of(stock, actor):
    return (stock.there, "clerk") if actor == "foreign" else (stock.here, actor)


@pytest.fixture
def caller(stock):
    """Somebody with a token, whose count does not run full in a walk."""

    def make(actor, *scopes):
        world, name = world_of(stock, actor)
        return Caller(secret_for(world.actor(name), *scopes))

    return make


def ask(caller, one, args=None):
    Use.objects.update(asked=0)
    where = reverse(
        f"api:{one.name if one.name != 'matters_issues' else 'matters_enter'}", args=args or one.args
    )
    if one.operation.method == GET:
        return caller.get(where)
    if one.name == "matters_attach":
        return caller.send(where, kind="photo_after", dated_on="2021-05-17")
    return caller.post(where, BODIES.get(one.name, {}))


def bodies():
    """What each act takes, so that a refusal is one of access and not of the schema."""
    schema, found = house.schema(), {}
    for methods in schema["paths"].values():
        content = methods.get("post", {}).get("requestBody", {}).get("content", {})
        shape = content.get("application/json", {}).get("schema", {})
        name = next((one["$ref"] for one in [shape, *shape.get("anyOf", [])] if "$ref" in one), "")
        if name:
            found[methods["post"]["operationId"]] = filled(schema, name.rsplit("/", 1)[-1])
    return found


def filled(schema, name):
    shape = schema["components"]["schemas"][name]
    return {key: sample(shape["properties"][key]) for key in shape.get("required", [])}


def sample(of):
    if "enum" in of or "const" in of:
        return of.get("const", of.get("enum", [None])[0])
    if of.get("format") == "date":
        return "2021-05-20"
    return {"boolean": True, "array": ["试"], "integer": 1}.get(of.get("type"), "试")


BODIES = bodies()


def test_every_operation_has_a_row_and_every_row_an_operation():
    named = {
        operation["operationId"]
        for path, methods in house.schema()["paths"].items()
        for operation in methods.values()
    }
    assert named == set(OPERATIONS)
    routes = {one.name for one in house.urlpatterns}
    assert routes - WITHOUT_TOKEN <= named
    assert all(getattr(one.callback, "login_required", True) is False for one in house.urlpatterns)


@pytest.mark.parametrize("actor", ACTORS)
def test_asking(stock, caller, actor):
    """The right answer for each; reading changes nothing, and neither does what is refused."""
    with_token, wrong, before = caller(actor), [], fingerprint()
    for one in everything(stock):
        if one.operation.method == POST and one.expected(actor) == OPEN:
            continue
        answer, expected = ask(with_token, one), one.expected(actor)
        fine = answer.status_code == (200 if expected == OPEN else expected)
        if answer.status_code >= 400:
            fine = fine and answer["Content-Type"] == "application/problem+json"
        if not fine:
            wrong.append(f"{one.name} {one.object} by {actor}: {answer.status_code}, expected {expected}")
        answer.close()
    after = fingerprint()
    changed = {table for table in after if before[table] != after[table]} - COUNTED
    assert not changed
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("actor", ACTORS)
def test_writing_by_those_who_may(stock, caller, actor):
    """It is theirs to do: done, or refused for what was sent or for the moment, never for who they are."""
    with_token, wrong = caller(actor), []
    for one in everything(stock):
        if one.operation.method == POST and one.expected(actor) == OPEN:
            answer = ask(with_token, one)
            if answer.status_code not in {200, 201, 409, 422, 403, 404}:
                wrong.append(f"{one.name} {one.object} by {actor}: {answer.status_code}")
            elif answer.status_code in {403, 404} and answer.json()["code"].startswith("access."):
                done_before = one.object != "theirs" and stock.matters[one.object].state != "in_hand"
                if not done_before and not answer.json()["code"].startswith("matters."):
                    wrong.append(f"{one.name} {one.object} by {actor}: {answer.json()['code']}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a scope is looked at before anything is asked")
def test_a_scope_opens_its_own_operations_and_no_other(stock, caller):
    """A token with one scope is told of the scope that it lacks, whatever its owner may."""
    for scope in {one.scope for one in OPERATIONS.values() if one.scope}:
        with_token = caller("clerk", scope)
        for one in everything(stock):
            if one.operation.scope not in {None, scope}:
                answer = ask(with_token, one)
                assert (answer.status_code, answer.json()["code"]) == (403, "api.scope"), (scope, one.name)
            elif one.operation.method == GET:
                answer = ask(with_token, one)
                assert answer.status_code != 403 or answer.json()["code"] != "api.scope", (scope, one.name)
                answer.close()


def test_without_a_token_nothing_is_open_and_a_session_is_none(stock):
    browser = stock.client("clerk")
    before = fingerprint()
    for one in everything(stock):
        for client in (Client(), browser):
            asked = Caller()
            asked.client = client
            answer = ask(asked, one)
            assert (answer.status_code, answer.json()["code"]) == (401, "api.token"), one.name
    assert before == fingerprint()


@pytest.mark.parametrize("actor", ["clerk", "verifier", "projects", "administrator", "foreign"])
def test_hidden_and_missing_answer_alike(stock, caller, actor):
    """Status, words, headers and the number of queries."""
    with_token, compared = caller(actor), 0
    with_token.get("me")
    for one in everything(stock):
        if not one.object or one.expected(actor) != 404:
            continue
        hidden, missing = told(with_token, one, one.args), told(with_token, one, (uuid7(), *one.args[1:]))
        compared += 1
        assert hidden == missing, f"{one.name} {one.object} by {actor}"
    assert compared > 20


def told(with_token, one, args):
    with CaptureQueriesContext(connection) as queries:
        answer = ask(with_token, one, args)
    body = {**answer.json(), "request_id": ""}
    headers = {key: value for key, value in answer.items() if key != "X-Request-Id"}
    return answer.status_code, body, headers, len(queries)


def cost(stock, with_token, name):
    one = next(
        one for one in everything(stock) if one.name == name and (not one.object or "clerk" in one.may)
    )
    ask(with_token, one).close()
    with CaptureQueriesContext(connection) as queries:
        answer = ask(with_token, one)
        assert answer.status_code in {200, 404}, name
    answer.close()
    return len(queries) - 1  # the test's own


def test_one_row_and_fifty_cost_the_same(stock, caller):
    with_token = caller("clerk")
    reads = [name for name, one in OPERATIONS.items() if one.method == GET]
    fill(stock, 1)
    few = {name: cost(stock, with_token, name) for name in reads}
    fill(stock, MANY)
    many = {name: cost(stock, with_token, name) for name in reads}
    grown = {name for name in reads if many[name] > few[name]}
    assert grown <= LISTS, {name: (few[name], many[name]) for name in grown}
    assert all(many[name] - few[name] <= 1 for name in grown), "a full page may ask where its last row stands"
    assert set(many) == set(BUDGETS)
    assert {name: cost for name, cost in many.items() if cost > BUDGETS[name]} == {}

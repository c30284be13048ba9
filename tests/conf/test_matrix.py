"""Every address, asked by everybody, about everything."""

import hashlib
from collections import Counter

import pytest
from django.apps import apps
from django.db import connection
from django.urls import get_resolver, reverse

from banshi.base.api.addresses import LateResolver
from banshi.base.zones.ids import uuid7
from banshi.core.matters.forms.registry import ACTS
from conf.matrix import DOES, OFFICES, ROWS, everything
from conf.stock import hide
from support.programmes import several, table
from support.rows import ACTORS, FORM, OPEN, PAGE, POST, SIGNED_IN

pytestmark = pytest.mark.django_db
STATE = {400, 409, 422}
"""It is his to do, but the form was empty or this is not the moment for it."""
CONFIRMED = {
    "org:link_account",
    "org:give_account",
    "org:renew_password",
    "org:close_account",
    "tables:remove_view",
    "tokens:end",
    "signin:switch_provider",
    "signin:trust_provider",
    "org:end_identity",
    "tokens:rotate",
    "tokens:end_hook",
    *several("CONFIRMED"),
}
"""An empty form means something here."""
DOOR = {"signin_session", "signin_event", "signin_attempts", "portal_tally"}


OWN = frozenset(table("ROWS"))
ADDED = tuple(table("PEOPLE"))
"""People whom a programme brings: asked its own addresses."""


def of(actor, asked):
    """What an actor is asked."""
    return [one for one in asked if actor not in ADDED or one.route in OWN]


def routes(patterns=None, space=""):
    """All named routes of the configuration."""
    for one in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(one, LateResolver):
            continue  # asked with tokens, in test_api_matrix
        if hasattr(one, "url_patterns"):
            yield from routes(one.url_patterns, f"{space}{one.namespace}:" if one.namespace else space)
        else:
            assert one.name, f"{one.pattern} has no name"
            yield f"{space}{one.name}"


@pytest.fixture(scope="module")
def stock(stock):
    """With what most may not see."""
    hide(stock)
    return stock


@pytest.fixture
def asked(stock):
    return everything(stock)


def fingerprint():
    """A hash of every table but those of the door: sessions, counted tries, the audit rows that a refusal leaves."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models():
            table = model._meta.db_table
            if table in DOOR:
                continue
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY "{model._meta.pk.column}"')
            found[table] = hashlib.sha256(repr(cursor.fetchall()).encode()).hexdigest()
    return found


def changed(before):
    after = fingerprint()
    return sorted(table for table, hashed in after.items() if before[table] != hashed)


def address(one):
    return reverse(one.route, args=one.args)


def says(one, actor, status, expected):
    return f"{one.route} {one.args[1:]} {one.object or '-'} by {actor}: {status}, expected {expected}"


def fits(status, expected, *, empty_form=False):
    if expected == OPEN:
        return status in {200, 302, 503} or status in STATE
    return status == expected


def test_every_route_has_a_row_and_every_row_a_route():
    named = list(routes())
    assert [name for name, count in Counter(named).items() if count > 1] == []
    assert set(named) - set(ROWS) == set(), "routes without a row in conf/matrix.py or a programme's part"
    assert set(ROWS) - set(named) == set(), "rows without a route"
    assert set(ACTS) == set(DOES) - {"reveal"}


@pytest.mark.parametrize("actor", [*ACTORS, *ADDED])
def test_reading(stock, asked, actor):
    """The right answer for each; and nobody changes anything by looking."""
    client, wrong = stock.client(actor), []
    before = fingerprint()
    for one in of(actor, asked):
        if one.route == "signin:sign_in" and actor != "stranger":
            continue
        answer = client.get(address(one))
        expected = one.expected(actor)
        if one.kind == POST and expected == OPEN:
            expected = 405
        if one.kind == POST and expected in {403, 404}:
            fine = answer.status_code == 405
        else:
            fine = fits(answer.status_code, expected)
        if expected == OPEN and answer.status_code == 302 and "/sign/" in answer["Location"]:
            fine = False
        if not fine:
            wrong.append(says(one, actor, answer.status_code, expected))
        answer.close()
    assert not changed(before), changed(before)
    assert not wrong, "\n".join(wrong)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a head is the page's answer without its body")
@pytest.mark.parametrize("actor", ["clerk", "administrator", "stranger"])
def test_heads_are_like_pages(stock, asked, actor):
    client, wrong = stock.client(actor), []
    before = fingerprint()
    for one in asked:
        if one.object in {"", "own", "ours", "theirs", "supervision"} and (
            one.route != "matters:act" or one.args[1] in {"dispatch", "attach"}
        ):
            got, head = client.get(address(one)), client.head(address(one))
            if got.status_code != head.status_code or b"".join(head):
                wrong.append(says(one, actor, head.status_code, got.status_code))
            got.close()
    assert not changed(before), changed(before)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("actor", [*ACTORS, *ADDED])
def test_writing_by_those_who_may_not(stock, asked, actor):
    """Refused as it is when looking, with a form key or without; nothing is changed."""
    client, wrong = stock.client(actor), []
    before = fingerprint()
    for one in of(actor, asked):
        expected = one.expected(actor)
        if one.kind == PAGE or expected == OPEN:
            continue
        answer = client.post(address(one), {"key": str(uuid7()), "reason": "试", "text": "试"})
        if answer.status_code != expected:
            wrong.append(says(one, actor, answer.status_code, expected))
    assert not changed(before), changed(before)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("actor", [*sorted(SIGNED_IN), *ADDED, "stranger"])
def test_pages_take_no_posts(stock, asked, actor):
    client, wrong = stock.client(actor), []
    before = fingerprint()
    for one in of(actor, asked):
        if one.kind != PAGE:
            continue
        answer = client.post(address(one), {"key": str(uuid7())})
        if answer.status_code != (302 if one.expected(actor) == 302 else 405):
            wrong.append(says(one, actor, answer.status_code, 405))
    assert not changed(before), changed(before)
    assert not wrong, "\n".join(wrong)


def test_an_empty_form_changes_nothing(stock, asked):
    """Also by those who may: what is missing is named, and nothing is written."""
    skipped = {"ui:language", "signin:zone", "signin:sign_in", "signin:second", *CONFIRMED}
    taps = {"register", "sign", "close", "key_list", "verify", "try_answer"}
    clients = {actor: stock.client(actor) for actor in [*sorted(SIGNED_IN), *ADDED]}
    before, wrong = fingerprint(), []
    for actor, client in clients.items():
        for one in of(actor, asked):
            tap = one.route == "matters:act" and one.args[1] in taps
            if one.kind != FORM or one.route in skipped or tap or one.expected(actor) != OPEN:
                continue
            answer = client.post(address(one), {"key": str(uuid7())})
            if answer.status_code not in STATE:
                wrong.append(says(one, actor, answer.status_code, "a refusal"))
    assert not changed(before), changed(before)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("office", sorted(OFFICES))
def test_the_other_two_administrators_open_what_is_theirs_and_nothing_else(stock, asked, office):
    """A new route is not theirs until it is written down here; what is refused changes nothing."""
    client, wrong, before = stock.client(office), [], fingerprint()
    for one in asked:
        others = {"theirs", "foreign"} | ({"clerk"} if one.route.startswith("signin:") else set())
        others |= {"sensitive", "supervision"} if one.route.startswith("vault:") else set()
        mine = one.route in OFFICES[office] and one.object not in others
        answer = client.get(address(one))
        if answer.status_code == 405:
            answer = client.post(address(one), {"key": str(uuid7())}) if not mine else answer
        if mine == (answer.status_code in {403, 404}):
            wrong.append(says(one, office, answer.status_code, OPEN if mine else "a refusal"))
        answer.close()
    assert not changed(before), changed(before)
    assert not wrong, "\n".join(wrong)

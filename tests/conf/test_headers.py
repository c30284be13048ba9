"""What every answer carries, and what no page holds."""

import re
from html.parser import HTMLParser

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from banshi.base.zones.ids import uuid7
from conf.matrix import everything
from support.programmes import several
from support.rows import OPEN, PAGE

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        connection.vendor != "sqlite", reason="what an answer carries is the same on both engines"
    ),
]
READERS = ("clerk", "administrator", "supervisor")
OWN_HEADERS = {"files:download", "files:thumb", "places:plan_drawing", *several("OWN_HEADERS")}


class Inline(HTMLParser):
    """Collects what a strict content security policy would refuse."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        names = dict(attrs)
        self.found += [f"{tag} {name}" for name in names if name.startswith("on") or name == "style"]
        links = [names.get(name) or "" for name in ("href", "src", "action", "formaction")]
        self.found += [
            link for link in links if link.strip().lower().startswith(("javascript:", "http:", "//"))
        ]
        if tag == "style" or (tag == "script" and "src" not in names) or tag in {"iframe", "object", "embed"}:
            self.found.append(tag)


def inline(text):
    parser = Inline()
    parser.feed(text)
    return parser.found


def faults_of(answer, *, file):
    """The headers that are missing or weak."""
    policy = answer.get("Content-Security-Policy", "")
    wanted = {
        "policy": "default-src 'none'" in policy and "unsafe" not in policy and "*" not in policy,
        "frames": "frame-ancestors 'none'" in policy or file,
        "nosniff": answer.get("X-Content-Type-Options") == "nosniff",
        "frame deny": answer.get("X-Frame-Options") == "DENY",
        "referrer": answer.get("Referrer-Policy") in {"same-origin", "no-referrer"},
        "opener": answer.get("Cross-Origin-Opener-Policy") == "same-origin",
        "no-store": "no-store" in answer.get("Cache-Control", ""),
    }
    return [name for name, fine in wanted.items() if not fine]


@pytest.mark.parametrize("actor", READERS)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_answer(stock, actor, language):
    client, wrong = stock.client(actor), []
    client.cookies["language"] = language
    for one in everything(stock):
        if one.object in {"other", "theirs"} and one.route == "matters:act":
            continue
        where = reverse(one.route, args=one.args)
        answer = client.get(where)
        file = one.route in OWN_HEADERS and answer.status_code == 200
        wrong += [f"{where} {answer.status_code}: {fault}" for fault in faults_of(answer, file=file)]
        if "text/html" in answer.get("Content-Type", ""):
            wrong += [f"{where}: inline {found}" for found in inline(answer.content.decode())]
        answer.close()
    assert not wrong, "\n".join(wrong[:60])


def test_the_door_is_not_kept_either(client, db, stock):
    for route in ("signin:sign_in", "signin:first_admin"):
        answer = client.get(reverse(route))
        assert faults_of(answer, file=False) == []
        assert inline(answer.content.decode()) == []


SIGNED = ("prooflog:door_cosignature", "open311:", "signin:way_back")
"""What a machine sends carries a signature or a token of its own, what comes back from an identity provider a state
bound to the browser; none of them acts by the session, so there is nothing to abuse."""


@pytest.mark.parametrize("actor", [*READERS, "stranger"])
def test_a_post_without_its_token_is_refused_everywhere(stock, actor):
    """Also by the door and the language switch; the session alone is not enough."""
    client, wrong = Client(enforce_csrf_checks=True), []
    if actor != "stranger":
        client.force_login(stock.account(actor))
    for one in everything(stock):
        if one.route.startswith(SIGNED):
            continue
        where = reverse(one.route, args=one.args)
        for headers in ({}, {"Origin": "https://elsewhere.example"}):
            answer = client.post(where, {"key": str(uuid7())}, headers=headers)
            if answer.status_code != 403:
                wrong.append(f"{where}: {answer.status_code}")
    assert not wrong, "\n".join(wrong[:40])


ELSEWHERE = (
    "https://elsewhere.example/",
    "//elsewhere.example/",
    "///elsewhere.example",
    r"\\elsewhere.example",
    "http:elsewhere.example",
    "javascript:alert(1)",
    "/\\elsewhere.example",
    "\thttps://elsewhere.example",
)


def form_of(answer):
    """The sign-in form; the language switch above it only leads back to this page."""
    forms = re.findall(r"<form.*?</form>", answer.content.decode(), re.S)
    return next(form for form in forms if 'name="password"' in form)


@pytest.mark.parametrize("where", ELSEWHERE)
def test_nobody_is_sent_elsewhere(stock, where):
    account = stock.account("leader")  # the clerk of the stock has a second factor
    account.set_password("correct horse battery staple")
    account.save()
    door = reverse("signin:sign_in")
    client = Client()
    assert "elsewhere" not in form_of(client.get(door, {"next": where}))
    sent = {"login": account.login, "password": "correct horse battery staple", "next": where}
    answer = client.post(door, sent)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    answer = client.post(reverse("ui:language"), {"language": "en", "next": where})
    assert "elsewhere" not in answer["Location"]
    assert answer["Location"].startswith("/")


def test_the_page_that_was_asked_for_comes_after_the_door(stock):
    account = stock.account("leader")  # the clerk of the stock has a second factor
    account.set_password("correct horse battery staple")
    account.save()
    client = Client()
    door = client.get(reverse("matters:closure"))["Location"]
    hidden = re.search(r'name="next" value="([^"]*)"', form_of(client.get(door)))[1]
    sent = {"login": account.login, "password": "correct horse battery staple", "next": hidden}
    assert client.post(reverse("signin:sign_in"), sent)["Location"] == reverse("matters:closure")


def test_rows_of_this_walk_reach_pages(stock):
    """Else the walk above would prove nothing."""
    pages = [one for one in everything(stock) if one.kind == PAGE and one.expected("clerk") == OPEN]
    assert len(pages) > 25

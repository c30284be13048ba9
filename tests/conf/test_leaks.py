"""What is hidden and what does not exist cannot be told apart."""

import io
import re
import zipfile
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from banshi.base.zones.ids import uuid7
from conf.matrix import everything
from conf.stock import hide
from support.programmes import several
from support.rows import PAGE, POST

pytestmark = pytest.mark.django_db
LISTS = ("matters:issues", "matters:responsibility", "matters:closure", "matters:key", *several("LISTS"))
NOT_STILL = ("operations:", "signin:places", "signin:way_metadata", "portal:work", *several("NOT_STILL"))
"""Say what the machine and one's own sessions do at this moment, which a walk changes by walking, or are random."""
MOVED = ("foreign", "leader", "projects")
"""A reader of each kind: of the other zone, of all units, of his own. On SQLite the rest of them walk as well."""
if connection.vendor == "sqlite":
    MOVED += ("administrator", "idle", "verifier")
BEFORE_HIDING = ("own", "other", "theirs")


@pytest.fixture
def hidden(stock):
    """With what most may not see, for one test."""
    hide(stock)
    yield
    forget(stock)


def forget(stock):
    for name in ("sensitive", "supervision"):
        stock.matters.pop(name, None)
        stock.files.pop(name, None)


def same(text, where=""):
    """A page without what differs each time: the address that was asked for, tokens and keys.

    The address goes as a whole: a row number alone, taken out everywhere, would also be cut out of a
    random token, which then is no longer known as one.
    """
    if where:
        text = text.replace(where, "")
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|[A-Za-z0-9]{64}", "", text)


def answer_of(client, one, args):
    """Status, page and number of queries of the address with these arguments."""
    where = reverse(one.route, args=args)
    ask = client.post if one.kind == POST else client.get
    with CaptureQueriesContext(connection) as asked:
        answer = ask(where, {"key": str(uuid7())} if one.kind == POST else {})
    of_each = {"Content-Security-Policy", "Content-Length"}
    headers = {key: value for key, value in answer.items() if key not in of_each}
    return answer.status_code, same(answer.content.decode(), where), headers, len(asked)


def nobody(args):
    """The same address of a thing that does not exist; the kind of thing may stand before its name."""
    at = next((n for n, one in enumerate(args) if isinstance(one, (UUID, int))), 0)
    missing = 999_999_999 if isinstance(args[at], int) else uuid7()
    return (*args[:at], missing, *args[at + 1 :])


def test_hidden_and_missing_answer_alike(stock, hidden):
    wrong, compared = [], 0
    for actor in ("clerk", "verifier", "projects", "administrator", "foreign"):
        client = stock.client(actor)
        client.get("/")
        for one in everything(stock):
            if not one.object or one.expected(actor) != 404:
                continue
            hidden, missing = answer_of(client, one, one.args), answer_of(client, one, nobody(one.args))
            compared += 1
            for name, left, right in zip(
                ("status", "page", "headers", "queries"), hidden, missing, strict=True
            ):
                if left != right:
                    told = f"{left} and {right}" if name != "page" else ""
                    wrong.append(f"{one.route} {one.args[1:]} {one.object} by {actor}: {name} {told}")
    assert compared > 200
    assert not wrong, "\n".join(wrong)


def readable(answer):
    """The text of a page or a workbook."""
    content = answer.getvalue() if answer.streaming else answer.content
    if not content.startswith(b"PK"):
        return same(content.decode(errors="replace"))
    book = zipfile.ZipFile(io.BytesIO(content))
    sheets = [name for name in book.namelist() if name.startswith("xl/")]
    return "\n".join(book.read(name).decode() for name in sorted(sheets))


def walk(stock, actor):
    """All that the actor can read: pages, lists as of days, counts, searches, workbooks, prints."""
    client, found = stock.client(actor), {}
    wheres = [
        reverse(one.route, args=one.args)
        for one in everything(stock)
        if one.kind == PAGE
        and one.object in {"", "ours", *BEFORE_HIDING}
        and not one.route.startswith(NOT_STILL)
    ]
    for route in LISTS:
        where = reverse(route)
        for query in (
            "export=xlsx",
            "print=1",
            "total=1",
            "as_of=2021-05-17",
            "q=积水",
            "q=2021-000",
            "group=open",
        ):
            wheres.append(f"{where}?{query}")
    for code in ("collected", "open", "answered_in_time"):
        where = reverse("figures:records", args=[f"matters.{code}"])
        wheres += [f"{where}?export=xlsx", f"{where}?total=1"]
    wheres += [f"{reverse('home:search')}?q={text}" for text in ("积水", "supervision", "sensitive", "2021")]
    wheres += [
        f"{reverse('matters:act', args=[stock.matters[name].subject.uid, 'merge'])}" for name in BEFORE_HIDING
    ]
    for where in wheres:
        answer = client.get(where)
        found[where] = (answer.status_code, readable(answer))
        answer.close()
    return found


@pytest.mark.parametrize("actor", MOVED)
def test_nothing_that_is_hidden_moves_anything(stock, actor):
    """Every page, count, search, figure and workbook is the same before and after a hidden matter is added."""
    if actor == "leader":
        stock.add("sensitive", stock.here, "yellow", label=2)
    before = walk(stock, actor)
    if actor != "leader":
        stock.add("sensitive", stock.here, "yellow", label=2)
    stock.add("supervision", stock.here, "black", label=3)
    after = walk(stock, actor)
    moved = [where for where, shown in before.items() if after[where] != shown]
    forget(stock)
    assert len(before) > 60
    assert moved == []


def test_the_supervisor_sees_them_move(stock):
    """The walk above can tell: for whom they are not hidden, pages change."""
    before = walk(stock, "supervisor")
    stock.add("supervision", stock.here, "black", label=3)
    after = walk(stock, "supervisor")
    forget(stock)
    moved = {where for where, shown in before.items() if after[where] != shown}
    assert {
        reverse("matters:issues"),
        reverse("figures:list"),
        f"{reverse('home:search')}?q=supervision",
    } <= moved


def test_duplicates_name_nothing_that_is_hidden(stock, hidden):
    """Entering a matter that is like a hidden one shows it to nobody who may not see it."""
    for actor, names in (("projects", ("own", "sensitive", "supervision")), ("clerk", ("supervision",))):
        page = stock.client(actor).post(
            reverse("matters:new"),
            {
                "key": str(uuid7()),
                "raiser_kind": "enterprise",
                "raiser_org": stock.here.firm.subject.uid,
                "words": "supervision:一下雨门口就积水。",
                "title": "supervision门前积水",
                "kind": "problem",
                "category": "roads",
                "source_kind": "enterprise",
                "place": stock.here.place.subject.uid,
                "raised_on": "2021-05-17",
                "label": "1",
                "raiser_name": "专员",
                "raiser_phone": "13800000000",
            },
        )
        text = page.content.decode()
        for name in names:
            assert stock.matters[name].number not in text, (actor, name)

"""Logs name the act and the place, never a person: the log of a walk is read and searched."""

import io
import json
import logging
import re
import sys

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from banshi.base.care import logs
from banshi.base.zones.models import Account
from support.matters import Walk

PHONE, NAME, WORDS, SEARCHED = "13912345678", "行政专员", "货车进不来", "排水不畅"
IDENTITY = "330104199001011234"


@pytest.fixture
def written(monkeypatch):
    """What the handlers of the settings write, as lines."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(logs.JsonLine())
    root, before = logging.getLogger(), logging.getLogger().handlers[:]
    root.handlers[:] = [handler]
    levels = {name: logging.getLogger(name).level for name in (logs.REQUEST, "django.request")}
    logging.getLogger(logs.REQUEST).setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in out.getvalue().splitlines()]
    root.handlers[:] = before
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def inside(world, name):
    client = Client(raise_request_exception=False)
    client.force_login(Account.objects.get(pk=world.accounts[name].pk))
    return client


@pytest.mark.django_db
def test_the_log_of_a_walk_names_nobody(world, now, written):
    walk = Walk(world, now, raiser=_raiser(world), words=f"{WORDS},身份证{IDENTITY}")
    walk.sign()
    uid = str(walk.matter.subject.uid)
    clerk, builder = inside(world, "clerk"), inside(world, "builder")
    page = reverse("matters:matter", args=[uid])
    clerk.get(page)
    clerk.post(reverse("matters:reveal", args=[uid]))
    clerk.get(reverse("home:search"), {"q": SEARCHED})
    clerk.get(reverse("matters:issues"), {"q": PHONE})
    builder.post(reverse("matters:act", args=[uid, "progress"]), {"text": f"已联系{NAME}{PHONE}"})
    paper = SimpleUploadedFile(f"{NAME}.pdf", b"%PDF-1.4 no", "application/pdf")
    builder.post(reverse("matters:act", args=[uid, "attach"]), {"kind": "paper", "upload": paper})
    builder.get(f"/matters/{PHONE}?name={NAME}")
    Client().post(reverse("signin:sign_in"), {"login": "qingyu-clerk", "password": f"wrong {PHONE}"})
    lines = written()
    requests = [line for line in lines if line["logger"] == logs.REQUEST]
    assert len(requests) >= 8
    whole = json.dumps(lines, ensure_ascii=False)
    for hidden in (PHONE, IDENTITY, NAME, WORDS, SEARCHED, "wrong", "qingyu-clerk", uid, "?", "/matters/"):
        assert hidden not in whole, hidden
    assert not re.search(r"(?<![\w.-])\d{7,}(?![\w-])", whole)
    seen = {line["route"]: line for line in requests}
    assert seen["matters:matter"]["status"] == 200
    assert seen["matters:matter"]["queries"] > 3
    assert seen["matters:matter"]["actor"] == str(world.accounts["clerk"].uid)
    assert seen["matters:matter"]["zone"] == "qingyu"
    assert seen[""]["status"] == 404
    assert len({line["id"] for line in requests}) == len(requests)


def _raiser(world):
    from banshi.core.matters import actions

    return actions.Raiser("enterprise", org=world.firm, name=NAME, phone=PHONE)


@pytest.mark.django_db
def test_an_error_is_told_by_kind_and_place_and_its_request(world, written, monkeypatch):
    from banshi.core.matters.views import lists

    name = next(n for n in dir(lists) if not n.startswith("_") and callable(getattr(lists, n)))
    assert name

    def broken(*_args, **_given):
        raise RuntimeError(f"Key (phone)=({PHONE}) already exists")

    monkeypatch.setattr("banshi.doors.home.views.search_page", broken, raising=False)
    monkeypatch.setattr("banshi.base.ui.context.shell", broken)
    monkeypatch.setattr("banshi.base.zones.middleware.actor_of_request", broken)
    answer = inside(world, "clerk").get("/", {"q": NAME})
    assert answer.status_code == 500
    lines = written()
    error = next(line for line in lines if line["level"] == "error")
    assert error["exception"] == "builtins.RuntimeError"
    assert any("test_logs.py" in place for place in error["where"])
    assert error["id"] == answer["X-Request-Id"]
    assert next(line for line in lines if line["logger"] == logs.REQUEST)["status"] == 500
    assert PHONE not in json.dumps(lines)
    assert NAME not in json.dumps(lines, ensure_ascii=False)


@pytest.mark.django_db
def test_a_database_that_does_not_answer_is_a_plain_page(world, written, monkeypatch):
    def gone(request):
        raise OperationalError("connection to server at 10.1.2.3 failed")

    monkeypatch.setattr("banshi.base.zones.middleware.actor_of_request", gone)
    answer = inside(world, "clerk").get("/")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert "数据库" in answer.content.decode()
    assert "10.1.2.3" not in json.dumps(written())
    assert connection.vendor


def record(name="banshi.care", level=logging.WARNING, msg="%s waits", args=("one",), exc_info=None, **extra):
    made = logging.LogRecord(name, level, __file__, 1, msg, args, exc_info)
    made.__dict__.update(extra)
    return made


def test_what_others_fill_in_is_left_out():
    assert logs.event_of(record()) == "one waits"
    assert logs.event_of(record("urllib3.pool", msg="GET %s", args=(f"/x?phone={PHONE}",))) == "GET %s"
    assert PHONE not in logs.event_of(record("other", msg=f"about {PHONE}", args=()))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"call {PHONE} now", "call … now"),
        ("call +86 139 1234 5678", "call …"),
        (f"id {IDENTITY}", "id …"),
        ("id 33010419900101123X", "id …"),
        ("mail a.b@example.org", "mail …"),
        ("0515-88881234", "…"),
        ("2021-0042 waits 120 ms", "2021-0042 waits 120 ms"),
        ("zone qingyu: missing", "zone qingyu: missing"),
    ],
)
def test_what_could_name_a_person_is_hidden(text, left):
    assert logs.scrubbed(text) == left


def test_a_line_is_one_line_whatever_is_in_it():
    try:
        raise ValueError(f"a\nb {PHONE}")
    except ValueError:
        made = record(msg="first\nsecond\r\nthird", args=(), exc_info=sys.exc_info())
    line = logs.JsonLine().format(made)
    assert "\n" not in line
    assert PHONE not in line
    assert json.loads(line)["exception"] == "builtins.ValueError"
    human = logs.HumanLine().format(made)
    assert human.splitlines()[0].split()[1:4] == ["warning", "first", "second"]
    assert PHONE not in human


def test_fields_that_are_not_known_are_not_written():
    made = record(banshi={"route": "a:b", "phone": PHONE}, phone=PHONE, title=WORDS)
    assert json.loads(logs.JsonLine().format(made)).keys() == {"time", "level", "logger", "event", "route"}


@pytest.mark.parametrize(
    ("how", "terminal", "formatter", "level"),
    [
        ("auto", True, "human", "WARNING"),
        ("auto", False, "json", "INFO"),
        ("json", True, "json", "INFO"),
        ("human", False, "human", "INFO"),
        ("quiet", False, "json", "WARNING"),
    ],
)
def test_the_setting(how, terminal, formatter, level):
    made = logs.configuration(how, terminal=terminal)
    assert made["handlers"]["stderr"]["formatter"] == formatter
    assert made["loggers"][logs.REQUEST]["level"] == level


def test_a_setting_that_is_not_known_is_refused():
    with pytest.raises(ValueError, match="BANSHI_LOG"):
        logs.configuration("loud")

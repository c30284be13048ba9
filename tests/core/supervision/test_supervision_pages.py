"""Pages of supervision as people meet them: from the ladder to the answer, from the desk to the reminder sheet."""

import re
from datetime import date

import pytest
from django.test import Client

from banshi.base.zones.ids import uuid7
from banshi.base.zones.models import Account
from banshi.core.supervision import actions
from banshi.core.supervision.models import Document, LookBack
from banshi.core.supervision.queries import desk
from support.ledger import on, walk


@pytest.fixture
def opened(world):
    def open_as(name):
        client = Client()
        client.force_login(Account.objects.get(pk=world.accounts[name].pk))
        client.cookies["language"] = "en"
        return client

    return open_as


def text(answer):
    return answer.content.decode()


def test_from_the_ladder_to_the_answer(world, now, opened):
    rows = [walk(world, now) for _n in range(2)]
    for row in rows:
        row.sign()
    with on(5, 26):
        verifier, builder = opened("verifier"), opened("builder")
        assert "2</strong> matters of which the ladder asks" in text(verifier.get("/"))
        page = text(verifier.get("/supervision/ladder/"))
        issue = re.search(r'href="(/supervision/issue/chase/[^"]+)"', page)[1].replace("&amp;", "&")
        assert issue.count("m=") == 2
        form = text(verifier.get(issue))
        key = re.search(r'name="key" value="([^"]+)"', form)[1]
        sent = {
            "key": key,
            "matters": [row.matter.number for row in rows],
            "demand": "请说明原因和办结日期。",
            "answer_by": "2021-05-28",
        }
        vague = verifier.post(issue, sent | {"demand": "请尽快办结。"})
        assert vague.status_code == 422
        assert "Name the date" in text(vague)
        for _click in range(2):
            assert verifier.post(issue, sent).status_code == 302
        document = Document.objects.get()
        address = f"/supervision/{document.subject.uid}/"
        assert "Acknowledge receipt" not in text(verifier.get(address))
        assert "documents to be answered" in text(builder.get("/"))
        assert "Acknowledge receipt" in text(builder.get(address))
        assert builder.post(f"{address}acknowledge/", {"key": str(uuid7())}).status_code == 302
        answered = builder.post(
            f"{address}answer/",
            {"key": str(uuid7()), "text": "5月28日办结。", "promised_on": "2021-05-28"},
        )
        assert answered.status_code == 302
        assert "5月28日办结。" in text(verifier.get(address))
        assert "documents to be answered" not in text(builder.get("/"))
        matter = text(builder.get(f"/matters/{rows[0].matter.subject.uid}/"))
        assert document.number in matter


def test_the_words_of_a_matter_out_of_turn(world, now, opened):
    row = walk(world, now)
    row.sign()
    with on(5, 26):
        verifier = opened("verifier")
        page = text(verifier.get(f"/supervision/issue/?m={row.matter.number}"))
        assert "asked today" in page
        assert "By the ladder, an earlier rung is missing." in page
        assert "Reason for issuing it now" in text(
            verifier.get(f"/supervision/issue/sheet/?m={row.matter.number}")
        )
        assert verifier.get("/supervision/issue/?m=2021-9999").status_code == 404
        assert verifier.get(f"/supervision/issue/none/?m={row.matter.number}").status_code == 404
        assert verifier.get("/supervision/issue/").status_code == 422


def test_the_list_finds_filters_and_exports(world, now, opened):
    row = walk(world, now)
    row.sign()
    with on(5, 26) as at:
        document = actions.issue_document(
            actor=world.actor("verifier"),
            rung="chase",
            matters=[row.matter],
            demand="请报告。",
            answer_by=date(2021, 5, 27),
            now=at,
        )
    with on(5, 28):
        clerk = opened("clerk")
        for query, found in (
            ("", True),
            ("kind=chase", True),
            ("kind=sheet", False),
            ("state=late", True),
            ("state=answered", False),
            ("unit=construction_bureau", True),
            ("unit=general_office", False),
            (f"q={row.matter.number}", True),
            ("q=2020-0000", False),
        ):
            assert (document.number in text(clerk.get(f"/supervision/?{query}"))) is found, query
        assert clerk.get("/supervision/?export=xlsx")["Content-Type"].startswith("application/vnd")
        assert document.number in text(clerk.get("/supervision/?print=1"))
        assert document.number not in text(opened("projects").get("/supervision/"))


def test_a_sample_and_its_tasks(world, now, opened):
    for _n in range(2):
        walk(world, now).close()
    with on(5, 24):
        from support.zone import _person

        _person(world, "second", world.units["supervision_office"], "head", ("verifier",), 40)
        second = opened("second")
        assert "2 close-outs" in text(second.get("/supervision/look-back/draw/"))
        assert (
            second.post("/supervision/look-back/draw/", {"key": str(uuid7()), "seed": "摇号 5"}).status_code
            == 302
        )
        task = LookBack.objects.order_by("pk").first()
        sample = text(second.get(f"/supervision/samples/{task.sample.subject.uid}/"))
        assert "摇号 5" in sample
        assert "the same matters come out" in sample
        page = f"/supervision/look-back/{task.uid}/"
        assert "Record what was found" in text(second.get(page))
        assert "Record what was found" not in text(opened("clerk").get(page))
        own = text(opened("verifier").get(page))
        assert "Record what was found" not in own
        assert "You verified this matter. Somebody else looks back at it." in own
        sent = {"key": str(uuid7()), "result": "fails", "looked_on": "2021-05-24", "text": "又积水。"}
        assert second.post(f"{page}record/", sent | {"result": ""}).status_code == 422
        assert second.post(f"{page}record/", sent).status_code == 302
        assert "Does not hold" in text(second.get(page))
        for again in (second.post(f"{page}record/", sent), second.get(f"{page}record/")):
            assert (again.status_code, again["Location"]) == (302, page)
        assert second.post(f"{page}record/", sent | {"key": str(uuid7())}).status_code == 403
        assert LookBack.objects.exclude(result="").count() == 1
        closure = text(opened("clerk").get("/matters/closure/"))
        assert "closed 1, re-opened 1" in closure


def test_the_desk(world, now, opened):
    walk(world, now).close()
    supervisor = opened("supervisor")
    home = text(supervisor.get("/"))
    assert "1</strong> anomalies" in home
    line = next(group for group in desk.groups(world.actor("supervisor")) if group.lines).lines[0]
    address = f"/supervision/desk/quick_close/{line.found.key}/"
    assert address in text(supervisor.get("/supervision/desk/"))
    page = text(supervisor.get(address))
    assert "Closed out" in page
    assert "Submitted for verification" in page
    sent = {"key": str(uuid7()), "decision": "followed", "reason": "请单位说明。"}
    assert supervisor.post(f"{address}decide/", sent).status_code == 302
    notice = f"/supervision/desk/notice/?for=quick_close:{line.found.key}"
    sent = {
        "key": str(uuid7()),
        "unit": "construction_bureau",
        "demand": "请自查。",
        "answer_by": "2021-05-28",
    }
    assert supervisor.post(notice, sent).status_code == 302
    number = Document.objects.get().number
    assert number in text(supervisor.get(address))
    assert address not in text(supervisor.get("/supervision/desk/"))
    assert address in text(supervisor.get("/supervision/desk/?decided=1"))
    assert number not in text(opened("verifier").get("/supervision/"))
    assert "anomalies" not in text(opened("verifier").get("/"))
    assert supervisor.get("/supervision/desk/notice/?for=quick_close:none").status_code == 404

"""Papers written here: drafts, versions, what is final, who sees what; a list that goes with one."""

import io
from dataclasses import replace
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document

from banshi.base.history.acts import use_case
from banshi.base.history.models import Entry
from banshi.base.papers import actions, queries, rules
from banshi.base.papers.lists import fitted
from banshi.base.papers.models import State, Written, WrittenVersion
from banshi.base.papers.paper import Form
from banshi.base.papers.rules import Words
from banshi.base.vault import store as vault
from banshi.base.zones.ids import uuid7
from banshi.base.zones.models import Account
from banshi.base.zones.refusals import Forbidden, Refusal, Unknown
from banshi.core.matters import tables
from support.matters import Walk

WORDS = Words(
    house="青屿经济开发区文件",
    recipients="各部门，各中心",
    body="一、总体要求\n按6月25日办结。",
    signature="青屿经济开发区",
)


def opened(world, name):
    client = Client()
    client.force_login(Account.objects.get(pk=world.accounts[name].pk))
    client.cookies["language"] = "en"
    return client


@pytest.fixture
def draft(world, now):
    return actions.write_paper(
        actor=world.actor("clerk"), kind="notice", title="关于雨季排水的通知", words=WORDS, now=now
    )


def kinds(row):
    return list(Entry.objects.filter(subject=row.subject).order_by("n").values_list("kind", flat=True))


def test_a_draft_its_versions_and_the_final_paper(world, now, draft):
    clerk = world.actor("clerk")
    again = replace(WORDS, body="一、总体要求\n按6月30日办结。")
    row = actions.amend_paper(actor=clerk, paper=draft, title="关于做好雨季排水的通知", words=again, now=now)
    row = actions.issue_paper(actor=clerk, paper=row, now=now)
    assert (row.state, row.version, row.issued_on) == (State.ISSUED, 2, date(2021, 5, 17))
    versions = WrittenVersion.objects.filter(written=row).order_by("n")
    said = [rules.read(vault.read(one.words)).body for one in versions.select_related("words__key__subject")]
    assert said == [WORDS.body, again.body]
    assert kinds(row) == ["papers.written", "papers.amended", "papers.issued"]
    paper = queries.paper_of(world.actor("builder"), row.subject.uid)
    assert paper.form is Form.DOCUMENT
    assert paper.recipients == ("各部门", "各中心")
    assert [one.level for one in paper.blocks] == [1, 0]
    assert paper.demo
    for act in (actions.issue_paper, actions.amend_paper):
        extra = {"title": "x", "words": WORDS} if act is actions.amend_paper else {}
        with pytest.raises(Refusal) as refused:
            act(actor=clerk, paper=row, now=now, **extra)
        assert refused.value.code == "papers.final"
    assert kinds(row) == ["papers.written", "papers.amended", "papers.issued"]


def test_what_is_refused_leaves_nothing(world, now):
    clerk = world.actor("clerk")
    for title, words, field in (
        (" \x00", WORDS, "title"),
        ("通知", replace(WORDS, body="\x07 \n"), "body"),
        ("通知", replace(WORDS, lists=("https://elsewhere.invalid/nothing/here",)), "lists"),
        ("通知", replace(WORDS, lists=("/matters/",) * 6), "lists"),
    ):
        with pytest.raises(Refusal) as refused:
            actions.write_paper(actor=clerk, kind="notice", title=title, words=words, now=now)
        assert refused.value.field == field
    with pytest.raises(Forbidden):
        actions.write_paper(actor=world.actor("builder"), kind="notice", title="通知", words=WORDS, now=now)
    assert not Written.objects.exists()
    assert not WrittenVersion.objects.exists()


def test_withdrawing_says_why(world, now, draft):
    clerk = world.actor("clerk")
    with pytest.raises(Refusal):
        actions.withdraw_paper(actor=clerk, paper=draft, reason=" ", now=now)
    row = actions.withdraw_paper(actor=clerk, paper=draft, reason="文号有误", now=now)
    assert "撤回" in queries.paper_of(world.actor("leader"), row.subject.uid).note
    with pytest.raises(Refusal) as refused:
        actions.withdraw_paper(actor=clerk, paper=row, reason="再撤", now=now)
    assert refused.value.code == "papers.withdrawn"


def test_drafts_are_for_those_who_write(world, now, draft):
    with pytest.raises(Unknown):
        queries.find(world.actor("builder"), draft.subject.uid)
    assert queries.find(world.actor("verifier"), draft.subject.uid) == draft
    assert opened(world, "builder").get(f"/papers/of/paper/{draft.subject.uid}.docx").status_code == 404
    assert opened(world, "builder").get(f"/papers/of/paper/{uuid7()}.docx").status_code == 404


def test_words_are_in_the_vault_and_erasing_takes_them(world, now, draft):
    assert "6月25日" not in str(Entry.objects.get(subject=draft.subject).body)

    @use_case(f"papers.test_erase_{uuid7().hex}")
    def erase(*, actor, subject):
        vault.erase(subject)

    erase(actor=world.actor("clerk"), subject=draft.subject)
    row = queries.find(world.actor("clerk"), draft.subject.uid)
    assert row.title == vault.ERASED
    assert queries.words_of(row).body == vault.ERASED


def test_a_list_goes_with_it_as_the_reader_may_see_it(world, now, draft):
    for _n in range(3):
        Walk(world, now).dispatch()
    clerk = world.actor("clerk")
    words = replace(
        WORDS, lists=("http://127.0.0.1:8000/matters/responsibility/?unit=construction_bureau&page=2",)
    )
    address = Client()
    assert address
    with pytest.raises(Refusal):
        actions.amend_paper(
            actor=clerk, paper=draft, title="通知", words=replace(WORDS, lists=("/nowhere/",)), now=now
        )
    here = reverse("matters:responsibility")
    words = replace(WORDS, lists=(f"http://127.0.0.1:8000{here}",))
    row = actions.amend_paper(actor=clerk, paper=draft, title="通知", words=words, now=now)
    row = actions.issue_paper(actor=clerk, paper=row, now=now)
    kept = queries.words_of(queries.find(clerk, row.subject.uid)).lists
    assert kept == (f"{here}?as_of=2021-05-17&known_on=2021-05-17",)
    annex = queries.paper_of(clerk, row.subject.uid).annexes[0]
    assert annex.wide
    assert len(annex.blocks[0].rows) == 3
    assert annex.blocks[0].heads[1:] == tuple(
        str(c.label) for c in tables.table("responsibility", clerk).columns
    )
    fewer = queries.paper_of(world.actor("projects"), row.subject.uid).annexes[0]
    assert fewer.blocks[0].rows == ()
    closed = queries.paper_of(world.actor("administrator"), row.subject.uid).annexes[0]
    assert closed.blocks[0].text == queries.CLOSED_LIST


def test_from_the_list_to_the_word_file(world, now):
    Walk(world, now).dispatch()
    clerk = opened(world, "clerk")
    page = clerk.get("/matters/").content.decode()
    assert "export=docx" in page
    assert "export=attach" in page
    assert "export=attach" not in opened(world, "builder").get("/matters/").content.decode()
    led = clerk.get("/matters/?export=attach&group=open")
    assert led.status_code == 302
    assert led["Location"].startswith("/papers/new/notice/?list=")
    form = clerk.get(led["Location"]).content.decode()
    assert "/matters/?group=open" in form
    sent = {
        "key": str(uuid7()), "title": "关于报送进展的通知", "house": "青屿经济开发区文件", "form": "letter",
        "recipients": "各部门",
        "body": "请于6月25日前报送。", "signature": "青屿经济开发区",
        "lists": "/matters/?group=open",
    }  # fmt: skip
    for _click in range(2):
        assert clerk.post("/papers/new/notice/", sent).status_code == 302
    row = Written.objects.get()
    address = f"/papers/{row.subject.uid}/"
    assert "关于报送进展的通知" in clerk.get(address).content.decode()
    answer = clerk.get(f"/papers/of/paper/{row.subject.uid}.docx")
    assert "no-store" in answer["Cache-Control"]
    book = Document(io.BytesIO(answer.content))
    assert any("附件：" in one.text for one in book.paragraphs)
    assert [len(one.rows) for one in book.tables] == [2]
    assert clerk.post(f"{address}issue/", {"key": str(uuid7())}).status_code == 302
    assert clerk.post("/papers/new/notice/", sent | {"key": str(uuid7()), "body": ""}).status_code == 422


def test_a_list_alone_as_word(world, now):
    for _n in range(2):
        Walk(world, now).dispatch()
    clerk = opened(world, "clerk")
    answer = clerk.get("/matters/?export=docx")
    book = Document(io.BytesIO(answer.content))
    assert [len(one.rows) for one in book.tables] == [3]
    assert len(book.sections) == 1
    assert book.sections[0].page_width > book.sections[0].page_height
    assert "PAGE" in book.sections[0].footer._element.xml
    assert "2 matters" in "".join(one.text for one in book.paragraphs)
    assert clerk.get("/matters/?export=annex").status_code == 200
    assert b"<html" in clerk.get("/matters/?export=annex").content


def test_columns_on_paper_keep_numbers_and_days_whole():
    wanted = [(4.0, True), (6.0, True), (30.0, False), (20.0, False), (6.5, True)]
    found = fitted(wanted, [34.0] * 5)
    assert [found[at] for at in (0, 1, 4)] == [4.0, 6.0, 6.5]
    assert sum(found) == pytest.approx(60.0)
    assert fitted([(4.0, True), (8.0, False)], [34.0] * 2) == [4.0, 8.0]

"""Appraisals from outside: stored with their document; a rank never stands without its category."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from banshi.base.figures.registry import Question, figure
from banshi.base.history.models import Entry
from banshi.base.ui import formkey
from banshi.base.zones.models import Account, Subject
from banshi.base.zones.refusals import Forbidden, Refusal
from banshi.programmes.environment.actions import appraisals as actions
from banshi.programmes.environment.models import Appraisal
from banshi.programmes.environment.queries import appraisals as queries
from programmes.environment import filing
from support.ledger import asked
from support.zone import NOW


def state():
    return list(Appraisal.objects.order_by("pk").values()), Subject.objects.count(), Entry.objects.count()


def refused(act, *args, **given):
    before = state()
    with pytest.raises(Refusal) as refusal:
        act(*args, **given)
    assert state() == before
    assert "%(" not in refusal.value.message
    return refusal.value.code


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"category": ""}, "environment.rank_without_category"),
        ({"upload": None}, "environment.document_missing"),
        ({"rank": 0}, "environment.rank_wrong"),
        ({"rank": 3, "of_how_many": 2}, "environment.rank_wrong"),
        ({"rank": None, "of_how_many": 9}, "environment.rank_missing"),
        ({"rank": None, "grade": ""}, "environment.appraisal_says_nothing"),
        ({"document_title": ""}, "environment.appraisal_missing"),
        ({"body": ""}, "environment.appraisal_missing"),
        ({"year": 2022}, "environment.appraisal_year"),
        ({"year": 1949}, "environment.appraisal_year"),
        ({"document_on": date(2021, 5, 18)}, "environment.document_ahead"),
        ({"title": "长" * 121}, "org.text_long"),
    ],
)
def test_what_the_document_cannot_say_is_refused(world, changes, code):
    assert refused(filing.appraise, world, **changes) == code


def test_the_database_holds_no_rank_without_its_category(world):
    row = filing.appraise(world)
    for change in ({"category": ""}, {"of_how_many": 0}, {"rank": None, "grade": ""}):
        with transaction.atomic(), pytest.raises(IntegrityError):
            Appraisal.objects.filter(pk=row.pk).update(**change)


def test_it_is_stored_once_and_taken_back_with_a_reason(world):
    with pytest.raises(Forbidden):
        filing.appraise(world, actor="builder")
    row = filing.appraise(world)
    assert refused(filing.appraise, world) == "environment.appraisal_twice"
    by = {"actor": world.actor("clerk"), "appraisal": row, "now": NOW}
    assert refused(actions.take_back_appraisal, reason="", **by) == "environment.take_back_reason"
    actions.take_back_appraisal(reason="年度填错", **by)
    assert refused(actions.take_back_appraisal, reason="再次", **by) == "environment.taken_back"
    filing.appraise(world)
    assert (
        figure("environment.appraisals").compute(Question(world.zone, world.system, filing.MONDAY)).value == 1
    )


def test_the_page_s_rank_is_stored_and_comes_with_category_and_document(world):
    assert asked(world, "A39").status == "open"
    filing.appraise(world, category="三类园区", title="另一项考核")
    assert asked(world, "A39").status == "open", "a rank of another category says nothing"
    row = filing.appraise(world, of_how_many=9)
    with translation.override("zh-hans"):
        found = asked(world, "A39")
        assert (found.status, found.value.value, str(found.value.unit)) == ("stored", 1, "名（二类园区）")
        assert found.value.says == (
            "2020年度全市污染防治攻坚战考核（市污染防治攻坚战指挥部办公室）：优秀、"
            "二类园区第1名（共9个，见《关于2020年度考核结果的通报（市污防办〔2021〕3号）》）"
        )
    assert found.value.records.get() == row.subject
    assert asked(world, "A39", known_on=NOW - timedelta(days=1)).status == "open"


def test_a_rank_leaves_the_house_with_category_and_document_only(world, client):
    row = filing.appraise(world)
    client.force_login(Account.objects.get(pk=world.accounts["leader"].pk))
    where = reverse("environment:appraisals")
    for page in (client.get(where), client.get(reverse("environment:appraisal", args=[row.subject.uid]))):
        text = page.content.decode()
        assert "二类园区第1名（见《关于2020年度考核结果的通报" in text
    assert "文件未载明参评数" in text
    book = load_workbook(BytesIO(b"".join(client.get(where + "?export=xlsx").streaming_content)))
    cells = [str(cell.value) for line in book.active.iter_rows() for cell in line if cell.value is not None]
    assert [cell for cell in cells if "第1名" in cell] == [queries_rank(row)]
    assert "1" not in cells[cells.index("2020 全市污染防治攻坚战考核") :], "no bare rank"
    with translation.override("zh-hans"):
        found = figure("environment.appraisals").compute(Question(world.zone, world.system, filing.MONDAY))
    assert "二类园区第1名" in found.notes[0]


def queries_rank(row):
    with translation.override("zh-hans"):
        return str(queries.rank_of(row))


def test_without_its_document_a_rank_is_told_to_nobody(world):
    row = filing.appraise(world)
    row.document.erased_at = NOW
    assert queries.rank_of(row) is None
    assert "第1名" not in queries.sentence(row)


def test_pages_of_appraisals(world, client):
    client.force_login(Account.objects.get(pk=world.accounts["clerk"].pk))
    send = lambda name, *args, **given: client.post(  # noqa: E731
        reverse(f"environment:{name}", args=args), {formkey.NAME: str(formkey.new())} | given
    )
    fields = {
        "year": "2020", "body": "市指挥部", "title": "攻坚战考核", "category": "二类园区", "grade": "优秀",
        "rank": "1", "of_how_many": "", "document_title": "通报", "document_number": "", "document_on": "2021-03-12",
    }  # fmt: skip
    assert send("enter_appraisal", **fields).status_code == 422
    assert send("enter_appraisal", upload=filing.photo(), **(fields | {"category": ""})).status_code == 422
    assert not Appraisal.objects.exists()
    assert send("enter_appraisal", upload=filing.photo(), **fields).status_code == 302
    uid = Appraisal.objects.get().subject.uid
    assert send("take_back_appraisal", uid, reason="写错").status_code == 302
    assert "写错" in client.get(reverse("environment:appraisal", args=[uid])).content.decode()

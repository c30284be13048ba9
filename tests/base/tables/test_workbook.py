"""The workbook, read back."""

import io
import zipfile
from datetime import date, datetime
from urllib.parse import unquote

import pytest
from django.utils import translation
from python_calamine import CalamineWorkbook

from banshi.base.tables import workbook
from banshi.base.tables.definitions import Column, Table
from banshi.base.tables.pages import list_page
from banshi.base.zones.models import Subject
from banshi.base.zones.refusals import Refusal
from base.tables.samples import LIST


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def exported(ask_for, zone):
    def export(query="", table=LIST):
        given = Subject.objects.filter(zone=zone)
        response = list_page(ask_for(f"?export=xlsx{query}"), table, given)
        return response, b"".join(response.streaming_content)

    return export


def sheet(content):
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def xml(content, name="xl/worksheets/sheet1.xml"):
    return zipfile.ZipFile(io.BytesIO(content)).read(name).decode()


def test_the_columns_of_the_screen_with_typed_cells(rows, exported):
    rows(2)
    _response, content = exported()
    title, facts, _blank, head, first, second = sheet(content)
    assert title[0] == "Things & matters"
    assert facts[0] == "East zone · As of 31 May 2021 · 2 things"
    assert head == ["No.", *(column.label for column in LIST.columns)]
    assert first[:4] == [1.0, "002", "need", 20.0]
    assert first[4] == date(2021, 6, 25)
    assert first[6] == datetime(2021, 5, 31, 2, 5)
    assert first[7:12] == ["In hand", "Overdue", "Office", "key、late", "East zone"]
    assert first[12] == 1.5
    assert second[0] == 2.0


@pytest.mark.parametrize(
    "text",
    [
        "=cmd|' /C calc'!A0",
        "=1+1",
        "{=1+1}",
        "\t=1",
        "+1",
        "-1",
        "1e9",
        "00012",
        "@SUM(A1)",
        "http://example.invalid/x",
        "mailto:a@b",
        "internal:A1",
        "_x0041_",
        "a\x00b\x0bc",
        "x" * 40_000,
        "多行\n文字",
    ],
)
def test_what_users_wrote_is_text(rows, exported, text):
    rows(1)
    said = Table(
        code="said", title=text[:100], order=("pk",), columns=(Column("x", text[:100], lambda row: text),)
    )
    _response, content = exported(table=said)
    written = xml(content)
    assert "<f>" not in written
    assert "<hyperlink" not in written
    assert not any("_rels/sheet" in name for name in zipfile.ZipFile(io.BytesIO(content)).namelist())
    shown = sheet(content)[4][1]
    assert isinstance(shown, str)
    assert shown == text.replace("\x00", "").replace("\x0b", "")[:32_767]


def test_lone_surrogates_do_not_break_the_file(zone, exported, rows):
    rows(1)
    odd = Table(code="odd", title="Odd", order=("pk",), columns=(Column("x", "X", lambda row: "a\ud800b"),))
    assert sheet(exported(table=odd)[1])[4][1] == "ab"


def test_head_is_frozen_and_filterable(rows, exported):
    rows(2)
    written = xml(exported()[1])
    assert '<pane ySplit="4"' in written
    assert '<autoFilter ref="A4:M6"/>' in written
    assert 'orientation="landscape"' in written


def test_it_says_what_was_asked(rows, exported, zone):
    rows(4)
    zone.simulated = True
    response, content = exported("&kind=need&q=00&as_of=2021-05-01&known_on=2021-05-02&page=9")
    found = sheet(content)
    assert found[1][0] == (
        "Demonstration data · East zone · As of 1 May 2021 · As known on 2 May 2021 · Search: 00 · Kind: Needs"
        " · 2 things"
    )
    assert [row[1] for row in found[4:]] == ["004", "002"]
    name = unquote(response["Content-Disposition"])
    assert "Things_&_matters-East_zone-2021-05-01-Demonstration_data.xlsx" in name


def test_chinese_names_travel(rows, exported):
    rows(1)
    with translation.override("zh-hans"):
        response, content = exported()
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert unquote(response["Content-Disposition"]).endswith("-东区-2021-05-31.xlsx")
    assert response["Content-Type"] == workbook.MEDIA_TYPE
    assert sheet(content)[3][0] == "序号"


def test_too_many_rows_are_refused_with_a_sentence(rows, ask_for, zone, monkeypatch):
    rows(11)
    monkeypatch.setattr(workbook, "ROW_LIMIT", 10)
    with pytest.raises(Refusal) as refused:
        list_page(ask_for("?export=xlsx"), LIST, Subject.objects.filter(zone=zone))
    assert refused.value.code == "tables.too_many_rows"
    assert "10" in refused.value.message


def test_an_empty_list_is_a_workbook_too(zone, exported):
    assert len(sheet(exported()[1])) == 4


def test_queries_do_not_grow_with_rows(rows, ask_for, zone, django_assert_num_queries):
    rows(30)
    with django_assert_num_queries(2):
        given = Subject.objects.filter(zone=zone).select_related("zone__subject")
        b"".join(list_page(ask_for("?export=xlsx"), LIST, given).streaming_content)


@pytest.mark.parametrize(
    ("title", "name"),
    [("销号台账", "销号台账"), ("a/b: [c]*?'", "a b   c"), ("长" * 40, "长" * 31), ("//", "1")],
)
def test_the_sheet_bears_the_title_as_excel_takes_it(title, name):
    assert workbook._sheet_name(title).strip() == name

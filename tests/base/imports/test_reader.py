"""Reading sheets: what clerks make, and what hostile files cost."""

import contextlib
import subprocess
import sys
import time
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banshi.base.imports import cells
from banshi.base.imports.cells import Reading, Unclear
from banshi.base.imports.reader import book, find, lines, read
from banshi.base.imports.reader.header import fold
from banshi.base.imports.reader.limits import Hostile
from base.imports import sheets

NAMES = {fold(name) for name in ("标题", "反映日期", "责任单位", "办结时限", "序号", "备注", "日期")}


def known(name: str) -> bool:
    return fold(name) in NAMES or fold(name.rsplit(" / ", 1)[-1]) in NAMES


def first(data: bytes):
    found = read(data).sheets[0]
    header = find(found, known)
    assert header is not None
    return found, header


def told(data: bytes):
    sheet, header = first(data)
    return [[cells.line(cell) for cell in one.cells] for one in lines(sheet, header) if not one.passed]


def test_titles_two_header_lines_totals_blank_rows_and_a_note():
    sheet, header = first(sheets.plain(sheets.CLERKS, sheets.CLERKS_MERGED))
    assert (header.top, header.bottom) == (2, 3)
    assert header.names == (
        "序号", "问题 / 标题", "问题 / 反映日期", "办理情况 / 责任单位", "办理情况 / 办结时限", "备注"
    )  # fmt: skip
    found = list(lines(sheet, header))
    assert [(one.number, one.passed) for one in found] == [
        (5, ""), (6, ""), (7, "total"), (9, ""), (10, "total"), (11, "note"),
    ]  # fmt: skip
    assert cells.line(found[0].cells[1]) == "门前排水不畅"
    assert [cells.day(one.cells[4]) for one in found if not one.passed] == [
        date(2021, 7, 2), date(2021, 7, 12), date(2021, 7, 9),
    ]  # fmt: skip


def test_a_line_of_who_reports_and_as_of_when_names_no_column():
    """It changes from month to month: as a part of the header it made last month's mapping unknown."""
    rows = [
        ["２０２０年台账", None, None],
        ["填报单位：党政办", None, "统计截止：2020年12月31日"],
        ["问题", None, "备注"],
        ["标题", "反映日期", None],
        ["门前排水不畅", "2020.6.2", None],
    ]
    later = [row[:] for row in rows]
    later[1] = ["填报单位：党政办", None, "2021年1月31日"]
    merged = ["A1:C1", "A2:B2", "A3:B3", "C3:C4"]
    found = [first(sheets.plain(one, merged))[1] for one in (rows, later)]
    assert found[0].names == found[1].names == ("问题 / 标题", "问题 / 反映日期", "备注")


def test_a_heading_between_rows_is_passed_over():
    rows = [
        ["序号", "标题", "反映日期"],
        ["一、", "水电气类", None],
        [1, "门前排水不畅", "2020.6.2"],
        ["（二）用地类", None, None],
        ["二、", "两亩边角地", "2020.6.3"],
    ]
    sheet, header = first(sheets.plain(rows, ["B2:C2"]))
    assert [(one.number, one.passed) for one in lines(sheet, header)] == [
        (2, "note"), (3, ""), (4, "note"), (5, ""),
    ]  # fmt: skip


def test_merged_cells_of_the_body_hold_for_each_row():
    rows = [["责任单位", "标题"], ["建设管理局", "一"], [None, "二"]]
    assert told(sheets.plain(rows, ["A2:A3"])) == [["建设管理局", "一"], ["建设管理局", "二"]]


def test_a_header_that_is_said_is_taken():
    sheet = read(sheets.plain([["标题", "日期"], ["甲", "乙"], ["一", "二"]])).sheets[0]
    assert find(sheet, known).bottom == 0
    assert find(sheet, known, at=1).names == ("甲", "乙")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_in_every_spelling(encoding, delimiter):
    rows = [["标题", "反映日期"], ["排水,不畅;路", "2021年6月25日"]]
    assert told(sheets.csv_of(rows, encoding, delimiter)) == [["排水,不畅;路", "2021年6月25日"]]


def test_an_old_workbook_is_known_by_its_content():
    rows = [["标题", "反映日期"], ["排水不畅", 44372.0]]
    sheet, header = first(sheets.xls(rows))
    found = next(iter(lines(sheet, header))).cells
    assert found[0] == "排水不畅"
    assert cells.day(found[1]) == date(2021, 6, 25)


def test_days_that_count_from_1904():
    rows = [["标题", "反映日期"], ["甲", date(2021, 6, 25)], ["乙", 42910]]
    sheet, header = first(sheets.book(("表", rows, []), since_1904=True))
    assert sheet.date_1904
    days = [cells.day(one.cells[1], Reading(sheet.date_1904)) for one in lines(sheet, header)]
    assert days == [date(2021, 6, 25), date(2021, 6, 25)]


def test_several_sheets_and_one_of_them():
    data = sheets.book(("说明", [["一句话"]], []), ("台账", [["标题", "日期"], ["甲", "乙"]], []))
    assert [one.name for one in read(data).sheets] == ["说明", "台账"]
    one = read(data, only="台账")
    assert one.sheet("说明").rows is None
    assert len(one.sheet("台账").rows) == 2


def test_a_formula_is_its_stored_value_and_never_computed():
    cell = b'<row r="1"><c r="A1"><f>1+1</f><v>7</v></c><c r="B1"><f>2+2</f></c><c r="C1" t="e"><v>#N/A</v></c></row>'
    data = sheets.parts(
        {"xl/worksheets/sheet1.xml": sheets.sheet_xml(b"<sheetData>" + cell + b"</sheetData>")}
    )
    row = read(data).sheets[0].rows[0]
    assert row == [Decimal(7), "=2+2", "#N/A"]
    for one in row[1:]:
        with pytest.raises(Unclear):
            cells.text(one)


RELS = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s</Relationships>'
)
EXTERNAL = (
    RELS % b'<Relationship Id="r1" Type="http://x/externalLink" Target="http://e.x" TargetMode="External"/>'
)
HYPERLINK = (
    RELS % b'<Relationship Id="r1" Type="http://x/hyperlink" Target="http://e.x" TargetMode="External"/>'
)
ENTITY = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>'
FIRST = b'<sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
FAR = FIRST + b'<row r="1048576"><c r="%s1048576"><v>1</v></c></row></sheetData>'
EMPTY_FAR = FIRST + b'<row r="1048576"><c r="A1048576" s="1"/></row></sheetData>'


HOSTILE = {
    "zip bomb": (lambda: sheets.bomb(150), "too_large"),
    "ratio": (lambda: sheets.bomb(40), "too_large"),
    "many parts": (lambda: sheets.parts({f"xl/x{n}.xml": b"<x/>" for n in range(2100)}), "too_large"),
    "macro": (lambda: sheets.parts({"xl/vbaProject.bin": b"x"}), "macro"),
    "old macros": (lambda: sheets.parts({"xl/macrosheets/sheet1.xml": b"<x/>"}), "macro"),
    "external link": (lambda: sheets.parts({"xl/externalLinks/externalLink1.xml": b"<x/>"}), "external"),
    "external relation": (lambda: sheets.parts({"xl/worksheets/_rels/sheet1.xml.rels": EXTERNAL}), "external"),
    "entities": (lambda: sheets.parts({"xl/sharedStrings.xml": ENTITY + b"<sst/>"}), "entities"),
    "nested": (lambda: sheets.parts({"xl/media/a.zip": b"PK\x03\x04"}), "nested"),
    "nested by content": (lambda: sheets.parts({"xl/media/a.png": b"PK\x03\x04x"}), "nested"),
    "path up": (lambda: sheets.parts({"../../etc/passwd": b"x"}), "unreadable"),
    "absolute path": (lambda: sheets.parts({"/etc/passwd": b"x"}), "unreadable"),
    "far cell": (lambda: sheets.parts({"xl/worksheets/sheet1.xml": sheets.sheet_xml(FAR % b"A")}), "too_many_rows"),
    "wide cell": (
        lambda: sheets.parts({"xl/worksheets/sheet1.xml": sheets.sheet_xml(FAR.replace(b"1048576", b"9") % b"XFD")}),
        "too_many_columns",
    ),
    "no workbook": (lambda: sheets.parts({}, without="xl/workbook.xml"), "kind"),
    "torn": (lambda: sheets.plain([["标题", "日期"], ["甲", "乙"]])[:-200], "unreadable"),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(200), "kind"),
    "nothing": (lambda: b"", "empty"),
    "no cells": (lambda: sheets.plain([[]]), "empty"),
    "long csv": (lambda: b"a,b\n" * 50_001, "too_many_rows"),
    "wide csv": (lambda: b"a," * 300, "too_many_columns"),
    "too many bytes": (lambda: b"a" * (20 * 1024 * 1024 + 1), "too_large"),
    "old with macros": (lambda: sheets.xls([["a", "b"]]) + "_VBA_PROJECT".encode("utf-16-le"), "macro"),
    "locked": (lambda: sheets.xls([["a", "b"]]) + "EncryptedPackage".encode("utf-16-le"), "password"),
    "ole without a book": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000), "kind"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_and_cost_little(name):
    make, code = HOSTILE[name]
    data = make()
    before = time.monotonic()
    with pytest.raises(Hostile) as refused:
        read(data)
    assert refused.value.code == code
    assert time.monotonic() - before < 20


MEASURE = """
import resource, subprocess, sys
with open(sys.argv[1], "rb") as file:
    done = subprocess.run([sys.executable, "-m", "banshi.base.imports.reader.child"], stdin=file, capture_output=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, done.stdout[-200:].decode())
"""


def measured(data: bytes, folder) -> tuple[int, str]:
    """The most memory that reading took (kB), in a process that itself is small, and what was said last."""
    file = folder / "file"
    file.write_bytes(data)
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(file)], capture_output=True, text=True, check=True
    )
    most, said = done.stdout.split(" ", 1)
    return int(most), said


@pytest.mark.parametrize("name", ["zip bomb", "many parts", "far cell", "long csv"])
def test_hostile_files_stay_under_300_megabytes(name, tmp_path):
    make, code = HOSTILE[name]
    most, said = measured(make(), tmp_path)
    assert code in said
    assert most < 300 * 1024


def test_a_shared_text_that_fills_every_cell_costs_the_child_only(tmp_path):
    text = b"<sst><si><t>" + b"x" * 32_000 + b"</t></si></sst>"
    cell = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (n, n) for n in range(1, 40_000))
    data = sheets.parts(
        {
            "xl/sharedStrings.xml": text,
            "xl/worksheets/sheet1.xml": sheets.sheet_xml(b"<sheetData>" + cell + b"</sheetData>"),
            "xl/_rels/workbook.xml.rels": RELS
            % (
                b'<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
                b'worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId9" Type="http://schemas.openxmlformats'
                b'.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/>'
            ),
        }
    )
    with pytest.raises(Hostile) as refused:
        read(data)
    assert refused.value.code == "too_large"
    assert measured(data, tmp_path)[0] < 300 * 1024


def test_styled_empty_rows_to_the_end_of_the_sheet_and_links_do_no_harm():
    data = sheets.parts({"xl/worksheets/sheet1.xml": sheets.sheet_xml(EMPTY_FAR)})
    assert len(read(data).sheets[0].rows) == 1
    assert read(sheets.parts({"xl/worksheets/_rels/sheet1.xml.rels": HYPERLINK})).sheets[0].rows


# Cells

DAYS = {
    "2021年6月25日": date(2021, 6, 25),
    "2021年6月25号": date(2021, 6, 25),
    "2021.6.25": date(2021, 6, 25),
    "2021-06-25 00:00:00": date(2021, 6, 25),
    "2021/6/25 14:30": date(2021, 6, 25),
    "20210625": date(2021, 6, 25),
    " 2021 年 6 月 25 日 (周五)": date(2021, 6, 25),
    "44372": date(2021, 6, 25),
    "6/25": date(2019, 6, 25),
    "6月25日": date(2019, 6, 25),
    "6.10": date(2019, 6, 10),
}


@pytest.mark.parametrize("text", DAYS)
def test_days_as_people_write_them(text):
    assert cells.day(text, Reading(year=2019)) == DAYS[text]


UNCLEAR = ("6/25", "21.6.25", "2021年6月", "2021-13-01", "2021-02-30", "下周", "1021-06-25", "-5")


@pytest.mark.parametrize("text", UNCLEAR)
def test_days_that_say_nothing_certain_are_told(text):
    with pytest.raises(Unclear):
        cells.day(text)


def test_a_number_with_one_decimal_is_no_month_and_day():
    assert cells.day(Decimal("6.25"), Reading(year=2021)) == date(2021, 6, 25)
    with pytest.raises(Unclear):
        cells.day(Decimal("6.1"), Reading(year=2021))


SPELLED = st.sampled_from(
    ["{0}-{1:02}-{2:02}", "{0}年{1}月{2}日", "{0}.{1}.{2}", "{0}/{1}/{2}", "{0}{1:02}{2:02}"]
)


@given(st.dates(date(1981, 1, 1), date(2100, 12, 31)), SPELLED, st.booleans())
def test_every_spelling_of_a_day_is_the_same_day(day, spelling, wide):
    text = spelling.format(day.year, day.month, day.day)
    if wide:
        text = text.translate({ord(c): chr(ord(c) - 48 + 0xFF10) for c in "0123456789"})
    assert cells.day(text) == day


@given(st.dates(date(1981, 1, 1), date(2100, 12, 31)), st.booleans())
def test_serial_days(day, since_1904):
    start = cells.SERIAL_1904 if since_1904 else cells.SERIAL_1900
    assert cells.day(Decimal((day - start).days), Reading(since_1904)) == day


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**12), max_value=10**12))
def test_numbers_as_text(value):
    wide = f"{value:,f}".translate({ord(c): chr(ord(c) - 48 + 0xFF10) for c in "0123456789"})
    assert cells.number(wide) == value
    assert cells.number(f" {value:f} ") == value


@given(st.text(max_size=60))
def test_no_text_breaks_a_reader(text):
    for reader in (cells.day, cells.number, cells.yes, cells.text, cells.code):
        with contextlib.suppress(Unclear):
            reader(text)


def test_a_code_is_half_width_and_without_spaces():
    assert cells.code(" 91430100 ＭＡ４Ｌ１２３４\u200b") == "91430100MA4L1234"
    assert cells.yes("是") is True
    assert cells.yes("×") is False
    assert book.shown(Decimal("12.50")) == "12.5"

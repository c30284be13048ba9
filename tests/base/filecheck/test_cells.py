from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banshi.base.filecheck import cells
from banshi.base.filecheck.cells import Place, Told
from banshi.base.filecheck.messages import SAID, TEXT
from banshi.kernel.standards.water import Reading

WHERE = Place(7, 3, "PM2.5")


def read(cell, detection=False):
    told = []
    return cells.number(cell, WHERE, told.append, detection), [(one.code, one.blocks) for one in told]


def read_day(cell):
    told = []
    return cells.day(cell, WHERE, told.append), [one.code for one in told]


@pytest.mark.parametrize("cell", ["35", " 35 ", "35.0", "035", "+35", Decimal(35)])
def test_plain_numbers(cell):
    assert read(cell) == (Reading(Decimal(35)), [])


@pytest.mark.parametrize("cell", ["", "   ", None])
def test_an_empty_cell_is_not_measured_and_not_told(cell):
    assert read(cell) == (None, [])


@pytest.mark.parametrize(
    ("cell", "code", "blocks"),
    [
        ("３５", "full_width", True),
        ("3５.２", "full_width", True),
        ("０.０１Ｌ", "full_width", True),
        ("未检出", "not_detected", True),
        ("ND", "not_detected", True),
        ("<0.01", "less_than", True),
        ("＜0.01", "less_than", True),
        ("≤0.01", "less_than", True),
        (">600", "more_than", True),
        ("0.01L", "below_detection_air", True),
        ("—", "no_data", False),
        ("——", "no_data", False),
        ("－", "no_data", False),
        ("--", "no_data", False),
        ("/", "no_data", False),
        ("NA", "no_data", False),
        ("缺测", "no_data", False),
        ("1,234", "separator", True),
        ("1 234", "separator", True),
        ("35μg/m³", "not_number", True),
        ("约35", "not_number", True),
        ("35.2.1", "not_number", True),
        ("-3", "negative", True),
        (Decimal(-3), "negative", True),
        ("#N/A", "error_value", True),
        ("#DIV/0!", "error_value", True),
        ("1900-01-05", "number_is_date", True),
        ("1900/2/7", "number_is_date", True),
        (date(1900, 2, 7), "number_is_date", True),
        (datetime(2020, 1, 1), "number_is_date", True),
        (time(1), "number_is_date", True),
        (True, "not_number", True),
        ("1e3", "not_number", True),
        ("inf", "not_number", True),
        ("nan", "not_number", True),
    ],
)
def test_what_is_told_and_whether_it_blocks(cell, code, blocks):
    assert read(cell) == (None, [(code, blocks)])


def test_detection_limits_of_water():
    assert read("0.01L", detection=True) == (
        Reading(Decimal("0.01"), below=True),
        [("below_detection", False)],
    )
    assert read("0.01 l", detection=True)[0] == Reading(Decimal("0.01"), below=True)
    assert read("-0.01L", detection=True) == (None, [("negative", True)])
    assert read("L", detection=True)[1] == [("not_number", True)]


@pytest.mark.parametrize(
    "cell",
    ["2020-01-05", "2020/1/5", "2020.1.5", "2020年1月5日", "20200105", "2020-01-05 00:00:00", date(2020, 1, 5),
     datetime(2020, 1, 5)],
)  # fmt: skip
def test_dates(cell):
    assert read_day(cell) == (date(2020, 1, 5), [])


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("", "date_missing"),
        (None, "date_missing"),
        ("1900-01-05", "date_1900"),
        (datetime(1899, 12, 31), "date_1900"),
        ("45321", "date_serial"),
        (Decimal(45321), "date_serial"),
        ("２０２０-01-05", "full_width"),
        ("5/1/2020", "date_unreadable"),
        ("2020-02-30", "date_unreadable"),
        ("2020-1", "date_unreadable"),
        (datetime(2020, 1, 5, 8), "date_unreadable"),
        ("一月五日", "date_unreadable"),
    ],
)
def test_dates_that_are_told(cell, code):
    assert read_day(cell) == (None, [code])


@given(st.text(max_size=12))
def test_any_text_is_a_number_or_empty_or_told(text):
    value, told = read(text, detection=True)
    assert value is not None or told or not text.strip()
    read_day(text)


def test_columns_are_named_as_in_a_workbook():
    assert [cells.letter(place) for place in (0, 25, 26, 51, 52, 701, 702)] == [
        "A", "Z", "AA", "AZ", "BA", "ZZ", "AAA",
    ]  # fmt: skip


def test_lines_name_row_column_and_value_in_both_languages():
    told = Told(7, 3, "PM2.5", "３５", "full_width", reading="35")
    assert told.line().startswith("第7行 D列“PM2.5” “３５”：")
    assert told.line(english=True).startswith('row 7, column D "PM2.5" "３５": ')
    assert told.line(english=True).endswith("[full_width]")
    assert Told(7, -1, "", "", "not_published", reading="CO").line(english=True).startswith("row 7: ")


@pytest.mark.parametrize("texts", [TEXT, SAID])
def test_every_message_has_both_languages_with_the_same_parts(texts):
    import string

    for zh, en in texts.values():
        parts = [
            sorted(name for _, name, _, _ in string.Formatter().parse(text) if name) for text in (zh, en)
        ]
        assert parts[0] == parts[1]
        assert "!" not in en
        assert "！" not in zh

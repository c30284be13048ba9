"""Rain tables: every layout, and every kind of bad row told in bounded time."""

import time
from datetime import date

import pytest

from banshi.kernel.planning.weather import Layout, NoteKind, RainError, read_rain
from banshi.kernel.planning.weather.reading import MAX_BYTES


def kinds(reading):
    return {note.kind: note.count for note in reading.notes}


def test_a_plain_table_in_chinese_from_a_spreadsheet_of_the_office():
    text = "日期,降水量(mm)\n2026/3/1,0\n2026/3/2,12.4\n2026年3月3日,微量\n"
    for data in (text, text.encode("gb18030"), b"\xef\xbb\xbf" + text.encode()):
        reading = read_rain(data)
        assert reading.layout is Layout.PLAIN
        assert (reading.rain.first, list(reading.rain.mm)) == (date(2026, 3, 1), [0.0, 12.4, 0.0])
        assert kinds(reading) == {NoteKind.TRACE: 1}


def test_a_table_without_a_header_and_with_semicolons():
    reading = read_rain("2026-03-01;3.5\r\n20260302;0.2\r\n")
    assert list(reading.rain.mm) == [3.5, 0.2]


def test_ghcn_by_station_is_in_tenths_of_a_millimetre_and_its_flags_count():
    head = '"STATION","DATE","LATITUDE","NAME","PRCP","PRCP_ATTRIBUTES","TAVG"\n'
    rows = [
        '"CHM00057494","2001-06-01","30.6","WUHAN, CH","  254",",,S","251"',
        '"CHM00057494","2001-06-02","30.6","WUHAN, CH","-9999",,"251"',
        '"CHM00057494","2001-06-03","30.6","WUHAN, CH","  999",",G,S","251"',
        '"CHM00057494","2001-06-04","30.6","WUHAN, CH","    0",",,S","251"',
    ]
    reading = read_rain(head + "\n".join(rows))
    assert reading.layout is Layout.GHCN
    assert reading.rain.on(date(2001, 6, 1)) == pytest.approx(25.4)
    assert reading.rain.on(date(2001, 6, 2)) is None
    assert reading.rain.on(date(2001, 6, 3)) is None
    assert kinds(reading) == {NoteKind.MARKED_MISSING: 1, NoteKind.FLAGGED: 1}


def test_ghcn_with_decimals_asks_for_the_unit():
    text = "STATION,DATE,PRCP\nCHM00057494,2001-06-01,25.4\n"
    with pytest.raises(RainError, match="say the unit"):
        read_rain(text)
    assert list(read_rain(text, ghcn_unit_mm=1.0).rain.mm) == [25.4]


def test_ghcn_a_line_per_element_takes_rain_only():
    rows = ["20010601,TMAX,281,,,S,", "20010601,PRCP,81,,,S,", "20010602,PRCP,5,,X,S,"]
    text = "".join(f"CHM00058362,{row}\n" for row in rows)
    reading = read_rain(text)
    assert reading.layout is Layout.GHCN_LONG
    assert reading.rain.on(date(2001, 6, 1)) == pytest.approx(8.1)
    assert kinds(reading) == {NoteKind.FLAGGED: 1}


def test_gsod_is_in_inches_and_99_99_is_missing():
    head = '"STATION","DATE","TEMP","PRCP","PRCP_ATTRIBUTES","SNDP","FRSHTT"\n'
    rows = [
        '"57494099999","2001-06-01","77.0"," 1.00","F","999.9","010000"',
        '"57494099999","2001-06-02","77.0","99.99"," ","999.9","000000"',
        '"57494099999","2001-06-03","77.0"," 0.00","I","999.9","000000"',
        '"57494099999","2001-06-04","77.0"," 0.00","D","999.9","000000"',
    ]
    reading = read_rain(head + "\n".join(rows))
    assert reading.layout is Layout.GSOD
    assert reading.rain.on(date(2001, 6, 1)) == pytest.approx(25.4)
    assert reading.rain.on(date(2001, 6, 2)) is None
    assert reading.rain.on(date(2001, 6, 3)) is None
    assert reading.rain.on(date(2001, 6, 4)) == 0.0
    assert kinds(reading) == {NoteKind.MARKED_MISSING: 1, NoteKind.NOT_REPORTED: 1}


def test_several_stations_are_refused_until_one_is_named():
    text = "STATION,DATE,PRCP\nA,2001-06-01,10\nB,2001-06-01,20\n"
    with pytest.raises(RainError, match="several stations"):
        read_rain(text)
    assert list(read_rain(text, station="B").rain.mm) == [2.0]


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("NaN", NoteKind.MARKED_MISSING),
        ("", NoteKind.MARKED_MISSING),
        ("-9999", NoteKind.MARKED_MISSING),
        ("99.99", NoteKind.MARKED_MISSING),
        ("32766", NoteKind.MARKED_MISSING),
        ("inf", NoteKind.NOT_A_NUMBER),
        ("1e400", NoteKind.NOT_A_NUMBER),
        ("heavy", NoteKind.NOT_A_NUMBER),
        ("-3", NoteKind.NEGATIVE),
        ("5000", NoteKind.IMPOSSIBLE),
    ],
)
def test_a_bad_amount_is_a_missing_day_and_told_with_its_line(cell, kind):
    reading = read_rain(f"date,mm\n2026-03-01,1\n2026-03-02,{cell}\n2026-03-03,2\n")
    assert reading.rain.on(date(2026, 3, 2)) is None
    assert reading.rain.missing == 1
    (note,) = reading.notes
    assert (note.kind, note.count, note.line) == (kind, 1, 3)


def test_days_twice_and_days_left_out_are_told():
    rows = ["2026-03-01,1", "2026-03-01,1", "2026-03-02,1", "2026-03-02,7", "2026-03-02,1", "2026-03-09,4"]
    reading = read_rain("date,mm\n" + "\n".join(rows))
    assert reading.rain.on(date(2026, 3, 1)) == 1
    assert (
        reading.rain.on(date(2026, 3, 2)) is None
    )  # neither of two truths is taken, and a third does not vote
    assert kinds(reading) == {NoteKind.SAME_TWICE: 1, NoteKind.CONFLICT: 1, NoteKind.NOT_LISTED: 6}


def test_bad_dates_and_short_lines_are_told():
    reading = read_rain("date,mm\n2026-02-30,1\nyesterday,2\n9999-01-01,1\n2026-03-01\n2026-03-02,3\n")
    assert kinds(reading) == {NoteKind.BAD_DATE: 3, NoteKind.BAD_LINE: 1}
    assert reading.rows == 5


@pytest.mark.parametrize(
    "text", ["", "\n\n", "date,mm\n", "date,mm\n2026-01-01,-9999\n", "name,value\na,b\n", "x"]
)
def test_a_table_without_rain_is_refused_in_a_sentence(text):
    with pytest.raises(RainError, match="rain table"):
        read_rain(text)


def test_a_gigabyte_is_refused_before_it_is_read():
    class Huge(bytes):
        def __len__(self):
            return 2**30

        def decode(self, *_):
            raise AssertionError("it was read")

    with pytest.raises(RainError, match="64 MiB"):
        read_rain(Huge())


def test_one_line_as_long_as_is_allowed_is_told_and_the_rest_is_read():
    text = "date,mm\n2026-03-01," + "9" * (MAX_BYTES - 60) + "\n2026-03-02,3\n"
    began = time.process_time()
    reading = read_rain(text)
    assert time.process_time() - began < 2
    assert kinds(reading) == {NoteKind.LONG_LINE: 1}
    assert list(reading.rain.mm) == [3.0]


def test_more_lines_than_any_station_has_are_refused():
    with pytest.raises(RainError, match="lines"):
        read_rain("date,mm\n" + "\n" * 1_000_001)


def test_an_open_quote_does_not_swallow_the_file():
    reading = read_rain('date,mm\n"2026-03-01,1\n2026-03-02,3\n')
    assert list(reading.rain.mm) == [3.0]
    assert NoteKind.BAD_LINE in kinds(reading)

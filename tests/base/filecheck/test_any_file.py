"""Whatever stands in the cells: no exception, and a row without a result has been told or holds nothing."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from banshi.base.filecheck import air_days, air_years, books, water_samples
from banshi.base.filecheck.books import Table

SAID = st.sampled_from(
    [
        *(
            "",
            " ",
            "—",
            "0",
            "35",
            "2.2",
            "０.5",
            "未检出",
            "<0.01",
            "0.01L",
            "1900-01-05",
            "2020-01-05",
            "1e9",
        ),
        *(
            "-1",
            "９９",
            "35000",
            "0.035",
            "1,200",
            "#N/A",
            "801",
            "9" * 20,
            "0.0000000001",
            "2026-03-01",
            "45321",
        ),
    ]
)
CELL = st.one_of(
    SAID,
    st.text(max_size=6),
    st.none(),
    st.booleans(),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.dates(date(1899, 12, 31), date(2040, 1, 1)),
    st.datetimes(datetime(1899, 12, 31), datetime(2040, 1, 1)),
    st.just(time(1)),
)
AIR = ("date", "SO2", "NO2", "PM10", "PM2.5", "CO", "O3_8h", "city")
WATER = ("日期", "水体类型", "pH", "溶解氧", "氨氮", "总磷", "镉(μg/L)", "总氮", "备注")


def tables(header):
    rows = st.lists(st.tuples(*[CELL] * len(header)), min_size=1, max_size=6)
    return rows.map(lambda found: Table(header, tuple(found), 2, frozenset()))


def test_any_cell_can_be_written_to_a_workbook(tmp_path):
    row = [
        date(1899, 12, 31), datetime(1900, 1, 1), date(2020, 1, 2), time(1), timedelta(days=1), True, None, "=1",
        Decimal("1E+400"), Decimal("1E-400"), Decimal("0.1"), date(9999, 12, 31),
    ]  # fmt: skip
    path = tmp_path / "out.xlsx"
    books.write(path, [str(place) for place in range(len(row))], [row], ["a note"])
    (again,) = books.read(path).rows
    assert again[2] == date(2020, 1, 2)
    assert again[0] == "1899-12-31"
    assert again[7:11] == ("=1", f"{Decimal('1E+400'):f}", f"{Decimal('1E-400'):f}", Decimal("0.1"))


@settings(max_examples=150)
@given(tables(AIR), st.sampled_from([None, "2012", "2026"]), st.booleans())
def test_air(table, standard, confirmed):
    found = air_days.run(table, standard, confirmed, english=False)
    assert len(found.rows) == len(table.rows)
    for number, row in enumerate(found.rows, start=2):
        assert row[: len(AIR)] == table.rows[number - 2]
        aqi = row[len(AIR)]
        assert aqi in ("", "NA") or Decimal(0) <= aqi <= 500
        told = any(line.startswith(f"第{number}行") for line in found.told)
        assert aqi not in ("", "NA") or told or all(not str(cell or "").strip() for cell in row[:7])


@settings(max_examples=150)
@given(tables(WATER), st.sampled_from([None, "river", "lake"]), st.booleans())
def test_water(table, kind, confirmed):
    found = water_samples.run(table, kind, confirmed, english=True)
    assert len(found.rows) == len(table.rows)
    for number, row in enumerate(found.rows, start=2):
        grade = row[len(WATER)]
        assert grade in ("", "Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ", "劣Ⅴ")
        told = any(line.startswith(f"row {number}") for line in found.told)
        assert grade or told or all(not str(cell or "").strip() for cell in row[2:7])


@settings(max_examples=100)
@given(tables(AIR), st.sampled_from([None, "2012", "2026"]), st.sampled_from([1, 2]))
def test_year(table, standard, area):
    found = air_years.run(table, standard, area, units_confirmed=False, english=True)
    assert all(len(row) == len(air_years.HEADER) for row in found.rows)
    assert (
        found.rows
        or found.told
        or all(not str(cell or "").strip() for row in table.rows for cell in row[1:7])
    )

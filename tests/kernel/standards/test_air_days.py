from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banshi.kernel.standards import air
from banshi.kernel.standards.versions import NoVersion

OLD, NEW = "HJ 633-2012", "HJ 633-2026"
CLEAN = {"SO2": 8, "NO2": 20, "PM10": 30, "PM2.5": 20, "CO": "0.5", "O3_8h": 60}
EDGES = st.sampled_from([35, 40, 50, 60, 75, 80, 100, 120, 150, 160, 801, "2", "4", "0.01", "0.3"])
CELL = st.one_of(
    EDGES, st.none(), st.integers(0, 3000), st.decimals(0, 900, places=1), st.sampled_from(["0", "75", "2.2"])
)
DAY = st.fixed_dictionaries({name: CELL for name in air.SIX})


def test_the_version_follows_the_date():
    polluted = CLEAN | {"PM2.5": 70}
    assert air.daily(polluted, date(2026, 2, 28)).aqi == 94
    last, first = air.daily(polluted, date(2026, 2, 28)), air.daily(polluted, date(2026, 3, 1))
    assert (last.standard, last.good) == (OLD, True)
    assert (first.standard, first.good) == (NEW, False)
    assert air.daily(polluted, date(2026, 3, 1), standard="2012").aqi == 94
    with pytest.raises(NoVersion, match="2016-01-01"):
        air.daily(CLEAN, date(2015, 12, 31))
    with pytest.raises(NoVersion):
        air.daily(CLEAN)


def test_category_colour_primary():
    found = air.daily(CLEAN | {"O3_8h": 190}, date(2020, 7, 1))
    assert (found.aqi, found.category, found.colour, found.rgb) == (128, "轻度污染", "橙色", (255, 126, 0))
    assert found.primary == ("O3_8h",)
    assert found.exceeding == ("O3_8h",)


def test_no_primary_at_fifty_and_all_of_a_tie_above():
    assert air.daily(CLEAN | {"PM2.5": 35}, standard=OLD).primary == ()
    tied = air.daily(CLEAN | {"PM2.5": 75, "PM10": 150, "O3_8h": 160}, standard=OLD)
    assert (tied.aqi, tied.primary, tied.exceeding) == (100, ("PM10", "PM2.5", "O3_8h"), ())


def test_a_published_zero_is_missing():
    found = air.daily(CLEAN | {"PM10": 0, "PM2.5": "0.0"}, standard=OLD)
    assert found.missing == ("PM10", "PM2.5")
    assert found.iaqi["PM10"] is None
    assert found.aqi == 30
    assert air.daily(CLEAN | {"PM10": None}, standard=OLD).missing == ("PM10",)
    assert air.daily({}, standard=OLD).aqi is None
    assert air.daily({"SO2": -3}, standard=OLD).missing[0] == "SO2"


def test_2026_publishes_with_a_gap_only_above_100():
    gap = CLEAN | {"NO2": None}
    quiet, loud = air.daily(gap, standard=NEW), air.daily(gap | {"PM2.5": 61}, standard=NEW)
    assert (quiet.aqi, quiet.category, quiet.of_the_rest, quiet.good) == (None, None, 30, None)
    assert (loud.aqi, loud.missing, loud.primary) == (101, ("NO2",), ("PM2.5",))
    assert air.daily(gap | {"PM2.5": 60}, standard=NEW).aqi is None
    excused = air.daily(gap, standard=NEW, exempt=["NO2"])
    assert (excused.aqi, excused.exempt, excused.missing) == (30, ("NO2",), ())
    assert loud.exceeding == ()


def test_2026_says_which_rules_are_not_confirmed():
    codes = [basis.code for basis in air.daily(CLEAN, standard=NEW).unverified]
    assert codes == ["iaqi.upward_2026", "iaqi.concentration_2026"]
    assert air.daily(CLEAN, standard=OLD).unverified == ()


def test_2026_starts_at_one():
    assert air.daily(dict.fromkeys(air.SIX, "0.01"), standard=NEW).aqi == 1


def test_ozone_beyond_the_eight_hour_scale():
    bound = air.daily(CLEAN | {"O3_8h": 801}, standard=OLD)
    assert (bound.aqi, bound.at_least) == (301, True)
    known = air.daily(CLEAN | {"O3_8h": 801, "O3_1h": 1000}, standard=OLD)
    assert (known.aqi, known.at_least, known.primary) == (400, False, ("O3_1h",))
    assert air.daily(CLEAN | {"O3_8h": 801}, standard=NEW).aqi == 300
    dusty = air.daily(CLEAN | {"O3_8h": 801, "PM10": 550}, standard=OLD)
    assert (dusty.aqi, dusty.at_least) == (450, True)
    assert air.daily(CLEAN | {"O3_8h": 801, "PM10": 900}, standard=OLD).at_least is False


def test_one_hour_ozone_counts_only_under_2012():
    assert air.daily(CLEAN | {"O3_1h": 250}, standard=OLD).aqi == 125
    newer = air.daily(CLEAN | {"O3_1h": 250}, standard=NEW)
    assert newer.aqi == 30
    assert "day.o3_1h_ignored" in newer.basis


def test_above_the_table_is_capped_and_said():
    found = air.daily(CLEAN | {"PM10": 5000}, standard=OLD)
    assert (found.aqi, found.capped) == (500, ("PM10",))


def test_unknown_items_and_cells_are_told():
    with pytest.raises(ValueError, match="PM1"):
        air.daily({"PM1": 3}, standard=OLD)
    with pytest.raises(ValueError, match="NO2"):
        air.daily({"NO2": "—"}, standard=OLD)


@given(DAY, st.sampled_from([OLD, NEW]), st.randoms())
def test_order_and_unit_do_not_matter(day, standard, random):
    names = list(day)
    random.shuffle(names)
    assert air.daily({name: day[name] for name in names}, standard=standard) == air.daily(
        day, standard=standard
    )
    thousandths = {
        name: None if value is None else Decimal(value) * (1000 if name == "CO" else Decimal("0.001"))
        for name, value in day.items()
    }
    units = {name: "ug/m3" if name == "CO" else "mg/m3" for name in air.SIX}
    assert air.daily(thousandths, standard=standard, units=units) == air.daily(day, standard=standard)


@given(DAY, st.sampled_from([OLD, NEW]), st.sampled_from(air.SIX), st.integers(0, 900))
def test_more_of_one_pollutant_is_never_a_better_day(day, standard, name, more):
    value = day[name]
    if value is None or Decimal(value) == 0:
        return
    before = air.daily(day, standard=standard)
    after = air.daily(day | {name: Decimal(value) + more}, standard=standard)
    assert (before.aqi or 0) <= (after.aqi or 0)
    if before.aqi is not None:
        assert after.aqi is not None


@given(DAY, st.sampled_from([OLD, NEW]))
def test_the_worst_item_decides(day, standard):
    found = air.daily(day, standard=standard)
    known = [value for value in found.iaqi.values() if value is not None]
    if found.aqi is not None:
        assert found.aqi == max(*known, 1 if standard == NEW else 0)
        assert found.primary == tuple(n for n, v in found.iaqi.items() if found.aqi > 50 and v == found.aqi)
    elif known:
        assert standard == NEW
        assert found.missing
        assert max(known) <= 100


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 40), DAY), max_size=25), st.sampled_from([None, OLD, NEW]))
def test_a_column_at_a_time_gives_the_same_days(rows, standard):
    dates = [date(2026, 2, 10) + timedelta(days) for days, _ in rows]
    columns = {name: [day[name] for _, day in rows] for name in air.SIX}
    table = air.daily_many(dates, columns, standard)
    for place, (on, (_, day)) in enumerate(zip(dates, rows, strict=True)):
        alone = air.daily(day, on, standard)
        assert (table.standard[place], table.aqi[place], table.level[place]) == (
            alone.standard,
            alone.aqi,
            alone.level,
        )
        assert (table.primary[place], table.missing[place]) == (alone.primary, alone.missing)
        assert (place in table.at_least) == alone.at_least
    assert table.good_days() == sum(1 for on in table.aqi if on is not None and on <= 100)


@pytest.mark.parametrize(
    "day",
    [
        CLEAN | {"PM2.5": 35},
        CLEAN | {"PM2.5": 36},
        CLEAN | {"PM2.5": 60, "NO2": None},
        CLEAN | {"PM2.5": 61, "NO2": None},
        dict.fromkeys(air.SIX, "0.01"),
        dict.fromkeys(air.SIX),
        CLEAN | {"O3_8h": 801},
        CLEAN | {"O3_8h": 801, "PM10": 550},
        CLEAN | {"O3_8h": 801, "PM10": 900},
    ],
)
@pytest.mark.parametrize("standard", [OLD, NEW])
def test_a_column_at_a_time_at_the_edges(day, standard):
    alone = air.daily(day, standard=standard)
    table = air.daily_many([date(2020, 1, 1)], {name: [value] for name, value in day.items()}, standard)
    assert (table.aqi, table.primary, table.missing) == ([alone.aqi], [alone.primary], [alone.missing])
    assert (table.level, table.at_least) == ([alone.level], frozenset([0] if alone.at_least else []))


def test_a_bad_cell_among_many_is_named():
    dates = [date(2026, 2, 28), date(2026, 3, 1)]
    with pytest.raises(ValueError, match="row 1, column CO: CO: '２'"):
        air.daily_many(dates, {"CO": ["1", "２"]})
    with pytest.raises(ValueError, match="column CO has 1 rows"):
        air.daily_many(dates, {"CO": ["1"]})
    with pytest.raises(ValueError, match="unknown column O3"):
        air.daily_many(dates, {"O3": [1, 2]})

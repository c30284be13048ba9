import csv
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banshi.kernel.standards import air
from banshi.kernel.standards.air.scales import CATEGORIES, LEVELS, SCALES
from banshi.kernel.standards.versions import NoVersion

VECTORS = list(
    csv.DictReader((Path(__file__).parent / "data" / "iaqi_edge_vectors.csv").open(encoding="utf-8"))
)
KEYS = sorted(SCALES)
FINITE = st.one_of(
    st.decimals(allow_nan=False, allow_infinity=False),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(),
    st.fractions(),
    st.sampled_from([Decimal("1E+999999"), Decimal("1E-999999"), Decimal("-1E+9999"), 10**400]),
)


def test_there_are_all_edge_vectors():
    assert len(VECTORS) == 432


@pytest.mark.parametrize("read", [str, Decimal, float, Fraction])
def test_edge_vectors(read):
    wrong = []
    for row in VECTORS:
        expected = None if row["iaqi_expected"].startswith("use") else int(row["iaqi_expected"].split()[0])
        standard = f"HJ 633-{row['version']}"
        if air.iaqi(row["pollutant"], read(row["concentration"]), row["averaging"], standard) != expected:
            wrong.append(row)
    assert wrong == []


@pytest.mark.parametrize("key", KEYS)
def test_each_breakpoint_is_its_level_and_a_hair_more_is_the_next(key):
    found = SCALES[key]
    for point, level in zip(found.breakpoints, LEVELS, strict=False):
        assert found.index(Decimal(point.numerator) / point.denominator) == level
        if point != found.breakpoints[-1]:
            assert found.index(point + Fraction(1, 10**30)) == level + 1


@given(st.sampled_from(KEYS), FINITE)
def test_no_finite_input_raises(key, value):
    standard, pollutant, averaging = key
    answer = air.iaqi(pollutant, value, averaging, standard)
    assert answer is None or 0 <= answer <= 500


@given(st.sampled_from(KEYS), st.decimals(0, 5000, places=3), st.decimals(0, 5000, places=3))
def test_more_pollution_is_never_a_lower_index(key, one, other):
    standard, pollutant, averaging = key
    low, high = sorted((one, other))
    first, second = (air.iaqi(pollutant, value, averaging, standard) for value in (low, high))
    assert second is None or (first is not None and first <= second)


@given(st.sampled_from(KEYS), st.decimals(0, 5000, places=3))
def test_the_unit_does_not_matter(key, value):
    standard, pollutant, averaging = key
    own = air.iaqi(pollutant, value, averaging, standard)
    other, factor = ("ug/m3", 1000) if pollutant == "CO" else ("mg/m3", Fraction(1, 1000))
    assert air.iaqi(pollutant, Fraction(value) * factor, averaging, standard, unit=other) == own


def _plain(points, value):
    """The formula by whole numbers, apart from the engine: thousandths, ceiling by negated floor division."""
    scaled = int(value * 1000)
    for lower in range(len(points) - 1):
        low, high = int(points[lower] * 1000), int(points[lower + 1] * 1000)
        if scaled <= high:
            rise = LEVELS[lower + 1] - LEVELS[lower]
            return LEVELS[lower] - (-rise * (scaled - low) // (high - low))
    return None


@given(st.sampled_from([key for key in KEYS if key[0] == "HJ 633-2012"]), st.decimals(0, 4000, places=3))
def test_agrees_with_a_second_reading_of_the_formula(key, value):
    found = SCALES[key]
    expected = _plain(found.breakpoints, value)
    assert found.index(value) == (found.above if expected is None else expected)


def test_2026_rounds_the_concentration_first_and_2012_does_not():
    assert air.iaqi("PM2.5", "60.4", standard="HJ 633-2026") == 100
    assert air.iaqi("PM2.5", "60.6", standard="HJ 633-2026") == 101
    assert air.iaqi("PM2.5", "75.4", standard="HJ 633-2012") == 101
    assert air.iaqi("CO", "2.25", standard="HJ 633-2026") == air.iaqi("CO", "2.2", standard="HJ 633-2026")
    assert air.iaqi("PM2.5", 100, "1h", "HJ 633-2026") == air.iaqi("PM2.5", 100, "24h", "HJ 633-2026")


def test_co_2_2_is_55():
    assert air.iaqi("CO", 2.2) == air.iaqi("CO", "2.2") == 55


def test_so2_daily_table_is_not_the_hourly_one():
    assert [air.iaqi("SO2", value) for value in (150, 475, 800)] == [100, 150, 200]
    assert [air.iaqi("SO2", value, "1h") for value in (500, 650, 800)] == [100, 150, 200]


def test_names_are_told():
    with pytest.raises(ValueError, match=r"has no scale for PM2\.5 1h"):
        air.iaqi("PM2.5", 1, "1h")
    with pytest.raises(NoVersion, match="HJ 633-2026"):
        air.iaqi("CO", 1, standard="HJ 633-2020")
    with pytest.raises(ValueError, match="CO 24h"):
        air.iaqi("CO", "２.２")


@pytest.mark.parametrize(
    ("aqi", "zh"),
    [(0, "优"), (50, "优"), (51, "良"), (100, "良"), (101, "轻度污染"), (150, "轻度污染"), (151, "中度污染"),
     (200, "中度污染"), (201, "重度污染"), (300, "重度污染"), (301, "严重污染"), (500, "严重污染")],
)  # fmt: skip
def test_categories(aqi, zh):
    assert air.level(aqi).zh == zh


def test_colours():
    assert [found.rgb for found in CATEGORIES] == [
        (0, 228, 0), (255, 255, 0), (255, 126, 0), (255, 0, 0), (153, 0, 76), (126, 0, 35),
    ]  # fmt: skip

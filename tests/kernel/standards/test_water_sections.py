from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banshi.kernel.standards import water
from banshi.kernel.standards.water import ControlLevel, Section, WaterClass

I, II, III, IV, V, WORSE = WaterClass  # noqa: E741
GRADES = st.sampled_from(list(WaterClass))


def test_concentrations_are_averaged_and_then_classified():
    months = [{"氨氮": "0.2"}, {"氨氮": "0.2"}, {"氨氮": "1.2"}]
    assert [water.classify(month, "river").zh for month in months] == ["Ⅱ", "Ⅱ", "Ⅳ"]
    found = water.cumulative(months, "river")
    assert (found.grade, found.means["ammonia_nitrogen"]) == (III, Fraction(8, 15))
    assert (found.months, found.enough_for_year) == (3, False)


def test_the_mean_is_compared_unrounded():
    found = water.cumulative([{"总磷": "0.1"}, {"总磷": "0.1"}, {"总磷": "0.1001"}], "river")
    assert found.grade == III


def test_half_the_detection_limit_and_months_without_an_item():
    found = water.cumulative([{"总磷": "0.02L", "铅": None}, {"总磷": "0.03", "铅": "0.001"}], "river")
    assert found.means["total_phosphorus"] == Fraction(1, 50)
    assert (found.counts["lead"], found.halved, found.grade) == (1, ("total_phosphorus",), I)
    assert {"water.half_limit", "water.year_months"} <= {basis.code for basis in found.unverified}


def test_a_frozen_section_needs_eight_months():
    months = [{"氨氮": "0.2"}] * 8
    assert water.cumulative(months, "river").enough_for_year is False
    assert water.cumulative(months, "river", freezes=True).enough_for_year is True


def test_bad_months_are_named():
    with pytest.raises(ValueError, match="at least one month"):
        water.cumulative([], "river")
    with pytest.raises(ValueError, match="month 2, 氨氮"):
        water.cumulative([{"氨氮": 1}, {"氨氮": "—"}], "river")
    with pytest.raises(ValueError, match="month 1: '浊度'"):
        water.cumulative([{"浊度": 1}], "river")


@given(st.lists(st.decimals(0, 10, places=3), min_size=1, max_size=12))
def test_the_mean_class_lies_between_best_and_worst_month(values):
    months = [{"氨氮": value} for value in values]
    own = [water.classify(month, "river").grade for month in months]
    assert min(own) <= water.cumulative(months, "river").grade <= max(own)


@pytest.mark.parametrize(
    ("own", "mean", "met", "by"),
    [
        (II, III, True, ("class",)),
        (III, II, True, ("cumulative",)),
        (II, I, True, ("class", "cumulative")),
        (III, III, False, ()),
        (None, II, True, ("cumulative",)),
        (III, None, None, ()),
        (None, None, None, ()),
    ],
)
def test_a_target_is_met_by_class_or_by_cumulative_class(own, mean, met, by):
    found = water.meets_target(own, mean, II)
    assert (found.met, found.by) == (met, by)


def test_target_words():
    assert water.meets_target(II, II, II).words() == "符合Ⅱ类"
    assert water.meets_target(III, III, II).words() == "劣于Ⅱ类"
    assert water.meets_target(III, None, II).words(english=True) == "class II: not decided"


def test_good_ratio_prints_its_denominator():
    sections = [Section(f"s{place}", II if place < 169 else IV) for place in range(180)]
    found = water.good_ratio([*sections, Section("dry", None)])
    assert found.text() == "93.9% (169/180)"
    assert found.left_out == ("dry",)
    assert water.good_ratio([]).per_cent is None
    assert water.good_ratio([]).text() == "无断面参评"
    with pytest.raises(ValueError, match="'s1' is there twice"):
        water.good_ratio([sections[1], sections[1]])


def test_good_ratio_by_control_level():
    sections = [
        Section("river mouth", II, frozenset({ControlLevel.PROVINCIAL, ControlLevel.CITY})),
        Section("bridge", IV, frozenset({ControlLevel.CITY})),
        Section("lake", III, frozenset({ControlLevel.NATIONAL})),
    ]
    assert [water.good_ratio(sections, level).text() for level in ControlLevel] == [
        "100.0% (1/1)",
        "100.0% (1/1)",
        "50.0% (1/2)",
    ]
    assert [level.zh for level in ControlLevel] == ["国控", "省控", "市控"]


@pytest.mark.parametrize(
    ("grades", "zh"),
    [
        ([II] * 9 + [IV], "优"),
        ([II] * 8 + [WORSE] * 2, "良好"),
        ([II] * 3 + [V], "too few"),
        ([II] * 15 + [WORSE] * 5, "良好"),
        ([II] * 14 + [IV] * 3 + [WORSE] * 3, "轻度污染"),
        ([II] * 14 + [IV] * 2 + [WORSE] * 4, "中度污染"),
        ([II] * 12 + [WORSE] * 8, "重度污染"),
        ([II] * 13 + [WORSE] * 7, "中度污染"),
        ([WORSE] * 5, "重度污染"),
    ],
)
def test_rating_by_shares(grades, zh):
    if zh == "too few":
        with pytest.raises(ValueError, match="five sections"):
            water.rate_shares(grades)
        return
    assert water.rate_shares(grades).zh == zh


@given(st.lists(GRADES, min_size=5, max_size=30))
def test_every_mix_of_classes_has_one_rating(grades):
    assert water.rate_shares(grades).zh in ("优", "良好", "轻度污染", "中度污染", "重度污染")


def test_few_sections_are_averaged_and_many_are_shared():
    few = [("a", {"氨氮": "0.2"}), ("b", {"氨氮": "1.9"})]
    found = water.rate_basin(few, "river")
    assert (found.method, found.zh, found.result.grade) == ("means", "轻度污染", IV)
    many = water.rate_basin([(str(place), {"氨氮": "0.2"}) for place in range(5)], "river")
    assert (many.method, many.zh, many.good_share) == ("shares", "优", 100)
    assert water.rate_basin([], "river").zh is None


@pytest.mark.parametrize(
    ("before", "after", "zh"),
    [
        (II, I, "无明显变化"),
        (I, II, "无明显变化"),
        (III, II, "有所好转"),
        (III, IV, "有所变差"),
        (IV, II, "明显好转"),
        (I, V, "明显变差"),
    ],
)
def test_trend(before, after, zh):
    assert water.trend(before, after) == zh


def test_trend_by_shares():
    assert water.share_trend(10, 0) == "无明显变化"
    assert water.share_trend(Decimal("10.1"), 0) == "有所好转"
    assert water.share_trend(-15, 6, english=True) == "markedly worse"

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banshi.kernel.standards import water
from banshi.kernel.standards.water import ITEMS, Reading, WaterClass, classify

GOOD = {"pH": 7, "溶解氧": 8, "高锰酸盐指数": 2, "氨氮": "0.1", "总磷": "0.01"}
CODES = sorted(ITEMS["river"])
AMOUNT = st.one_of(st.decimals(0, 100, places=5), st.integers(0, 20).map(lambda n: f"{n}.5L"))
SAMPLE = st.dictionaries(st.sampled_from(CODES), AMOUNT, max_size=8)
KIND = st.sampled_from(water.KINDS)


def test_there_are_21_items():
    assert len(water.COUNTED) == 21
    assert not {"total_nitrogen", "faecal_coliforms"} & set(water.COUNTED)


@pytest.mark.parametrize("kind", water.KINDS)
def test_a_limit_belongs_to_its_class_and_a_hair_beyond_does_not(kind):
    for item in ITEMS[kind].values():
        if item.direction == "range":
            continue
        hair = Decimal("1E-9") * (1 if item.direction == "at_most" else -1)
        for number, bound in enumerate(item.limits, start=1):
            best = min(place for place, other in enumerate(item.limits, start=1) if other == bound)
            worst = max(place for place, other in enumerate(item.limits, start=1) if other == bound)
            assert item.grade(bound) == best <= number
            assert item.grade(bound + hair) == worst + 1


@pytest.mark.parametrize(
    ("value", "grade"), [("7.5", 1), ("7.49", 2), ("6", 2), ("5", 3), ("3", 4), ("2", 5), ("1.99", 6), (0, 6)]
)
def test_dissolved_oxygen_is_better_when_higher(value, grade):
    assert classify({"溶解氧": value}, "river").grade == grade


def test_saturation_makes_class_one():
    assert classify({"溶解氧": "6.5", "溶解氧饱和度": 90}, "river").grade == WaterClass.I
    assert classify({"溶解氧": "6.5", "溶解氧饱和度": "89.9"}, "river").grade == WaterClass.II
    assert classify({"溶解氧饱和度": 95}, "river").grade is None


@pytest.mark.parametrize(("value", "grade"), [("6", 1), ("9", 1), ("5.99", 6), ("9.01", 6)])
def test_ph_is_a_range(value, grade):
    assert classify({"pH": value}, "river").grade == grade


def test_phosphorus_by_kind():
    sample = GOOD | {"总磷": "0.08"}
    river, lake = classify(sample, "river"), classify(sample, "lake")
    assert (river.zh, lake.zh, lake.words(), lake.colour) == ("Ⅱ", "Ⅳ", "轻度污染", "黄色")
    assert lake.main_text() == "总磷(0.60)"
    with pytest.raises(ValueError, match="river or lake"):
        classify(sample, "canal")


def test_the_worst_item_decides_and_is_named():
    found = classify(GOOD | {"氨氮": "1.2", "溶解氧": "3"}, "river")
    assert found.zh == "Ⅳ"
    assert [one.item.zh for one in found.worst] == ["溶解氧", "氨氮"]
    assert found.main_text() == "氨氮(0.20)、溶解氧"
    assert classify(GOOD, "river").worst == ()
    assert classify(GOOD | {"氨氮": "1.0"}, "river").main == ()


def test_main_pollutants_metals_first_then_class_then_multiple():
    found = classify(
        GOOD | {"氨氮": "1.6", "总磷": "0.35", "化学需氧量": 39, "铅": "0.09", "五日生化需氧量": "4.1"},
        "river",
    )
    assert found.zh == "Ⅴ"
    assert [one.code for one in found.main] == ["lead", "cod", "total_phosphorus"]


def test_nitrogen_is_judged_apart():
    found = classify(GOOD | {"总氮": 9, "粪大肠菌群": 50000}, "lake")
    assert found.grade == WaterClass.I
    assert {one.code for one in found.reference} == {"total_nitrogen", "faecal_coliforms"}
    assert classify(GOOD | {"总氮": 9}, "river").reference == ()


def test_missing_items_are_named():
    assert "lead" in classify(GOOD, "river").missing
    assert len(classify(GOOD, "river").missing) == 16
    assert classify({"pH": None}, "river").grade is None


def test_values_below_detection():
    clear = classify(GOOD | {"铅": "0.002L"}, "river")
    assert (clear.grade, clear.certain) == (WaterClass.I, True)
    assert "water.half_limit" in {basis.code for basis in clear.unverified}
    open_ = classify(GOOD | {"镉": "0.002L"}, "river")
    assert (open_.grade, open_.possible, open_.certain) == (
        WaterClass.I,
        (WaterClass.I, WaterClass.II),
        False,
    )
    worse_anyway = classify(GOOD | {"镉": "0.002L", "氨氮": "1.2"}, "river")
    assert worse_anyway.certain
    assert worse_anyway.items[-1].reading == Reading(Decimal("0.002"), below=True)


def test_an_acidity_below_detection_is_never_certain():
    assert classify({"pH": "12.5L"}, "river").possible == tuple(WaterClass)
    assert classify({"溶解氧": "2.5L"}, "river").possible == (WaterClass.V, WaterClass.WORSE)


@pytest.mark.parametrize(
    ("sample", "told"),
    [
        ({"浊度": 3}, "浊度"),
        ({"氨氮": 1, "NH3-N": 1}, "same item"),
        ({"氨氮": "未检出"}, "氨氮"),
        ({"氨氮": "<0.01"}, "氨氮"),
        ({"氨氮": -1}, "below zero"),
    ],
)
def test_what_cannot_be_used_is_told(sample, told):
    with pytest.raises(ValueError, match=told):
        classify(sample, "river")


@pytest.mark.parametrize("name", ["NH3-N", "氨氮（NH3-N）", "氨氮", "ammonia_nitrogen", "nh3-n"])
def test_names(name):
    assert water.code_of(name) == "ammonia_nitrogen"


@given(SAMPLE, KIND)
def test_any_finite_sample_has_the_class_of_its_worst_item(sample, kind):
    found = classify(sample, kind)
    if found.grade is None:
        assert not found.items
        return
    assert found.grade == max(one.grade for one in found.items)
    assert {one.code for one in found.worst} == (
        set() if found.grade == 1 else {one.code for one in found.items if one.grade == found.grade}
    )
    assert found.grade in found.possible
    assert len(found.main) <= 3
    for one in found.items:
        alone = classify({one.code: one.reading}, kind)
        assert alone.grade == one.grade <= found.grade


@given(SAMPLE, KIND, st.randoms())
def test_order_does_not_matter(sample, kind, random):
    names = list(sample)
    random.shuffle(names)
    assert classify({name: sample[name] for name in names}, kind) == classify(sample, kind)


@given(KIND, st.sampled_from(CODES), st.decimals(0, 100, places=5), st.decimals(0, 100, places=5))
def test_each_item_is_monotone(kind, code, one, other):
    if code not in ITEMS[kind] or ITEMS[kind][code].direction == "range":
        return
    item = ITEMS[kind][code]
    low, high = sorted((one, other), reverse=item.direction == "at_least")
    assert item.grade(low) <= item.grade(high)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=0), st.sampled_from(CODES))
def test_no_finite_amount_raises(value, code):
    kind = "river" if code in ITEMS["river"] else "lake"
    assert classify({code: value}, kind) is not None


def test_multiple_is_value_over_class_three_less_one():
    found = classify({"总磷": "0.25"}, "river").items[0]
    assert (found.excess, found.multiple) == (Fraction(1, 4), Decimal("0.25"))
    assert classify({"溶解氧": 1}, "river").items[0].multiple is None

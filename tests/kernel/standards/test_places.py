from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banshi.kernel.money import Fen
from banshi.kernel.standards import eia, land, lights, sites
from banshi.kernel.standards.eia import Paper, Process
from banshi.kernel.standards.sites import Neighbour

NOTHING = Process(False, 0, 0, False, False, False, False, 0, 0, 0)
AMOUNT = st.decimals("0.01", 10**6, places=2)


def process(**known):
    return Process(**({name: getattr(NOTHING, name) for name in Process.__dataclass_fields__} | known))


def test_mu():
    assert land.square_metres_from_mu(45) == 30_000
    assert land.mu_from_square_metres(30_000) == 45
    assert Fraction(10_000, 15) == land.SQUARE_METRES_PER_MU


@given(AMOUNT)
def test_mu_there_and_back(area):
    assert land.mu_from_square_metres(land.square_metres_from_mu(area)) == area


def test_per_mu_and_ratios():
    found = land.per_mu(Fen.of(2, "yi"), 45)
    assert (found.wan, found.rounded()) == (Fraction(4000, 9), 444)
    assert land.floor_area_ratio(30_000, 30_000) == 1
    assert land.building_coefficient(12_000, 30_000) == 40
    for bad in (lambda: land.per_mu(Fen(1), 0), lambda: land.floor_area_ratio(1, -1)):
        with pytest.raises(ValueError, match="above zero"):
            bad()


def test_entry_thresholds_hold_exactly_and_a_missing_figure_is_no_pass():
    found = {c.code: c.met for c in land.check_entry({"investment_per_mu": "299.99", "floor_area_ratio": 1})}
    assert found == {
        "investment_per_mu": False, "tax_per_mu": None, "floor_area_ratio": True, "building_coefficient": None,
    }  # fmt: skip
    with pytest.raises(ValueError, match="profit"):
        land.check_entry({"profit": 1})


def test_paint_beside_a_canteen_needs_a_person():
    (found,) = sites.find_conflicts(["paint"], [Neighbour("食堂", "food_premises", 12)], look_within=100)
    assert (found.answer, found.needs_person, found.standard) == (
        "conflict",
        True,
        "餐饮服务食品安全操作规范",
    )
    assert found.text().startswith("食堂: 有冲突，须由人判断")
    assert found.text(english=True).endswith("[one source]")


@pytest.mark.parametrize(
    ("sources", "kind", "metres", "answer"),
    [
        (["paint"], "food_premises", 100, "conflict"),
        (["paint"], "food_premises", 101, "none_found"),
        (["paint"], "food_premises", None, "open"),
        (["latrine"], "food_premises", "24.99", "conflict"),
        (["latrine"], "food_premises", 25, "none_found"),
        (["caterer"], "housing", "8.9", "conflict"),
        (["caterer"], "school", 9, "none_found"),
        (["fume_outlet"], "medical", "19.9", "conflict"),
        (["fume_outlet_deodorised"], "medical", 10, "none_found"),
    ],
)
def test_distances(sources, kind, metres, answer):
    (found,) = sites.find_conflicts(sources, [Neighbour("x", kind, metres)], look_within=100)
    assert (found.answer, found.needs_person) == (answer, answer != "none_found")


def test_a_canteen_is_not_a_sensitive_area():
    assert "food_premises" not in sites.SENSITIVE
    assert sites.find_conflicts(["fume_outlet"], [Neighbour("食堂", "food_premises", 1)], 100) == ()
    with pytest.raises(ValueError, match="not below zero"):
        sites.find_conflicts(["paint"], [Neighbour("x", "food_premises", -1)], 100)


@pytest.mark.parametrize(
    ("metres", "step"),
    [
        ("0.1", 50),
        (50, 50),
        ("50.1", 100),
        (100, 100),
        (101, 200),
        (1000, 1000),
        (1001, 1200),
        ("1200.5", 1400),
    ],
)
def test_protection_steps(metres, step):
    assert sites.health_protection_step(metres) == step


def test_protection_distance():
    near, far = Neighbour("a", "housing", "99.9"), Neighbour("b", "housing", 100)
    assert sites.within_protection(near, 100, "unit").answer == "conflict"
    assert sites.within_protection(far, 100, "boundary").answer == "none_found"
    assert sites.within_protection(Neighbour("c", "housing", None), 100, "unit").answer == "open"
    assert "[one source]" in sites.within_protection(near, 100, "boundary").text()
    for bad in (lambda: sites.within_protection(near, 100, "gate"), lambda: sites.health_protection_step(0)):
        with pytest.raises(ValueError, match=r"unit or boundary|above zero"):
            bad()


@pytest.mark.parametrize(
    ("number", "known", "paper"),
    [
        (66, {"solvent_paint": 10}, Paper.BOOK),
        (66, {"solvent_paint": "9.99"}, Paper.FORM),
        (66, {"low_voc_paint": "9.99"}, Paper.NOT_LISTED),
        (66, {"low_voc_paint": 10}, Paper.FORM),
        (66, {"electroplating": True}, Paper.BOOK),
        (66, {}, Paper.NOT_LISTED),
        (69, {"other_steps": True}, Paper.FORM),
        (33, {"wood_drying_or_dyeing": True}, Paper.FORM),
        (33, {"solvent_paint": 12}, Paper.BOOK),
        (33, {"electroplating": True}, Paper.BOOK),
        (33, {"solvent_paint": 1}, Paper.FORM),
        (33, {"low_voc_paint": 10}, Paper.FORM),
        (33, {"low_voc_paint": 9}, Paper.NOT_LISTED),
        (67, {"passivated_galvanising": True}, Paper.BOOK),
        (67, {"organic_coating": True}, Paper.BOOK),
        (67, {"organic_coating": True, "solvent_paint": 5}, Paper.FORM),
        (67, {"solvent_paint": 10}, Paper.BOOK),
        (67, {"electroplating": True}, Paper.BOOK),
        (68, {"ferrous_casting": 100_000}, Paper.BOOK),
        (68, {"nonferrous_casting": 100_000}, Paper.BOOK),
        (68, {"ferrous_casting": 99_999}, Paper.FORM),
        (68, {}, Paper.NOT_LISTED),
        (121, {"business_area": 5000, "solvent_paint": 1}, Paper.FORM),
        (121, {"business_area": 5000, "low_voc_paint": 10}, Paper.FORM),
        (121, {"business_area": 5000, "low_voc_paint": 9}, Paper.NOT_LISTED),
        (121, {"business_area": 4999, "solvent_paint": 50}, Paper.NOT_LISTED),
    ],
)
def test_eia_category(number, known, paper):
    found = eia.category(number, process(**known))
    assert (found.paper, found.unknown, found.needs_person) == (paper, (), True)


def test_what_is_not_known_is_named_and_is_not_zero():
    found = eia.category(66, Process(solvent_paint=3))
    assert found.paper is Paper.FORM
    assert found.unknown == ("electroplating",)
    assert eia.category(66, Process(electroplating=True)).unknown == ()


def test_the_highest_category_holds():
    low, high = eia.category(33, process(low_voc_paint=10)), eia.category(69, process(solvent_paint=10))
    assert eia.highest([low, high]) == high
    assert high.paper.text() == "报告书"
    for bad in (lambda: eia.highest([]), lambda: eia.category(1, NOTHING)):
        with pytest.raises(ValueError, match=r"at least one|not implemented"):
            bad()
    with pytest.raises(ValueError, match="below zero"):
        eia.category(66, process(solvent_paint=-1))


@given(st.sampled_from([33, 66, 67, 69]), AMOUNT, AMOUNT)
def test_more_paint_never_asks_for_less(number, one, other):
    low, high = sorted((one, other))
    assert (
        eia.category(number, process(solvent_paint=low)).paper
        <= eia.category(number, process(solvent_paint=high)).paper
    )


@pytest.mark.parametrize(
    ("preset", "done", "line", "colour"),
    [
        ("yinchuan_2025", 50, "59.9", "green"),
        ("yinchuan_2025", 50, 60, "yellow"),
        ("yinchuan_2025", 30, 60, "yellow"),
        ("yinchuan_2025", "29.9", 60, "red"),
        ("yinchuan_2025", 80, 60, "green"),
        ("wuhan", "47.9", 60, "yellow"),
        ("wuhan", 48, 60, "green"),
        ("wuhan", 36, 60, "yellow"),
        ("wuhan", "35.9", 60, "red"),
        ("sanya_2022", 60, 60, "green"),
        ("sanya_2022", 30, 60, "yellow"),
        ("sanya_2022", "29.9", 60, "red"),
        ("sanya_2022", 0, 0, "green"),
    ],
)
def test_lights_of_progress(preset, done, line, colour):
    assert lights.progress_light(preset, done, line).colour == colour


def test_lights_of_other_subjects():
    assert [lights.light("yinchuan_2025", "start", n).colour for n in (0, 1, 2, 3)] == [
        "green", "yellow", "yellow", "red",
    ]  # fmt: skip
    assert [lights.light("yinchuan_2025", "entry", n).colour for n in (0, 1, 2)] == ["green", "yellow", "red"]
    assert [lights.light("xinhuang_2015", "month", n).colour for n in (59, 60, 80)] == [
        "yellow",
        "tracked",
        "green",
    ]
    assert [lights.light("laixi_2021", "node", value).colour for value in (1, 0, -1)] == [
        "black",
        "red_flag",
        "green",
    ]
    assert lights.light("wuhan", "progress", 59).rule.meaning == "低于序时进度 60%"
    with pytest.raises(ValueError, match="wuhan progress"):
        lights.light("wuhan", "start", 1)
    with pytest.raises(ValueError, match="no rule of progress"):
        lights.progress_light("laixi_2021", 1, 2)


def test_an_organic_coating_of_unknown_paint_is_not_read_as_one_without_paint():
    none = {"electroplating": False, "passivated_galvanising": False, "other_steps": False}
    found = eia.category(67, Process(organic_coating=True, **none))
    assert found.paper < Paper.BOOK
    assert {"solvent_paint", "low_voc_paint"} <= set(found.unknown)
    known = Process(organic_coating=True, solvent_paint=0, low_voc_paint=0, **none)
    assert eia.category(67, known).paper == Paper.BOOK

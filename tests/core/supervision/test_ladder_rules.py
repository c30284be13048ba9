"""The ladder decides on facts alone: which rung, when, and why not."""

import copy
import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banshi.core.supervision.rules import ladder as rules
from banshi.core.supervision.rules import look_back
from banshi.core.supervision.rules.ladder import Given, Pressed

PRESETS = Path(rules.__file__).parents[1] / "presets"
DUE, TODAY = date(2021, 5, 25), date(2021, 6, 3)


def body(name="house"):
    return json.loads((PRESETS / "ladder" / f"{name}.json").read_text(encoding="utf-8"))["body"]


HOUSE = rules.parse(body())


def at(workdays, *documents, today=TODAY):
    return Pressed(DUE, workdays, today, documents)


def document(rung, *, due_on=DUE, answer_by=TODAY - timedelta(days=1)):
    return Given(rung, due_on, answer_by)


def asked(pressed):
    found = rules.asked(HOUSE, pressed)
    return found and found.code


@pytest.mark.parametrize(
    ("workdays", "documents", "expected"),
    [
        (-4, (), None),
        (-3, (), "reminder"),
        (0, (document("reminder"),), None),
        (1, (), "chase"),
        (1, (document("reminder"),), "chase"),
        (2, (document("chase"),), None),
        (3, (document("chase"),), "sheet"),
        (9, (), "chase"),
        (3, (document("chase", answer_by=TODAY),), None),
        (6, (document("chase"), document("sheet")), "circular"),
        (10, (document("chase"), document("sheet"), document("circular")), "level_up"),
        (30, (document("level_up"), document("circular")), None),
        (1, (document("chase", due_on=DUE - timedelta(days=9)),), "chase"),
        (3, (document("chase", due_on=DUE - timedelta(days=9)),), "sheet"),
    ],
)
def test_the_rung_that_is_asked(workdays, documents, expected):
    assert asked(at(workdays, *documents)) == expected


@given(
    st.integers(-20, 60),
    st.lists(st.tuples(st.sampled_from([rung.code for rung in HOUSE.rungs]), st.booleans()), max_size=6),
)
def test_what_is_asked_has_nothing_missing_and_is_the_highest(workdays, given_already):
    documents = [
        document(code, answer_by=TODAY if running else TODAY - timedelta(days=1))
        for code, running in given_already
    ]
    pressed = at(workdays, *documents)
    found = rules.asked(HOUSE, pressed)
    due = [rung for rung in HOUSE.rungs if not rules.missing(HOUSE, rung, pressed)]
    assert found == (due[-1] if due else None)
    if found is not None:
        assert all(HOUSE.height(one.rung) < HOUSE.height(found.code) for one in documents)


def test_every_preset_can_be_read_and_has_a_source_with_a_date():
    for topic, parse in (("ladder", rules.parse), ("look_back", look_back.parse)):
        files = sorted((PRESETS / topic).glob("*.json"))
        assert len(files) >= 2
        for file in files:
            row = json.loads(file.read_text(encoding="utf-8"))
            parse(row["body"])
            assert "20" in row["source"], file


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda b: b["rungs"]["chase"].update(automatic=True), "a person issues"),
        (lambda b: b["rungs"]["chase"].update(needs={"sheet": 1}), "not below it"),
        (lambda b: b["rungs"]["chase"].update(number="催办{n}"), "year"),
        (lambda b: b["rungs"]["chase"].update(number=b["rungs"]["sheet"]["number"]), "one series"),
        (lambda b: b["rungs"]["chase"].update(light="green"), "unknown light"),
        (lambda b: b["rungs"]["circular"].update(addressee="leader"), "goes to units"),
    ],
)
def test_a_wrong_ladder_is_refused(change, says):
    wrong = copy.deepcopy(body())
    change(wrong)
    with pytest.raises(ValueError, match=says):
        rules.parse(wrong)


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "supervision.words_missing"), ("尽快办结", "supervision.words_vague"), ("6月9日办结", None)],
)
def test_binding_words_name_a_date(text, code):
    fault = rules.fault_of_words(text, "text")
    assert (fault and fault.code) == code


# Drawing


def test_the_same_seed_draws_the_same_and_another_one_others():
    numbers = [f"2021-{n:04d}" for n in range(200)]
    first = look_back.draw("a", numbers, 20)
    assert first == look_back.draw("a", reversed(numbers), 20)
    assert first != look_back.draw("b", numbers, 20)
    assert len(set(first)) == 20
    assert list(first) == sorted(first)


def test_a_drawing_worked_out_outside():
    """By ``printf '7:A' | sha256sum``: A 0d37…, B b855…, C 7bb5…."""
    assert look_back.draw("7", "ABC", 2) == ("A", "C")


@given(st.integers(0, 5000), st.integers(1, 100), st.integers(1, 50))
def test_the_size_of_a_sample(population, share, minimum):
    found = look_back.size(look_back.LookBackRules(share, minimum, 7, 10, False), population)
    assert 0 <= found <= population
    assert found >= min(population, minimum)
    assert found * 100 >= population * share


def test_every_number_has_its_chance():
    numbers = [f"n{n}" for n in range(20)]
    drawn = [look_back.draw(str(seed), numbers, 2) for seed in range(2000)]
    times = [sum(number in one for one in drawn) for number in numbers]
    assert min(times) > 150  # 200 expected
    assert max(times) < 250


@pytest.mark.parametrize(
    ("looker", "code"),
    [
        (look_back.Looker(1, frozenset({5}), 5, frozenset(), frozenset()), "supervision.own_work"),
        (look_back.Looker(1, frozenset({6}), 5, frozenset({1}), frozenset()), "supervision.own_work"),
        (look_back.Looker(1, frozenset({6}), 5, frozenset(), frozenset({1})), "supervision.own_verification"),
        (look_back.Looker(1, frozenset({6}), 5, frozenset({2}), frozenset({3})), None),
    ],
)
def test_who_may_look_back(looker, code):
    fault = look_back.fault_of_looker(look_back.LookBackRules(10, 2, 7, 10, False), looker)
    assert (fault and fault.code) == code

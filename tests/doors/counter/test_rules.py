"""The words of the counter: what a rule set must hold, and what the house's own words say."""

import json
from datetime import date, timedelta
from importlib import resources

import pytest

from banshi.doors.counter import rules

FOLDER = resources.files("banshi.doors.counter.presets") / "intake_words"
PRESET = json.loads((FOLDER / "house.json").read_text(encoding="utf-8"))
BODY = PRESET["body"]


@pytest.mark.parametrize(
    ("text", "kind", "category"),
    [
        ("村里停水两天了", "urgent_supply", "utilities"),
        ("厂门口路面积水", "problem", "roads"),
        ("缺电工5名,焊工3名", "need", "labour"),
        ("路边护栏松了,有危险", "danger", None),
        ("工地夜间施工吵", None, "construction"),
    ],
)
def test_words_speak_for_a_kind_and_a_category(text, kind, category):
    found = rules.parse(BODY)
    assert (found.kind(text) and found.kind(text).code) == kind
    assert (found.category(text) and found.category(text).code) == category


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("我要举报他受贿", ["discipline"]),
        ("车间着火了,有人受伤", ["fire", "ambulance"]),
        ("对仲裁结果不服", ["court"]),
        ("路灯不亮", []),
    ],
)
def test_what_is_not_filed_here(text, codes):
    assert [row.code for row in rules.parse(BODY).elsewhere(text)] == codes


def test_the_source_follows_way_and_raiser():
    found = rules.parse(BODY)
    assert found.source("call", "enterprise") == "hotline"
    assert found.source("walk_in", "enterprise") == "enterprise"
    assert found.source("call", "resident") == "resident"
    assert found.source("call", "office") == ""


@pytest.mark.parametrize(
    "change", [{"next_try_workdays": 0}, {"kinds": {"problem": []}}, {"categories": {"roads": [""]}}]
)
def test_a_wrong_rule_set_is_named(change):
    with pytest.raises(ValueError, match=r"words|workdays"):
        rules.parse(BODY | change)


def test_the_next_try():
    assert rules.next_try(date(2021, 5, 17), 1, lambda day, n: day + timedelta(days=n)) == date(2021, 5, 18)

"""The statements are data: all of them, in order, in both languages, with claims that can be judged."""

import re
from datetime import date
from decimal import Decimal

import pytest

from banshi.base.figures import replay
from banshi.base.figures.registry import Value
from banshi.base.figures.replay import Status, judge
from banshi.base.figures.statements import Claim, Kind, Statement, sections, statements
from banshi.kernel.qualifiers import Qualifier

ANSWERED_NOW = {"A21", "A22", "A23", "A24", "A25", "A26", "A27", "A47", "A49", "A61"}


def test_sixty_seven_in_order():
    assert [one.id for one in statements()] == [f"A{n}" for n in range(1, 68)]


def test_each_stands_in_one_section():
    assert sorted(one.id for section in sections() for one in section.statements) == sorted(
        one.id for one in statements()
    )


def test_chinese_words_of_the_page_and_an_english_sentence():
    for one in statements():
        assert re.search("[\u4e00-\u9fff]", one.zh), one.id
        assert not re.search("[\u4e00-\u9fff]", one.en), one.id


def test_what_can_be_answered_now():
    assert replay.answered() >= ANSWERED_NOW


def test_what_is_answered_now_speaks_of_the_end_of_may():
    days = {one.id: one.claim.as_of for one in statements() if one.id in ANSWERED_NOW - {"A49"}}
    assert set(days.values()) == {date(2021, 5, 31)}


@pytest.mark.parametrize(
    ("qualifier", "found", "fits"),
    [
        ("exact", 52, True), ("exact", 53, False), ("at_least", 60, True), ("at_least", 51, False),
        ("odd", 52, True), ("nearly", 51, True), ("nearly", 52, False), ("exact", None, False),
        ("at_least", Decimal("51.96"), False),
    ],
)  # fmt: skip
def test_a_claim_is_held_to_its_qualifier(qualifier, found, fits):
    assert Claim(52, Qualifier(qualifier)).fits(found) is fits


def said(kind, **claim):
    return Statement("A0", "lead", Kind(kind), "话", "words", Claim(**claim))


@pytest.mark.parametrize(
    ("one", "value", "status"),
    [
        (said("C", value=2), None, Status.OPEN),
        (said("C", value=2), Value(None), Status.OPEN),
        (said("C", value=2), Value(2), Status.MATCH),
        (said("C", value=2), Value(3), Status.DIFFERS),
        (said("C", value=19, denominator=21), Value(19, numerator=19, denominator=52), Status.DIFFERS),
        (said("C", value=2), Value(2, holds=False), Status.DIFFERS),
        (said("P"), Value(True, holds=True), Status.MATCH),
        (said("P"), Value(False, holds=False), Status.DIFFERS),
        (said("F"), Value(1), Status.STORED),
        (said("X"), Value(1), Status.FLAGGED),
    ],
)
def test_judging(one, value, status):
    assert judge(one, value) is status

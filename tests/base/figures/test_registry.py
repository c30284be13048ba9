"""Percentages that never round across a line, and what questions share."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banshi.base.figures import registry
from banshi.base.figures.registry import Figure, Question, Value, percent
from banshi.base.zones.access import Actor, Grant
from banshi.base.zones.models import Zone


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        (19, 21, "90.5"),
        (19, 52, "36.5"),
        (0, 5, "0.0"),
        (5, 5, "100.0"),
        (9999, 10000, "99.9"),
        (1, 9000, "0.1"),
    ],
)
def test_percent(part, whole, shown):
    assert percent(part, whole) == Decimal(shown)


@pytest.mark.parametrize("whole", [0, None])
def test_no_percentage_of_nothing(whole):
    assert percent(0, whole) is None
    assert Value(None, numerator=0, denominator=whole).percent is None


@given(st.integers(1, 10**6), st.data())
def test_only_all_is_all_and_only_nothing_is_nothing(whole, data):
    part = data.draw(st.integers(0, whole))
    found = percent(part, whole)
    assert (found == 100) == (part == whole)
    assert (found == 0) == (part == 0)
    assert abs(found - Decimal(100 * part) / whole) <= Decimal("0.1")


def actor(*verbs):
    grants = tuple(Grant(verb, "zone") for verb in verbs)
    return Actor(Zone(code="a"), UUID(int=1), "岗位", "Post", grants=grants)


def test_a_day_ends_at_midnight_of_the_zone_and_knowledge_may_end_before():
    asked = Question(Zone(code="a"), actor(), date(2021, 5, 31))
    assert asked.day_ends_at == datetime(2021, 5, 31, 16, tzinfo=UTC)
    early = datetime(2021, 5, 30, tzinfo=UTC)
    assert Question(Zone(code="a"), actor(), date(2021, 5, 31), early).reaches_to == early


def test_what_is_remembered_is_made_once_per_question():
    made = []
    asked = Question(Zone(code="a"), actor(), date(2021, 5, 31))
    for _time in range(3):
        asked.remember("x", lambda: made.append(1))
    assert made == [1]
    Question(Zone(code="a"), actor(), date(2021, 5, 31)).remember("x", lambda: made.append(2))
    assert made == [1, 2]


def test_figures_are_shown_by_verb_and_in_order(monkeypatch):
    monkeypatch.setattr(registry, "_figures", {})

    def made(code, order, verb):
        registry.register(Figure(code, code, "…", "", lambda asked: Value(1), "group", order, verb))

    made("late", 20, "a.view"), made("early", 10, "a.view"), made("hidden", 5, "b.view")
    assert [figure.code for figure in registry.figures(actor("a.view"))] == ["early", "late"]
    assert registry.figures(actor()) == ()

"""A plan as JSON: what goes out comes back equal, and what is wrong is named with its place."""

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banshi.kernel.planning import Activity, Mode, Plan, PlanError, model
from banshi.kernel.planning.compiled import compile_plan
from banshi.kernel.planning.formats import plan_json
from banshi.kernel.planning.passes import forward_with_crews
from kernel.planning.support import plans

PLAN = Plan(date(2026, 3, 2), 30, (Activity("a", (Mode(3),), "挖土"),))


@settings(max_examples=60, deadline=None)
@given(plans())
def test_a_plan_comes_back_equal(plan):
    text = plan_json.dumps(plan)
    assert plan_json.loads(text) == plan
    assert plan_json.dumps(plan_json.loads(text)) == text


@settings(max_examples=30, deadline=None)
@given(plans())
def test_a_schedule_comes_back_equal(plan):
    schedule = forward_with_crews(compile_plan(plan))
    again = plan_json.load_schedule(plan, plan_json.dump_schedule(plan, schedule))
    for name in ("start", "end", "mode"):
        assert getattr(again, name).tolist() == getattr(schedule, name).tolist()


def test_the_text_is_short_and_readable():
    assert json.loads(plan_json.dumps(PLAN)) == {
        "format": "banshi-plan/1",
        "start": "2026-03-02",
        "horizon": 30,
        "activities": [{"code": "a", "modes": [{"days": 3}], "name": "挖土"}],
    }


def changed(**changes):
    return json.dumps({**json.loads(plan_json.dumps(PLAN)), **changes})


ACTIVITY = {"code": "a", "modes": [{"days": 3}]}


@pytest.mark.parametrize(
    ("text", "code", "where"),
    [
        ("", "not_json", "Line 1"),
        ("{", "not_json", "Line 1"),
        ("[]", "not_a_plan", "format"),
        ("{}", "not_a_plan", "format"),
        ('{"format": "banshi-plan/2"}', "not_a_plan", "format"),
        ('{"a": 1, "a": 2}', "twice", "'a'"),
        ("[" * 100_000, "not_json", "nested"),
        ('{"format": "banshi-plan/1", "horizon": NaN}', "not_finite", "NaN"),
        ('{"format": "banshi-plan/1", "horizon": ' + "9" * 5_000 + "}", "not_json", "digit"),
        (changed(horizon="30"), "wrong_type", "horizon"),
        (changed(horizon=30.0), "wrong_type", "horizon"),
        (changed(horizon=True), "wrong_type", "horizon"),
        (changed(horizon=-1), "out_of_range", "horizon"),
        (changed(start="2026-02-30"), "wrong_type", "start"),
        (changed(start="2026-03-02T08:00"), "wrong_type", "start"),
        (changed(colour="red"), "unknown_field", "colour"),
        (changed(activities={}), "wrong_type", "activities"),
        (changed(activities=[3]), "wrong_type", "activities[0]"),
        (changed(activities=[{"code": "a"}]), "missing_field", "modes"),
        (
            changed(activities=[{**ACTIVITY, "modes": [{"days": 1.5}]}]),
            "wrong_type",
            "activities[0].modes[0].days",
        ),
        (changed(activities=[{**ACTIVITY, "span": "perhaps"}]), "wrong_type", "activities[0].span"),
        (
            changed(activities=[{**ACTIVITY, "progress": {"percent": "half"}}]),
            "wrong_type",
            "progress.percent",
        ),
        (changed(links=[{"before": "a", "after": "a"}]), "cycle", "itself"),
        (changed(links=[{"before": "a", "after": "b"}]), "unknown", "'b'"),
    ],
)
def test_what_is_wrong_is_named(text, code, where):
    with pytest.raises(PlanError) as refused:
        plan_json.loads(text)
    assert refused.value.code == code
    assert where in refused.value.message
    assert len(refused.value.message) < 400


def test_a_text_beyond_the_limit_is_not_read(monkeypatch):
    monkeypatch.setattr(plan_json, "MAX_TEXT", 10)
    with pytest.raises(PlanError) as refused:
        plan_json.loads(plan_json.dumps(PLAN))
    assert refused.value.code == "too_large"


@given(st.text(max_size=60))
def test_any_text_ends_in_a_plan_error(text):
    with pytest.raises(PlanError):
        plan_json.loads(text)


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [["b", 0, 3, 0]],
        [["a", 0, 3]],
        [["a", 0, 99, 0]],
        [["a", 0, 3, 51]],
        [["a", 0.5, 3, 0]],
        [["a", None, 3, 0]],
    ],
)
def test_a_schedule_of_another_plan_is_refused(rows):
    text = json.dumps({"format": "banshi-schedule/1", "start": "2026-03-02", "activities": rows})
    with pytest.raises(PlanError):
        plan_json.load_schedule(PLAN, text)


def test_a_million_links_are_refused_before_they_are_made(monkeypatch):
    rows = [{"before": "a", "after": "b"}] * 1_000_000
    data = {"format": plan_json.FORMAT, "start": "2026-03-02", "horizon": 9, "activities": [], "links": rows}
    monkeypatch.setattr(model.Link, "__post_init__", lambda link: pytest.fail("a link was made"))
    with pytest.raises(PlanError, match="More than 200,000 links"):
        plan_json.loads(json.dumps(data))


def test_a_number_of_thousands_of_digits_is_told_in_plain_words():
    with pytest.raises(PlanError, match="thousands of digits"):
        plan_json.loads('{"horizon": ' + "9" * 6_000 + "}")

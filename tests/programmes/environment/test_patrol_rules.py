"""The zone's own list, the route by risk, and what a check must say."""

import json
from datetime import date
from importlib import resources

import pytest

from banshi.programmes.environment.rules import patrols as rules
from banshi.programmes.environment.rules.patrols import SiteFacts, parse_list, parse_route, risk_of

PRESETS = resources.files("banshi.programmes.environment.presets")
TODAY = date(2021, 5, 17)


def body(topic, name):
    return json.loads((PRESETS / topic / f"{name}.json").read_text(encoding="utf-8"))["body"]


def test_several_lists_each_with_its_source():
    eight, six = parse_list(body("dust_items", "house")), parse_list(body("dust_items", "national_6"))
    assert (len(eight.items), len(six.items)) == (8, 6)
    assert eight.standard.startswith("《长沙市")
    with pytest.raises(ValueError, match="short name"):
        parse_list(body("dust_items", "house") | {"short": {}})
    with pytest.raises(ValueError, match="no list"):
        parse_list(body("dust_items", "house") | {"list": "nowhere"})
    with pytest.raises(ValueError, match="workdays"):
        parse_list(body("dust_items", "house") | {"workdays": 0})


def test_the_route_goes_by_what_weighs_most():
    weights = parse_route(body("patrol_route", "house"))
    calm = risk_of(SiteFacts(last_on=TODAY), weights, TODAY)
    assert (calm.score, calm.reasons) == (0, ())
    never = risk_of(SiteFacts(), weights, TODAY)
    assert never.reasons == (("never", 1),)
    bad = risk_of(SiteFacts(open=2, overdue=1, recent=3, last_on=date(2021, 5, 3)), weights, TODAY)
    assert bad.score == 2 * 4 + 8 + 3 * 2 + 2
    assert [name for name, _n in bad.reasons][-1] == "weeks"
    long_ago = risk_of(SiteFacts(last_on=date(2020, 1, 1)), weights, TODAY)
    assert long_ago.score == weights.weeks_most
    with pytest.raises(ValueError, match="open"):
        parse_route(body("patrol_route", "house") | {"open": -1})


@pytest.mark.parametrize(
    ("given", "recorded", "code"),
    [
        ({}, (), "environment.nothing_checked"),
        ({"9": ("met", "")}, (), "environment.item_unknown"),
        ({"1": ("fine", "")}, (), "environment.item_unknown"),
        ({"1": ("met", "")}, ("1",), "environment.checked_already"),
        ({"1": ("na", " ")}, (), "environment.na_reason"),
        ({"1": ("na", "x" * 201)}, (), "environment.reason_long"),
    ],
)
def test_what_a_check_must_say(given, recorded, code):
    items = parse_list(body("dust_items", "house")).items
    assert rules.fault_of_checks(items, given, frozenset(recorded)).code == code


@pytest.mark.parametrize(
    ("how", "name", "witness", "drawn", "code"),
    [
        ("shouted", "", "", False, "environment.how"),
        ("drawn", "负责人", "", False, "environment.no_signature"),
        ("drawn", "", "", True, "environment.no_name"),
        ("ticked", "", "", False, "environment.no_name"),
        ("refused", "", "", False, "environment.no_witness"),
    ],
)
def test_a_sheet_is_signed_ticked_or_refused_before_a_witness(how, name, witness, drawn, code):
    assert rules.fault_of_handing(how, name, witness, drawn=drawn).code == code
    assert rules.fault_of_handing("refused", "", "见证人", drawn=False) is None

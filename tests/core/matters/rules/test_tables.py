"""The rules of matters as tables and properties; no database."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banshi.core.matters.rules import answers, dispatching, kinds, lifecycle, lights, routing, terms
from banshi.core.matters.rules.answers import Consequence, GivenAnswer
from banshi.core.matters.rules.guards import (
    GUARDS,
    AnswerFact,
    CloseFacts,
    EvidenceFact,
    VerificationFact,
    faults_at_close,
)
from banshi.core.matters.rules.lights import Light, Standing
from banshi.kernel.worktime import Limit, LimitUnit, WorkCalendar, WorkClock

PRESETS = resources.files("banshi.core.matters.presets")
DAY = date(2021, 5, 17)
CALENDAR = WorkCalendar(announced=frozenset({2021}))


def body(topic: str, code: str) -> dict:
    return json.loads((PRESETS / topic / f"{code}.json").read_text(encoding="utf-8"))["body"]


CYCLE = lifecycle.parse(body("lifecycle", "house"))
KINDS = kinds.parse(body("kinds", "warm_heart"))


# --- life cycle ------------------------------------------------------------------------------


def test_nothing_but_close_leads_to_closed_and_only_from_verified():
    into = {act: arc.sources for act, arc in CYCLE.arcs.items() if arc.target == "closed"}
    assert into == {"close": frozenset({"verified"})}
    assert {act for act, arc in CYCLE.arcs.items() if arc.target == "verified"} == {"verify"}


def test_explained_is_open_and_never_closure():
    assert CYCLE.state("explained").open
    assert "closure" not in CYCLE.state("explained").lists
    assert not CYCLE.allows("close", "explained")


def test_every_open_state_has_a_holder_and_a_way_on():
    for code, state in CYCLE.states.items():
        assert (state.holder == "nobody") == (not state.open), code
        if state.open:
            assert any(arc.target for act in CYCLE.acts_in(code) for arc in [CYCLE.arcs[act]]), code


def test_every_state_can_be_reached():
    reached, new = set(), {"intake", "claimed"}  # what was closed before Banshi comes in as claimed
    while new:
        reached |= new
        new = {arc.target for arc in CYCLE.arcs.values() if arc.target and arc.sources & reached} - reached
    assert reached == set(CYCLE.states)


def test_lists():
    assert "closed" in CYCLE.states_where(listed="closure")
    assert set(CYCLE.states_where(listed="responsibility", open_only=True)).isdisjoint({"closed", "intake"})


@given(act=st.sampled_from(sorted(CYCLE.arcs)), state=st.sampled_from(sorted(CYCLE.states)))
def test_a_fault_exactly_where_an_act_is_not_allowed(act, state):
    fault = CYCLE.fault(act, state)
    assert (fault is None) == (act in CYCLE.acts_in(state)) == CYCLE.allows(act, state)
    if fault:
        assert CYCLE.state(state).en in str(fault.params["state"]) or CYCLE.state(state).zh in str(
            fault.params["state"]
        )


@pytest.mark.parametrize(
    ("change", "names"),
    [
        (lambda b: b["states"]["intake"].update(holder="mayor"), "intake"),
        (lambda b: b["arcs"]["close"].update(to="gone"), "close"),
        (lambda b: b["arcs"]["sign"].update({"from": ["nowhere"]}), "sign"),
    ],
)
def test_life_cycle_parse_errors_name_what_is_wrong(change, names):
    wrong = body("lifecycle", "house")
    change(wrong)
    with pytest.raises(ValueError, match=names):
        lifecycle.parse(wrong)


# --- guards ----------------------------------------------------------------------------------

GOOD = CloseFacts(
    raised_on=DAY,
    outcome="solved",
    remaining=False,
    evidence=(EvidenceFact(DAY, kind="photo_before"), EvidenceFact(DAY, kind="photo_after")),
    verification=VerificationFact(9, frozenset({90}), True),
    answer=AnswerFact("solved", "satisfied", 8, frozenset({80})),
    open_children=(),
    waiting_co_handlers=(),
    handlers=frozenset({1, 2}),
    responsible_units=frozenset({10}),
    issuer_units=frozenset({90}),
    closer=8,
)


def test_the_good_case_passes_all_guards():
    assert faults_at_close(tuple(GUARDS), GOOD) == []


@pytest.mark.parametrize(
    ("guard", "changes", "code"),
    [
        ("outcome_named", {"outcome": ""}, "matters.outcome_missing"),
        ("outcome_named", {"outcome": "explained"}, "matters.outcome_missing"),
        ("outcome_named", {"outcome": "eased"}, "matters.remaining_missing"),
        ("outcome_named", {"outcome": "eased", "remaining": True}, None),
        ("evidence_after_raised", {"evidence": ()}, "matters.evidence_missing"),
        (
            "evidence_after_raised",
            {"evidence": (EvidenceFact(date(2021, 5, 16)),)},
            "matters.evidence_missing",
        ),
        ("before_after_pair", {"evidence": (EvidenceFact(DAY, kind="photo_after"),)}, "matters.pair_missing"),
        (
            "before_after_pair",
            {
                "evidence": (
                    EvidenceFact(DAY, kind="photo_before", picture=frozenset({"a"})),
                    EvidenceFact(DAY, kind="photo_after", picture=frozenset({"a", "b"})),
                )
            },
            "matters.pair_missing",
        ),
        ("before_after_pair", {"ordered_on": DAY + timedelta(days=1)}, "matters.pair_missing"),
        ("verified_by_no_party", {"parties": frozenset({90})}, "matters.verified_by_party"),
        ("evidence_own", {"evidence": (EvidenceFact(DAY, "2021-0001"),)}, "matters.evidence_reused"),
        ("evidence_own", {"evidence": (EvidenceFact(DAY, "2021-0001", "同一条路"),)}, None),
        ("no_open_child", {"open_children": ("2021-0002",)}, "matters.child_open"),
        ("co_handlers_replied", {"waiting_co_handlers": ("建设局",)}, "matters.co_handler_waiting"),
        ("verified_outside", {"verification": None}, "matters.not_verified"),
        (
            "verified_outside",
            {"verification": VerificationFact(9, frozenset(), False)},
            "matters.not_verified",
        ),
        (
            "verified_outside",
            {"verification": VerificationFact(1, frozenset(), True)},
            "matters.verified_by_handler",
        ),
        (
            "verified_outside",
            {"verification": VerificationFact(9, frozenset({10, 90}), True)},
            "matters.verified_by_handler",
        ),
        ("verified_by_issuer", {"verification": None}, "matters.not_verified"),
        (
            "verified_by_issuer",
            {"verification": VerificationFact(9, frozenset({70}), True)},
            "matters.verified_by_stranger",
        ),
        (
            "verified_by_issuer",
            {"verification": VerificationFact(1, frozenset({90}), True)},
            "matters.verified_by_stranger",
        ),
        ("raiser_answered", {"answer": None}, "matters.answer_missing"),
        (
            "raiser_answered",
            {"answer": AnswerFact("not_solved", "fairly", 8, frozenset())},
            "matters.answer_not_solved",
        ),
        (
            "raiser_answered",
            {"answer": AnswerFact("solved", "dissatisfied", 8, frozenset())},
            "matters.answer_dissatisfied",
        ),
        ("raiser_answered", {"answer": AnswerFact("solved", "dissatisfied", 8, frozenset(), True)}, None),
        (
            "raiser_answered",
            {"answer": AnswerFact("partly", "satisfied", 8, frozenset())},
            "matters.answer_partly",
        ),
        ("raiser_answered", {"answer": AnswerFact("no_answer", "no_answer", 8, frozenset())}, None),
        (
            "answer_by_other_hand",
            {"answer": AnswerFact("solved", "satisfied", 1, frozenset())},
            "matters.answer_by_handler",
        ),
        (
            "answer_by_other_hand",
            {"answer": AnswerFact("solved", "satisfied", 8, frozenset({10}))},
            "matters.answer_by_handler",
        ),
        ("answer_by_other_hand", {"answer": None}, None),
        ("closer_not_handler", {"closer": 1}, "matters.closed_by_handler"),
        ("closer_not_handler", {"closer": None}, None),
    ],
)
def test_guards(guard, changes, code):
    found = GUARDS[guard](replace(GOOD, **changes))
    assert (found.code if found else None) == code


@given(names=st.lists(st.sampled_from(sorted(GUARDS)), unique=True))
def test_faults_come_in_the_order_in_which_the_kind_names_its_guards(names):
    bad = replace(
        GOOD,
        outcome="",
        evidence=(),
        verification=None,
        answer=None,
        open_children=("1",),
        waiting_co_handlers=("甲",),
        closer=1,
    )
    expected = [found.code for name in names if (found := GUARDS[name](bad))]
    assert [fault.code for fault in faults_at_close(tuple(names), bad)] == expected


# --- answers ---------------------------------------------------------------------------------

GIVEN = GivenAnswer("solved", "satisfied", 0, 3, 0, False)


@pytest.mark.parametrize(
    ("solved", "satisfaction", "before", "closed", "expected"),
    [
        ("solved", "satisfied", 0, False, Consequence.KEEP),
        ("partly", "fairly", 5, True, Consequence.KEEP),
        ("not_solved", "satisfied", 0, False, Consequence.RETURN),
        ("not_solved", "dissatisfied", 4, False, Consequence.RETURN),
        ("not_solved", "dissatisfied", 4, True, Consequence.REOPEN),
        ("solved", "dissatisfied", 0, False, Consequence.RETURN),
        ("solved", "dissatisfied", 0, True, Consequence.REOPEN),
        ("solved", "dissatisfied", 1, False, Consequence.DECIDE),
        ("partly", "dissatisfied", 1, True, Consequence.DECIDE),
        ("no_answer", "no_answer", 2, True, Consequence.KEEP),
    ],
)
def test_consequences(solved, satisfaction, before, closed, expected):
    given_ = replace(
        GIVEN, solved=solved, satisfaction=satisfaction, dissatisfied_before=before, closed=closed
    )
    assert answers.consequence(given_) is expected


@given(
    solved=st.sampled_from([*sorted(answers.SOLVED), "", "maybe"]),
    satisfaction=st.sampled_from([*sorted(answers.SATISFACTION), "", "maybe"]),
    tries=st.integers(0, 5),
    needed=st.integers(0, 5),
)
def test_answers_that_can_be_recorded(solved, satisfaction, tries, needed):
    found = answers.fault(
        replace(GIVEN, solved=solved, satisfaction=satisfaction, tries=tries, tries_needed=needed)
    )
    known = solved in answers.SOLVED and satisfaction in answers.SATISFACTION
    silent = (solved == "no_answer", satisfaction == "no_answer")
    good = known and (silent == (False, False) or (silent == (True, True) and tries >= needed))
    assert (found is None) == good


# --- dispatching -----------------------------------------------------------------------------

NOW = datetime(2021, 5, 17, 1, tzinfo=UTC)
DISPATCH = dispatching.DispatchFacts(
    lead_leader_rank="zone_leader",
    responsible_unit=1,
    due_on=DAY,
    due_at=None,
    requirement="不积水",
    co_units=(2,),
    co_due=(DAY,),
    today=DAY,
    now=NOW,
    urgent=False,
)


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, []),
        ({"lead_leader_rank": "principal_leader"}, []),
        ({"lead_leader_rank": "staff"}, ["matters.leader_rank"]),
        (
            {
                "lead_leader_rank": None,
                "responsible_unit": None,
                "due_on": None,
                "requirement": "",
                "co_due": (),
            },
            [
                "matters.leader_missing",
                "matters.unit_missing",
                "matters.due_missing",
                "matters.requirement_missing",
            ],
        ),
        ({"due_on": DAY - timedelta(1)}, ["matters.due_past", "matters.co_due_late"]),
        ({"due_at": NOW}, ["matters.due_past"]),
        ({"requirement": "尽快、近期疏通"}, ["matters.vague"]),
        ({"co_units": (1,)}, ["matters.lead_is_co"]),
        ({"co_units": (2, 2), "co_due": (None, None)}, ["matters.co_twice"]),
        ({"co_due": (DAY + timedelta(1),)}, ["matters.co_due_late"]),
        ({"co_due": (DAY - timedelta(1),)}, ["matters.due_past"]),
    ],
)
def test_dispatch_faults(changes, codes):
    assert [fault.code for fault in dispatching.faults(replace(DISPATCH, **changes))] == codes


@given(st.booleans(), st.booleans(), st.booleans(), st.sampled_from(["", " ", "属别处"]))
def test_not_mine_rule(in_time, settled, opened, reason):
    found = dispatching.objection_fault(dispatching.ObjectionFacts(in_time, settled, opened, reason))
    good = in_time and not settled and not opened and bool(reason.strip())
    assert (found is None) == good
    if settled:
        assert found.code == "matters.objection_final"


# --- terms, lights, routing, kinds ------------------------------------------------------------


@pytest.mark.parametrize("file", sorted((PRESETS / "terms").iterdir(), key=str), ids=lambda file: file.name)
def test_every_preset_of_terms_reads(file):
    found = terms.parse(json.loads(file.read_text(encoding="utf-8"))["body"])
    assert set(found.ordinary) == set(found.urgent) == set(terms.LEGS)
    assert all(limit.amount > 0 for limit in found.ordinary.values())
    assert found.tries_before_no_answer >= 1


@given(
    amount=st.integers(0, 400),
    unit=st.sampled_from(list(LimitUnit)),
    rolls=st.booleans(),
)
def test_limits_read_back(amount, unit, rolls):
    limit = Limit(amount, unit, rolls=rolls)
    found = terms.parse_limit(terms.limit_text(limit))
    assert (found.amount, found.unit) == (amount, unit)
    if unit in (LimitUnit.DAY, LimitUnit.MONTH):
        assert found.rolls is rolls


@pytest.mark.parametrize("text", ["soon", "3", "3 moon", "x day", "-1 day", "3 day roughly"])
def test_limits_that_do_not_read(text):
    with pytest.raises(ValueError):
        terms.parse_limit(text)


@given(
    start=st.datetimes(datetime(2021, 1, 1), datetime(2021, 6, 30)),
    days=st.integers(0, 60),
    urgent=st.booleans(),
)
def test_a_promised_day_is_the_day_on_which_its_clock_ends(start, days, urgent):
    begun = start.replace(tzinfo=UTC)
    due_on = CALENDAR.local_day(begun) + timedelta(days)
    limit = terms.limit_until(CALENDAR, begun, due_on, None, urgent=urgent)
    stored = terms.parse_limit(terms.limit_text(limit))
    found = WorkClock(CALENDAR, round_the_clock=urgent).deadline(begun, stored)
    assert found.due_on == due_on


@given(minutes=st.integers(1, 100_000), urgent=st.booleans())
def test_a_promised_instant_too(minutes, urgent):
    due_at = NOW + timedelta(minutes=minutes)
    limit = terms.limit_until(CALENDAR, NOW, CALENDAR.local_day(due_at), due_at, urgent=urgent)
    assert WorkClock(CALENDAR, round_the_clock=urgent).deadline(NOW, limit).at == due_at


@pytest.mark.parametrize(
    ("standing", "expected"),
    [
        (Standing(False, date(2021, 5, 1), None), Light.NONE),
        (Standing(True, None, None), Light.NONE),
        (Standing(True, date(2021, 5, 16), None), Light.RED),
        (Standing(True, date(2021, 5, 16), date(2021, 5, 1), True), Light.RED),
        (Standing(True, date(2021, 5, 17), None), Light.BLUE),
        (Standing(True, date(2021, 5, 20), None), Light.BLUE),
        (Standing(True, date(2021, 5, 21), None), Light.NONE),
        (Standing(True, date(2021, 6, 1), date(2021, 5, 16)), Light.YELLOW),
        (Standing(True, date(2021, 6, 1), DAY), Light.NONE),
        (Standing(True, date(2021, 5, 18), None, True), Light.YELLOW),
    ],
)
def test_lights(standing, expected):
    near = lights.near_limit(lights.parse(body("lights", "suqian")), CALENDAR, DAY)
    assert lights.light(standing, DAY, near) is expected


def test_lights_refuse_a_negative_number():
    with pytest.raises(ValueError):
        lights.parse({"near_workdays": -1})


def test_routing():
    found = routing.parse(body("routing", "three_collectors"))
    assert found.collector("industrial") == "project_service_centre"
    assert found.collector("nowhere") == found.ledger_unit == "general_office"
    assert set(found.collectors) <= set(found.sources)
    wrong = body("routing", "three_collectors")
    wrong["collectors"]["gossip"] = "general_office"
    with pytest.raises(ValueError, match="gossip"):
        routing.parse(wrong)


def test_kinds():
    assert {kind.nature for kind in KINDS.kinds.values()} == kinds.NATURES
    for kind in KINDS.kinds.values():
        assert kind.asks_raiser == ("raiser_answered" in kind.guards)
        assert ("verified_outside" in kind.guards) != ("verified_by_issuer" in kind.guards)
        assert {"outcome_named", "evidence_after_raised", "evidence_own", "no_open_child"} <= set(kind.guards)
    assert {code for code, kind in KINDS.kinds.items() if kind.urgent} == {"urgent_supply", "danger"}


@pytest.mark.parametrize(
    ("change", "error", "says"),
    [
        (lambda kind: kind["guards"].append("horoscope"), ValueError, "horoscope"),
        (lambda kind: kind.update(nature="rumour"), ValueError, "rumour"),
        (lambda kind: kind.pop("guards"), KeyError, "guards"),
        (lambda kind: kind.pop("urgent"), KeyError, "urgent"),
    ],
)
def test_kinds_parse_errors(change, error, says):
    wrong = body("kinds", "warm_heart")
    change(wrong["kinds"]["need"])
    with pytest.raises(error, match=says):
        kinds.parse(wrong)

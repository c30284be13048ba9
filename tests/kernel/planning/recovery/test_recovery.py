"""Recovery: arithmetic and rank of the options, what is never proposed, and what may be called proven."""

import itertools
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from banshi.kernel.planning import (
    Activity,
    Closure,
    ClosureKind,
    Crew,
    DayCalendar,
    Demand,
    Link,
    Milestone,
    Mode,
    Plan,
    PlanError,
    Progress,
    Project,
    ThreePoint,
    WeatherClass,
    compile_plan,
    words,
)
from banshi.kernel.planning.checker import check
from banshi.kernel.planning.recovery import (
    Aim,
    Approval,
    CrewOffer,
    Offers,
    OptionKind,
    Relaxation,
    ShiftOffer,
    recover,
    with_shifts,
)
from banshi.kernel.planning.recovery.aims import goal_of
from banshi.kernel.planning.recovery.crash import crash
from banshi.kernel.planning.recovery.single import faster_modes
from banshi.kernel.planning.recovery.trial import Trials
from banshi.kernel.planning.risk import Weather, _compiled, compile_risk, dispatch
from banshi.kernel.planning.solution import Schedule
from banshi.kernel.planning.weather import from_normals

START = date(2027, 3, 1)
NORMALS = (
    (9, 10, 14, 13, 14, 15, 13, 12, 10, 9, 8, 7),
    (55, 70, 110, 130, 165, 250, 210, 140, 95, 70, 60, 40),
)
NOTHING = Offers(own_crews=False)


def day(n: int) -> date:
    """The n-th day of the plan, counted from 1."""
    return START + timedelta(days=n - 1)


def line(*modes: tuple[Mode, ...], **changes) -> Plan:
    """Activities a, b, c ... one after the other, in project p."""
    codes = "abcdefgh"[: len(modes)]
    activities = tuple(Activity(code, given, project="p") for code, given in zip(codes, modes, strict=True))
    links = tuple(Link(x, y) for x, y in itertools.pairwise(codes))
    return Plan(START, 200, activities, links, **({"projects": (Project("p"),)} | changes))


TWO = line(
    (Mode(10), Mode(7, cost=900, name="more men"), Mode(5, cost=4000, name="nights")),
    (Mode(6), Mode(4, cost=500)),
)


def test_the_list_by_hand():
    found = recover(TWO, NOTHING)
    rows = [(o.kind, o.codes, o.days_won, o.cost_fen, o.fen_per_day, o.end) for o in found.options]
    assert rows == [
        (OptionKind.MODE, ("b",), 2, 500, 250, day(14)),
        (OptionKind.MODE, ("a",), 3, 900, 300, day(13)),
        (OptionKind.MODE, ("a",), 5, 4000, 800, day(11)),
    ]
    assert (found.now, found.target, found.package) == (day(16), None, None)
    assert (found.earliest.day, found.earliest.not_before, found.earliest.proven) == (day(9), day(9), True)
    assert found.options[0].p80_won is None
    assert found.samples == 0


def test_crews_cost_what_their_days_cost():
    modes = (Mode(10, (Demand("c", 1),)), Mode(5, (Demand("c", 3),), cost=7))
    plan = line(modes, crews=(Crew("c", capacity=3, cost_per_day=100),))
    (option,) = [o for o in recover(plan, NOTHING).options if o.kind is OptionKind.MODE]
    assert option.cost_fen == 5 * 3 * 100 + 7 - 10 * 100
    assert option.fen_per_day == -(-option.cost_fen // 5)


def test_a_package_takes_what_costs_least_a_day_and_takes_back_what_is_not_needed():
    found = recover(TWO, NOTHING, aim=Aim(by=day(13)))
    # b alone (2 days) is first taken, a (3 days) then makes b unnecessary
    assert [(c.code, c.days, c.cost_fen) for c in found.package.changes] == [("a", (10, 7), 900)]
    assert (found.package.end, found.package.cost_fen, found.package.reached) == (day(13), 900, True)


def test_a_day_out_of_reach_is_said_and_the_package_comes_as_near_as_it_can():
    found = recover(TWO, NOTHING, aim=Aim(by=day(5)))
    assert (found.package.reached, found.package.end) == (False, day(9))
    assert found.package.sentence().startswith("No package was found that reaches the day")


def test_no_package_where_the_day_is_kept():
    assert recover(TWO, NOTHING, aim=Aim(by=day(16))).package is None


def random_plan(seed: int) -> Plan:
    """Four activities with two modes, a crew of two, a rest day and rain: small enough to try everything."""
    rng = np.random.default_rng(seed)
    activities = []
    for i in range(4):
        days = int(rng.integers(3, 9))
        shorter = int(rng.integers(1, days))
        dear = Mode(
            shorter, (Demand("c", int(rng.integers(1, 3))),), int(rng.integers(1, 50)) * (days - shorter)
        )
        activities.append(
            Activity(f"a{i}", (Mode(days, (Demand("c"),)), dear), calendar="week", weather="rain")
        )
    links = tuple(Link(f"a{i}", f"a{j}") for j in range(4) for i in range(j) if rng.random() < 0.35)
    calendars = (DayCalendar("week", week=(True,) * 6 + (False,)),)
    rain = (WeatherClass("rain", stop_mm=5.0),)
    return Plan(START, 120, tuple(activities), links, (Crew("c", capacity=2),), calendars, rain)


def least_cost(plan: Plan, rain, target: int) -> int | None:
    """The least cost over all modes and all orders of dispatch, by trying them all."""
    compiled = compile_plan(plan, rain)
    found = []
    for chosen in itertools.product(range(2), repeat=4):
        if any(_end(compiled, chosen, order) <= target for order in itertools.permutations(range(4))):
            found.append(sum(a.modes[m].cost for a, m in zip(plan.activities, chosen, strict=True)))
    return min(found, default=None)


def _end(compiled, chosen, order) -> int:
    rank = np.empty(4, dtype=np.int32)
    rank[list(order)] = np.arange(4)
    return dispatch(compiled, schedule=Schedule(rank, rank, np.array(chosen, dtype=np.int32))).makespan


@pytest.mark.parametrize("seed", range(5))
def test_the_exact_stage_finds_the_least_cost_and_says_so(seed):
    plan, rain = random_plan(seed), [0, 9, 0, 0, 9, 9] * 20
    now = dispatch(compile_plan(plan, rain)).makespan
    target = int(now * 0.85)
    settings = {"rain": rain, "aim": Aim(by=day(target))}
    least = least_cost(plan, rain, target)
    greedy, exact = (recover(plan, NOTHING, seconds=seconds, **settings).package for seconds in (0, 20))
    if least is None:
        assert not exact.reached
        assert not exact.proven
        return
    assert (exact.reached, exact.cost_fen, exact.proven, exact.bound_fen) == (True, least, True, least)
    assert greedy.cost_fen >= least
    assert not greedy.proven


def test_most_of_those_small_plans_can_reach_their_day():
    reached = 0
    for seed in range(5):
        plan, rain = random_plan(seed), [0, 9, 0, 0, 9, 9] * 20
        reached += least_cost(plan, rain, int(dispatch(compile_plan(plan, rain)).makespan * 0.85)) is not None
    assert reached >= 4


def test_a_proof_needs_that_nothing_else_is_on_offer():
    plan = replace(TWO, crews=(Crew("c", cost_per_day=100),))
    alone = recover(plan, NOTHING, aim=Aim(by=day(13)), seconds=5).package
    assert (alone.proven, alone.cost_fen, alone.bound_fen) == (True, 900, 900)
    assert "proven to be the cheapest of all choices among the given ways of working" in alone.sentence()
    more = recover(plan, Offers((CrewOffer("c"),)), aim=Aim(by=day(13)), seconds=5).package
    assert not more.proven
    assert "cheapest" not in more.sentence()
    assert "not proven" in more.sentence()


def test_nothing_is_called_cheapest_without_a_proof():
    from banshi.kernel.planning.recovery import answer

    for reached, proven in itertools.product((True, False), repeat=2):
        package = answer.Package((), START, 0, reached, proven, scope="of what was given")
        assert ("cheapest" in package.sentence()) == (reached and proven)


# what is never proposed


def test_no_option_cuts_below_the_minimum_of_an_activity():
    curing = Activity("cure", (Mode(28),), minimum_days=28)
    checked = Activity("inspect", (Mode(9),), minimum_days=7)
    plan = Plan(START, 200, (curing, checked), (Link("cure", "inspect"),))
    shift = ShiftOffer("second shift", 0.5, 1000, activities=("cure", "inspect"))
    changed = with_shifts(plan, [shift])
    assert [m.days for m in changed.activity("cure").modes] == [28]
    assert [m.days for m in changed.activity("inspect").modes] == [9, 7]
    found = recover(plan, Offers(shifts=(shift,), own_crews=False), aim=Aim(by=day(20)))
    assert [o.codes for o in found.options] == [("inspect",)]
    assert (found.package.end, found.earliest.day, found.package.reached) == (day(35), day(35), False)


def test_a_begun_activity_is_never_cut_below_its_minimum_in_all():
    modes = (Mode(20), Mode(12, cost=100))
    begun = Activity("x", modes, minimum_days=12, progress=Progress(START, remaining=15))
    plan = Plan(START, 200, (begun,), status_on=day(5))
    (option,) = recover(plan, NOTHING).options
    # five days are done; nine of fifteen at twelve for twenty: fourteen in all
    assert option.days_won == 15 - 9
    assert begun.minimum_days <= 5 + 9


def test_nothing_is_proposed_below_the_contract_period_without_an_approval_by_name():
    plan = replace(TWO, projects=(Project("p", promised=day(9), contract=day(14)),))
    found = recover(plan, NOTHING)
    assert found.target == day(14)
    assert (found.package.end, found.package.reached) == (day(14), True)
    assert {o.end for o in found.options} == {day(14)}
    assert max(o.days_won for o in found.options) == 2
    assert found.earliest.permitted == day(14)
    assert any("needs an approval by name" in note for note in found.notes)

    approved = Offers(own_crews=False, approvals=(Approval("p", "Construction Bureau, meeting 12", day(11)),))
    found = recover(plan, approved)
    assert (found.target, found.package.end) == (day(11), day(11))
    assert found.earliest.permitted == day(11)
    assert any("approved by Construction Bureau, meeting 12" in note for note in found.notes)


def test_an_approval_names_somebody_and_a_project_of_the_plan():
    with pytest.raises(PlanError, match="names nobody"):
        Approval("p", " ", START)
    with pytest.raises(PlanError, match="project 'q'"):
        recover(TWO, Offers(approvals=(Approval("q", "somebody", START),)))


@pytest.mark.parametrize(
    "kind", [ClosureKind.NIGHT, ClosureKind.EXAMINATION, ClosureKind.HEAT, ClosureKind.POLLUTION_ALERT]
)
def test_a_bought_crew_keeps_off_the_closures_of_its_calendar(kind):
    """Examinations stop the night crew: the shift costs the days on which it may not work."""
    calendars = (DayCalendar("nights", closures=(Closure(day(2), day(4), kind),)),)
    plan = Plan(
        START,
        100,
        (Activity("x", (Mode(10),)),),
        crews=(Crew("night", calendar="nights"),),
        calendars=calendars,
    )
    shift = ShiftOffer("night shift", 0.5, 1000, activities=("x",), extra=(Demand("night"),))
    (option,) = recover(plan, Offers(shifts=(shift,), own_crews=False)).options
    assert (option.end, option.days_won) == (day(8), 2)  # five days of work, three closed


# the other kinds


def test_a_crew_on_offer_is_priced_by_the_days_it_is_needed():
    tasks = tuple(Activity(f"x{k}", (Mode(5, (Demand("c"),)),)) for k in range(4))
    plan = Plan(START, 100, tasks, crews=(Crew("c", cost_per_day=300),))
    offer = CrewOffer("c", 1, day_fen=1000, once_fen=50_000, name="hired gang")
    (option,) = [o for o in recover(plan, Offers((offer,))).options if o.kind is OptionKind.CREW]
    assert (option.days_won, option.cost_fen, option.end) == (10, 50_000 + 10 * 1000, day(10))
    assert option.title == "hired gang: 1 more"
    late = replace(offer, first=day(11), last=day(12))
    options = recover(plan, Offers((late,))).options
    assert not [
        o for o in options if o.kind is OptionKind.CREW
    ]  # two days are too short for five days of work


def test_without_offers_each_crew_may_have_one_more_at_its_own_price():
    tasks = tuple(Activity(f"x{k}", (Mode(5, (Demand("c"),)),)) for k in range(2))
    plan = Plan(START, 100, tasks, crews=(Crew("c", cost_per_day=300), Crew("free")))
    (option,) = recover(plan).options
    assert (option.kind, option.days_won, option.cost_fen) == (OptionKind.CREW, 5, 5 * 300)
    assert recover(plan, NOTHING).options == ()


def test_inside_work_on_rain_days():
    gang = (Demand("gang"),)
    tasks = (Activity("roof", (Mode(4, gang),), weather="rain"), Activity("tiles", (Mode(3, gang),)))
    plan = Plan(START, 60, tasks, crews=(Crew("gang"),), weather=(WeatherClass("rain", stop_mm=5.0),))
    rain = [0, 9, 0, 9, 0, 9, 9, 0]
    found = recover(plan, replace(NOTHING, indoor_day_fen=20), rain=rain)
    option = next(o for o in found.options if o.kind is OptionKind.INDOOR)
    assert (option.kind, option.codes, option.days_won) == (OptionKind.INDOOR, ("tiles",), 3)
    assert (option.cost_fen, option.fen_per_day) == (60, 20)


def test_another_order_costs_nothing():
    gang = (Demand("gang"),)
    tasks = (
        Activity("short", (Mode(2, gang),)),
        Activity("first", (Mode(2, gang),)),
        Activity("cure", (Mode(20),)),
    )
    plan = Plan(START, 60, tasks, (Link("first", "cure"),), (Crew("gang"),))
    poor = Schedule(np.array([0, 2, 4]), np.array([2, 4, 24]), np.zeros(3, dtype=np.int32))
    (option,) = recover(plan, NOTHING, schedule=poor).options
    assert (option.kind, option.days_won, option.cost_fen) == (OptionKind.SEQUENCE, 2, 0)
    assert option.codes[0] == "first"


def test_a_promise_may_be_relaxed_at_its_price_and_only_when_somebody_agrees():
    plan = replace(TWO, milestones=(Milestone("m", ("b",), must=day(10)),))
    offer = Relaxation("milestone", "m", day(14), day_fen=70)
    (asked,) = [o for o in recover(plan, replace(NOTHING, relaxations=(offer,))).options if o.kind == "relax"]
    assert (asked.days_won, asked.cost_fen, asked.needs_approval) == (4, 280, "an approval by name")
    agreed = replace(offer, approved_by="the owner")
    options = recover(plan, replace(NOTHING, relaxations=(agreed,))).options
    (given,) = [o for o in options if o.kind == "relax"]
    assert given.needs_approval == ""
    assert given.notes == ("Approved by the owner.",)
    # what still needs an approval stands last, whatever it costs
    assert (
        recover(plan, replace(NOTHING, relaxations=(replace(offer, day_fen=0),))).options[-1].kind == "relax"
    )


# risk, rank, determinism


def generator():
    sys.path.insert(0, str(Path(__file__).parents[4] / "bench" / "planning"))
    try:
        import generator

        return generator
    finally:
        sys.path.pop(0)


def test_the_effect_on_four_fifths_is_measured_on_common_futures():
    spread = ThreePoint(0.85, 1.0, 1.6)
    modes = ((Mode(20), Mode(15, cost=100)), (Mode(10), Mode(9, cost=100)))
    plan = line(*modes)
    plan = replace(plan, activities=tuple(replace(a, factors=spread) for a in plan.activities))
    weather = Weather(from_normals(*NORMALS))
    found = recover(plan, NOTHING, weather=weather, samples=400, seed=3)
    five = next(o for o in found.options if o.days_won == 5)
    assert (five.samples, found.samples) == (400, 400)
    assert five.p80_won in (5, 6, 7)  # a quarter of a longer duration
    assert five.p50_won in (5, 6, 7)


def test_recovery_of_a_generated_plan_is_ranked_deterministic_and_lawful():
    made = generator()
    plan, rain = made.plan(60, 2, crash=True), made.rain(730, 2)
    base = dispatch(compile_plan(plan, rain))
    by = plan.day(int(base.makespan * 0.9) - 1)
    settings = {"rain": rain, "weather": Weather(made.climate()), "samples": 60, "seed": 5, "aim": Aim(by=by)}
    found = recover(plan, schedule=base, **settings)
    assert found == recover(plan, schedule=base, workers=2, **settings)
    per_day = [o.cost_fen / o.days_won for o in found.options if o.days_won > 0]
    assert per_day == sorted(per_day)
    assert found.package.reached
    assert found.package.end <= by
    assert found.package.cost_fen == sum(change.cost_fen for change in found.package.changes)
    assert found.earliest.not_before <= found.earliest.day <= found.package.end
    assert all(o.end >= found.earliest.not_before for o in found.options)
    assert found.package.p80_won > 0


@pytest.mark.parametrize("seconds", [0.0, 2.0])
def test_the_dates_of_a_package_pass_the_independent_checker(seconds):
    made = generator()
    plan, rain = made.plan(60, 4, crash=True), made.rain(730, 4)
    by = plan.day(int(dispatch(compile_plan(plan, rain)).makespan * 0.9) - 1)
    offers = replace(NOTHING, indoor_day_fen=10**9)  # too dear to be taken
    package = recover(plan, offers, rain=rain, aim=Aim(by=by), seconds=seconds).package
    assert [placed.code for placed in package.dates] == [a.code for a in plan.activities]
    start, end, mode = (
        np.array([pick(placed) for placed in package.dates])
        for pick in (lambda p: plan.index(p.first), lambda p: plan.index(p.last) + 1, lambda p: p.mode)
    )
    found = check(plan, Schedule(start, end, mode), rain)
    assert found.broken == ()
    assert max(placed.last for placed in package.dates) == package.end <= by
    extra = sum(
        a.modes[m].cost
        + sum(d.units * made.crew_fen(d.crew) for d in a.modes[m].demands)
        * (a.modes[m].days - a.modes[0].days)
        for a, m in zip(plan.activities, mode.tolist(), strict=True)
    )
    assert package.cost_fen == extra


def test_compiled_and_pure_give_the_same_answer():
    made = generator()
    plan, rain = made.plan(20, 3, crash=True, horizon=300), made.rain(300, 3)
    settings = {"rain": rain, "weather": Weather(made.climate()), "samples": 8, "aim": Aim(by=plan.day(80))}
    assert recover(plan, **settings) == recover(plan, pure=True, **settings)


def test_a_plan_beyond_its_horizon_says_so():
    plan = Plan(START, 12, TWO.activities, TWO.links, projects=TWO.projects)
    found = recover(plan, NOTHING, aim=Aim(by=day(9)))
    assert found.now is None
    assert {(o.codes, o.end) for o in found.options} == {(("a",), day(11))}
    assert (found.package.end, found.package.reached) == (day(9), True)
    assert recover(replace(plan, horizon=8), NOTHING, aim=Aim(by=day(8))).earliest.day is None


def test_trying_ends_by_count_and_not_by_clock():
    plan = generator().plan(50, 1, crash=True)
    compiled = compile_plan(plan)
    goal = goal_of(plan, Aim(by=day(90)), ())
    trials = Trials(compiled, goal)
    changes = faster_modes(trials, trials.base, np.arange(50))
    full = trials.values_of(trials.base, changes)
    assert (full < compiled.never).all()
    trials.budget.left = 0
    assert (trials.values_of(trials.base, changes) == compiled.never).all()
    found = crash(trials, NOTHING, (), [])
    # the greedy way is closed; everything at its fastest still is a package, with nothing taken back
    assert found.value < trials.value(trials.base)
    assert (trials.c.mode_days[found.state.modes] <= trials.c.mode_days[trials.base.modes]).all()


def test_recovery_compiles_nothing_that_compile_risk_has_not():
    assert compile_risk()
    known = len(_compiled.sample.signatures)
    made = generator()
    plan = made.plan(20, 3, crash=True)
    recover(plan, weather=Weather(made.climate()), samples=4, aim=Aim(by=plan.day(60)), workers=2)
    assert len(_compiled.sample.signatures) == known


def test_importing_loads_neither_numba_nor_ortools():
    code = (
        "import sys, banshi.kernel.planning.recovery, banshi.kernel.planning.ledger; "
        "sys.exit(bool({'numba', 'ortools', 'django'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("aim", [Aim("project", "q"), Aim("milestone", "m"), Aim("site", "p")])
def test_an_aim_that_is_not_there_is_refused(aim):
    with pytest.raises(PlanError, match="There is no"):
        recover(TWO, NOTHING, aim=aim)


def test_offers_that_name_what_is_not_there_are_refused():
    with pytest.raises(PlanError, match="crew 'z'"):
        recover(TWO, Offers((CrewOffer("z"),)))
    with pytest.raises(PlanError, match="activity 'z'"):
        recover(TWO, Offers(shifts=(ShiftOffer("s", 0.5, 1, ("z",)),)))
    with pytest.raises(PlanError, match="factor"):
        ShiftOffer("s", 1.5, 1, ("a",))
    with pytest.raises(PlanError, match="for no activity"):
        ShiftOffer("s", 0.5, 1)


def test_an_aim_at_a_milestone_looks_at_its_chain_alone():
    plan = replace(
        TWO,
        activities=(*TWO.activities, Activity("long", (Mode(60), Mode(50, cost=1)))),
        milestones=(Milestone("m", ("b",), must=day(13)),),
    )
    found = recover(plan, NOTHING, aim=Aim("milestone", "m"))
    assert (found.now, found.target) == (day(16), day(13))
    assert {code for o in found.options for code in o.codes} == {"a", "b"}
    assert found.package.end == day(13)


def test_one_activity_is_told_as_one():
    assert (words.activities(1), words.activities(12)) == ("1 activity", "12 activities")

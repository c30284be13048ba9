"""The plan as values: what is refused, in words that name the activity, and in bounded time."""

import subprocess
import sys
from datetime import date, datetime
from itertools import pairwise, repeat
from pathlib import Path
from time import process_time

import pytest

import banshi
from banshi.kernel.planning import (
    Activity,
    Baseline,
    BaselineSpan,
    Capacity,
    Closure,
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
)

START = date(2026, 3, 2)  # a Monday


def act(code, days=1, **more):
    return Activity(code, (Mode(days),), **more)


def plan(*activities, links=(), horizon=60, **more):
    return Plan(START, horizon, activities, tuple(links), **more)


def test_a_cycle_is_reported_as_its_path():
    links = [Link("A", "B"), Link("B", "C", lag=-2), Link("C", "A", "SS"), Link("C", "D")]
    with pytest.raises(PlanError, match="in a circle") as refused:
        plan(act("A"), act("B"), act("C"), act("D"), links=links)
    path = refused.value.data["path"]
    assert path[0] == path[-1]
    pairs = {(link.before, link.after) for link in links}
    assert all(pair in pairs for pair in pairwise(path))
    assert len(path) == 4


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: act("A", float("nan")), "Activity A: working days must be a whole number"),
        (lambda: act("A", 10**30), "Activity A: working days must lie between 0 and 3660"),
        (lambda: act("A", factors=ThreePoint(1, 1, 10**6_000)), "Activity A: high duration factor"),
        (lambda: act("A", 10**6_000), "a number of more than 18 digits"),
        (lambda: act("A", -1), "Activity A: working days"),
        (lambda: act("A", True), "Activity A: working days"),
        (lambda: act("", 1), "needs a code"),
        (lambda: Activity("A", ()), "Activity A has no way"),
        (lambda: act("A", 3, minimum_days=7), "Activity A may not be cut below 7 days"),
        (lambda: act("A", factors=ThreePoint(1, float("inf"), 2)), "Activity A: likely duration factor"),
        (lambda: act("A", factors=ThreePoint(1.2, 1.0, 2)), "Activity A: duration factors must rise"),
        (
            lambda: act("A", progress=Progress(remaining=2)),
            "Activity A reports progress but has no actual start",
        ),
        (
            lambda: act("A", progress=Progress(finished=START)),
            "Activity A is finished but has no actual start",
        ),
        (lambda: act("A", not_before=datetime(2026, 3, 2)), "Activity A: not before must be a date"),
        (lambda: Activity("A", (Mode(1, (Demand("k"), Demand("k"))),)), "Activity A names a crew twice"),
        (lambda: Link("A", "B", "XX"), "type: 'XX' is none of FS, SS, FF, SF"),
        (lambda: Link("A", "B", lag=float("nan")), "lag must be a whole number"),
        (lambda: Closure(START, date(2026, 3, 1)), "lies before"),
        (lambda: DayCalendar("c", week=(False,) * 7), "Calendar c needs"),
        (lambda: WeatherClass("w", stop_mm=float("nan")), "Weather class w: stop_mm"),
        (lambda: Closure(START, START, "party"), "'party' is none of holiday"),
        (lambda: act("A", span="maybe"), "Activity A: span rule: 'maybe' is none of"),
        (lambda: act("A", name="x" * 2_000), "Activity A: name must be a text"),
        (lambda: BaselineSpan("A", START, START, -5), "Baseline of activity A: budget"),
        (
            lambda: Baseline("b", START, [BaselineSpan("A", START, START)] * 2),
            "Baseline b names an activity twice",
        ),
        (lambda: Crew("k", steps=(Capacity(START, 1), Capacity(START, 2))), "two capacity steps on one day"),
        (lambda: Milestone("M", ()), "Milestone M waits for no activity"),
        (lambda: Project("P", promised="tomorrow"), "Project P: promised day must be a date"),
    ],
)
def test_values_refuse_by_name(make, words):
    with pytest.raises(PlanError, match=words):
        make()


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: plan(act("A"), act("A")), "Two activities have the code A"),
        (lambda: plan(act("A", calendar="x")), "Activity A names calendar 'x'"),
        (lambda: plan(act("A"), links=[Link("A", "Z")]), "Link A -> Z names activity 'Z'"),
        (lambda: plan(act("A"), links=[Link("A", "A")]), "Activity A is linked to itself"),
        (lambda: plan(), "no activities"),
        (lambda: plan(act("A", calendar=["x"])), "Activity A names calendar"),
        (lambda: plan(act("A"), out_of_sequence="x"), "Work out of sequence: 'x' is none of retain, override"),
        (lambda: plan(act("A"), horizon=10**9), "horizon"),
        (lambda: plan(Activity("A", (Mode(1, (Demand("k", 3),)),)), crews=(Crew("k", capacity=2),)),
         "Activity A needs 3 of crew k, which never has more than 2"),
        (lambda: plan(act("A", progress=Progress(started=START))), "Activity A started on .* after the status day"),
        (lambda: plan(act("A", progress=Progress(started=date(2026, 3, 1))), status_on=START),
         "Activity A started on 2026-03-01, before the plan's first day"),
        (lambda: Plan(date.max, 10, (act("A"),)), "too late"),
    ],
)  # fmt: skip
def test_plans_refuse_by_name(make, words):
    with pytest.raises(PlanError, match=words):
        make()


def test_endless_and_huge_lists_are_refused_in_bounded_time():
    before = process_time()
    link = Link("A", "B")
    with pytest.raises(PlanError, match="More than 200,000 links"):
        plan(act("A"), act("B"), links=[link] * 1_000_000)
    with pytest.raises(PlanError, match="More than 20,000 activities"):
        Plan(START, 10, repeat(act("A")))
    assert process_time() - before < 5


def test_the_largest_plan_compiles_and_too_many_calendars_do_not():
    acts = tuple(act(f"A{i}", i % 30) for i in range(2_000))
    links = [Link(f"A{i}", f"A{i + 1}") for i in range(1_999)]
    compiled = compile_plan(Plan(START, 7_320, acts, links))
    assert compiled.n == 2_000
    assert len(compiled.topo) == 2_000
    many = tuple(act(f"A{i}", i) for i in range(3_000))
    with pytest.raises(PlanError, match="too many"):
        compile_plan(Plan(START, 7_320, many))


@pytest.mark.parametrize("rain", [[float("nan")], [-1.0], [float("inf")], [[1.0]], ["x"], [None, {}]])
def test_rain_must_be_amounts(rain):
    with pytest.raises(PlanError, match="Rain"):
        compile_plan(plan(act("A")), rain)


def test_a_huge_cycle_is_found_and_told_briefly():
    before = process_time()
    acts = tuple(act(f"A{i}") for i in range(20_000))
    links = [Link(f"A{i}", f"A{(i + 1) % 20_000}") for i in range(20_000)]
    with pytest.raises(PlanError, match=r"in a circle: .* \(20000 activities\)") as refused:
        Plan(START, 60, acts, links)
    assert len(str(refused.value)) < 300
    assert len(refused.value.data["path"]) == 20_001
    assert process_time() - before < 10


def test_the_library_needs_neither_django_nor_a_solver():
    code = (
        "import sys, banshi.kernel.planning, banshi.kernel.planning.passes, banshi.kernel.planning.infeasible, "
        "banshi.kernel.planning.checker; print([m for m in ('django', 'numba', 'ortools') if m in sys.modules])"
    )
    source = str(Path(banshi.__file__).parent.parent)
    env = {"PYTHONPATH": source, "PATH": ""}
    said = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


def test_many_long_lists_together_are_refused():
    stones = [Milestone(f"M{i}", ["A"] * 20_000) for i in range(21)]
    with pytest.raises(PlanError, match="More than 400,000 activities of milestones"):
        plan(act("A"), milestones=stones)

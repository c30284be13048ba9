"""``./banshi plan explain``: promises, latest starts, chain and reasons of a plan in a file."""

import json
from dataclasses import replace
from datetime import date

import pytest

from banshi.base.planfiles import plan as command
from banshi.kernel.planning import (
    Activity,
    Baseline,
    BaselineSpan,
    Crew,
    Demand,
    Link,
    Mode,
    Plan,
    Progress,
    Project,
    WeatherClass,
)
from banshi.kernel.planning.formats import plan_json

QUICK = ["--schedules", "50", "--workers", "1"]
START = date(2026, 3, 2)


def made(promised, **more):
    return Plan(
        START,
        120,
        (
            Activity("a", (Mode(6, (Demand("k"),), cost=600),), "pit", "P", weather="earth"),
            Activity("b", (Mode(8, (Demand("k"),), cost=800),), "frame", "P"),
            *(Activity(f"c{i}", (Mode(1),), "fence") for i in range(15)),
        ),
        (Link("a", "b"),),
        (Crew("k", "gang"),),
        weather=(WeatherClass("earth", stop_mm=5),),
        projects=(Project("P", promised=promised),),
        **more,
    )


@pytest.fixture
def explained(tmp_path, capsys):
    def run(plan, *words):
        path = tmp_path / "plan.json"
        path.write_text(plan_json.dumps(plan), encoding="utf-8")
        code = command.main(["explain", str(path), *QUICK, *words])
        return code, capsys.readouterr().out

    return run


def test_a_promise_that_holds(explained, tmp_path):
    rain = tmp_path / "rain.csv"
    rain.write_text("date,mm\n2026-03-03,20\n2026-03-04,0\n")
    code, out = explained(made(date(2026, 3, 20)), "--rain", str(rain))
    assert code == 0
    assert "Project P ends on 2026-03-16; promised 2026-03-20: 4 days earlier" in out
    assert "a pit must begin by 2026-03-07; planned for 2026-03-02 (5 days in hand)" in out
    assert "a pit, 2026-03-02 to 2026-03-08, begins as soon as it may; days lost: rain 1" in out
    assert "  and 2 more\nthe chain that drives the end:" in out
    assert "why:" not in out


def test_a_promise_that_cannot_hold_is_explained_and_tells_by_its_exit_code(explained):
    code, out = explained(made(date(2026, 3, 10)), "--json")
    row = json.loads(out)
    assert code == 1
    assert row["proven"] is True
    assert row["late"] == ["Project P is promised for 2026-03-10 and ends on 2026-03-15, 5 days late"]
    assert row["why"][0].startswith("Project P is promised for 2026-03-10; even if no crew is waited for")
    assert row["why"][-1] == "project P by 2026-03-10: cannot be kept"


def test_work_that_does_not_fit_the_days_looked_at(explained):
    code, out = explained(replace(made(None), horizon=10))
    assert code == 1
    assert out.startswith("does not end within the days that the plan looks at\nwhy:\n")
    assert "b frame does not end by 2026-03-11" in out


def test_value_against_the_baseline(explained):
    spans = (
        BaselineSpan("a", START, date(2026, 3, 7), 600),
        BaselineSpan("b", date(2026, 3, 8), date(2026, 3, 15), 800),
    )
    plan = made(None, baselines=(Baseline("bid", START, spans),), status_on=date(2026, 3, 4))
    begun = replace(plan.activities[0], progress=Progress(started=START, remaining=4, percent=40.0, cost=300))
    _, out = explained(replace(plan, activities=(begun, *plan.activities[1:])), "--json")
    value = json.loads(out)["value"]
    assert value == {
        "baseline": "bid", "end_days": 1, "on": "2026-03-04", "pv": 300, "ev": 240, "ac": 300, "bac": 1400,
        "spi": "0.80 (240 of 300)", "cpi": "0.80 (240 of 300)",
    }  # fmt: skip


def test_a_schedule_that_breaks_rules_is_checked_and_not_explained(explained, tmp_path):
    path = tmp_path / "solved.json"
    plan = made(None)
    (tmp_path / "plan.json").write_text(plan_json.dumps(plan), encoding="utf-8")
    assert command.main(["solve", str(tmp_path / "plan.json"), *QUICK, "--out", str(path)]) == 0
    kept = tmp_path / "wet.csv"
    kept.write_text("date,mm\n2026-03-03,20\n2026-03-04,0\n")
    code, out = explained(plan, "--schedule", str(path), "--rain", str(kept))
    assert code == 1
    assert "rules broken:\n  a pit: 5 working days, needs 6" in out
    assert "the chain" not in out


def test_crews_that_need_longer_than_the_plan_looks_at(explained):
    acts = tuple(Activity(code, (Mode(4, (Demand("k"),)),)) for code in "abc")
    assert explained(Plan(START, 8, acts, (), (Crew("k", capacity=2),)))[0] == 0
    code, out = explained(Plan(START, 7, acts, (), (Crew("k", capacity=2),)))
    assert code == 1
    assert "no schedule was found that ends by 2026-03-08: let the plan look further ahead" in out

"""``./banshi plan risk`` and ``plan recover``: files in, figures out, refusals in one line."""

import json
from datetime import date, timedelta

import numpy as np
import pytest

from banshi.base.planfiles import plan
from banshi.kernel.planning import (
    Activity,
    Crew,
    Demand,
    Link,
    Milestone,
    Mode,
    Plan,
    Project,
    ThreePoint,
    WeatherClass,
)
from banshi.kernel.planning.formats.plan_json import dumps

START = date(2027, 3, 1)
NORMALS = "month,wet_days,mm\n" + "".join(f"{month},12,110\n" for month in range(1, 13))
SPREAD = ThreePoint(0.85, 1.0, 1.6)


@pytest.fixture
def folder(tmp_path):
    """A plan of three activities, normals, and two years of daily rain up to its first day."""
    tasks = (
        Activity("dig", (Mode(10, (Demand("gang"),)),), "pit", "p", weather="earth", factors=SPREAD),
        Activity(
            "pour",
            (Mode(8, (Demand("gang"),)), Mode(5, (Demand("gang"),), 90_000, "nights")),
            "base",
            "p",
            weather="earth",
            factors=SPREAD,
        ),
        Activity("wire", (Mode(9, (Demand("gang"),)),), "cables", "p", factors=SPREAD),
    )
    made = Plan(
        START, 300, tasks, (Link("dig", "pour"),), (Crew("gang", cost_per_day=50_000),),
        weather=(WeatherClass("earth", stop_mm=5.0, after_mm=10.0),),
        projects=(Project("p", promised=START + timedelta(days=24)),),
        milestones=(Milestone("m", ("pour",), "base done", must=START + timedelta(days=40)),),
    )  # fmt: skip
    (tmp_path / "plan.json").write_text(dumps(made))
    (tmp_path / "normals.csv").write_text(NORMALS)
    rng = np.random.default_rng(1)
    days = [START - timedelta(days=k) for k in range(730, 0, -1)]
    rows = [f"{one},{rng.gamma(0.7, 12.0) if rng.random() < 0.4 else 0:.1f}" for one in days]
    rows[5] = f"{days[5]},-9999"
    (tmp_path / "rain.csv").write_text("date,mm\n" + "\n".join(rows))
    (tmp_path / "forecast.csv").write_text(
        f"date,probability,mm\n{START},0.9,20\n{START + timedelta(days=1)},0.1,\n"
    )
    return tmp_path


def run(folder, *words):
    return plan.main([str(folder / word) if "." in word and "/" not in word else word for word in words])


def test_risk_as_json(folder, capsys):
    words = (
        "plan.json",
        "--normals",
        "normals.csv",
        "--forecast",
        "forecast.csv",
        "--samples",
        "300",
        "--json",
    )
    assert run(folder, "risk", *words) == 0
    row = json.loads(capsys.readouterr().out)
    assert (row["samples"], row["seed"], row["unfinished"]) == (300, 1, 0.0)
    assert row["planned"] < row["end"]["p50"] <= row["end"]["p80"] <= row["end"]["p95"]
    assert row["rain"] == "monthly normals, normals.csv; forecast for 2 days from 2027-03-01"
    assert [(one["kind"], one["code"]) for one in row["promises"]] == [("project", "p"), ("milestone", "m")]
    assert 0 <= row["promises"][0]["kept"] < row["promises"][1]["kept"] <= 1
    assert {one["code"] for one in row["activities"]} == {"dig", "pour", "wire"}
    assert run(folder, "risk", *words, "--workers", "1") == 0
    assert json.loads(capsys.readouterr().out) == row


def test_risk_for_reading_says_how_many_samples_and_what_was_not_taken(folder, capsys):
    assert run(folder, "risk", "plan.json", "--rain", "rain.csv", "--samples", "200") == 0
    out, err = capsys.readouterr()
    assert out.startswith(
        "200 samples, seed 1; crews dispatched anew in each; fitted to daily rain, 2025-03-01 to"
    )
    assert "kept in" in out
    assert "of 200" in out
    assert "1 × marked as missing, first in line 7" in err


def test_risk_without_a_climate_says_that_durations_alone_vary(folder, capsys):
    assert run(folder, "risk", "plan.json", "--samples", "50") == 0
    assert "no climate given: durations alone vary" in capsys.readouterr().out


def test_recover_as_json(folder, capsys):
    words = ("plan.json", "--normals", "normals.csv", "--json")
    assert run(folder, "recover", *words) == 0
    row = json.loads(capsys.readouterr().out)
    assert row["target"] == "2027-03-25"
    assert row["samples"] == 200
    assert row["package"]["reached"]
    assert row["package"]["end"] <= row["target"]
    assert not row["package"]["proven"]
    assert row["package"]["cost_fen"] == sum(one["cost_fen"] for one in row["package"]["changes"])
    assert {one["kind"] for one in row["options"]} >= {"mode", "crew"}
    assert row["earliest"]["not_before"] <= row["earliest"]["day"]


def test_recover_with_offers_for_reading(folder, capsys):
    offers = {
        "crews": [{"crew": "gang", "units": 1, "day_fen": 70_000, "once_fen": 300_000, "name": "hired gang"}],
        "relaxations": [{"kind": "project", "code": "p", "latest": "2027-04-30", "day_fen": 500_000}],
    }
    (folder / "offers.json").write_text(json.dumps(offers))
    assert run(folder, "recover", "plan.json", "--offers", "offers.json", "--milestone", "m") == 0
    out = capsys.readouterr().out
    assert "as planned:" in out
    assert "hired gang" in out or "pour base: nights" in out
    assert "needs an approval by name" in out
    assert "earliest with everything at once:" in out
    assert "cheapest" not in out


def test_recover_with_the_exact_solver_may_prove(folder, capsys):
    (folder / "offers.json").write_text('{"own_crews": false}')
    words = (
        "plan.json",
        "--offers",
        "offers.json",
        "--milestone",
        "m",
        "--by",
        "2027-03-16",
        "--seconds",
        "5",
    )
    assert run(folder, "recover", *words, "--json") == 0
    package = json.loads(capsys.readouterr().out)["package"]
    assert package["cost_fen"] == 90_000 - 3 * 50_000
    assert package["proven"] == ("cheapest" in package["sentence"])


def test_a_day_out_of_reach_gives_exit_code_1(folder, capsys):
    assert run(folder, "recover", "plan.json", "--by", "2027-03-05") == 1
    assert "No package was found that reaches the day" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["risk", "plan.json", "--rain", "rain.csv", "--normals", "normals.csv"], "not both"),
        (["risk", "plan.json", "--forecast", "forecast.csv"], "needs a climate"),
        (["risk", "plan.json", "--normals", "forecast.csv"], "needs the columns"),
        (["risk", "plan.json", "--rain", "plan.json"], "rain table"),
        (["risk", "plan.json", "--rain", "gone.csv"], "cannot be read"),
        (["risk", "plan.json", "--normals", "short.csv"], "one row for each month"),
        (["risk", "plan.json", "--normals", "words.csv"], "could not convert"),
        (["risk", "plan.json", "--normals", "normals.csv", "--forecast", "sure.csv"], "between 0 and 1"),
        (["recover", "plan.json", "--project", "q"], "There is no project"),
        (["recover", "plan.json", "--offers", "rain.csv"], "is not JSON"),
        (["recover", "plan.json", "--offers", "odd.json"], "no such field"),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_line(folder, capsys, words, says):
    (folder / "short.csv").write_text("month,wet_days,mm\n1,3,4\n")
    (folder / "words.csv").write_text("month,wet_days,mm\n1,three,4\n")
    (folder / "sure.csv").write_text("date,probability\n2027-03-01,110\n")
    (folder / "odd.json").write_text('{"cranes": []}')
    assert run(folder, *words) == 2
    err = capsys.readouterr().err
    assert says in err
    assert len(err.strip().splitlines()) == 1


@pytest.mark.parametrize("words", [["--samples", "0"], ["--samples", "x"], ["--seed", "-1"]])
def test_words_out_of_range_are_refused(folder, capsys, words):
    with pytest.raises(SystemExit) as stop:
        run(folder, "risk", "plan.json", *words)
    assert stop.value.code == 2

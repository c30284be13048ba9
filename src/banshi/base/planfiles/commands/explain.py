"""``./banshi plan explain FILE``: which promises hold, what must begin now, where the days go, and why it is late."""

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np

from banshi.base.planfiles import arguments, reading
from banshi.kernel.planning import Compiled, Schedule, compile_plan
from banshi.kernel.planning.checker import check
from banshi.kernel.planning.formats import plan_json
from banshi.kernel.planning.infeasible import Explanation, explain, schedule_oracle
from banshi.kernel.planning.passes import (
    backward_with_crews,
    critical_chain,
    deviation,
    earned_value,
    latest_starts,
    outlook,
)
from banshi.kernel.planning.search import solve

HELP = (
    "which promises a schedule keeps, what must begin now, where its days go, and why a promise cannot hold"
)
#: Activities listed under what must begin.
LISTED = 15
#: Schedules tried for each set of promises that bounds leave open.
TRIED = 2_000


def add(known: argparse.ArgumentParser) -> None:
    known.add_argument("file", type=Path, metavar="FILE", help="a plan (.json) or an MS Project file (.xml)")
    known.add_argument("--rain", type=Path, metavar="FILE.csv", help="daily rain (date, mm) to plan around")
    known.add_argument(
        "--schedule", type=Path, metavar="FILE", help="a solved schedule (.json) instead of solving"
    )
    known.add_argument("--json", action="store_true", help="one JSON object on one line")
    arguments.effort(known)


def run(chosen: argparse.Namespace) -> int:
    plan = reading.plan(chosen.file)
    c = compile_plan(plan, reading.rain(chosen.rain, plan) if chosen.rain else None)
    if chosen.schedule:
        schedule = plan_json.load_schedule(plan, reading.text(chosen.schedule))
    else:
        schedule = _searched(
            c, chosen.workers, chosen.seed, seconds=chosen.seconds, schedules=chosen.schedules
        )
    row = told(c, schedule, chosen.seed)
    print(json.dumps(row, ensure_ascii=False) if chosen.json else "\n".join(lines(row)))
    return 1 if row["broken"] or row["late"] or not row["fits"] else 0


def _searched(c: Compiled, workers: int, seed: int, **effort: Any) -> Schedule:
    """The best schedule found; where none fits the horizon its ends lie beyond it."""
    found = solve(c, workers=workers, seed=seed, **effort)
    if not found.feasible:
        never = np.where(c.fixed, c.fixed_end, c.never).astype(np.int32)
        return Schedule(np.where(c.fixed, c.fixed_start, c.never).astype(np.int32), never, c.default_modes())
    return Schedule(*(part.astype(np.int32) for part in (found.start, found.end, found.mode)))


def told(c: Compiled, schedule: Schedule, seed: int) -> dict[str, Any]:
    """Everything as sentences, by heading; `fits`: everything ends within the days looked at."""
    plan = c.plan
    fits = 0 <= schedule.makespan <= c.horizon
    row: dict[str, Any] = {"fits": fits, "ends": None, "broken": [], "late": [], "promises": []}
    row |= {"begin": [], "chain": [], "why": [], "proven": None, "value": None}
    if fits:
        found = check(plan, schedule, c.rain.tolist())
        row["ends"] = plan.day(schedule.makespan - 1).isoformat()
        row["broken"] = [item.say() for item in found.broken]
        row["late"] = [item.say() for item in found.late]
        row["promises"] = [item.say() for item in outlook(plan, schedule)]
    if fits and not row["broken"]:
        late = backward_with_crews(c, keep=schedule)
        row["begin"] = [item.say(plan) for item in latest_starts(c, late, schedule)]
        row["chain"] = list(critical_chain(c, schedule).say(c))
        row["value"] = _value(c, schedule)
    if row["late"] or not fits:
        why = _why(c, schedule if fits else None, seed)
        last = plan.day(c.horizon - 1)
        row["why"] = list(why.say(c)) or [
            f"no schedule was found that ends by {last}: let the plan look further ahead"
        ]
        row["proven"] = why.proven
    return row


def _why(c: Compiled, schedule: Schedule | None, seed: int) -> Explanation:
    oracle = schedule_oracle(c, lambda only: _searched(only, 1, seed, schedules=TRIED))
    return explain(c, schedule, oracle if schedule is not None else None)


def _value(c: Compiled, schedule: Schedule) -> dict[str, Any] | None:
    """Against the plan's last baseline, on its status day."""
    plan = c.plan
    if not plan.baselines or not plan.baselines[-1].spans:
        return None
    baseline = plan.baselines[-1]
    row: dict[str, Any] = {
        "baseline": baseline.name,
        "end_days": deviation(plan, schedule, baseline).end_days,
    }
    if plan.status_on is not None:
        value = earned_value(plan, baseline)
        row |= {"on": value.on.isoformat(), "pv": value.pv, "ev": value.ev, "ac": value.ac, "bac": value.bac}
        row |= {"spi": value.spi.say(), "cpi": value.cpi.say()}
    return row


def lines(row: dict[str, Any]) -> list[str]:
    """The same for reading, a heading before each part that has something to say."""
    head = f"ends {row['ends']}" if row["fits"] else "does not end within the days that the plan looks at"
    found = [head]
    parts = [
        ("rules broken", row["broken"]), ("promises", row["promises"]), ("why", row["why"]),
        ("latest starts", row["begin"][:LISTED]), ("the chain that drives the end", row["chain"]),
    ]  # fmt: skip
    for heading, sentences in parts:
        if sentences:
            found += [f"{heading}:", *(f"  {sentence}" for sentence in sentences)]
    if len(row["begin"]) > LISTED:
        found.insert(
            found.index("the chain that drives the end:"), f"  and {len(row['begin']) - LISTED} more"
        )
    if row["value"]:
        found.append("against the baseline: " + ", ".join(f"{k} {v}" for k, v in row["value"].items()))
    return found

"""Benchmark of risk samples and recovery lists on generated plans.

    python bench/planning/risk.py [--json] [--exact S]

Compilation is done before the clock starts; compiling the plan's tables (`compile_plan`) is not timed for risk and
is part of recovery. Each row runs seven times; least and middle CPU seconds of one thread are printed, and the least
wall clock of one and of two threads. Wall clock means something on a quiet machine only.
"""

import argparse
import json
import platform
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src"))
sys.path.insert(0, str(Path(__file__).resolve().parent))

import generator

from banshi.kernel.planning import compile_plan
from banshi.kernel.planning.recovery import Aim, Offers, recover
from banshi.kernel.planning.risk import Weather, dispatch, report, sample_plan

RUNS = 7
WEATHER = Weather(generator.climate())


def timed(job: Callable[[int], object]) -> dict[str, float]:
    """CPU seconds of one thread (least, middle), wall seconds of one and of two threads (least)."""
    job(1)
    cpu, wall, both = [], [], []
    for _ in range(RUNS):
        begun, at = process_time(), perf_counter()
        job(1)
        cpu.append(process_time() - begun)
        wall.append(perf_counter() - at)
        at = perf_counter()
        job(2)
        both.append(perf_counter() - at)
    return {
        "cpu_least": round(min(cpu), 4),
        "cpu_middle": round(median(cpu), 4),
        "wall_1_thread": round(min(wall), 4),
        "wall_2_threads": round(min(both), 4),
    }


def risk(n: int) -> dict[str, object]:
    """1,000 samples with the report: durations, rain, 10 crews."""
    compiled = compile_plan(generator.plan(n, 1))
    order = dispatch(compiled)

    def job(workers: int) -> object:
        return report(sample_plan(compiled, WEATHER, samples=1_000, seed=1, schedule=order, workers=workers))

    found = job(1)
    days = {"plan": order.makespan, "p50": found.end.p50.boundary, "p80": found.end.p80.boundary}
    return {"work": "1,000 risk samples", "activities": n, **timed(job), **days}


def recovery(n: int) -> dict[str, object]:
    """The list, a package for a day 10 % earlier, the earliest day; effects on P80 by 200 common samples."""
    plan, rain = generator.plan(n, 1, crash=True), generator.rain(730, 1)
    order = dispatch(compile_plan(plan, rain))
    by = plan.day(int(order.makespan * 0.9) - 1)

    def job(workers: int) -> object:
        return recover(plan, rain=rain, weather=WEATHER, schedule=order, aim=Aim(by=by), workers=workers)

    found = job(1)
    told = {"options": len(found.options), "tried": found.tried, "reached": found.package.reached}
    return {
        "work": "recovery list",
        "activities": n,
        **timed(job),
        **told,
        "cost_fen": found.package.cost_fen,
    }


def exact(n: int, seconds: float) -> dict[str, object]:
    """The exact stage over modes alone: greedy cost, cost reached, whether proven."""
    plan, rain = generator.plan(n, 1, crash=True), generator.rain(730, 1)
    order = dispatch(compile_plan(plan, rain))
    by, offers = plan.day(int(order.makespan * 0.9) - 1), Offers(own_crews=False)
    greedy, better = (
        recover(plan, offers, rain=rain, schedule=order, aim=Aim(by=by), seconds=limit).package
        for limit in (0.0, seconds)
    )
    costs = {"greedy_fen": greedy.cost_fen, "exact_fen": better.cost_fen, "proven": better.proven}
    return {"work": f"exact stage, {seconds:g} s", "activities": n, **costs, "bound_fen": better.bound_fen}


def main() -> None:
    known = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    known.add_argument("--json", action="store_true")
    known.add_argument("--exact", type=float, metavar="S", help="also the exact solver, S seconds a plan")
    chosen = known.parse_args()
    rows = [risk(n) for n in (50, 200, 500, 1000)] + [recovery(n) for n in (50, 200, 500)]
    if chosen.exact:
        rows += [exact(n, chosen.exact) for n in (50, 200, 500)]
    machine = {"python": platform.python_version(), "machine": platform.machine()}
    for row in rows:
        if chosen.json:
            print(json.dumps({**row, **machine}))
        else:
            print("  ".join(f"{name}: {value}" for name, value in row.items()))


if __name__ == "__main__":
    main()

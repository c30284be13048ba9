"""Benchmark of the search.

    python bench/planning/search.py counts DIR     J120 by number of schedules, seeds 1 to 3 (about 1 minute of CPU)
    python bench/planning/search.py paired DIR     what a part is worth: the same projects and seeds with and without
    python bench/planning/search.py dated          500 activities, 10 crews, 730 days with rain
    python bench/planning/search.py times DIR      J30, J60, J120 with 10 s each (up to 40 minutes, a quiet machine)

DIR holds the folders j30, j60, j120 and best_known.csv (set, instance, best_makespan). Every schedule is checked by
the independent checker. Compilation is done before any clock starts. One JSON object per row is printed; --keep
appends it to results.jsonl.
"""

import argparse
import csv
import json
import platform
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src"))
sys.path.insert(0, str(Path(__file__).resolve().parent))

import generator
import numpy as np

from banshi.kernel.planning import Schedule, compile_plan
from banshi.kernel.planning.checker import check
from banshi.kernel.planning.formats.psplib import parse_psplib
from banshi.kernel.planning.search import islands, run, solve
from banshi.kernel.planning.search.bounds import chain_bound
from banshi.kernel.planning.search.check import faults

HERE = Path(__file__).resolve().parent


def projects(folder: Path, name: str) -> list[tuple[str, object, int]]:
    """Name, project and best known makespan of each project of a set."""
    with (folder / "best_known.csv").open() as stream:
        best = {row["instance"]: int(row["best_makespan"]) for row in csv.DictReader(stream)}
    files = sorted((folder / name).glob("*.sm"))
    return [(one.stem, parse_psplib(one.read_text()), best[one.stem]) for one in files]


def measured(given, **limits) -> dict[str, object]:
    """One run over all projects of a set."""
    gaps, over, cpu, wall, made, proven, best_known = [], [], [], [], 0, 0, 0
    for name, project, best in given:
        began = time.process_time()
        solution = solve(project, **limits)
        cpu.append(time.process_time() - began)
        wall.append(solution.seconds)
        if faults(project, solution.start.tolist(), solution.mode.tolist()):
            raise SystemExit(f"{name}: a wrong schedule")
        gaps.append(100 * (solution.makespan / best - 1))
        over.append(100 * (solution.makespan / chain_bound(project.net) - 1))
        made += solution.schedules
        proven += solution.optimal
        best_known += solution.makespan <= best
    return {
        "projects": len(gaps),
        "gap_percent": round(fmean(gaps), 3),
        "over_chain_percent": round(fmean(over), 3),
        "at_best_known": best_known,
        "proven": proven,
        "cpu_mean": round(fmean(cpu), 4),
        "cpu_most": round(max(cpu), 4),
        "wall_mean": round(fmean(wall), 4),
        "schedules_per_cpu_second": round(made / sum(cpu)),
    }


def counts(folder: Path):
    given = projects(folder, "j120")
    solve(given[0][1], schedules=1)
    for schedules in (5_000, 50_000):
        for seed in (1, 2, 3):
            yield {"set": "j120", "schedules": schedules, "seed": seed} | measured(
                given, schedules=schedules, workers=1, seed=seed
            )


def paired(folder: Path):
    """One part changed at a time, 50,000 schedules, seed 1, on the same projects."""
    given = projects(folder, "j120")
    solve(given[0][1], schedules=1)
    usual = islands.SPREAD
    for spread in (32, 4, 1):
        islands.SPREAD = spread
        yield {"set": "j120", "part": "spread", "value": spread} | measured(
            given, schedules=50_000, workers=1, seed=1
        )
    islands.SPREAD = usual
    kept = run.members_for
    for members in (100, 200, 900):
        run.members_for = lambda _, __, members=members: members
        yield {"set": "j120", "part": "members", "value": members} | measured(
            given, schedules=50_000, workers=1, seed=1
        )
    run.members_for = kept


def dated(_: Path):
    for seed in (1, 2, 3):
        plan, rain = generator.plan(500, seed), generator.rain(730, seed)
        compiled = compile_plan(plan, rain)
        solve(compiled, schedules=1)
        for limits in (
            {"schedules": 1},
            {"schedules": 300},
            {"schedules": 3_000},
            {"seconds": 1.0},
            {"seconds": 10.0},
        ):
            began = time.process_time()
            solution = solve(compiled, **limits)
            cpu = time.process_time() - began
            arrays = (solution.start, solution.end, solution.mode)
            if check(plan, Schedule(*(x.astype(np.int32) for x in arrays)), rain).broken:
                raise SystemExit("a wrong schedule")
            yield {
                "set": "generated 500",
                "seed": seed,
                **limits,
                "makespan": solution.makespan,
                "lower_bound": solution.lower_bound,
                "cpu": round(cpu, 4),
                "wall": round(solution.seconds, 4),
                "made": solution.schedules,
            }


def times(folder: Path):
    for name in ("j30", "j60", "j120"):
        given = projects(folder, name)
        solve(given[0][1], seconds=0.1)
        yield {"set": name, "seconds": 10} | measured(given, seconds=10.0, workers=2)


def main() -> None:
    known = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    what = {"counts": counts, "paired": paired, "dated": dated, "times": times}
    known.add_argument("what", choices=what)
    known.add_argument("folder", type=Path, nargs="?", default=Path())
    known.add_argument("--keep", action="store_true", help="append the rows to results.jsonl")
    chosen = known.parse_args()
    for row in what[chosen.what](chosen.folder):
        told = {
            "on": datetime.now(UTC).date().isoformat(),
            "python": platform.python_version(),
            "what": chosen.what,
        }
        line = json.dumps(told | row)
        print(line, flush=True)
        if chosen.keep:
            with (HERE / "results.jsonl").open("a") as stream:
                stream.write(line + "\n")


if __name__ == "__main__":
    main()

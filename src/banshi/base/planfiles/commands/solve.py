"""``./banshi plan solve FILE``: the shortest schedule found in the time given, and what was proven of it."""

import argparse
import json
from pathlib import Path

from banshi.base.planfiles import arguments, reading
from banshi.kernel.planning.search import Solution, solve

HELP = "the shortest schedule of a PSPLIB file (.sm, .mm) found in the time given"


def add(known: argparse.ArgumentParser) -> None:
    known.add_argument("file", type=Path, metavar="FILE")
    arguments.effort(known)
    known.add_argument("--json", action="store_true", help="one JSON object on one line")


def run(chosen: argparse.Namespace) -> int:
    solution = solve(
        reading.read(chosen.file),
        seconds=chosen.seconds,
        schedules=chosen.schedules,
        workers=chosen.workers,
        seed=chosen.seed,
    )
    row = told(solution)
    if chosen.json:
        print(json.dumps(row))
    else:
        for name, value in row.items():
            print(f"{name}: {' '.join(map(str, value)) if isinstance(value, list) else plainly(value)}")
    return 0 if solution.feasible else 1


def plainly(value: object) -> object:
    """Truth as a word."""
    return ("yes" if value else "no") if isinstance(value, bool) else value


def told(solution: Solution) -> dict[str, object]:
    """The result as it is printed. `modes` counts from 1 and stands only where an activity has a choice."""
    row: dict[str, object] = {
        "makespan": solution.makespan if solution.feasible else None,
        "lower_bound": solution.lower_bound,
        "optimal": solution.optimal,
        "schedules": solution.schedules,
        "seconds": round(solution.seconds, 3),
        "starts": solution.start.tolist(),
    }
    if solution.mode.any():
        row["modes"] = (solution.mode + 1).tolist()
    if solution.late:
        row["late"] = solution.late
    return row

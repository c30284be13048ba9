"""``./banshi plan solve FILE``: the shortest schedule found in the time given, and what was proven of it."""

import argparse
import json
from pathlib import Path

from banshi.base.planfiles import arguments, reading, writing
from banshi.base.planfiles.reading import Refusal
from banshi.kernel.planning import Plan, Schedule
from banshi.kernel.planning.formats.plan_json import dump_schedule
from banshi.kernel.planning.search import PlainProject, Solution, solve

HELP = "the shortest schedule of a plan (.json, .xml) or a PSPLIB file (.sm, .mm) found in the time given"


def add(known: argparse.ArgumentParser) -> None:
    known.add_argument("file", type=Path, metavar="FILE")
    arguments.effort(known)
    known.add_argument("--json", action="store_true", help="one JSON object on one line")
    known.add_argument(
        "--out", type=Path, metavar="OUT.json", help="keep a plan's schedule, for plan svg and convert"
    )


def run(chosen: argparse.Namespace) -> int:
    given = reading.read(chosen.file)
    solution = solve(
        given,
        seconds=chosen.seconds,
        schedules=chosen.schedules,
        workers=chosen.workers,
        seed=chosen.seed,
    )
    if chosen.out:
        keep(chosen.out, given, solution)
    row = told(solution)
    if chosen.json:
        print(json.dumps(row))
    else:
        for name, value in row.items():
            print(f"{name}: {' '.join(map(str, value)) if isinstance(value, list) else plainly(value)}")
    return 0 if solution.feasible else 1


def keep(path: Path, given: PlainProject | Plan, solution: Solution) -> None:
    """The schedule of a plan as JSON."""
    if isinstance(given, PlainProject):
        raise Refusal(f"{path}: only the schedule of a plan (.json, .xml) can be kept")
    writing.write(path, dump_schedule(given, Schedule(solution.start, solution.end, solution.mode)) + "\n")


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

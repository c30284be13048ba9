"""``./banshi plan bench DIR --best FILE.csv``: every project of a folder against its best known makespan.

The csv has the columns ``instance`` (name of the file, with or without its ending) and ``best_makespan``; projects
that it does not name are solved and told, but not counted in the gap.
"""

import argparse
import csv
import io
import json
import time
from pathlib import Path
from statistics import fmean

from banshi.base.planfiles import arguments, reading
from banshi.base.planfiles.reading import Refusal
from banshi.kernel.planning.search import PlainProject, solve
from banshi.kernel.planning.search.bounds import chain_bound
from banshi.kernel.planning.search.check import faults

PSPLIB = (".sm", ".mm")
HELP = "every project of a folder against its best known makespan"


def add(known: argparse.ArgumentParser) -> None:
    known.add_argument("folder", type=Path, metavar="DIR")
    known.add_argument("--best", type=Path, required=True, metavar="FILE.csv", help="instance, best_makespan")
    arguments.effort(known)
    known.add_argument(
        "--every", type=arguments.whole(1, 10_000), default=1, metavar="K", help="only each K-th"
    )
    known.add_argument("--json", action="store_true", help="one JSON object per project, and one for all")


def run(chosen: argparse.Namespace) -> int:
    best = known_best(chosen.best)
    try:
        files = sorted(one for one in chosen.folder.iterdir() if one.suffix.lower() in PSPLIB)
    except OSError as error:
        raise Refusal(f"{chosen.folder} cannot be read: {error.strerror}") from error
    if not files:
        raise Refusal(f"{chosen.folder} holds no project")
    rows = []
    for path in files[:: chosen.every]:
        rows.append(one_project(path, best.get(path.stem), chosen))
        if chosen.json:
            print(json.dumps(rows[-1]), flush=True)
        else:
            print(line(rows[-1]), flush=True)
    total = summary(rows)
    print(
        json.dumps(total) if chosen.json else "\n".join(f"{name}: {value}" for name, value in total.items())
    )
    return 1 if total["wrong"] else 0


def known_best(path: Path) -> dict[str, int]:
    """Best known makespans by instance."""
    table = csv.DictReader(io.StringIO(reading.text(path)))
    if not {"instance", "best_makespan"} <= set(table.fieldnames or ()):
        raise Refusal(f"{path} needs the columns instance and best_makespan")
    try:
        return {Path(row["instance"]).stem: int(row["best_makespan"]) for row in table}
    except (TypeError, ValueError) as error:
        raise Refusal(f"{path}: a best_makespan is not a whole number") from error


def one_project(path: Path, best: int | None, chosen: argparse.Namespace) -> dict[str, object]:
    """Solve one project, check the result and compare it."""
    project = reading.read(path)
    if not isinstance(project, PlainProject):
        raise Refusal(f"{path}: only PSPLIB files can be compared")
    cpu = time.process_time()
    solution = solve(
        project,
        seconds=chosen.seconds,
        schedules=chosen.schedules,
        workers=chosen.workers,
        seed=chosen.seed,
    )
    cpu = time.process_time() - cpu
    wrong = faults(project, solution.start.tolist(), solution.mode.tolist())
    return {
        "instance": path.stem,
        "makespan": solution.makespan,
        "lower_bound": solution.lower_bound,
        "optimal": solution.optimal,
        "best": best,
        "chain": chain_bound(project.net),
        "schedules": solution.schedules,
        "seconds": round(solution.seconds, 3),
        "cpu": round(cpu, 3),
        "wrong": wrong[:3],
    }


def line(row: dict[str, object]) -> str:
    proven = " proven" if row["optimal"] else ""
    wrong = f" WRONG: {row['wrong']}" if row["wrong"] else ""
    return f"{row['instance']}: {row['makespan']} (best {row['best']}){proven}, {row['seconds']} s{wrong}"


def summary(rows: list[dict[str, object]]) -> dict[str, object]:
    """Means over all projects; gaps in percent."""
    compared = [(int(str(row["makespan"])), int(str(row["best"]))) for row in rows if row["best"] is not None]
    over = [100 * (int(str(row["makespan"])) / int(str(row["chain"])) - 1) for row in rows if row["chain"]]
    return {
        "projects": len(rows),
        "compared": len(compared),
        "at_best_known": sum(made <= best for made, best in compared),
        "proven": sum(bool(row["optimal"]) for row in rows),
        "gap_percent": round(fmean([100 * (made / best - 1) for made, best in compared]), 3)
        if compared
        else None,
        "over_chain_percent": round(fmean(over), 3) if over else None,
        "mean_seconds": round(fmean(float(str(row["seconds"])) for row in rows), 3),
        "mean_cpu": round(fmean(float(str(row["cpu"])) for row in rows), 3),
        "wrong": sum(bool(row["wrong"]) for row in rows),
    }

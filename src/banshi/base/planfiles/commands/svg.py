"""``./banshi plan svg FILE``: the wall map of a plan, one SVG file a sheet."""

import argparse
from datetime import date
from pathlib import Path

import numpy as np

from banshi.base.planfiles import arguments, reading, writing
from banshi.base.planfiles.faces import FACES
from banshi.base.planfiles.reading import Refusal
from banshi.kernel.planning import Baseline, Compiled, Plan, Schedule, compile_plan
from banshi.kernel.planning.formats import plan_json
from banshi.kernel.planning.formats.wallmap import Paper, draw
from banshi.kernel.planning.passes import critical_chain
from banshi.kernel.planning.search import solve

HELP = "the wall map of a plan (.json, .xml) as SVG, A3 or A0"


def day(word: str) -> date:
    """A day like 2021-06-25."""
    try:
        return date.fromisoformat(word)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{word!r} is not a day like 2021-06-25") from None


def add(known: argparse.ArgumentParser) -> None:
    known.add_argument("file", type=Path, metavar="FILE")
    known.add_argument(
        "--out", type=Path, metavar="OUT.svg", help="default: beside FILE; -2, -3 … for further sheets"
    )
    known.add_argument(
        "--rain", type=Path, metavar="FILE.csv", help="daily rain (date, mm) to plan around and draw"
    )
    known.add_argument("--paper", choices=[one.value for one in Paper], default="A3")
    known.add_argument(
        "--schedule", type=Path, metavar="FILE", help="a solved schedule (.json) instead of solving"
    )
    known.add_argument("--baseline", metavar="NAME", help="the plan's baseline to draw; default its last")
    known.add_argument(
        "--samples", type=arguments.whole(0, 100_000), default=1_000, metavar="N",
        help="samples for the P50 to P80 whiskers, default 1000; 0 for none",
    )  # fmt: skip
    known.add_argument("--today", type=day, metavar="DAY", help="default: the plan's status day")
    known.add_argument("--title", default="", metavar="TEXT")
    known.add_argument("--note", default="", metavar="TEXT", help="a line under the title")
    known.add_argument("--language", choices=sorted(FACES), default="zh")
    arguments.effort(known)


def run(chosen: argparse.Namespace) -> int:
    plan = reading.plan(chosen.file)
    compiled = compile_plan(plan, reading.rain(chosen.rain, plan) if chosen.rain else None)
    schedule = scheduled(chosen, compiled)
    outlook = None
    if chosen.samples:
        from banshi.kernel.planning.risk import assess

        outlook = assess(compiled, None, samples=chosen.samples, seed=chosen.seed, schedule=schedule)
    sheets = draw(
        compiled,
        schedule,
        paper=Paper(chosen.paper),
        title=chosen.title,
        note=chosen.note,
        baseline=baseline(plan, chosen.baseline),
        outlook=outlook,
        critical=[step.activity for step in critical_chain(compiled, schedule).steps],
        today=chosen.today,
        words=FACES[chosen.language],
    )
    out = chosen.out or chosen.file.with_suffix(".svg")
    for n, sheet in enumerate(sheets, 1):
        path = out if n == 1 else out.with_stem(f"{out.stem}-{n}")
        writing.write(path, sheet)
        print(path)
    return 0


def scheduled(chosen: argparse.Namespace, compiled: Compiled) -> Schedule:
    """The schedule that was given, or the best found in the time given."""
    if chosen.schedule:
        return plan_json.load_schedule(compiled.plan, reading.text(chosen.schedule))
    found = solve(
        compiled, seconds=chosen.seconds, schedules=chosen.schedules, workers=chosen.workers, seed=chosen.seed
    )
    if not found.feasible:
        raise Refusal(f"{chosen.file}: no schedule fits the plan's horizon; ./banshi plan solve tells more")
    return Schedule(*(part.astype(np.int32) for part in (found.start, found.end, found.mode)))


def baseline(plan: Plan, name: str | None) -> Baseline | None:
    """The baseline of that name; without one the last."""
    if name is None:
        return plan.baselines[-1] if plan.baselines else None
    for one in plan.baselines:
        if one.name == name:
            return one
    known = ", ".join(one.name for one in plan.baselines) or "none"
    raise Refusal(f"There is no baseline {name!r}; the plan has: {known}")

"""``./banshi plan convert FILE OUT``: a plan from one form into the other, JSON or MS Project's XML."""

import argparse
from pathlib import Path

from banshi.base.planfiles import reading, writing
from banshi.base.planfiles.reading import Refusal
from banshi.kernel.planning.formats import mspdi, plan_json

HELP = "a plan from JSON to MS Project's XML (.xml) or back"


def add(known: argparse.ArgumentParser) -> None:
    known.add_argument("file", type=Path, metavar="FILE")
    known.add_argument("out", type=Path, metavar="OUT", help="its ending says the form: .json or .xml")
    known.add_argument(
        "--schedule", type=Path, metavar="FILE", help="a solved schedule whose dates go into the .xml"
    )


def run(chosen: argparse.Namespace) -> int:
    plan = reading.plan(chosen.file)
    schedule = plan_json.load_schedule(plan, reading.text(chosen.schedule)) if chosen.schedule else None
    form = chosen.out.suffix.lower()
    if form == ".xml":
        writing.write(chosen.out, mspdi.write(plan, schedule))
    elif form == ".json":
        writing.write(chosen.out, plan_json.dumps(plan, indent=1) + "\n")
    else:
        raise Refusal(f"{chosen.out}: the name must end in .json or .xml")
    print(chosen.out)
    return 0

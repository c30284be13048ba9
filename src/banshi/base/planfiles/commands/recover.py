"""``./banshi plan recover FILE``: how days can be won back, what each way costs, and how early the day can lie.

Offers (``--offers FILE.json``) have the shape of ``banshi.kernel.planning.recovery.Offers``: crews, shifts,
relaxations, approvals, indoor_day_fen, own_crews. Prices are whole fen.
"""

import argparse
import json
from datetime import date
from pathlib import Path
from typing import Any

from banshi.base.planfiles import arguments, climate, reading
from banshi.base.planfiles.reading import Refusal
from banshi.kernel.planning.formats.plan_json import made_of
from banshi.kernel.planning.recovery import Aim, Offers, Option, Package, Recovery, recover

HELP = "priced options that win days back, a package that reaches the day, and the earliest day of all"
DEFAULT_SAMPLES = 200
#: Options that are listed for reading.
LISTED = 25


def add(known: argparse.ArgumentParser) -> None:
    known.add_argument("file", type=Path, metavar="FILE", help="a plan (.json) or an MS Project file (.xml)")
    known.add_argument(
        "--offers", type=Path, metavar="FILE.json", help="crews, shifts, later promises, approvals"
    )
    known.add_argument("--by", type=day, metavar="DATE", help="the day to reach (default: the promised day)")
    which = known.add_mutually_exclusive_group()
    which.add_argument("--project", metavar="CODE", help="the end of this project, not of the whole plan")
    which.add_argument("--milestone", metavar="CODE", help="this milestone")
    known.add_argument(
        "--seconds",
        type=arguments.seconds,
        default=0.0,
        metavar="S",
        help="for the exact solver, default none",
    )
    climate.add(known)
    known.set_defaults(samples=DEFAULT_SAMPLES)


def day(word: str) -> date:
    try:
        return date.fromisoformat(word)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{word!r} is not a day like 2027-03-01") from None


def run(chosen: argparse.Namespace) -> int:
    plan = reading.plan(chosen.file)
    sky = climate.sky(plan, chosen)
    order = climate.order(plan, chosen)
    found = recover(
        plan,
        _offers(chosen.offers),
        aim=_aim(chosen),
        schedule=order,
        rain=climate.planned_rain(plan, sky, order, chosen.seed),
        weather=sky.weather,
        samples=chosen.samples,
        seed=chosen.seed,
        seconds=chosen.seconds,
        workers=chosen.workers,
    )
    row = as_object(found)
    print(json.dumps(row, ensure_ascii=False) if chosen.json else "\n".join(lines(row)))
    return 1 if found.package is not None and not found.package.reached else 0


def _aim(chosen: argparse.Namespace) -> Aim:
    if chosen.project:
        return Aim("project", chosen.project, chosen.by)
    if chosen.milestone:
        return Aim("milestone", chosen.milestone, chosen.by)
    return Aim(by=chosen.by)


def _offers(path: Path | None) -> Offers:
    if path is None:
        return Offers()
    try:
        data = json.loads(reading.text(path))
    except (ValueError, RecursionError) as error:
        raise Refusal(f"{path} is not JSON: {str(error)[:200]}") from None
    offers = made_of(Offers, data, "offers")
    assert isinstance(offers, Offers)
    return offers


def as_object(found: Recovery) -> dict[str, Any]:
    """The answer as JSON's own types. Money in fen, days as text."""
    earliest = found.earliest
    return {
        "now": _text(found.now),
        "target": _text(found.target),
        "notes": list(found.notes),
        "tried": found.tried,
        "samples": found.samples,
        "seed": found.seed,
        "options": [_option(one) for one in found.options],
        "package": None if found.package is None else _package(found.package),
        "earliest": {
            "day": _text(earliest.day),
            "not_before": _text(earliest.not_before),
            "permitted": _text(earliest.permitted),
            "proven": earliest.proven,
        },
    }


def _text(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _option(one: Option) -> dict[str, Any]:
    return {
        "kind": one.kind.value,
        "title": one.title,
        "codes": list(one.codes),
        "days_won": one.days_won,
        "cost_fen": one.cost_fen,
        "fen_per_day": one.fen_per_day,
        "end": _text(one.end),
        "p50_won": one.p50_won,
        "p80_won": one.p80_won,
        "samples": one.samples,
        "needs_approval": one.needs_approval,
        "notes": list(one.notes),
    }


def _package(package: Package) -> dict[str, Any]:
    return {
        "sentence": package.sentence(),
        "end": _text(package.end),
        "cost_fen": package.cost_fen,
        "reached": package.reached,
        "proven": package.proven,
        "bound_fen": package.bound_fen,
        "p80_won": package.p80_won,
        "samples": package.samples,
        "changes": [
            {"kind": c.kind.value, "title": c.title, "code": c.code, "cost_fen": c.cost_fen}
            for c in package.changes
        ],
    }


def lines(row: dict[str, Any]) -> list[str]:
    """The same for reading."""
    target = f"; to be reached: {row['target']}" if row["target"] else ""
    found = [f"as planned: {row['now'] or 'beyond the horizon'}{target}", *row["notes"]]
    found.append(f"{len(row['options'])} of {row['tried']} options win days:")
    for one in row["options"][:LISTED]:
        found.append(f"  {_won(one)}: {one['title']}" + _approval(one))
    if len(row["options"]) > LISTED:
        found.append(f"  and {len(row['options']) - LISTED} more (--json lists all)")
    if row["package"] is not None:
        found.append(f"together: {row['package']['sentence']}")
        for change in row["package"]["changes"]:
            found.append(f"  {_yuan(change['cost_fen'])}: {change['title']}")
    found.append(_earliest(row["earliest"]))
    return found


def _won(one: dict[str, Any]) -> str:
    each = "" if one["fen_per_day"] is None else f", {_yuan(one['fen_per_day'])} a day"
    risk = "" if one["p80_won"] is None else f", P80 {one['p80_won']:+d} of {one['samples']} samples"
    days = "1 day" if one["days_won"] == 1 else f"{one['days_won']} days"
    return f"{days} for {_yuan(one['cost_fen'])}{each}{risk}"


def _approval(one: dict[str, Any]) -> str:
    return f" (needs {one['needs_approval']})" if one["needs_approval"] else ""


def _yuan(fen: int) -> str:
    return f"{fen / 100:,.2f} yuan"


def _earliest(earliest: dict[str, Any]) -> str:
    if earliest["day"] is None:
        return "no way to end within the horizon was found"
    proof = "no schedule ends earlier" if earliest["proven"] else f"none ends before {earliest['not_before']}"
    permitted = (
        "" if earliest["permitted"] == earliest["day"] else f"; permitted from {earliest['permitted']} on"
    )
    return f"earliest with everything at once: {earliest['day']} ({proof}){permitted}"

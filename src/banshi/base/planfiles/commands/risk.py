"""``./banshi plan risk FILE``: by which day it is realistic to be done, and how often each promise is kept."""

import argparse
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from banshi.base.planfiles import climate, reading
from banshi.kernel.planning import compile_plan
from banshi.kernel.planning.risk import Outlook, PromiseOutlook, RiskReport, report, sample_plan

HELP = "the days by which half, four fifths and 95 % of many drawn futures are done (durations, rain, crews)"
#: Activities that are listed as driving the end.
LISTED = 15


def add(known: argparse.ArgumentParser) -> None:
    known.add_argument("file", type=Path, metavar="FILE", help="a plan (.json) or an MS Project file (.xml)")
    climate.add(known)


def run(chosen: argparse.Namespace) -> int:
    plan = reading.plan(chosen.file)
    sky = climate.sky(plan, chosen)
    schedule = climate.order(plan, chosen)
    samples = sample_plan(
        compile_plan(plan, sky.measured),
        sky.weather,
        samples=chosen.samples,
        seed=chosen.seed,
        schedule=schedule,
        workers=chosen.workers,
    )
    found = report(samples)
    if sky.weather is None:
        found = replace(found, rain="no climate given: durations alone vary")
    planned = None if schedule is None else schedule.makespan
    row = as_object(found, None if planned is None else plan.day(planned - 1).isoformat())
    print(json.dumps(row, ensure_ascii=False) if chosen.json else "\n".join(lines(row)))
    return 1 if found.unfinished > 0 else 0


def as_object(found: RiskReport, planned: str | None) -> dict[str, Any]:
    """The report as JSON's own types; shares between 0 and 1, days as text, null beyond the horizon."""
    ranked = sorted(found.activities, key=lambda activity: -activity.criticality)
    return {
        "samples": found.samples,
        "seed": found.seed,
        "rain": found.rain,
        "planned": planned,
        "end": _outlook(found.end),
        "unfinished": found.unfinished,
        "promises": [_promise(one) for one in found.promises],
        "activities": [
            {"code": a.code, "name": a.name, "criticality": a.criticality, **_outlook(a.outlook)}
            for a in ranked
        ],
    }


def _outlook(outlook: Outlook) -> dict[str, Any]:
    days: dict[str, Any] = {
        name: None if part.day is None else part.day.isoformat()
        for name, part in (("p50", outlook.p50), ("p80", outlook.p80), ("p95", outlook.p95))
    }
    low, high = outlook.p80.low, outlook.p80.high
    return days | {"p80_range": [low and low.isoformat(), high and high.isoformat()]}


def _promise(one: PromiseOutlook) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "code": one.code,
        "name": one.name,
        **_outlook(one.outlook),
        "promised": one.promised and one.promised.isoformat(),
        "kept": one.kept,
    }


def lines(row: dict[str, Any]) -> list[str]:
    """The same for reading; every share says of how many samples."""
    found = [
        f"{row['samples']:,} samples, seed {row['seed']}; crews dispatched anew in each; {row['rain']}",
        f"planned durations, dry from now on: {row['planned'] or 'beyond the horizon'}",
        f"end: {_days(row['end'])}",
    ]
    if row["unfinished"]:
        found.append(f"not done within the horizon: {row['unfinished']:.1%} of {row['samples']:,} samples")
    for one in row["promises"]:
        kept = (
            ""
            if one["kept"] is None
            else f"; {one['promised']} kept in {one['kept']:.1%} of {row['samples']:,}"
        )
        found.append(f"{one['kind']} {one['code']} {one['name']}".rstrip() + f": {_days(one)}{kept}")
    found.append(f"on the chain that drives the end, of {row['samples']:,} samples:")
    for one in row["activities"][:LISTED]:
        if one["criticality"] > 0:
            found.append(f"  {one['criticality']:6.1%}  {one['code']} {one['name']}".rstrip())
    return found


def _days(one: dict[str, Any]) -> str:
    low, high = one["p80_range"]
    parts = [f"{name.upper()} {one[name] or 'beyond the horizon'}" for name in ("p50", "p80", "p95")]
    return ", ".join(parts) + (f" (P80 within {low} to {high})" if low and high else "")

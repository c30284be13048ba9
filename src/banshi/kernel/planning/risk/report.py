"""What samples say: the days by which half, four fifths and 95 % of them are done; what drives the end; what
an option changes.

A quantile is a day that occurs in the samples: the first by whose evening at least that share is done. Beside each
stands the 95 % range that comes from having so many samples and no more (order statistics, binomial ranks; David &
Nagaraja 2003, Order Statistics, 7.1). It is no statement about the plan's assumptions.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from banshi.kernel.planning.errors import PlanError
from banshi.kernel.planning.model import Plan

from .sampling import Samples

SHARES = (0.5, 0.8, 0.95)
_Z95 = 1.959964


@dataclass(frozen=True, slots=True)
class Quantile:
    """day: done by its evening in at least `share` of the samples; None: beyond the horizon. low, high: the 95 %
    range by the number of samples. boundary: exclusive end as a day index of the plan."""

    share: float
    day: date | None
    low: date | None
    high: date | None
    boundary: int


@dataclass(frozen=True, slots=True)
class Outlook:
    """When something is done. of_samples: how many samples these figures rest on."""

    p50: Quantile
    p80: Quantile
    p95: Quantile
    of_samples: int


@dataclass(frozen=True, slots=True)
class PromiseOutlook:
    """A milestone or a project. kind: "milestone" or "project". promised: must date or promised day, else None;
    kept: share of samples that keep it, else None. should_kept: the same of the wanted day."""

    kind: str
    code: str
    name: str
    outlook: Outlook
    promised: date | None
    kept: float | None
    should_kept: float | None = None


@dataclass(frozen=True, slots=True)
class ActivityOutlook:
    """criticality: share of samples in which the activity lay on the chain that drove the last end."""

    code: str
    name: str
    outlook: Outlook
    criticality: float


@dataclass(frozen=True)
class RiskReport:
    """All figures of one set of samples. unfinished: share of samples that the horizon was too short for."""

    samples: int
    seed: int
    end: Outlook
    promises: tuple[PromiseOutlook, ...]
    activities: tuple[ActivityOutlook, ...]
    unfinished: float
    rain: str

    def sentence(self) -> str:
        """The figure to lead with, with what it rests on."""
        if self.end.p80.day is None:
            return (
                f"In more than a fifth of {self.samples:,} samples the plan does not end within its horizon."
            )
        return (
            f"Done by {self.end.p50.day} in half and by {self.end.p80.day} in four fifths of "
            f"{self.samples:,} samples ({self.rain})."
        )


def report(samples: Samples) -> RiskReport:
    """The report of a set of samples. O(samples · activities)."""
    plan, compiled = samples.compiled.plan, samples.compiled
    total = samples.count
    ranked = np.sort(samples.ends, axis=0)
    activities = tuple(
        ActivityOutlook(a.code, a.name, _outlook(plan, ranked[:, i]), float(samples.chains[i]) / total)
        for i, a in enumerate(plan.activities)
    )
    return RiskReport(
        samples=total,
        seed=samples.seed,
        end=_outlook(plan, np.sort(samples.makespan)),
        promises=tuple(_promises(plan, samples)),
        activities=activities,
        unfinished=float((samples.makespan >= compiled.never).mean()),
        rain=samples.rain_words,
    )


def _promises(plan: Plan, samples: Samples) -> Iterator[PromiseOutlook]:
    for project in plan.projects:
        members = [i for i, a in enumerate(plan.activities) if a.project == project.code]
        if members:
            ends = samples.ends[:, members].max(axis=1)
            kept = _kept(plan, ends, project.promised)
            yield PromiseOutlook(
                "project", project.code, project.name, _outlook(plan, np.sort(ends)), project.promised, kept
            )
    for milestone in plan.milestones:
        ends = samples.ends[:, [plan.position[code] for code in milestone.activities]].max(axis=1)
        yield PromiseOutlook(
            "milestone",
            milestone.code,
            milestone.name,
            _outlook(plan, np.sort(ends)),
            milestone.must,
            _kept(plan, ends, milestone.must),
            _kept(plan, ends, milestone.should),
        )


def _kept(plan: Plan, ends: np.ndarray, day: date | None) -> float | None:
    return None if day is None else float((ends <= plan.index(day) + 1).mean())


def _outlook(plan: Plan, ranked: np.ndarray) -> Outlook:
    return Outlook(*(_quantile(plan, ranked, share) for share in SHARES), len(ranked))


def _quantile(plan: Plan, ranked: np.ndarray, share: float) -> Quantile:
    count = len(ranked)
    spread = _Z95 * math.sqrt(count * share * (1 - share))
    at = math.ceil(count * share - 1e-9) - 1
    low = max(0, math.floor(count * share - spread) - 1)
    high = min(count - 1, math.ceil(count * share + spread))
    return Quantile(
        share, *(_day(plan, int(ranked[rank])) for rank in (at, low, high)), boundary=int(ranked[at])
    )


def _day(plan: Plan, boundary: int) -> date | None:
    return None if boundary > plan.horizon else plan.day(boundary - 1)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two plans under common random numbers. Days won are positive when the second is earlier.

    p50, p80, p95: difference of the quantiles in days. mean: mean of the differences sample by sample, and its
    standard error. better, worse: share of samples in which the second ends earlier, later.
    """

    samples: int
    p50: int
    p80: int
    p95: int
    mean: float
    error: float
    better: float
    worse: float


def compare(before: Samples, after: Samples) -> Comparison:
    """Compare two sets of samples drawn with the same seed. PlanError when they do not belong together.

    Samples beyond the horizon count as ending on the day after it, so a gain on them is a lower bound.
    """
    same = before.seed == after.seed and before.count == after.count
    if not same or before.compiled.plan.start != after.compiled.plan.start:
        raise PlanError("not_common", "Only samples of the same seed, number and first day can be compared")
    horizon = min(before.compiled.never, after.compiled.never)
    first, second = (np.minimum(s.makespan, horizon).astype(np.int64) for s in (before, after))
    won = first - second
    gains = [_at(np.sort(first), share) - _at(np.sort(second), share) for share in SHARES]
    error = float(won.std(ddof=1) / math.sqrt(len(won))) if len(won) > 1 else math.inf
    return Comparison(
        before.count, *gains, float(won.mean()), error, float((won > 0).mean()), float((won < 0).mean())
    )


def _at(ranked: np.ndarray, share: float) -> int:
    return int(ranked[math.ceil(len(ranked) * share - 1e-9) - 1])

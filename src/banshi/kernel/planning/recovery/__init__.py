"""Recovery: how days that were lost can be won back, and at what price.

`recover` gives a ranked list of single options, a package that reaches the promised day, and the earliest day that
can be reached at all. Nothing shortens an activity below its minimum (curing, inspection), and nothing is proposed
below a contract's last day without an approval by name. No package is called cheapest without a proof.
"""

from __future__ import annotations

from banshi.kernel.planning.compiled import compile_plan
from banshi.kernel.planning.model import Plan
from banshi.kernel.planning.risk import Weather
from banshi.kernel.planning.solution import Schedule

from . import crash as _crash
from . import exact as _exact
from . import single as _single
from .aims import Aim, Goal, goal_of
from .answer import Change, Earliest, Option, OptionKind, Package, Placed, Recovery
from .offers import Approval, CrewOffer, Offers, Relaxation, ShiftOffer, crew_offers, with_shifts
from .trial import Trials

#: Options whose effect on the quantiles is drawn; the rest is listed without.
DRAWN = 12
_CUT_SHORT = "The plan is so large that not every option and package could be tried."


def recover(
    plan: Plan,
    offers: Offers | None = None,
    *,
    aim: Aim | None = None,
    schedule: Schedule | None = None,
    rain=None,
    weather: Weather | None = None,
    samples: int = 200,
    seed: int = 0,
    seconds: float = 0.0,
    workers: int = 1,
    pure: bool = False,
) -> Recovery:
    """Options, package and earliest day for one aim.

    schedule: the plan as it stands (its modes and the order in which its crews work); without one the longest tail
    goes first. rain: daily mm from the plan's first day for the planned case. weather: for the effect on P50 and
    P80, by `samples` common samples. seconds: for the exact solver, which may replace the package by one that costs
    less, and may prove it; 0 leaves it out. The rest is deterministic for a seed,
    whatever the number of threads (`workers`). PlanError for offers that name what
    the plan does not have.
    """
    offers = offers or Offers()
    compiled = compile_plan(with_shifts(plan, offers.shifts), rain)
    goal = goal_of(compiled.plan, aim or Aim(), offers.approvals)
    hires = crew_offers(compiled.plan, offers)
    trials = Trials(compiled, goal, schedule, workers, pure)
    if weather is not None:
        trials.prepare_risk(weather, samples, seed)
    now = trials.value(trials.base)
    candidates = _single.candidates(trials, offers, hires, seed)
    options = _listed(trials, candidates, now, samples, offers)
    found, bound = _crash.fastest(trials, hires, seed)
    return Recovery(
        now=trials.day(now),
        target=None if goal.target is None else plan.day(goal.target - 1),
        options=options,
        package=_package(trials, offers, hires, candidates, seconds, samples, seed),
        earliest=Earliest(trials.day(found), trials.day(bound), trials.day(max(found, goal.floor))),
        tried=len(candidates) + len(offers.relaxations),
        samples=samples if weather is not None else 0,
        seed=seed,
        notes=(*goal.notes, _CUT_SHORT) if trials.exhausted else goal.notes,
    )


def _listed(trials: Trials, found, now: int, samples: int, offers: Offers) -> tuple[Option, ...]:
    """Options that win a day on the plan or in four fifths of the futures, the best first."""
    ranked = sorted(found, key=lambda candidate: _promise(candidate, now))
    options = [_single.measured(trials, candidate, now, samples) for candidate in ranked[:DRAWN]]
    drawn = trials.factors is not None
    trials.factors = None  # the rest is priced, not drawn
    options += [_single.measured(trials, candidate, now, samples) for candidate in ranked[DRAWN:]]
    options += _single.relax_options(trials, offers.relaxations, now)
    if drawn:
        trials.factors = trials.drawn
    return tuple(sorted((o for o in options if o.days_won > 0 or (o.p80_won or 0) > 0), key=_rank))


def _promise(candidate, now: int) -> tuple:
    """Which candidates are worth samples: those that win days for little; rain shows in samples alone, so inside
    work and other orders are always among them."""
    won = now - candidate.value
    always = candidate.kind in (OptionKind.SEQUENCE, OptionKind.INDOOR) and len(candidate.codes) > 0
    return (won <= 0 and not always, candidate.cost / won if won > 0 else candidate.cost, -won)


def _rank(option: Option) -> tuple:
    won = option.days_won or option.p80_won or 0
    return (bool(option.needs_approval), option.days_won <= 0, option.cost_fen / won, -won, option.title)


def _package(
    trials: Trials, offers: Offers, hires, found, seconds: float, samples: int, seed: int
) -> Package | None:
    """The package for the target, or None where there is none to reach (no target, or reached already)."""
    target = trials.goal.target
    if target is None or trials.value(trials.base) <= target:
        return None
    best = _crash.crash(trials, offers, hires, found)
    proof = _exact.Proof(False, 0, "")
    if seconds > 0:
        best, proof = _exact.improve(
            trials, best, seconds, seed, others=bool(hires) or _single.indoor_work(trials).any()
        )
    won = trials.risk_won(best.state)
    return Package(
        changes=_crash.changes_of(trials, best, offers),
        end=trials.day(best.value),
        cost_fen=best.cost,
        reached=best.value <= target,
        proven=proof.proven,
        bound_fen=proof.bound_fen,
        scope=proof.scope,
        p80_won=None if won is None else won[1],
        samples=0 if won is None else samples,
        dates=_crash.dates_of(trials, best.state),
    )


__all__ = [
    "Aim",
    "Approval",
    "Change",
    "CrewOffer",
    "Earliest",
    "Goal",
    "Offers",
    "Option",
    "OptionKind",
    "Package",
    "Placed",
    "Recovery",
    "Relaxation",
    "ShiftOffer",
    "recover",
]

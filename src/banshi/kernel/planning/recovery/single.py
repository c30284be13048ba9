"""Single options: each tried alone, priced, and measured against the same futures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from banshi.kernel.planning import draws, words
from banshi.kernel.planning.calendars import SpanRule
from banshi.kernel.planning.risk.frame import dispatch_order, tail_priority

from .answer import Option, OptionKind
from .offers import CrewOffer, Offers, Relaxation
from .trial import State, Trials

#: How many other orders are tried for "re-sequence".
ORDERS = 32
#: By how many days a start may trade places, at most, in a tried order.
SWAPS = (4, 10, 25)
#: So many crews have an option of their own for inside work.
INDOOR_CREWS = 3


@dataclass(frozen=True, eq=False)
class Candidate:
    """An option with its state, before it is measured."""

    kind: OptionKind
    title: str
    codes: tuple[str, ...]
    state: State
    cost: int
    value: int


def candidates(trials: Trials, offers: Offers, hires: tuple[CrewOffer, ...], seed: int) -> list[Candidate]:
    """All single options but relaxations, evaluated on the plan; also those that win nothing."""
    return [
        *mode_candidates(trials),
        *crew_candidates(trials, hires),
        *indoor_candidates(trials, offers.indoor_day_fen),
        sequence_candidate(trials, seed),
    ]


def faster_modes(trials: Trials, state: State, members: np.ndarray) -> list[tuple[int, int]]:
    """(activity, global mode) for every mode that is feasible, shorter than the one in use, and no shorter than the
    activity's minimum."""
    c, found = trials.c, []
    for i in members.tolist():
        if c.fixed[i]:
            continue
        now = c.mode_days[state.modes[i]]
        for mode in range(c.mode_ptr[i], c.mode_ptr[i + 1]):
            allowed = (
                c.plan.activities[i].modes[mode - c.mode_ptr[i]].days >= c.plan.activities[i].minimum_days
            )
            if c.mode_ok[mode] and allowed and c.mode_days[mode] < now:
                found.append((i, mode))
    return found


def mode_candidates(trials: Trials) -> Iterator[Candidate]:
    """Faster modes of the activities on the driving chain: nothing else can move the end alone."""
    c, base = trials.c, trials.base
    chain = np.flatnonzero(trials.ends(base)[2])
    changes = faster_modes(trials, base, chain)
    if not changes:
        return
    for (i, mode), value in zip(changes, trials.values_of(base, changes), strict=True):
        state, title = base.with_mode(i, mode), mode_title(trials, i, mode)
        yield Candidate(
            OptionKind.MODE, title, (c.plan.activities[i].code,), state, trials.cost(state), int(value)
        )


def mode_title(trials: Trials, i: int, mode: int) -> str:
    activity = trials.c.plan.activities[i]
    name = activity.modes[mode - trials.c.mode_ptr[i]].name or f"mode {mode - trials.c.mode_ptr[i] + 1}"
    days = (trials.c.mode_days[trials.base.modes[i]], trials.c.mode_days[mode])
    return f"{activity.label}: {name}, {days[1]} instead of {days[0]} working days"


def crew_candidates(trials: Trials, hires: tuple[CrewOffer, ...]) -> Iterator[Candidate]:
    for hire in hires:
        first, last = trials.window(hire)
        if first >= last:
            continue
        state = replace(trials.base, hires=(hire,))
        yield Candidate(
            OptionKind.CREW,
            crew_title(trials, hire),
            (hire.crew,),
            state,
            trials.cost(state),
            trials.value(state),
        )


def crew_title(trials: Trials, hire: CrewOffer) -> str:
    crew = trials.c.plan.crews[trials.c.plan.crew_position[hire.crew]]
    label = hire.name or (f"{crew.code} {crew.name}" if crew.name else crew.code)
    return f"{label}: {hire.units} more"


def indoor_work(trials: Trials) -> np.ndarray:
    """bool[n]: open work that no rain stops and that may be interrupted, whose crew also works outside."""
    plan = trials.c.plan
    exposed: set[str] = set()
    for activity in plan.activities:
        if not activity.is_finished and _stopped(plan, activity):
            exposed |= _crews(activity)
    found = np.zeros(trials.c.n, dtype=bool)
    for i, activity in enumerate(plan.activities):
        sheltered = not activity.is_finished and not _stopped(plan, activity)
        may = plan.span_rule(activity) is SpanRule.MAY_SPAN and activity.days_left() > 0
        found[i] = sheltered and may and bool(_crews(activity) & exposed)
    return found


def _stopped(plan, activity) -> bool:
    weather = plan.weather_of.get(activity.weather)
    return weather is not None and (weather.stop_mm is not None or weather.after_mm is not None)


def _crews(activity) -> set[str]:
    return {demand.crew for demand in activity.modes[activity.progress.mode].demands if demand.units}


def indoor_candidates(trials: Trials, day_fen: int) -> Iterator[Candidate]:
    """Inside work on rain days: one option for all of it, and one for each crew for which it wins most."""
    plan, inside = trials.c.plan, indoor_work(trials)
    if not inside.any():
        return
    yield _indoor(trials, "all crews", inside, day_fen)
    crews_of = [_crews(activity) for activity in plan.activities]
    single = []
    for crew in plan.crews:
        own = np.array([crew.code in crews for crews in crews_of]) & inside
        if own.any() and own.sum() < inside.sum():
            single.append(_indoor(trials, f"crew {crew.code}", own, day_fen))
    yield from sorted(single, key=lambda candidate: candidate.value)[:INDOOR_CREWS]


def _indoor(trials: Trials, name: str, fill: np.ndarray, day_fen: int) -> Candidate:
    state = replace(trials.base, fill=fill)
    cost = day_fen * int(trials.c.mode_days[state.modes[fill]].sum())
    codes = tuple(trials.c.plan.activities[i].code for i in np.flatnonzero(fill))
    title = f"Move inside work to rain days, {name} ({words.activities(int(fill.sum()))})"
    return Candidate(OptionKind.INDOOR, title, codes, state, cost, trials.value(state))


def sequence_candidate(trials: Trials, seed: int) -> Candidate:
    """The best of some dozens of other orders in which the crews take up the work."""
    base = trials.base
    starts, _, _ = trials.ends(base)
    orders = other_orders(trials, base, starts[0], seed)
    values = trials.values(base, orders=orders)
    best = int(np.argmin(values))
    state = replace(base, order=orders[best])
    moved = _moved(trials, starts[0], trials.ends(state)[0][0])
    codes = tuple(trials.c.plan.activities[i].code for i in moved[:5])
    first = ", ".join(codes) or "no activity"
    return Candidate(
        OptionKind.SEQUENCE,
        f"Re-sequence: {words.activities(len(moved))} earlier, first of all {first}",
        codes,
        state,
        0,
        int(values[best]),
    )


def other_orders(trials: Trials, state: State, start: np.ndarray, seed: int) -> np.ndarray:
    """int32 (ORDERS, m): the longest tail first, then the planned starts with random displacements."""
    c = trials.c
    found = [dispatch_order(c, tail_priority(c, state.modes - c.mode_ptr[:-1]))]
    drawn = draws.uniforms(draws.stream(seed, "orders"), ORDERS - 1, c.n)
    for row in range(ORDERS - 1):
        found.append(dispatch_order(c, start + drawn[row] * SWAPS[row % len(SWAPS)]))
    return np.stack(found)


def _moved(trials: Trials, before: np.ndarray, after: np.ndarray) -> list[int]:
    gain = before - after
    return [i for i in np.argsort(-gain, kind="stable").tolist() if gain[i] > 0 and not trials.c.fixed[i]]


def relax_options(trials: Trials, relaxations: tuple[Relaxation, ...], end: int) -> Iterator[Option]:
    """Later promises: days of lateness that are no longer owed. They move no work and no quantile of the end."""
    plan = trials.c.plan
    promises = {(kind, code): (day, members) for kind, code, day, members in plan.promises()}
    _, ends, _ = trials.ends(trials.base)
    for offer in relaxations:
        found = promises.get((offer.kind, offer.code))
        if found is None or offer.latest <= found[0]:
            continue
        day, members = found
        late = int(ends[0][list(members)].max()) - plan.index(day) - 1
        won = min(late, (offer.latest - day).days)
        if won <= 0:
            continue
        yield Option(
            OptionKind.RELAX,
            f"Relax the promise of {offer.kind} {offer.code} by {won} days, to no later than {offer.latest}",
            (offer.code,),
            won,
            offer.day_fen * won,
            trials.day(end),
            needs_approval="" if offer.approved_by else "an approval by name",
            notes=(f"Approved by {offer.approved_by}.",) if offer.approved_by else (),
        )


def measured(trials: Trials, candidate: Candidate, now: int, samples: int) -> Option:
    """A candidate as an option, with what it does to the quantiles."""
    won = trials.risk_won(candidate.state)
    return Option(
        candidate.kind,
        candidate.title,
        candidate.codes,
        now - candidate.value,
        candidate.cost,
        trials.day(candidate.value),
        p50_won=None if won is None else won[0],
        p80_won=None if won is None else won[1],
        samples=0 if won is None else samples,
    )

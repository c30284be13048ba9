"""A package that reaches the day: greedy along the driving chain and from everything at once, then un-crash.

Greedy time-cost trade-off on the critical chain with the crews in it (Siemens 1971, Manage. Sci. 17:B354-B363, for
networks without crews; chains with crews as in Goldratt 1997), followed by taking back what turned out not to be
needed. Where crews bind, buying everything and taking back often ends cheaper than buying day by day, so both are
done. Fast and good, and no proof of anything: see `exact.py`. Tried and left out, because it won nothing: other
orders of the crews for a finished package.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from banshi.kernel.planning import words

from .answer import Change, OptionKind, Placed
from .offers import CrewOffer, Offers
from .single import Candidate, crew_title, faster_modes, indoor_work, mode_title, sequence_candidate
from .trial import State, Trials

#: Steps without a day won before the search gives up (several chains may have to be cut one after the other).
PATIENCE = 12
MAX_STEPS = 400
#: How often all steps of a package are gone through to take some back.
PASSES = 4


@dataclass(frozen=True, eq=False)
class Found:
    """A state with its end and cost."""

    state: State
    value: int
    cost: int


def crash(
    trials: Trials,
    offers: Offers,
    hires: tuple[CrewOffer, ...],
    single: list[Candidate],
    *,
    indoor: bool = True,
) -> Found:
    """The package for the goal's target: free options first, then from two sides: days bought one by one where they
    cost least, and everything bought and taken back, dearest first. Crews on offer join where a day of theirs costs
    less than any other, or where the day is missed without. The least costly that reaches the day. indoor: whether
    inside work may be moved to rain days."""
    target = trials.goal.target
    free = _free(trials, single, target, indoor and not offers.indoor_day_fen)
    ways = [_forward(trials, free, (), target), _from_above(trials, free, hires, target, indoor)]
    missed = min(trials.value(state) for state in ways) > target
    if hires and (missed or _crews_pay(single, trials.value(trials.base))):
        ways.append(_forward(trials, free, hires, target))
    found = []
    for state in ways:
        # where the day cannot be reached, what does not bring the end nearer is taken back just the same
        state = _back(trials, state, max(target, trials.value(state)))
        cost = trials.cost(state) + _indoor_cost(trials, state, offers)
        found.append(Found(state, trials.value(state), cost))
    return min(found, key=lambda one: (max(one.value, target), one.cost))


def _crews_pay(single: list[Candidate], now: int) -> bool:
    """Whether the least costly day of a crew on offer costs less than that of a faster mode."""
    rates = {OptionKind.CREW: [float("inf")], OptionKind.MODE: [float("inf")]}
    for candidate in single:
        if candidate.kind in rates and candidate.value < now:
            rates[candidate.kind].append(candidate.cost / (now - candidate.value))
    return min(rates[OptionKind.CREW]) < min(rates[OptionKind.MODE])


def _from_above(
    trials: Trials, free: State, hires: tuple[CrewOffer, ...], target: int, indoor: bool
) -> State:
    """Everything at its fastest, with as little besides as reaches the target: crews as they are, then all on offer
    and other orders."""
    alone = replace(free, modes=fastest_modes(trials))
    if trials.value(alone) <= target:
        return alone
    return min((alone, *fastest_states(trials, hires, 0, indoor)), key=trials.value)


def _indoor_cost(trials: Trials, state: State, offers: Offers) -> int:
    return offers.indoor_day_fen * int(trials.c.mode_days[state.modes[state.fill]].sum())


def _free(trials: Trials, single: list[Candidate], target: int, indoor: bool) -> State:
    """Take a better order, then inside work on rain days, as long as they win days and cost nothing."""
    state, value = trials.base, trials.value(trials.base)
    for candidate in single:
        if candidate.kind is OptionKind.SEQUENCE and candidate.value < value and value > target:
            state, value = replace(state, order=candidate.state.order), candidate.value
    if value > target and indoor:
        filled = replace(state, fill=indoor_work(trials))
        if filled.fill.any() and trials.value(filled) < value:
            state = filled
    return state


def _forward(trials: Trials, state: State, hires: tuple[CrewOffer, ...], target: int) -> State:
    _, ends, chain = trials.ends(state)
    value = int(trials.goal.value(ends)[0])
    best, best_value, idle = state, value, 0
    for _ in range(MAX_STEPS):
        if value <= target or idle > PATIENCE or trials.exhausted:
            break
        step = _step(trials, state, value, np.flatnonzero(chain), target)
        if step is None or step[1] >= value:
            hired = _hire(trials, state, value, hires, target)
            step = hired or step
        if step is None:
            break
        state = step[0]
        _, ends, chain = trials.ends(state)
        value = int(trials.goal.value(ends)[0])
        idle = 0 if value < best_value else idle + 1
        if value < best_value:
            best, best_value = state, value
    return best


def _step(
    trials: Trials, state: State, value: int, chain: np.ndarray, target: int
) -> tuple[State, int] | None:
    """The change of mode on the chain that costs least a day won; when none wins a day, the one that costs least a
    day of its own without making the end later."""
    changes = faster_modes(trials, state, chain)
    if not changes:
        return None
    values = trials.values_of(state, changes)
    fen, days = trials.mode_fen, trials.c.mode_days
    ranked = []
    for (i, mode), after in zip(changes, values.tolist(), strict=True):
        cost = int(fen[mode] - fen[state.modes[i]])
        gain = value - max(after, target)
        own = int(days[state.modes[i]] - days[mode])
        if gain > 0:
            ranked.append((0, cost / gain, -gain, i, mode, after))
        elif after == value:
            ranked.append((1, cost / own, -own, i, mode, after))
    if not ranked:
        return None
    *_, i, mode, after = min(ranked)
    return state.with_mode(i, mode), after


def _hire(trials: Trials, state: State, value: int, hires: tuple[CrewOffer, ...], target: int):
    """The offer of a crew that costs least a day won, among those not taken; None when none wins a day."""
    ranked = []
    for index, hire in enumerate(hires):
        if hire in state.hires or trials.exhausted:
            continue
        more = replace(state, hires=(*state.hires, hire))
        after = trials.value(more)
        if after < value:
            cost = trials.cost(more) - trials.cost(state)
            ranked.append((cost / (value - max(after, target)), index, more, after))
    if not ranked:
        return None
    _, _, more, after = min(ranked, key=lambda row: row[:2])
    return more, after


def _back(trials: Trials, state: State, target: int) -> State:
    """Un-crash: take back, dearest first, what the target does not need."""
    for hire in state.hires:
        less = replace(state, hires=tuple(other for other in state.hires if other != hire))
        if trials.value(less) <= target and trials.cost(less) <= trials.cost(state):
            state = less
    for _ in range(PASSES):
        changes = _slower(trials, state)
        values = trials.values_of(state, changes)
        # what alone would miss the target is not tried again in this pass; the rest one by one, dearest first
        saving = {
            change: int(trials.mode_fen[state.modes[change[0]]] - trials.mode_fen[change[1]])
            for change, value in zip(changes, values.tolist(), strict=True)
            if value <= target
        }
        before = state
        for i, mode in sorted(saving, key=lambda change: (-saving[change], change)):
            state = _taken_back(trials, state, i, mode, target)
        if state is before or trials.exhausted:
            break
    return state


def _taken_back(trials: Trials, state: State, i: int, mode: int, target: int) -> State:
    """The state with one mode taken back, where that saves money and keeps the target."""
    if trials.mode_fen[state.modes[i]] <= trials.mode_fen[mode] or trials.exhausted:
        return state
    less = state.with_mode(i, mode)
    return less if trials.value(less) <= target else state


def _slower(trials: Trials, state: State) -> list[tuple[int, int]]:
    """(activity, mode) back to any mode between the base and the one in use."""
    c, base, found = trials.c, trials.base, []
    for i in np.flatnonzero(state.modes != base.modes).tolist():
        now, was = c.mode_days[state.modes[i]], c.mode_days[base.modes[i]]
        for mode in range(c.mode_ptr[i], c.mode_ptr[i + 1]):
            if c.mode_ok[mode] and now < c.mode_days[mode] <= was and mode != state.modes[i]:
                found.append((i, mode))
    return found


def changes_of(trials: Trials, found: Found, offers: Offers) -> tuple[Change, ...]:
    """The steps of a package, in words and with their cost."""
    c, base, state = trials.c, trials.base, found.state
    steps = []
    if not np.array_equal(state.order, base.order):
        steps.append(Change(OptionKind.SEQUENCE, "Re-sequence the crews' work", "", 0))
    if state.fill.any():
        title = f"Move inside work to rain days ({words.activities(int(state.fill.sum()))})"
        steps.append(Change(OptionKind.INDOOR, title, "", _indoor_cost(trials, state, offers)))
    starts, ends, _ = trials.ends(state)
    for hire in state.hires:
        cost = trials.hire_cost(hire, state, starts[0], ends[0])
        steps.append(Change(OptionKind.CREW, crew_title(trials, hire), hire.crew, cost))
    for i in np.flatnonzero(state.modes != base.modes).tolist():
        mode = int(state.modes[i])
        days = (int(c.mode_days[base.modes[i]]), int(c.mode_days[mode]))
        cost = int(trials.mode_fen[mode] - trials.mode_fen[base.modes[i]])
        steps.append(
            Change(OptionKind.MODE, mode_title(trials, i, mode), c.plan.activities[i].code, cost, days)
        )
    return tuple(steps)


def dates_of(trials: Trials, state: State) -> tuple[Placed, ...]:
    """First and last day of each open activity that fits into the horizon; one without days stands on one day."""
    c, plan = trials.c, trials.c.plan
    starts, ends, _ = trials.ends(state)
    found = []
    for i in np.flatnonzero(~c.fixed & (ends[0] <= c.horizon)).tolist():
        first, last = int(starts[0][i]), max(int(starts[0][i]), int(ends[0][i]) - 1)
        mode = int(state.modes[i] - c.mode_ptr[i])
        found.append(Placed(plan.activities[i].code, plan.day(first), plan.day(last), mode))
    return tuple(found)


def fastest_modes(trials: Trials) -> np.ndarray:
    """int32[n]: the mode with the fewest days of each activity."""
    c = trials.c
    modes = trials.base.modes.copy()
    for i, mode in faster_modes(trials, trials.base, np.arange(c.n)):
        if c.mode_days[mode] < c.mode_days[modes[i]]:
            modes[i] = mode
    return modes


def fastest_states(
    trials: Trials, hires: tuple[CrewOffer, ...], seed: int, indoor: bool = True
) -> list[State]:
    """States with every activity in its fastest mode, in the present order and the best of some others: with the
    crews as they are, with every crew on offer, and with inside work on rain days as well."""
    alone = replace(trials.base, modes=fastest_modes(trials))
    found = [alone, replace(alone, hires=hires)] if hires else [alone]
    free = trials.starting_at(found[-1], replace(trials.goal, floor=0))
    found.append(sequence_candidate(free, seed).state)
    if indoor:
        found += [replace(state, fill=indoor_work(trials)) for state in (found[-1], found[-2])]
    return found


def fastest(trials: Trials, hires: tuple[CrewOffer, ...], seed: int) -> tuple[int, int]:
    """(earliest end found, end that no schedule can beat), every option taken. The contract's floor is not applied
    here."""
    free = trials.starting_at(trials.base, replace(trials.goal, floor=0))
    return min(free.value(state) for state in fastest_states(trials, hires, seed)), not_before(trials)


def not_before(trials: Trials) -> int:
    """A boundary before which the aim cannot end: links and calendars alone, each activity in whichever of its modes
    starts and ends first, crews without limit."""
    c = trials.c
    start, end = c.fixed_start.copy(), c.fixed_end.copy()
    for i in c.topo.tolist():
        if c.fixed[i]:
            continue
        low, high = int(c.release[i]), int(c.end_release[i])
        for k in range(c.pred_ptr[i], c.pred_ptr[i + 1]):
            j, kind = c.pred_act[k], c.pred_type[k]
            left = int(end[j] if kind in (0, 2) else start[j])
            bound = c.after_lag(left, int(c.pred_lag[k]), int(c.pred_row[k]))
            low, high = (max(low, bound), high) if kind < 2 else (low, max(high, bound))
        rows = c.mode_table[c.mode_ptr[i] : c.mode_ptr[i + 1]][c.mode_ok[c.mode_ptr[i] : c.mode_ptr[i + 1]]]
        begins = np.maximum(c.first[rows, low], c.reach[rows, min(high, c.never)])
        start[i] = begins.min(initial=c.never)
        end[i] = min((c.end[row, s] for row, s in zip(rows, begins, strict=True)), default=c.never)
    return int(end[trials.goal.members].max())

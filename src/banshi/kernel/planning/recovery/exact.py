"""The exact stage: CP-SAT over modes, crews and calendars, with the greedy package as a complete hint.

For every mode the starts are partitioned by the span they lead to (Domain partition, after PyJobShop's treatment of
breaks): one Boolean for each (mode, span), the start in that span's domain, the size a weighted sum. It is the only
formulation of calendars that stayed usable in measurements; element constraints and tables were several times
slower. Large plans skip most of presolve, which alone would take the time. The solver minimises cost under the
target; its bounds on cost are weak on large plans, so a proof is the exception, and its absence is said.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from banshi.kernel.planning.risk.frame import dispatch_order
from banshi.kernel.planning.search.exact import run

from .crash import Found
from .trial import State, Trials

#: From this many activities on presolve is cut short.
LARGE = 300


@dataclass(frozen=True, slots=True)
class Proof:
    proven: bool
    bound_fen: int
    scope: str


def improve(trials: Trials, found: Found, seconds: float, seed: int, *, others: bool) -> tuple[Found, Proof]:
    """The best package found within `seconds`, never dearer than `found` (unless that missed the day), and what was
    proven.

    others: whether options besides modes are on offer (crews, inside work): the solver does not price these, so
    with them an optimum among the modes is no proof.
    """
    if found.state.fill.any():
        return found, Proof(False, 0, "")
    try:
        from ortools.sat.python import cp_model
    except ImportError:
        return found, Proof(False, 0, "")
    model = _Model(trials, found, cp_model)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 2
    solver.parameters.random_seed = seed % 2**31
    if trials.c.n >= LARGE:
        solver.parameters.cp_model_probing_level = 0
        solver.parameters.symmetry_level = 0
        solver.parameters.max_presolve_iterations = 1
        solver.parameters.linearization_level = 0
    status = run(solver, model.model, lambda: False)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return found, Proof(False, 0, "")
    best = _better(trials, found, model, solver)
    optimal = status == cp_model.OPTIMAL and best.cost - model.hire_fen <= round(solver.objective_value)
    bound = int(np.ceil(solver.best_objective_bound - 1e-6))
    proven = optimal and not others and not found.state.hires
    scope = "of all choices among the given ways of working, with the crews as they are and this row of rain"
    return best, Proof(proven, bound if not others else 0, scope if proven else "")


def _better(trials: Trials, found: Found, model: _Model, solver) -> Found:
    """The solver's modes, dispatched in the order of its starts and checked like any other state."""
    c = trials.c
    modes = found.state.modes.copy()
    starts = np.where(c.fixed, c.fixed_start, 0).astype(np.int64)
    for i, choice in model.choices.items():
        starts[i] = solver.value(model.start[i])
        modes[i] = next(mode for mode, flag in choice.items() if solver.boolean_value(flag))
    state = State(modes, dispatch_order(c, starts), found.state.fill, found.state.hires)
    value, cost = trials.value(state), trials.cost(state)
    if value <= trials.goal.target and (cost < found.cost or found.value > trials.goal.target):
        return Found(state, value, cost)
    return found


class _Model:
    """Variables and constraints, in the order in which they are needed; each gets its hint at once."""

    def __init__(self, trials: Trials, found: Found, cp_model) -> None:
        self.cp, self.t, self.c = cp_model, trials, trials.c
        self.model = cp_model.CpModel()
        self.hint_start, self.hint_end, _ = (part for part in trials.ends(found.state))
        self.hint_start, self.hint_end = self.hint_start[0], self.hint_end[0]
        self.modes = found.state.modes
        self.capacity = trials.capacity(found.state.hires)
        base = int(trials.mode_fen[trials.base.modes].sum())
        self.hire_fen = found.cost - (int(trials.mode_fen[self.modes].sum()) - base)
        self.start: dict = {}
        self.end: dict = {}
        self.choices: dict[int, dict] = {}
        self.intervals: dict = {}
        for i in self.c.topo.tolist():
            if not self.c.fixed[i]:
                self._activity(i)
        for i in self.start:
            self._links(i)
        self._crews()
        fen = sum(
            int(trials.mode_fen[m]) * flag for choice in self.choices.values() for m, flag in choice.items()
        )
        fixed = sum(int(trials.mode_fen[trials.base.modes[i]]) for i in self.choices)
        self.model.minimize(fen - fixed)

    def _var(self, domain, value: int, name: str):
        variable = self.model.new_int_var_from_domain(domain, name)
        self.model.add_hint(variable, value)
        return variable

    def _flag(self, value: bool, name: str):
        flag = self.model.new_bool_var(name)
        self.model.add_hint(flag, value)
        return flag

    def _activity(self, i: int) -> None:
        c, cp = self.c, self.cp
        latest = self.t.goal.target if self.t.goal.members[i] else c.horizon
        choice, sizes, starts, by_mode = {}, [], [], []
        for mode in range(c.mode_ptr[i], c.mode_ptr[i + 1]):
            spans = self._spans(i, mode, latest) if c.mode_ok[mode] else {}
            if not spans:
                continue
            choice[mode] = self._flag(mode == self.modes[i], f"m{mode}")
            flags = []
            for span, begins in spans.items():
                chosen = mode == self.modes[i] and self.hint_end[i] - self.hint_start[i] == span
                flag = self._flag(chosen, f"s{mode}_{span}")
                flags.append(flag)
                sizes.append((span, flag))
                starts.append((cp.Domain.from_values(begins.tolist()), flag))
            by_mode.append((choice[mode], flags))
        everything = cp.Domain.from_values([])
        for domain, _ in starts:
            everything = everything.union_with(domain)
        start = self._var(everything, int(self.hint_start[i]), f"start{i}")
        end = self._var(cp.Domain(0, latest), int(self.hint_end[i]), f"end{i}")
        self.model.add_exactly_one(choice.values())
        for flag, flags in by_mode:
            self.model.add(sum(flags) == flag)
        for domain, flag in starts:
            self.model.add_linear_expression_in_domain(start, domain).only_enforce_if(flag)
        size_domain = cp.Domain.from_values(sorted({span for span, _ in sizes}))
        size = self._var(size_domain, int(self.hint_end[i] - self.hint_start[i]), f"size{i}")
        self.model.add(size == sum(span * flag for span, flag in sizes))
        self.intervals[i] = self.model.new_interval_var(start, size, end, f"i{i}")
        self.start[i], self.end[i], self.choices[i] = start, end, choice

    def _spans(self, i: int, mode: int, latest: int) -> dict[int, np.ndarray]:
        """Feasible starts by the span they lead to."""
        c, row = self.c, self.c.mode_table[mode]
        begins = np.arange(int(c.release[i]), latest + 1)
        begins = begins[c.first[row, begins] == begins]
        ends = c.end[row, begins]
        kept = (ends <= latest) & (ends >= int(c.end_release[i]))
        begins, spans = begins[kept], (ends - begins)[kept]
        return {int(span): begins[spans == span] for span in np.unique(spans)}

    def _links(self, i: int) -> None:
        c = self.c
        for k in range(c.pred_ptr[i], c.pred_ptr[i + 1]):
            j, kind, row = int(c.pred_act[k]), int(c.pred_type[k]), int(c.pred_row[k])
            left = (self.end if kind in (0, 2) else self.start)[j]
            right = (self.start if kind < 2 else self.end)[i]
            if row < 0:
                self.model.add(right >= left + int(c.pred_lag[k]))
                continue
            hint = int((self.hint_end if kind in (0, 2) else self.hint_start)[j])
            self.model.add(right >= left + self._shift(left, row, hint))

    def _shift(self, left, row: int, hint: int):
        """What a lag in working days adds to a boundary: again a partition, by the days it leads on."""
        bounds = np.arange(self.c.horizon + 1)
        moved = self.c.lag_forward[row, bounds].astype(np.int64) - bounds
        flags, total = [], 0
        for step in np.unique(moved).tolist():
            flag = self._flag(int(moved[hint]) == step, "lag")
            domain = self.cp.Domain.from_values(bounds[moved == step].tolist())
            self.model.add_linear_expression_in_domain(left, domain).only_enforce_if(flag)
            flags.append(flag)
            total = total + step * flag
        self.model.add_exactly_one(flags)
        return total

    def _crews(self) -> None:
        c = self.c
        for crew in np.flatnonzero(c.renewable).tolist():
            intervals, demands = [], []
            for i, choice in self.choices.items():
                units = {mode: self._units(mode, crew) for mode in choice}
                if not any(units.values()):
                    continue
                intervals.append(self.intervals[i])
                demands.append(self._demand(i, units))
            row = self.capacity[crew]
            most = int(row.max(initial=0))
            edges = np.flatnonzero(np.diff(np.concatenate([[most], row, [most]])))
            for first, last in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
                if row[first] < most:
                    intervals.append(self.model.new_fixed_size_interval_var(first, last - first, "less"))
                    demands.append(most - int(row[first]))
            if intervals:
                self.model.add_cumulative(intervals, demands, most)

    def _units(self, mode: int, crew: int) -> int:
        c = self.c
        mine = range(c.dem_ptr[mode], c.dem_ptr[mode + 1])
        return sum(int(c.dem_units[k]) for k in mine if c.dem_crew[k] == crew)

    def _demand(self, i: int, units: dict[int, int]):
        if len(set(units.values())) == 1:
            return next(iter(units.values()))
        domain = self.cp.Domain.from_values(sorted(set(units.values())))
        demand = self._var(domain, units[int(self.modes[i])], f"d{i}")
        self.model.add(demand == sum(amount * self.choices[i][mode] for mode, amount in units.items()))
        return demand

"""The part of the constraint model that knows calendars: starts split by span, links of every kind, promises."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .bounds import dated_windows
from .net import Net

if TYPE_CHECKING:
    from .exact import Incumbent, Intervals, Model

FS, SS, FF = 0, 1, 2


def add_activities(net: Net, at: Incumbent, made: Model) -> Intervals:
    """Starts, ends, intervals and links. Promises are hard when `at` keeps all of them, else counted as days late."""
    top = at.makespan if at.late == 0 else net.horizon
    early, late = dated_windows(net, top, hard=at.late == 0)
    intervals = [_activity(net, at, made, a, int(early[a]), int(late[a])) for a in range(net.n)]
    for a in range(net.n):
        for q in range(net.before_ptr[a], net.before_ptr[a + 1]):
            _link(net, at, made, a, q)
    return intervals


def _activity(net: Net, at: Incumbent, made: Model, a: int, early: int, late: int) -> list[tuple[Any, int]]:
    """One activity: a literal per mode, below it one per distinct span with the domain of starts that have it."""
    from ortools.sat.python import cp_model

    model = made.model
    low, high = int(net.mode_ptr[a]), int(net.mode_ptr[a + 1])
    start = made.hint(model.new_int_var(early, late, f"s{a}"), at.start[a])
    end = made.hint(model.new_int_var(early, net.horizon, f"e{a}"), at.end[a])
    made.start.append(start)
    made.end.append(end)
    several = high - low > 1
    chosen = []
    if several:
        chosen = [made.hint(model.new_bool_var(f"m{a}_{k}"), at.mode[a] == k) for k in range(high - low)]
        model.add_exactly_one(chosen)
    made.literals.append(chosen)
    literals, spans, pairs = [], [], []
    for q in range(low, high):
        own = []
        for span, starts in _spans(net, q, early, late):
            taken = (at.mode[a] == q - low) and at.end[a] - at.start[a] == span and int(at.start[a]) in starts
            literal = made.hint(model.new_bool_var(f"k{a}_{q}_{span}"), taken)
            domain = cp_model.Domain.from_values(sorted(starts))
            model.add_linear_expression_in_domain(start, domain).only_enforce_if(literal)
            own.append((literal, span))
        literals += [literal for literal, _ in own]
        spans += [span for _, span in own]
        if several:
            model.add(sum(literal for literal, _ in own) == chosen[q - low])
        if net.mode_days[q] and own:
            pairs.append((_interval(made, at, a, q, start, own, chosen[q - low] if several else None), q))
    model.add_exactly_one(literals)
    model.add(end == start + sum(span * literal for span, literal in zip(spans, literals, strict=True)))
    return pairs


def _interval(
    made: Model, at: Incumbent, a: int, q: int, start: Any, own: list[tuple[Any, int]], chosen: Any
) -> Any:
    """The interval of one mode, whose size is that of the span taken."""
    model = made.model
    if len(own) == 1 and chosen is None:
        return model.new_fixed_size_interval_var(start, own[0][1], f"i{a}_{q}")
    if len(own) == 1:
        return model.new_optional_fixed_size_interval_var(start, own[0][1], chosen, f"i{a}_{q}")
    least, most = min(span for _, span in own), max(span for _, span in own)
    span_now = int(at.end[a] - at.start[a])
    size = made.hint(model.new_int_var(least, most, f"z{a}_{q}"), min(max(span_now, least), most))
    for literal, span in own:
        model.add(size == span).only_enforce_if(literal)
    if chosen is None:
        return model.new_interval_var(start, size, made.end[a], f"i{a}_{q}")
    return model.new_optional_interval_var(start, size, made.end[a], chosen, f"i{a}_{q}")


def _spans(net: Net, q: int, early: int, late: int) -> list[tuple[int, set[int]]]:
    """The distinct spans of a mode between two starts, each with its starts."""
    row = int(net.mode_row[q])
    starts = np.arange(early, late + 1)
    starts = starts[(net.first[row, starts] == starts) & (net.end[row, starts] <= net.horizon)]
    spans = net.end[row, starts] - starts
    return [(int(span), set(starts[spans == span].tolist())) for span in np.unique(spans)]


def _link(net: Net, at: Incumbent, made: Model, a: int, q: int) -> None:
    model = made.model
    b, kind = int(net.before_act[q]), int(net.before_type[q])
    from_end = kind in (FS, FF)
    x: Any = made.end[b] if from_end else made.start[b]
    row = int(net.before_row[q])
    if row >= 0:
        table = net.lag_forward[row].tolist()
        now = int(at.end[b] if from_end else at.start[b])
        moved = made.hint(model.new_int_var(0, net.horizon, f"l{q}"), table[now])
        model.add_element(x, table, moved)
        x = moved
    else:
        x = x + int(net.before_lag[q])
    model.add((made.start[a] if kind in (FS, SS) else made.end[a]) >= x)


def lateness(net: Net, at: Incumbent, made: Model) -> Any:
    """Days behind promises, summed; 0 when promises are hard."""
    if at.late == 0:
        return 0
    terms = []
    for a in np.flatnonzero(net.due < net.horizon).tolist():
        over = int(max(0, at.end[a] - net.due[a]))
        term = made.hint(made.model.new_int_var(0, net.horizon, f"t{a}"), over)
        made.model.add(term >= made.end[a] - int(net.due[a]))
        terms.append(term)
    return sum(terms)

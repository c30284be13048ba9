"""Lower bounds on the end of a project, each true whatever the schedule. All cost far less than one search."""

from __future__ import annotations

import numpy as np

from .net import LANES, Net, topological

MOST_STEPS = 100_000_000


def chain_bound(net: Net) -> int:
    """Days of the longest chain of links, every activity in its shortest mode."""
    return int((net.tail + shortest(net)).max(initial=0))


def shortest(net: Net) -> np.ndarray:
    """[n] days of the shortest mode of each activity."""
    return np.minimum.reduceat(net.mode_days, net.mode_ptr[:-1]) if net.n else np.zeros(0, np.int64)


def heads(net: Net, days: np.ndarray) -> np.ndarray:
    """[n] the earliest start of each activity by its links alone (days alike)."""
    head = np.zeros(net.n, np.int64)
    for a in topological_of(net):
        for q in range(net.before_ptr[a], net.before_ptr[a + 1]):
            b = net.before_act[q]
            head[a] = max(head[a], head[b] + days[b])
    return head


def lanes(net: Net) -> list[tuple[int, int, int]]:
    """Word, shift and units (of its best day) of each crew, read back from the guards."""
    found = []
    for word in range(net.words):
        low = 0
        for bit in range(LANES):
            if int(net.guard[word]) >> bit & 1:
                units = int((net.free[:, word] >> low & ((1 << (bit - low)) - 1)).max())
                found.append((word, low, units))
                low = bit + 1
    return found


def energy_bound(net: Net) -> int:
    """Work of each crew between the earliest start and the latest end of sets of activities, days alike.

    For every pair of a head h and a tail t: activities that start at h or later and are followed by t or more days
    share their crews' capacity, so the project takes at least h + their work / capacity + t.
    """
    days = shortest(net)
    head = heads(net, days)
    crews = lanes(net)
    most = max(MOST_STEPS // max(net.n * len(crews), 1), 20)
    best = 0
    for word, low, units in crews:
        if units == 0:
            continue
        need = (net.mode_need[:, word] >> low) & ((1 << units.bit_length()) - 1)
        work = np.minimum.reduceat(need * net.mode_days, net.mode_ptr[:-1])
        used = work > 0
        best = max(best, _energy(head[used], net.tail[used], work[used], units, most))
    return best


def _energy(head: np.ndarray, tail: np.ndarray, work: np.ndarray, units: int, most: int) -> int:
    """The bound of one crew from at most so many heads: fewer make it weaker, never wrong."""
    best = 0
    by_tail = np.argsort(-tail, kind="stable")
    head, tail, work = head[by_tail], tail[by_tail], work[by_tail]
    several = np.unique(head)
    for h in several[:: -(-len(several) // most) or 1]:
        inside = head >= h
        total = np.cumsum(work[inside])
        best = max(best, int((h + -(-total // units) + tail[inside]).max()))
    return best


def moved(net: Net, row: int, lag: int, x: int) -> int:
    """A boundary moved on by a lag, within 0..horizon + 1."""
    never = net.horizon + 1
    if x >= never:
        return never
    return min(max(int(net.lag_forward[row, x]) if row >= 0 else x + lag, 0), never)


def dated_heads(net: Net) -> tuple[np.ndarray, np.ndarray]:
    """[n] earliest start and earliest end by links and calendars alone, each in the mode that allows it first."""
    start = np.zeros(net.n, np.int64)
    end = np.zeros(net.n, np.int64)
    for a in topological_of(net):
        low, done = int(net.release[a]), int(net.end_release[a])
        for q in range(net.before_ptr[a], net.before_ptr[a + 1]):
            b, kind = net.before_act[q], net.before_type[q]
            x = moved(
                net,
                int(net.before_row[q]),
                int(net.before_lag[q]),
                int(end[b] if kind in (0, 2) else start[b]),
            )
            if kind in (0, 1):
                low = max(low, x)
            else:
                done = max(done, x)
        table = net.mode_row[net.mode_ptr[a] : net.mode_ptr[a + 1]]
        starts = np.maximum(net.first[table, low], net.reach[table, done])
        start[a] = starts.min()
        end[a] = net.end[table, starts].min()
    return start, end


def dated_windows(net: Net, top: int, hard: bool) -> tuple[np.ndarray, np.ndarray]:
    """[n] earliest and latest start when all must end by `top`, and by their promises when those are `hard`."""
    early, _ = dated_heads(net)
    start = np.zeros(net.n, np.int64)
    end = np.zeros(net.n, np.int64)
    for a in reversed(topological_of(net)):
        done = min(top, int(net.due[a])) if hard else top
        high = net.horizon
        for q in range(net.after_ptr[a], net.after_ptr[a + 1]):
            b, kind, row = net.after_act[q], net.after_type[q], net.after_row[q]
            x = int(start[b] if kind in (0, 1) else end[b])
            x = int(net.lag_back[row, x]) if row >= 0 else min(x - int(net.after_lag[q]), net.horizon)
            if kind in (0, 2):
                done = min(done, max(x, 0))
            else:
                high = min(high, max(x, 0))
        table = net.mode_row[net.mode_ptr[a] : net.mode_ptr[a + 1]]
        starts = np.minimum(net.begin[table, done], net.back[table, high])
        start[a] = max(starts.max(), 0)
        end[a] = net.end[table, np.maximum(starts, 0)].max()
    return early, np.maximum(start, early)


def dated_bound(net: Net) -> int:
    """The earliest end by links and calendars alone."""
    return int(dated_heads(net)[1].max(initial=0))


def topological_of(net: Net) -> list[int]:
    """An order in which every activity follows those that bind it."""
    return topological(net.after_ptr, net.after_act, net.before_ptr)


def lower_bound(net: Net) -> int:
    """The best of the bounds above."""
    if net.dated:
        return dated_bound(net)
    return max(chain_bound(net), energy_bound(net))

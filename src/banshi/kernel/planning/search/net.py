"""The network as the compiled loops read it: flat integer arrays in one named tuple.

Crews are packed into machine words: each crew has a lane of bit_length(its best day) + 1 bits, the top bit of the
lane being a guard. A day's word holds what is still free with every guard set; subtracting a demand word clears
the guard of each crew that does not suffice, so that one subtraction and one comparison test all crews of a word at
once. Words have 63 bits, so every value stays a non-negative int64.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

LANES = 63
LATE = 1 << 40
SHORT = 1 << 52

Ints = np.ndarray


class Net(NamedTuple):
    """n activities, M modes in all, W words, S stocks, H the horizon. int64 arrays unless stated.

    dated: 0 when days are alike (time runs as far as needed, ends are starts plus days), 1 with calendars.
    tangled: 1 when an order by start times may set an activity before one that binds it.
    mode_ptr [n+1]; mode_days [M]; mode_need [M, W]; mode_row [M] row of the date tables; mode_stock [M, S].
    guard [W]: the guard bits. free [H+1, W] when dated, else [1, W]: free units with the guards set.
    stock [S]: what there is of each stock.
    before_ptr [n+1], before_act: activities that bind this one; with type (FS 0, SS 1, FF 2, SF 3), lag, row of
    the lag tables (-1: add the lag). after_*: the same, turned round.
    release, end_release [n]: earliest start and end; due [n]: latest end that is not late.
    first, end, begin, back, reach int32 [T, H+2], lag_forward, lag_back int32 [L, H+2]: see `planning.compiled`.
    tail [n]: days that must follow the end of the activity, for the first orders.
    """

    n: int
    words: int
    stocks: int
    horizon: int
    dated: int
    tangled: int
    moded: int
    mode_ptr: Ints
    mode_days: Ints
    mode_need: Ints
    mode_row: Ints
    mode_stock: Ints
    guard: Ints
    free: Ints
    stock: Ints
    before_ptr: Ints
    before_act: Ints
    before_type: Ints
    before_lag: Ints
    before_row: Ints
    after_ptr: Ints
    after_act: Ints
    after_type: Ints
    after_lag: Ints
    after_row: Ints
    release: Ints
    end_release: Ints
    due: Ints
    first: Ints
    end: Ints
    begin: Ints
    back: Ints
    reach: Ints
    lag_forward: Ints
    lag_back: Ints
    tail: Ints


def packed(demands: Ints, capacity: Ints) -> tuple[Ints, Ints, Ints]:
    """Demand words [M, W], guards [W] and free words [D, W] of demands [M, R] and capacity [D, R].

    Demands must not exceed the crew's best day (that mode must have been left out before).
    """
    best = capacity.max(axis=0) if len(capacity) else np.zeros(demands.shape[1], np.int64)
    places: list[tuple[int, int, int]] = []
    word, at = 0, 0
    for units in best:
        lane = int(units).bit_length() + 1
        if at + lane > LANES:
            word, at = word + 1, 0
        places.append((word, at, lane))
        at += lane
    words = word + 1
    need = np.zeros((len(demands), words), np.int64)
    free = np.zeros((len(capacity), words), np.int64)
    guard = np.zeros(words, np.int64)
    for crew, (word, at, lane) in enumerate(places):
        need[:, word] += demands[:, crew].astype(np.int64) << at
        free[:, word] += capacity[:, crew].astype(np.int64) << at
        guard[word] |= 1 << (at + lane - 1)
    return need, guard, free | guard


def rows(lists: Sequence[Sequence[int]]) -> tuple[Ints, Ints]:
    """Pointers [n+1] and entries of lists of numbers."""
    ptr = np.zeros(len(lists) + 1, np.int64)
    np.cumsum([len(one) for one in lists], out=ptr[1:])
    flat = [entry for one in lists for entry in one]
    return ptr, np.array(flat, np.int64)


def topological(ptr: Ints, act: Ints, back_ptr: Ints) -> list[int]:
    """An order in which every activity follows those that bind it; shorter than n when there is a cycle."""
    left = np.diff(back_ptr).tolist()
    ready = [i for i, count in enumerate(left) if count == 0]
    order: list[int] = []
    starts, follow = ptr.tolist(), act.tolist()
    while ready:
        i = ready.pop()
        order.append(i)
        for j in follow[starts[i] : starts[i + 1]]:
            left[j] -= 1
            if left[j] == 0:
                ready.append(j)
    return order


def tails(order: Sequence[int], ptr: Ints, act: Ints, days: Sequence[int]) -> Ints:
    """[n] the longest chain of days that follows each activity, itself not counted."""
    tail = [0] * len(order)
    starts, follow = ptr.tolist(), act.tolist()
    for i in reversed(order):
        tail[i] = max((tail[j] + days[j] for j in follow[starts[i] : starts[i + 1]]), default=0)
    return np.array(tail, np.int64)


def uniform(net: Net) -> Net:
    """The same with arrays of one kind for every network, so that the loops are compiled once: int64 writable, the
    int32 tables read-only, all contiguous."""
    fields = net._asdict()
    for name, value in fields.items():
        if isinstance(value, np.ndarray):
            made = np.ascontiguousarray(value)
            if made.dtype == np.int64 and not made.flags.writeable:
                made = made.copy()
            if made.dtype == np.int32:
                made = made.view()
                made.flags.writeable = False
            fields[name] = made
    return Net(**fields)

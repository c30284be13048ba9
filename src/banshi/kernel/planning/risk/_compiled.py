"""The sampler, compiled: rain, calendars and serial dispatch for each sample. `pure.py` does the same in Python.

Serial schedule generation (Kolisch 1996, EJOR 90:320-333) over sampled durations and calendars: in dispatch order
each activity takes the earliest days that its links, calendar and crews allow, gaps included. A crew's full days are
bits of 64-day words, one row for each number of units that anybody asks for, so a conflict is found by a mask and a
leading-zero count.
"""

from __future__ import annotations

import numpy as np
from numba import types, uint64
from numba.extending import intrinsic

from banshi.kernel.planning._numba import njit

_ALL = np.uint64(0xFFFFFFFFFFFFFFFF)
_ONE = np.uint64(1)


@intrinsic
def _leading_zeros(typingctx, value):
    def codegen(context, builder, signature, args):
        from llvmlite import ir

        return builder.ctlz(args[0], ir.Constant(ir.IntType(1), 0))

    return types.uint64(types.uint64), codegen


@intrinsic
def _trailing_zeros(typingctx, value):
    def codegen(context, builder, signature, args):
        from llvmlite import ir

        return builder.cttz(args[0], ir.Constant(ir.IntType(1), 0))

    return types.uint64(types.uint64), codegen


@njit(inline="always")
def _last_taken(taken, rows, r0, r1, s, e):
    """The last day in s..e-1 on which one of the rows is taken; -1 when none is."""
    word = (e - 1) >> 6
    low = s >> 6
    mask = _ALL >> uint64(63 - ((e - 1) & 63))
    while word >= low:
        found = uint64(0)
        for r in range(r0, r1):
            found |= taken[rows[r], word]
        found &= mask
        if word == low:
            found &= _ALL << uint64(s & 63)
        if found:
            return word * 64 + 63 - int(_leading_zeros(found))
        mask = _ALL
        word -= 1
    return -1


@njit()
def _calendars(level, today, work, weather, stop, after, after_days, after_left, cw, wd, only_rain):
    classes, horizon = work.shape
    for c in range(classes):
        w = weather[c]
        if only_rain and w < 0:
            continue
        count = 0
        left = after_left[w] if w >= 0 else 0
        for t in range(horizon):
            cw[c, t] = count
            on = work[c, t]
            if w >= 0 and t >= today:
                x = level[t - today]
                if left > 0 or x >= stop[w]:
                    on = False
                left -= 1
                if x >= after[w]:
                    left = max(left, after_days[w])
            if on:
                wd[c, count] = t
                count += 1
        cw[c, horizon] = count
        cw[c, horizon + 1] = count


@njit()
def _open_days(cw, open_days):
    """The working days of each class as bits."""
    classes, words = open_days.shape
    for c in range(classes):
        for word in range(words):
            bits = uint64(0)
            for t in range(word * 64, min(word * 64 + 64, cw.shape[1] - 2)):
                if cw[c, t + 1] > cw[c, t]:
                    bits |= _ONE << uint64(t & 63)
            open_days[c, word] = bits


@njit()
def _bounds(i, start, end, release, end_release, ptr, act, kind, lag, row, forward, never):
    """Earliest start and end by links and facts, and the link that binds each (-1: none)."""
    low, high, low_link, high_link = release[i], end_release[i], -1, -1
    for k in range(ptr[i], ptr[i + 1]):
        j = act[k]
        x = end[j] if kind[k] == 0 or kind[k] == 2 else start[j]
        if x < never:
            x = forward[row[k], x] if row[k] >= 0 else x + lag[k]
            x = min(max(x, 0), never)
        if kind[k] < 2:
            if x > low or (x == low and low_link < 0):
                low, low_link = x, k
        elif x > high or (x == high and high_link < 0):
            high, high_link = x, k
    return low, high, low_link, high_link


@njit()
def _fill(q, d, low, high, open_days, busy, pair, pair_ptr, picked):
    """Days for work that takes what others leave: (start, end, last day on which its crew was at work).

    The days of its class on which no crew of the mode is working are taken one by one into `picked`. end 0 means: not
    within the horizon.
    """
    count, held = 0, -1
    for word in range(low >> 6, len(open_days)):
        taken = uint64(0)
        for p in range(pair_ptr[q], pair_ptr[q + 1]):
            taken |= busy[pair[p], word]
        mask = _ALL << uint64(low & 63) if word == low >> 6 else _ALL
        free = open_days[word] & mask & ~taken
        shut = open_days[word] & mask & taken
        while free:
            t = word * 64 + int(_trailing_zeros(free))
            free &= free - _ONE
            # the last day must reach the bound on the end
            if count == d - 1 and t + 1 < high:
                continue
            picked[count] = t
            count += 1
            if count == d:
                shut &= (_ONE << uint64(t & 63)) - _ONE
                if shut:
                    held = word * 64 + 63 - int(_leading_zeros(shut))
                return picked[0], t + 1, held
        if shut:
            held = word * 64 + 63 - int(_leading_zeros(shut))
    return -1, 0, held


@njit(inline="always")
def _mark(crew, t, row, units, used, taken, capacity):
    if used[crew, t] + units > capacity[crew, t]:
        taken[row, t >> 6] |= _ONE << uint64(t & 63)


@njit()
def _hold(q, s, e, used, taken, pair, pair_ptr, pair_crew, pair_units, crew_ptr, crew_pair, capacity):
    """Hold the crews of mode q on the days s..e-1."""
    for p in range(pair_ptr[q], pair_ptr[q + 1]):
        crew, units = pair_crew[pair[p]], pair_units[pair[p]]
        for t in range(s, e):
            used[crew, t] += units
        for m in range(crew_ptr[crew], crew_ptr[crew + 1]):
            row = crew_pair[m]
            more = pair_units[row]
            for t in range(s, e):
                _mark(crew, t, row, more, used, taken, capacity)


@njit()
def _hold_days(q, days, n, used, taken, pair, pair_ptr, pair_crew, pair_units, crew_ptr, crew_pair, capacity):
    """Hold the crews of mode q on the first n of the given days."""
    for p in range(pair_ptr[q], pair_ptr[q + 1]):
        crew, units = pair_crew[pair[p]], pair_units[pair[p]]
        for k in range(n):
            used[crew, days[k]] += units
        for m in range(crew_ptr[crew], crew_ptr[crew + 1]):
            row = crew_pair[m]
            for k in range(n):
                _mark(crew, days[k], row, pair_units[row], used, taken, capacity)


@njit(nogil=True)
def sample(  # noqa: C901 - one loop, one compiled function: calls with forty arrays would cost more
    levels, days, modes, orders, fill, aim, first, last, starts, ends, chains,
    horizon, today, klass, solid, release, end_release, fixed, fixed_start, fixed_end,
    pred_ptr, pred_act, pred_type, pred_lag, pred_row, lag_forward,
    pair_ptr, pair, pair_crew, pair_units, crew_ptr, crew_pair, capacity, blocked,
    work, weather, stop_level, after_level, after_days, after_left,
):  # fmt: skip
    """Fill rows first..last-1 of `ends` (and `starts`), add each sample's driving chain to `chains`.

    levels: uint8 (samples, days from today). days: int32 (samples, n) working days. modes: int32 (samples, n) global
    modes. orders: int32 (samples, open activities). fill: bool (samples, n), work that takes the days on which its
    crew does not work elsewhere. Each of these may have one row for all samples. aim: bool[n], whose last end the
    chain leads to. starts, ends: int32 (samples, n). chains: int64[n], or empty when nobody asks for them. The rest
    is `Frame`.
    """
    n = len(solid)
    never = horizon + 1
    classes = work.shape[0]
    cw = np.zeros((classes, horizon + 2), dtype=np.int32)
    wd = np.zeros((classes, horizon + 1), dtype=np.int32)
    _calendars(
        levels[0], today, work, weather, stop_level, after_level, after_days, after_left, cw, wd, False
    )
    used = np.zeros(capacity.shape, dtype=np.int32)
    taken = blocked.copy()
    worked_used = np.zeros(capacity.shape, dtype=np.int32)
    busy = blocked.copy()
    open_days = np.zeros((classes, horizon // 64 + 1), dtype=np.uint64)
    picked = np.zeros(horizon + 1, dtype=np.int32)
    why = np.full(n, -1, dtype=np.int32)
    held = np.full(n, -1, dtype=np.int32)
    for i in range(first, last):
        if levels.shape[0] > 1:
            _calendars(
                levels[i], today, work, weather, stop_level, after_level, after_days, after_left, cw, wd, True
            )
        mode = modes[i if modes.shape[0] > 1 else 0]
        order = orders[i if orders.shape[0] > 1 else 0]
        filling = fill[i if fill.shape[0] > 1 else 0]
        fills = filling.any()
        used[:] = 0
        taken[:] = blocked
        if fills:
            worked_used[:] = 0
            busy[:] = blocked
            _open_days(cw, open_days)
        start, end = starts[i], ends[i]
        for a in range(n):
            if fixed[a]:
                start[a], end[a] = fixed_start[a], fixed_end[a]
        for a in order:
            d, q = days[i if days.shape[0] > 1 else 0, a], mode[a]
            low, high, low_link, high_link = _bounds(
                a, start, end, release, end_release,
                pred_ptr, pred_act, pred_type, pred_lag, pred_row, lag_forward, never,
            )  # fmt: skip
            why[a], held[a] = low_link, -1
            if d == 0:
                if high > low:
                    low, why[a] = high, high_link
                start[a] = end[a] = min(low, never)
                continue
            if low > horizon or high > horizon:
                start[a] = end[a] = never
                why[a] = low_link if low > horizon else high_link
                continue
            c = klass[q]
            if filling[a]:
                s, e, held[a] = _fill(q, d, low, high, open_days[c], busy, pair, pair_ptr, picked)
                if e == 0:
                    start[a] = end[a] = never
                    continue
                start[a], end[a] = s, e
                _hold_days(
                    q,
                    picked,
                    d,
                    used,
                    taken,
                    pair,
                    pair_ptr,
                    pair_crew,
                    pair_units,
                    crew_ptr,
                    crew_pair,
                    capacity,
                )
                _hold_days(
                    q, picked, d, worked_used, busy,
                    pair, pair_ptr, pair_crew, pair_units, crew_ptr, crew_pair, capacity,
                )  # fmt: skip
                continue
            count = cw[c, horizon]
            k = cw[c, low]
            if high > 0:
                needed = cw[c, high - 1] - d + 1
                if needed > k:
                    k, why[a] = needed, high_link
            s, e = never, never
            while k + d <= count:
                x, y = wd[c, k], wd[c, k + d - 1] + 1
                if solid[a] and y - x != d:
                    k += 1
                    continue
                day = _last_taken(taken, pair, pair_ptr[q], pair_ptr[q + 1], x, y)
                if day < 0:
                    s, e = x, y
                    break
                held[a] = day
                k = cw[c, day + 1]
            start[a], end[a] = s, e
            if s == never:
                continue
            _hold(q, s, e, used, taken, pair, pair_ptr, pair_crew, pair_units, crew_ptr, crew_pair, capacity)
            if fills:
                _hold_days(
                    q, wd[c, k : k + d], d, worked_used, busy,
                    pair, pair_ptr, pair_crew, pair_units, crew_ptr, crew_pair, capacity,
                )  # fmt: skip
        if len(chains):
            _chain(
                aim, start, end, why, held, order, mode, pred_act, pair_ptr, pair, pair_crew, fixed, chains
            )


@njit()
def _chain(aim, start, end, why, held, order, mode, pred_act, pair_ptr, pair, pair_crew, fixed, chains):
    """Walk back from the last end of the aim along what held each activity, and count the activities passed."""
    a = -1
    for b in order:
        if aim[b] and (a < 0 or end[b] > end[a]):
            a = b
    for _ in range(len(order)):
        if a < 0:
            break
        chains[a] += 1
        day, follow = held[a], -1
        if day >= 0:
            follow = _holder(a, day, start, end, order, mode, pair_ptr, pair, pair_crew)
        elif why[a] >= 0:
            follow = pred_act[why[a]]
        if follow >= 0 and fixed[follow]:
            break
        a = follow


@njit()
def _holder(a, day, start, end, order, mode, pair_ptr, pair, pair_crew):
    """Who, dispatched before `a`, holds a crew of `a` on `day`: the one that ends first."""
    found = -1
    q = mode[a]
    for b in order:
        if b == a:
            break
        if start[b] <= day < end[b] and (found < 0 or end[b] < end[found]):
            for p in range(pair_ptr[q], pair_ptr[q + 1]):
                for r in range(pair_ptr[mode[b]], pair_ptr[mode[b] + 1]):
                    if pair_crew[pair[p]] == pair_crew[pair[r]]:
                        found = b
    return found

"""Forward and backward passes over days that are not alike: calendars, dated crews, links of every kind.

Starts and ends come from monotone tables (`planning.tables`), so that an activity costs one look-up besides the
search for a window in which its crews suffice. An activity holds its crews on every day from its start to its end.
"""

from __future__ import annotations

from .jit import compiled, index, inlined

FS, SS, FF = 0, 1, 2


@inlined
def fits(net, work, a, day):
    """Whether the crews of activity a suffice on a day."""
    for w in range(net.words):
        free = work.profile[index(day * net.words + w)]
        if ((free - work.need[index(a * net.words + w)]) & net.guard[w]) != net.guard[w]:
            return False
    return True


@inlined
def clear(net, work):
    """Free every day."""
    for t in range(net.horizon + 1):
        for w in range(net.words):
            work.profile[index(t * net.words + w)] = net.free[t, w]


@inlined
def hold(net, work, a):
    """Take the crews of activity a from its start to its end; whether it has any."""
    for w in range(net.words):
        m = work.need[index(a * net.words + w)]
        if m != 0:
            for t in range(work.start[index(a)], work.end[index(a)]):
                work.profile[index(t * net.words + w)] -= m


@inlined
def idle(net, work, a):
    """Whether activity a needs no crew."""
    for w in range(net.words):  # noqa: SIM110 - compiled code knows no generators
        if work.need[index(a * net.words + w)] != 0:
            return False
    return True


@inlined
def bound(net, work, a):
    """The earliest start of activity a by its links and release, beyond the horizon when there is none."""
    never = net.horizon + 1
    low = net.release[index(a)]
    done = net.end_release[index(a)]
    for q in range(net.before_ptr[index(a)], net.before_ptr[index(a + 1)]):
        b = net.before_act[index(q)]
        kind = net.before_type[index(q)]
        x = work.end[index(b)] if kind in (FS, FF) else work.start[index(b)]
        if x > net.horizon:
            return never
        if net.before_row[index(q)] >= 0:
            x = net.lag_forward[index(net.before_row[q]), index(x)]
        else:
            x = x + net.before_lag[index(q)]
        x = min(max(x, 0), never)
        if kind in (FS, SS):
            low = max(low, x)
        else:
            done = max(done, x)
    row = index(work.row[index(a)])
    return max(net.first[row, index(low)], net.reach[row, index(done)])


@inlined
def forward_window(net, work, a, t):
    """The earliest start from t on at which the crews suffice throughout; beyond the horizon when there is none."""
    row = index(work.row[index(a)])
    if t > net.horizon or idle(net, work, a):
        return t
    stop = net.end[row, index(t)]
    tested = t
    u = stop - 1
    while u >= tested:
        if fits(net, work, a, u):
            u -= 1
        else:
            t = net.first[row, index(u + 1)]
            if t > net.horizon:
                return t
            tested = max(stop, t)
            stop = net.end[row, index(t)]
            u = stop - 1
    return t


@compiled
def earliest(net, work, order):
    """Set all activities as early as possible along `order`. The last end; horizon + 1 when one finds no place."""
    never = net.horizon + 1
    clear(net, work)
    last = 0
    for k in range(order.size):
        a = order[k]
        t = forward_window(net, work, a, bound(net, work, a))
        if t > net.horizon:
            work.start[a] = never
            work.end[a] = never
            last = never
        else:
            work.start[a] = t
            work.end[a] = net.end[index(work.row[index(a)]), index(t)]
            hold(net, work, a)
            last = max(last, work.end[a])
    return last


@inlined
def ceiling(net, work, a, last):
    """The latest start of activity a by what follows it, its promise and the last day; -1 when there is none."""
    row = index(work.row[index(a)])
    done = min(last, max(net.due[index(a)], work.end[index(a)]))
    high = net.horizon
    for q in range(net.after_ptr[index(a)], net.after_ptr[index(a + 1)]):
        b = net.after_act[index(q)]
        kind = net.after_type[index(q)]
        x = work.start[index(b)] if kind in (FS, SS) else work.end[index(b)]
        if net.after_row[index(q)] >= 0:
            x = net.lag_back[index(net.after_row[q]), index(x)]
        else:
            x = min(x - net.after_lag[index(q)], net.horizon)
        if x < 0:
            return -1
        if kind in (FS, FF):
            done = min(done, x)
        else:
            high = min(high, x)
    return min(net.begin[row, index(done)], net.back[row, index(high)])


@inlined
def backward_window(net, work, a, t):
    """The latest start up to t at which the crews suffice throughout; -1 when there is none."""
    row = index(work.row[index(a)])
    if t < 0 or idle(net, work, a):
        return t
    tested = net.end[row, index(t)]
    u = t
    while u < tested:
        if fits(net, work, a, u):
            u += 1
        else:
            tested = t
            t = net.begin[row, index(u)]
            if t < 0:
                return t
            tested = min(tested, net.end[row, index(t)])
            u = t
    return t


@compiled
def latest(net, work, order, last):
    """Set all activities as late as possible along `order`, none after `last` nor later behind its promise than
    it is. -1 when one finds no place: the rest then keeps its old times."""
    clear(net, work)
    for k in range(order.size):
        a = order[k]
        t = backward_window(net, work, a, ceiling(net, work, a, last))
        if t < 0:
            return -1
        work.start[a] = t
        work.end[a] = net.end[index(work.row[index(a)]), index(t)]
        hold(net, work, a)
    return last

"""Serial schedule generation and double justification.

An order of the activities becomes a schedule by setting one activity after another as early as its links and crews
let it (serial generation scheme: Kelley 1963; Kolisch 1996, EJOR 90:320-333). Double justification sets them once
more, in the order of their ends, as late as possible, and then, in the order of their starts, as early as possible:
the schedule never gets longer and is often shorter (Valls, Ballestín, Quintanilla 2005, EJOR 165:375-386).

When a window of days is looked for, it is tested from its far end: the first day that is too full moves the window
past that day at once, and days found free are not tested again.

All arrays are int64 unless `Net` says otherwise. `Work` is the scratch space of one thread.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .dated import earliest, latest
from .jit import compiled, index, inlined
from .net import LATE, SHORT, Net

Ints = np.ndarray


class Work(NamedTuple):
    """mode [n]: the chosen mode of each activity among all modes, with its days [n], need [n*W] and table row [n].
    start, end [n]; profile [(H+4)*W]; order, key, spare, mark [n]; count [H+8]."""

    mode: Ints
    days: Ints
    need: Ints
    row: Ints
    start: Ints
    end: Ints
    profile: Ints
    order: Ints
    key: Ints
    spare: Ints
    mark: Ints
    count: Ints


def scratch(net: Net) -> Work:
    """Scratch for a network, with the first mode of each activity chosen."""
    n, days = net.n, net.horizon + 4

    def zeros(size: int) -> Ints:
        return np.zeros(size, np.int64)

    work = Work(
        mode=zeros(n),
        days=zeros(n),
        need=zeros(n * net.words),
        row=zeros(n),
        start=zeros(n),
        end=zeros(n),
        profile=zeros(days * net.words),
        order=zeros(n),
        key=zeros(n),
        spare=zeros(n),
        mark=zeros(n),
        count=zeros(days + 4),
    )
    choose(net, work, zeros(n))
    return work


@compiled
def choose(net, work, modes):
    """Take over the chosen modes [n], each an index within its activity."""
    for a in range(net.n):
        q = net.mode_ptr[a] + modes[a]
        work.mode[a] = q
        work.days[a] = net.mode_days[q]
        for w in range(net.words):
            work.need[a * net.words + w] = net.mode_need[q, w]
        if net.dated == 1:
            work.row[a] = net.mode_row[q]


@compiled
def one_word(order, days, need, guard, free, top, ptr, act, profile, start, end):
    """Set all activities as early as possible within `top` days that are alike; one word of crews. The last end."""
    for t in range(top):
        profile[t] = free
    last = 0
    for k in range(order.size):
        a = order[k]
        t = 0
        for q in range(ptr[index(a)], ptr[index(a + 1)]):
            e = end[index(act[index(q)])]
            if e > t:
                t = e
        d = days[index(a)]
        m = need[index(a)]
        stop = t + d
        if m != 0:
            tested = t
            u = stop - 1
            while u >= tested:
                if ((profile[index(u)] - m) & guard) == guard:
                    u -= 1
                else:
                    tested = stop
                    t = u + 1
                    stop = t + d
                    u = stop - 1
            for u in range(t, stop):
                profile[index(u)] -= m
        start[index(a)] = t
        end[index(a)] = stop
        if stop > last:
            last = stop
    return last


@compiled
def roomy(profile, need, guard, words, u, a):
    """Whether every crew of activity a suffices on day u."""
    for w in range(words):
        if ((profile[index(u * words + w)] - need[index(a * words + w)]) & guard[w]) != guard[w]:
            return False
    return True


@compiled
def many_words(order, days, need, words, guard, free, top, ptr, act, profile, start, end):
    """The same with any number of words."""
    for t in range(top):
        for w in range(words):
            profile[t * words + w] = free[0, w]
    last = 0
    for k in range(order.size):
        a = order[k]
        t = 0
        for q in range(ptr[index(a)], ptr[index(a + 1)]):
            t = max(t, end[index(act[index(q)])])
        d = days[index(a)]
        stop = t + d
        tested = t
        u = stop - 1
        while u >= tested:
            if roomy(profile, need, guard, words, u, a):
                u -= 1
            else:
                tested = stop
                t = u + 1
                stop = t + d
                u = stop - 1
        for u in range(t, stop):
            for w in range(words):
                profile[index(u * words + w)] -= need[index(a * words + w)]
        start[index(a)] = t
        end[index(a)] = stop
        last = max(last, stop)
    return last


@inlined
def plain(net, work, order, top, ptr, act):
    """One pass over alike days along the links (ptr, act) of one direction. Returns the last end."""
    if net.words == 1:
        return one_word(
            order,
            work.days,
            work.need,
            net.guard[0],
            net.free[0, 0],
            top,
            ptr,
            act,
            work.profile,
            work.start,
            work.end,
        )
    return many_words(
        order,
        work.days,
        work.need,
        net.words,
        net.guard,
        net.free,
        top,
        ptr,
        act,
        work.profile,
        work.start,
        work.end,
    )


@compiled
def arrange(key, source, out, count, top):
    """Put the activities of `source` into `out` by key (0..top), equal keys in the order of `source`."""
    for t in range(top + 2):
        count[t] = 0
    for i in range(source.size):
        count[index(key[index(source[i])] + 1)] += 1
    for t in range(1, top + 2):
        count[index(t)] += count[index(t - 1)]
    for i in range(source.size):
        a = source[i]
        place = count[index(key[index(a)])]
        count[index(key[index(a)])] = place + 1
        out[index(place)] = a


@compiled
def justify_plain(
    order, days, need, words, guard, free, top, before_ptr, before_act, after_ptr, after_act, profile, start, end,
    key, spare, count,
):  # fmt: skip
    """Forward, backward, forward along `order`, which is left in the order of the starts. Returns the last end."""
    n = order.size
    last = top
    for turn in range(3):
        ptr, act = before_ptr, before_act
        if turn == 1:
            ptr, act = after_ptr, after_act
        if turn > 0:
            # time is turned round each time: the last end becomes the first start
            for i in range(n):
                key[i] = last - end[i]
                spare[i] = order[index(n - 1 - i)]
            arrange(key, spare, order, count, last)
        if words == 1:
            last = one_word(order, days, need, guard[0], free[0, 0], last, ptr, act, profile, start, end)
        else:
            last = many_words(order, days, need, words, guard, free, last, ptr, act, profile, start, end)
    for i in range(n):
        spare[i] = order[i]
    arrange(start, spare, order, count, last)
    return last


@compiled
def untangle(net, work, order):
    """Move activities in front of those that they bind, and keep the order otherwise."""
    n = order.size
    for i in range(n):
        work.spare[i] = order[i]
        work.mark[i] = 0
    placed = 0
    for i in range(n):
        # key serves as the stack of activities that wait for what binds them
        depth = 0
        if work.mark[work.spare[i]] == 0:
            work.key[0] = work.spare[i]
            work.mark[work.spare[i]] = 1
            depth = 1
        while depth > 0:
            a = work.key[depth - 1]
            waits = -1
            for q in range(net.before_ptr[a], net.before_ptr[a + 1]):
                if work.mark[net.before_act[q]] == 0:
                    waits = net.before_act[q]
                    break
            if waits >= 0:
                work.mark[waits] = 1
                work.key[depth] = waits
                depth += 1
            else:
                order[placed] = a
                placed += 1
                depth -= 1


@compiled
def justify_dated(net, work, order):
    """The same with calendars: days are not alike, so that the backward pass works from late to early days."""
    n = order.size
    top = net.horizon + 1
    last = earliest(net, work, order)
    if last > net.horizon:
        return last
    for i in range(n):
        work.key[i] = top - work.end[i]
        work.spare[i] = order[n - 1 - i]
    arrange(work.key, work.spare, order, work.count, top)
    if net.tangled == 1:
        reverse(order)
        untangle(net, work, order)
        reverse(order)
    latest(net, work, order, last)
    return earliest_again(net, work, order)


@compiled
def earliest_again(net, work, order):
    """Forward along the starts that are there, then leave the order of the new starts."""
    n = order.size
    last = 0
    for turn in range(2):
        for i in range(n):
            work.spare[i] = order[n - 1 - i] if turn == 0 else order[i]
        arrange(work.start, work.spare, order, work.count, net.horizon + 1)
        if net.tangled == 1:
            untangle(net, work, order)
        if turn == 0:
            last = earliest(net, work, order)
    return last


@compiled
def reverse(order):
    """Turn an order round in place."""
    n = order.size
    for i in range(n // 2):
        kept = order[i]
        order[i] = order[n - 1 - i]
        order[n - 1 - i] = kept


@inlined
def price(net, work, last):
    """What a schedule costs: the last end, days behind promises and stocks overdrawn far above it."""
    worth = last
    if net.dated == 1:
        for a in range(net.n):
            if work.end[a] > net.due[a]:
                worth += LATE * (work.end[a] - net.due[a])
    for s in range(net.stocks):
        used = 0
        for a in range(net.n):
            used += net.mode_stock[work.mode[a], s]
        if used > net.stock[s]:
            worth += SHORT * (used - net.stock[s])
    return worth


@inlined
def improve(net, work, order):
    """Double justification of the schedule of `order`, which becomes the order of its starts. The price."""
    if net.dated == 1:
        last = justify_dated(net, work, order)
    else:
        last = justify_plain(
            order, work.days, work.need, net.words, net.guard, net.free, net.horizon,
            net.before_ptr, net.before_act, net.after_ptr, net.after_act,
            work.profile, work.start, work.end, work.key, work.spare, work.count,
        )  # fmt: skip
    return price(net, work, last)


@inlined
def once(net, work, order):
    """One forward pass, and its price."""
    if net.dated == 1:
        last = earliest(net, work, order)
    else:
        last = plain(net, work, order, net.horizon, net.before_ptr, net.before_act)
    return price(net, work, last)

"""Genetic search over orders of activities (and over their modes).

An individual is an order in which every activity stands behind those that bind it (Hartmann 1998, Naval Research
Logistics 45:733-750). A child takes a stretch of its order from the mother and the rest from the father, a few
activities are moved, and double justification makes its schedule. It takes the place of a poor member when it is
no worse, unless a schedule like it was seen lately. The first members come from orders drawn almost at random:
measured, that is worth more than good first orders (`docs/decisions/0014-planning-search.md`).

`advance` can stop after any number of schedules and go on later with the same result, so that the caller may look
at the clock, report and exchange members without a trace in the outcome.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .jit import compiled, index, inlined
from .net import Net
from .passes import choose, improve, once

Ints = np.ndarray
USED, FILLED, BEST, RANDOM, STAMP, STALE = range(6)
NONE = (1 << 62) - 1
LOW = (1 << 31) - 1
FACTOR = 1_687_653_768  # 2**31 * FACTOR - 1 and half of it are prime: period about 1.8e18
SEEN = 1 << 15
MOVES = 50
FIELD = 4


class State(NamedTuple):
    """One population. orders, modes int32 [P, n] (modes [P, 0] when there is no choice), worth int64 [P]; seen: marks
    of schedules seen lately; best_order, best_mode, best_start, best_end int64 [n]; child, choice int64 [n];
    left, open int64 [n]: for drawing an order; number int64 [6]: schedules made, members made, best worth, random
    state, stamp, schedules since the best."""

    orders: Ints
    modes: Ints
    worth: Ints
    seen: Ints
    best_order: Ints
    best_mode: Ints
    best_start: Ints
    best_end: Ints
    child: Ints
    choice: Ints
    left: Ints
    open: Ints
    number: Ints


def fresh(net: Net, members: int, seed: int) -> State:
    """An empty population."""
    n = net.n

    def zeros() -> Ints:
        return np.zeros(n, np.int64)

    number = np.zeros(6, np.int64)
    number[BEST] = NONE
    number[RANDOM] = (seed * 2_654_435_761 + 88_172_645_463_325) % (1 << 60) + 1
    number[STAMP] = 1
    return State(
        orders=np.zeros((members, n), np.int32),
        modes=np.zeros((members, n if net.moded else 0), np.int32),
        worth=np.full(members, NONE, np.int64),
        seen=np.zeros(SEEN, np.int64),
        best_order=zeros(),
        best_mode=zeros(),
        best_start=zeros(),
        best_end=zeros(),
        child=zeros(),
        choice=zeros(),
        left=zeros(),
        open=zeros(),
        number=number,
    )


@compiled
def draw(number, n):
    """A random number 0..n-1 (multiply with carry, base 2**31)."""
    x = number[RANDOM]
    x = FACTOR * (x & LOW) + (x >> 31)
    number[RANDOM] = x
    return ((x & LOW) * n) >> 31


@compiled
def sample(net, state, order, spread):
    """An order of all activities: of those whose time has come, the one with the longest tail plus noise."""
    ready = 0
    for a in range(net.n):
        state.left[a] = net.before_ptr[a + 1] - net.before_ptr[a]
        if state.left[a] == 0:
            state.open[ready] = a
            ready += 1
    k = 0
    while ready > 0:
        at = 0
        most = -1
        for i in range(ready):
            v = net.tail[state.open[i]] * 16 + draw(state.number, spread)
            if v > most:
                most = v
                at = i
        a = state.open[at]
        ready -= 1
        state.open[at] = state.open[ready]
        order[k] = a
        k += 1
        for q in range(net.after_ptr[a], net.after_ptr[a + 1]):
            b = net.after_act[q]
            state.left[b] -= 1
            if state.left[b] == 0:
                state.open[ready] = b
                ready += 1


@inlined
def cross(net, work, state, father, mother):
    """The child: the father's order before a first and behind a second cut, the mother's between them."""
    n = net.n
    state.number[STAMP] += 1
    stamp = state.number[STAMP]
    low = draw(state.number, n + 1)
    high = draw(state.number, n + 1)
    if low > high:
        low, high = high, low
    father_order = state.orders[father]
    mother_order = state.orders[mother]
    for i in range(low):
        state.child[i] = father_order[index(i)]
        work.mark[index(father_order[i])] = stamp
    k = low
    i = 0
    while k < high:
        a = mother_order[index(i)]
        i += 1
        if work.mark[index(a)] != stamp:
            state.child[index(k)] = a
            work.mark[index(a)] = stamp
            k += 1
    for i in range(low, n):
        a = father_order[index(i)]
        if work.mark[index(a)] != stamp:
            state.child[index(k)] = a
            work.mark[index(a)] = stamp
            k += 1
    if net.moded == 1:
        for k in range(n):
            a = state.child[k]
            state.choice[a] = state.modes[mother if low <= k < high else father, a]


@inlined
def move(net, work, state):
    """Move one activity of the child to another place that its links allow."""
    n = net.n
    i = draw(state.number, n)
    order = state.child
    a = order[index(i)]
    low = i
    while low > 0 and not binds(net, order[index(low - 1)], a):
        low -= 1
    high = i
    while high < n - 1 and not binds(net, a, order[index(high + 1)]):
        high += 1
    if low == high:
        return
    j = low + draw(state.number, high - low + 1)
    if j < i:
        for k in range(i, j, -1):
            order[index(k)] = order[index(k - 1)]
    else:
        for k in range(i, j):
            order[index(k)] = order[index(k + 1)]
    order[index(j)] = a


@compiled
def binds(net, a, b):
    """Whether activity a binds activity b directly."""
    for q in range(net.before_ptr[index(b)], net.before_ptr[index(b + 1)]):  # noqa: SIM110 - compiled code knows no generators
        if net.before_act[index(q)] == a:
            return True
    return False


@compiled
def over(net, choice):
    """By how much the chosen modes overdraw the stocks."""
    total = 0
    for s in range(net.stocks):
        used = 0
        for a in range(net.n):
            used += net.mode_stock[net.mode_ptr[a] + choice[a], s]
        total += max(0, used - net.stock[s])
    return total


@inlined
def settle(net, state):
    """Give activities drawn at random the mode that overdraws the stocks least, until none is overdrawn."""
    if net.stocks > 0:
        excess = over(net, state.choice)
        tries = 4 * net.n
        while excess > 0 and tries > 0:
            tries -= 1
            a = draw(state.number, net.n)
            modes = net.mode_ptr[a + 1] - net.mode_ptr[a]
            best = state.choice[a]
            shift = draw(state.number, modes)
            for k in range(modes):
                state.choice[a] = (k + shift) % modes
                now = over(net, state.choice)
                if now < excess or (now == excess and k == 0):
                    excess = now
                    best = state.choice[a]
            state.choice[a] = best


@inlined
def remode(net, state):
    """Change the mode of one activity of the child at random."""
    a = draw(state.number, net.n)
    state.choice[a] = draw(state.number, net.mode_ptr[a + 1] - net.mode_ptr[a])


@inlined
def keep(net, work, state, worth, order):
    """Remember the schedule in `work` when it is the best so far."""
    if worth < state.number[BEST]:
        state.number[BEST] = worth
        state.number[STALE] = 0
        for a in range(net.n):
            state.best_order[a] = order[a]
            state.best_start[a] = work.start[a]
            state.best_end[a] = work.end[a]
            if net.moded == 1:
                state.best_mode[a] = state.choice[a]


@inlined
def signature(net, work, state):
    """A number that differs for different schedules, almost surely."""
    h = 1
    for a in range(net.n):
        h = (h * 31 + work.start[a]) & LOW
        h ^= (work.start[a] + 7) * (a + 3)
        if net.moded == 1:
            h += state.choice[a] * (a * a + 1)
    return h & LOW


@inlined
def novel(net, work, state):
    """Whether a schedule like the one in `work` was not seen lately; it is from now on."""
    h = signature(net, work, state)
    place = h & (SEEN - 1)
    if state.seen[place] == h:
        return False
    state.seen[place] = h
    return True


@inlined
def enter(net, state, place, worth, order):
    """Let the schedule take a place in the population."""
    state.worth[place] = worth
    for a in range(net.n):
        state.orders[place, a] = order[a]
        if net.moded == 1:
            state.modes[place, a] = state.choice[a]


@inlined
def pick(state, members, tries, sign):
    """The best (sign 1) or worst (sign -1) of so many members drawn."""
    at = draw(state.number, members)
    for _ in range(tries - 1):
        other = draw(state.number, members)
        if sign * state.worth[index(other)] < sign * state.worth[index(at)]:
            at = other
    return at


@inlined
def founder(net, state, spread):
    """The order and modes of one more first member."""
    sample(net, state, state.child, 1 if state.number[FILLED] == 0 else spread)
    if net.moded == 1:
        for a in range(net.n):
            state.choice[a] = draw(state.number, net.mode_ptr[a + 1] - net.mode_ptr[a])


@inlined
def offspring(net, work, state, members):
    """The order and modes of a child of two members, each the better of two drawn."""
    father = pick(state, members, 2, 1)
    mother = pick(state, members, 2, 1)
    if mother == father:
        mother = (mother + 1) % members
    cross(net, work, state, father, mother)
    while draw(state.number, 100) < MOVES:
        move(net, work, state)
    if net.moded == 1:
        while draw(state.number, 100) < MOVES:
            remode(net, state)


@compiled
def advance(net, work, state, limit, floor, spread):
    """Go on until `limit` schedules are made in all or one is worth no more than `floor`.

    spread: how far the first orders stray from "longest tail first", in sixteenths of a day.
    """
    number = state.number
    members = state.orders.shape[0]
    if number[FILLED] == 0 and limit < 3:
        sample(net, state, state.child, 1)
        worth = once(net, work, state.child)
        keep(net, work, state, worth, state.child)
        number[USED] += 1
    while number[USED] + 3 <= limit and number[BEST] > floor:
        first = number[FILLED] < members
        if first:
            founder(net, state, spread)
        else:
            offspring(net, work, state, members)
        if net.moded == 1:
            settle(net, state)
            choose(net, work, state.choice)
        worth = improve(net, work, state.child)
        number[USED] += 3
        number[STALE] += 3
        new = novel(net, work, state)
        if first:
            place = number[FILLED]
            number[FILLED] += 1
        else:
            place = pick(state, members, FIELD, -1)
        keep(net, work, state, worth, state.child)
        if first or (new and worth <= state.worth[place]):
            enter(net, state, place, worth, state.child)

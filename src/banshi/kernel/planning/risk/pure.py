"""The sampler without numba: the same numbers, slowly. Rows of full days are Python integers, a bit a day."""

from __future__ import annotations

import numpy as np

from .frame import Frame


def sample(
    levels, days, modes, orders, fill, aim, first: int, last: int, starts, ends, chains, frame: Frame
) -> None:
    """As `_compiled.sample`."""
    pure = _Pure(frame)
    for i in range(first, last):
        level, day, mode, order, filling = (
            rows[i if len(rows) > 1 else 0] for rows in (levels, days, modes, orders, fill)
        )
        if i == first or len(levels) > 1:
            pure.calendars(level)
        start, end = pure.dispatch(day.tolist(), mode.tolist(), order.tolist(), filling.tolist())
        starts[i], ends[i] = start, end
        for a in pure.chain(start, end, aim) if len(chains) else ():
            chains[a] += 1


class _Pure:
    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.never = frame.horizon + 1
        self.blocked = [int.from_bytes(row.astype("<u8").tobytes(), "little") for row in frame.blocked]
        self.pairs = [
            frame.pair[frame.pair_ptr[q] : frame.pair_ptr[q + 1]].tolist() for q in range(len(frame.klass))
        ]
        self.crews = [{int(frame.pair_crew[p]) for p in pairs} for pairs in self.pairs]

    def calendars(self, level: np.ndarray) -> None:
        frame = self.frame
        self.cw, self.wd = [], []
        for c in range(len(frame.work)):
            work = frame.work[c].copy()
            w = frame.weather[c]
            if w >= 0:
                rain = level[: frame.horizon - frame.today]
                lost = rain >= frame.stop_level[w]
                lost[: frame.after_left[w]] = True
                heavy = rain >= frame.after_level[w]
                for offset in range(1, frame.after_days[w] + 1):
                    lost[offset:] |= heavy[:-offset]
                work[frame.today : frame.today + len(lost)] &= ~lost
            counts = np.concatenate([[0], np.cumsum(work)])
            self.cw.append([*counts.tolist(), int(counts[-1])])
            self.wd.append(np.flatnonzero(work).tolist())

    def dispatch(self, days: list[int], mode: list[int], order: list[int], fill: list[bool]):
        frame, n = self.frame, len(self.frame.solid)
        start = np.where(frame.fixed, frame.fixed_start, -1).tolist()
        end = np.where(frame.fixed, frame.fixed_end, -1).tolist()
        self.mode, self.order = mode, order
        self.why, self.held = [-1] * n, [-1] * n
        held = _Rows(frame, self.blocked)
        # days on which crews are at work, which a filling activity goes by
        worked = _Rows(frame, self.blocked)
        for a in order:
            start[a], end[a], taken = self._place(a, days[a], start, end, held, worked, fill[a])
            if start[a] >= end[a]:
                continue
            busy = self._worked(mode[a], start[a], end[a]) if taken is None else taken
            for pair in self.pairs[mode[a]]:
                held.hold(pair, range(start[a], end[a]) if taken is None else taken)
                worked.hold(pair, busy)
        return start, end

    def _worked(self, q: int, s: int, e: int) -> list[int]:
        cw, wd = self.cw[self.frame.klass[q]], self.wd[self.frame.klass[q]]
        return wd[cw[s] : cw[e]]

    def _bounds(self, i: int, start: list[int], end: list[int]) -> tuple[int, int, int, int]:
        frame, never = self.frame, self.never
        low, high, low_link, high_link = int(frame.release[i]), int(frame.end_release[i]), -1, -1
        for k in range(frame.pred_ptr[i], frame.pred_ptr[i + 1]):
            kind, row = frame.pred_type[k], frame.pred_row[k]
            x = (end if kind in (0, 2) else start)[frame.pred_act[k]]
            if x < never:
                moved = int(frame.lag_forward[row, x]) if row >= 0 else x + int(frame.pred_lag[k])
                x = min(max(moved, 0), never)
            if kind < 2:
                if x > low or (x == low and low_link < 0):
                    low, low_link = x, k
            elif x > high or (x == high and high_link < 0):
                high, high_link = x, k
        return low, high, low_link, high_link

    def _place(self, a: int, d: int, start, end, held: _Rows, worked: _Rows, fill: bool):
        """(start, end, days taken by a filling activity or None)."""
        never, q = self.never, self.mode[a]
        low, high, low_link, high_link = self._bounds(a, start, end)
        self.why[a] = low_link
        if d == 0:
            if high > low:
                low, self.why[a] = high, high_link
            return min(low, never), min(low, never), None
        if low > self.frame.horizon or high > self.frame.horizon:
            self.why[a] = low_link if low > self.frame.horizon else high_link
            return never, never, None
        cw, wd = self.cw[self.frame.klass[q]], self.wd[self.frame.klass[q]]
        if fill:
            return self._fill(a, d, wd[cw[low] :], high, worked)
        k = cw[low]
        if high > 0 and cw[high - 1] - d + 1 > k:
            k, self.why[a] = cw[high - 1] - d + 1, high_link
        return (*self._search(a, d, k, cw, wd, held), None)

    def _fill(self, a: int, d: int, days: list[int], high: int, worked: _Rows):
        full, taken = worked.any(self.pairs[self.mode[a]]), []
        for t in days:
            if full >> t & 1:
                self.held[a] = t
            elif d - len(taken) > 1 or t + 1 >= high:
                taken.append(t)
                if len(taken) == d:
                    return taken[0], t + 1, taken
        return self.never, self.never, None

    def _search(self, a: int, d: int, k: int, cw: list[int], wd: list[int], held: _Rows) -> tuple[int, int]:
        full = held.any(self.pairs[self.mode[a]])
        while k + d <= len(wd):
            s, e = wd[k], wd[k + d - 1] + 1
            if self.frame.solid[a] and e - s != d:
                k += 1
                continue
            day = s - 1 + ((full >> s) & ((1 << (e - s)) - 1)).bit_length()
            if day < s:
                return s, e
            self.held[a] = day
            k = cw[day + 1]
        return self.never, self.never

    def chain(self, start: list[int], end: list[int], aim: np.ndarray) -> list[int]:
        found: list[int] = []
        a = max((b for b in self.order if aim[b]), key=lambda b: end[b], default=-1)
        while a >= 0 and not self.frame.fixed[a] and len(found) < len(self.order):
            found.append(a)
            if self.held[a] >= 0:
                a = self._holder(a, start, end)
            else:
                a = int(self.frame.pred_act[self.why[a]]) if self.why[a] >= 0 else -1
        return found

    def _holder(self, a: int, start: list[int], end: list[int]) -> int:
        found, day, crews = -1, self.held[a], self.crews[self.mode[a]]
        for b in self.order[: self.order.index(a)]:
            shares = start[b] <= day < end[b] and crews & self.crews[self.mode[b]]
            if shares and (found < 0 or end[b] < end[found]):
                found = b
        return found


class _Rows:
    """Units used a day and crew, and for each pair the days on which it finds no room."""

    def __init__(self, frame: Frame, blocked: list[int]) -> None:
        self.frame = frame
        self.taken = list(blocked)
        self.used = np.zeros(frame.capacity.shape, dtype=np.int64)

    def any(self, pairs: list[int]) -> int:
        full = 0
        for pair in pairs:
            full |= self.taken[pair]
        return full

    def hold(self, pair: int, days) -> None:
        frame, crew = self.frame, self.frame.pair_crew[pair]
        days = np.asarray(days, dtype=np.int64)
        self.used[crew, days] += frame.pair_units[pair]
        for row in frame.crew_pair[frame.crew_ptr[crew] : frame.crew_ptr[crew + 1]].tolist():
            over = self.used[crew, days] + frame.pair_units[row] > frame.capacity[crew, days]
            for t in days[over].tolist():
                self.taken[row] |= 1 << t

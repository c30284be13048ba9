"""The sampler without numba: the same numbers, slowly. Rows of full days are Python integers, a bit a day."""

from __future__ import annotations

import numpy as np

from .frame import Frame


def sample(levels, days, first: int, last: int, starts, ends, chains, frame: Frame) -> None:
    """As `_compiled.sample`."""
    pure = _Pure(frame)
    for i in range(first, last):
        pure.calendars(levels[i if len(levels) > 1 else 0])
        start, end = pure.dispatch(days[i].tolist())
        starts[i], ends[i] = start, end
        for a in pure.chain(start, end):
            chains[a] += 1


class _Pure:
    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.never = frame.horizon + 1
        self.order = frame.order.tolist()
        self.blocked = [int.from_bytes(row.astype("<u8").tobytes(), "little") for row in frame.blocked]
        self.pairs = [
            frame.pair[frame.pair_ptr[a] : frame.pair_ptr[a + 1]].tolist() for a in range(len(frame.klass))
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

    def dispatch(self, days: list[int]) -> tuple[list[int], list[int]]:
        frame, n = self.frame, len(self.frame.klass)
        start = np.where(frame.fixed, frame.fixed_start, -1).tolist()
        end = np.where(frame.fixed, frame.fixed_end, -1).tolist()
        self.why, self.held = [-1] * n, [-1] * n
        taken = list(self.blocked)
        used = np.zeros(frame.capacity.shape, dtype=np.int64)
        for a in self.order:
            start[a], end[a] = self._place(a, days[a], start, end, taken)
            if start[a] < end[a]:
                self._hold(a, start[a], end[a], used, taken)
        return start, end

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

    def _place(self, a: int, d: int, start: list[int], end: list[int], taken: list[int]) -> tuple[int, int]:
        low, high, low_link, high_link = self._bounds(a, start, end)
        self.why[a] = low_link
        if d == 0:
            if high > low:
                low, self.why[a] = high, high_link
            return min(low, self.never), min(low, self.never)
        if low > self.frame.horizon or high > self.frame.horizon:
            self.why[a] = low_link if low > self.frame.horizon else high_link
            return self.never, self.never
        cw, wd = self.cw[self.frame.klass[a]], self.wd[self.frame.klass[a]]
        k = cw[low]
        if high > 0 and cw[high - 1] - d + 1 > k:
            k, self.why[a] = cw[high - 1] - d + 1, high_link
        return self._search(a, d, k, cw, wd, taken)

    def _search(
        self, a: int, d: int, k: int, cw: list[int], wd: list[int], taken: list[int]
    ) -> tuple[int, int]:
        full = 0
        for pair in self.pairs[a]:
            full |= taken[pair]
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

    def _hold(self, a: int, s: int, e: int, used: np.ndarray, taken: list[int]) -> None:
        frame = self.frame
        for pair in self.pairs[a]:
            crew = frame.pair_crew[pair]
            used[crew, s:e] += frame.pair_units[pair]
            for row in frame.crew_pair[frame.crew_ptr[crew] : frame.crew_ptr[crew + 1]].tolist():
                for t in np.flatnonzero(used[crew, s:e] + frame.pair_units[row] > frame.capacity[crew, s:e]):
                    taken[row] |= 1 << (s + int(t))

    def chain(self, start: list[int], end: list[int]) -> list[int]:
        found: list[int] = []
        a = max(self.order, key=lambda b: end[b], default=-1)
        while a >= 0 and not self.frame.fixed[a]:
            found.append(a)
            if self.held[a] >= 0:
                a = self._holder(a, start, end)
            else:
                a = int(self.frame.pred_act[self.why[a]]) if self.why[a] >= 0 else -1
        return found

    def _holder(self, a: int, start: list[int], end: list[int]) -> int:
        found, day = -1, self.held[a]
        for b in self.order[: self.order.index(a)]:
            if (
                start[b] <= day < end[b]
                and self.crews[a] & self.crews[b]
                and (found < 0 or end[b] < end[found])
            ):
                found = b
        return found

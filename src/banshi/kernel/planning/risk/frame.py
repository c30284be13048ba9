"""What a sampler needs of a plan, once for all samples: the dispatch order, crews as bit rows, rain levels.

`Frame` is a value of plain arrays, shared by the compiled and the pure sampler (`_compiled.py`, `pure.py`).
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, fields

import numpy as np

from banshi.kernel.planning.calendars import Reason, SpanRule
from banshi.kernel.planning.compiled import Compiled
from banshi.kernel.planning.weather import RainPaths

#: A level no path reaches: rain of the day never stops the class.
NO_LEVEL = 255


@dataclass(frozen=True, eq=False)
class Frame:
    """Arrays for n activities, C calendar classes, W weather classes, R crews, P pairs (crew, units).

    order: int32, the open activities in dispatch order (a topological order of the live links).
    klass, solid: int32[n], bool[n]: calendar class and whether it must not be interrupted, in the mode chosen.
    pair_ptr, pair: CSR, the pairs an activity needs free; need_units int32[P], pair_crew int32[P];
    crew_ptr, crew_pair: CSR, the pairs of each crew. blocked: uint64[P, words], bit t set: units above capacity on
    day t whatever is planned. work: bool[C, H] days worked without rain of the samples. weather: int32[C] (-1 none).
    stop_level, after_level, after_days, after_left: int32[W]; after_left: first days lost to rain before today.
    The rest is as in `Compiled`.
    """

    horizon: int
    today: int
    order: np.ndarray
    klass: np.ndarray
    solid: np.ndarray
    release: np.ndarray
    end_release: np.ndarray
    fixed: np.ndarray
    fixed_start: np.ndarray
    fixed_end: np.ndarray
    pred_ptr: np.ndarray
    pred_act: np.ndarray
    pred_type: np.ndarray
    pred_lag: np.ndarray
    pred_row: np.ndarray
    lag_forward: np.ndarray
    pair_ptr: np.ndarray
    pair: np.ndarray
    pair_crew: np.ndarray
    pair_units: np.ndarray
    crew_ptr: np.ndarray
    crew_pair: np.ndarray
    capacity: np.ndarray
    blocked: np.ndarray
    work: np.ndarray
    weather: np.ndarray
    stop_level: np.ndarray
    after_level: np.ndarray
    after_days: np.ndarray
    after_left: np.ndarray

    def arrays(self) -> tuple:
        """All fields in order, as the compiled sampler takes them."""
        return tuple(getattr(self, part.name) for part in fields(self))


def frame_of(compiled: Compiled, modes: np.ndarray, priority: np.ndarray, rain: RainPaths | None) -> Frame:
    """A frame for a plan in given modes. modes: int32[n] within each activity. priority: smaller goes first."""
    plan, chosen = compiled.plan, compiled.mode_ptr[:-1] + modes
    pairs = _Pairs(compiled, chosen)
    work, weather = _work(compiled, rain)
    names = ("release", "end_release", "fixed", "fixed_start", "fixed_end", "capacity", "lag_forward")
    links = ("pred_ptr", "pred_act", "pred_type", "pred_lag", "pred_row")
    return Frame(
        horizon=compiled.horizon,
        today=compiled.today,
        order=dispatch_order(compiled, priority),
        klass=compiled.mode_class[chosen],
        # not `table_solid`, which knows the planned days alone: one planned day may be drawn as two
        solid=np.array([plan.span_rule(a) is SpanRule.MUST_NOT_SPAN for a in plan.activities], dtype=bool),
        **{name: getattr(compiled, name) for name in (*names, *links)},
        **pairs.arrays(),
        work=work,
        weather=weather,
        **_levels(compiled, rain),
    )


def dispatch_order(compiled: Compiled, priority: np.ndarray) -> np.ndarray:
    """int32: open activities, each after its predecessors, and among those that may go the smallest priority first
    (the plan's order breaks ties)."""
    waiting = np.diff(compiled.pred_ptr).tolist()
    ptr, succ = compiled.succ_ptr.tolist(), compiled.succ_act.tolist()
    ranks = priority.tolist()
    ready = [(ranks[i], i) for i in range(compiled.n) if not waiting[i]]
    heapq.heapify(ready)
    found = []
    while ready:
        _, i = heapq.heappop(ready)
        found.append(i)
        for j in succ[ptr[i] : ptr[i + 1]]:
            waiting[j] -= 1
            if not waiting[j]:
                heapq.heappush(ready, (ranks[j], j))
    order = np.array(found, dtype=np.int32)
    return order[~compiled.fixed[order]]


def tail_priority(compiled: Compiled, modes: np.ndarray) -> np.ndarray:
    """float64[n]: the more working days lie behind an activity, the earlier it goes (longest tail first)."""
    days = compiled.mode_days[compiled.mode_ptr[:-1] + modes].astype(np.float64)
    tail = days.copy()
    for i in compiled.topo[::-1].tolist():
        begin, end = compiled.succ_ptr[i], compiled.succ_ptr[i + 1]
        if begin < end:
            tail[i] = days[i] + tail[compiled.succ_act[begin:end]].max()
    return -tail


class _Pairs:
    """The distinct (crew, units) of the chosen modes, and who needs which."""

    def __init__(self, compiled: Compiled, chosen: np.ndarray) -> None:
        self.compiled = compiled
        found: dict[tuple[int, int], int] = {}
        ptr, pair = [0], []
        for mode in chosen.tolist():
            for k in range(compiled.dem_ptr[mode], compiled.dem_ptr[mode + 1]):
                crew, units = int(compiled.dem_crew[k]), int(compiled.dem_units[k])
                if compiled.renewable[crew] and units:
                    pair.append(found.setdefault((crew, units), len(found)))
            ptr.append(len(pair))
        self.ptr, self.pair, self.found = ptr, pair, found

    def arrays(self) -> dict[str, np.ndarray]:
        crews = [crew for crew, _ in self.found]
        units = [amount for _, amount in self.found]
        by_crew = sorted(range(len(crews)), key=lambda p: crews[p])
        counts = np.bincount(np.array(crews, dtype=np.int64), minlength=self.compiled.crews)
        return {
            "pair_ptr": np.array(self.ptr, dtype=np.int32),
            "pair": np.array(self.pair, dtype=np.int32),
            "pair_crew": np.array(crews, dtype=np.int32),
            "pair_units": np.array(units, dtype=np.int32),
            "crew_ptr": np.concatenate([[0], np.cumsum(counts)]).astype(np.int32),
            "crew_pair": np.array(by_crew, dtype=np.int32),
            "blocked": self._blocked(crews, units),
        }

    def _blocked(self, crews: list[int], units: list[int]) -> np.ndarray:
        horizon = self.compiled.horizon
        words = horizon // 64 + 2
        bits = np.zeros((len(crews), words * 64), dtype=np.uint8)
        for row, (crew, amount) in enumerate(zip(crews, units, strict=True)):
            bits[row, :horizon] = self.compiled.capacity[crew] < amount
        return np.packbits(bits, axis=1, bitorder="little").view("<u8").astype(np.uint64)


def _work(compiled: Compiled, rain: RainPaths | None) -> tuple[np.ndarray, np.ndarray]:
    if rain is None:
        return compiled.reason == Reason.WORK, np.full(len(compiled.class_base), -1, dtype=np.int32)
    return compiled.base_reason[compiled.class_base] == Reason.WORK, compiled.class_weather.astype(np.int32)


def _levels(compiled: Compiled, rain: RainPaths | None) -> dict[str, np.ndarray]:
    classes = compiled.plan.weather
    table = np.full((4, len(classes)), NO_LEVEL, dtype=np.int32)
    table[2:] = 0
    for w, weather in enumerate(classes if rain is not None else ()):
        if weather.stop_mm is not None:
            table[0, w] = rain.level_of(weather.stop_mm)
        if weather.after_mm is not None:
            table[1, w] = rain.level_of(weather.after_mm)
            table[2, w] = weather.after_days
            heavy = [back for back, mm in enumerate(reversed(rain.before_mm)) if mm >= weather.after_mm]
            table[3, w] = max(0, max((weather.after_days - back for back in heavy), default=0))
    return dict(zip(("stop_level", "after_level", "after_days", "after_left"), table, strict=True))

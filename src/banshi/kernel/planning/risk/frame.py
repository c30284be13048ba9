"""What a sampler needs of a plan, once for all samples: calendars, crews as bit rows, rain levels.

`Frame` is a value of plain arrays, shared by the compiled and the pure sampler (`_compiled.py`, `pure.py`).
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, fields, replace

import numpy as np

from banshi.kernel.planning.calendars import Reason, SpanRule
from banshi.kernel.planning.compiled import Compiled
from banshi.kernel.planning.weather import RainPaths

#: A level no path reaches: rain of the day never stops the class.
NO_LEVEL = 255


@dataclass(frozen=True, eq=False)
class Frame:
    """Arrays for n activities, M modes, C calendar classes, W weather classes, R crews, P pairs (crew, units).

    klass: int32[M], calendar class of each mode. solid: bool[n], must not be interrupted.
    pair_ptr, pair: CSR over modes, the pairs a mode needs free; pair_units, pair_crew: int32[P];
    crew_ptr, crew_pair: CSR, the pairs of each crew. blocked: uint64[P, words], bit t set: units above capacity on
    day t whatever is planned. work: bool[C, H] days worked without rain of the samples. weather: int32[C] (-1 none).
    stop_level, after_level, after_days, after_left: int32[W]; after_left: first days lost to rain before today.
    The rest is as in `Compiled`.
    """

    horizon: int
    today: int
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


def frame_of(compiled: Compiled, rain: RainPaths | None) -> Frame:
    """The frame of a plan, for samples of rain, or for the rain the plan was compiled with (None)."""
    plan = compiled.plan
    work, weather = _work(compiled, rain)
    names = ("release", "end_release", "fixed", "fixed_start", "fixed_end", "capacity", "lag_forward")
    links = ("pred_ptr", "pred_act", "pred_type", "pred_lag", "pred_row")
    return Frame(
        horizon=compiled.horizon,
        today=compiled.today,
        klass=compiled.mode_class,
        # not `table_solid`, which knows the planned days alone: one planned day may be drawn as two
        solid=np.array([plan.span_rule(a) is SpanRule.MUST_NOT_SPAN for a in plan.activities], dtype=bool),
        **{name: getattr(compiled, name) for name in (*names, *links)},
        **_pairs(compiled),
        work=work,
        weather=weather,
        **_levels(compiled, rain),
    )


def with_capacity(frame: Frame, capacity: np.ndarray) -> Frame:
    """The same frame with other crews: capacity int32[R, H]."""
    blocked = _blocked(capacity, frame.pair_crew, frame.pair_units)
    rows = np.ascontiguousarray(capacity, dtype=np.int32)
    # read-only as in `Compiled`: whether an array may be written is part of a compiled type
    rows.setflags(write=False)
    return replace(frame, capacity=rows, blocked=blocked)


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


def _pairs(compiled: Compiled) -> dict[str, np.ndarray]:
    """The distinct (crew, units) of all modes, and which mode needs which."""
    wanted = compiled.renewable[compiled.dem_crew] & (compiled.dem_units > 0)
    asked = np.stack([compiled.dem_crew[wanted], compiled.dem_units[wanted]], axis=1).reshape(-1, 2)
    distinct, pair = np.unique(asked, axis=0, return_inverse=True)
    crews, units = distinct[:, 0].astype(np.int32), distinct[:, 1].astype(np.int32)
    kept = np.concatenate([[0], np.cumsum(wanted)])
    return {
        "pair_ptr": kept[compiled.dem_ptr].astype(np.int32),
        "pair": pair.reshape(-1).astype(np.int32),
        "pair_crew": crews,
        "pair_units": units,
        # rows are sorted by crew, so the pairs of a crew stand side by side
        "crew_ptr": np.searchsorted(crews, np.arange(compiled.crews + 1)).astype(np.int32),
        "crew_pair": np.arange(len(crews), dtype=np.int32),
        "blocked": _blocked(compiled.capacity, crews, units),
    }


def _blocked(capacity: np.ndarray, crews: np.ndarray, units: np.ndarray) -> np.ndarray:
    horizon = capacity.shape[1]
    words = horizon // 64 + 2
    bits = np.zeros((len(crews), words * 64), dtype=np.uint8)
    bits[:, :horizon] = capacity[crews] < units[:, None]
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

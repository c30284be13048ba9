"""A project with days that are alike: what PSPLIB files hold. The search turns it into a `Net`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from banshi.kernel.planning.errors import PlanError

from .net import Net, packed, rows, tails, topological

MAX_DAYS = 1_000_000


@dataclass(frozen=True)
class Choice:
    """One mode of an activity: days, units of each crew on every day, units taken of each stock."""

    days: int
    crews: tuple[int, ...]
    stocks: tuple[int, ...] = ()


@dataclass(frozen=True)
class PlainProject:
    """Activities 0..n-1 with their modes, successors (finish to start), crews and stocks. Checked when made.

    PlanError: a cycle, an activity that no mode of its allows, more than `MAX_DAYS` days in all.
    """

    choices: tuple[tuple[Choice, ...], ...]
    successors: tuple[tuple[int, ...], ...]
    capacity: tuple[int, ...]
    stock: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        n = len(self.choices)
        if len(self.successors) != n:
            raise PlanError("bad_file", f"{n} activities, but successors of {len(self.successors)}")
        for i, after in enumerate(self.successors):
            if any(not 0 <= j < n or j == i for j in after):
                raise PlanError("bad_file", f"Activity {i + 1} has a successor that there is not")
        if len(self.order) < n:
            raise PlanError("cycle", "The activities bind each other in a circle")
        for i in range(n):
            if not self.possible(i):
                raise PlanError("no_mode", f"Activity {i + 1} needs more of a crew than there is")
        if sum(max(choice.days for choice in self.possible(i)) for i in range(n)) > MAX_DAYS:
            raise PlanError("too_large", f"The activities take more than {MAX_DAYS} days in all")

    def possible(self, i: int) -> list[Choice]:
        """The modes of activity i that its crews could ever staff."""
        return [choice for choice in self.choices[i] if self._staffed(choice)]

    @cached_property
    def order(self) -> list[int]:
        ptr, act = rows(self.successors)
        back = np.zeros(len(self.successors) + 1, np.int64)
        np.cumsum(np.bincount(act, minlength=len(self.successors)), out=back[1:])
        return topological(ptr, act, back)

    @cached_property
    def kept(self) -> list[list[int]]:
        """For each activity the indices of its possible modes."""
        return [[k for k, choice in enumerate(modes) if self._staffed(choice)] for modes in self.choices]

    def _staffed(self, choice: Choice) -> bool:
        return all(need <= units for need, units in zip(choice.crews, self.capacity, strict=True))

    @cached_property
    def net(self) -> Net:
        """The arrays of the search; modes that can never be staffed are left out."""
        chosen = [self.possible(i) for i in range(len(self.choices))]
        flat = [choice for modes in chosen for choice in modes]
        mode_ptr, _ = rows([range(len(modes)) for modes in chosen])
        crews = np.array([choice.crews for choice in flat], np.int64).reshape(len(flat), len(self.capacity))
        need, guard, free = packed(crews, np.array([self.capacity], np.int64))
        shortest = [min(choice.days for choice in modes) for modes in chosen]
        return plain_net(self, mode_ptr, flat, need, guard, free, shortest)


def plain_net(
    project: PlainProject,
    mode_ptr: np.ndarray,
    flat: list[Choice],
    need: np.ndarray,
    guard: np.ndarray,
    free: np.ndarray,
    shortest: list[int],
) -> Net:
    n = len(project.choices)
    before: list[list[int]] = [[] for _ in range(n)]
    for i, after in enumerate(project.successors):
        for j in after:
            before[j].append(i)
    after_ptr, after_act = rows(project.successors)
    before_ptr, before_act = rows(before)
    days = np.array([choice.days for choice in flat], np.int64)
    none = np.zeros(0, np.int64)
    table = np.zeros((0, 0), np.int32)
    longest = np.maximum.reduceat(days, mode_ptr[:-1]) if n else none
    return Net(
        n=n,
        words=len(guard),
        stocks=len(project.stock),
        horizon=int(longest.sum()),
        dated=0,
        tangled=0,
        moded=int(len(flat) > n),
        mode_ptr=mode_ptr,
        mode_days=days,
        mode_need=need,
        mode_row=none,
        mode_stock=np.array([choice.stocks for choice in flat], np.int64).reshape(
            len(flat), len(project.stock)
        ),
        guard=guard,
        free=free,
        stock=np.array(project.stock, np.int64),
        before_ptr=before_ptr,
        before_act=before_act,
        before_type=none,
        before_lag=none,
        before_row=none,
        after_ptr=after_ptr,
        after_act=after_act,
        after_type=none,
        after_lag=none,
        after_row=none,
        release=none,
        end_release=none,
        due=none,
        first=table,
        end=table,
        begin=table,
        back=table,
        reach=table,
        lag_forward=table,
        lag_back=table,
        tail=tails(project.order, after_ptr, after_act, shortest),
    )

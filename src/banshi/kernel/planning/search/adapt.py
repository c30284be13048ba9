"""From what a caller has to the network of the search, and back from its best schedule to the caller's terms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np

from banshi.kernel.planning.compiled import Compiled, compile_plan
from banshi.kernel.planning.model import Plan

from .net import Net, uniform
from .project import PlainProject
from .result import Solution

if TYPE_CHECKING:
    from .run import Best


class Prepared(Protocol):
    """A network, and the way back."""

    net: Net

    def solution(self, best: Best, seconds: float) -> Solution: ...


class PreparedPlain:
    """A project with days that are alike."""

    def __init__(self, project: PlainProject) -> None:
        self.project = project
        self.net = uniform(project.net)

    def solution(self, best: Best, seconds: float) -> Solution:
        mode = np.array(
            [kept[int(k)] for kept, k in zip(self.project.kept, best.mode, strict=True)], np.int64
        )
        return Solution(
            start=best.start,
            end=best.end,
            mode=mode,
            makespan=best.makespan,
            late=0,
            lower_bound=best.bound,
            optimal=best.proven,
            feasible=best.feasible,
            schedules=best.schedules,
            seconds=seconds,
        )


def prepared(plan: PlainProject | Plan | Compiled, free_modes: bool) -> Prepared:
    """Whatever can be solved, ready to be solved."""
    if isinstance(plan, PlainProject):
        return PreparedPlain(plan)
    from .adapt_plan import PreparedPlan

    return PreparedPlan(plan if isinstance(plan, Compiled) else compile_plan(plan), free_modes)

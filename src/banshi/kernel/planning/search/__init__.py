"""Search for short schedules: `solve`. Importing this loads numpy only; numba and ortools come with the first run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .project import Choice, PlainProject
from .result import Cancel, Progress, Report, Solution

if TYPE_CHECKING:
    from banshi.kernel.planning.compiled import Compiled
    from banshi.kernel.planning.model import Plan

__all__ = [
    "Cancel",
    "Choice",
    "PlainProject",
    "Progress",
    "Report",
    "Solution",
    "compile_search",
    "is_compiled",
    "solve",
]


def compile_search() -> bool:
    """Compile the loops now, or load them compiled; whether numba is there to do so.

    For the end of an installation and the start of a worker: 15 seconds once, a fraction of a second afterwards.
    """
    from .jit import ready
    from .net import uniform
    from .run import warm_up

    nothing = (Choice(0, ()),)
    warm_up(uniform(PlainProject((nothing, nothing), ((1,), ()), ()).net), exact=True)
    return ready()


def is_compiled() -> bool:
    """Whether the first search will be quick: its loops were compiled before, or there is no numba to do so."""
    from .genetic import advance
    from .jit import kept

    return kept(advance)


def solve(
    plan: PlainProject | Plan | Compiled,
    *,
    seconds: float | None = None,
    schedules: int | None = None,
    workers: int = 2,
    seed: int = 1,
    progress: Report | None = None,
    cancel: Cancel | None = None,
    free_modes: bool = False,
) -> Solution:
    """The best schedule found, with what was proven of it.

    seconds: time to use, compilation apart (10 when neither is given). schedules: so many schedules by the genetic
    search alone; the result then depends on `seed` only. progress is called about every tenth of a second, cancel
    oftener, both from the search's threads; after a cancel the best so far is returned. free_modes: activities of a
    plan may change to another mode than the planned one, whatever it costs (always so in a `PlainProject`).
    PlanError: limits out of range, or a plan that cannot be scheduled.
    """
    from .adapt import prepared
    from .run import Limits, Search

    ready = prepared(plan, free_modes)
    limits = Limits(seconds, schedules, workers, seed, progress, cancel)
    best = Search(ready.net, limits).run()
    return ready.solution(best, limits.spent)

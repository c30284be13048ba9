"""Risk: what day is realistic, by samples with drawn durations, drawn rain and crews dispatched anew."""

from datetime import date

from banshi.kernel.planning.compiled import Compiled, compile_plan
from banshi.kernel.planning.model import Activity, Mode, Plan
from banshi.kernel.planning.solution import Schedule
from banshi.kernel.planning.weather import MonthlyChain

from .report import (
    ActivityOutlook,
    Comparison,
    Outlook,
    PromiseOutlook,
    Quantile,
    RiskReport,
    compare,
    report,
)
from .sampling import (
    MAX_SAMPLES,
    Samples,
    Weather,
    dispatch,
    draw_durations,
    draw_rain,
    sample_plan,
    typical_rain,
)


def assess(
    plan: Plan | Compiled,
    weather: Weather | None,
    *,
    samples: int = 1_000,
    seed: int = 0,
    schedule: Schedule | None = None,
    workers: int = 1,
    pure: bool = False,
) -> RiskReport:
    """The outlook of a plan: see `sample_plan` for the arguments and `RiskReport` for the answer."""
    compiled = plan if isinstance(plan, Compiled) else compile_plan(plan)
    drawn = sample_plan(
        compiled, weather, samples=samples, seed=seed, schedule=schedule, workers=workers, pure=pure
    )
    return report(drawn)


def compile_risk() -> bool:
    """Compile the samplers now, or load them compiled; whether numba is there to do so.

    For the end of an installation and the start of a worker: some 15 seconds once, a fraction of one afterwards.
    """
    try:
        from . import _compiled  # noqa: F401
    except ImportError:
        return False
    tiny = Plan(date(2027, 1, 1), 9, (Activity("x", (Mode(1),)),))
    chain = MonthlyChain((0.3,) * 12, (0.5,) * 12, (0.7,) * 12, (9.0,) * 12)
    sample_plan(compile_plan(tiny), Weather(chain), samples=1)
    return True


__all__ = [
    "MAX_SAMPLES",
    "ActivityOutlook",
    "Comparison",
    "Outlook",
    "PromiseOutlook",
    "Quantile",
    "RiskReport",
    "Samples",
    "Weather",
    "assess",
    "compare",
    "compile_risk",
    "dispatch",
    "draw_durations",
    "draw_rain",
    "report",
    "sample_plan",
    "typical_rain",
]

"""Risk: what day is realistic, by samples with drawn durations, drawn rain and crews dispatched anew."""

from banshi.kernel.planning.compiled import Compiled, compile_plan
from banshi.kernel.planning.model import Plan
from banshi.kernel.planning.solution import Schedule

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
    "dispatch",
    "draw_durations",
    "draw_rain",
    "report",
    "sample_plan",
    "typical_rain",
]

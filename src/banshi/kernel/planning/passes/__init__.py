"""Passes over a compiled plan: times and floats, passes with crews, chains, baselines, value, duration."""

from .chain import Chain, Loss, Step, Why, chains, critical_chain
from .cpm import Against, Times, backward, forward, times
from .duration import Net, net_duration
from .levelled import Backward, backward_with_crews, forward_with_crews, must_start
from .outlook import LatestStart, Outlook, latest_starts, outlook
from .value import (
    CurvePoint,
    Deviation,
    Deviations,
    EarnedValue,
    Ratio,
    budget,
    deviation,
    earned_value,
    s_curve,
    take_baseline,
)

__all__ = [
    "Against",
    "Backward",
    "Chain",
    "CurvePoint",
    "Deviation",
    "Deviations",
    "EarnedValue",
    "LatestStart",
    "Loss",
    "Net",
    "Outlook",
    "Ratio",
    "Step",
    "Times",
    "Why",
    "backward",
    "backward_with_crews",
    "budget",
    "chains",
    "critical_chain",
    "deviation",
    "earned_value",
    "forward",
    "forward_with_crews",
    "latest_starts",
    "must_start",
    "net_duration",
    "outlook",
    "s_curve",
    "take_baseline",
    "times",
]

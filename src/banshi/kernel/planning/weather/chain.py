"""The rain of a place as a model: a two-state Markov chain for wet days, gamma amounts, month by month.

The chain is that of Richardson (1981, Water Resour. Res. 17:182-190) and WGEN (Richardson & Wright 1984): whether
a day is wet depends on whether the day before was. It is fitted from daily data, or taken from monthly normals
by Geng, Penning de Vries & Supit (1986, Agric. For. Meteorol. 36:363-376, doi:10.1016/0168-1923(86)90014-6). A
first-order chain makes long dry spells a little too rare; where 20 whole years are there, `years.py` is better.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from . import gamma
from .series import DailyRain

#: A day counts as wet from this amount on (WMO and CMA rain days: 0.1 mm).
WET_MM = 0.1
#: Below so many transitions or wet days a month borrows from the whole year.
FEW_TRANSITIONS = 30
FEW_WET_DAYS = 10
MONTH_DAYS = (31, 28.25, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True)
class MonthlyChain:
    """Twelve months of a chain, January first.

    after_dry: P(wet | day before dry); after_wet: P(wet | day before wet). shape, scale: gamma of the amount of
    a wet day, scale in mm. wet_mm: from which amount a day counts as wet. source: where the numbers come from.
    notes: what had to be assumed. ValueError for anything that is no probability or no gamma.
    """

    after_dry: tuple[float, ...]
    after_wet: tuple[float, ...]
    shape: tuple[float, ...]
    scale: tuple[float, ...]
    wet_mm: float = WET_MM
    source: str = ""
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in ("after_dry", "after_wet", "shape", "scale"):
            values = tuple(float(value) for value in getattr(self, name))
            if len(values) != 12 or not all(math.isfinite(value) for value in values):
                raise ValueError(f"{name} needs twelve finite numbers, January first")
            object.__setattr__(self, name, values)
        if not all(0 <= value <= 1 for value in (*self.after_dry, *self.after_wet)):
            raise ValueError("a probability lies between 0 and 1")
        if not all(value > 0 for value in (*self.shape, *self.scale)):
            raise ValueError("shape and scale of the amounts are above 0")

    def wet_share(self, month: int) -> float:
        """The long-run share of wet days under the numbers of one month (1..12)."""
        dry, wet = self.after_dry[month - 1], self.after_wet[month - 1]
        leaving = 1 - wet + dry
        return dry / leaving if leaving > 0 else 0.0

    def above(self, month: int, mm: float) -> float:
        """P(a wet day of the month has `mm` or more)."""
        return gamma.tail(mm, self.shape[month - 1], self.scale[month - 1])


def fit(rain: DailyRain, wet_mm: float = WET_MM) -> MonthlyChain:
    """A chain fitted to daily data: observed transition shares and gamma by (nearly) maximum likelihood.

    A pair of days counts where both are known, in the month of the second. Months with fewer than 30 pairs after
    a dry or after a wet day, or fewer than 10 wet days, take the share of the whole year there, and a note says
    so. ValueError with less than 60 known pairs or less than 10 wet days in all.
    """
    months = rain.months()
    known = ~np.isnan(rain.mm)
    wet = known & (np.nan_to_num(rain.mm) >= wet_mm)
    pair = known[1:] & known[:-1]
    if pair.sum() < 60 or wet.sum() < FEW_WET_DAYS:
        raise ValueError(
            f"the series has {int(pair.sum())} pairs of known days and {int(wet.sum())} wet days; "
            "a chain needs 60 and 10: use monthly normals instead"
        )
    notes: list[str] = []
    after = [_after(wet, pair, months, state, notes) for state in (False, True)]
    shape, scale = _amounts(rain.mm, wet, months, notes)
    span = f"{rain.first.isoformat()} to {rain.last.isoformat()}, {rain.known} of {len(rain.mm)} days"
    return MonthlyChain(
        after[0], after[1], shape, scale, wet_mm, f"fitted to daily rain, {span}", tuple(notes)
    )


def _after(
    wet: np.ndarray, pair: np.ndarray, months: np.ndarray, state: bool, notes: list[str]
) -> tuple[float, ...]:
    begins = pair & (wet[:-1] == state)
    whole = wet[1:][begins].mean() if begins.any() else 0.0
    shares = []
    for month in range(12):
        here = begins & (months[1:] == month)
        if here.sum() >= FEW_TRANSITIONS:
            shares.append(float(wet[1:][here].mean()))
            continue
        shares.append(float(whole))
        notes.append(
            f"month {month + 1}: {int(here.sum())} days after a {'wet' if state else 'dry'} day; "
            "the share of the whole year is used"
        )
    return tuple(shares)


def _amounts(
    mm: np.ndarray, wet: np.ndarray, months: np.ndarray, notes: list[str]
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    whole = _gamma_of(mm[wet])
    fitted = []
    for month in range(12):
        amounts = mm[wet & (months == month)]
        if len(amounts) >= FEW_WET_DAYS:
            fitted.append(_gamma_of(amounts))
            continue
        fitted.append(whole)
        notes.append(f"month {month + 1}: {len(amounts)} wet days; the amounts of the whole year are used")
    return tuple(pair[0] for pair in fitted), tuple(pair[1] for pair in fitted)


def _gamma_of(amounts: np.ndarray) -> tuple[float, float]:
    return gamma.fit(float(amounts.mean()), float(np.log(amounts).mean()))


def from_normals(wet_days: tuple[float, ...], total_mm: tuple[float, ...], source: str = "") -> MonthlyChain:
    """A chain from monthly normals: mean number of days with 0.1 mm or more, and mean total in mm.

    With f = wet days / days of the month: P(wet|dry) = 0.75 f, P(wet|wet) = 0.25 + P(wet|dry); the scale of the
    gamma is -2.16 + 1.83 (mean amount of a wet day), the shape mean / scale (Geng and others 1986; the method is
    verified, the two coefficients are quoted from general knowledge). Where the formula gives a scale that is no
    scale (mean amounts under about 1.2 mm), amounts are exponential, and a note says so. ValueError for
    impossible normals, such as more wet days than the month has.
    """
    if len(wet_days) != 12 or len(total_mm) != 12:
        raise ValueError("normals are twelve numbers of wet days and twelve totals, January first")
    columns: list[tuple[float, float, float, float]] = []
    notes: list[str] = []
    for month, (days, total, length) in enumerate(zip(wet_days, total_mm, MONTH_DAYS, strict=True), start=1):
        if not (0 <= days <= math.ceil(length)) or not (0 <= total < math.inf) or (days == 0) != (total == 0):
            raise ValueError(f"month {month}: {days} wet days with {total} mm in all are impossible")
        share = min(1.0, days / length)
        dry = 0.75 * share
        shape, scale = _geng_amounts(total / days, month, notes) if days else (1.0, 1.0)
        columns.append((dry, 0.25 + dry if days else 0.0, shape, scale))
    after_dry, after_wet, shapes, scales = zip(*columns, strict=True)
    return MonthlyChain(
        after_dry, after_wet, shapes, scales, WET_MM, source or "monthly normals", tuple(notes)
    )


def _geng_amounts(mean: float, month: int, notes: list[str]) -> tuple[float, float]:
    scale = -2.16 + 1.83 * mean
    # a scale above zero but below a tenth of the mean would be a shape above ten: no rain looks like that
    if scale > mean / 10:
        return mean / scale, scale
    notes.append(
        f"month {month}: a mean of {mean:.2f} mm a wet day is too little for the formula; exponential"
    )
    return 1.0, mean

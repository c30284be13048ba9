"""Good days of two periods under one version of the standard.

The same concentrations lose 20 to 30 good days a year under the 2026 breakpoints, so a comparison across
2026-03-01 means nothing unless both periods are computed with one version. The counts as published at the
time are kept beside it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from banshi.kernel.standards import versions
from banshi.kernel.standards.exact import Number

from .many import DayTable, Memory, daily_many

Columns = Mapping[str, Sequence[Number | None]]


@dataclass(frozen=True, slots=True)
class DayCount:
    """Good days of valid days, and the version or versions they were counted under."""

    good: int
    valid: int
    standards: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GoodDays:
    """``before`` and ``after`` under ``standard``; ``published_*`` under the version of each day."""

    standard: str
    before: DayCount
    after: DayCount
    published_before: DayCount
    published_after: DayCount

    @property
    def change(self) -> int:
        """Days gained (positive) or lost, both periods under :attr:`standard`."""
        return self.after.good - self.before.good

    @property
    def crosses(self) -> bool:
        """Whether the published counts rest on more than one version."""
        return len({*self.published_before.standards, *self.published_after.standards}) > 1

    def statement(self, language: str = "zh") -> str:
        """One sentence that names the version, and the published counts where they differ."""
        zh = language == "zh"
        if zh:
            said = (
                f"按 {self.standard} 计算，优良天数 {self.after.good} 天（有效 {self.after.valid} 天），"
                f"对比期 {self.before.good} 天（有效 {self.before.valid} 天），{_change_zh(self.change)}"
            )
        else:
            said = (
                f"Under {self.standard}: {self.after.good} good days of {self.after.valid} valid, "
                f"against {self.before.good} of {self.before.valid}, {self.change:+d} days"
            )
        if self.crosses:
            good = f"{self.published_after.good}", f"{self.published_before.good}"
            if zh:
                said += f"；按各日执行的标准分别为 {good[0]} 天和 {good[1]} 天，标准不同，不可直接相减"
            else:
                said += f"; each day under its own version: {good[0]} and {good[1]}, not to be subtracted"
        return said + ("。" if zh else ".")


def _change_zh(change: int) -> str:
    if change == 0:
        return "持平"
    return f"增加 {change} 天" if change > 0 else f"减少 {-change} 天"


def compare_good_days(
    before: tuple[Sequence[date], Columns],
    after: tuple[Sequence[date], Columns],
    standard: str | None = None,
    memory: Memory | None = None,
) -> GoodDays:
    """Compare the good days of two periods, each given as (dates, columns). Both are counted under
    ``standard``, or without it under the version in force on the last day of ``after``. ``memory`` as in
    :func:`~.many.daily_many`."""
    if standard is None:
        if not after[0]:
            raise ValueError("the later period has no days: name the standard")
        standard = versions.on_day("aqi", max(after[0])).standard
    chosen = versions.named("aqi", standard).standard
    return GoodDays(
        chosen,
        _count(daily_many(*before, chosen, memory)),
        _count(daily_many(*after, chosen, memory)),
        _count(daily_many(*before, None, memory)),
        _count(daily_many(*after, None, memory)),
    )


def _count(table: DayTable) -> DayCount:
    return DayCount(table.good_days(), table.valid_days(), tuple(sorted(set(table.standard))))

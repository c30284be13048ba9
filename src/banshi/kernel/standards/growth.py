"""Growth, shares and predicates of economic statistics, exact to the last digit.

Official growth of enterprises above designated size uses last year's figure of *this year's* enterprises
(可比口径); dividing the published totals gives another, nominal rate. Both are kept side by side. A rate is
an exact fraction; only its display is rounded, and a display never crosses the line a predicate was
judged against.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from enum import StrEnum
from fractions import Fraction

from banshi.kernel.standards.exact import Exact, Number, exact, fraction, half_even, plain


class Turn(StrEnum):
    """What is said instead of a rate when the base is zero or less (practice, [from memory])."""

    NO_BASE = "no_base"
    ZERO_BASE = "zero_base"
    LOSS_TO_PROFIT = "loss_to_profit"
    LOSS_GREW = "loss_grew"
    LOSS_SHRANK = "loss_shrank"
    LOSS_SAME = "loss_same"
    PROFIT_TO_LOSS = "profit_to_loss"

    def text(self, english: bool = False) -> str:
        return _TURNS[self][english]


_TURNS = {
    Turn.NO_BASE: ("— 无基数", "— no base"),
    Turn.ZERO_BASE: ("— 基数为零", "— base of zero"),
    Turn.LOSS_TO_PROFIT: ("扭亏", "loss turned to profit"),
    Turn.LOSS_GREW: ("增亏", "loss grew"),
    Turn.LOSS_SHRANK: ("减亏", "loss shrank"),
    Turn.LOSS_SAME: ("亏损持平", "loss unchanged"),
    Turn.PROFIT_TO_LOSS: ("由盈转亏", "profit turned to loss"),
}


@dataclass(frozen=True, slots=True)
class Rate:
    """Growth on one base. ``per_cent`` is exact; ``None`` where growth is not defined, and then ``turn`` says
    what is told instead. A profit that turned to a loss keeps its rate and gets the words too."""

    current: Fraction
    base: Fraction | None
    per_cent: Fraction | None
    turn: Turn | None
    small_base: bool

    def text(self, places: int = 1, english: bool = False) -> str:
        """Rounded half-even for display, the sign never rounded away; words where there is no rate."""
        if self.per_cent is None:
            return self.turn.text(english) if self.turn else "—"
        if self.small_base:
            times = half_even(self.current / self.base, 1) if self.base else None
            return f"base small, {times} times" if english else f"基数小，为基数的 {times} 倍"
        shown = f"{shown_apart(self.per_cent, 0, places)}%"
        return f"{shown} ({self.turn.text(english)})" if self.turn else shown


def rate(current: Number, base: Number | None, least_base: Number | None = None) -> Rate:
    """(current - base)/base x 100 for a base above zero. Base missing, zero or below: no rate, but words
    (扭亏, 增亏, 减亏). A base below ``least_base`` is flagged and told as a multiple."""
    now = fraction(exact(current, "current"))
    if base is None:
        return Rate(now, None, None, Turn.NO_BASE, False)
    then = fraction(exact(base, "base"))
    if then == 0:
        return Rate(now, then, None, Turn.ZERO_BASE, False)
    if then < 0:
        return Rate(now, then, None, _turn(now, then), False)
    small = least_base is not None and then < fraction(exact(least_base, "least_base"))
    return Rate(now, then, (now - then) / then * 100, Turn.PROFIT_TO_LOSS if now < 0 else None, small)


def _turn(now: Fraction, then: Fraction) -> Turn:
    if now >= 0:
        return Turn.LOSS_TO_PROFIT
    if now == then:
        return Turn.LOSS_SAME
    return Turn.LOSS_GREW if now < then else Turn.LOSS_SHRANK


@dataclass(frozen=True, slots=True)
class Growth:
    """One indicator's growth on both bases: ``published`` divides the published totals (名义), ``comparable``
    uses last year's figure of the same enterprises (可比口径), which is the official rate."""

    published: Rate
    comparable: Rate

    @property
    def gap(self) -> Fraction | None:
        """Comparable minus published rate in percentage points, exact; ``None`` unless both exist."""
        if self.published.per_cent is None or self.comparable.per_cent is None:
            return None
        return self.comparable.per_cent - self.published.per_cent

    def text(self, places: int = 1, english: bool = False) -> str:
        """Both rates, each named."""
        own, total = self.comparable.text(places, english), self.published.text(places, english)
        if english:
            return f"{own} on the same enterprises, {total} on published totals"
        return f"可比口径 {own}，按公布数 {total}"


def growth(
    current: Number,
    base_published: Number | None,
    base_comparable: Number | None,
    least_base: Number | None = None,
) -> Growth:
    """Growth on the published and on the same-scope base side by side. A base that is not known is ``None``
    and is never replaced by the other."""
    return Growth(rate(current, base_published, least_base), rate(current, base_comparable, least_base))


def points(rate_now: Number, rate_then: Number) -> Fraction:
    """Change of a rate in percentage points (百分点), exact. 20 % after 15 % is 5 points, not 33 %."""
    return fraction(exact(rate_now, "rate_now")) - fraction(exact(rate_then, "rate_then"))


class NotDerived(ValueError):
    """A month cannot be derived from cumulative figures here."""


def month_from_cumulative(
    month: int, cumulative: Number, cumulative_before: Number | None, revised: bool
) -> Fraction:
    """This month's figure as the difference of two cumulative ones, exact and never derived silently.

    Raises :class:`NotDerived` for January and February (published together), for a missing figure of the
    month before, and when earlier months were ``revised``, because then the difference is no month."""
    if not 1 <= month <= 12:
        raise ValueError(f"month is 1 to 12, not {month}")
    if month <= 2:
        raise NotDerived("January and February are published together")
    if revised:
        raise NotDerived("earlier months were revised: the difference is not the month's figure")
    if cumulative_before is None:
        raise NotDerived("the cumulative figure of the month before is missing")
    return fraction(exact(cumulative, "cumulative")) - fraction(exact(cumulative_before, "cumulative_before"))


@dataclass(frozen=True, slots=True)
class TwoYearAverage:
    """Average growth over two years: sqrt(value / value two years before) - 1. ``ratio`` is exact; the
    rounded per cent comes from 60 digits, so that the shown digits are right."""

    ratio: Fraction

    def per_cent(self, places: int = 1) -> Decimal:
        """Per cent, half-even."""
        with localcontext() as context:
            context.prec = 60
            root = (Decimal(self.ratio.numerator) / Decimal(self.ratio.denominator)).sqrt()
            value = (root - 1) * 100
        return half_even(value, places)

    def at_least(self, per_cent: Number) -> bool:
        """Whether the average is ``per_cent`` or more, decided by squares without any rounding."""
        wanted = 1 + fraction(exact(per_cent, "per_cent")) / 100
        return wanted <= 0 or self.ratio >= wanted * wanted


def two_year_average(current: Number, two_years_before: Number) -> TwoYearAverage:
    """Average growth against the year before last; used when last year's base was disturbed. Raises
    ``ValueError`` when a figure is zero or below."""
    now = fraction(exact(current, "current"))
    then = fraction(exact(two_years_before, "two_years_before"))
    if now <= 0 or then <= 0:
        raise ValueError("a two-year average needs two figures above zero")
    return TwoYearAverage(now / then)


@dataclass(frozen=True, slots=True)
class Progress:
    """What is done of a year's task against the pro-rata line (序时进度), both exact shares."""

    done: Fraction
    line: Fraction

    @property
    def ahead(self) -> Fraction:
        """Percentage points ahead of the line (negative: behind)."""
        return (self.done - self.line) * 100

    @property
    def on_line(self) -> bool:
        """At the line or ahead."""
        return self.done >= self.line

    @property
    def over_half(self) -> bool:
        """过半: *more* than half of the year's task; exactly half is not."""
        return self.done > Fraction(1, 2)

    def text(self, places: int = 1, english: bool = False) -> str:
        """Share done, the line, and the distance in points; the sign is never rounded away."""
        share, line = (plain(half_even(part * 100, places)) for part in (self.done, self.line))
        apart = shown_apart(self.ahead, 0, places)
        if english:
            return f"{share}% of the year's task, line {line}%, {apart} points"
        return f"完成全年任务的 {share}%，序时进度 {line}%，相差 {apart} 个百分点"


def pro_rata(done: Number, year_task: Number, months: int) -> Progress:
    """Compare what is done after ``months`` months with the year's task. Half a year is 6 months and a line
    of exactly one half. Raises ``ValueError`` for a task of zero or less."""
    task = fraction(exact(year_task, "year_task"))
    if task <= 0:
        raise ValueError("the year's task must be above zero")
    if not 0 <= months <= 12:
        raise ValueError(f"months are 0 to 12, not {months}")
    return Progress(fraction(exact(done, "done")) / task, Fraction(months, 12))


def shown_apart(value: Exact, threshold: Number, places: int = 1, most: int = 12) -> str:
    """``value`` rounded for display, with as many more digits as it takes to stay on its side of
    ``threshold``: 19.96 against 20 is shown as 19.96, never as 20.0. If ``most`` digits do not do it, the
    value is cut towards its own side with a leading "<" or ">"."""
    line = fraction(exact(threshold, "threshold"))
    amount = fraction(value)
    for digits in range(places, most + 1):
        rounded = half_even(amount, digits)
        if _side(fraction(rounded), line) == _side(amount, line):
            return plain(rounded)
    mark = "<" if amount < line else ">"
    return mark + _shortest(line)


def _shortest(value: Fraction, most: int = 12) -> str:
    """Without trailing zeros, up to ``most`` decimals."""
    shown = plain(half_even(value, most)).rstrip("0").rstrip(".")
    return shown or "0"


def _side(value: Fraction, line: Fraction) -> int:
    return (value > line) - (value < line)


@dataclass(frozen=True, slots=True)
class Predicate:
    """ "All are N and above". ``holds`` only if every value is known and reaches the threshold; ``failing``
    and ``missing`` name what fails it. A missing answer is not a good answer."""

    threshold: Fraction
    values: Mapping[str, Fraction | None]

    @property
    def failing(self) -> tuple[str, ...]:
        return tuple(
            name for name, value in self.values.items() if value is not None and value < self.threshold
        )

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(name for name, value in self.values.items() if value is None)

    @property
    def holds(self) -> bool:
        return bool(self.values) and not self.failing and not self.missing

    def text(self, places: int = 1, english: bool = False) -> str:
        """The verdict with every failing value, shown on its own side of the line."""
        line = _shortest(self.threshold)
        if self.holds:
            count = len(self.values)
            return f"all {count} at {line}% or more" if english else f"{count} 项均在 {line}% 以上"
        known = ((name, self.values[name]) for name in self.failing)
        failing = [
            f"{name} {shown_apart(value or Fraction(0), self.threshold, places)}%" for name, value in known
        ]
        if english:
            parts = [f"below {line}%: {', '.join(failing)}"] * bool(failing)
            parts += [f"no figure: {', '.join(self.missing)}"] * bool(self.missing)
            return "; ".join(parts) or "no indicator"
        parts = [f"低于 {line}%：{'、'.join(failing)}"] * bool(failing)
        parts += [f"缺数：{'、'.join(self.missing)}"] * bool(self.missing)
        return "；".join(parts) or "没有指标"


def all_at_least(values: Mapping[str, Number | None], threshold: Number) -> Predicate:
    """均在……以上: every value is at least the threshold, compared exactly. 以上 includes the number itself."""
    line = fraction(exact(threshold, "threshold"))
    read = {name: None if value is None else fraction(exact(value, name)) for name, value in values.items()}
    return Predicate(line, read)


def at_least(value: Number | None, threshold: Number) -> bool:
    """Whether a value is the threshold or more, exactly; a missing value is not."""
    return value is not None and exact(value, "value") >= exact(threshold, "threshold")


def funds_in_place(foreign_usd: Number, fixed_rate: Number, domestic: Number) -> Fraction:
    """实际到位资金 (Hunan): foreign capital used x the year's fixed rate + domestic funds from other
    provinces, in the unit of ``domestic``. The rate is a parameter of the year, never the market's."""
    parts = (foreign_usd, fixed_rate, domestic)
    usd, per, inland = (fraction(exact(part, name)) for part, name in zip(parts, _FUNDS, strict=True))
    return usd * per + inland


_FUNDS = ("foreign_usd", "fixed_rate", "domestic")

"""Money as whole fen. Rounding is always half up (四舍五入) and always written out."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum


class MoneyUnit(StrEnum):
    """Units in which sums are written."""

    YUAN = "yuan"
    WAN = "wan"
    YI = "yi"


_FEN = {MoneyUnit.YUAN: 100, MoneyUnit.WAN: 1_000_000, MoneyUnit.YI: 10_000_000_000}
_CHINESE = {MoneyUnit.YUAN: "元", MoneyUnit.WAN: "万元", MoneyUnit.YI: "亿元"}
_ENGLISH = {
    MoneyUnit.YUAN: "yuan",
    MoneyUnit.WAN: "× 10,000 yuan",
    MoneyUnit.YI: "× 100 million yuan",
}
_READ = re.compile(r"(-?)[¥￥]?((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)(亿|万)?(元|人民币)?", re.ASCII)


class MoneyError(ValueError):
    """Text that is not a sum of money, or has a part of a fen. `text` as given."""

    def __init__(self, text: str) -> None:
        super().__init__(f"{text!r} is not a sum in yuan, 万元 or 亿元 with whole fen")
        self.text = text


@dataclass(frozen=True, order=True, slots=True)
class Fen:
    """A sum of money, `fen` an int (TypeError otherwise). Adds, subtracts and multiplies by whole numbers."""

    fen: int

    def __post_init__(self) -> None:
        if isinstance(self.fen, bool) or not isinstance(self.fen, int):
            raise TypeError(f"fen is an int, not {type(self.fen).__name__}")

    @classmethod
    def of(cls, amount: int | str | Decimal, unit: MoneyUnit = MoneyUnit.YUAN) -> Fen:
        """A sum from an exact amount in a unit. MoneyError when it has a part of a fen; never rounds."""
        if isinstance(amount, float):
            raise TypeError("money is never a float")
        fen = Decimal(amount) * _FEN[unit]
        if not fen.is_finite() or fen != fen.to_integral_value():
            raise MoneyError(str(amount))
        return cls(int(fen))

    @classmethod
    def parse(cls, text: str, unit: MoneyUnit = MoneyUnit.YUAN) -> Fen:
        """Read 1,234.50, 3.2亿元, 500万, full width too; `unit` where the text names none (MoneyError)."""
        match = _READ.fullmatch("".join(unicodedata.normalize("NFKC", text).split()))
        if match is None:
            raise MoneyError(text)
        sign, digits, scale, yuan = match.groups()
        if scale or yuan:
            unit = {"亿": MoneyUnit.YI, "万": MoneyUnit.WAN, None: MoneyUnit.YUAN}[scale]
        return cls.of(Decimal(sign + digits.replace(",", "")), unit)

    def amount(self, unit: MoneyUnit = MoneyUnit.YUAN) -> Decimal:
        """The exact amount in a unit."""
        return Decimal(self.fen) / _FEN[unit]

    def rounded(self, unit: MoneyUnit, places: int) -> Decimal:
        """The amount in a unit to so many places, half up (away from zero)."""
        # 38 digits are more than any bigint of fen needs, so the division above was exact.
        return self.amount(unit).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)

    def text(self, unit: MoneyUnit = MoneyUnit.YUAN, places: int = 2, english: bool = False) -> str:
        """As shown: 1,234.50元, 3.20亿元."""
        number = f"{self.rounded(unit, places):,}"
        return f"{number} {_ENGLISH[unit]}" if english else f"{number}{_CHINESE[unit]}"

    def __add__(self, other: Fen) -> Fen:
        return Fen(self.fen + other.fen) if isinstance(other, Fen) else NotImplemented

    def __sub__(self, other: Fen) -> Fen:
        return Fen(self.fen - other.fen) if isinstance(other, Fen) else NotImplemented

    def __neg__(self) -> Fen:
        return Fen(-self.fen)

    def __mul__(self, times: int) -> Fen:
        return Fen(self.fen * times) if isinstance(times, int) else NotImplemented

    def __bool__(self) -> bool:
        return self.fen != 0


ZERO = Fen(0)

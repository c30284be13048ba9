"""Land: mu, floor area ratio, investment and tax per mu, entry thresholds. All exact."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from banshi.kernel.money import Fen
from banshi.kernel.standards.data import land_thresholds
from banshi.kernel.standards.exact import Number, exact, fraction, half_even
from banshi.kernel.standards.table import rows

#: one mu is 1/15 hectare: exactly 2000/3 square metres (about 666.67)
SQUARE_METRES_PER_MU = Fraction(2000, 3)
_FEN_PER_WAN = 1_000_000


def _above_zero(value: Number, name: str) -> Fraction:
    found = fraction(exact(value, name))
    if found <= 0:
        raise ValueError(f"{name} must be above zero, not {value}")
    return found


def mu_from_square_metres(area: Number) -> Fraction:
    """Square metres as mu, exact. ``ValueError`` for zero and below."""
    return _above_zero(area, "area") / SQUARE_METRES_PER_MU


def square_metres_from_mu(area: Number) -> Fraction:
    """Mu as square metres, exact: 45 mu are 30,000 m². ``ValueError`` for zero and below."""
    return _above_zero(area, "area") * SQUARE_METRES_PER_MU


def floor_area_ratio(floor_area: Number, land: Number) -> Fraction:
    """容积率: counted floor area / land area, both in m². Which floors count (height above 8 m counts twice
    for industry in many places) is a local rule and is settled before this."""
    return _above_zero(floor_area, "floor_area") / _above_zero(land, "land")


def building_coefficient(footprint: Number, land: Number) -> Fraction:
    """建筑系数 in per cent: footprint of buildings, structures and yards / land area x 100, both in m²."""
    return _above_zero(footprint, "footprint") / _above_zero(land, "land") * 100


@dataclass(frozen=True, slots=True)
class PerMu:
    """An amount per mu. ``wan`` is exact, in 万元 per mu."""

    amount: Fen
    mu: Fraction

    @property
    def wan(self) -> Fraction:
        return Fraction(self.amount.fen, _FEN_PER_WAN) / self.mu

    def rounded(self, places: int = 0) -> Decimal:
        """万元 per mu for display, half-even. Comparisons use :attr:`wan`."""
        return half_even(self.wan, places)


def per_mu(amount: Fen, mu: Number) -> PerMu:
    """Investment, output or tax per mu of land. 200 million yuan on 45 mu are 444.4 万元 per mu."""
    return PerMu(amount, _above_zero(mu, "mu"))


@dataclass(frozen=True, slots=True)
class ThresholdCheck:
    """One threshold: ``met`` is ``None`` where the figure is missing, which is not a pass."""

    code: str
    zh: str
    en: str
    least: Decimal
    unit: str
    value: Fraction | None
    source: str

    @property
    def met(self) -> bool | None:
        return None if self.value is None else self.value >= self.least


def check_entry(
    values: Mapping[str, Number | None], preset: str = "sample_zone"
) -> tuple[ThresholdCheck, ...]:
    """Compare a project, tenants of rented factories included, with the entry thresholds of a preset.
    ``values`` maps investment_per_mu, tax_per_mu (万元/亩), floor_area_ratio and building_coefficient (%) to
    figures. The sample preset is one zone's rule [one source], not law. ``ValueError`` for unknown names."""
    table = [row for row in rows(land_thresholds.TEXT) if row["preset"] == preset]
    unknown = set(values) - {row["code"] for row in table}
    if not table or unknown:
        raise ValueError(f"unknown preset {preset!r} or figures {sorted(unknown)}")
    found = []
    for row in table:
        raw = values.get(row["code"])
        value = None if raw is None else fraction(exact(raw, row["code"]))
        least = Decimal(row["least"])
        found.append(
            ThresholdCheck(row["code"], row["zh"], row["en"], least, row["unit"], value, row["standard"])
        )
    return tuple(found)

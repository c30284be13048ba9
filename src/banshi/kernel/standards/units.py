"""Units of concentration, converted exactly."""

from decimal import Decimal
from fractions import Fraction

from .exact import Exact, fraction

_PICOGRAMS = {
    "ng/m3": 10**3, "ug/m3": 10**6, "mg/m3": 10**9, "g/m3": 10**12,
    "ng/L": 10**3, "ug/L": 10**6, "mg/L": 10**9, "g/L": 10**12,
}  # fmt: skip
_SPELLINGS = {"μ": "u", "µ": "u", "³": "3", "m^3": "m3", "/l": "/L"}


class UnitUnknown(ValueError):
    """The unit is not known, or cannot be converted into the one the table uses."""


def unit_name(text: str) -> str:
    """The plain spelling of a unit: ``µg/m³`` -> ``ug/m3``."""
    bare = text.strip()
    for written, meant in _SPELLINGS.items():
        bare = bare.replace(written, meant)
    return bare


def convert(value: Exact, unit: str, into: str) -> Exact:
    """``value`` of ``unit`` as the same amount in ``into``; both per cubic metre or both per litre."""
    source, target = unit_name(unit), unit_name(into)
    if source == target:
        return value
    if source not in _PICOGRAMS or target not in _PICOGRAMS or source[-2:] != target[-2:]:
        raise UnitUnknown(f"cannot convert {unit!r} into {into!r}")
    ratio = Fraction(_PICOGRAMS[source], _PICOGRAMS[target])
    if isinstance(value, Decimal) and abs(value.adjusted()) > 100:
        shift = 0
        while ratio > 1:
            ratio, shift = ratio / 10, shift + 1
        while ratio < 1:
            ratio, shift = ratio * 10, shift - 1
        sign, digits, exponent = value.as_tuple()
        return Decimal((sign, digits, int(exponent) + shift))
    return fraction(value, 120) * ratio

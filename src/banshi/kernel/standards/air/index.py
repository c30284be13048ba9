"""One pollutant's index (HJ 633-2012 and HJ 633-2026)."""

from banshi.kernel.standards import versions
from banshi.kernel.standards.exact import Number, exact
from banshi.kernel.standards.units import convert

from .scales import scale


def iaqi(
    pollutant: str,
    concentration: Number,
    averaging: str = "24h",
    standard: str = "HJ 633-2012",
    *,
    unit: str | None = None,
) -> int | None:
    """Individual air quality index of one concentration.

    ``pollutant`` is SO2, NO2, PM10, PM2.5, CO or O3; ``averaging`` 24h, 1h or 8h; ``unit`` defaults to the
    table's own (µg/m³, CO mg/m³). Rounded up (HJ 633-2012 6.2; HJ 633-2026 4.2.6 [one source]). Above the
    last breakpoint 500: the standard is silent there, published data stop at 500.

    ``None`` where the version computes no index: 2012, SO2 1 h above 800 (use 24 h) and O3 8 h above 800
    (use 1 h); any version, a concentration below zero. Raises ``ValueError`` for an unknown name, unit or
    version and for what is not one finite number.
    """
    version = versions.named("aqi", standard)
    found = scale(version.standard, pollutant, averaging)
    amount = exact(concentration, f"{pollutant} {averaging}")
    if unit is not None:
        amount = convert(amount, unit, found.unit)
    return found.index(found.rounded(amount))

"""A value in words: with its qualifier, its unit, and the fraction of a ratio."""

from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banshi.base.figures.registry import Number, Value
from banshi.kernel.qualifiers import Qualified


def english() -> bool:
    """Whether the language of the moment is English."""
    return (get_language() or "").startswith("en")


def plain(number: Number) -> str:
    """Thousands set apart, no digit lost, no zeros behind the point that say nothing: ``1,000``, ``12.5``."""
    if isinstance(number, Decimal):
        number = number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()
    return f"{number:,}"


def counted(value: Value) -> str:
    """The number with its qualifier, without its unit; empty when there is nothing to count from."""
    if value.value is None:
        return ""
    if isinstance(value.value, bool):
        return _("yes") if value.value else _("no")
    return Qualified(value.value, value.qualifier).text(plain(value.value), english())


def said(value: Value) -> str:
    """The whole: ``约1,000米``, ``92.3%（12/13）``, ``29个``; empty when there is nothing to count from."""
    if value.value is None:
        return ""
    fraction = f"{value.numerator:,}/{value.denominator:,}" if value.denominator is not None else ""
    if isinstance(value.value, bool):
        return f"{counted(value)} {fraction}".strip()
    unit = str(value.unit)
    gap = " " if english() and unit not in ("", "%") else ""
    number = Qualified(value.value, value.qualifier).text(f"{plain(value.value)}{gap}{unit}", english())
    if not fraction:
        return number
    return f"{number} ({fraction})" if english() else f"{number}（{fraction}）"

"""Sentences that several of the programme's pages and importers say."""

from datetime import date

from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banshi.programmes.environment.rules.air import ItemFault
from banshi.programmes.environment.rules.readings import Fault
from banshi.programmes.environment.rules.water import ITEMS


def english() -> bool:
    """Is English read at this moment?"""
    return (get_language() or "").startswith("en")


def month_word(number: int) -> str:
    """A month under a chart: ``5月`` or ``May``."""
    return date(2000, number, 1).strftime("%b") if english() else f"{number}月"


SHORT = {
    "permanganate_index": ("高指", "CODMn"), "cod": ("COD", "COD"), "bod5": ("BOD₅", "BOD₅"),
    "anionic_surfactant": ("阴表", "LAS"), "ammonia_nitrogen": ("氨氮", "NH₃-N"), "total_phosphorus": ("总磷", "TP"),
    "dissolved_oxygen": ("溶解氧", "DO"), "total_nitrogen": ("总氮", "TN"),
}  # fmt: skip
"""What items are called where there is little room, Chinese and English."""


def short_name(code: str) -> str:
    """The item in a word."""
    return SHORT[code][english()] if code in SHORT else item_name(code)


def item_name(code: str) -> str:
    """What an item of water is called; a pollutant of air bears its own sign."""
    return ITEMS.get(code, code) if not english() else code.replace("_", " ")


def _fault_said(fault: Fault, item: str) -> str:
    if fault.code == "unit_thousand":
        said = _(
            "the value does not fit the unit %(unit)s, perhaps off by a thousand. Correct it; if it is right, enter "
            "the day by hand and confirm it"
        ) % {"unit": fault.reading}
    else:
        said = fault.said(english())
    return f"{item_name(item)}: {said}" if item else said


said = lazy(_fault_said, str)


def said_of(found: ItemFault) -> str:
    """A fault as a sentence, in the language of whoever reads it."""
    return said(found.fault, found.item)

"""The layout of official documents after GB/T 9704-2012, as data with the clause each number comes from.

Lengths are millimetres, type sizes points (1 pt = 1/72 in). ``strength`` says how binding the clause is: 规定
(shall), 一般 (as a rule), 推荐 (recommended), 推算 (follows from other numbers), 实务 (the standard is silent and
offices do it so). ``tolerance`` is the standard's own where it names one.
"""

from dataclasses import dataclass
from types import MappingProxyType

MM_PER_PT = 25.4 / 72


@dataclass(frozen=True)
class Measure:
    """One number of the standard: value, unit, clause, strength, tolerance (same unit)."""

    value: float
    unit: str
    clause: str
    strength: str = "规定"
    tolerance: float = 0.0


PAGE_WIDTH = Measure(210, "mm", "5.1")
PAGE_HEIGHT = Measure(297, "mm", "5.1")
TOP = Measure(37, "mm", "5.2.1", tolerance=1)
LEFT = Measure(28, "mm", "5.2.1", tolerance=1)
TYPE_WIDTH = Measure(156, "mm", "5.2.1")
TYPE_HEIGHT = Measure(225, "mm", "5.2.1")
BOTTOM = Measure(297 - 37 - 225, "mm", "5.2.1", "推算", tolerance=1)
RIGHT = Measure(210 - 28 - 156, "mm", "5.2.1", "推算", tolerance=1)
LINES = Measure(22, "lines a page", "5.2.3", "一般")
CHARACTERS = Measure(28, "characters a line", "5.2.3", "一般")
BODY = Measure(16, "pt", "5.2.2", "一般")
MASTHEAD_TOP = Measure(35, "mm below the type area's top", "7.2.4", tolerance=1)
MASTHEAD_TOP_LETTER = Measure(30, "mm below the page's top", "10.1", tolerance=1)
MASTHEAD_LARGEST = Measure(48, "pt", "7.2.4", "实务")
NUMBER_AFTER = Measure(2, "blank lines", "7.2.5")
RED_LINE_AFTER = Measure(4, "mm below the number", "7.2.7", tolerance=1)
RED_LINE = Measure(0.53, "mm thick", "7.2.7", "实务")
TITLE = Measure(22, "pt", "7.3.1", "一般")
TITLE_AFTER = Measure(2, "blank lines", "7.3.1", "一般")
RECIPIENTS_AFTER = Measure(1, "blank line", "7.3.2")
INDENT = Measure(2, "characters", "7.3.3")
ATTACHED_AFTER = Measure(1, "blank line", "7.3.4")
DATE_RIGHT_SEALED = Measure(4, "characters", "7.3.5.1")
SEAL_ROOM = Measure(2, "blank lines", "7.3.5.1", "实务")
SIGNATURE_RIGHT_UNSEALED = Measure(2, "characters", "7.3.5.2")
DATE_SHIFT_UNSEALED = Measure(2, "characters", "7.3.5.2")
IMPRINT = Measure(14, "pt", "7.4.2", "一般")
IMPRINT_OUTER = Measure(0.35, "mm thick", "7.4.1", "推荐", tolerance=0.03)
IMPRINT_INNER = Measure(0.25, "mm thick", "7.4.1", "推荐", tolerance=0.03)
FOLIO = Measure(14, "pt", "7.5", "一般")
FOLIO_BELOW = Measure(7, "mm below the type area", "7.5", "一般", tolerance=1)
FOLIO_OUTSIDE = Measure(1, "character", "7.5", "一般")
LETTER_LINE_AFTER = Measure(4, "mm below the masthead", "10.1", tolerance=1)
LETTER_LINE_FOOT = Measure(20, "mm above the page's foot", "10.1", tolerance=1)
LETTER_LINE_LONG = Measure(170, "mm", "10.1", tolerance=1)
LETTER_NUMBER_BELOW = Measure(7 / 8 * 16, "pt below the first double line", "10.1")

LINE_MM = TYPE_HEIGHT.value / LINES.value
"""A line, 10.23 mm: clause 3 calls it a character and 7/8 of one; 22 of them fill the type area (5.2.3)."""

LINE_PT = LINE_MM / MM_PER_PT
CHARACTER_PT = TYPE_WIDTH.value / MM_PER_PT / CHARACTERS.value
"""The pitch of characters, 15.79 pt: 28 of them fill a line, so size 3 type is set a hair closer than 16 pt."""

RED = "E60012"
"""Masthead and red lines (5.2.4); the standard names no shade, offices print with this one."""

FACES = MappingProxyType(
    {
        "text": "仿宋_GB2312",
        "title": "方正小标宋简体",
        "first": "黑体",
        "second": "楷体_GB2312",
        "folio": "宋体",
    }
)
"""The faces that Word files name; they are licensed by the offices, never shipped."""

LEVELS = MappingProxyType({0: "text", 1: "first", 2: "second", 3: "text", 4: "text"})
"""7.3.3: 一、 in 黑体, （一） in 楷体, 1. and （1） as the body."""


def twips(mm: float) -> int:
    """Millimetres in twentieths of a point, as Word counts."""
    return round(mm / MM_PER_PT * 20)


def masthead_size(text: str) -> int:
    """The type size of a masthead: as large as one line takes, at most :data:`MASTHEAD_LARGEST` (7.2.4)."""
    room = TYPE_WIDTH.value / MM_PER_PT
    return min(int(MASTHEAD_LARGEST.value), max(22, int(room / max(len(text), 1))))


def letter_size(text: str) -> int:
    """The same over the 170 mm of a letter's head, a little smaller (10.1)."""
    room = LETTER_LINE_LONG.value / MM_PER_PT
    return min(42, max(22, int(room / max(len(text), 1))))

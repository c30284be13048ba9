"""Reading and doubting amounts: the judgments of ``./banshi standards``, cell by cell.

A cell becomes the text of an exact decimal as it was given, or a fault in the words that the command line uses.
"""

from dataclasses import dataclass
from functools import lru_cache

from banshi.base.filecheck.air_days import PLAUSIBLE
from banshi.base.filecheck.cells import Cell, Place, Told, number
from banshi.base.filecheck.messages import TEXT
from banshi.base.filecheck.water_samples import doubt
from banshi.kernel.standards.exact import plain
from banshi.kernel.standards.water import Reading, reading

LONGEST = 16
NOWHERE = Place(0, 0, "")
SOFT = frozenset({"below_detection"})
"""What is told of a cell and does not stop it."""


@dataclass(frozen=True)
class Fault:
    """What is wrong with an amount: a code of :mod:`banshi.base.filecheck.messages`, and what was read."""

    code: str
    reading: str = ""

    def said(self, english: bool) -> str:
        """The sentence."""
        return TEXT[self.code][english].format(reading=self.reading, count=0)


class Faulty(ValueError):
    """A cell that holds no amount."""

    def __init__(self, fault: Fault):
        super().__init__(fault.code)
        self.fault = fault


def amount(cell: Cell, *, detection: bool = False) -> str:
    """The amount in a cell as text; empty for nothing. Raises :class:`Faulty`.

    ``detection`` allows 0.01L, a value below detection.
    """
    told: list[Told] = []
    found = number(cell, NOWHERE, told.append, detection)
    for one in told:
        if one.blocks and one.code not in SOFT:
            raise Faulty(Fault(one.code, one.reading))
    return "" if found is None else written(found)


def written(found: Reading) -> str:
    """A reading as text, trailing zeros kept. Raises :class:`Faulty` for what no instrument gives."""
    text = plain(found.value) + ("L" if found.below else "")  # type: ignore[arg-type]
    if len(text) > LONGEST:
        raise Faulty(Fault("not_number"))
    return text


@lru_cache(maxsize=1 << 16)
def air_fault(item: str, text: str) -> Fault | None:
    """What is wrong with an air amount: below zero, not a number, a unit off by a thousand. Zero is missing."""
    try:
        checked = amount(text)
    except Faulty as error:
        return error.fault
    if not checked:
        return None
    value = reading(checked, item).value
    low, high = PLAUSIBLE[item]
    if value == 0 or low <= value <= high:
        return None
    return Fault("unit_thousand", "mg/m3" if item == "CO" else "ug/m3")


@lru_cache(maxsize=1 << 16)
def water_fault(code: str, text: str) -> Fault | None:
    """What is wrong with the amount of an item of GB 3838."""
    try:
        checked = amount(text, detection=True)
    except Faulty as error:
        return error.fault
    if not checked:
        return None
    told = doubt(code, reading(checked, code), NOWHERE, checked, False)
    return Fault(told.code, told.reading) if told else None

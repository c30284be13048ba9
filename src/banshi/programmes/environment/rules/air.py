"""What a day of air must be before it is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from banshi.kernel.standards.air import SIX
from banshi.programmes.environment.rules.readings import Fault, air_fault

AIR_DAY = "air-day/1"
DOUBTS = frozenset({"unit_thousand"})
"""Faults that a person may confirm to be no faults: a dust storm is one."""


@dataclass(frozen=True)
class ItemFault:
    """A fault and the pollutant or item that has it; empty when the row as a whole has it."""

    item: str
    fault: Fault


YEAR_NEEDS, YEAR_DAYS = 324, 365


def suffices(valid: int, days: int) -> bool:
    """Are there enough valid days for a number of days to be set beside that of another year?

    GB 3095 asks for 324 daily values of a year, 27 of a month, 25 of February; here in proportion to the days.
    """
    return days > 0 and valid >= max(1, days * YEAR_NEEDS // YEAR_DAYS)


NOTHING = ItemFault("", Fault("nothing_measured"))


def day_fault(amounts: Sequence[str], invalid_why: str, *, confirmed: bool = False) -> ItemFault | None:
    """The first fault of a day's six amounts (in the order of ``SIX``). A day that is said to be invalid may be
    empty, and is not doubted."""
    for item, text in zip(SIX, amounts, strict=True):
        fault = air_fault(item, text) if text else None
        if fault is None or (fault.code in DOUBTS and (confirmed or invalid_why)):
            continue
        return ItemFault(item, fault)
    return None if invalid_why or any(amounts) else NOTHING


def day_digest(station: str, on: str, amounts: Sequence[str], invalid_why: str) -> str:
    """What proves a day: SHA-256 over the station's public id, the day, the six amounts and why it is invalid."""
    return sha256("\x1f".join((AIR_DAY, station, on, *amounts, invalid_why)).encode()).hexdigest()

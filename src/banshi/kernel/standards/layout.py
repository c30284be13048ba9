"""The layout table of official documents, GB/T 9704-2012, for the document engine.

Three rows (unsealed signature, signature stamp, note) are [from memory]. Lengths derived from others (35 mm
bottom, 26 mm right, a line of 28.99 pt) say so in ``strength``. 小标宋 and 仿宋_GB2312 are not free fonts:
name them in the document and ship a fallback."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from banshi.kernel.standards.data import official_layout
from banshi.kernel.standards.table import day, rows


@dataclass(frozen=True, slots=True)
class Element:
    """One element. ``mm`` lengths in millimetres in the order of ``text``, ``tolerance`` ± mm, ``points`` font
    size, ``fonts`` faces, ``counts`` blank lines, characters or other counts in the order of ``text``."""

    code: str
    zh: str
    text: str
    clause: str
    strength: str
    status: str
    mm: tuple[Decimal, ...]
    tolerance: Decimal | None
    points: Decimal | None
    fonts: tuple[str, ...]
    counts: tuple[Decimal, ...]
    effective_from: date | None
    effective_to: date | None

    @property
    def certain(self) -> bool:
        """Whether the row is confirmed by two sources."""
        return self.status == "verified"


def _numbers(*cells: str) -> tuple[Decimal, ...]:
    return tuple(Decimal(part) for cell in cells for part in cell.split(" ") if part)


ELEMENTS: dict[str, Element] = {
    row["code"]: Element(
        row["code"], row["zh"], row["text"], row["clause"], row["strength"], row["status"],
        _numbers(row["mm"], row["mm2"]), Decimal(row["tolerance"]) if row["tolerance"] else None,
        Decimal(row["points"]) if row["points"] else None, tuple(row["font"].split()),
        _numbers(row["count"]), day(row["effective_from"]), day(row["effective_to"]),
    )
    for row in rows(official_layout.TEXT)
}  # fmt: skip

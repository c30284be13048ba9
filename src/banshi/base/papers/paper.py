"""What an official paper is made of: plain values, written alike as Word and as PDF.

Texts are plain; the writers escape them. A number and a seal are never part of a paper: the number's place
stays open between its brackets, and the signature leaves room for the seal.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import Enum

SPACE = "\u3000"


class Form(Enum):
    """The formats of the standard that papers take; a slip is a single sheet without a masthead's number."""

    DOCUMENT = "document"
    LETTER = "letter"
    MINUTES = "minutes"
    SLIP = "slip"


@dataclass(frozen=True)
class Para:
    """A paragraph. ``level`` 1 to 4 are the numbered levels of 7.3.3 (the number stands in ``text``), 0 the body.

    ``heading`` is how many characters of a level 1 or 2 are set in its own face (the rest as the body).
    """

    text: str
    level: int = 0
    heading: int = 0
    indent: bool = True


@dataclass(frozen=True)
class Grid:
    """A table. ``widths`` are shares of the line, ``numbers`` the columns that are set right."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    numbers: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Facts:
    """Labels with their values, one a line in two columns, and a code that a phone reads beside the last of them.

    ``small`` values are long digests that are set small and may break anywhere.
    """

    lines: tuple[tuple[str, str], ...]
    small: frozenset[str] = frozenset()
    code: str = field(default="", repr=False)


Block = Para | Grid | Facts


@dataclass(frozen=True)
class Annex:
    """An attachment: its title, a line of facts under it, its blocks. A ``wide`` one lies across the page."""

    title: str
    blocks: tuple[Block, ...]
    facts: str = ""
    wide: bool = False
    numbered: bool = True


@dataclass(frozen=True)
class Paper:
    """One paper.

    ``template`` is the code under which an office may keep its own Word form. ``house`` is the masthead;
    ``numbered`` leaves the document number's place; ``year`` stands in its brackets, when known.
    ``signature`` and ``signed_on`` stand for one body; ``sealed`` leaves room for its seal. ``present`` are the
    lines of who attended (minutes). ``copies``, ``printer`` and ``printed_on`` fill the imprint (版记), which is
    left out without a printer. ``demo`` prints 演示数据 on each page.
    """

    template: str
    house: str
    title: str
    blocks: tuple[Block, ...]
    form: Form = Form.DOCUMENT
    numbered: bool = True
    year: int | None = None
    urgency: str = ""
    recipients: tuple[str, ...] = ()
    annexes: tuple[Annex, ...] = ()
    signature: str = ""
    signed_on: date | None = None
    sealed: bool = True
    note: str = ""
    present: tuple[tuple[str, str], ...] = ()
    copies: tuple[str, ...] = ()
    printer: str = ""
    printed_on: date | None = None
    demo: bool = False

    @property
    def named(self) -> tuple[Annex, ...]:
        """The annexes that the attachment line of the body names."""
        return tuple(annex for annex in self.annexes if annex.numbered)


def written_day(day: date | None) -> str:
    """``2021年5月31日``: Arabic figures, no leading zeros (7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def blank_number(year: int | None) -> str:
    """The place of the document number: code and serial stay open, the year stands in its brackets (7.2.5)."""
    return f"{SPACE * 3}〔{year or SPACE * 2}〕{SPACE * 2}号"

"""Unified social credit code (统一社会信用代码), GB 32100-2015.

18 characters: registering department (1), category (1), administrative division (6, GB/T 2260), subject
identifier (9, the organisation code of GB 11714, its last character a check of its own), check character (1).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

CHARSET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUE = {character: value for value, character in enumerate(CHARSET)}
_WEIGHTS = tuple(pow(3, position, 31) for position in range(17))
_ORGANISATION_CHARSET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
# Registering departments and the categories each of them gives, GB 32100-2015 table 1, with
# 54 self-governing villages and communities and G1 offices of foreign NGOs, which came later.
_CATEGORIES = {
    "1": "1239",
    "2": "19",
    "3": "123459",
    "4": "19",
    "5": "12349",
    "6": "129",
    "7": "129",
    "8": "19",
    "9": "123",
    "A": "19",
    "G": "1",
    "N": "1239",
    "Y": "1",
}


class CreditCodeFault(StrEnum):
    """What is wrong with a code; stable, for messages and tests."""

    LENGTH = "length"
    CHARACTER = "character"
    KIND = "kind"
    DIVISION = "division"
    ORGANISATION = "organisation"
    CHECK = "check"


class CreditCodeError(ValueError):
    """A code that cannot be one. `code` as checked, `fault` the first thing wrong, `position` from 1 or 0."""

    def __init__(self, code: str, fault: CreditCodeFault, position: int = 0) -> None:
        super().__init__(f"{code!r} is not a unified social credit code: {fault.value}")
        self.code, self.fault, self.position = code, fault, position


@dataclass(frozen=True, slots=True)
class CreditCode:
    """A checked code and its parts."""

    code: str

    @property
    def department(self) -> str:
        """Registering department: 9 market regulation, 5 civil affairs, 1 staffing office …"""
        return self.code[0]

    @property
    def category(self) -> str:
        """Category within the department: 91 an enterprise, 92 a sole trader, 93 a farmers' cooperative."""
        return self.code[1]

    @property
    def division(self) -> str:
        """Six digits of the administrative division that registered it."""
        return self.code[2:8]

    @property
    def organisation_code(self) -> str:
        """The nine characters of the organisation code."""
        return self.code[8:17]


def clean(text: str) -> str:
    """The code without spaces and hyphens, in upper case and half width. Letters are not guessed."""
    half = "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in text)
    return "".join(half.split()).replace("-", "").upper()


def check(text: str) -> CreditCode:
    """The code in its written form, checked. Raises CreditCodeError naming the first fault.

    A well-formed code proves nothing about a registration; that is looked up elsewhere.
    """
    code = clean(text)
    if len(code) != 18:
        raise CreditCodeError(code, CreditCodeFault.LENGTH)
    for position, character in enumerate(code, 1):
        if character not in _VALUE:
            raise CreditCodeError(code, CreditCodeFault.CHARACTER, position)
    if code[1] not in _CATEGORIES.get(code[0], ""):
        raise CreditCodeError(code, CreditCodeFault.KIND, 1)
    if not code[2:8].isdigit():
        raise CreditCodeError(code, CreditCodeFault.DIVISION, 3)
    if code[16] != organisation_check(code[8:16]):
        raise CreditCodeError(code, CreditCodeFault.ORGANISATION, 17)
    if code[17] != check_character(code[:17]):
        raise CreditCodeError(code, CreditCodeFault.CHECK, 18)
    return CreditCode(code)


def is_valid(text: str) -> bool:
    """True when `check` finds no fault."""
    try:
        check(text)
    except CreditCodeError:
        return False
    return True


def check_character(first17: str) -> str:
    """Character 18 for the first 17: 31 − Σ(value × 3^(i−1) mod 31) mod 31."""
    total = sum(_VALUE[character] * weight for character, weight in zip(first17, _WEIGHTS, strict=True))
    return CHARSET[-total % 31]


def organisation_check(first8: str) -> str:
    """Character 9 of an organisation code for its first 8 (GB 11714): 11 − Σ(value × weight) mod 11."""
    values = (_ORGANISATION_CHARSET.index(character) for character in first8)
    digit = -sum(v * w for v, w in zip(values, _ORGANISATION_WEIGHTS, strict=True)) % 11
    return "X" if digit == 10 else str(digit)


def complete(first16: str) -> str:
    """A whole code for demo data: 16 characters plus both check characters.

    With 17 characters given, the 17th must be the right organisation check. Raises CreditCodeError as
    `check` does. Use a division that does not exist (such as 990000), so that no real firm is named.
    """
    code = clean(first16)
    if len(code) not in (16, 17):
        raise CreditCodeError(code, CreditCodeFault.LENGTH)
    for position, character in enumerate(code, 1):
        if character not in _VALUE:
            raise CreditCodeError(code, CreditCodeFault.CHARACTER, position)
    body = code if len(code) == 17 else code + organisation_check(code[8:16])
    return check(body + check_character(body)).code

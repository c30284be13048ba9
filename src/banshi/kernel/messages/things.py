"""Telephone numbers, quantities and names of places and organisations in a message."""

import re
from collections.abc import Iterable, Iterator

from banshi.kernel.messages.marks import Mark, Name, folded, longest_first

_DASH = r"[- ]?"
_PHONES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<![0-9])(?:\+?86{_DASH})?(?P<n>1[3-9][0-9]{_DASH}[0-9]{{4}}{_DASH}[0-9]{{4}})(?![0-9])",
        rf"(?<![0-9])(?P<n>400{_DASH}[0-9]{{3}}{_DASH}[0-9]{{4}})(?![0-9])",
        rf"(?<![0-9])(?P<n>0[0-9]{{2,3}}{_DASH}[2-9][0-9]{{6,7}})(?![0-9])",
        r"(?:电话|座机|联系方式)[:是为 ]{0,3}(?P<n>[2-9][0-9]{6,7})(?![0-9])",
    )
)
_UNIT = (
    "平方米|平方公里|立方米|公里|千米|毫米|厘米|万元|亿元|人次|千瓦|公斤|个(?!月|小时|工作|星期|礼拜|人)|名|人|台|套|辆|户|家|"
    "米|亩|吨|处|盏|棵|车|间|层|栋|元|度|升|天|小时|次"
)
_QUANTITY = re.compile(
    r"(?:约|近|大约|大概|至少|不少于|超过)?\s?"
    r"(?:[0-9]+(?:\.[0-9]+)?|[二两三四五六七八九十百千][一二三四五六七八九十百千]{0,5})"
    rf"\s?(?:余|多|来)?\s?(?:{_UNIT})(?:左右|以上|上下)?"
)
SHORTEST = 2


def phones(text: str) -> Iterator[Mark]:
    """Mobile, 400 and land-line numbers in ``text`` (folded); the value has digits only, without 86."""
    for pattern in _PHONES:
        for match in pattern.finditer(text):
            digits = re.sub(r"[^0-9]", "", match["n"])
            yield Mark("phone", match.start("n"), match.end("n"), digits)


def quantities(text: str) -> Iterator[Mark]:
    """Numbers with a unit in ``text`` (folded), with what qualifies them (约, 以上); the value is as written."""
    for match in _QUANTITY.finditer(text):
        yield Mark("quantity", match.start(), match.end(), match.group().strip())


def named(text: str, kind: str, names: Iterable[Name]) -> list[Mark]:
    """Where one of ``names`` stands in ``text`` (folded), the longest names first; each once per place."""
    found = []
    for name in names:
        wanted = folded(name.text.strip())
        at = text.find(wanted) if len(wanted) >= SHORTEST else -1
        while at >= 0:
            found.append(Mark(kind, at, at + len(wanted), name.code))
            at = text.find(wanted, at + len(wanted))
    return longest_first(found)

"""Chinese and Latin text: folding, search grams, likeness, and vague words where a date is promised."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Hashable, Set
from operator import add

_CJK = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002ee5d\U00030000-\U000323af"
_RUNS = re.compile(f"[{_CJK}]+|[^\\W_{_CJK}]+")
_IS_CJK = re.compile(f"[{_CJK}]")
_SPACE = re.compile(r"\s+")
_BETWEEN_CJK = re.compile(f"(?<=[{_CJK}]) (?=[{_CJK}])")

# Words that sound like a date and are none. Longer ones first, so that a word is found whole.
VAGUE_WORDS = (
    "在最短时间内",
    "第一时间",
    "尽可能快",
    "尽早尽快",
    "不日内",
    "近几天",
    "近段时间",
    "近期",
    "近日",
    "尽快",
    "尽早",
    "尽速",
    "从速",
    "即将",
    "马上",
    "立即",
    "立刻",
    "抓紧",
    "适时",
    "择期",
    "择机",
    "另行安排",
    "另行通知",
    "不久",
    "稍后",
    "过几天",
    "待定",
    "as soon as possible",
    "asap",
    "shortly",
    "soon",
    "in due course",
    "at an early date",
)


def _pattern(word: str) -> str:
    if word.isascii():
        return rf"\b{word}\b"
    # 附近日常 holds 近日, and 邻近期货 holds 近期, without meaning either.
    return f"(?<![附邻临靠接]){word}" if word.startswith("近") else word


VAGUE_PATTERN = re.compile("|".join(_pattern(word) for word in sorted(VAGUE_WORDS, key=len, reverse=True)))
"""Finds the vague words in text that is folded already."""

_MOBILE = re.compile(r"(?<!\d)((?:(?:\+|00)?86[ -]?)?[1１][3-9３-９]\d)[ -]?(\d{4})[ -]?(\d{4})(?!\d)")
_IDENTITY = re.compile(
    r"(?<![\dA-Za-z])(\d{4})\d{2}((?:19|20)\d{2})(\d{2})(\d{2})(\d{3}[\dXx])(?![\dA-Za-z])"
)


def normalise(text: str) -> str:
    """Text for comparing: NFKC (full width to half width), lower case, one space between words, none at
    the ends or between Chinese characters.

    Idempotent. Not for showing: what a person wrote is stored as written.
    """
    folded = text
    if text.casefold() != text or not unicodedata.is_normalized("NFKC", text):
        folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    if folded.split() == [folded]:  # nothing in it separates
        return folded
    return _BETWEEN_CJK.sub("", _SPACE.sub(" ", folded).strip())


def grams(text: str) -> list[str]:
    """Search terms in order, repeats kept: bigrams of each Chinese run, other words and numbers whole.

    A Chinese run of one character gives that character. Punctuation separates.
    """
    terms: list[str] = []
    for run in _RUNS.findall(normalise(text)):
        if _IS_CJK.match(run) and len(run) > 1:
            terms.extend(map(add, run, run[1:]))
        else:
            terms.append(run)
    return terms


def vague_promise(text: str) -> tuple[str, ...]:
    """The words found that promise without a date (近期, 尽快 …), in order, each once.

    Only for fields in which an office promises a date; a resident's own words are never judged.
    """
    return tuple(dict.fromkeys(VAGUE_PATTERN.findall(normalise(text))))


def masked_numbers(text: str) -> str:
    """``text`` with mobile numbers and identity card numbers masked: ``138****5678``, ``4303**********123X``.

    Numbers with a birthday in them alone are taken for identity cards (GB 11643-1999), so that a
    credit code of digits stays readable. Full-width digits are found too. Idempotent.
    """
    return _IDENTITY.sub(_masked_identity, _MOBILE.sub(r"\1****\3", text))


def _masked_identity(found: re.Match[str]) -> str:
    month, day = int(found[3]), int(found[4])
    return f"{found[1]}{'*' * 10}{found[5]}" if 1 <= month <= 12 and 1 <= day <= 31 else found[0]


def similarity(a: str, b: str) -> float:
    """Likeness of two texts from 0 (no gram shared) to 1 (same grams): Dice coefficient of their gram sets.

    Symmetric. A ranking aid for likely duplicates, never a limit by itself.
    """
    return likeness_to(a)(b)


def likeness_to(a: str) -> Callable[[str], float]:
    """:func:`similarity` to one text, for many others: its grams are made once."""
    left = set(grams(a))

    def likeness(b: str) -> float:
        right = set(grams(b))
        if not left or not right:
            return float(normalise(a) == normalise(b) != "")
        return shared(left, right)

    return likeness


def shared(left: Set[Hashable], right: Set[Hashable]) -> float:
    """Dice coefficient of two sets that are not empty, 0 to 1: of grams, or of what stands for them."""
    return 2 * len(left & right) / (len(left) + len(right))


def short_for(short: str, full: str) -> float:
    """How much of a Chinese short form stands in ``full`` in its order, 0 to 1: 环保局 in 生态环境局 is 2/3.

    The longest common subsequence of their characters over the length of ``short``; 0 for fewer than two of
    them, since one character (局) is in every name. A ranking aid like :func:`similarity`, never a limit.
    """
    left = [mark for mark in normalise(short) if _IS_CJK.match(mark)]
    right = [mark for mark in normalise(full) if _IS_CJK.match(mark)]
    if len(left) < 2 or len(set(left) & set(right)) < 2:
        return 0.0
    before = [0] * (len(right) + 1)
    for mark in left:
        row = [0]
        for at, other in enumerate(right):
            row.append(before[at] + 1 if mark == other else max(before[at + 1], row[at]))
        before = row
    return before[-1] / len(left) if before[-1] > 1 else 0.0

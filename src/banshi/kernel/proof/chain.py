"""The chain of one subject: each entry's leaf covers its exact bytes and the leaf before it.

``leaf = H(0x00 || body)`` is the leaf hash of RFC 6962, section 2.1, so the same
leaves later stand in a zone's Merkle log. The body carries ``n`` (from 1) and
``prev`` (the leaf before, or an empty string), so a changed, missing, swapped
or inserted entry shows.
"""

import hashlib
import json
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

SUITES = {1: "sha256", 2: "sm3"}
DEFAULT_SUITE = 1
_SPELL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode
_TEXT, _SIMPLE = frozenset((str,)), frozenset((str, int, bool, type(None)))


def canonical(value: dict[str, Any]) -> bytes:
    """JSON with sorted keys, no spaces, UTF-8, NFC text and no floats: the bytes that are hashed.

    Raises TypeError for a float or anything that JSON does not know.
    """
    if _is_plain(value):
        text = _SPELL(value)
        # Parts of NFC text are NFC, and nothing composes with the quotation marks around them.
        if text.isascii() or unicodedata.is_normalized("NFC", text):
            return text.encode()
    return _SPELL(_clean(value)).encode()


def _is_plain(value: dict[Any, Any]) -> bool:
    """Is there nothing in it that :func:`_clean` would turn into something else, but text that is not NFC?"""
    if not _TEXT.issuperset(map(type, value)):
        return False
    return all(
        type(item) in _SIMPLE
        or (type(item) is dict and _is_plain(item))
        or (type(item) is list and _SIMPLE.issuperset(map(type, item)))
        for item in value.values()
    )


def _clean(value: Any) -> Any:
    kind = type(value)
    if kind is str:  # most values are; what is ASCII is NFC
        return value if value.isascii() else unicodedata.normalize("NFC", value)
    if value is None or kind is bool or kind is int:
        return value
    if isinstance(value, dict):
        return {str(key): _clean(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_clean(item) for item in value]
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, int):
        return value
    raise TypeError(f"{type(value).__name__} may not stand in a history entry")


def leaf_hash(body: bytes, suite: int = DEFAULT_SUITE) -> str:
    """The leaf hash of ``body``, as lower-case hex."""
    return hashlib.new(SUITES[suite], b"\x00" + body).hexdigest()


@dataclass(frozen=True)
class Link:
    """One stored entry as the checker needs it."""

    n: int
    body: bytes
    leaf: str
    suite: int = DEFAULT_SUITE


@dataclass(frozen=True)
class Break:
    """Where a chain does not hold: the entry's ``n`` (0 = the head) and what is wrong."""

    n: int
    reason: str


def check_chain(links: Iterable[Link], *, subject: str, head_n: int, head_leaf: str) -> Break | None:
    """The first break of a subject's chain in order of ``n``, or None when it holds.

    ``subject`` is the subject's uid as text; ``head_n`` and ``head_leaf`` are what the
    subject row says its last entry is.
    """
    before, expected = "", 1
    for link in links:
        if link.n != expected:
            return Break(expected, "missing" if link.n > expected else "double")
        reason = _fault(link, subject, before)
        if reason:
            return Break(link.n, reason)
        before, expected = link.leaf, expected + 1
    if expected - 1 != head_n:
        return Break(expected, "missing") if expected - 1 < head_n else Break(0, "head_behind")
    return None if before == head_leaf else Break(0, "head_differs")


def _fault(link: Link, subject: str, before: str) -> str | None:
    if link.suite not in SUITES:
        return "suite_unknown"
    if leaf_hash(link.body, link.suite) != link.leaf:
        return "body_changed"
    try:
        stated = json.loads(link.body)
    except ValueError:
        return "body_unreadable"
    if not isinstance(stated, dict):
        return "body_unreadable"
    if stated.get("prev") != before:
        return "link_broken"
    if stated.get("n") != link.n or stated.get("subject") != subject:
        return "misplaced"
    return None

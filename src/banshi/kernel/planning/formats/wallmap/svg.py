"""Elements of SVG as text. Lengths are millimetres of the paper."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

FONT = "PingFang SC, Microsoft YaHei, Noto Sans SC, Noto Sans CJK SC, sans-serif"
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def mm(value: float) -> str:
    """A length with two decimals at most, so that the same plan gives the same text everywhere."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("", "-0") else text


def element(name: str, inner: str | None = None, **attributes: object) -> str:
    """``<name …>inner</name>``; an underscore in a name is a hyphen, None leaves an attribute out."""
    parts = [name]
    for key, value in attributes.items():
        if value is not None:
            text = mm(value) if isinstance(value, float) else str(value)
            parts.append(f"{key.rstrip('_').replace('_', '-')}={quoteattr(_NOT_XML.sub('', text))}")
    head = " ".join(parts)
    return f"<{head}/>" if inner is None else f"<{head}>{inner}</{name}>"


def rect(x: float, y: float, width: float, height: float, fill: str, **more: object) -> str:
    return element(
        "rect", x=float(x), y=float(y), width=float(max(width, 0)), height=float(height), fill=fill, **more
    )


def line(x1: float, y1: float, x2: float, y2: float, stroke: str, width: float, **more: object) -> str:
    ends = {"x1": float(x1), "y1": float(y1), "x2": float(x2), "y2": float(y2)}
    return element("line", **ends, stroke=stroke, stroke_width=float(width), **more)


def text(x: float, y: float, words: str, size: float, **more: object) -> str:
    """Words with their baseline at y."""
    clean = escape(_NOT_XML.sub("", words))
    return element("text", clean, x=float(x), y=float(y), font_size=float(size), **more)


def width_of(words: str, size: float) -> float:
    """About how wide words are: a Chinese sign is as wide as it is high, others a little more than half."""
    return sum(size if ord(sign) > 0x2E7F else size * 0.56 for sign in words)


def fitted(words: str, size: float, room: float) -> str:
    """Words cut to the room, with an ellipsis."""
    if width_of(words, size) <= room:
        return words
    while words and width_of(words + "…", size) > room:
        words = words[:-1]
    return words + "…"

"""Small numbers as they are written in messages: 25, 二十五, 两."""

DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
UNITS = {"十": 10, "百": 100, "千": 1000}
NUMBER = r"(?:[0-9]{1,4}|[零〇一二两三四五六七八九十百千]{1,7})"
"""Up to four figures, in either writing."""


def number(text: str) -> int | None:
    """The value of ``text`` written with figures or Chinese numerals; None when it is no number."""
    if text.isascii():
        return int(text) if text.isdigit() else None
    total, digit = 0, 0
    for at, char in enumerate(text):
        if char in DIGITS:
            digit = digit * 10 + DIGITS[char]
        elif char in UNITS:
            total += (digit or (1 if at == 0 else 0)) * UNITS[char]
            digit = 0
        else:
            return None
    return total + digit

"""File names as they may be shown and sent back."""

import unicodedata

MAX_LENGTH = 150
NAMELESS = "file"


def clean(name: str) -> str:
    """The last part of ``name`` without paths, control characters and writing-direction tricks.

    At most 150 characters, the ending kept; never empty, never only dots.
    """
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(
        c for c in unicodedata.normalize("NFC", last) if not unicodedata.category(c).startswith("C")
    )
    shown = " ".join(shown.split()).strip(". ") if shown.strip(". ") else NAMELESS
    stem, dot, ending = shown.rpartition(".")
    if len(shown) > MAX_LENGTH and dot and len(ending) <= 10:
        return f"{stem[: MAX_LENGTH - len(ending) - 1]}.{ending}"
    return shown[:MAX_LENGTH]


def ending(name: str) -> str:
    """``jpg`` of ``photo.JPG``; empty when there is none."""
    return name.rpartition(".")[2].lower() if "." in name else ""

"""From a path to something that can be solved, by the ending of its name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from banshi.kernel.planning.formats.psplib import parse_psplib
from banshi.kernel.planning.search.project import PlainProject

if TYPE_CHECKING:
    from banshi.kernel.planning import Plan

Readable = "PlainProject | Plan"
MOST_BYTES = 64_000_000


class Refusal(Exception):
    """A file that cannot be used; the text says why and what to do."""


def content(path: Path) -> bytes:
    """The bytes of a file of bearable size."""
    try:
        with path.open("rb") as stream:
            read = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise Refusal(f"{path} cannot be read: {error.strerror}") from error
    if len(read) > MOST_BYTES:
        raise Refusal(f"{path} is larger than {MOST_BYTES // 1_000_000} MB")
    return read


def text(path: Path) -> str:
    """The same as UTF-8 text."""
    try:
        return content(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refusal(f"{path} is not text in UTF-8") from error


def psplib(path: Path) -> PlainProject:
    return parse_psplib(text(path))


READERS: dict[str, Callable[[Path], PlainProject | Plan]] = {".sm": psplib, ".mm": psplib}


def read(path: Path) -> PlainProject | Plan:
    """The project or plan in a file."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise Refusal(f"{path}: the name must end in one of {', '.join(sorted(READERS))}")
    return reader(path)

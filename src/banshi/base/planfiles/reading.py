"""From a path to something that can be solved, by the ending of its name."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

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


def plan_json(path: Path) -> Plan:
    from banshi.kernel.planning.formats.plan_json import loads

    return loads(text(path))


def mspdi(path: Path) -> Plan:
    """What the file says and a plan cannot hold is told on the error stream."""
    from banshi.kernel.planning.formats.mspdi import read as read_mspdi

    found = read_mspdi(content(path))
    for note in found.notes:
        print(f"banshi plan: {path.name}: {note}", file=sys.stderr)
    return found.plan


READERS: dict[str, Callable[[Path], PlainProject | Plan]] = {
    ".sm": psplib,
    ".mm": psplib,
    ".json": plan_json,
    ".xml": mspdi,
}


def plan(path: Path) -> Plan:
    """A plan with days; a PSPLIB project, which has none, is refused."""
    found = read(path)
    if isinstance(found, PlainProject):
        raise Refusal(
            f"{path}: a PSPLIB project has no calendar; this needs a plan (.json) or an MS Project file (.xml)"
        )
    return found


def read(path: Path) -> PlainProject | Plan:
    """The project or plan in a file."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise Refusal(f"{path}: the name must end in one of {', '.join(sorted(READERS))}")
    return reader(path)


def rain(path: Path, of: Plan) -> np.ndarray:
    """mm on each day of the plan, from a csv of daily rain; 0 where the file knows none, which is told."""
    from banshi.kernel.planning.weather.reading import RainError, read_rain

    try:
        series = read_rain(content(path)).rain
    except RainError as error:
        raise Refusal(f"{path}: {error}") from error
    known = [series.on(of.day(i)) for i in range(of.horizon)]
    unknown = known.count(None)
    if unknown:
        said = f"no rain is known for {unknown} of {of.horizon} days; taken as dry"
        print(f"banshi plan: {path.name}: {said}", file=sys.stderr)
    return np.array([amount or 0.0 for amount in known])

"""PSPLIB files `.sm` and `.mm` (Kolisch, Sprecher 1996, EJOR 96:205-216): text in, `PlainProject` out.

Only the three tables are read: precedence relations, requests and durations, availabilities. Everything is counted
against the head of the file, so that a cut or doctored file is refused and not misread. Size is bounded: the work
is proportional to the text, and the text to `MAX_TEXT`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from banshi.kernel.planning.errors import PlanError
from banshi.kernel.planning.search.project import Choice, PlainProject

MAX_TEXT = 16_000_000
MAX_JOBS = 20_000
MAX_LINKS = 200_000
MAX_MODES = 50
MAX_CREWS = 200
MAX_VALUE = 100_000

_HEAD = {
    "jobs": r"jobs \(incl\. supersource/sink \)",
    "renewable": r"- renewable",
    "nonrenewable": r"- nonrenewable",
    "doubly": r"- doubly constrained",
}


def refuse(line: int, problem: str) -> PlanError:
    """The error for one line (counted from 1; 0: the whole file)."""
    where = f"Line {line}: " if line else ""
    return PlanError("bad_file", f"{where}{problem}", line=line)


def parse_psplib(text: str) -> PlainProject:
    """The project of a `.sm` or `.mm` file. PlanError names the line that cannot be used."""
    if len(text) > MAX_TEXT:
        raise refuse(0, f"The file is longer than {MAX_TEXT:,} characters")
    lines = text.split("\n")
    jobs = _count(lines, "jobs", 2, MAX_JOBS)
    renewable = _count(lines, "renewable", 0, MAX_CREWS)
    stocks = _count(lines, "nonrenewable", 0, MAX_CREWS)
    if _count(lines, "doubly", 0, MAX_CREWS):
        raise refuse(0, "Doubly constrained resources are not read")
    modes, successors = _precedence(lines, jobs)
    choices = _requests(lines, modes, renewable, stocks)
    units = _availabilities(lines, renewable + stocks)
    return PlainProject(
        choices=tuple(tuple(one) for one in choices),
        successors=tuple(successors),
        capacity=tuple(units[:renewable]),
        stock=tuple(units[renewable:]),
    )


def _count(lines: list[str], name: str, low: int, high: int) -> int:
    pattern = re.compile(rf"\s*{_HEAD[name]}\s*:\s*([0-9]{{1,9}})\b")
    for number, line in enumerate(lines[:200], 1):
        match = pattern.match(line[:200])
        if match:
            value = int(match.group(1))
            if not low <= value <= high:
                raise refuse(number, f"{name} must lie between {low} and {high:,}, not {value}")
            return value
    raise refuse(0, f"The head of the file does not say how many {name} there are")


def _section(lines: list[str], title: str) -> int:
    for number, line in enumerate(lines):
        if line.startswith(title):
            return number + 1
    raise refuse(0, f"There is no section {title!r}")


def _numbers(lines: list[str], at: int) -> Iterator[tuple[int, list[int]]]:
    """Line number and whole numbers of each line from index `at` to the next ruled line; heads are skipped."""
    for index in range(at, len(lines)):
        words = lines[index].split(None, MAX_JOBS + 10)
        if words and words[0].startswith("*"):
            return
        if words and words[0][0].isascii() and words[0][0].isdigit():
            yield index + 1, [_whole(index + 1, word) for word in words]
        elif words and words[0][0] not in "jRN-":
            raise refuse(index + 1, f"{words[0]!r:.40} is not a whole number")


def _whole(line: int, word: str) -> int:
    if not (word.isascii() and word.isdigit() and len(word) <= 9):
        raise refuse(line, f"{word!r:.40} is not a whole number of at most nine digits")
    return int(word)


def _precedence(lines: list[str], jobs: int) -> tuple[list[int], list[tuple[int, ...]]]:
    modes: list[int] = []
    successors: list[tuple[int, ...]] = []
    links = 0
    for line, row in _numbers(lines, _section(lines, "PRECEDENCE RELATIONS")):
        if len(row) < 3 or row[0] != len(modes) + 1 or row[0] > jobs:
            raise refuse(line, f"Expected job {len(modes) + 1} of {jobs}, its modes and its successors")
        if not 1 <= row[1] <= MAX_MODES:
            raise refuse(line, f"Job {row[0]} must have 1 to {MAX_MODES} modes, not {row[1]}")
        if row[2] != len(row) - 3:
            raise refuse(line, f"Job {row[0]} says {row[2]} successors and names {len(row) - 3}")
        after = row[3:]
        if any(not 1 <= job <= jobs or job == row[0] for job in after) or len(set(after)) < len(after):
            raise refuse(line, f"Job {row[0]} names a successor that cannot be")
        links += len(after)
        if links > MAX_LINKS:
            raise refuse(line, f"More than {MAX_LINKS:,} successors")
        modes.append(row[1])
        successors.append(tuple(job - 1 for job in after))
    if len(modes) != jobs:
        raise refuse(0, f"The head says {jobs} jobs, the precedence relations hold {len(modes)}")
    return modes, successors


def _requests(lines: list[str], modes: list[int], renewable: int, stocks: int) -> list[list[Choice]]:
    choices: list[list[Choice]] = [[] for _ in modes]
    width = renewable + stocks
    job = 0
    for line, row in _numbers(lines, _section(lines, "REQUESTS/DURATIONS")):
        if len(row) == width + 3:
            if row[0] != job + 1 or row[0] > len(modes) or (job and len(choices[job - 1]) < modes[job - 1]):
                raise refuse(line, f"Expected the modes of job {job + 1}, one after another")
            job, row = row[0], row[1:]
        if len(row) != width + 2 or not job or row[0] != len(choices[job - 1]) + 1 or row[0] > modes[job - 1]:
            raise refuse(line, f"Expected a mode, its duration and {width} requests")
        if max(row[1:], default=0) > MAX_VALUE:
            raise refuse(line, f"A value is greater than {MAX_VALUE:,}")
        choices[job - 1].append(Choice(row[1], tuple(row[2 : 2 + renewable]), tuple(row[2 + renewable :])))
    if job != len(modes) or len(choices[-1]) < modes[-1]:
        raise refuse(0, f"The requests end at job {job} of {len(modes)}")
    return choices


def _availabilities(lines: list[str], width: int) -> list[int]:
    if width == 0:
        return []
    for line, row in _numbers(lines, _section(lines, "RESOURCEAVAILABILITIES")):
        if len(row) != width or max(row) > 10 * MAX_VALUE:
            raise refuse(line, f"Expected {width} availabilities")
        return row
    raise refuse(0, "The availabilities are missing")

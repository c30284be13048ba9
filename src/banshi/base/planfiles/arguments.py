"""Arguments that several commands share, checked before anything is read."""

import argparse
import math

MOST_SECONDS = 7 * 86_400.0
MOST_SCHEDULES = 10**12


def seconds(word: str) -> float:
    """A positive number of seconds, at most a week."""
    try:
        value = float(word)
    except ValueError:
        value = math.nan
    if not 0 < value <= MOST_SECONDS:
        raise argparse.ArgumentTypeError(
            f"{word!r} is not a number of seconds between 0 and {MOST_SECONDS:g}"
        )
    return value


def whole(low: int, high: int):  # type: ignore[no-untyped-def]
    """A whole number from low to high."""

    def parse(word: str) -> int:
        if not (word.isascii() and word.isdecimal() and len(word) < 19 and low <= int(word) <= high):
            raise argparse.ArgumentTypeError(f"{word!r} is not a whole number from {low} to {high}")
        return int(word)

    return parse


def effort(known: argparse.ArgumentParser) -> None:
    """How long and how hard to search."""
    known.add_argument(
        "--seconds", type=seconds, metavar="S", help="time to use, compilation apart (default 10)"
    )
    known.add_argument(
        "--schedules",
        type=whole(1, MOST_SCHEDULES),
        metavar="N",
        help="so many schedules by the search alone",
    )
    known.add_argument("--workers", type=whole(1, 64), default=2, metavar="W", help="threads, default 2")
    known.add_argument("--seed", type=whole(0, 10**9), default=1, metavar="K", help="default 1")

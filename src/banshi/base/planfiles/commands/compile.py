"""``./banshi plan compile``: what would otherwise be done by the first search after an installation."""

import argparse
import time

from banshi.kernel.planning.search import compile_search

HELP = "compile the search now instead of at its first use"


def add(known: argparse.ArgumentParser) -> None:
    """No arguments."""


def run(chosen: argparse.Namespace) -> int:
    began = time.perf_counter()
    compiled = compile_search()
    taken = time.perf_counter() - began
    print(
        f"ready after {taken:.1f} s"
        if compiled
        else "numba is not there: the search runs as plain Python, slowly"
    )
    return 0

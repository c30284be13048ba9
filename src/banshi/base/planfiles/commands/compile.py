"""``./banshi plan compile``: what would otherwise be done by the first search after an installation."""

import argparse
import time

from banshi.kernel.planning.risk import compile_risk
from banshi.kernel.planning.search import compile_search

HELP = "compile search and risk samples now instead of at their first use"


def add(known: argparse.ArgumentParser) -> None:
    """No arguments."""


def run(chosen: argparse.Namespace) -> int:
    began = time.perf_counter()
    compiled = compile_search() and compile_risk()
    taken = time.perf_counter() - began
    print(
        f"ready after {taken:.1f} s"
        if compiled
        else "numba is not there: search and samples run as plain Python, slowly"
    )
    return 0

"""The commands of ``./banshi``."""

import argparse
import os
import sys
from collections.abc import Sequence

from banshi.launcher import assets, environment, locks
from banshi.launcher.process import openly
from banshi.launcher.say import Trouble, trouble
from banshi.launcher.tree import Tree, alone, here

PASSED_ON = ("verify", "replay", "bench")


def main(argv: Sequence[str]) -> int:
    """Run one command and return the exit code; a trouble is one line, Ctrl-C ends with 130."""
    try:
        return dispatch(here(), list(argv))
    except Trouble as error:
        trouble(str(error))
        return error.code
    except KeyboardInterrupt:
        trouble("stopped")
        return 130


def dispatch(tree: Tree, argv: list[str]) -> int:
    if argv and argv[0] == "lock":
        locks.lock(tree, upgrade="--upgrade" in argv)
        return 0
    return 2

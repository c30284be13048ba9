"""What the launcher says: short progress lines, and one clear line for a trouble."""

import sys


class Trouble(Exception):
    """Something the reader can act on. Its text is printed as one line; the launcher ends with ``code``."""

    def __init__(self, text: str, code: int = 1) -> None:
        super().__init__(text)
        self.code = code


def step(text: str) -> None:
    """One progress line. On standard error: standard output belongs to the command, which may print JSON."""
    print(f"· {text}", file=sys.stderr, flush=True)


def trouble(text: str) -> None:
    """One line on standard error."""
    print(f"banshi: {text}", file=sys.stderr, flush=True)

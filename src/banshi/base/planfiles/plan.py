"""``./banshi plan <command> FILE``: the planning engine for people with a file.

Every module in ``commands`` is one command; putting a file there is all it takes to add one. Such a module has

- ``HELP``: one line,
- ``add(known)``: adds its arguments to an ``argparse.ArgumentParser``,
- ``run(chosen)``: does the work and returns the exit code; a ``Refusal`` or ``PlanError`` is told in one line.

Exit codes: 0 done, 1 done but something is wrong with the result, 2 the file or the words cannot be used,
141 who reads the output closed it (as a shell says it).
"""

import argparse
import os
import pkgutil
import sys
from collections.abc import Sequence
from importlib import import_module
from types import ModuleType

from banshi.base.planfiles import commands
from banshi.base.planfiles.reading import Refusal
from banshi.kernel.planning.errors import PlanError
from banshi.kernel.planning.search import is_compiled


def found() -> dict[str, ModuleType]:
    """The commands by name, in the order of their names."""
    names = sorted(
        one.name for one in pkgutil.iter_modules(commands.__path__) if not one.name.startswith("_")
    )
    return {name: import_module(f"{commands.__name__}.{name}") for name in names}


def parser() -> argparse.ArgumentParser:
    """The words of the command line."""
    known = argparse.ArgumentParser(prog="banshi plan", description=__doc__, allow_abbrev=False)
    known.formatter_class = argparse.RawDescriptionHelpFormatter
    each = known.add_subparsers(dest="what", required=True)
    for name, module in found().items():
        one = each.add_parser(name, help=module.HELP, description=module.HELP, allow_abbrev=False)
        module.add(one)
        one.set_defaults(run=module.run)
    return known


def main(words: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        again = getattr(stream, "reconfigure", None)
        if again is not None:
            again(encoding="utf-8")
    try:
        chosen = parser().parse_args(words)
        if hasattr(chosen, "workers") and not is_compiled():
            said = "compiling once after an installation, before any clock starts; plan compile does it beforehand"
            print(f"banshi plan: {said}", file=sys.stderr, flush=True)
        code: int = chosen.run(chosen)
        sys.stdout.flush()
    except BrokenPipeError:
        # Who reads has read enough (``| head``); what is left in the buffer goes nowhere at the exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except (Refusal, PlanError) as problem:
        print(f"banshi plan: {problem}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("banshi plan: stopped", file=sys.stderr)
        return 130
    return code


if __name__ == "__main__":
    sys.exit(main())

"""The commands of ``./banshi``."""

import argparse
import contextlib
import tempfile
from collections.abc import Sequence
from pathlib import Path

from banshi.launcher import assets, catalogues, checks, environment, locks, postgres, serve
from banshi.launcher.process import openly
from banshi.launcher.say import Trouble, trouble
from banshi.launcher.tree import Tree, alone, here

PASSED_ON = {
    "verify": "check history, log, files and tables, and name what was tampered with",
    "resume": "let a held log go on after a restore, compared with a checkpoint from outside",
    "sequence": "take waiting entries into the log as a worker; --once for what waits now",
    "work": "do jobs and deliver messages as a worker; --once for what waits now",
    "backup": "keep database, files and public keys in DIR while the server runs; --keys DIR for the secret ones",
    "restore": "DIR --to PLACE: lay the newest backup down on an empty place and check it",
    "drill": "restore the last backup on an empty place, check everything, take it away",
    "replay": "show every statement and whether the figures match it",
}
OWN = {
    "run": "prepare everything and serve on 127.0.0.1",
    "test": "run the tests, all of them or the named parts",
    "lock": "write the lock files again",
    "messages": "message catalogues: update, compile or check",
    "manage": "any Django management command",
    "bench": "web: five operations on a ledger of --rows N, --engine sqlite|postgres; papers; doors; messages",
    "witness": "a second machine: cosign a zone's checkpoints once it has seen that the log only grew",
    "standards": "air, water or year: evaluate a csv or xlsx file by the standards",
    "plan": "solve, explain, svg, risk, recover, convert, bench: the planning engine on files; ./banshi plan -h",
}
EPILOG = "Data lies in ./var (or where BANSHI_VAR says). The command's own help: ./banshi <command> -h"


def main(argv: Sequence[str]) -> int:
    """Run one command and return its exit code; a trouble is one line, Ctrl-C ends with 130."""
    try:
        return dispatch(here(), list(argv))
    except Trouble as error:
        trouble(str(error))
        return error.code
    except KeyboardInterrupt:
        trouble("stopped")
        return 130


def dispatch(tree: Tree, argv: list[str]) -> int:
    """Find the command that the first word names."""
    name, words = (argv[0], argv[1:]) if argv else ("-h", [])
    if name in {"-h", "--help", "help"}:
        print(overview())
        return 0
    if name in PASSED_ON:
        return pass_on(tree, [name, *words])
    if name not in OWN:
        raise Trouble(f"no command {name!r}; there are: {', '.join([*OWN, *PASSED_ON])}", 2)
    return COMMANDS[name](tree, words)


def overview() -> str:
    lines = [f"  {name:<10}{text}" for name, text in (OWN | PASSED_ON).items()]
    return "\n".join(["usage: ./banshi <command> [options]", "", *lines, "", EPILOG])


def parser(name: str) -> argparse.ArgumentParser:
    return argparse.ArgumentParser(prog=f"banshi {name}", description=OWN[name], allow_abbrev=False)


def port_number(text: str) -> int:
    """A port for the command line."""
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port; it must be 1 to 65535")
    return int(text)


def run(tree: Tree, words: list[str]) -> int:
    """``run [--port N] [--empty]``"""
    known = parser("run")
    known.add_argument("--port", type=port_number, default=8000, help="default 8000")
    known.add_argument("--empty", action="store_true", help="a real, empty zone instead of the demo zone")
    chosen = known.parse_args(words)
    return serve.run(tree, port=chosen.port, empty=chosen.empty)


def test(tree: Tree, words: list[str]) -> int:
    """``test [--only PART] … [--full]``"""
    known = parser("test")
    known.add_argument("--only", action="append", choices=list(checks.PARTS), default=[], metavar="PART",
                       help=f"one of {', '.join(checks.PARTS)}; may be given more than once")  # fmt: skip
    known.add_argument(
        "--full", action="store_true", help="faults as often and as long as the figures ask for"
    )
    chosen = known.parse_args(words)
    return checks.test(tree, chosen.only, full=chosen.full)


def lock(tree: Tree, words: list[str]) -> int:
    """``lock [--upgrade]``"""
    known = parser("lock")
    known.add_argument("--upgrade", action="store_true", help="take the newest versions that are allowed")
    with alone(tree):
        locks.lock(tree, upgrade=known.parse_args(words).upgrade)
    return 0


def messages(tree: Tree, words: list[str]) -> int:
    """``messages update|compile|check``"""
    known = parser("messages")
    known.add_argument("what", choices=["update", "extract", "compile", "check"])
    chosen = known.parse_args(words)
    prepared(tree)
    return catalogues.messages(tree, [chosen.what])


def manage(tree: Tree, words: list[str]) -> int:
    """``manage <Django command> …``"""
    return pass_on(tree, words or ["help"])


def pass_on(tree: Tree, words: list[str]) -> int:
    """Hand the words to Django; its exit code is ours."""
    prepared(tree)
    command = [str(tree.python), "-m", "banshi.conf.manage", *words]
    return openly(command, cwd=tree.root, env=tree.environment())


def bench(tree: Tree, words: list[str]) -> int:
    """``bench web …``: in a data folder, and where asked on a PostgreSQL, that are gone afterwards (or kept)."""
    known = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    known.add_argument("--engine", default="sqlite")
    known.add_argument("--keep", type=Path)
    chosen, rest = known.parse_known_args(words)
    postgresql = chosen.engine == "postgres" and not {"-h", "--help"} & set(words)
    prepared(tree)
    rest += ["--engine", chosen.engine]
    with contextlib.ExitStack() as stack:
        if chosen.keep:
            var = str(chosen.keep.resolve())
            rest.append("--keep")
        else:
            var = stack.enter_context(tempfile.TemporaryDirectory(prefix="banshi-bench-"))
        home = Path(var) / "postgresql" if chosen.keep else None
        url = stack.enter_context(postgres.server(postgres.SAFE, keep=home)) if postgresql else ""
        command = [str(tree.python), "-m", "banshi.conf.manage", "bench", *rest]
        return openly(command, cwd=tree.root, env=tree.environment(BANSHI_VAR=var, BANSHI_DATABASE_URL=url))


def standards(tree: Tree, words: list[str]) -> int:
    """``standards air|water|year FILE``: needs the environment only, and paths as the caller writes them."""
    return program(tree, "banshi.base.filecheck.standards", words)


def witness(tree: Tree, words: list[str]) -> int:
    """``witness init|trust|pull|cosign|follow|list``: needs the environment only, no database."""
    return program(tree, "banshi.base.prooflog.witness", words)


def program(tree: Tree, module: str, words: list[str]) -> int:
    """A program of ours without settings and database, in the caller's folder."""
    with alone(tree):
        environment.ensure(tree, dev=False)
    command = [str(tree.python), "-P", "-m", module, *words]
    return openly(command, cwd=Path.cwd(), env=tree.environment())


def plan(tree: Tree, words: list[str]) -> int:
    """``plan solve|bench|… FILE``: needs the environment only, and paths as the caller writes them."""
    return program(tree, "banshi.base.planfiles.plan", words)


def prepared(tree: Tree) -> None:
    """The environment and the front-end files, as for a run."""
    with alone(tree):
        environment.ensure(tree, dev=False)
        assets.ensure(tree, dev=False)
        catalogues.compile_stale(tree)


COMMANDS = {
    "run": run,
    "test": test,
    "lock": lock,
    "messages": messages,
    "manage": manage,
    "bench": bench,
    "witness": witness,
    "standards": standards,
    "plan": plan,
}

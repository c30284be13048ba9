"""``banshi run``: prepare everything, then become the server."""

import os
import socket

from banshi.launcher import assets, catalogues, environment
from banshi.launcher.process import calmly
from banshi.launcher.say import Trouble, step
from banshi.launcher.tree import Tree, alone, digest, write_whole

HOST = "127.0.0.1"
THREADS = 4


def run(tree: Tree, *, port: int, empty: bool) -> int:
    """Prepare and serve on ``HOST:port``; returns only when preparing failed."""
    need_free(port)
    with alone(tree):
        environment.ensure(tree, dev=False)
        assets.ensure(tree, dev=False)
        catalogues.compile_stale(tree)
        tree.var.mkdir(mode=0o700, parents=True, exist_ok=True)
        collect(tree)
        # One process for both: starting Django costs as much as either has to do.
        words = ["--migrate", f"--port={port}", *(["--empty"] if empty else [])]
        manage(tree, "prepare_run", *words, doing="bringing the database up to date")
    need_free(port)
    os.chdir(tree.root)
    command = [
        tree.tool("granian"), "--interface=wsgi", f"--host={HOST}", f"--port={port}", "--workers=1",
        f"--blocking-threads={THREADS}", "--no-ws", "--log-level=warning", "banshi.conf.wsgi:application",
    ]  # fmt: skip
    sequencer = os.environ.get("BANSHI_SEQUENCER") or "yes"
    worker = os.environ.get("BANSHI_WORKER") or "yes"
    os.execve(command[0], command, tree.environment(BANSHI_SEQUENCER=sequencer, BANSHI_WORKER=worker))  # noqa: S606
    return 1


def need_free(port: int) -> None:
    """Raises `Trouble` when something else listens on the port."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise Trouble(
                f"port {port} cannot be used ({error.strerror}); choose another: run --port N"
            ) from error


def manage(tree: Tree, *words: str, doing: str = "") -> None:
    """One management command on the caller's terminal; a failure ends the run with its exit code."""
    if doing:
        step(doing)
    command = [str(tree.python), "-m", "banshi.conf.manage", *words]
    code = calmly(command, cwd=tree.root, env=tree.environment())
    if code != 0:
        raise Trouble(f"{words[0]} failed; nothing is served", code if code > 0 else 1)


def collect(tree: Tree) -> None:
    """Gather the static files where the server reads them, unless none has changed since."""
    stamp = tree.var / "static" / ".banshi-stamp"
    now = fingerprint(tree)
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == now:
        return
    manage(tree, "collectstatic", "--noinput", "--verbosity=0", doing="gathering static files")
    write_whole(stamp, now)


def fingerprint(tree: Tree) -> str:
    """Changes when a static file, the lock, or the checkout's place does."""
    lines = [digest(tree.root / environment.RUN_LOCK), str(tree.root)]
    for folder in sorted(tree.src.glob("banshi/**/static")):
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            facts = file.stat()
            lines.append(f"{file.relative_to(tree.src)} {facts.st_size} {facts.st_mtime_ns}")
    return "\n".join(lines)

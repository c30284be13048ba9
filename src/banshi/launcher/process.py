"""Running other programs: quietly while they succeed, with their last words when they fail."""

import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from banshi.launcher.say import Trouble
from banshi.launcher.tree import held

LAST_WORDS = 15
PATIENCE_S = 20.0
"""How long a program that was told Ctrl-C may take to end in its own way."""


def quietly(command: Sequence[str], *, failed: str, cwd: Path, env: dict[str, str]) -> None:
    """Run ``command`` without output. Raises `Trouble` with ``failed`` and the last lines it wrote."""
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as log:
        code = subprocess.run(
            command, cwd=cwd, env=env, stdout=log, stderr=log, pass_fds=tuple(held), check=False
        ).returncode
        if code == 0:
            return
        log.seek(0)
        words = [line.rstrip() for line in log if line.strip()]
    raise Trouble("\n    ".join([f"{failed} (exit code {code})", *words[-LAST_WORDS:]]))


def openly(command: Sequence[str], *, cwd: Path, env: dict[str, str]) -> int:
    """Run ``command`` on the caller's terminal and return its exit code, 128 and more where a signal ended it.

    SIGTERM, which a service manager sends to us alone, is handed on, and the program is waited for: a worker that
    was left behind would go on beside the one that takes its place. Ctrl-C reaches it by itself.
    """
    with _handing_on() as started:
        process = subprocess.Popen(command, cwd=cwd, env=env)
        started.append(process)
        try:
            code = process.wait()
        except BaseException:
            _end(process)
            raise
    return code if code >= 0 else 128 - code


@contextmanager
def _handing_on() -> Iterator[list[subprocess.Popen]]:
    """SIGTERM goes to the programs in the list; only the main thread may say so."""
    started: list[subprocess.Popen] = []
    if threading.current_thread() is not threading.main_thread():
        yield started
        return

    def hand_on(number: int, _frame: object) -> None:
        for process in started:
            process.send_signal(number)

    before = signal.signal(signal.SIGTERM, hand_on)
    try:
        yield started
    finally:
        signal.signal(signal.SIGTERM, before)


def _end(process: subprocess.Popen) -> None:
    try:
        process.wait(PATIENCE_S)
    except BaseException:
        process.terminate()
        process.wait()


def calmly(command: Sequence[str], *, cwd: Path, env: dict[str, str]) -> int:
    """Like `openly`, for a program that asks nothing: Ctrl-C ends it without its traceback."""
    process = subprocess.Popen(command, cwd=cwd, env=env, pass_fds=tuple(held), start_new_session=True)
    try:
        return process.wait()
    except BaseException:
        process.terminate()
        process.wait()
        raise

"""Running other programs: quietly while they succeed, with their last words when they fail."""

import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from banshi.launcher.say import Trouble
from banshi.launcher.tree import held

LAST_WORDS = 15


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
    """Run ``command`` on the caller's terminal and return its exit code."""
    return subprocess.run(command, cwd=cwd, env=env, check=False).returncode


def calmly(command: Sequence[str], *, cwd: Path, env: dict[str, str]) -> int:
    """Like `openly`, for a program that asks nothing: Ctrl-C ends it without its traceback."""
    process = subprocess.Popen(command, cwd=cwd, env=env, pass_fds=tuple(held), start_new_session=True)
    try:
        return process.wait()
    except BaseException:
        process.terminate()
        process.wait()
        raise

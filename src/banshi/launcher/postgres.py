"""A PostgreSQL server of the tests' own: an ordinary user, a temporary folder, no port, no password."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from banshi.launcher.say import Trouble, step

PROGRAMS = Path("/usr/lib/postgresql")
ROOT_STANDS_IN = "postgres"
START_LIMIT_S = 60
SAFE = {"listen_addresses": "", "shared_buffers": "128MB", "max_connections": "100"}
# Tests may lose their data at a power failure, so nothing waits for the disk.
FAST = SAFE | {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def programs() -> Path | None:
    """The folder of the newest server's programs; None where there is none."""
    found = [folder for folder in PROGRAMS.glob("*/bin") if (folder / "initdb").exists()]
    if found:
        return max(found, key=lambda folder: float(folder.parent.name))
    initdb = shutil.which("initdb")
    return Path(initdb).resolve().parent if initdb else None


@contextlib.contextmanager
def server(settings: dict[str, str] = FAST, *, keep: Path | None = None) -> Iterator[str]:
    """Run a server for the block and yield its ``BANSHI_DATABASE_URL``; stop and remove it in any case.

    ``settings`` are ``FAST`` for tests, ``SAFE`` (as a real server keeps what it has acknowledged) to measure.
    ``keep`` is a folder in which the server's data stay, and are found again; every account must be able to reach it.
    """
    folder = programs()
    if folder is None:
        raise Trouble("PostgreSQL is not installed; on Debian or Ubuntu: sudo apt install postgresql")
    who = {"user": ROOT_STANDS_IN, "group": ROOT_STANDS_IN, "extra_groups": []} if is_root() else {}
    home = keep or Path(tempfile.mkdtemp(prefix="banshi-pg-"))
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    process = None
    try:
        if who:
            shutil.chown(home, ROOT_STANDS_IN, ROOT_STANDS_IN)
        step(f"starting a PostgreSQL server in {'a temporary folder' if keep is None else home}")
        if not (home / "data").exists():
            make_cluster(folder, home, who)
        process = start(folder, home, who, settings)
        yield f"postgresql://banshi@/postgres?host={home}"
    finally:
        stop(process)
        if keep is None:
            shutil.rmtree(home, ignore_errors=True)


def is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def make_cluster(folder: Path, home: Path, who: dict) -> None:
    """``initdb``. Trust is enough: the socket lies in a folder that only its owner may enter."""
    flags = ["-U", "banshi", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
    done = subprocess.run(
        [folder / "initdb", "-D", home / "data", *flags],
        cwd=home,
        capture_output=True,
        text=True,
        check=False,
        **who,
    )
    if done.returncode != 0:
        raise Trouble(f"initdb failed: {done.stderr.strip()[-400:]}")


def start(folder: Path, home: Path, who: dict, chosen: dict[str, str] = FAST) -> subprocess.Popen:
    """Start the server in its own session, so that Ctrl-C reaches the tests first; wait until it answers."""
    settings = [f"--{name}={value}" for name, value in chosen.items()]
    with (home / "log").open("w") as log:
        process = subprocess.Popen(
            [folder / "postgres", "-D", home / "data", "-k", home, *settings],
            cwd=home,
            stdout=log,
            stderr=log,
            start_new_session=True,
            **who,
        )
    limit = time.monotonic() + START_LIMIT_S
    ready = [folder / "pg_isready", "-q", "-h", home, "-U", "banshi", "-d", "postgres"]
    while subprocess.run(ready, check=False).returncode != 0:
        if process.poll() is not None or time.monotonic() > limit:
            stop(process)
            raise Trouble(f"PostgreSQL did not start: {(home / 'log').read_text()[-400:]}")
        time.sleep(0.1)
    return process


def stop(process: subprocess.Popen | None) -> None:
    """Fast shutdown, then the hard one."""
    if process is None or process.poll() is not None:
        return
    for how in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        process.send_signal(how)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=15)
            return

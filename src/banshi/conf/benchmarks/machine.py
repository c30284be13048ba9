"""The server's processes: started as ``banshi run`` starts them, and the CPU time that they all take."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from django.db import connection

HOST = "127.0.0.1"
TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")
START_LIMIT_S = 60
PROC = Path("/proc")


@dataclass(frozen=True)
class Server:
    """A running server: its port, and the processes at the root of everything it works with."""

    port: int
    roots: tuple[int, ...]

    def cpu_ms(self) -> float:
        """CPU milliseconds (user and system) of all server processes so far, the database's included."""
        return sum(cpu_ms(pid) for root in self.roots for pid in tree(root))

    def resident_mb(self) -> float:
        """Memory that our own server processes hold (RSS, summed), in megabytes; the database's not included."""
        return round(sum(_resident(pid) for pid in tree(self.roots[0])), 1)


def yardstick() -> float:
    """CPU milliseconds of a fixed piece of Python work: how fast this machine is at the moment."""
    start = time.process_time()
    for _turn in range(200):
        sorted(str(n * 7919 % 1000) for n in range(1000))
    return (time.process_time() - start) * 1000


def _resident(pid: int) -> float:
    with contextlib.suppress(OSError):
        for line in (PROC / str(pid) / "status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
    return 0.0


@contextlib.contextmanager
def serving() -> Iterator[Server]:
    """One worker with four threads, as ``banshi run`` serves; stopped in any case."""
    port = _free_port()
    command = [
        str(Path(sys.executable).with_name("granian")), "--interface=wsgi", f"--host={HOST}", f"--port={port}",
        "--workers=1", "--blocking-threads=4", "--no-ws", "--log-level=warning", "banshi.conf.wsgi:application",
    ]  # fmt: skip
    settings = {"DJANGO_SETTINGS_MODULE": "banshi.conf.benchmarks.settings"}
    process = subprocess.Popen(command, env={**os.environ, **settings}, stdout=sys.stderr)
    try:
        _wait_for(port, process)
        yield Server(port, (process.pid, *_database()))
    finally:
        process.terminate()
        process.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def _wait_for(port: int, process: subprocess.Popen) -> None:
    limit = time.monotonic() + START_LIMIT_S
    while time.monotonic() < limit and process.poll() is None:
        with contextlib.suppress(OSError):
            link = HTTPConnection(HOST, port, timeout=10)
            link.request("GET", "/sign/in")
            link.getresponse().read()
            return
        time.sleep(0.1)
    raise RuntimeError("the server did not start; its own words stand above")


def _database() -> tuple[int, ...]:
    """The first process of a PostgreSQL server on this machine; SQLite works inside ours."""
    if connection.vendor != "postgresql":
        return ()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    connection.close()  # so that nothing of the measuring itself is counted with the server
    return (_fields(backend)[1],)


def tree(root: int) -> list[int]:
    """``root`` and all processes below it."""
    above = {}
    for folder in PROC.iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(OSError):
                above[int(folder.name)] = _fields(int(folder.name))[1]
    found, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting += [child for child, parent in above.items() if parent == pid]
    return found


def cpu_ms(pid: int) -> float:
    """CPU time of one process, with that of its children that have ended; nothing when it is gone."""
    try:
        fields = _fields(pid)
    except OSError:
        return 0.0
    return sum(fields[11:15]) * TICK_MS


def _fields(pid: int) -> list[int]:
    """The numbers of ``/proc/PID/stat`` from the state (field 3) on: [1] parent, [11:15] CPU in ticks."""
    words = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    return [0, *map(int, words[1:])]

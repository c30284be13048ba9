"""Benchmark of full verification: entries per second of the clock, and where the CPU goes, on either engine.

    python bench/proof/verifying.py [--rows 10000] [--postgres] [--times 3] [--json]

Fills a ledger in a folder that is thrown away: on SQLite as shipped, or with ``--postgres`` on a PostgreSQL server of
its own that keeps what it acknowledges. Each figure is the best by the clock of ``--times`` runs; CPU is that of the
first process, of those that it forks, and of the server with all its processes. The clock tells something only where
nothing else runs, so the load before and the yardstick are printed beside it.
"""

import argparse
import json
import os
import resource
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src"))
PER_SECOND = os.sysconf("SC_CLK_TCK")
SETTLE = 0.3  # seconds until the server has counted a process that ended


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="banshi-bench-"))
        os.environ |= {"BANSHI_VAR": folder, "DJANGO_SETTINGS_MODULE": "banshi.conf.benchmarks.settings"}
        if chosen.postgres:
            from banshi.launcher import postgres

            os.environ["BANSHI_DATABASE_URL"] = stack.enter_context(postgres.server(postgres.SAFE))
        import django

        django.setup()
        found = measure(chosen.rows, chosen.times)
    print(
        json.dumps(found) if chosen.json else "\n".join(f"{name}: {value}" for name, value in found.items())
    )


def measure(rows: int, times: int) -> dict:
    """All figures; the ledger is filled first."""
    from django.core.management import call_command
    from django.db import connection, connections

    from banshi.base.engines.parts import usual_jobs
    from banshi.base.history.models import Entry
    from banshi.conf.benchmarks import keeping, machine

    call_command("migrate", interactive=False, verbosity=0)
    keeping.laid(rows, 100, lambda text: print(text, file=sys.stderr), keep=False)
    entries = Entry.objects.count()
    found = {
        "engine": connection.vendor,
        "entries": entries,
        "load": round(os.getloadavg()[0], 1),
        "yardstick, ms": round(machine.yardstick(), 1),
    }
    server = _server() if connection.vendor == "postgresql" else 0
    connections.close_all()
    for jobs in sorted({1, usual_jobs()}):
        found |= _told(jobs, entries, min(_run(jobs, server) for _time in range(times)))
    return found


def _told(jobs: int, entries: int, run: tuple[float, float, float, float]) -> dict:
    clock, first, others, server = run
    name = f"{jobs} process{'es' if jobs > 1 else ''}"
    cpu = {"first process": first, "others": others, "server": server}
    return {
        f"{name}, entries/s": round(entries / clock),
        f"{name}, seconds": round(clock, 2),
        f"{name}, entries/s of CPU": round(entries / sum(cpu.values())),
        f"{name}, seconds of CPU": {who: round(seconds, 2) for who, seconds in cpu.items()},
    }


def _run(jobs: int, server: int) -> tuple[float, float, float, float]:
    """Seconds of the clock, of CPU of this process, of those it forked, of the server."""
    from django.db import connections

    from banshi.base.prooflog.verification import verify

    of_server, others, first, clock = _of(server), _forked(), time.process_time(), time.perf_counter()
    report = verify(jobs=jobs)
    clock, first, others = time.perf_counter() - clock, time.process_time() - first, _forked() - others
    if not report.ok:
        raise SystemExit(f"verification found {report.findings[:3]}: a figure of such a log is none")
    connections.close_all()
    time.sleep(SETTLE)
    return clock, first, others, _of(server) - of_server


def _forked() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _server() -> int:
    """The process that all of the server's are children of."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(_stat(cursor.fetchone()[0])[1])


def _of(server: int) -> float:
    """Seconds of CPU of the server, its processes that ended and those that run."""
    if not server:
        return 0.0
    ticks = sum(map(int, _stat(server)[11:15]))
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            said = _stat(int(name))
        except OSError:  # it ended meanwhile
            continue
        ticks += sum(map(int, said[11:13])) if int(said[1]) == server else 0
    return ticks / PER_SECOND


def _stat(pid: int) -> list[str]:
    """What Linux says of a process, from its state on: the second is its parent, from the twelfth on its CPU."""
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()


if __name__ == "__main__":
    main()

"""Benchmark of proof in the whole system: sequencer, full verification, and what proof costs a close-out.

    python bench/proof/system.py [--rows 5000] [--requests 100] [--json]

In a folder that is thrown away, on SQLite as it is shipped (or on the PostgreSQL that BANSHI_DATABASE_URL
names, which must be empty). Rates are per second of CPU time of this process (on PostgreSQL the server's is
not in them) and, beside it, of the clock. Close-outs are asked over HTTP, one after the other, of a server
with four threads: turn about with the sequencer in the server and without it.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src"))
TURNS = 3


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=5000)
    parser.add_argument("--requests", type=int, default=40)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="banshi-bench-") as folder:
        os.environ |= {"BANSHI_VAR": folder, "DJANGO_SETTINGS_MODULE": "banshi.conf.benchmarks.settings"}
        import django

        django.setup()
        found = measure(chosen.rows, chosen.requests)
    print(
        json.dumps(found, ensure_ascii=False)
        if chosen.json
        else "\n".join(f"{k}: {v}" for k, v in found.items())
    )


def measure(rows: int, requests: int) -> dict:
    """All figures."""
    from django.core.management import call_command
    from django.db import connection

    from banshi.base.engines.parts import usual_jobs
    from banshi.base.history.models import Entry
    from banshi.base.prooflog.actions.sequencing import sequence_all
    from banshi.base.prooflog.models import Checkpoint
    from banshi.base.prooflog.verification import verify
    from banshi.conf.benchmarks import ground
    from banshi.conf.benchmarks.ledger import fill

    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    prepared = requests * TURNS * 2 + 20 * TURNS * 2
    laid = ground.lay(firms=max(10, min(rows // 20, 2000)), new=10)
    fill(laid, rows, prepared, lambda text: print(text, file=sys.stderr))
    ground.open_doors(laid.zone)
    entries = Entry.objects.count()
    taken = timed(lambda: sequence_all(laid.zone))
    log_only = timed(lambda: require(verify(leave_out=["files", "matters", "vault"])))
    everything = timed(lambda: require(verify()))
    jobs = usual_jobs()
    in_parts = timed(lambda: require(verify(jobs=jobs)))
    found = {
        "engine": connection.vendor,
        "entries": entries,
        "checkpoints": Checkpoint.objects.count(),
        "sequencer, entries/s of CPU": round(entries / taken[0]),
        "sequencer, entries/s": round(entries / taken[1]),
        "verification of chains, log, checkpoints, entries/s of CPU": round(entries / log_only[0]),
        "verification with tables, vault, files, entries/s of CPU": round(entries / everything[0]),
        "the same, entries/s": round(entries / everything[1]),
        f"the same in {jobs} processes, entries/s": round(entries / in_parts[1]),
    }
    return found | close_outs(laid, rows, requests) | {"all holds at the end": verify().ok}


def require(report) -> None:
    """A figure of a log that does not hold is none."""
    if not report.ok:
        raise SystemExit(f"verification found {report.findings[:3]}")


def timed(work) -> tuple[float, float]:
    """Seconds of CPU and of the clock."""
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    return time.process_time() - cpu, time.perf_counter() - wall


def close_outs(laid, rows: int, requests: int) -> dict:
    """Close-outs per second with the sequencer in the server and without, turn about."""
    from banshi.base.prooflog.actions.sequencing import sequence_all
    from banshi.conf.benchmarks import machine
    from banshi.conf.benchmarks.operations import Bench

    cpu: dict[str, list[float]] = {"no": [], "yes": []}
    wall: dict[str, list[float]] = {"no": [], "yes": []}
    for _turn in range(TURNS):
        for on in ("no", "yes"):
            os.environ["BANSHI_SEQUENCER"] = on
            sequence_all(laid.zone)
            with machine.serving() as server:
                began = time.perf_counter()
                got = Bench(laid, server, rows, requests, 20).measure("close")
                wall[on].append((time.perf_counter() - began) * 1000 / (requests + 20))
                cpu[on].append(got.server_cpu_ms)
    off, on = median(cpu["no"]), median(cpu["yes"])
    return {
        "close-out without sequencer, ms of CPU": cpu["no"],
        "close-out with sequencer, ms of CPU": cpu["yes"],
        "close-out without sequencer, ms": [round(one, 1) for one in wall["no"]],
        "close-out with sequencer, ms": [round(one, 1) for one in wall["yes"]],
        "proof costs, of close-outs per second (CPU)": f"{1 - off / on:.1%}",
        "proof costs, of close-outs per second (clock)": f"{1 - median(wall['no']) / median(wall['yes']):.1%}",
    }


if __name__ == "__main__":
    main()

"""Benchmark of proof in the whole system: sequencer, full verification, and what proof costs a close-out.

    python bench/proof/system.py [--rows 10000] [--requests 300] [--json]

In a folder that is thrown away, on SQLite as it is shipped (or on the PostgreSQL that BANSHI_DATABASE_URL
names, which must be empty). Rates are per second of CPU time of this process (on PostgreSQL the server's is
not in them) and, beside it, of the clock. Close-outs are asked over HTTP by four visitors without a pause, of a
server with four threads: turn about with the sequencer in the server and without it.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src"))
TURNS, VISITORS, WARM = 5, 4, 20
CATCH_UP = 2.5  # seconds; the sequencer looks every second


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--requests", type=int, default=300)
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
    prepared = (requests + WARM) * TURNS * 2 * 11 // 10  # some are not everybody's to see
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
    """Close-outs per second of one saturated worker, with the sequencer and without, turn about.

    Four visitors send without a pause. After each turn the sequencer's remaining work is waited for, and its CPU
    is counted; without it the server idles as long.
    """
    from banshi.base.prooflog.actions.sequencing import sequence_all
    from banshi.conf.benchmarks import machine

    cpu: dict[str, list[float]] = {"no": [], "yes": []}
    rate: dict[str, list[float]] = {"no": [], "yes": []}
    for turn in range(TURNS):
        for on in ("no", "yes") if turn % 2 else ("yes", "no"):
            os.environ["BANSHI_SEQUENCER"] = on
            sequence_all(laid.zone)
            with machine.serving() as server:
                each, per_second = saturated(laid, server, rows, requests)
            cpu[on].append(round(each, 2))
            rate[on].append(round(per_second, 1))
    costs = [1 - off / on for off, on in zip(cpu["no"], cpu["yes"], strict=True)]
    slower = [1 - on / off for off, on in zip(rate["no"], rate["yes"], strict=True)]
    return {
        "close-out without sequencer, ms of CPU": cpu["no"],
        "close-out with sequencer, ms of CPU": cpu["yes"],
        "close-outs/s without sequencer": rate["no"],
        "close-outs/s with sequencer": rate["yes"],
        "proof costs, of the CPU of a close-out (median of the pairs)": f"{median(costs):.1%}",
        "proof costs, of close-outs per second (median of the pairs)": f"{median(slower):.1%}",
    }


def saturated(laid, server, rows: int, requests: int) -> tuple[float, float]:
    """CPU milliseconds for each close-out, and how many there were in a second."""
    from banshi.conf.benchmarks.operations import Bench
    from banshi.core.matters.models import Matter

    visitors = [Bench(laid, server, rows, requests, WARM).visitors["clerk"] for _visitor in range(VISITORS)]
    ready = Matter.objects.filter(state="verified", label=1).exclude(solved="").order_by("-pk")
    warm, *uids = _dealt(list(ready.values_list("subject__uid", flat=True)[: requests + WARM]))
    send(visitors[0], warm)
    before, began = server.cpu_ms(), time.perf_counter()
    with ThreadPoolExecutor(VISITORS) as pool:
        list(pool.map(send, visitors, uids))
    seconds = time.perf_counter() - began
    time.sleep(CATCH_UP)
    return (server.cpu_ms() - before) / requests, requests / seconds


def _dealt(uids: list) -> list[list]:
    """Those before the clock starts, then a share for each visitor."""
    return [uids[:WARM], *(uids[WARM + n :: VISITORS] for n in range(VISITORS))]


def send(visitor, uids: list) -> None:
    """Close out one after the other; one that was refused would cost something else."""
    for uid in uids:
        status = visitor.post(f"/matters/{uid}/close/").status
        if status != 302:
            raise SystemExit(f"a close-out was answered with {status}")


if __name__ == "__main__":
    main()

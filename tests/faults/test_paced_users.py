"""Thirty-two people at work: nobody hears «locked», nobody is starved."""

import json
import os

import pytest
from django.db import connection

from banshi.base.history.verify import Tally, walk
from banshi.core.matters.models import Note, NoteKind
from faults.conftest import FULL, PATIENCE_S
from support.matters import Walk

USERS, PROCESSES = 32, 2
SECONDS, PACE_S = (60, 1.0) if FULL else (6, 1.5)
P99_S = 1.0


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a row lock each; the gate is SQLite's")
def test_thirty_two_paced_users(ready, other_process, fixed_clock):
    ready(0)
    walks = [Walk(ready.world, fixed_clock) for _user in range(USERS)]
    matters = [each.sign().pk for each in walks]
    share = USERS // PROCESSES
    processes = [
        other_process(
            "paced",
            zone=ready.world.zone.pk,
            login="qingyu-builder",
            matters=matters[n * share : (n + 1) * share],
            seconds=SECONDS,
            pace=PACE_S,
        )
        for n in range(PROCESSES)
    ]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    results = []
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in processes:
        out, err = process.communicate(timeout=SECONDS + PATIENCE_S)
        assert process.returncode == 0, err
        results += json.loads(out.splitlines()[-1])
    times = sorted(time for each in results for time in each["times"])
    counts = [len(each["times"]) for each in results]
    p99 = times[int(len(times) * 0.99)]
    print(
        f"\n{USERS} users, {SECONDS} s: {len(times)} writes, p50 {times[len(times) // 2] * 1000:.0f} ms,"
        f" p99 {p99 * 1000:.0f} ms, writes per user {min(counts)}…{max(counts)}, load {os.getloadavg()[0]:.1f}"
    )
    assert [error for each in results for error in each["errors"]] == []
    assert Note.objects.filter(kind=NoteKind.PROGRESS).count() == len(times)
    assert min(counts) >= 1
    assert list(walk(Tally())) == []
    if FULL:  # timed figures need a machine that does nothing else
        assert max(counts) <= 5 * min(counts), "a writer was starved"
        assert p99 < P99_S

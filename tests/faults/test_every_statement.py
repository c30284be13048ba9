"""kill −9 at every statement of a close-out, before its commit and after it: all or nothing, and never twice."""

from uuid import uuid4

import pytest
from django.db import connection

from banshi.base.history.models import Entry
from banshi.base.history.verify import Tally, walk
from banshi.core.matters.models import Matter, MatterPeriod
from faults.conftest import FULL

ROUNDS = 100 if FULL else 10
KILLED = -9


class Zygote:
    """A process that has everything loaded and forks a child per kill."""

    def __init__(self, process):
        self.process = process
        assert process.stdout.readline() == "ready\n"

    def close(self, at, pk, key):
        """Let a child close the matter and die at step ``at``; what it acknowledged, and its exit code."""
        self.process.stdin.write(f"{at} {pk} {key}\n")
        self.process.stdin.flush()
        acked = None
        while not (line := self.process.stdout.readline()).startswith("ended"):
            assert line, self.process.stderr.read()
            acked = line.split()
        return acked, int(line.split()[1])


def parts_of(matter, key):
    """What a close-out writes, each as yes or no: all of it, or nothing."""
    period = MatterPeriod.objects.filter(matter=matter).order_by("-pk").first()
    matter.refresh_from_db()
    matter.subject.refresh_from_db()
    entries = Entry.objects.filter(subject=matter.subject)
    return {
        matter.state == "closed",
        matter.closed_on is not None,
        period.state == "closed",
        entries.filter(kind="matters.closed").count() == 1,
        entries.filter(act_key=key).count() == 1,
        matter.subject.head_n == entries.count() and entries.order_by("n").last().kind == "matters.closed",
    }


def test_killed_at_every_step_of_a_close_out(ready, other_process):
    passes = max(1, -(-ROUNDS // 12))
    walks = ready(2 + 2 * passes)
    zygote = Zygote(other_process("kill_at", zone=ready.world.zone.pk, login="qingyu-clerk"))
    first, key = walks.pop().matter, uuid4()
    acked, code = zygote.close(0, first.pk, key)
    assert code == 0
    steps = int(acked[2])
    assert steps >= 10
    assert parts_of(first, key) == {True}
    kills = committed = 0
    while kills < ROUNDS or kills % steps:
        matter, key = _fresh(walks), uuid4()
        for at in range(1, steps + 1):
            matter = matter if matter.state != "closed" else _fresh(walks)
            key = uuid4()
            acked, code = zygote.close(at, matter.pk, key)
            kills += 1
            assert (acked, code) == (None, KILLED), f"step {at} of {steps}"
            parts = parts_of(matter, key)
            assert len(parts) == 1, f"half a close-out after step {at} of {steps}"
            if parts == {True}:  # committed, and nobody was told: the same form again is the same act
                committed += 1
                assert at == steps, "committed before its end"
                acked, code = zygote.close(0, matter.pk, key)
                assert (acked[0], code) == ("closed", 0)
                assert parts_of(matter, key) == {True}
    assert committed == kills // steps
    assert list(walk(Tally())) == []
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            assert cursor.fetchone()[0] == "ok"
    print(
        f"\n{kills} kills at {steps} steps, {committed} committed and not acknowledged, nothing half-written"
    )


def _fresh(walks):
    return Matter.objects.select_related("subject").get(pk=walks.pop().matter.pk)


def test_the_check_would_see_half_a_close_out(ready):
    """Only the matter is changed, by hand: the parts disagree."""
    (walk_,) = ready(1)
    matter = Matter.objects.select_related("subject").get(pk=walk_.matter.pk)
    Matter.objects.filter(pk=matter.pk).update(state="closed", closed_on=walk_.now.date())
    assert parts_of(matter, uuid4()) == {True, False}


@pytest.mark.skipif(connection.vendor != "postgresql", reason="a connection that a server ends")
def test_the_server_ends_the_connection_and_the_act_is_repeated_once(ready, other_process):
    """pg_terminate_backend in the middle: with its key the whole use case runs again, and has one effect."""
    from banshi.base.zones import clock
    from banshi.core.matters import actions

    (walk_,) = ready(1)
    clerk, key, ended = ready.world.actor("clerk"), uuid4(), []

    def end_once(execute, sql, params, many, context):
        if not ended and "matters_matterperiod" in sql:
            ended.append(True)
            execute("SELECT pg_terminate_backend(pg_backend_pid())", (), False, context)
        return execute(sql, params, many, context)

    with clock.fixed(walk_.now), connection.execute_wrapper(end_once):
        actions.close_matter(actor=clerk, matter=walk_.matter, now=walk_.now, key=key)
    assert ended
    assert parts_of(Matter.objects.select_related("subject").get(pk=walk_.matter.pk), key) == {True}

"""Many at once, and the plug pulled: nothing acknowledged is lost, nobody hears «locked»."""

import threading
from uuid import uuid4

import pytest
from django.db import OperationalError, close_old_connections, connection, transaction

from banshi.base.history.models import Entry
from banshi.base.history.verify import Tally, walk
from banshi.base.zones import clock
from banshi.base.zones.refusals import Refusal
from banshi.core.matters import actions
from banshi.core.matters.models import Answer, Matter, MatterPeriod, Note, NoteKind
from faults.conftest import FULL, PATIENCE_S

SQLITE = connection.vendor == "sqlite"


def together(now, *jobs):
    """Run jobs in threads that start at one moment; what each returned or raised."""
    barrier, results = threading.Barrier(len(jobs)), [None] * len(jobs)

    def run(at, job):
        try:
            with clock.fixed(now):
                barrier.wait(PATIENCE_S)
                results[at] = job()
        except BaseException as error:
            results[at] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(at, job)) for at, job in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_S)
    assert not [thread for thread in threads if thread.is_alive()], "they wait for each other"
    return results


def settings_of():
    with connection.cursor() as cursor:
        names = (
            ("journal_mode", "synchronous", "foreign_keys", "recursive_triggers", "secure_delete")
            if SQLITE
            else ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
        )
        found = {}
        for name in names:
            cursor.execute(f"PRAGMA {name}" if SQLITE else f"SHOW {name}")
            found[name] = cursor.fetchone()[0]
        return found


def test_settings_read_back(ready):
    found = settings_of()
    if not SQLITE:
        assert found == {
            "statement_timeout": "15s",
            "lock_timeout": "5s",
            "idle_in_transaction_session_timeout": "30s",
        }
        return
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "secure_delete": 1,
    }
    assert connection.transaction_mode == "IMMEDIATE"
    assert connection.vendor == "sqlite"
    assert type(connection.connection).__module__.startswith("django") or connection.connection
    with transaction.atomic():
        assert connection._gate._handle is not None
    assert connection._gate._handle is None
    kept = connection.connection
    close_old_connections()  # what Django does before and after each request
    assert connection.connection is kept


@pytest.mark.skipif(not SQLITE, reason="the gate is SQLite's")
def test_the_gate_is_given_back_after_errors(ready):
    class Oops(Exception):
        pass

    for error in (Oops, OperationalError, KeyboardInterrupt):
        with pytest.raises(error), transaction.atomic():
            raise error
        assert connection._gate._handle is None
    with pytest.raises(Oops), transaction.atomic():
        try:
            with transaction.atomic():
                raise Oops
        except Oops:
            assert connection._gate._handle is not None
            raise
    transaction.set_autocommit(True)
    with transaction.atomic():
        connection.close()
    assert connection._gate._handle is None
    with transaction.atomic():
        pass


def test_two_close_at_once_and_one_wins(ready, fixed_clock):
    for walk_ in ready(3):
        clerk = ready.world.actor("clerk")
        matter = walk_.matter
        results = together(
            fixed_clock,
            *[lambda m=matter, c=clerk: actions.close_matter(actor=c, matter=m, now=fixed_clock)] * 2,
        )
        won = [one for one in results if isinstance(one, Matter)]
        told = [one for one in results if isinstance(one, Refusal)]
        assert (len(won), len(told)) == (1, 1), results
        assert told[0].code in ("matters.wrong_state", "history.head_moved", "history.same_moment")
        assert len(told[0].message) > 5
        assert Entry.objects.filter(subject=matter.subject, kind="matters.closed").count() == 1
    assert list(walk(Tally())) == []


def test_a_click_repeated_in_parallel_is_one_effect(ready, fixed_clock):
    (walk_,) = ready(1)
    clerk, key = ready.world.actor("clerk"), uuid4()
    results = together(
        fixed_clock,
        *[
            lambda: actions.record_try(
                actor=clerk, matter=walk_.matter, text="无人接听。", now=fixed_clock, key=key
            )
        ]
        * 4,
    )
    assert all(isinstance(one, Matter) for one in results), results
    assert Note.objects.filter(matter=walk_.matter, kind=NoteKind.TRY).count() == 1
    assert Entry.objects.filter(act_key=key).count() == 1
    assert list(walk(Tally())) == []


def test_numbers_given_in_parallel_are_without_gap_or_double(ready, fixed_clock):
    world = ready.world
    clerk = world.actor("clerk")

    def receive():
        return actions.receive_matter(
            actor=clerk,
            now=fixed_clock,
            title="路灯不亮",
            words="",
            kind="problem",
            category="roads",
            source_kind="enterprise",
            raiser=actions.Raiser("enterprise", org=world.firm),
            raised_on=fixed_clock.date(),
        ).number

    results = together(fixed_clock, *[receive] * 4)
    assert sorted(map(str, results)) == [f"2021-{n:04d}" for n in range(1, 5)]


def test_eight_writing_processes_and_no_locked_error(ready, other_process):
    walks = ready(8)
    world, times = ready.world, 12
    processes = [
        other_process(
            "write", zone=world.zone.pk, login="qingyu-clerk", matter=walk_.matter.pk, times=times, wait=True
        )
        for walk_ in walks
    ]
    for process in processes:  # none begins before all are there
        assert process.stdout.readline() == "ready\n", process.stderr.read()
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in processes:
        out, err = process.communicate(timeout=PATIENCE_S)
        assert process.returncode == 0, err
        assert out.splitlines()[-1] == "done"
        assert "locked" not in err
    assert Note.objects.filter(kind=NoteKind.TRY).count() == 8 * times
    assert list(walk(Tally())) == []


def test_killed_while_closing_nothing_acknowledged_is_lost(ready, other_process):
    """Kills at moments that nobody chose, during a run of close-outs."""
    kills, batch = 100 if FULL else 3, 3
    matters = [walk_.matter.pk for walk_ in ready(6)]
    world = ready.world
    acknowledged: set[int] = set()
    for number in range(kills):
        left = [pk for pk in matters if pk not in acknowledged]
        still = list(Matter.objects.filter(pk__in=left, state="verified").values_list("pk", flat=True))
        if len(still) < batch:
            _open_again(world, matters)
            acknowledged.clear()
            still = matters
        process = other_process("close", zone=world.zone.pk, login="qingyu-clerk", matters=still)
        for seen, line in enumerate(process.stdout, -1):
            if line.startswith("closed"):
                acknowledged.add(int(line.split()[1]))
            if seen >= number % batch:
                break
        process.kill()
        rest, _err = process.communicate()
        acknowledged |= {int(line.split()[1]) for line in rest.splitlines() if line.startswith("closed")}
        closed = set(Matter.objects.filter(pk__in=matters, state="closed").values_list("pk", flat=True))
        assert acknowledged <= closed
        for pk in closed:
            last = MatterPeriod.objects.filter(matter=pk).order_by("-pk").first()
            assert last.state == "closed"
        assert list(walk(Tally())) == []
    if SQLITE:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            assert cursor.fetchone()[0] == "ok"


def _open_again(world, matters):
    """All of them back to «waits to be closed out», through the use cases."""
    now = clock.process_now()
    for matter in Matter.objects.filter(pk__in=matters, state="closed"):
        by = {"actor": world.actor("clerk"), "now": now}
        found = actions.reopen_matter(matter=matter, reason="再查。", **by)
        actions.submit_matter(
            actor=world.actor("builder"), matter=found, outcome="solved", text="好了。", now=now
        )
        found = actions.verify_matter(
            actor=world.actor("verifier"), matter=found, passed=True, text="属实。", now=now
        )
        actions.record_answer(
            matter=found,
            solved="solved",
            satisfaction="satisfied",
            channel="phone",
            answered_on=found.verified_on,
            **by,
        )
    assert Answer.objects.exists()

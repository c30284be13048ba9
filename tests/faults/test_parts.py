"""Parts of the database read by processes of their own: one moment for all, and no answer without all of them."""

import multiprocessing
import os
from threading import Thread

import pytest
from django.db import connections

from banshi.base.engines.parts import PartFailed, parts, working
from banshi.base.history.models import Entry
from banshi.base.prooflog.actions.sequencing import sequence_all
from banshi.base.prooflog.verification import verify
from banshi.core.matters import actions
from faults.conftest import PATIENCE_S
from support.tampering import fences_down


def in_a_thread(work):
    """On a connection of its own, as another clerk would."""

    def run():
        try:
            work()
        finally:
            connections.close_all()

    thread = Thread(target=run)
    thread.start()
    thread.join(PATIENCE_S)
    assert not thread.is_alive()


def close_out(world, walk, now):
    actions.close_matter(actor=world.actor("clerk"), matter=walk.again(), now=now)


def test_what_is_written_meanwhile_is_seen_by_none(ready, fixed_clock):
    [walk] = ready()
    before = Entry.objects.count()
    go = multiprocessing.get_context("fork").Event()

    def count(part):
        assert go.wait(PATIENCE_S)
        yield os.getpid(), Entry.objects.count()

    with working(3, lambda jobs: parts([], jobs), count) as results:
        in_a_thread(lambda: close_out(ready.world, walk, fixed_clock))
        go.set()
        told = results()
        assert Entry.objects.count() == before
    assert [entries for _pid, entries in told] == [before] * 3
    assert len({pid for pid, _entries in told} | {os.getpid()}) == 4
    assert Entry.objects.count() > before


def killed():
    assert multiprocessing.parent_process() is not None
    os._exit(1)


@pytest.mark.parametrize("end", [killed, lambda: 1 / 0], ids=["killed", "failed"])
def test_without_one_of_them_nothing_is_said(ready, end):
    ready()

    def work(part):
        yield part.index
        yield end() if part.index == 1 else part.index

    with pytest.raises(PartFailed), working(3, lambda jobs: parts([], jobs), work) as results:
        assert results() == [0, 1, 2]
        results()
    assert Entry.objects.exists()


def test_the_same_is_found_by_processes_of_their_own(ready, fixed_clock):
    walks = ready(3)
    close_out(ready.world, walks[0], fixed_clock)
    sequence_all(ready.world.zone)
    assert verify(jobs=3).findings == []
    assert verify(jobs=3).tally == verify().tally
    entries = Entry.objects.filter(subject=walks[1].matter.subject).order_by("n")
    with fences_down():
        Entry.objects.filter(pk=entries[2].pk).update(effective_on="2020-01-01")
        entries[4].delete()
    whole = verify()
    assert {"columns_differ", "place_missing"} & {one.kind for one in whole.findings}
    for jobs in (2, 4):
        assert verify(jobs=jobs).findings == whole.findings

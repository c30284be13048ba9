"""A disk that takes no more: the act fails with a plain page, nothing is half-written, health is red."""

import json
from uuid import uuid4

import pytest
from django.db import connection

from banshi.base.history.models import Entry
from banshi.base.history.verify import Tally, walk
from banshi.core.matters.models import Note, NoteKind
from faults.conftest import PATIENCE_S

TOKEN = "t" * 48


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the database's disk is the server's")
def test_a_full_disk(ready, other_process, fixed_clock):
    from support.matters import Walk

    ready(0)
    walk_ = Walk(ready.world, fixed_clock)
    walk_.sign()
    before = Entry.objects.count()
    process = other_process(
        "full", login="qingyu-builder", matter=walk_.matter.pk, token=TOKEN, key=str(uuid4())
    )
    line = process.stdout.readline()
    assert line, process.stderr.read()
    said = json.loads(line)
    assert (said["refused"], said["health"]) == (503, 503)
    assert not said["found"]["zones"]["qingyu"]["disk_write"]["well"]
    assert Entry.objects.count() == before
    assert not Note.objects.filter(kind=NoteKind.PROGRESS).exists()
    assert list(walk(Tally())) == []
    out, err = process.communicate("go\n", timeout=PATIENCE_S)
    said = json.loads(out.splitlines()[-1])
    assert said["sent"] in (204, 302), err
    assert said["found"]["zones"]["qingyu"]["disk_write"]["well"]
    assert Note.objects.filter(kind=NoteKind.PROGRESS).count() == 1
    assert list(walk(Tally())) == []

"""The chain of a subject: recorded, linked, and whatever was tampered with is named."""

import json
from datetime import UTC, date, datetime
from io import StringIO
from uuid import UUID

import pytest
from django.core.management import call_command
from django.db import connection

from banshi.base.history import acts, fences
from banshi.base.history.models import Entry
from banshi.base.history.record import read, record
from banshi.base.history.verify import Tally, walk
from banshi.base.zones import access, subjects
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Subject, Zone
from banshi.base.zones.refusals import Conflict
from banshi.kernel.proof import chain
from support.tampering import fences_down


@acts.use_case("test.note")
def note(
    *, actor: Actor, subject: Subject, text: str, now: datetime, effective_on: date | None = None
) -> Subject:
    subject = Subject.objects.select_for_update().get(pk=subject.pk)
    record(actor=actor, subject=subject, kind="test.noted", data={"text": text}, effective_on=effective_on)
    return subject


@pytest.fixture
def chained(world, now):
    """The zone's own subject with three more entries."""
    subject = world.zone.subject
    for text in ("一", "二", "三"):
        note(actor=world.system, subject=subject, text=text, now=now)
    subject.refresh_from_db()
    return subject


@pytest.fixture
def tamper(chained):
    """Run SQL with the fences down, and put them back."""

    def run(sql, *params):
        with fences_down(), connection.cursor() as cursor:
            cursor.execute(sql, params)

    return run


def bad():
    return [(row.subject, row.n, row.reason) for row in walk(Tally())]


def test_recorded(world, chained, now):
    last = chained.entries.order_by("-n").first()
    assert (last.n, last.leaf) == (chained.head_n, chained.head_leaf)
    assert chain.leaf_hash(bytes(last.body)) == last.leaf
    body = read(last)
    before = chained.entries.get(n=last.n - 1)
    assert (body["prev"], body["n"], body["subject"]) == (before.leaf, last.n, str(chained.uid))
    assert (last.recorded_at, last.effective_on) == (now, date(2021, 5, 17))
    assert bad() == []


def test_outside_a_use_case_nothing_is_recorded(world):
    with pytest.raises(RuntimeError, match="outside a use case"):
        record(actor=world.system, subject=world.zone.subject, kind="x", data={})


def test_floats_do_not_enter_history(world, now):
    @acts.use_case("test.float")
    def weigh(*, actor, subject, now):
        record(actor=actor, subject=subject, kind="x", data={"weight": 1.5})

    try:
        with pytest.raises(TypeError):
            weigh(actor=world.system, subject=world.zone.subject, now=now)
    finally:
        del acts.registry["test.float"]


def test_two_who_loaded_the_same_head_cannot_both_write(world, now):
    @acts.use_case("test.stale")
    def stale(*, actor, subject, now):
        record(actor=actor, subject=subject, kind="test.noted", data={})

    first, second = (Subject.objects.get(pk=world.zone.subject_id) for _ in range(2))
    try:
        stale(actor=world.system, subject=first, now=now)
        with pytest.raises(Conflict) as caught:
            stale(actor=world.system, subject=second, now=now)
    finally:
        del acts.registry["test.stale"]
    assert caught.value.code == "history.head_moved"
    assert bad() == []


@pytest.mark.parametrize(
    ("sql", "n", "reason"),
    [
        ("UPDATE history_entry SET body = %(body)s WHERE id = %(id)s", 0, "body_changed"),
        ("UPDATE history_entry SET leaf = %(leaf)s WHERE id = %(id)s", 0, "body_changed"),
        ("UPDATE history_entry SET body = %(body)s, leaf = %(own)s WHERE id = %(id)s", 0, "link_broken"),
        ("DELETE FROM history_entry WHERE id = %(id)s", 0, "missing"),
        ("UPDATE history_entry SET n = n + 100 WHERE id = %(id)s", 0, "missing"),
        ("UPDATE history_entry SET suite = 9 WHERE id = %(id)s", 0, "suite_unknown"),
        ("UPDATE history_entry SET kind = 'test.other' WHERE id = %(id)s", 0, "columns_differ"),
        ("UPDATE history_entry SET effective_on = '2020-01-01' WHERE id = %(id)s", 0, "columns_differ"),
        (
            "UPDATE history_entry SET recorded_at = '2020-01-01 00:00:00' WHERE id = %(id)s",
            0,
            "columns_differ",
        ),
        ("UPDATE history_entry SET schema = 2 WHERE id = %(id)s", 0, "columns_differ"),
    ],
)
def test_a_changed_middle_entry_is_named(chained, sql, n, reason):
    middle = chained.entries.get(n=chained.head_n - 1)
    forged = bytes(middle.body).replace('"text":"二"'.encode(), '"text":"五"'.encode())
    forged = forged.replace(json.loads(forged)["prev"].encode(), b"0" * 64)
    values = {"id": middle.pk, "body": forged, "leaf": "0" * 64, "own": chain.leaf_hash(forged)}
    with fences_down(), connection.cursor() as cursor:
        cursor.execute(sql, values)
    assert bad() == [(str(chained.uid), middle.n, reason)]


def test_a_rewritten_body_with_a_fitting_leaf_breaks_the_next_link(chained, tamper):
    middle = chained.entries.get(n=chained.head_n - 1)
    forged = bytes(middle.body).replace("二".encode(), "五".encode())
    tamper(
        "UPDATE history_entry SET body = %s, leaf = %s WHERE id = %s",
        forged,
        chain.leaf_hash(forged),
        middle.pk,
    )
    assert bad() == [(str(chained.uid), middle.n + 1, "link_broken")]


def test_swapped(chained, tamper):
    a, b = chained.entries.get(n=chained.head_n - 1), chained.entries.get(n=chained.head_n)
    tamper("UPDATE history_entry SET n = 900 WHERE id = %s", a.pk)
    tamper("UPDATE history_entry SET n = %s WHERE id = %s", a.n, b.pk)
    tamper("UPDATE history_entry SET n = %s WHERE id = %s", b.n, a.pk)
    assert bad()[0][:2] == (str(chained.uid), a.n)


def test_the_last_entry_taken_away(chained, tamper):
    tamper("DELETE FROM history_entry WHERE subject_id = %s AND n = %s", chained.pk, chained.head_n)
    assert bad() == [(str(chained.uid), chained.head_n, "missing")]


def test_heads(chained, tamper):
    tamper("UPDATE zones_subject SET head_n = head_n - 1 WHERE id = %s", chained.pk)
    assert bad() == [(str(chained.uid), 0, "head_behind")]
    tamper("UPDATE zones_subject SET head_n = head_n + 1, head_leaf = 'x' WHERE id = %s", chained.pk)
    assert bad() == [(str(chained.uid), 0, "head_differs")]


def test_moved_to_another_subject(world, chained, tamper):
    other = subjects.open_subject(world.zone, "zone", "别处")
    tamper(
        "UPDATE history_entry SET subject_id = %s, n = 1 WHERE subject_id = %s AND n = %s",
        other.pk,
        chained.pk,
        chained.head_n,
    )
    assert {row[0] for row in bad()} == {str(chained.uid), str(other.uid)}


def test_inserted(world, chained, tamper):
    last = chained.entries.get(n=chained.head_n)
    forged = bytes(last.body)
    Entry.objects.create(
        zone=world.zone,
        subject=chained,
        n=chained.head_n + 1,
        kind=last.kind,
        body=forged,
        leaf=chain.leaf_hash(forged),
        recorded_at=last.recorded_at,
        effective_on=last.effective_on,
    )
    assert bad() == [(str(chained.uid), last.n + 1, "link_broken")]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps its foreign keys")
def test_entries_without_subject_are_named(world, chained):
    last = chained.entries.get(n=chained.head_n)
    with fences_down():
        Entry.objects.filter(pk=last.pk).update(subject_id=chained.pk + 100_000)
    found = [(row.reason, row.n) for row in walk(Tally())]
    with fences_down():
        Entry.objects.filter(pk=last.pk).update(subject_id=chained.pk)
    assert found == [("missing", last.n), ("subject_gone", last.n)]


def test_the_command_names_the_row_and_a_fence_that_is_down(chained, tamper):
    out = StringIO()
    call_command("verify", stdout=out)
    assert "ok:" in out.getvalue()
    tamper("UPDATE history_entry SET leaf = 'x' WHERE subject_id = %s AND n = 1", chained.pk)
    out = StringIO()
    with fences_down(), pytest.raises(SystemExit) as stopped:
        call_command("verify", "--json", "--all", stdout=out)
    said = json.loads(out.getvalue())
    assert stopped.value.code == 1
    assert said["ok"] is False
    found = {(one["kind"], one["row"]) for one in said["findings"]}
    assert {("body_changed", f"{chained.uid} n=1"), ("fence_down", "history_entry_no_update")} <= found
    assert fences.missing() == []


GOLDEN = (
    b'{"act":"test.note","actor":"00000000-0000-0000-0000-000000000000","at":"2021-05-17T01:00:00+00:00",'
    b'"data":{"text":"\xe7\xa7\xaf\xe6\xb0\xb4"},"key":null,"kind":"test.noted","n":1,"on":"2021-05-17",'
    b'"posts":[],"prev":"","subject":"0198f0c2-0000-7000-8000-000000000001","v":1}'
)
GOLDEN_LEAF = "e9d7fbc60331de0212674f39e6c3d8c812bfcd788b568cd933d312ec920dfd66"


@pytest.mark.django_db
def test_golden_bytes_of_schema_1(fixed_clock, now):
    """These bytes are in the books of zones. A change of them needs a new schema version."""
    zone = Zone.objects.create(code="golden", name_zh="金", name_en="Golden")
    uid = UUID("0198f0c2-0000-7000-8000-000000000001")
    subject = subjects.open_subject(zone, "zone", "金", uid=uid)
    note(actor=access.system_actor(zone), subject=subject, text="积水", now=now)
    entry = Entry.objects.get()
    assert bytes(entry.body) == GOLDEN
    assert entry.leaf == GOLDEN_LEAF
    assert read(entry)["data"] == {"text": "积水"}


def test_golden_bytes_still_verify():
    link = chain.Link(1, GOLDEN, GOLDEN_LEAF)
    assert (
        chain.check_chain(
            [link], subject="0198f0c2-0000-7000-8000-000000000001", head_n=1, head_leaf=GOLDEN_LEAF
        )
        is None
    )
    assert datetime.fromisoformat(json.loads(GOLDEN)["at"]) == datetime(2021, 5, 17, 1, tzinfo=UTC)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite keeps text in a column of bytes")
def test_text_written_over_the_bytes_is_named(chained):
    middle = chained.entries.get(n=chained.head_n - 1)
    with fences_down(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE history_entry SET body = replace(body, 'test', 'rest') WHERE id = %s", [middle.pk]
        )
    assert bad() == [(str(chained.uid), middle.n, "body_changed")]


@pytest.mark.parametrize("forged", [b"not json", b"[]", b"{}", b"\xff"])
def test_a_body_that_says_nothing_is_named(chained, forged):
    middle = chained.entries.get(n=chained.head_n - 1)
    values = [forged, chain.leaf_hash(forged), middle.pk]
    with fences_down(), connection.cursor() as cursor:
        cursor.execute("UPDATE history_entry SET body = %s, leaf = %s WHERE id = %s", values)
    [(subject, n, _reason)] = bad()
    assert (subject, n) == (str(chained.uid), middle.n)

"""Personal data: sealed, masked, found by phone, erased for good; and nothing of it in the clear."""

from datetime import datetime
from pathlib import Path

import pytest
from django.db import connection
from hypothesis import HealthCheck, given
from hypothesis import settings as settings_of_hypothesis
from hypothesis import strategies as st

from banshi.base.history import acts
from banshi.base.history.models import Entry
from banshi.base.history.verify import Tally, walk
from banshi.base.search.models import SearchDoc
from banshi.base.vault import sealing, store
from banshi.base.vault.models import VaultItem, VaultKey
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Subject
from banshi.base.zones.refusals import Refusal
from banshi.core.matters import actions
from banshi.core.matters.models import Matter, MatterPeriod
from support.matters import Walk
from support.steps import by

PHONE, NAME = "13800000000", "行政专员"


@acts.use_case("test.erase")
def erase(*, actor: Actor, subject: Subject, now: datetime) -> Subject:
    store.erase(subject)
    return subject


@acts.use_case("test.put")
def put(*, actor: Actor, subject: Subject, text: str, now: datetime) -> VaultItem:
    return store.put(subject, "words", text)


@settings_of_hypothesis(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=st.text())
def test_seals_and_opens(text):

    wrapped = sealing.new_key(b"subject")
    sealed, commitment = sealing.seal(wrapped, text, b"subject")
    assert sealing.unseal(wrapped, sealed, b"subject") == text
    assert len(commitment) == 64
    assert sealing.seal(wrapped, text, b"subject")[1] != commitment


def test_changed_bytes_a_foreign_key_or_subject_do_not_open():
    wrapped, other = sealing.new_key(b"one"), sealing.new_key(b"one")
    sealed, _commitment = sealing.seal(wrapped, NAME, b"one")
    for key, data, context in (
        (wrapped, sealed[:-1] + bytes([sealed[-1] ^ 1]), b"one"),
        (other, sealed, b"one"),
        (wrapped, sealed, b"two"),
    ):
        with pytest.raises(sealing.Unreadable):
            sealing.unseal(key, data, context)


def test_the_master_key_is_made_once_for_its_owner_alone(settings):
    sealing.new_key(b"one")
    path = Path(settings.VAULT_KEY_FILE)
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(bytes.fromhex(path.read_text())) == 32


@pytest.mark.parametrize(
    ("text", "shown"),
    [("13812345678", "138****5678"), ("05271234567", "052****4567"), ("12345", "****"), ("", "****")],
)
def test_masked(text, shown):
    assert store.masked_phone(text) == shown


@pytest.mark.parametrize(
    "spelling", ["138 0000 0000", "+86 138-0000-0000", "8613800000000", "138" + "0" * 8, "(138)00000000"]
)
def test_a_phone_is_found_however_it_is_spelt(world, now, spelling):
    matter = Walk(world, now).receive()
    assert [item.pk for item in store.find_phone(world.zone.pk, spelling)] == [matter.raiser_phone_id]
    assert not store.find_phone(world.zone.pk, "13800000001").exists()
    assert not store.find_phone(world.zone.pk + 1, spelling).exists()


def test_only_a_phone_has_a_blind_index(world, now):
    Walk(world, now).receive()
    assert {item.field for item in VaultItem.objects.exclude(blind="")} == {"phone"}


def everything() -> bytes:
    """All bytes that the database keeps."""
    if connection.vendor == "sqlite":
        return connection.connection.serialize()
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            found += [row[0] for row in cursor.fetchall()]
    return "\n".join(found).encode()


def test_nothing_of_a_person_lies_in_the_clear(world, now):
    Walk(world, now).close()
    kept = everything()
    assert "厂区门前排水不畅".encode() in kept
    for secret in (PHONE, NAME, "现场查看属实", "已疏通并清运"):
        assert secret.encode() not in kept, secret
        assert secret.encode("utf-16-le") not in kept, secret
        assert secret.encode().hex() not in kept.decode("latin-1"), secret


def test_erased_everywhere_and_the_chain_still_holds(world, now):
    w = Walk(world, now, words="村口王大爷家的水管裂了")
    matter = w.close()
    entries = list(Entry.objects.order_by("pk").values_list("pk", "body", "leaf"))
    erase(actor=world.system, subject=matter.subject, now=now)
    matter = Matter.objects.get(pk=matter.pk)
    assert {store.read(item) for item in (matter.words, matter.raiser_name, matter.raiser_phone)} == {"—"}
    assert not store.find_phone(world.zone.pk, PHONE).exists()
    doc = SearchDoc.objects.get(subject=matter.subject)
    assert (doc.title, doc.text) == ("", "")
    key = VaultKey.objects.get(subject=matter.subject)
    assert (key.wrapped, key.erased_at) == (None, now)
    assert not VaultItem.objects.filter(key=key, sealed__isnull=False).exists()
    assert list(Entry.objects.order_by("pk").values_list("pk", "body", "leaf")) == entries
    assert list(walk(Tally())) == []
    assert MatterPeriod.objects.filter(matter=matter).exists()
    assert "王大爷".encode() not in everything()


def test_erasing_one_leaves_the_others(world, now):
    one, other = Walk(world, now).receive(), Walk(world, now).receive()
    erase(actor=world.system, subject=one.subject, now=now)
    assert store.read(Matter.objects.get(pk=other.pk).raiser_phone) == PHONE


def test_nothing_enters_what_was_erased(world, now):
    w = Walk(world, now)
    w.sign()
    erase(actor=world.system, subject=w.matter.subject, now=now)
    with pytest.raises(Refusal) as caught:
        put(actor=world.system, subject=w.matter.subject, text=NAME, now=now)
    assert caught.value.code == "vault.erased"
    with pytest.raises(Refusal):
        actions.record_progress(**by(w, "builder"), text="已到现场。")


def test_no_item_reads_as_nothing():
    assert store.read(None) == ""

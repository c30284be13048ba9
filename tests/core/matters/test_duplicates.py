"""What is held against a new matter, and what of it stays in the process."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banshi.base.vault import store as vault
from banshi.base.vault.models import VaultItem
from banshi.core.matters.queries import duplicates
from banshi.core.matters.queries.duplicates import Sought, likely_duplicates
from banshi.kernel.text import similarity
from support.matters import Walk

WORDS = "厂区门前排水不畅,雨后积水半尺"


@given(st.text(), st.text())
def test_marks_say_what_the_grams_say(a, b):
    assert Sought(a).like(duplicates._marks(b), lambda: b) == similarity(a, b)


@pytest.fixture(autouse=True)
def _forgotten():
    duplicates._known.clear()
    yield
    duplicates._known.clear()


def asked(world, now, words):
    return likely_duplicates(
        world.actor("clerk"), raiser_org=None, place=None, title="另一件事", words=words, raised_on=now.date()
    )


@pytest.mark.django_db
def test_what_lies_sealed_is_opened_once(world, now, monkeypatch):
    Walk(world, now, words=WORDS).receive()
    opened, unseal = [], vault.unseal
    monkeypatch.setattr(duplicates.vault, "unseal", lambda *those: opened.append(1) or unseal(*those))
    first = asked(world, now, WORDS)
    assert [one.why for one in first] == [("words",)]
    assert asked(world, now, WORDS) == first
    assert len(opened) == 1


@pytest.mark.django_db
def test_nothing_of_a_text_stays_and_what_was_erased_is_like_nothing(world, now):
    matter = Walk(world, now, words=WORDS).receive()
    assert asked(world, now, WORDS)
    kept = repr(duplicates._known)
    assert not any(word in kept for word in ("排水", "积水"))
    VaultItem.objects.filter(pk=matter.words_id).update(sealed=None)
    assert asked(world, now, WORDS) == []


@pytest.mark.django_db
def test_no_more_is_kept_than_is_allowed(world, now, monkeypatch):
    monkeypatch.setattr(duplicates, "MOST_KNOWN", 2)
    for number in range(5):
        Walk(world, now, words=f"{WORDS}第{number}处", title=f"第{number}件").receive()
    asked(world, now, WORDS)
    assert len(duplicates._known) <= 2

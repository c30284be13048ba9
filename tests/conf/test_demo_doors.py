"""The demonstration, loaded once: papers and messages in plausible states, no personal data without a purpose."""

import pytest

from banshi.base.outbox.models import Channel, Delivery, Message, Notice
from banshi.base.outbox.models import State as Letter
from banshi.base.outbox.queries import queue
from banshi.base.papers.models import Kind, State, Written
from banshi.base.presets import queries as presets
from banshi.base.vault import rules
from banshi.base.vault.holdings import holding
from banshi.base.vault.models import VaultItem
from banshi.base.zones import clock
from banshi.conf import demonstration

pytestmark = pytest.mark.django_db
OF_A_PERSON = frozenset({"name", "phone", "position", "words", "addition", "paper"})
"""Fields that say something of somebody, and may not hide behind the rest of a kind."""


@pytest.fixture
def zone():
    token = clock._fixed.set(None)
    try:
        yield demonstration.load().zone
    finally:
        clock._fixed.reset(token)


def test_papers_and_messages_stand_in_it_and_every_personal_field_has_its_purpose(zone):
    _check_papers(zone)
    _check_messages(zone)
    _check_purposes(zone)


def _check_papers(zone):
    found = set(Written.objects.filter(zone=zone).values_list("kind", "state"))
    assert found == {
        (Kind.NOTICE, State.ISSUED),
        (Kind.NOTICE, State.WITHDRAWN),
        (Kind.MINUTES, State.ISSUED),
        (Kind.CIRCULAR, State.DRAFT),
    }


def _check_messages(zone):
    assert not Message.objects.filter(zone=zone, routed_at=None).exists()
    told = Notice.objects.filter(zone=zone)
    unread, all_of_them = told.filter(read_at=None).count(), told.count()
    assert 0 < unread < all_of_them / 4
    opens = clock.at_time(zone, demonstration.UNTIL.date(), 8)
    letters = Delivery.objects.filter(zone=zone)
    assert letters.filter(state=Letter.DEAD).count() == 1
    assert letters.filter(state=Letter.GIVEN_UP, reason__field="given_up").exists()
    assert not letters.filter(state=Letter.SENT).exists()
    for waiting in letters.filter(state=Letter.WAITING):
        assert waiting.message.created_at < waiting.due_at == opens
    assert letters.filter(state=Letter.WAITING).exists()
    assert not Channel.objects.filter(zone=zone, enabled=True).exists()
    assert not queue(zone).late


def _check_purposes(zone):
    keeping = presets.rules(zone, "personal_data", clock.today(zone))
    pairs = set(VaultItem.objects.filter(zone=zone).values_list("key__subject__kind", "field").distinct())
    assert {
        ("paper", "paper"),
        ("paper", "reason"),
        ("zone", "given_up"),
        ("public_report", "words"),
    } <= pairs
    for kind, field in sorted(pairs):
        assert holding(kind) is not None, f"no app has declared what it keeps of {kind}"
        purpose = keeping[kind].purpose_of(field) if kind in keeping else None
        assert purpose is not None, f"{kind}: {field} has no purpose"
        assert field not in OF_A_PERSON or rules.REST not in purpose.fields, f"{kind}: {field} is not named"

"""The demonstration, loaded once: papers and messages in plausible states, no personal data without a purpose, and
its close-outs proved outside: every proof, by the one-file verifier, without anything of ours."""

import random
import subprocess
import sys
from pathlib import Path

import pytest

from banshi.base.history.models import Entry
from banshi.base.outbox.models import Channel, Delivery, Message, Notice
from banshi.base.outbox.models import State as Letter
from banshi.base.outbox.queries import queue
from banshi.base.papers.models import Kind, State, Written
from banshi.base.presets import queries as presets
from banshi.base.prooflog import receipts
from banshi.base.prooflog.actions.sequencing import sequence_all
from banshi.base.prooflog.models import LogKey
from banshi.base.prooflog.verification import verify as verify_all
from banshi.base.vault import rules
from banshi.base.vault.holdings import holding
from banshi.base.vault.models import VaultItem
from banshi.base.zones import clock
from banshi.conf import demonstration
from banshi.kernel.proof import receipts as documents
from banshi.kernel.proof import verify

pytestmark = pytest.mark.django_db
OF_A_PERSON = frozenset({"name", "phone", "position", "words", "addition", "paper"})
"""Fields that say something of somebody, and may not hide behind the rest of a kind."""


@pytest.fixture(scope="module")
def zone(held):
    """The demonstration; what is pressed is no part of it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("banshi.base.papers.pdf.pressed", lambda html: b"%PDF-1.7")
        token = clock._fixed.set(None)
        try:
            yield demonstration.load().zone
        finally:
            clock._fixed.reset(token)


@pytest.fixture
def logged(zone):
    """All of it in its log."""
    sequence_all(zone)
    return zone


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


def outside(*words):
    """The verifier in a Python that sees neither our packages nor our environment."""
    command = [sys.executable, "-I", "-S", verify.__file__, *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={}, cwd="/")


def test_every_close_out_is_proved_and_no_changed_bit_is(logged, tmp_path):
    zone = logged
    closed = Entry.objects.filter(zone=zone, kind="matters.closed").select_related("subject").order_by("seq")
    key = LogKey.objects.get(zone=zone).vkey
    files: list[Path] = []
    for number, entry in enumerate(closed):
        slip = receipts.slip_of(zone, entry.subject, entry.n)
        files.append(tmp_path / f"proof-{number}.json")
        files[-1].write_bytes(documents.encode(slip.document))
    assert len(files) > 10
    answers = [outside(str(file), "--key", key) for file in files]
    assert {answer.returncode for answer in answers} == {0}, answers[0].stdout + answers[0].stderr
    draw = random.Random(7)
    for file in draw.sample(files, 12):
        data = bytearray(file.read_bytes())
        data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
        file.write_bytes(data)
        assert outside(str(file), "--key", key).returncode == 1
    whole = files[0] if files[0].read_bytes() else files[1]
    original = documents.encode(receipts.slip_of(zone, closed[0].subject, closed[0].n).document)
    assert whole.exists()
    for _turn in range(300):
        data = bytearray(original)
        data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
        found = verify.examine(bytes(data), [key])
        assert any(step[1] is False for step in steps_of(found))
    assert verify_all().findings == []


def steps_of(found):
    """Code and result of each step."""
    return [(step.code, step.ok) if hasattr(step, "code") else tuple(step[:2]) for step in found]

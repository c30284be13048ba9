"""The demonstration's close-outs, proved outside: every proof, by the one-file verifier, without anything of ours."""

import random
import subprocess
import sys
from pathlib import Path

import pytest

from banshi.base.history.models import Entry
from banshi.base.prooflog import receipts
from banshi.base.prooflog.actions.sequencing import sequence_all
from banshi.base.prooflog.models import LogKey
from banshi.base.prooflog.verification import verify as verify_all
from banshi.base.zones import clock
from banshi.conf import demonstration
from banshi.kernel.proof import receipts as documents
from banshi.kernel.proof import verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def zone():
    """The demonstration, loaded and in its log."""
    token = clock._fixed.set(None)
    try:
        zone = demonstration.load().zone
        sequence_all(zone)
        yield zone
    finally:
        clock._fixed.reset(token)


def outside(*words):
    """The verifier in a Python that sees neither our packages nor our environment."""
    command = [sys.executable, "-I", "-S", verify.__file__, *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={}, cwd="/")


def test_every_close_out_is_proved_and_no_changed_bit_is(zone, tmp_path):
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

"""What the database broke off is tried again only where that is harmless."""

import pytest
from django.db import OperationalError

from banshi.base.history import again


class Cause(Exception):
    def __init__(self, sqlstate):
        self.sqlstate = sqlstate


class Line:
    """A connection: its engine, whether a transaction is open, how often it was let go."""

    def __init__(self, vendor="postgresql", inside=False):
        self.vendor, self.in_atomic_block, self.closed = vendor, inside, 0

    def close(self):
        self.closed += 1


def broken(state):
    error = OperationalError("…")
    error.__cause__ = Cause(state)
    return error


@pytest.mark.parametrize(
    ("state", "keyed", "unkeyed", "closed"),
    [
        ("40001", True, True, 0),
        ("40P01", True, True, 0),
        ("55P03", True, True, 0),
        ("25006", True, True, 1),
        ("57P01", True, False, 1),
        ("57P02", True, False, 1),
        ("57P03", True, False, 1),
        ("08000", True, False, 1),
        ("08006", True, False, 1),
        (None, True, False, 1),
        ("23505", False, False, 0),
        ("57014", False, False, 0),
        ("53100", False, False, 0),
        ("42P01", False, False, 0),
    ],
)
def test_states(monkeypatch, state, keyed, unkeyed, closed):
    for key, wanted in ((True, keyed), (False, unkeyed)):
        line = Line()
        monkeypatch.setattr(again, "connection", line)
        assert again.worth_it(broken(state), keyed=key) is wanted
        assert line.closed == closed


@pytest.mark.parametrize("line", [Line("sqlite"), Line(inside=True)])
def test_never_inside_another_transaction_nor_on_a_file(monkeypatch, line):
    monkeypatch.setattr(again, "connection", line)
    assert not again.worth_it(broken("40001"), keyed=True)
    assert line.closed == 0


def test_pauses_grow_and_differ(monkeypatch):
    slept = []
    monkeypatch.setattr(again.time, "sleep", slept.append)
    for attempt in (1, 1, 2, 2):
        again.pause(attempt)
    assert max(slept[:2]) < min(slept[2:]) <= max(slept) < 0.5
    assert len(set(slept)) == 4


@pytest.mark.django_db
def test_a_use_case_is_tried_three_times_and_no_more(world, now, monkeypatch):
    from banshi.base.care.actions import erase_again

    seen = []
    monkeypatch.setattr(again, "worth_it", lambda error, *, keyed: True)
    monkeypatch.setattr(again, "pause", seen.append)

    def fail(subject):
        seen.append("tried")
        raise broken("40001")

    monkeypatch.setattr("banshi.base.vault.store.erase", fail)
    with pytest.raises(OperationalError):
        erase_again(actor=world.system, subject=world.firm.subject, now=now)
    assert seen == ["tried", 1, "tried", 2, "tried"]

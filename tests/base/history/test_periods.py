"""Two times in one row: what held on a day, and what we knew of it."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from banshi.base.history.periods import OPEN_DAY, OPEN_INSTANT, PERIOD_COLUMNS, write_first, write_period
from banshi.base.zones.refusals import Refusal
from banshi.core.matters.actions.desk import LIST_COLUMNS
from banshi.core.matters.models import MatterPeriod
from support.matters import Walk

T0 = datetime(2021, 5, 17, 1, tzinfo=UTC)


def day(number: int) -> date:
    return date(2021, 6, 1) + timedelta(number)


def instant(number: int) -> datetime:
    return T0 + timedelta(days=20, hours=number)


@pytest.fixture
def say(world, now):
    """Says that a title-like column holds from a day on."""
    w = Walk(world, now)
    matter = w.receive()
    columns = {name: getattr(matter, name) for name in LIST_COLUMNS}
    owner = {"zone_id": matter.zone_id, "matter_id": matter.pk}

    def write(requirement: str, on: date, at: datetime):
        return write_period(
            MatterPeriod,
            owner=owner,
            values=columns | {"requirement": requirement},
            effective_on=on,
            recorded_at=at,
        )

    write.matter, write.owner, write.columns = matter, owner, columns
    return write


def known(on: date, at: datetime | None = None) -> list[str]:
    return list(MatterPeriod.objects.as_of(on, at).values_list("requirement", flat=True))


def test_as_of_and_known_at(say):
    say("甲", day(1), instant(1))
    say("乙", day(5), instant(2))
    assert known(day(1)) == known(day(4)) == ["甲"]
    assert known(day(5)) == known(day(400)) == ["乙"]
    assert known(day(6), instant(1)) == ["甲"]
    assert known(day(6), instant(2)) == ["乙"]
    assert known(day(1), instant(0)) == [""]


def test_a_late_entry_shows_on_its_day_but_was_not_known_then(say):
    say("甲", day(1), instant(1))
    say("乙", day(3), instant(240))
    assert known(day(4)) == ["乙"]
    assert known(day(4), instant(100)) == ["甲"]


def test_out_of_order_is_refused(say):
    say("甲", day(5), instant(1))
    count = MatterPeriod.objects.count()
    with pytest.raises(Refusal) as caught:
        say("乙", day(4), instant(2))
    assert caught.value.code == "history.out_of_order"
    assert caught.value.params == {"day": day(5).isoformat()}
    assert MatterPeriod.objects.count() == count


def test_twice_on_one_day(say):
    say("甲", day(1), instant(1))
    say("乙", day(1), instant(2))
    assert known(day(1)) == ["乙"]
    assert known(day(1), instant(1)) == ["甲"]


def test_twice_in_one_instant_the_first_was_never_known_by_itself(say):
    say("甲", day(1), instant(1))
    say("乙", day(1), instant(1))
    assert known(day(1), instant(1)) == known(day(1)) == ["乙"]


def test_a_clock_that_runs_behind_does_not_make_two_truths(say):
    say("甲", day(1), instant(5))
    say("乙", day(1), instant(3))
    for at in range(8):
        assert len(known(day(1), instant(at))) == 1
    assert known(day(1)) == ["乙"]


@pytest.mark.parametrize("days", [(1,), (1, 1), (1, 4), (1, 4, 4), (1, 2, 6)])
def test_steps_of_one_act_are_written_as_one_after_the_other(say, days):
    """Of an owner that is made in the act: the same rows in one statement."""
    at, steps = instant(1), [(say.columns | {"requirement": str(n)}, day(on)) for n, on in enumerate(days)]
    MatterPeriod.objects.filter(**say.owner).update(recorded_to=at)  # nothing is open
    last = MatterPeriod.objects.latest("pk").pk
    for values, on in steps:
        write_period(MatterPeriod, owner=say.owner, values=values, effective_on=on, recorded_at=at)
    singly = MatterPeriod.objects.filter(pk__gt=last).order_by("pk")
    columns = (*PERIOD_COLUMNS - {"id"}, *say.columns, *say.owner)
    wanted, last = list(singly.values_list(*columns)), singly.last().pk
    now = write_first(MatterPeriod, owner=say.owner, steps=steps, recorded_at=at)
    together = MatterPeriod.objects.filter(pk__gt=last).order_by("pk")
    assert list(together.values_list(*columns)) == wanted
    assert (now.effective_to, now.recorded_to, now.pk) == (OPEN_DAY, OPEN_INSTANT, together.last().pk)


def test_steps_of_one_act_keep_their_order(say):
    with pytest.raises(Refusal) as refused:
        write_first(
            MatterPeriod,
            owner=say.owner,
            steps=[(say.columns, day(4)), (say.columns, day(1))],
            recorded_at=instant(1),
        )
    assert refused.value.code == "history.out_of_order"


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.integers(0, 3), st.integers(-1, 3)), min_size=1, max_size=8))
def test_always_one_truth_per_day_and_knowledge(say, steps):
    from django.db import transaction

    with transaction.atomic():
        on, at, said = 0, 10, []
        for forward, later in steps:
            on, at = on + forward, at + later
            say(f"{len(said)}", day(on), instant(at))
            said.append((on, at))
        for n in range(on + 2):
            expected = max((i for i, (d, _a) in enumerate(said) if d <= n), default=None)
            assert known(day(n)) == ([str(expected)] if expected is not None else [""])
            for k in range(0, at + 4, 2):
                assert len(known(day(n), instant(k))) == 1
        rows = MatterPeriod.objects.filter(matter=say.matter, recorded_to=OPEN_INSTANT)
        ends = sorted((row.effective_from, row.effective_to) for row in rows)
        assert all(a[1] == b[0] for a, b in pairwise(ends))
        transaction.set_rollback(True)

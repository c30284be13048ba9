"""A database in parts: every subject is in exactly one, and about as much is to be read in each."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banshi.base.engines.parts import Part, parts, working
from banshi.base.history.models import Entry
from banshi.base.history.verify import sample
from banshi.base.zones.models import Subject


@given(st.lists(st.integers(0, 50)), st.integers(1, 6), st.integers(-5, 60))
def test_each_id_is_in_one_part(ids, jobs, one):
    found = parts(ids, jobs)
    assert len(found) == jobs
    assert [part.index for part in found] == list(range(jobs))
    assert sum(_holds(part, one) for part in found) == 1


def _holds(part, one):
    return (part.low is None or part.low <= one) and (part.high is None or one < part.high)


def test_as_much_in_each():
    found = parts([5] * 10 + list(range(100, 190)), 4)
    read = [sum(_holds(part, one) for one in [5] * 10 + list(range(100, 190))) for part in found]
    assert read == [25, 25, 25, 25]


def test_the_condition_in_sql():
    assert Part().where("id") == "1 = 1"
    assert Part(1, 3, 4, 9).where("id") == "+id >= 4 AND +id < 9"
    assert Part(2, 3, 9, None).where("id") == "+id >= 9"


@pytest.mark.django_db
@pytest.mark.parametrize("jobs", [1, 2, 3, 5])
def test_rows_are_shared_out(world, jobs):
    everything = set(Subject.objects.values_list("pk", flat=True))

    def both(part):
        yield set(part.subjects(Subject.objects.all()).values_list("pk", flat=True))
        yield set(part.share(Entry.objects.all()).values_list("pk", flat=True))

    with working(jobs, sample, both) as sets:
        assert sorted(pk for one in sets() for pk in one) == sorted(everything)
        assert sum(map(len, sets())) == Entry.objects.count()

"""The records behind a figure, and how they are asked."""

import pytest
from django.db import connection

from banshi.base.figures.records import behind, beyond, named
from banshi.base.zones import subjects
from banshi.base.zones.models import Subject

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(world):
    return [subjects.open_subject(world.zone, "matter", f"第{n}件") for n in (3, 1, 2)]


def captions(rows):
    return [row.caption for row in rows]


def test_in_the_order_of_captions(three):
    rows = Subject.objects.filter(pk__in=[one.pk for one in three]).order_by("-pk")
    assert captions(behind(rows, "pk")) == ["第1件", "第2件", "第3件"]
    assert captions(named(one.pk for one in three[:2])) == ["第1件", "第3件"]


def test_nothing_behind_nothing(three):
    assert not behind(Subject.objects.none(), "pk").exists()
    assert not behind(Subject.objects.filter(caption="没有"), "pk").exists()
    assert not named(()).exists()


def test_a_set_is_gathered_once(three):
    """PostgreSQL may not ask the set again for every subject, whatever its statistics say."""
    asked = str(behind(Subject.objects.filter(caption="第1件"), "pk").query)
    assert ("= ANY (ARRAY (SELECT" in asked) == (connection.vendor == "postgresql")


def test_the_rest(three):
    whole = Subject.objects.filter(pk__in=[one.pk for one in three])
    part = whole.filter(caption="第2件").order_by("caption")
    assert set(captions(beyond(whole, part))) == {"第1件", "第3件"}
    assert not beyond(whole, whole).exists()
    assert "NOT IN" not in str(beyond(whole, part).query).upper()
    assert beyond(whole, part.none()).count() == 3

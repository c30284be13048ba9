"""A question whose SQL is kept answers as the question put anew each time."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from banshi.base.engines.kept import STANDS_FOR, Kept, KeptFor
from banshi.base.zones.models import Account, Counter, Subject, Zone

pytestmark = pytest.mark.django_db


@pytest.fixture
def zones():
    return [Zone.objects.create(code=code, name_zh=code, name_en=code) for code in ("east", "west")]


def test_the_same_rows_with_each_value(zones, django_assert_num_queries):
    for zone in zones:
        for n in range(3):
            Subject.objects.create(zone=zone, kind="thing", caption=f"{zone.code} {n}")
    ask = Kept(
        lambda zone, kind: (
            Subject.objects.filter(zone_id=zone, kind=kind).select_related("zone").order_by("pk")
        ),
        zone=int,
        kind=str,
    )
    for zone in zones:
        with django_assert_num_queries(1):
            found = ask(zone=zone.pk, kind="thing")
            assert [row.zone.code for row in found] == [zone.code] * 3
        assert found == list(Subject.objects.filter(zone=zone).order_by("pk"))
        assert all(not row._state.adding for row in found)
    assert ask(zone=zones[0].pk, kind="other") == []


def test_values_of_every_type_and_columns_alone(zones):
    subject = Subject.objects.create(zone=zones[0], kind="thing", caption="one")
    by_uid = Kept(lambda uid: Subject.objects.filter(uid=uid).values_list("pk", "zone__code"), uid=UUID)
    assert by_uid(uid=subject.uid) == [(subject.pk, "east")]
    assert by_uid(uid=zones[0].uid) == []
    at = datetime(2021, 5, 31, 8, 0, 0, 5, tzinfo=UTC)
    account = Account.objects.create(login="one", created_at=at)
    by_instant = Kept(lambda at: Account.objects.filter(created_at__gte=at), at=datetime)
    assert by_instant(at=at) == [account]
    assert by_instant(at=at.replace(microsecond=6)) == []
    Counter.objects.create(zone=zones[0], series="s", year=2021, last=4)
    by_year = Kept(lambda year: Counter.objects.filter(year=year).values_list("last"), year=int)
    assert (by_year(year=2021), by_year(year=2020)) == ([(4,)], [])


def test_a_day_is_a_value():
    from banshi.base.calendars.models import CalendarDay

    by_day = Kept(lambda day: CalendarDay.objects.filter(day=day), day=date)
    assert by_day(day=date(2021, 5, 31)) == []


@pytest.mark.parametrize("values", [{}, {"zone": "7"}, {"zone": None}, {"zone": 1, "more": 2}])
def test_wrong_values_are_refused(values):
    ask = Kept(lambda zone: Subject.objects.filter(zone_id=zone), zone=int)
    with pytest.raises(TypeError):
        ask(**values)


def test_a_question_that_hides_its_value_is_refused():
    ask = Kept(lambda text: Subject.objects.filter(caption__startswith=text), text=str)
    with pytest.raises(TypeError, match="as it is"):
        ask(text="one")


@pytest.mark.parametrize("lookup", ["contains", "icontains"])
def test_a_part_of_a_text_with_marks_of_its_own(zones, lookup):
    texts = ("100% sure", "1000 sure", "a_b", "acb", "c\\d")
    for text in texts:
        Subject.objects.create(zone=zones[0], kind="thing", caption=text)
    ask = Kept(
        lambda text: Subject.objects.filter(**{f"caption__{lookup}": text}).values_list("caption"), text=str
    )
    for part, found in (
        ("0% s", texts[:1]),
        ("_", texts[2:3]),
        ("\\", texts[4:]),
        ("sure", texts[:2]),
        ("'", ()),
    ):
        assert {text for (text,) in ask(text=part)} == set(found)


def test_a_number_that_looks_like_a_value_stays_where_it_stands(zones):
    """An id among the words may by chance be the one that stands for a value."""
    for year in (2021, 2022):
        Counter.objects.create(zone=zones[0], series="s", year=year, last=year)
    lookalike = STANDS_FOR[int](0)
    ask = Kept(
        lambda year: Counter.objects.filter(year=year).exclude(last=lookalike).values_list("last"), year=int
    )
    assert ask(year=2021) == [(2021,)]
    Counter.objects.create(zone=zones[0], series="t", year=2021, last=lookalike)
    assert ask(year=2021) == [(2021,)]


def test_one_question_for_each_thing_that_decides_the_words(zones, django_assert_num_queries):
    for zone, kind in ((zones[0], "a"), (zones[0], "b"), (zones[1], "a")):
        Subject.objects.create(zone=zone, kind=kind, caption=f"{zone.code} {kind}")
    made = []

    def make(kinds, zone):
        made.append(kinds)
        return Subject.objects.filter(zone_id=zone, kind__in=kinds).order_by("kind").values_list("caption")

    ask = KeptFor(make, zone=int)
    for _turn in range(2):
        with django_assert_num_queries(3):
            assert ask(("a",), zone=zones[0].pk) == [("east a",)]
            assert ask(("a", "b"), zone=zones[0].pk) == [("east a",), ("east b",)]
            assert ask(("a",), zone=zones[1].pk) == [("west a",)]
    assert set(made) == {("a",), ("a", "b")}
    assert len(made) == 6  # once when first asked, then twice to find the places of the value
    ask.forget()
    assert ask(("a",), zone=zones[0].pk) == [("east a",)]
    assert len(made) == 7


def test_what_nothing_can_answer_is_not_asked(zones, django_assert_num_queries):
    ask = KeptFor(lambda kinds, zone: Subject.objects.filter(zone_id=zone, kind__in=kinds), zone=int)
    with django_assert_num_queries(0):
        assert ask((), zone=zones[0].pk) == []
    none = Kept(lambda zone: Subject.objects.none().filter(zone_id=zone), zone=int)
    with django_assert_num_queries(0):
        assert none(zone=zones[0].pk) == none(zone=zones[1].pk) == []

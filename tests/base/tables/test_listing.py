"""Filtering, order, pages and counts, and what they cost."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from banshi.base.tables import listing
from banshi.base.tables.asking import Ask
from banshi.base.tables.definitions import Column
from banshi.base.zones.models import Subject, Zone
from base.tables.samples import LIST

SMALL = replace(LIST, page_size=10)


@pytest.fixture
def things(zone):
    return Subject.objects.filter(zone=zone)


def captions(table, rows, ask, actor):
    return [row.caption for row in listing.narrowed(table, rows, ask, actor)[0]]


def test_its_own_order_and_the_readers(rows, things, rf_actor):
    rows(3)
    assert captions(LIST, things, Ask(), rf_actor) == ["003", "002", "001"]
    assert captions(LIST, things, Ask(sort="figure"), rf_actor) == ["001", "002", "003"]
    assert captions(LIST, things, Ask(sort="-figure"), rf_actor) == ["003", "002", "001"]


def test_equal_rows_keep_one_order(rows, things, rf_actor):
    rows(5)
    same = replace(LIST, columns=(Column("zone", "Zone", "zone", order_by=("zone__code",)),))
    assert captions(same, things, Ask(sort="zone"), rf_actor) == ["001", "002", "003", "004", "005"]
    assert captions(same, things, Ask(sort="-zone"), rf_actor) == ["005", "004", "003", "002", "001"]


def test_rows_without_a_value_are_last_either_way(db, rf_actor, zone):
    first = Subject.objects.create(zone=zone, kind="zone", caption="a")
    with_one = Zone.objects.create(code="b", name_zh="b", name_en="b", subject=first)
    table = replace(
        LIST,
        search=None,
        columns=(Column("subject", "S", "subject", order_by=("subject_id",)),),
        order=("code",),
    )
    for sort in ("subject", "-subject"):
        found = listing.narrowed(table, Zone.objects.all(), Ask(sort=sort), rf_actor)[0]
        assert [row.pk for row in found] == [with_one.pk, zone.pk]


def test_a_field_that_is_never_empty_keeps_its_index():
    assert not listing._nullable(Subject, "caption")
    assert not listing._nullable(Subject, "zone__code")
    assert listing._nullable(Zone, "subject")
    assert listing._nullable(Zone, "subject__caption")
    assert listing._nullable(Subject, "an_annotation")


def test_filters_and_search_narrow_together(rows, things, rf_actor):
    rows(12)
    ask = Ask(text="1", chosen=(("kind", "need"),))
    found, chosen = listing.narrowed(LIST, things, ask, rf_actor)
    assert {row.caption for row in found} == {"010", "012"}
    assert [(one.label, one.word) for one in chosen] == [("Kind", "Needs")]


def test_a_day_filter_gets_a_date(rows, things, rf_actor):
    rows(4)
    assert captions(LIST, things, Ask(chosen=(("since", "2021-05-01"),)), rf_actor) == ["004", "003"]


@pytest.mark.parametrize("chosen", [("kind", "secret"), ("since", "soon")])
def test_a_value_that_is_no_choice_shows_nothing(rows, things, rf_actor, chosen):
    rows(4)
    found, on = listing.narrowed(LIST, things, Ask(chosen=(chosen,)), rf_actor)
    assert list(found) == []
    assert on[0].word is None


def test_choices_may_depend_on_the_reader(rows, things, rf_actor):
    rows(2)
    mine = replace(LIST.filters[0], choices=lambda actor: [("need", actor.name_en)])
    table = replace(LIST, filters=(mine,))
    assert listing.narrowed(table, things, Ask(chosen=(("kind", "need"),)), rf_actor)[1][0].word == "Officer"
    assert not listing.narrowed(table, things, Ask(chosen=(("kind", "problem"),)), rf_actor)[0]


@pytest.mark.parametrize(
    ("count", "page", "shown", "first", "total", "has_next"),
    [
        (0, 1, 0, 0, 0, False),
        (7, 1, 7, 0, 7, False),
        (10, 1, 10, 0, 10, False),
        (11, 1, 10, 0, 11, True),
        (25, 2, 10, 10, 25, True),
        (25, 3, 5, 20, 25, False),
        (25, 9, 0, 80, 25, False),
    ],
)
def test_pages(rows, things, rf_actor, count, page, shown, first, total, has_next):
    rows(count)
    part = listing.page(SMALL, listing.narrowed(SMALL, things, Ask(), rf_actor)[0], Ask(page=page))
    assert (len(part.rows), part.first, part.count, part.more, part.has_next) == (
        shown,
        first,
        total,
        False,
        has_next,
    )


def test_no_row_is_on_two_pages(rows, things, rf_actor):
    rows(35)
    found = listing.narrowed(SMALL, things, Ask(sort="figure"), rf_actor)[0]
    seen = [row.pk for n in range(1, 5) for row in listing.page(SMALL, found, Ask(page=n)).rows]
    assert len(seen) == len(set(seen)) == 35


def test_the_last_page_that_can_be_read_has_no_next(rows, things, monkeypatch):
    rows(25)
    monkeypatch.setattr(listing, "MAX_DEPTH", 20)
    assert listing.page(SMALL, things.order_by("pk"), Ask(page=1)).has_next
    assert not listing.page(SMALL, things.order_by("pk"), Ask(page=2)).has_next


@pytest.mark.parametrize(
    ("count", "said"), [(999, (999, False)), (1000, (1000, False)), (1001, (1000, True))]
)
def test_counting_stops_at_a_thousand(rows, things, count, said):
    rows(count)
    assert listing.counted(things) == said
    assert listing.counted(things, exact=True) == (count, False)


def test_a_page_costs_two_queries_and_counts_at_most_1001(rows, things):
    rows(60)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        listing.page(LIST, things.order_by("pk"), Ask())
    assert len(seen) == 2
    assert "LIMIT 1001" in seen[1]["sql"]
    assert "ORDER BY" not in seen[1]["sql"]


def test_a_short_list_costs_one(rows, things, django_assert_num_queries):
    rows(7)
    with django_assert_num_queries(1):
        listing.page(LIST, things.order_by("pk"), Ask())

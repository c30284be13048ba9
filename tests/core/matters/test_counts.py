"""A department's matters are counted its own first: every row once, whatever the matter has become since."""

import sys
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from banshi.base.tables.asking import Ask
from banshi.base.zones import access
from banshi.core.matters import actions
from banshi.core.matters.models import Matter, MatterPeriod
from banshi.core.matters.queries import lists
from banshi.core.matters.tables import counts, kept, table
from banshi.core.matters.tables.beside import Beside
from banshi.core.matters.tables.kept import ROWS, _rows
from support.ledger import on, walk

DAYS = (None, date(2021, 5, 17), date(2021, 5, 20))
READERS = ("builder", "firms", "projects", "leader", "idle")


@pytest.fixture
def ledger(world):
    """Received, dispatched and closed matters of three units; the last is another unit's and category's today."""
    firms = world.units["enterprise_service_centre"]
    with on(5, 17) as at:
        rows = [walk(world, at) for _n in range(8)]
        for row in rows[:2]:
            row.receive()
        rows[2].dispatch(responsible_unit=firms)
        for row in rows[3:6]:
            row.dispatch()
        for row in rows[6:]:
            row.close()
    last = Matter.objects.filter(pk=rows[7].again().pk)
    last.update(responsible_unit=firms, category="living", recategorised_on=date(2021, 5, 24))
    Matter.objects.filter(pk=rows[5].again().pk).update(category="living", recategorised_on=date(2021, 5, 24))
    return world


@pytest.mark.parametrize("day", DAYS)
def test_each_row_is_in_one_part(ledger, day):
    counted = 0
    with on(5, 25):
        for reader in READERS:
            actor = ledger.actor(reader)
            sight = access.sight(actor, "matters.view", "org.view")
            unit = ledger.units["construction_bureau"].pk
            for values in (
                {},
                {"kind": "problem"},
                {"kind": "problem", "category": "living"},
                {"kind": "problem", "category": "roads"},
                {"unit": unit},
            ):
                columns = {counts.STAYS[key]: value for key, value in values.items()}
                rows = lists.issue_rows(actor, day).filter(**columns)
                for many, full in ((True, True), (True, False), (False, False)):
                    found = counts.one_by_one(rows, sight, values, many=many, full=full)
                    assert len(list(found)) == rows.count(), (reader, values)
                counted += rows.count()
    assert counted


@pytest.mark.parametrize("day", [None, date(2021, 5, 20)])
def test_a_count_that_came_to_its_limit_begins_with_the_units_own(ledger, day, monkeypatch):
    """And says the same, and goes back to the other way when there are fewer."""
    ask = Ask(as_of=day, chosen=(("kind", "problem"), ("category", "roads")))
    with on(5, 25):
        builder = ledger.actor("builder")
        issues = table("issues", builder)

        def counted(limit):
            monkeypatch.setattr(sys.modules[_rows.__module__], "COUNTED", limit)
            ROWS.forget()
            with CaptureQueriesContext(connection) as asked:
                found = kept(builder, issues, ask)._counted
            return found, asked[-1]["sql"].count("responsible_unit_id")

        total, plain = counted(1001)
        assert total > 1
        assert counted(1) == (1, plain)
        assert counted(total)[1] > plain, "the last one ended at its limit"
        assert counted(total + 1)[0] == total
        assert counted(1001) == (total, plain)


def test_an_amended_matter_is_counted_where_it_stood(ledger):
    with on(5, 26) as at:
        found = Matter.objects.filter(
            state="dispatched", responsible_unit__code="construction_bureau"
        ).first()
        actions.amend_matter(
            actor=ledger.actor("clerk"), matter=found, title=found.title, category="living", now=at
        )
    found.refresh_from_db()
    assert found.recategorised_on == date(2021, 5, 26)
    with on(5, 27):
        actor = ledger.actor("builder")
        issues = table("issues", actor)
        found = {}
        for day in (date(2021, 5, 20), date(2021, 5, 26), None):
            ask = Ask(as_of=day, chosen=(("kind", "problem"), ("category", "roads")))
            found[day] = kept(actor, issues, ask).counted()[0]
            assert found[day] == lists.issue_rows(actor, day).filter(kind="problem", category="roads").count()
    before, after, _today = found.values()
    assert before == after + 1
    assert not MatterPeriod.objects.exclude(kind=F("matter__kind")).exists()


def test_a_title_put_right_is_no_other_category(ledger):
    with on(5, 26) as at:
        clerk, found = ledger.actor("clerk"), Matter.objects.filter(state="dispatched").first()
        actions.amend_matter(actor=clerk, matter=found, title="另一个标题", category=found.category, now=at)
    found.refresh_from_db()
    assert (found.title, found.recategorised_on) == ("另一个标题", None)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite gathers all ways at once")
@pytest.mark.parametrize("day", [None, date(2021, 5, 20)])
def test_each_way_of_taking_part_is_asked_by_itself(ledger, day):
    with on(5, 25):
        rows = lists.issue_rows(ledger.actor("builder"), day)
        by_unit, by_post = access.apart(rows)
        assert by_unit.count() + by_post.count() == rows.count() > 0
        leaders = access.apart(lists.issue_rows(ledger.actor("leader"), day))
        assert [part.count() for part in leaders][-1] > 0


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite asks each row of itself")
@pytest.mark.parametrize("day", [None, date(2021, 5, 20)])
@pytest.mark.parametrize("reader", ["builder", "clerk"])
def test_a_page_asks_each_row_and_gathers_nothing(ledger, reader, day):
    """Else all that a unit ever took part in is gathered for fifty rows: 280 ms of a million."""
    with on(5, 25):
        source = kept(ledger.actor(reader), table("issues", ledger.actor(reader)), Ask(as_of=day))
        at = source.asked.at
        values = {"day": at.day, "near_until": at.near_until, "ends_at": at.ends_at, **source.values}
        page = _rows(replace(source.asked, part=(0, 51)), **values)
    assert "OFFSET 0)" in str(page.query)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL weighs it itself")
@pytest.mark.parametrize("day", [None, date(2021, 5, 20)])
def test_its_own_are_judged_in_the_index_before_all_others_are_gathered(ledger, day):
    with on(5, 25):
        actor = ledger.actor("builder")
        source = kept(actor, table("issues", actor), Ask(as_of=day, chosen=(("kind", "problem"),)))
        at = source.asked.at
        values = {"day": at.day, "near_until": at.near_until, "ends_at": at.ends_at, **source.values}
        plan = _rows(source.asked, **values).explain()
    own, _union, others = plan.partition("UNION ALL")
    if day is None:  # of a past day that wants statistics, which a ledger of eight does not have
        assert "USING COVERING INDEX matter_of_unit (zone_id=? AND responsible_unit_id=?" in own
    assert "LIST SUBQUERY" not in own
    assert "LIST SUBQUERY" in others


@pytest.mark.parametrize(
    ("chosen", "code", "dated", "said"),
    [
        ({}, "issues", True, True),
        ({"group": "closed"}, "issues", True, True),
        ({"group": "open"}, "issues", True, False),
        ({"group": "open"}, "issues", False, True),
        ({"key": "yes"}, "issues", True, False),
        ({}, "key", True, False),
        ({"reopened": "yes"}, "issues", False, False),
    ],
)
def test_where_few_are_expected_all_are_gathered(chosen, code, dated, said):
    assert counts.many(chosen, code, dated=dated) is said


def test_a_list_of_closed_ones_is_not_counted_twice(ledger, django_assert_num_queries):
    with on(5, 25):
        clerk = ledger.actor("clerk")
        found, ask = table("issues", clerk), Ask(chosen=(("group", "closed"),))
        alone, beside = Beside(clerk, found, ask), Beside(clerk, found, ask)
        source = beside.of(kept(clerk, found, ask))
        assert source.counted() == (2, False)
        with django_assert_num_queries(0):
            assert beside.closed == "2"
        assert alone.closed == "2"
        narrower = Ask(chosen=(("group", "closed"), ("reopened", "yes")))
        other = Beside(clerk, found, narrower)
        assert other.of(kept(clerk, found, narrower)).counted() == (0, False)
        assert other.closed == "2"

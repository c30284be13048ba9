"""A list whose SQL is kept answers as the list made anew, for whoever asks, on whichever day, however often."""

from datetime import date

import pytest

from banshi.base.tables import listing
from banshi.base.tables.asking import Ask
from banshi.base.zones.models import Label
from banshi.core.matters import actions
from banshi.core.matters.actions import CoPart
from banshi.core.matters.queries import lists
from banshi.core.matters.tables import kept, table
from banshi.core.matters.tables.kept import KNOWN_ROWS, ONLY, ROWS
from support.ledger import on, walk

READERS = ("clerk", "verifier", "supervisor", "projects", "builder", "firms", "leader", "idle")
DAYS = (
    {},
    {"as_of": date(2021, 5, 17)},
    {"as_of": date(2021, 5, 20)},
    {"as_of": date(2021, 5, 17), "known_on": date(2021, 5, 18)},
    {"known_on": date(2021, 5, 18)},
)
CHOSEN = (
    (),
    (("group", "open"),),
    (("group", "overdue"), ("kind", "problem")),
    (("reopened", "yes"),),
    (("unit", "construction_bureau"), ("group", "near")),
    (("unit", "enterprise_service_centre"), ("kind", "problem")),
    (("kind", "need"), ("category", "living")),
    (("kind", "problem"), ("category", "utilities"), ("raiser", "enterprise")),
    (("kind", "problem"), ("category", "infrastructure"), ("raiser", "resident")),
    (("outcome", "solved"), ("collector", "construction_bureau")),
)


@pytest.fixture
def ledger(world):
    """Matters of several states, units and labels, two of them re-opened, one with a co-handler, over two weeks."""
    ROWS.forget()
    KNOWN_ROWS.forget()
    with on(5, 17) as at:
        walk(world, at).register()
        co = walk(world, at, source_kind="industrial")
        co.dispatch(
            responsible_unit=world.units["enterprise_service_centre"],
            co_parts=(CoPart(world.units["construction_bureau"]),),
        )
        walk(world, at, label=Label.SENSITIVE, source_kind="infrastructure").receive()
        walk(world, at, label=Label.SUPERVISION, source_kind="infrastructure").receive()
        rows = [walk(world, at) for _n in range(3)]
        for row in rows:
            row.close()
        actions.set_key_listing(actor=world.actor("clerk"), matter=rows[0].again(), listed=True, now=at)
    with on(5, 19) as at:
        for row in rows[:2]:
            actions.reopen_matter(actor=world.actor("clerk"), matter=row.again(), reason="又积水了。", now=at)
    return world


def numbers(rows):
    return [(type(row).__name__, row.pk, row.number) for row in rows]


def plain(actor, found, ask, code):
    rows = lists.ROWS[code](actor, ask.as_of, ask.known_at(actor.zone))
    return listing.narrowed(found, rows, ask, actor)[0]


@pytest.mark.parametrize("code", list(lists.ROWS))
def test_the_same_rows_and_counts(ledger, code):
    shown = 0
    with on(5, 25):
        for reader in READERS:
            actor = ledger.actor(reader)
            found = table(code, actor)
            keys = {one.key for one in found.filters}
            for days in DAYS:
                for chosen in (one for one in CHOSEN if {key for key, _value in one} <= keys):
                    ask = Ask(chosen=chosen, **days)
                    source, rows = kept(actor, found, ask), plain(actor, found, ask, code)
                    if source is None:  # a unit that he may not choose
                        assert not rows.exists(), (reader, ask)
                        continue
                    for _turn in range(2):  # made anew the first time, kept from the second on
                        assert numbers(source.part(0, 51)) == numbers(rows), (reader, ask)
                        assert source.counted() == listing.counted(rows), (reader, ask)
                    shown += len(rows)
    assert shown or code == "claimed"  # claims come from workbooks alone


def test_what_stands_beside_is_counted_alike(ledger):
    with on(5, 25):
        for reader in ("clerk", "projects"):
            actor = ledger.actor(reader)
            found = table("issues", actor)
            for days in DAYS:
                ask = Ask(**days)
                for only, narrow in ONLY.items():
                    rows = narrow(plain(actor, found, ask, "issues"))
                    for _turn in range(2):
                        assert kept(actor, found, ask, only=only).counted() == listing.counted(rows), (
                            only,
                            days,
                        )
        assert kept(ledger.actor("clerk"), found, Ask(), only="reopened").counted() == (2, False)
        before = Ask(as_of=date(2021, 5, 18))
        assert kept(ledger.actor("clerk"), found, before, only="reopened").counted() == (0, False)


def test_pages_orders_and_another_day_share_what_is_kept(ledger, django_assert_num_queries):
    with on(5, 25):
        clerk, other = ledger.actor("clerk"), ledger.actor("verifier")
        found = table("issues", clerk)
        for sort in ("number", "-number", "raised_on"):
            ask = Ask(sort=sort)
            assert numbers(kept(clerk, found, ask).part(0, 3)) == numbers(
                plain(clerk, found, ask, "issues")[:3]
            )
            assert numbers(kept(clerk, found, ask).part(3, 6)) == numbers(
                plain(clerk, found, ask, "issues")[3:6]
            )
        made = ROWS._of.cache_info().misses
        for day in range(13, 24):
            kept(clerk, found, Ask(as_of=date(2021, 5, day))).part(0, 51)
        assert ROWS._of.cache_info().misses == made + 1
        seen = {row.number for row in kept(other, found, Ask()).part(0, 51)}
        assert seen == {row.number for row in plain(other, found, Ask(), "issues")}


def test_what_is_not_kept(ledger):
    clerk = ledger.actor("clerk")
    found = table("issues", clerk)
    for ask in (Ask(text="排水"), Ask(total=True), Ask(chosen=(("unit", "none_of_ours"),))):
        assert kept(clerk, found, ask) is None

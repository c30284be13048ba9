"""The rows of the lists: what stands in them, for whom, on which day, and as known when."""

from datetime import date, timedelta

import pytest

from banshi.base.zones import clock
from banshi.base.zones.models import Label
from banshi.core.matters import actions
from banshi.core.matters.actions import CoPart
from banshi.core.matters.models import MatterPeriod
from banshi.core.matters.queries import lists
from banshi.core.matters.tables import Lists
from support.matters import Walk

DAY = timedelta(days=1)


def numbers(rows):
    return sorted(row.number for row in rows)


def at(now, days):
    """The clock ``days`` after ``now``."""
    return clock.fixed(now + days * DAY)


def walk(world, now, **intake):
    return Walk(world, now, **intake)


@pytest.fixture
def clerk(world):
    return world.actor("clerk")


def test_each_list_has_its_own_states(world, now, clerk):
    registered = walk(world, now).register()
    dispatched = walk(world, now).dispatch()
    closed = walk(world, now).close()
    assert numbers(lists.issue_rows(clerk)) == [registered.number, dispatched.number, closed.number]
    assert numbers(lists.responsibility_rows(clerk)) == [dispatched.number, closed.number]
    assert numbers(lists.closure_rows(clerk)) == [closed.number]
    assert numbers(lists.key_rows(clerk)) == []


def test_a_department_sees_what_it_takes_part_in(world, now, clerk):
    own = walk(world, now).dispatch()
    co = walk(world, now, source_kind="industrial")
    co.dispatch(
        responsible_unit=world.units["enterprise_service_centre"],
        co_parts=(CoPart(world.units["construction_bureau"]),),
    )
    other = walk(world, now, source_kind="industrial")
    other.dispatch(responsible_unit=world.units["enterprise_service_centre"])
    assert numbers(lists.responsibility_rows(world.actor("builder"))) == [own.number, co.matter.number]
    assert other.matter.number in numbers(lists.responsibility_rows(world.actor("projects")))
    assert numbers(lists.responsibility_rows(world.actor("idle"))) == []
    assert numbers(lists.responsibility_rows(world.actor("administrator"))) == []


@pytest.mark.parametrize("label", [Label.SENSITIVE, Label.SUPERVISION])
def test_labels_hold_in_every_list_and_on_every_day(world, now, clerk, label):
    matter = walk(world, now, label=label, source_kind="infrastructure").receive()
    readers = {"clerk": False, "verifier": False, "firms": False, "leader": label == Label.SENSITIVE}
    readers |= {"builder": label == Label.SENSITIVE, "supervisor": True}
    with at(now, 2):
        for name, reads in readers.items():
            actor = world.actor(name)
            today = lists.issue_rows(actor)
            past = lists.issue_rows(actor, date(2021, 5, 17))
            # The clerk entered it himself and so takes part in what is sensitive.
            reads = reads or (name == "clerk" and label == Label.SENSITIVE)
            assert (matter.number in numbers(today)) is reads, name
            assert (matter.number in numbers(past)) is reads, name


def test_access_is_judged_as_of_today(world, now):
    w = walk(world, now)
    w.register()
    with at(now, 3):
        actions.amend_matter(
            actor=world.actor("clerk"), matter=w.matter, title="改后", category="roads", label=Label.SUPERVISION,
            now=now + 3 * DAY,
        )  # fmt: skip
        assert numbers(lists.issue_rows(world.actor("verifier"), date(2021, 5, 17))) == []


def test_as_of_reads_the_day(world, now, clerk):
    w = walk(world, now)
    w.register()
    with at(now, 2):
        w.now = now + 2 * DAY
        w.dispatch()
    with at(now, 4):
        assert numbers(lists.responsibility_rows(clerk)) == [w.matter.number]
        assert numbers(lists.responsibility_rows(clerk, date(2021, 5, 18))) == []
        (row,) = lists.issue_rows(clerk, date(2021, 5, 18))
        assert (row.state, row.due_on, row.title) == ("registered", None, "厂区门前排水不畅")
        assert isinstance(row, MatterPeriod)


def test_a_late_entry_shows_on_its_day_but_was_not_known_then(world, now, clerk):
    walk(world, now).register()
    with at(now, 9):
        late = walk(world, now + 9 * DAY, raised_on=date(2021, 5, 20)).receive()
        day = date(2021, 5, 21)
        assert late.number in numbers(lists.issue_rows(clerk, day))
        known = clock.at_time(world.zone, date(2021, 5, 22))
        assert late.number not in numbers(lists.issue_rows(clerk, day, known))
        rows = lists.issue_rows(clerk, day)
        assert numbers(lists.late_recorded(rows, "after")) == [late.number]
        assert numbers(lists.late_recorded(lists.issue_rows(clerk), "late")) == [late.number]
        assert numbers(lists.late_recorded(lists.issue_rows(clerk), "after")) == []
        (row,) = lists.late_recorded(rows, "after")
        assert "05-26" in Lists(clerk).standing_words(row)


def test_raised_after_the_day_is_not_in_it(world, now, clerk):
    with at(now, 2):
        walk(world, now + 2 * DAY, raised_on=date(2021, 5, 19)).register()
        assert numbers(lists.issue_rows(clerk, date(2021, 5, 18))) == []


def test_a_merged_duplicate_counts_until_it_was_merged(world, now, clerk):
    first, second = walk(world, now).register(), walk(world, now).register()
    with at(now, 2):
        actions.merge_matter(actor=clerk, matter=second, into=first, now=now + 2 * DAY)
        assert numbers(lists.issue_rows(clerk)) == [first.number]
        assert numbers(lists.issue_rows(clerk, date(2021, 5, 18))) == [first.number, second.number]


def test_reopened_is_open_again_and_was_closed_before(world, now, clerk):
    w = walk(world, now)
    w.close()
    with at(now, 3):
        actions.reopen_matter(actor=clerk, matter=w.matter, reason="又积水", now=now + 3 * DAY)
        assert numbers(lists.closure_rows(clerk)) == []
        assert numbers(lists.closure_rows(clerk, date(2021, 5, 19))) == [w.matter.number]
        (row,) = lists.responsibility_rows(clerk)
        assert row.reopened == 1
        assert "1" in Lists(clerk).standing_words(row)


def test_promoted_later_is_not_on_the_key_list_before(world, now, clerk):
    early, later = walk(world, now), walk(world, now)
    early.dispatch()
    later.dispatch()
    actions.set_key_listing(actor=clerk, matter=early.matter, listed=True, now=now)
    with at(now, 4):
        actions.set_key_listing(actor=clerk, matter=later.matter, listed=True, now=now + 4 * DAY)
        assert len(lists.key_rows(clerk)) == 2
        assert numbers(lists.key_rows(clerk, date(2021, 5, 19))) == [early.matter.number]


def test_lights_are_judged_for_the_day_shown(world, now, clerk):
    w = walk(world, now)
    w.dispatch()  # due on 25 May, a Tuesday
    words = Lists(clerk)
    with at(now, 14):
        for day, tone in (
            (date(2021, 5, 19), "none"),
            (date(2021, 5, 20), "blue"),
            (date(2021, 5, 25), "blue"),
            (date(2021, 5, 26), "red"),
        ):
            (row,) = lists.responsibility_rows(clerk, day)
            assert words.light(row).tone == tone, day
        (row,) = lists.responsibility_rows(clerk)
        assert words.light(row).tone == "red"


def test_light_filters_agree_with_the_lights(world, now, clerk):
    """Each light's filter finds just the rows that show it; a late co-handler is yellow."""
    near, far, behind, red = (walk(world, now) for _ in range(4))
    near.dispatch(due_on=date(2021, 5, 28))
    far.dispatch(due_on=date(2021, 6, 25))
    behind.dispatch(
        due_on=date(2021, 6, 25),
        co_parts=(CoPart(world.units["project_service_centre"], date(2021, 5, 19)),),
    )
    red.dispatch(due_on=date(2021, 5, 24))
    table = Lists(clerk)
    group = next(one for one in table.responsibility().filters if one.key == "group")
    with at(now, 9):
        rows = lists.responsibility_rows(clerk)
        for value, matter, tone in (
            ("near", near, "blue"),
            ("behind", behind, "yellow"),
            ("overdue", red, "red"),
        ):
            (row,) = group.apply(rows, value)
            assert row.number == matter.matter.number
            assert table.light(row).tone == tone
        assert len(group.apply(rows, "open")) == 4
        past = lists.responsibility_rows(clerk, date(2021, 5, 18))
        assert len(group.apply(past, "behind")) == 0


def test_a_co_handler_who_answered_later_was_late_then(world, now, clerk):
    w = walk(world, now)
    w.dispatch(
        due_on=date(2021, 6, 25),
        co_parts=(CoPart(world.units["project_service_centre"], date(2021, 5, 19)),),
    )
    with at(now, 4):
        actions.reply_as_co_handler(
            actor=world.actor("projects"), matter=w.matter, text="已配合", now=now + 4 * DAY
        )
    with at(now, 5):
        (today,) = lists.responsibility_rows(clerk)
        (then,) = lists.responsibility_rows(clerk, date(2021, 5, 20))
        assert (today.late_co, then.late_co) == (False, True)


def test_nothing_of_a_hidden_place_or_firm_is_named(world, now):
    w = walk(world, now)
    w.register()
    type(world.firm.subject).objects.filter(pk=world.firm.subject_id).update(label=Label.SENSITIVE)
    verifier = world.actor("verifier")
    (row,) = lists.issue_rows(verifier)
    assert Lists(verifier).raiser(row) is None
    assert Lists(verifier).about(row) is None


def test_a_resident_is_not_named(world, now, clerk):
    walk(world, now, raiser=actions.Raiser("resident", name="某村民", phone="13900000000")).register()
    (row,) = lists.issue_rows(clerk)
    assert str(Lists(clerk).raiser(row)) in {"Resident", "群众"}


def test_the_verifier_is_a_post(world, now, clerk):
    walk(world, now).close()
    table = Lists(clerk).closure()
    (row,) = lists.closure_rows(clerk)
    assert table.column("verifier").export(row) == world.posts["verifier"].name

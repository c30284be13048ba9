"""Planning, holding, correcting and cancelling; who may, and what a refusal leaves behind."""

from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile

from banshi.base.figures.registry import Question, figure
from banshi.base.history.models import Entry
from banshi.base.history.record import read
from banshi.base.vault import store as vault
from banshi.base.zones import clock
from banshi.base.zones.ids import uuid7
from banshi.base.zones.refusals import Forbidden, Refusal, Unknown
from banshi.core.matters import actions as matters
from banshi.core.matters.demo.pictures import picture
from banshi.core.occasions import actions
from banshi.core.occasions.actions import Present
from banshi.core.occasions.ahead import plan_all
from banshi.core.occasions.models import Attendance, Occasion, Series
from banshi.core.occasions.rules import Recurrence
from support.zone import build

DAY = date(2021, 5, 10)


def held(world, by, row, *names, **more):
    present = tuple(Present(post=world.posts[name]) for name in names)
    return actions.hold_occasion(**by, occasion=row, held_on=DAY, present=present, **more)


def ask(world, code, on=date(2021, 5, 31), **scope):
    return figure(f"occasions.{code}").compute(Question(world.zone, world.actor("clerk"), on, scope=scope))


def kinds_of(row):
    return [entry.kind for entry in Entry.objects.filter(subject=row.subject).order_by("n")]


def test_held_with_people_minutes_and_a_photo(world, by, planned):
    photo = ContentFile(picture(3), name="会场.jpg")
    row = held(world, by, planned, "builder", "projects", minutes="王某发言。", photos=[photo])
    assert (row.state, row.held_on) == ("held", DAY)
    assert kinds_of(row) == ["occasions.planned", "occasions.held"]
    entry = Entry.objects.filter(subject=row.subject).order_by("-n")[0]
    data = read(entry)["data"]
    assert (data["person_times"], len(data["photos"]), entry.effective_on) == (2, 1, DAY)
    assert "王某" not in bytes(entry.body).decode()
    assert vault.read(row.minutes) == "王某发言。"
    people = set(row.attendances.values_list("person", flat=True))
    assert people == {world.people["builder"].pk, world.people["projects"].pk}


def test_person_times_and_distinct_persons_are_two_figures(world, by, planned):
    held(world, by, planned, "builder", "projects", "firms")
    again = actions.plan_occasion(
        **by, kind="patrol", title="巡查", host=world.posts["builder"].unit, planned_on=DAY
    )
    guests = (
        *(Present(post=world.posts[name]) for name in ("builder", "projects", "firms")),
        Present(count=4),
    )
    actions.hold_occasion(**by, occasion=again, held_on=DAY, present=guests)
    assert ask(world, "held").value == 2
    assert ask(world, "person_times").value == 3 + 7
    persons = ask(world, "persons")
    assert (persons.value, len(persons.notes)) == (3, 1)
    assert ask(world, "person_times", kind="patrol").value == 7
    assert ask(world, "held", on=DAY - timedelta(days=1)).value == 0


def test_who_is_named_twice_is_there_once(world, by, planned):
    row = held(world, by, planned, "builder", "builder")
    assert row.attendances.count() == 1


def test_attendance_is_corrected_and_nothing_is_deleted(world, by, planned):
    row = held(world, by, planned, "builder")
    before = world.posts["projects"]
    actions.record_attendance(**by, occasion=row, present=(Present(post=before), Present(count=2)))
    assert ask(world, "person_times").value == 3
    assert Attendance.objects.filter(occasion=row).count() == 3
    assert kinds_of(row)[-1] == "occasions.attended"


def test_what_is_refused_leaves_nothing(world, by, planned):
    other = build("donghu")
    present = (Present(post=world.posts["builder"]),)
    tries = (
        ("occasions.future", {"held_on": date(2021, 5, 18), "present": present}),
        ("occasions.nobody", {"held_on": DAY, "present": ()}),
        ("occasions.count", {"held_on": DAY, "present": (Present(count=0),)}),
        ("access.unknown", {"held_on": DAY, "present": (Present(outside=other.firm),)}),
    )
    for code, given in tries:
        with pytest.raises(Refusal) as refused:
            actions.hold_occasion(**by, occasion=planned, **given)
        assert refused.value.code == code
    planned.refresh_from_db()
    assert planned.state == "planned"
    assert kinds_of(planned) == ["occasions.planned"]
    assert not Attendance.objects.exists()


def test_who_may(world, now, by, planned):
    for name, error in (("projects", Forbidden), ("leader", Forbidden), ("administrator", Unknown)):
        with pytest.raises(error):
            actions.cancel_occasion(actor=world.actor(name), occasion=planned, reason="不开了", now=now)
    foreign = build("donghu").actor("clerk")
    with pytest.raises(Unknown):
        actions.cancel_occasion(actor=foreign, occasion=planned, reason="不开了", now=now)
    row = actions.cancel_occasion(actor=world.actor("clerk"), occasion=planned, reason="不开了", now=now)
    assert row.state == "cancelled"
    with pytest.raises(Refusal, match="not_planned"):
        held(world, by, planned, "builder")


def test_sent_twice_it_is_held_once(world, by, planned):
    key = uuid7()
    first = held(world, by, planned, "builder", key=key)
    assert held(world, by, planned, "builder", key=key) == first
    assert Attendance.objects.count() == 1


def test_only_what_is_ahead_is_moved(world, by, planned):
    moved = actions.amend_occasion(
        **by, occasion=planned, title="周调度(改期)", planned_on=date(2021, 5, 20), agenda="一、改期"
    )
    assert (moved.planned_on, moved.title) == (date(2021, 5, 20), "周调度(改期)")
    with pytest.raises(Refusal, match="day_fixed"):
        actions.amend_occasion(**by, occasion=moved, title="周调度", planned_on=date(2021, 5, 3))


def test_a_missed_one_is_named_until_it_is_recorded(world, by, planned):
    found = ask(world, "missed", on=date(2021, 5, 17))
    assert (found.value, [one.pk for one in found.records]) == (1, [planned.subject_id])
    held(world, by, planned, "builder")
    assert ask(world, "missed", on=date(2021, 5, 17)).value == 0


def test_a_series_is_planned_ahead_once(world, by):
    series = actions.plan_series(
        **by,
        kind="weekly_coordination",
        title="周调度",
        host=world.posts["builder"].unit,
        rule=Recurrence("week", 1, 0, None, "next"),
        starts_on=date(2021, 5, 17),
    )
    rows = Occasion.objects.filter(series=series)
    first = rows.count()
    assert first == 14
    assert rows.filter(planned_on=date(2021, 6, 15)).exists()  # the 14th is the Dragon Boat Festival
    with pytest.raises(Refusal, match="nothing_ahead"):
        actions.plan_ahead(**by, series=series)
    with clock.fixed(by["now"] + timedelta(days=15)):
        assert plan_all(actor=world.system) == {"series": 1}
    assert rows.count() == first + 2
    ended = actions.end_series(
        **by, series=Series.objects.get(), last_on=date(2021, 6, 30), reason="改为双周"
    )
    assert rows.filter(state="planned", planned_on__gt=ended.ends_on).count() == 0
    assert rows.filter(state="cancelled").count() == first + 2 - 7


def test_a_matter_shows_where_it_came_from(world, now, by, planned):
    row = held(world, by, planned, "builder")
    matter = matters.receive_matter(
        actor=world.actor("builder"),
        title="门前积水",
        words="一下雨就积水。",
        kind="problem",
        category="roads",
        source_kind="enterprise",
        raiser=matters.Raiser("office", unit=row.host),
        raised_on=DAY,
        origin=row.subject,
        now=now,
    )
    from django.test import Client

    client = Client()
    client.force_login(world.accounts["clerk"])
    page = client.get(f"/matters/{matter.subject.uid}/").content.decode()
    assert f"/occasions/{row.subject.uid}/" in page
    assert matter.number in client.get(f"/occasions/{row.subject.uid}/").content.decode()

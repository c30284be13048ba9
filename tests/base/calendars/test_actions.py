from datetime import date, time
from uuid import UUID

import chinese_calendar
import pytest

from banshi.base.calendars import actions
from banshi.base.calendars.models import Calendar, CalendarDay, CalendarYear, WorkingHours
from banshi.base.calendars.queries import load_calendar
from banshi.base.history.models import Entry
from banshi.base.history.record import read
from banshi.base.zones.refusals import Forbidden, Refusal, Unknown

from .conftest import NOW, make_actor, make_zone

pytestmark = pytest.mark.django_db
NATIONAL = date(2027, 10, 1)


def state(zone):
    return (
        list(CalendarDay.objects.filter(zone=zone).order_by("day").values()),
        list(CalendarYear.objects.filter(zone=zone).order_by("year").values()),
        list(WorkingHours.objects.filter(zone=zone).order_by("pk").values()),
        Entry.objects.filter(zone=zone).count(),
    )


def last_entry(zone):
    return Entry.objects.filter(zone=zone).order_by("-pk").first()


def set_national_day(actor, **other):
    values = {
        "day": NATIONAL,
        "kind": "holiday",
        "name_zh": "国庆节",
        "source": "通知〔2026〕1号",
        "now": NOW,
    }
    return actions.set_calendar_day(actor=actor, **{**values, **other})


def test_the_seed_agrees_with_the_oracle_on_every_day(calendar, zone):
    value = load_calendar(zone)
    for ordinal in range(date(2004, 1, 1).toordinal(), date(2027, 1, 1).toordinal()):
        day = date.fromordinal(ordinal)
        assert value.is_workday(day) == chinese_calendar.is_workday(day), day
    assert value.is_provisional(date(2027, 1, 4))
    assert not value.is_provisional(date(2026, 11, 23))
    assert value.hours_on(date(2026, 11, 23)).closes == time(17, 30)


def test_seeding_again_changes_nothing(calendar, editor, zone):
    before = state(zone)
    assert actions.seed_calendar(actor=editor, now=NOW) == calendar
    assert state(zone) == before


def test_seeding_keeps_what_the_zone_set_itself(zone, editor, monkeypatch):
    monkeypatch.setattr(actions, "SEED_YEARS", range(2004, 2026))
    actions.seed_calendar(actor=editor, now=NOW)
    actions.set_calendar_day(
        actor=editor, day=date(2026, 10, 1), kind="holiday", name_zh="区庆", source="区办通知", now=NOW
    )
    monkeypatch.undo()
    from .conftest import Policy

    monkeypatch.setattr("banshi.base.zones.access._policy", Policy())
    actions.seed_calendar(actor=editor, now=NOW)
    assert CalendarDay.objects.get(zone=zone, day=date(2026, 10, 1)).name_zh == "区庆"
    assert CalendarDay.objects.get(zone=zone, day=date(2026, 10, 2)).name_zh == "国庆节"


def test_setting_a_day_is_seen_at_once_and_written_down(calendar, editor, zone):
    assert load_calendar(zone).is_workday(NATIONAL)
    set_national_day(editor)
    assert not load_calendar(zone).is_workday(NATIONAL)
    entry = last_entry(zone)
    assert entry.kind == "calendars.day_set"
    assert entry.subject == calendar.subject
    assert read(entry)["data"]["before"] is None
    assert read(entry)["data"]["after"]["day"] == "2027-10-01"


def test_the_same_day_again_writes_nothing(calendar, editor, zone):
    set_national_day(editor)
    before = state(zone)
    set_national_day(editor)
    assert state(zone) == before


def test_a_repeated_click_has_one_effect(calendar, editor, zone):
    key = UUID(int=7)
    set_national_day(editor, key=key)
    before = state(zone)
    set_national_day(editor, key=key)
    assert state(zone) == before


def test_lifting_keeps_the_row_and_its_history(calendar, editor, zone):
    set_national_day(editor)
    row = actions.lift_calendar_day(actor=editor, day=NATIONAL, reason="通知更正", now=NOW)
    assert row.kind == "ordinary"
    assert load_calendar(zone).is_workday(NATIONAL)
    assert read(last_entry(zone))["data"]["before"]["kind"] == "holiday"
    set_national_day(editor)
    assert not load_calendar(zone).is_workday(NATIONAL)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"name_zh": " "}, "calendars.name_missing"),
        ({"source": ""}, "calendars.source_missing"),
        ({"kind": "makeup_workday"}, "calendars.makeup_on_workday"),
        ({"day": date(1900, 1, 5)}, "calendars.day_out_of_range"),
        ({"kind": "ordinary"}, "calendars.kind_unknown"),
        ({"kind": "birthday"}, "calendars.kind_unknown"),
    ],
)
def test_a_refused_day_leaves_nothing(calendar, editor, zone, values, code):
    before = state(zone)
    with pytest.raises(Refusal) as caught:
        set_national_day(editor, **values)
    assert caught.value.code == code
    assert caught.value.message
    assert state(zone) == before


def test_who_may_change_a_calendar(calendar, editor, reader, stranger, zone):
    before = state(zone)
    with pytest.raises(Forbidden):
        set_national_day(reader)
    with pytest.raises(Unknown):
        set_national_day(stranger)
    with pytest.raises(Forbidden):
        actions.announce_year(actor=reader, year=2027, announced_on=NOW.date(), source="通知", now=NOW)
    with pytest.raises(Forbidden):
        actions.lift_calendar_day(actor=reader, day=date(2026, 10, 1), reason="x", now=NOW)
    with pytest.raises(Forbidden):
        actions.import_calendar(actor=reader, rows=[], file_name="x", announce=False, now=NOW)
    with pytest.raises(Forbidden):
        actions.set_working_hours(
            actor=reader, seasons=[(1, 1, "09:00-17:00")], valid_from=NOW.date(), source="x", now=NOW
        )
    assert state(zone) == before


def test_nobody_but_an_editor_seeds(zone, reader):
    with pytest.raises(Forbidden):
        actions.seed_calendar(actor=reader, now=NOW)
    assert not Calendar.objects.exists()


def test_a_zone_without_calendar_is_all_provisional(zone, editor):
    value = load_calendar(zone)
    assert value.is_provisional(date(2026, 11, 23))
    assert value.is_workday(date(2026, 11, 23))
    with pytest.raises(Refusal) as caught:
        set_national_day(editor)
    assert caught.value.code == "calendars.no_calendar"


def test_announcing_a_year_ends_its_provisional_mark(calendar, editor, zone):
    values = {"year": 2027, "announced_on": date(2026, 11, 20), "source": "通知", "now": NOW}
    actions.announce_year(actor=editor, **values)
    assert not load_calendar(zone).is_provisional(date(2027, 1, 4))
    assert load_calendar(zone).is_provisional(date(2028, 1, 4))
    with pytest.raises(Refusal) as caught:
        actions.announce_year(
            actor=editor, year=2027, announced_on=date(2026, 11, 20), source="通知", now=NOW
        )
    assert caught.value.code == "calendars.year_known"


def test_lifting_what_is_no_exception_is_refused(calendar, editor, zone):
    for day, reason, code in (
        (NATIONAL, "x", "calendars.no_exception"),
        (date(2026, 10, 1), " ", "calendars.reason_missing"),
    ):
        with pytest.raises(Refusal) as caught:
            actions.lift_calendar_day(actor=editor, day=day, reason=reason, now=NOW)
        assert caught.value.code == code


def test_summer_and_winter_hours(calendar, editor, zone):
    seasons = [(5, 1, "08:30-12:00,14:30-18:00"), (10, 1, "08:30－12:00，14:00至17:30")]
    day = date(2027, 1, 1)
    actions.set_working_hours(actor=editor, seasons=seasons, valid_from=day, source="区办通知", now=NOW)
    value = load_calendar(zone)
    assert value.hours_on(date(2027, 6, 1)).closes == time(18)
    assert value.hours_on(date(2027, 1, 4)).closes == time(17, 30)
    assert value.hours_on(date(2026, 6, 1)).closes == time(17, 30)
    actions.set_working_hours(
        actor=editor, seasons=[(1, 1, "09:00-17:00")], valid_from=day, source="更正", now=NOW
    )
    assert load_calendar(zone).hours_on(date(2027, 6, 1)).closes == time(17)
    assert WorkingHours.objects.filter(zone=zone, retired=True).count() == 2
    assert read(last_entry(zone))["data"]["before"][0] == [5, 1, "08:30-12:00,14:30-18:00"]


@pytest.mark.parametrize(
    ("seasons", "code"),
    [
        ([], "calendars.hours_missing"),
        ([(2, 30, "09:00-17:00")], "calendars.hours_unreadable"),
        ([(1, 1, "17:00-09:00")], "calendars.hours_unreadable"),
        ([(1, 1, "09:00-17:00"), (1, 1, "08:00-16:00")], "calendars.season_twice"),
    ],
)
def test_refused_hours_leave_nothing(calendar, editor, zone, seasons, code):
    before = state(zone)
    with pytest.raises(Refusal) as caught:
        actions.set_working_hours(
            actor=editor, seasons=seasons, valid_from=date(2027, 1, 1), source="通知", now=NOW
        )
    assert caught.value.code == code
    assert state(zone) == before


def test_loading_costs_one_query_when_known_and_three_when_not(
    calendar, editor, zone, django_assert_num_queries
):
    set_national_day(editor)
    with django_assert_num_queries(3):
        first = load_calendar(zone)
    with django_assert_num_queries(1):
        assert load_calendar(zone) is first


def test_zones_do_not_share_days(calendar, editor, zone):
    other = make_zone("qingshi")
    actions.seed_calendar(actor=make_actor(other, 9, "calendars.edit", "calendars.view"), now=NOW)
    set_national_day(editor)
    assert load_calendar(other).is_workday(NATIONAL)

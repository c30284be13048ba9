"""Days of air: kept, corrected, locked, proved; what is refused leaves nothing behind."""

from datetime import date

import pytest

from banshi.base.history.models import Entry
from banshi.base.history.record import read
from banshi.base.prooflog.verification import verify
from banshi.base.zones.models import Subject
from banshi.base.zones.refusals import Forbidden, Refusal, Unknown
from banshi.kernel.periods import Period
from banshi.programmes.environment.actions import air, series
from banshi.programmes.environment.actions.air import DAYS, GivenDay
from banshi.programmes.environment.models import AirDay, PeriodLock, Station, Use
from banshi.programmes.environment.queries import air as asked
from banshi.programmes.environment.queries.proving import proved
from programmes.environment.measuring import BAD, GOOD, fill_year, people, point, station
from support.zone import NOW, build

pytestmark = pytest.mark.django_db
TABLES = (AirDay, Station, PeriodLock, Use, Entry, Subject)
ON = date(2020, 6, 1)


def held():
    return [list(model.objects.order_by("pk").values_list()) for model in TABLES]


def refused(do, **given):
    before = held()
    with pytest.raises(Refusal) as error:
        do(now=NOW, **given)
    assert held() == before
    assert "%(" not in error.value.message
    return error.value.code


@pytest.fixture
def monitor(world):
    return people(world)


@pytest.fixture
def at(world, monitor):
    return station(world)


def receive(actor, days, **rest):
    return air.receive_air_days(actor=actor, days=days, now=NOW, **rest)


def test_a_station_is_registered_changed_and_closed(world, monitor):
    place = point(world, "新站")
    given = {"area_kind": "zone", "area_zh": "青屿开发区", "area_en": "Qingyu", "control_level": "city"}
    made = air.register_station(actor=monitor, place=place, starts_on=date(2019, 1, 1), now=NOW, **given)
    assert read(Entry.objects.get(subject=made.subject))["data"]["area_zh"] == "青屿开发区"
    assert refused(air.register_station, actor=monitor, place=place, starts_on=date(2019, 1, 1), **given) == (
        "environment.point_twice"
    )
    assert refused(
        air.change_station, actor=monitor, station=made, effective_on=date(2020, 1, 1), **given
    ) == ("org.nothing_changed")
    changed = air.change_station(
        actor=monitor, station=made, effective_on=date(2020, 1, 1), now=NOW,
        **(given | {"control_level": "provincial", "code": "X 1"}),
    )  # fmt: skip
    assert (changed.code, changed.control_level) == ("X1", "provincial")
    closed = air.close_station(actor=monitor, station=made, last_on=date(2020, 12, 31), now=NOW)
    assert closed.ends_on == date(2020, 12, 31)
    assert Entry.objects.filter(subject=made.subject).count() == 3
    assert refused(air.close_station, actor=monitor, station=made, last_on=date(2020, 12, 31)) == (
        "org.ended_already"
    )


def test_only_who_keeps_values_may_and_only_at_a_monitoring_point(world, monitor):
    given = {"area_kind": "zone", "area_zh": "区", "area_en": "Z", "control_level": "city"}
    since = {"starts_on": date(2020, 1, 1)}
    assert refused(air.register_station, actor=monitor, place=world.place, **since, **given) == (
        "environment.no_monitoring_point"
    )
    place = point(world, "新站")
    with pytest.raises(Forbidden):
        air.register_station(actor=world.actor("clerk"), place=place, now=NOW, **since, **given)
    assert not Station.objects.exists()


def test_days_come_in_under_one_entry_and_each_is_proved(world, monitor, at):
    days = [GivenDay(at, date(2020, 6, n), GOOD if n < 20 else BAD, row=n + 1) for n in range(1, 31)]
    assert receive(monitor, days) == [at.subject] * 30
    rows = list(AirDay.objects.order_by("on"))
    assert len(rows) == 30
    assert len({row.entry_id for row in rows}) == 1
    data = read(rows[0].entry)["data"]
    assert (data["values"], data["from"], data["to"]) == (30, "2020-06-01", "2020-06-30")
    assert all(proved(DAYS, row) for row in rows)
    assert (rows[0].aqi, rows[-1].aqi, rows[0].standard) == (50, 119, "HJ 633-2012")
    assert rows[0].so2 == "8"
    assert rows[0].co == "0.8"
    assert receive(monitor, days) == [at.subject] * 30
    assert AirDay.objects.count() == 30
    assert Entry.objects.filter(subject=at.subject).count() == 2


def test_a_day_before_the_first_standard_is_kept_without_aqi(world, monitor, at):
    receive(monitor, [GivenDay(at, date(2015, 12, 31), GOOD), GivenDay(at, date(2016, 1, 1), GOOD)])
    assert list(AirDay.objects.order_by("on").values_list("aqi", "standard")) == [
        (None, ""), (50, "HJ 633-2012"),
    ]  # fmt: skip


def test_a_correction_keeps_the_old_value_and_counts_who_had_it(world, monitor, at):
    receive(monitor, [GivenDay(at, ON, GOOD)])
    taken = series.take_away(
        actor=world.actor("clerk"), about=at.subject, first_on=date(2020, 1, 1), last_on=date(2020, 12, 31),
        now=NOW,
    )  # fmt: skip
    assert taken.posts
    assert refused(air.correct_air_day, actor=monitor, station=at, on=ON, amounts=BAD, reason=" ") == (
        "environment.reason_missing"
    )
    assert refused(air.correct_air_day, actor=monitor, station=at, on=ON, amounts=GOOD, reason="复核") == (
        "environment.same_value"
    )
    air.correct_air_day(actor=monitor, station=at, on=ON, amounts=BAD, reason="复核更正", now=NOW)
    old, new = AirDay.objects.order_by("pk")
    assert old.superseded_at is not None
    assert new.corrects == old
    assert new.superseded_at is None
    assert (old.pm25, new.pm25) == ("30", "90")
    data = read(new.entry)["data"]
    assert data["before"]["PM2.5"] == "30"
    assert data["after"]["PM2.5"] == "90"
    assert data["reason"] == "复核更正"
    assert data["readers"] == 1
    assert proved(DAYS, old)
    assert proved(DAYS, new)
    assert not verify().findings


def test_what_stands_in_the_way_is_told_row_by_row(world, monitor, at):
    late = date(2021, 5, 18)
    bad = [
        (GivenDay(at, ON, ("-3", *GOOD[1:])), "environment.amount_wrong"),
        (GivenDay(at, ON, (*GOOD[:3], "0.03", *GOOD[4:])), "environment.amount_wrong"),
        (GivenDay(at, ON, (*GOOD[:4], "900", GOOD[5])), "environment.amount_wrong"),
        (GivenDay(at, ON, ("",) * 6), "environment.amount_wrong"),
        (GivenDay(at, late, GOOD), "environment.ahead"),
        (GivenDay(at, date(2014, 1, 1), GOOD), "environment.not_in_service"),
    ]
    for given, code in bad:
        before = held()
        found = receive(monitor, [given])
        assert isinstance(found[0], Refusal)
        assert found[0].code == code
        assert held() == before
    good = GivenDay(at, date(2020, 6, 2), GOOD)
    found = receive(monitor, [bad[0][0], good])
    assert isinstance(found[0], Refusal)
    assert found[1] == at.subject
    assert AirDay.objects.get().on == good.on


def test_two_values_of_one_day_are_both_refused(world, monitor, at):
    found = receive(monitor, [GivenDay(at, ON, GOOD), GivenDay(at, ON, BAD)])
    assert [one.code for one in found] == ["environment.two_values"] * 2
    assert not AirDay.objects.exists()


def test_a_dust_storm_is_kept_once_somebody_confirms_it(world, monitor, at):
    storm = (*GOOD[:2], "12000", *GOOD[3:])
    assert refused(air.correct_air_day, actor=monitor, station=at, on=ON, amounts=storm, reason="沙尘") == (
        "environment.amount_wrong"
    )
    air.correct_air_day(
        actor=monitor, station=at, on=ON, amounts=storm, reason="沙尘过程", confirmed=True, now=NOW
    )
    assert AirDay.objects.get().aqi == 500


def test_a_station_of_another_zone_is_unknown(world, monitor):
    other = build("donghu")
    theirs = station(other)
    before = held()
    with pytest.raises(Unknown):
        receive(monitor, [GivenDay(theirs, ON, GOOD)])
    assert held() == before


def test_a_locked_period_takes_nothing_until_it_is_unlocked_with_a_reason(world, monitor, at):
    head = world.actor("bureau_head")
    fill_year(world, at, 2020, 300)
    year = Period.whole_year(2020)
    lock = series.lock_period(actor=monitor, medium="air", period=year, reason="年度考核定稿", now=NOW)
    assert (lock.rows, lock.last_on) == (366, date(2020, 12, 31))
    correct = {"actor": monitor, "station": at, "on": ON, "amounts": BAD, "reason": "复核"}
    assert refused(air.correct_air_day, **correct) == "environment.locked"
    assert refused(
        series.lock_period, actor=monitor, medium="air", period=Period.month(2020, 3), reason="再锁"
    ) == ("environment.locked_already")
    with pytest.raises(Forbidden):
        series.unlock_period(actor=monitor, lock=lock, reason="更正", now=NOW)
    assert refused(series.unlock_period, actor=head, lock=lock, reason="") == "environment.reason_missing"
    series.unlock_period(actor=head, lock=lock, reason="上级复核更正", now=NOW)
    assert refused(series.unlock_period, actor=head, lock=lock, reason="x") == "environment.unlocked_already"
    air.correct_air_day(now=NOW, **correct)
    kinds = Entry.objects.filter(subject=lock.subject).order_by("n").values_list("kind", flat=True)
    assert list(kinds) == ["environment.period_locked", "environment.period_unlocked"]


def test_only_a_period_that_is_over_and_holds_values_is_locked(world, monitor, at):
    given = {"actor": monitor, "medium": "air", "reason": "定稿"}
    assert refused(series.lock_period, period=Period.whole_year(2021), **given) == "environment.not_over"
    assert refused(series.lock_period, period=Period.whole_year(2020), **given) == (
        "environment.nothing_to_lock"
    )


def test_a_changed_amount_is_found_by_the_check_of_the_proof(world, monitor, at):
    from django.db import connection

    from banshi.base.history import fences

    receive(monitor, [GivenDay(at, date(2020, 6, n), GOOD) for n in range(1, 4)])
    assert not [one for one in verify().findings if one.table == "environment_airday"]
    connection.check_constraints()  # PostgreSQL alters no table while checks of the transaction are waiting
    fences.lift()
    try:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE environment_airday SET pm25 = '20' WHERE so2 = '8' AND id = %s",
                           [AirDay.objects.first().pk])  # fmt: skip
        connection.check_constraints()
    finally:
        fences.install()
    found = [one for one in verify().findings if one.table == "environment_airday"]
    assert [one.kind for one in found] == ["row_differs"]


def test_a_day_known_before_is_shown_as_it_was_known(world, monitor, at):
    from datetime import timedelta

    from banshi.base.zones import clock

    receive(monitor, [GivenDay(at, ON, GOOD)])
    with clock.fixed(NOW + timedelta(hours=2)):
        air.correct_air_day(
            actor=monitor, station=at, on=ON, amounts=BAD, reason="复核", now=NOW + timedelta(hours=2)
        )
    then = asked.days_of([at], ON, ON, NOW + timedelta(hours=1))
    now = asked.days_of([at], ON, ON)
    assert (then[0].amounts, now[0].amounts) == (GOOD, BAD)

"""Readers of values: the brief that quotes them, who is told of a correction, and who is not."""

from datetime import date

import pytest
from django.db import connection
from django.urls import reverse

from banshi.base.engines.parts import Part
from banshi.base.history.models import Entry
from banshi.base.history.record import read
from banshi.base.history.verify import Tally, walk
from banshi.base.outbox.actions.routing import route
from banshi.base.outbox.kinds import kind
from banshi.base.outbox.models import Message, Notice
from banshi.base.outbox.texts import line
from banshi.base.prooflog.verification import Finding, verify
from banshi.base.ui import formkey
from banshi.base.zones.models import Account, Label, Subject
from banshi.kernel.periods import Period
from banshi.programmes.environment.actions import air, series, water
from banshi.programmes.environment.models import AirDay, Brief, Use
from banshi.programmes.environment.queries.proving import Values
from programmes.environment.measuring import (
    BAD,
    CLEAN,
    GOOD,
    fill_months,
    fill_year,
    people,
    section,
    station,
)
from support.tampering import fences_down
from support.zone import NOW

pytestmark = pytest.mark.django_db
ON = date(2021, 3, 2)


@pytest.fixture
def at(world):
    people(world)
    found = station(world)
    days = [air.GivenDay(found, date(2021, 3, n), GOOD) for n in range(1, 32)]
    air.receive_air_days(actor=world.actor("inspector"), days=days, now=NOW)
    return found


@pytest.fixture
def river(world, at):
    found = section(world)
    fill_months(world, found, 2021, [CLEAN] * 3)
    return found


def web(client, world, name):
    client.force_login(Account.objects.get(pk=world.accounts[name].pk))
    return client


def take_brief(client, form="brief_word", month="2021-03"):
    answer = client.post(
        reverse(f"environment:{form}") + f"?month={month}", {formkey.NAME: str(formkey.new())}
    )
    assert answer.status_code == 200
    return b"".join(answer)


def take(world, name, at, first=date(2021, 3, 1), last=date(2021, 3, 31)):
    return series.take_away(actor=world.actor(name), about=at.subject, first_on=first, last_on=last, now=NOW)


def correct(world, at, on=ON, amounts=BAD):
    return air.correct_air_day(
        actor=world.actor("inspector"), station=at, on=on, amounts=amounts, reason="仪器校准后复核", now=NOW
    )


def told(world):
    """Whom the messages went to, once they were routed."""
    route(world.zone)
    return sorted(Notice.objects.values_list("account__login", "message__kind"))


def login(world, name):
    return Account.objects.get(pk=world.accounts[name].pk).login


def test_a_brief_that_leaves_is_a_reader_of_the_values_behind_it(world, at, river, client):
    """Looking is not taking; Word and PDF are, each time, and a month has one brief."""
    clerk = web(client, world, "clerk")
    assert clerk.get(reverse("environment:brief") + "?month=2021-03").status_code == 200
    assert not Use.objects.exists()
    assert clerk.get(reverse("environment:brief_word")).status_code == 405
    assert take_brief(clerk).startswith(b"PK")
    brief = Brief.objects.get()
    assert brief.month == date(2021, 3, 1)
    uses = Use.objects.filter(quoted_by=brief.subject, form="brief")
    assert {(use.about_id, use.first_on, use.last_on) for use in uses} == {
        (at.subject_id, date(2021, 1, 1), date(2021, 3, 31)),
        (at.subject_id, date(2020, 1, 1), date(2020, 3, 31)),
        (river.subject_id, date(2021, 1, 1), date(2021, 3, 31)),
    }
    entry = Entry.objects.get(kind="environment.brief_taken")
    assert read(entry)["data"]["month"] == "2021-03"
    assert len(read(entry)["data"]["values"]) == 3
    take_brief(clerk)
    assert Brief.objects.count() == 1
    assert Use.objects.count() == 6
    correct(world, at)
    row = AirDay.objects.get(corrects__isnull=False)
    page = clerk.get(reverse("environment:correction", args=[row.entry.uid])).content.decode()
    assert "环境保护工作月报（2021年3月）" in page


def test_a_brief_that_is_printed_is_noted_as_taken(world, at, river, client):
    """The button sends; the page that comes back prints itself, and opened alone it notes nothing."""
    clerk = web(client, world, "clerk")
    assert clerk.get(reverse("environment:brief_print")).status_code == 405
    assert b"data-print-now" not in clerk.get(reverse("environment:brief") + "?month=2021-03").content
    assert not Use.objects.exists()
    page = take_brief(clerk, form="brief_print")
    assert b"data-print-now" in page
    assert "2021-03" in page.decode()
    assert Use.objects.filter(quoted_by=Brief.objects.get().subject, form="brief").count() == 3
    assert Entry.objects.filter(kind="environment.brief_taken").count() == 1


def test_the_programme_by_itself_leads_to_its_first_page(world, client):
    answer = web(client, world, "clerk").get("/environment/")
    assert (answer.status_code, answer["Location"]) == (302, reverse("environment:brief"))


def test_a_brief_without_values_quotes_none(world, at, client):
    take_brief(web(client, world, "clerk"), month="2020-05")
    assert not Use.objects.exists()
    assert Brief.objects.count() == 1


def test_who_may_not_see_figures_takes_no_brief(world, at, client):
    answer = web(client, world, "idle").post(
        reverse("environment:brief_word"), {formkey.NAME: str(formkey.new())}
    )
    assert answer.status_code == 403
    assert not Brief.objects.exists()


def test_readers_are_told_once_of_a_correction_with_old_and_new_value_and_a_link(world, at, river, client):
    clerk = web(client, world, "clerk")
    take_brief(clerk)
    take(world, "clerk", at)
    take(world, "leader", at, date(2021, 3, 5), date(2021, 3, 9))
    correct(world, at)
    assert told(world) == [(login(world, "clerk"), "environment.value_corrected")]
    message = Message.objects.get()
    assert message.number == "空气 2021-03-02"
    outside, _link = line(world.zone, message, kind(message.kind))
    assert "→" not in outside
    assert "90" not in outside.replace(str(message.uid), "")
    page = clerk.get(reverse("outbox:mine")).content.decode()
    assert "PM2.5 30 → 90" in page
    assert "仪器校准后复核" in page
    assert "环境保护工作月报（2021年3月）" in page
    notice = Notice.objects.get()
    answer = clerk.post(reverse("outbox:open", args=[notice.uid]), {formkey.NAME: str(formkey.new())})
    row = AirDay.objects.get(corrects__isnull=False)
    assert answer["Location"] == reverse("environment:correction", args=[row.entry.uid])
    assert told(world) == [(login(world, "clerk"), "environment.value_corrected")]


def test_many_corrections_of_one_act_are_one_message(world, at, client):
    take(world, "clerk", at)
    days = [air.GivenDay(at, date(2021, 3, n), BAD) for n in range(1, 7)]
    air.receive_air_days(actor=world.actor("inspector"), days=days, now=NOW, reason="批量复核")
    assert len(told(world)) == 1
    message = Message.objects.get()
    assert message.number == "空气 2021-03-01等6项"
    page = web(client, world, "clerk").get(reverse("outbox:mine")).content.decode()
    assert page.count("30 → 90") == 3
    assert "另有3项" in page
    answer = client.get(reverse("outbox:go", args=[message.uid]))
    assert answer["Location"] == reverse("environment:air_corrections")


def test_a_month_of_water_is_told_of_too(world, at, river):
    take(world, "leader", river, date(2021, 1, 1))
    months = [water.GivenMonth(river, date(2021, 2, 1), CLEAN | {"cod": "14"})]
    water.receive_water_months(actor=world.actor("inspector"), months=months, now=NOW, reason="复核")
    assert told(world) == [(login(world, "leader"), "environment.value_corrected")]
    assert Message.objects.get().number == "地表水 2021-02-01"


def test_nobody_is_told_who_has_not_the_old_value_may_not_see_it_any_more_or_corrected_it_himself(
    world, at, client
):
    take(world, "inspector", at)
    take(world, "verifier", at, date(2021, 3, 20), date(2021, 3, 31))
    take(world, "clerk", at)
    Subject.objects.filter(pk=at.subject_id).update(label=Label.SUPERVISION)
    at.subject.refresh_from_db()
    air.correct_air_day(actor=world.system, station=at, on=ON, amounts=BAD, reason="复核", now=NOW)
    assert told(world) == []
    assert Message.objects.count() == 1
    Subject.objects.filter(pk=at.subject_id).update(label=Label.INTERNAL)
    correct(world, at, date(2021, 3, 3))
    assert told(world) == [(login(world, "clerk"), "environment.value_corrected")]
    shown = web(client, world, "clerk")
    assert "30 → 90" in shown.get(reverse("outbox:mine")).content.decode()
    Subject.objects.filter(pk=at.subject_id).update(label=Label.SUPERVISION)
    assert "30 → 90" not in shown.get(reverse("outbox:mine")).content.decode()


def test_readers_are_told_when_a_locked_month_is_opened_again(world, at, client):
    take(world, "clerk", at)
    take(world, "leader", at, date(2021, 1, 1), date(2021, 1, 31))
    lock = series.lock_period(
        actor=world.system, medium="air", period=Period.month(2021, 3), reason="定稿", now=NOW
    )
    series.unlock_period(actor=world.system, lock=lock, reason="市局要求复核三月数据", now=NOW)
    assert told(world) == [(login(world, "clerk"), "environment.period_reopened")]
    page = web(client, world, "clerk").get(reverse("outbox:mine")).content.decode()
    assert "市局要求复核三月数据" in page
    assert "空气 2021-03" in page


def tampered(at):
    """A changed amount and a value that was taken out, past the fences."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type='trigger' AND tbl_name='environment_airday'"
            )
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP TRIGGER "{name}"')
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE environment_airday DISABLE TRIGGER USER")
        cursor.execute("UPDATE environment_airday SET pm25 = '29' WHERE station_id = %s", [at.pk])


def test_the_check_of_the_proof_finds_the_same_in_any_number_of_parts(world, at, river):
    """Each value is looked at once, whichever part it falls into."""
    fill_year(world, at, 2019, 20)
    correct(world, at)

    def found(of: int) -> list[Finding]:
        whole, *others = [Values() for _ in range(of)]
        for index, one in enumerate((whole, *others)):
            assert list(walk(Tally(), one.listeners, Part(index, of))) == []
            one.gather(Part(index, of), None)
        for one in others:
            whole.join(one)
        return list(whole.findings())

    assert found(1) == found(3) == []
    tampered(at)
    alone = found(1)
    assert len(alone) == AirDay.objects.count()
    assert {one.kind for one in alone} == {"row_differs"}
    for of in (2, 3, 5):
        assert found(of) == alone
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM environment_airday WHERE station_id = %s AND superseded_at IS NULL", [at.pk]
        )
    alone = found(1)
    assert {one.kind for one in alone} == {"row_gone", "row_differs"}
    for of in (2, 3):
        assert found(of) == alone


def test_a_value_less_under_its_root_is_found(world, at):
    fill_year(world, at, 2019, 20)
    with fences_down():
        AirDay.objects.filter(station=at).order_by("pk").last().delete()
    [found] = verify(leave_out=["files", "vault", "matters"]).findings
    assert (found.kind, found.zone) == ("root_differs", world.zone.code)
    assert verify(leave_out=["files", "vault", "matters"], jobs=3).findings == [found]


def test_an_entry_of_values_that_cannot_be_read_stops_nothing(world, at):
    fill_year(world, at, 2019, 20)
    entry = Entry.objects.filter(kind="environment.air_days_received").first()
    with fences_down():
        Entry.objects.filter(pk=entry.pk).update(body=b'"kind":"environment.air_days_received"}')
    found = verify(leave_out=["files", "vault", "matters"])
    kinds = [one.kind for one in found.findings]
    assert kinds[0] == "body_changed"
    assert kinds[-1] == "root_differs"
    assert verify(leave_out=["files", "vault", "matters"], jobs=3).findings == found.findings

"""The register of personal data, who looked, what is due, and erasure that leaves every proof valid."""

from datetime import date, timedelta

import pytest
from django.test import Client

from banshi.base.history.models import Entry
from banshi.base.history.verify import Tally, walk
from banshi.base.presets.queries import rules as rules_of
from banshi.base.search.models import SearchDoc
from banshi.base.vault import actions, queries, rules, store
from banshi.base.vault.models import Look, VaultItem, VaultKey, What
from banshi.base.zones import clock
from banshi.base.zones.models import Label
from banshi.base.zones.refusals import Forbidden, Refusal, Unknown
from banshi.core.matters.actions.reveal import reveal_raiser
from banshi.core.matters.models import Matter
from banshi.core.org.actions import reveal_name
from support.matters import Walk

PHONE = "13800000000"
WORDS = "水管裂了,请打13912345678找村口王大爷,身份证43030219900101123X。"


@pytest.fixture
def closed(world, now):
    """A matter that is over."""
    return Walk(world, now, words=WORDS).close()


def _erase(world, matter, now, step=rules.WHOLE, by="security"):
    return actions.erase_held(
        actor=world.actor(by), subject=matter.subject, step=step, why=actions.Why.ASKED, now=now
    )


def _client(world, name: str) -> Client:
    client = Client()
    client.force_login(world.accounts[name])
    return client


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2021, 5, 31), 3, date(2021, 2, 28)),
        (date(2024, 3, 31), 1, date(2024, 2, 29)),
        (date(2021, 1, 15), 24, date(2019, 1, 15)),
        (date(2021, 12, 31), 1, date(2021, 11, 30)),
        (date(2022, 1, 31), 1, date(2021, 12, 31)),
    ],
)
def test_months_before_keeps_the_day_or_takes_the_last_of_the_month(day, months, before):
    assert rules.months_before(day, months) == before


@pytest.mark.parametrize(
    ("contact", "whole", "said"),
    [(0, 12, "at least 1"), (24, 12, "longer than the whole")],
)
def test_rules_that_make_no_sense_are_refused(contact, whole, said):
    field = dict.fromkeys(("zh", "en", "purpose_zh", "purpose_en", "basis_zh", "basis_en"), "x")
    body = {
        "contact": {"fields": ["phone"], "months": contact},
        "whole": {"months": whole},
        "fields": [{"fields": ["*"], **field}],
    }
    with pytest.raises(ValueError, match=said):
        rules.parse({"kinds": {"matter": body}})


def test_contact_goes_alone_and_the_rest_stays(world, closed, now):
    _erase(world, closed, now, rules.CONTACT)
    matter = Matter.objects.get(pk=closed.pk)
    assert store.read(matter.raiser_phone) == store.read(matter.raiser_name) == store.ERASED
    assert store.read(matter.words) == WORDS
    assert not store.find_phone(world.zone.pk, PHONE).exists()
    assert list(walk(Tally())) == []
    with pytest.raises(Refusal) as caught:
        _erase(world, closed, now, rules.CONTACT)
    assert caught.value.code == "vault.nothing_to_erase"


def test_the_whole_goes_with_a_line_in_history_and_among_the_looks(world, closed, now):
    key = _erase(world, closed, now)
    assert VaultKey.objects.get(pk=key.pk).wrapped is None
    assert not VaultItem.objects.filter(key=key, sealed__isnull=False).exists()
    assert Entry.objects.filter(subject=closed.subject).order_by("n").last().kind == "vault.erased"
    look = Look.objects.get()
    assert (look.what, look.detail, look.subject_id) == (What.ERASED, rules.WHOLE, closed.subject_id)
    with pytest.raises(Refusal) as caught:
        _erase(world, closed, now)
    assert caught.value.code == "vault.erased_already"


def test_what_is_in_use_is_not_erased_and_nothing_changes(world, now):
    matter = Walk(world, now).sign()
    entries = Entry.objects.count()
    with pytest.raises(Refusal) as caught:
        _erase(world, matter, now)
    assert caught.value.code == "vault.still_needed"
    assert (Entry.objects.count(), Look.objects.count()) == (entries, 0)
    assert store.read(Matter.objects.get(pk=matter.pk).raiser_phone) == PHONE


def test_who_may_not(world, closed, now):
    for name in ("clerk", "builder", "supervisor", "auditor"):
        with pytest.raises((Forbidden, Unknown)):
            _erase(world, closed, now, by=name)
    with pytest.raises(Refusal):
        actions.erase_held(
            actor=world.actor("security"), subject=closed.subject, step=rules.WHOLE, why="", now=now
        )
    assert not Look.objects.exists()


def test_a_record_above_the_label_is_unknown_and_in_no_count(world, now):
    walk_ = Walk(world, now, label=Label.SENSITIVE)
    walk_.receive()
    security = world.actor("security")
    with pytest.raises(Unknown):
        actions.show_held(actor=security, subject=walk_.matter.subject, now=now)
    assert actions.search_held(actor=security, text=PHONE, now=now) == []
    assert sum(line.held for line in queries.register(security, clock.on_date(world.zone, now))) == 0


def test_found_by_phone_or_by_number_and_the_search_is_kept_without_either(world, closed, now):
    security = world.actor("security")
    for text in ("138 0000 0000", closed.number):
        found = actions.search_held(actor=security, text=text, now=now)
        assert [key.subject_id for key in found] == [closed.subject_id]
    looks = list(Look.objects.values_list("what", "found", "subject"))
    assert looks == [(What.SEARCHED, 1, None)] * 2
    last = Entry.objects.filter(kind="vault.searched").last()
    assert PHONE.encode() not in bytes(last.body)
    with pytest.raises(Refusal) as caught:
        actions.search_held(actor=security, text="138", now=now)
    assert caught.value.code == "vault.text_short"


def test_every_look_at_a_name_or_a_phone_is_kept(world, closed, now):
    reveal_raiser(actor=world.actor("clerk"), matter=closed, now=now)
    reveal_name(actor=world.actor("administrator"), person=world.people["builder"], now=now)
    actions.show_held(actor=world.actor("auditor"), subject=closed.subject, now=now)
    assert list(Look.objects.order_by("pk").values_list("what", flat=True)) == [
        What.REVEALED,
        What.REVEALED,
        What.SHOWN,
    ]
    assert Look.objects.first().posts == list(world.actor("clerk").post_codes)


def test_what_is_due_by_the_rules_is_listed_and_erased_in_one_go(world, closed, now):
    open_one = Walk(world, now).receive()
    security, today = world.actor("security"), clock.on_date(world.zone, now)
    assert list(queries.due(security, today)) == []
    keeping = rules_of(world.zone, queries.TOPIC, today)["matter"]
    later = now + timedelta(days=31 * keeping.contact_months)
    [row] = queries.due(security, clock.on_date(world.zone, later))
    assert (row.subject_id, queries.steps_due(row)) == (closed.subject_id, (rules.CONTACT,))
    assert actions.erase_due(actor=security, now=later) == 1
    assert list(queries.due(security, clock.on_date(world.zone, later))) == []
    much_later = now + timedelta(days=31 * keeping.whole_months)
    [row] = queries.due(security, clock.on_date(world.zone, much_later))
    assert queries.steps_due(row) == (rules.WHOLE,)
    assert actions.erase_due(actor=security, now=much_later) == 1
    assert store.read(Matter.objects.get(pk=open_one.pk).raiser_phone) == PHONE
    assert list(walk(Tally())) == []


def test_the_register_names_every_field_that_is_held(world, closed, now):
    today = clock.on_date(world.zone, now)
    keepings = rules_of(world.zone, queries.TOPIC, today)
    held = VaultItem.objects.values_list("key__subject__kind", "field").distinct()
    assert all(keepings[kind].purpose_of(field) for kind, field in held)
    lines = queries.register(world.actor("security"), today)
    assert sum(line.held for line in lines) == VaultItem.objects.count()
    assert all(line.purpose and line.basis for line in lines)


def test_pages_show_texts_only_when_asked_and_keep_that(world, closed, now):
    client = _client(world, "security")
    url = f"/personal/{closed.subject.uid}/"
    page = client.get(url).content.decode()
    assert "王大爷" not in page
    assert PHONE not in page
    shown = client.post(f"{url}show/")
    assert "王大爷" in shown.content.decode()
    assert PHONE in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert Look.objects.filter(what=What.SHOWN).count() == 1
    for address in ("", "due/", "find/", "looks/"):
        assert client.get(f"/personal/{address}").status_code == 200
    found = client.post("/personal/find/", {"text": PHONE})
    assert "data-typed" not in found.content.decode()
    assert closed.number in found.content.decode()
    form = client.get(f"{url}erase/")
    key = form.content.decode().split('name="key" value="')[1].split('"')[0]
    done = client.post(f"{url}erase/", {"key": key, "step": rules.WHOLE, "why": "asked"}, follow=True)
    assert done.status_code == 200
    assert VaultKey.objects.get(subject=closed.subject).wrapped is None


def test_numbers_in_a_text_are_masked_until_asked_for(world, closed, now):
    client = _client(world, "clerk")
    url = f"/matters/{closed.subject.uid}/"
    page = client.get(url).content.decode()
    assert "139****5678" in page
    assert "4303**********123X" in page
    assert "13912345678" not in page
    assert "43030219900101123X" not in page
    key = page.split('name="key" value="')[1].split('"')[0]
    shown = client.post(f"{url}reveal/", {"key": key}).content.decode()
    assert "13912345678" in shown
    assert PHONE in shown


def test_numbers_are_not_found_by_search(world, closed, now):
    text = SearchDoc.objects.get(subject=closed.subject).text
    assert "水管" in text
    assert "13912345678" not in text
    assert "19900101" not in text


def _work(zone, at):
    """A worker's round at this moment: what recurs is queued when it is due, and done."""
    from banshi.base.jobs.actions import ticking, working

    with clock.fixed(at):
        ticking.tick(zone)
        while working.work_once("w"):
            pass


def test_the_machine_erases_by_night_what_is_due_and_says_that_it_did(world, closed, now):
    from banshi.base.jobs.models import Job, Schedule

    client = _client(world, "security")
    assert "尚未运行" in client.get("/personal/due/").content.decode()
    keeping = rules_of(world.zone, queries.TOPIC, clock.on_date(world.zone, now))["matter"]
    later = now + timedelta(days=31 * keeping.contact_months)
    _work(world.zone, now)  # the first round only says when it is due
    Schedule.objects.filter(zone=world.zone).exclude(name=queries.BY_TIME).delete()
    with clock.fixed(later - timedelta(days=1)):
        day = clock.on_date(world.zone, later) - timedelta(days=1)
        other = Walk(world, later - timedelta(days=1), raised_on=day).receive()
    _work(world.zone, later)
    assert Job.objects.get(kind=queries.BY_TIME).result == {"erased": 1}
    entry = Entry.objects.get(subject=closed.subject, kind="vault.erased")
    assert b'"time"' in bytes(entry.body)
    assert Look.objects.get(subject=closed.subject, what=What.ERASED).account_id is None
    assert store.read(Matter.objects.get(pk=closed.pk).raiser_phone) != PHONE
    assert store.read(Matter.objects.get(pk=other.pk).raiser_phone) == PHONE
    _work(world.zone, later + timedelta(days=1))  # the next night finds nothing
    assert [job.result for job in Job.objects.filter(kind=queries.BY_TIME).order_by("pk")] == [
        {"erased": 1},
        {"erased": 0},
    ]
    assert Entry.objects.filter(subject=closed.subject, kind="vault.erased").count() == 1
    with clock.fixed(later + timedelta(days=1)):
        page = _client(world, "security").get("/personal/due/").content.decode()
    assert "上次运行时间" in page
    assert list(walk(Tally())) == []


def test_a_clock_that_has_jumped_erases_nothing(world, closed, now):
    from banshi.base.jobs.models import Job, Schedule

    _work(world.zone, now)
    Schedule.objects.filter(zone=world.zone).exclude(name=queries.BY_TIME).delete()
    _work(world.zone, now + timedelta(days=9000))
    job = Job.objects.get(kind=queries.BY_TIME)
    assert (job.state, job.error) == ("failed", "vault.clock_doubted")
    assert store.read(Matter.objects.get(pk=closed.pk).raiser_phone) == PHONE
    assert job.says in _client(world, "security").get("/personal/due/").content.decode()

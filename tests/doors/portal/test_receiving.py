"""What a stranger sends becomes a matter, once; or it is held, and nothing is lost."""

from datetime import date, timedelta

import pytest

from banshi.base.files.models import FileLink
from banshi.base.history.models import Entry
from banshi.base.history.record import read
from banshi.base.vault import store as vault
from banshi.base.zones import clock
from banshi.base.zones.ids import uuid7
from banshi.base.zones.refusals import Conflict
from banshi.core.matters.models import Matter
from banshi.doors.portal import actions, codes, queries, rules, uploads
from banshi.doors.portal.actions.receiving import Files, Sender
from banshi.doors.portal.models import Report, ReportState, UsedWork
from banshi.doors.portal.people import public_actor
from support.portal import WORDS, given, make_link, picture, send, sender, solved
from support.refusing import refused
from support.zone import build


@pytest.fixture
def link(world, now):
    made = make_link(world, now)
    return queries.link_of(made.token)


def entries(subject):
    return [read(one) for one in Entry.objects.filter(subject=subject).order_by("n")]


def test_it_becomes_a_matter_at_once(link, now):
    report = send(link, now, place="3号楼北侧")
    matter = Matter.objects.get()
    assert (report.state, report.matter) == (ReportState.TAKEN, matter)
    assert (matter.state, matter.kind, matter.category, matter.source_kind) == (
        "intake",
        "problem",
        "construction",
        "resident",
    )
    assert (matter.place, matter.raiser_kind, matter.raised_on) == (link.place, "resident", date(2021, 5, 17))
    assert matter.title == "施工影响：晴川厂区"
    assert vault.read(matter.words) == f"{WORDS}\n地点:3号楼北侧"
    assert vault.read(matter.raiser_phone) == "13800000000"
    assert report.answer_by == matter.turn_due_on == date(2021, 5, 18)
    assert (report.words, report.phone, report.origin, report.reasons) == (None, None, "", [])
    body = entries(report.subject)[-1]
    assert body["kind"] == "portal.received"
    assert body["data"]["notice"] == "2026-1"
    for told in [*entries(report.subject), *entries(matter.subject)]:
        assert "13800000000" not in str(told)
        assert "没水" not in str(told)
        assert "203.0.113.7" not in str(told)


def test_a_card_names_its_enterprise(world, now):
    link = make_link(
        world, now, kind="card", raiser_org=world.firm, place=None, source_kind="enterprise", kinds=["need"]
    )
    matter = send(queries.link_of(link.token), now, kind="need", words="缺电工5名").matter
    assert (matter.raiser_kind, matter.raiser_org, matter.kind) == ("enterprise", world.firm, "need")
    assert matter.collector.code == "enterprise_service_centre"


def test_the_same_report_counts_once(link, now):
    """Pressed twice, from two tabs, or again because the answer was lost: over another line, with other work."""
    key = uuid7()
    first = send(link, now, key=key)
    again = send(link, now, key=key, by=sender(link, "198.51.100.9"))
    assert again == first
    assert (Report.objects.count(), Matter.objects.count(), UsedWork.objects.count()) == (1, 1, 1)
    with pytest.raises(Conflict):
        send(link, now, key=key, words="别的内容")
    assert Report.objects.count() == 1


def test_the_code_finds_it_and_is_kept_nowhere(link, now):
    key = uuid7()
    report = send(link, now, key=key)
    code = codes.code_of(link.zone, key)
    assert queries.report_of(code) == report
    assert queries.report_of(code.lower().replace("-", " ")) == report
    assert queries.report_of(code[:-1] + ("2" if code[-1] != "2" else "3")) is None
    assert queries.report_of("") is None
    plain = rules.read_code(code)
    kept = [value for row in Report.objects.values() for value in row.values()]
    assert plain not in str(kept)
    assert code not in str(kept)
    assert len(plain) == 15


def test_photos_and_their_position(link, now):
    files = [picture(where=True)]
    found = Files(uploads.take_photos(link.zone, files), None, uploads.positions(files))
    assert found.positions == ("27.50000,112.50000",)
    matter = send(link, now, files=found, position_agreed=True).matter
    assert matter.evidence.get().kind == "photo_before"
    kept = vault.VaultItem.objects.select_related("key__subject").get(field="position")
    assert kept.key.subject == matter.subject
    assert vault.read(kept) == "27.50000,112.50000"


def test_without_proof_it_is_held_and_answered(link, now):
    files = Files(uploads.take_photos(link.zone, [picture()]))
    report = send(link, now, files=files, by=Sender("203.0.113.7"))
    assert (report.state, report.reasons, report.matter) == (ReportState.HELD, [rules.NO_WORK], None)
    assert Matter.objects.count() == 0
    assert queries.words_of(report) == WORDS
    assert report.answer_by == date(2021, 5, 18)
    assert len(report.origin) == 16
    assert FileLink.objects.get().subject == report.subject
    assert entries(report.subject)[-1]["kind"] == "portal.held"


def test_work_counts_once_and_must_be_right(link, world, now):
    work = solved(link)
    assert send(link, now, by=sender(link, work=work)).state == ReportState.TAKEN
    again = send(link, now, by=sender(link, work=work))
    assert (again.state, again.reasons) == (ReportState.HELD, [rules.WORK_AGAIN])
    other = queries.link_of(make_link(world, now).token)
    for wrong in ("nonsense", solved(other), work[:-8] + "AAAAAAA="):
        held = send(link, now, by=sender(link, work=wrong))
        assert (held.state, held.reasons) == (ReportState.HELD, [rules.WORK_WRONG])


def test_work_runs_out(link, now):
    work = solved(link)
    with clock.fixed(now + timedelta(minutes=61)):
        held = send(link, now, by=sender(link, work=work))
    assert held.reasons == [rules.WORK_WRONG]


def test_limits_of_an_address_and_a_phone(link, now):
    for _n in range(10):
        assert send(link, now, phone="").state == ReportState.TAKEN
    assert send(link, now, phone="").reasons == [rules.ADDRESS]
    for n in range(5):
        assert send(link, now, by=sender(link, f"198.51.100.{n}")).state == ReportState.TAKEN
    assert send(link, now, by=sender(link, "198.51.100.77")).reasons == [rules.PHONE]
    later = now + timedelta(hours=1)
    assert send(link, later).state == ReportState.TAKEN


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"words": "  "}, "portal.words_missing", "words"),
        ({"words": "长" * 1001}, "portal.too_long", "words"),
        ({"kind": "task"}, "portal.kind_unknown", "kind"),
        ({"phone": "12"}, "portal.phone_wrong", "phone"),
        ({"notice": "2019-1"}, "portal.notice_changed", None),
    ],
)
def test_what_cannot_be_taken(link, now, changes, code, field):
    by = sender(link)
    with refused(code, field):
        send(link, now, by=by, **changes)


def test_another_zone_s_link_is_unknown(link, now):
    there = build("beiyu")
    with refused("access.unknown"):
        actions.receive_report(
            actor=public_actor(there.zone),
            uid=uuid7(),
            link=link,
            given=given(link),
            files=Files(),
            sender=Sender(),
            now=now,
        )


def test_staff_are_not_the_public(link, world, now):
    with refused("access.forbidden"):
        actions.receive_report(
            actor=world.actor("builder"), uid=uuid7(), link=link, given=given(link),
            files=Files(), sender=Sender(), now=now,
        )  # fmt: skip

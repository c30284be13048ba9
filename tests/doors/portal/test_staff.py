"""Making links, looking through what was held, the sweep: allowed, refused, and what history says."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from banshi.base.history.models import Entry
from banshi.base.history.record import read
from banshi.base.jobs import registry
from banshi.base.vault import store as vault
from banshi.base.vault.actions import erase_held
from banshi.base.vault.models import Look, VaultKey, What
from banshi.base.zones import clock
from banshi.base.zones.ids import uuid7
from banshi.core.matters.models import Matter
from banshi.core.places import actions as places
from banshi.core.places.models import Place
from banshi.doors.portal import actions, panels, personal, queries, rules, uploads
from banshi.doors.portal.actions.receiving import Files, Sender
from banshi.doors.portal.models import IntakeLink, Report, ReportState, Tally, UsedWork
from support.portal import MONDAY, WORDS, make_link, picture, send, sender
from support.refusing import refused
from support.zone import build

UNPROVED = Sender("203.0.113.7")


@pytest.fixture
def link(world, now):
    return queries.link_of(make_link(world, now).token)


@pytest.fixture
def held(link, now):
    return send(link, now, by=UNPROVED, files=Files(uploads.take_photos(link.zone, [picture()])))


def last(subject):
    return read(Entry.objects.filter(subject=subject).order_by("-n").first())


def page(world, name, where, **sent):
    client = Client()
    client.force_login(world.accounts[name])
    return client.post(where, {"key": str(uuid7()), **sent}) if sent else client.get(where)


def test_a_link_is_made_and_written_down(world, now):
    link = make_link(world, now)
    body = last(link.subject)
    assert (body["kind"], body["data"]["contact"], body["data"]["kinds"]) == (
        "portal.link_made",
        "clerk",
        ["problem", "urgent_supply"],
    )
    assert len(link.token) == 16
    assert make_link(world, now).token != link.token


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"kind": "wall"}, "portal.link_kind", "kind"),
        ({"title": " "}, "portal.link_title", "title"),
        ({"kinds": []}, "portal.link_kinds", "kinds"),
        ({"kinds": ["riot"]}, "portal.link_kinds", "kinds"),
        ({"category": "x"}, "portal.link_category", "category"),
        ({"source_kind": "x"}, "portal.link_source", "source_kind"),
        ({"place": None}, "portal.link_place", "place"),
        ({"kind": "card"}, "portal.link_org", "raiser_org"),
        ({"starts_on": MONDAY - timedelta(days=1)}, "portal.link_past", "starts_on"),
    ],
)
def test_a_link_that_is_not_made(world, now, changes, code, field):
    with refused(code, field):
        make_link(world, now, **changes)


def test_who_may_not_make_or_end_links(world, link, now):
    given = {"actor": world.actor("leader"), "now": now}
    with refused("access.forbidden"):
        actions.make_link(
            **given, kind="poster", title="海报", contact=world.posts["clerk"], source_kind="resident",
            kinds=["problem"], category="other", starts_on=MONDAY,
        )  # fmt: skip
    with refused("access.unknown"):
        actions.end_link(**given, link=link, last_on=MONDAY)
    there = build("beiyu")
    with refused("access.unknown"):
        actions.end_link(actor=there.actor("clerk"), now=now, link=link, last_on=MONDAY)


def test_a_link_ends_once_and_its_sign_leads_nowhere(world, link, now):
    by = {"actor": world.actor("clerk"), "link": link, "now": now}
    with refused("portal.link_last", "last_on"):
        actions.end_link(**by, last_on=MONDAY - timedelta(days=1))
    actions.end_link(**by, last_on=MONDAY)
    assert queries.link_of(link.token) is not None
    with clock.fixed(now + timedelta(days=1)):
        assert queries.link_of(link.token) is None
    with refused("portal.link_ended"):
        actions.end_link(**by, last_on=MONDAY)


def test_pages_of_links_and_signs(world, link):
    assert link.title in page(world, "clerk", reverse("portal:links")).content.decode()
    shown = page(world, "clerk", reverse("portal:link", args=[link.subject.uid])).content.decode()
    assert link.token in shown
    for size in ("a4", "a6", "nonsense"):
        sheet = page(world, "clerk", f"{reverse('portal:sheet', args=[link.subject.uid])}?size={size}")
        text = sheet.content.decode()
        for said in (link.title, "12388", "data:image/svg+xml", "演示数据", link.token):
            assert said in text, (size, said)
    answer = page(
        world, "clerk", reverse("portal:make_link"), kind="fence", title="围挡", kinds=["problem"],
        category="roads", source_kind="resident", starts_on="2021-05-17",
        place=str(world.place.subject.uid), contact=str(world.posts["clerk"].subject.uid),
    )  # fmt: skip
    assert answer.status_code == 302
    assert IntakeLink.objects.count() == 2


def test_accepted_it_is_a_matter_and_nothing_stays_here(world, held, now):
    report = actions.accept_report(
        actor=world.actor("clerk"),
        report=held,
        now=now,
        title="水管挖断",
        kind="urgent_supply",
        category="utilities",
    )
    matter = Matter.objects.get()
    assert (report.state, report.matter, report.words) == (ReportState.TAKEN, matter, None)
    assert (matter.title, matter.kind, matter.category) == ("水管挖断", "urgent_supply", "utilities")
    assert vault.read(matter.words) == WORDS
    assert matter.evidence.count() == 1
    assert matter.evidence.get().file.erased_at is None
    assert VaultKey.objects.get(subject=held.subject).wrapped is None
    assert last(held.subject)["data"]["matter"] == matter.number
    with refused("portal.screened_already"):
        actions.accept_report(actor=world.actor("clerk"), report=held, now=now)


def test_put_aside_and_taken_back(world, held, now):
    by = {"actor": world.actor("clerk"), "report": held, "now": now}
    with refused("portal.junk_reason", "reason"):
        actions.put_aside(**by, reason="because")
    actions.put_aside(**by, reason="nonsense")
    assert (Report.objects.get().state, last(held.subject)["data"]) == ("junk", {"reason": "nonsense"})
    actions.take_back(**by)
    again = Report.objects.get()
    assert (again.state, again.junk_reason, queries.words_of(again)) == ("held", "", WORDS)


@pytest.mark.parametrize("name", ["builder", "leader", "supervisor"])
def test_who_may_not_screen(world, held, now, name):
    by = {"actor": world.actor(name), "report": held, "now": now}
    for act in (actions.accept_report, actions.take_back, lambda **k: actions.put_aside(**k, reason="abuse")):
        with refused("access.unknown"):
            act(**by)
    assert page(world, name, reverse("portal:screening")).status_code == 403
    assert page(world, name, reverse("portal:held", args=[held.subject.uid])).status_code == 404
    file = held.subject.file_links.get().file
    assert page(world, name, reverse("files:download", args=[file.uid])).status_code == 404
    assert page(world, "clerk", reverse("files:download", args=[file.uid])).status_code == 200


def test_the_queue_is_searched_and_carried_off_together(world, link, now):
    rows = [send(link, now, by=UNPROVED, words=f"第{n}条广告", phone="") for n in range(3)]
    other = send(link, now, by=UNPROVED, words="路灯不亮", phone="")
    listed = page(world, "clerk", f"{reverse('portal:screening')}?q=广告").content.decode()
    assert all(f"第{n}条广告" in listed for n in range(3))
    assert "路灯不亮" not in listed
    where = reverse("portal:several", args=["aside"])
    uids = [str(row.subject.uid) for row in rows]
    shown = page(world, "clerk", f"{where}?row={'&row='.join(uids)}").content.decode()
    assert "第2条广告" in shown
    assert page(world, "clerk", where, row=uids, do="1", reason="advertising").status_code == 302
    where = reverse("portal:several", args=["accept"])
    assert page(world, "clerk", where, row=[str(other.subject.uid)], do="1").status_code == 302
    states = dict(Report.objects.values_list("pk", "state"))
    assert [states[row.pk] for row in rows] == ["junk"] * 3
    assert states[other.pk] == "taken"
    home = page(world, "clerk", "/").content.decode()
    assert "件公众反映待筛" not in home
    send(link, now, by=UNPROVED, phone="")
    assert "件公众反映待筛" in page(world, "clerk", "/").content.decode()


def test_pages_of_one_held_report(world, held):
    text = page(world, "clerk", reverse("portal:held", args=[held.subject.uid])).content.decode()
    for said in (WORDS, "没有工作量证明", "138****0000"):
        assert said in text
    assert "13800000000" not in text
    where = reverse("portal:accept", args=[held.subject.uid])
    assert page(world, "clerk", where, title="水管", kind="problem", category="other").status_code == 302
    assert Matter.objects.get().title == "水管"


def test_said_after_closing_waits_to_be_seen_to(world, link, now):
    from banshi.doors.portal.models import Addition

    report = send(link, now)
    row = Addition.objects.create(zone=world.zone, report=report, added_at=now, after_closing=True)
    assert page(world, "clerk", reverse("portal:additions")).status_code == 200
    with refused("access.unknown"):
        actions.see_addition(actor=world.actor("builder"), addition=row, now=now)
    assert page(world, "clerk", reverse("portal:seen", args=[row.pk]), x="1").status_code == 302
    assert queries.additions(world.actor("clerk")).count() == 0
    with refused("portal.seen_already"):
        actions.see_addition(actor=world.actor("clerk"), addition=row, now=now)


def test_the_sweep_bounds_what_is_kept(world, link, held, now):
    send(link, now)
    actions.put_aside(actor=world.actor("clerk"), report=held, reason="abuse", now=now)
    other = send(link, now, by=sender(link, work="wrong"), phone="")
    with refused("access.forbidden"):
        actions.sweep(actor=world.actor("administrator"), now=now)
    assert actions.sweep(actor=world.system, now=now) == {"tallies": 0, "proofs": 0, "origins": 0, "junk": 0}
    later = now + timedelta(days=31)
    with clock.fixed(later):
        done = registry.kind("portal.sweep").function(actor=world.system)
    assert done["junk"] == done["proofs"] == done["origins"] == 1
    assert Tally.objects.count() == UsedWork.objects.count() == 0
    erased = Report.objects.get(pk=held.pk)
    assert queries.words_of(erased) == vault.ERASED
    assert erased.subject.file_links.get().file.erased_at is not None
    assert queries.words_of(Report.objects.get(pk=other.pk)) == WORDS
    with refused("portal.erased"):
        actions.take_back(actor=world.actor("clerk"), report=held, now=later)
    assert "portal.sweep" in {one.kind for one in registry.recurring()}


def test_ratings_of_a_unit_are_counts_of_five_or_more(world, now):
    from support.matters import Walk

    unit = world.units["construction_bureau"]
    actor = world.actor("builder")
    for n in range(6):
        walk = Walk(world, now)
        walk.close()
        if n == 3:
            assert panels.of_unit(actor, unit).lines == ()
    assert [(line.text, line.detail) for line in panels.of_unit(actor, unit).lines][-1] == ("满意", "6")
    Matter.objects.filter(pk=walk.matter.pk).update(satisfaction="dissatisfied")
    told = {line.text: line.detail for line in panels.of_unit(actor, unit).lines}
    assert (told["满意"], told["不满意"]) == ("5", "不足五件")
    assert panels.of_unit(world.actor("projects"), unit).lines == ()


def test_the_rules(world):
    from banshi.base.presets import catalogue

    for preset in catalogue.presets("portal"):
        rules.parse(preset.body)
    body = catalogue.preset("portal", "house").body
    for wrong in ({"phone": "maybe"}, {"photos": 99}, {"work": {**body["work"], "prefix": "xyz"}}):
        with pytest.raises(ValueError):
            rules.parse(body | wrong)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("k7qf2-9xm4t-wb83c", "K7QF29XM4TWB83C"),
        ("Ｋ７ＱＦ２ ９ＸＭ４Ｔ ＷＢ８３Ｃ", "K7QF29XM4TWB83C"),
        ("K7QF2", None),
        ("", None),
        ("K7QF2-9XM4T-WB83!", None),
    ],
)
def test_codes_as_people_type_them(typed, read):
    assert rules.read_code(typed) == read


WHERE = "27.50000,112.50000"


@pytest.fixture
def placed(world, now, link):
    """A report whose photo says where it was taken, by consent; a place of the zone 400 metres east of it."""
    site = Place.objects.get(pk=world.place.pk)
    corner = [[112.504, 27.499], [112.506, 27.499], [112.506, 27.501], [112.504, 27.501], [112.504, 27.499]]
    places.change_place(
        actor=world.actor("administrator"),
        place=site,
        kind=site.kind,
        name_zh=site.name_zh,
        name_en=site.name_en,
        held_by=site.held_by,
        geometry=json.dumps({"type": "Polygon", "coordinates": [corner]}),
        effective_on=MONDAY,
        now=now,
    )
    return send(link, now, files=Files(positions=(WHERE,)), position_agreed=True).matter


def test_positions_are_masked_until_asked_for_and_every_look_is_kept(world, now, placed):
    where = reverse("portal:positions", args=[placed.subject.uid])
    line = panels.of_matter(world.actor("clerk"), placed).lines[-1]
    assert (line.url, line.detail) == (where, "***")
    hidden = page(world, "clerk", where).content.decode()
    assert "27.5" not in hidden
    assert not Look.objects.exists()
    shown = page(world, "clerk", f"{where}show/", asked="1").content.decode()
    assert "27.50000, 112.50000" in shown
    assert "晴川厂区" in shown
    assert "395" in shown
    assert Look.objects.get().what == What.POSITION
    body = last(placed.subject)
    assert (body["kind"], body["data"]) == ("portal.positions_shown", {})
    assert "27.5" not in page(world, "clerk", where).content.decode()


def test_who_may_not_ask_who_raised_it_is_not_shown_where(world, now, placed):
    where = reverse("portal:positions", args=[placed.subject.uid])
    for name in ("leader", "projects", "administrator"):
        assert page(world, name, where).status_code in {403, 404}, name
        assert page(world, name, f"{where}show/", asked="1").status_code in {403, 404}, name
        assert all(line.url != where for line in panels.of_matter(world.actor(name), placed).lines)
    assert not Look.objects.exists()


def test_a_matter_without_positions_has_no_such_page(world, now, link):
    matter = send(link, now).matter
    assert page(world, "clerk", reverse("portal:positions", args=[matter.subject.uid])).status_code == 404
    assert panels.of_matter(world.actor("clerk"), matter).lines == ()


def test_when_a_public_report_ended_for_the_keeping_of_personal_data(world, now, held, link):
    holding = personal.HOLDING
    assert holding.ended_on(held.subject) is None
    actions.put_aside(actor=world.actor("clerk"), report=held, reason="abuse", now=now)
    assert holding.ended_on(held.subject) == MONDAY
    assert list(holding.ended_by(world.zone, MONDAY).values_list("subject", flat=True)) == [held.subject_id]
    assert not holding.ended_by(world.zone, MONDAY - timedelta(days=1)).exists()
    open_one = send(link, now)
    assert holding.ended_on(open_one.subject) is None


def test_words_of_junk_that_were_erased_by_hand_are_told_so(world, now, held):
    actions.put_aside(actor=world.actor("clerk"), report=held, reason="abuse", now=now)
    erase_held(actor=world.system, subject=held.subject, step="whole", why="asked", now=now)
    assert Report.objects.get(pk=held.pk).erased_at is not None
    assert Report.objects.get(pk=held.pk).state == ReportState.JUNK

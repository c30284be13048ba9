"""Intake, registering, correcting, and the ways a matter ends without being handled."""

from datetime import date

import pytest

from banshi.base.vault import store as vault
from banshi.base.zones.models import Subject
from banshi.core.access.models import Involvement
from banshi.core.matters import actions
from banshi.core.matters.models import KeyListing, Matter, MatterPeriod, Note
from banshi.core.org.models import Unit
from banshi.core.org.queries.known import forget
from support.matters import Walk
from support.refusing import refused
from support.steps import at, by, last_entry, leg, on, written
from support.zone import build


def test_received(world, now):
    w = Walk(world, now)
    matter = w.receive()
    data = written(matter, "matters.received")
    assert (matter.state, matter.number, matter.collector.code) == (
        "intake",
        "2021-0001",
        "enterprise_service_centre",
    )
    assert matter.holder_unit.code == "general_office"
    assert vault.read(matter.raiser_phone) == "13800000000"
    assert "13800000000" not in str(last_entry(matter))
    assert "行政专员" not in str(last_entry(matter))
    assert data["words"]["commitment"] == matter.words.commitment
    found = leg(matter, "receipt_to_dispatch")
    assert (found.due_on, found.ended_at) == (date(2021, 5, 18), None)


@pytest.mark.parametrize(
    ("source", "collector"),
    [
        ("infrastructure", "construction_bureau"),
        ("industrial", "project_service_centre"),
        ("enterprise", "enterprise_service_centre"),
        ("hotline", "enterprise_service_centre"),
        ("resident", "general_office"),
        ("visit", "general_office"),
        ("on_site_office", "general_office"),
    ],
)
def test_the_source_routes_to_its_collector(world, now, source, collector):
    assert Walk(world, now, source_kind=source).receive().collector.code == collector


def test_a_zone_without_the_collector_has_its_ledger_office_collect(world, now):
    Unit.objects.filter(code="enterprise_service_centre").update(code="services")
    forget()
    assert Walk(world, now, source_kind="enterprise").receive().collector.code == "general_office"


def test_comes_out_of_an_occasion(world, now):
    occasion = world.zone.subject
    matter = Walk(world, now, source_kind="on_site_office", origin=occasion).receive()
    assert matter.origin == occasion
    assert last_entry(matter)["data"]["origin"] == str(occasion.uid)


@pytest.mark.parametrize(
    "raiser",
    [
        {"kind": "resident", "name": "村民甲", "phone": "13900000001"},
        {"kind": "office", "unit": "construction_bureau"},
        {"kind": "enterprise", "org": True},
    ],
)
@pytest.mark.parametrize("kind", ["need", "problem"])
def test_three_raisers_and_two_kinds(world, now, raiser, kind):
    raiser = dict(raiser)
    if "unit" in raiser:
        raiser["unit"] = world.units[raiser["unit"]]
    if "org" in raiser:
        raiser["org"] = world.firm
    matter = Walk(world, now, kind=kind, raiser=actions.Raiser(**raiser)).receive()
    assert (matter.raiser_kind, matter.nature) == (raiser["kind"], kind)


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"title": "  "}, "matters.title_missing", "title"),
        ({"title": "长" * 121}, "matters.too_long", "title"),
        ({"kind": "rumour"}, "matters.kind_unknown", "kind"),
        ({"category": "weather"}, "matters.kind_unknown", "kind"),
        ({"raised_on": date(2021, 5, 18)}, "matters.future_day", "raised_on"),
        ({"raiser": actions.Raiser("enterprise")}, "matters.raiser_missing", "raiser_org"),
        ({"raiser": actions.Raiser("office")}, "matters.raiser_missing", "raiser_unit"),
        ({"raiser": actions.Raiser("ghost")}, "matters.raiser_missing", "raiser_kind"),
        ({"source_kind": "rumour"}, "matters.source_unknown", "source_kind"),
        ({"label": 7}, "matters.label_unknown", "label"),
    ],
)
def test_intake_refused(world, now, changes, code, field):
    with refused(code, field):
        Walk(world, now, **changes).receive()


def test_what_belongs_to_another_zone_is_unknown(world, now):
    other = build("linhai")
    for changes in (
        {"place": other.place},
        {"raiser": actions.Raiser("enterprise", org=other.firm)},
        {"raiser": actions.Raiser("office", unit=other.units["general_office"])},
        {"collector": other.units["general_office"]},
        {"origin": other.zone.subject},
    ):
        with refused("access.unknown"):
            Walk(world, now, **changes).receive()


@pytest.mark.parametrize("name", ["leader", "verifier", "supervisor", "administrator", "idle"])
def test_only_collectors_and_the_ledger_receive(world, now, name):
    w = Walk(world, now)
    with refused("access.forbidden"):
        actions.receive_matter(
            actor=world.actor(name),
            now=now,
            title="路灯不亮",
            words="",
            kind="problem",
            category="roads",
            source_kind="enterprise",
            raiser=actions.Raiser("enterprise", org=world.firm),
            raised_on=date(2021, 5, 17),
        )
    assert w.matter is None


def test_numbers_have_no_gaps_though_acts_are_refused(world, now):
    assert Walk(world, now).receive().number == "2021-0001"
    with refused("matters.label_unknown"):
        Walk(world, now, label=9).receive()
    assert Walk(world, now).receive().number == "2021-0002"


def test_entered_late_its_periods_begin_when_it_was_raised(world, now):
    w = Walk(world, now, raised_on=date(2021, 5, 10))
    matter = w.receive()
    assert matter.recorded_on == date(2021, 5, 17)
    assert MatterPeriod.objects.as_of(date(2021, 5, 11)).filter(matter=matter).count() == 1
    assert MatterPeriod.objects.as_of(date(2021, 5, 11), on(date(2021, 5, 12))).count() == 0
    w.matter = actions.register_matter(**by(w, "clerk"), effective_on=date(2021, 5, 10))
    w.dispatch(effective_on=date(2021, 5, 11), due_on=date(2021, 5, 20))
    first, handling = leg(w.matter, "receipt_to_dispatch"), leg(w.matter, "handling")
    assert first.ended_at >= first.started_at
    assert handling.started_at == on(date(2021, 5, 11), 23, 59)
    assert handling.due_on == w.matter.due_on == date(2021, 5, 20)


def test_registered_once(world, now):
    w = Walk(world, now)
    matter = w.register()
    written(matter, "matters.registered")
    assert matter.state == "registered"
    with refused("matters.wrong_state"):
        actions.register_matter(**by(w, "clerk"))
    fresh = Walk(world, now)
    fresh.receive()
    with refused("matters.future_day", "effective_on"):
        actions.register_matter(**by(fresh, "clerk"), effective_on=date(2021, 5, 18))
    with refused("access.forbidden"):
        actions.register_matter(**by(fresh, "verifier"))


def test_amended(world, now):
    w = Walk(world, now)
    w.register()
    w.matter = actions.amend_matter(
        **by(w, "clerk"), title="厂区东门排水不畅", category="construction", label=2
    )
    data = written(w.matter, "matters.amended")
    assert data["before"]["title"] == "厂区门前排水不畅"
    assert data["after"] == {"title": "厂区东门排水不畅", "category": "construction", "label": 2}
    assert Subject.objects.get(pk=w.matter.subject_id).label == 2


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": " "}, "matters.title_missing"),
        ({"title": "长" * 121}, "matters.too_long"),
        ({"category": "weather"}, "matters.title_missing"),
        ({"label": 5}, "matters.label_unknown"),
        ({"effective_on": date(2021, 5, 18)}, "matters.future_day"),
        ({"effective_on": date(2021, 5, 16)}, "history.out_of_order"),
    ],
)
def test_amend_refused(world, now, changes, code):
    w = Walk(world, now)
    w.register()
    values = {"title": "东门排水", "category": "roads"} | changes
    with refused(code):
        actions.amend_matter(**by(w, "clerk"), **values)


def test_a_collector_corrects_what_it_collected_and_nothing_else(world, now):
    w = Walk(world, now)
    w.register()
    actions.amend_matter(**by(w, "firms"), title="东门排水", category="roads")
    with refused("access.unknown"):
        actions.amend_matter(**by(w, "projects"), title="东门排水", category="roads")


def test_declined_with_a_reason_that_was_told(world, now):
    w = Walk(world, now)
    w.register()
    w.matter = actions.decline_matter(**by(w, "clerk"), reason="属法院管辖。", told_on=date(2021, 5, 17))
    written(w.matter, "matters.declined")
    assert (w.matter.state, w.matter.holder_kind, w.matter.turn_due_on) == ("declined", "nobody", None)
    assert leg(w.matter, "receipt_to_dispatch").in_time is True
    assert Note.objects.get(matter=w.matter).told_on == date(2021, 5, 17)


def test_decline_refused(world, now):
    w = Walk(world, now)
    w.register()
    with refused("matters.reason_missing", "reason"):
        actions.decline_matter(**by(w, "clerk"), reason=" ", told_on=date(2021, 5, 17))
    with refused("matters.told_in_future", "told_on"):
        actions.decline_matter(**by(w, "clerk"), reason="属法院管辖。", told_on=date(2021, 5, 18))
    with refused("access.forbidden"):
        actions.decline_matter(**by(w, "verifier"), reason="属法院管辖。", told_on=date(2021, 5, 17))
    w.dispatch()
    with refused("matters.wrong_state"):
        actions.decline_matter(**by(w, "clerk"), reason="属法院管辖。", told_on=date(2021, 5, 17))


def test_withdrawn(world, now):
    w = Walk(world, now)
    w.sign()
    with refused("matters.reason_missing", "reason"):
        actions.withdraw_matter(**by(w, "clerk"), reason="")
    with refused("access.forbidden"):
        actions.withdraw_matter(**by(w, "builder"), reason="企业撤回。")
    w.matter = actions.withdraw_matter(**by(w, "clerk"), reason="企业撤回。")
    written(w.matter, "matters.withdrawn")
    assert w.matter.state == "withdrawn"
    assert not w.matter.legs.filter(ended_at__isnull=True).exists()
    with refused("matters.wrong_state"):
        actions.withdraw_matter(**by(w, "clerk"), reason="企业撤回。")


def test_duplicates_merge_without_losing_either(world, now):
    w, d = Walk(world, now), Walk(world, now, title="厂门口积水", words="门口全是水。")
    w.dispatch()
    d.register()
    d.matter = actions.merge_matter(**by(d, "clerk"), into=w.matter)
    written(d.matter, "matters.merged")
    assert (d.matter.state, d.matter.merged_into) == ("merged", w.matter)
    assert vault.read(d.matter.words) == "门口全是水。"
    taken = last_entry(w.matter)
    assert taken["kind"] == "matters.took_in"
    assert taken["data"]["number"] == d.matter.number
    kept = set(Involvement.objects.filter(subject=w.matter.subject).values_list("kind", flat=True))
    assert {"collector", "merged", "lead"} <= kept
    assert Matter.objects.filter(state="dispatched").count() == 1


def test_merge_refused(world, now):
    w, d = Walk(world, now), Walk(world, now)
    w.register()
    d.register()
    with refused("matters.merge_target", "into"):
        actions.merge_matter(**by(d, "clerk"), into=d.matter)
    gone = Walk(world, now)
    gone.register()
    actions.withdraw_matter(**by(gone, "clerk"), reason="企业撤回。")
    with refused("matters.merge_target", "into"):
        actions.merge_matter(**by(d, "clerk"), into=gone.matter)
    with refused("access.forbidden"):
        actions.merge_matter(**by(d, "firms"), into=w.matter)
    other = build("linhai")
    foreign = Walk(other, now)
    foreign.register()
    with refused("access.unknown"):
        actions.merge_matter(**by(d, "clerk"), into=foreign.matter)


def test_split_parts_are_matters_and_hold_the_whole_open(world, now):
    w = Walk(world, now)
    w.dispatch()
    w.matter = actions.split_matter(**by(w, "clerk"), titles=("清淤", "  ", "改坡"))
    data = written(w.matter, "matters.split")
    parts = list(Matter.objects.filter(parent=w.matter).order_by("number"))
    assert [part.title for part in parts] == ["清淤", "改坡"]
    assert data["parts"] == [part.number for part in parts]
    assert {part.state for part in parts} == {"registered"}
    assert vault.read(parts[0].raiser_phone) == "13800000000"
    with refused("matters.part_of_part"):
        actions.split_matter(actor=world.actor("clerk"), matter=parts[0], titles=("甲",), now=now)
    with refused("matters.parts_missing", "titles"):
        actions.split_matter(**by(w, "clerk"), titles=(" ",))
    with refused("access.forbidden"):
        actions.split_matter(**by(w, "builder"), titles=("甲",))


def test_the_key_list_is_dated(world, now):
    w = Walk(world, now)
    w.register()
    w.matter = actions.set_key_listing(**by(w, "clerk"), listed=True)
    written(w.matter, "matters.key_listed")
    with refused("matters.key_list_same"):
        actions.set_key_listing(**by(w, "clerk"), listed=True)
    with refused("access.unknown"):
        actions.set_key_listing(**by(w, "builder"), listed=False)
    with at(w, on(date(2021, 5, 20))):
        w.matter = actions.set_key_listing(**by(w, "leader"), listed=False)
        written(w.matter, "matters.key_unlisted")
    row = KeyListing.objects.get()
    assert (row.starts_on, row.ends_on) == (date(2021, 5, 17), date(2021, 5, 20))
    counted = [
        MatterPeriod.objects.as_of(day).filter(key_listed=True).count()
        for day in (date(2021, 5, 17), date(2021, 5, 19), date(2021, 5, 20))
    ]
    assert counted == [1, 1, 0]

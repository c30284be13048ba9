"""Many at once and one by one leave the same rows, table by table and column by column."""

import json
from datetime import date

import pytest

from banshi.base.engines.rows import Lines
from banshi.base.history.models import Entry
from banshi.base.search.models import SearchDoc
from banshi.base.vault import store as vault
from banshi.base.vault.models import VaultItem
from banshi.base.zones.models import Counter, Subject
from banshi.core.access.models import Involvement
from banshi.core.matters import actions
from banshi.core.matters.actions.arriving import Arrival, Claimed, Foreign, Handed, Raiser
from banshi.core.matters.actions.many import receive_many
from banshi.core.matters.models import Claim, Leg, Matter, MatterPeriod

pytestmark = pytest.mark.django_db
RAISED, HANDED, DUE = date(2021, 5, 6), date(2021, 5, 11), date(2021, 5, 28)
OWN = frozenset(  # what is different for any two matters
    (
        "id",
        "uid",
        "subject_id",
        "matter_id",
        "number",
        "words_id",
        "raiser_name_id",
        "raiser_phone_id",
        "caption",
    )
) | {"head_leaf", "body", "leaf", "seq", "title", "act_key", "act_digest"}


def arrival(world, **given):
    base = {
        "title": "门前排水不畅", "words": "雨天积水,请联系13800001111", "kind": "problem", "category": "other",
        "source_kind": "enterprise", "raised_on": RAISED, "place": world.place,
        "raiser": Raiser("enterprise", org=world.firm, name="行政专员", phone="138 0000 1111"),
    }  # fmt: skip
    return Arrival(**base | given)


def handed(world):
    unit, leader = world.units["construction_bureau"], world.posts["leader"]
    return Handed(leader, unit, DUE, "雨后一小时内退水", HANDED)


def one_by_one(world, now, one):
    actor = world.actor("clerk")
    matter = actions.receive_matter(
        actor=actor, title=one.title, words=one.words, kind=one.kind, category=one.category,
        source_kind=one.source_kind, raiser=one.raiser, raised_on=one.raised_on, now=now, place=one.place,
        collector=one.collector, label=one.label,
    )  # fmt: skip
    if one.handed:
        given = one.handed
        actions.register_matter(actor=actor, matter=matter, now=now, effective_on=given.on)
        actions.dispatch_matter(
            actor=actor, matter=matter, lead_leader=given.lead_leader, responsible_unit=given.responsible_unit,
            due_on=given.due_on, requirement=given.requirement, now=now, effective_on=given.on,
        )  # fmt: skip
    return Matter.objects.select_related("subject").get(pk=matter.pk)


def at_once(world, now, *arrivals):
    found = receive_many(actor=world.actor("clerk"), arrivals=arrivals, now=now)
    return [Matter.objects.select_related("subject").get(subject=one) for one in found]


def columns(rows):
    return [
        {name: value for name, value in row.items() if name not in OWN}
        for row in rows.order_by("pk").values()
    ]


def said(matter):
    """What the chain says, without what is the matter's own and the verb of the act."""
    own = {"subject", "prev", "act"}
    found = []
    for entry in Entry.objects.filter(subject=matter.subject).order_by("n"):
        body = {name: value for name, value in json.loads(bytes(entry.body)).items() if name not in own}
        data = {name: value for name, value in body["data"].items() if name not in ("number", "words")}
        found.append({**body, "data": data})
    return found


TABLES = {
    Matter: lambda matter: {"pk": matter.pk},
    MatterPeriod: lambda matter: {"matter": matter},
    Leg: lambda matter: {"matter": matter},
    Subject: lambda matter: {"pk": matter.subject_id},
    Entry: lambda matter: {"subject": matter.subject_id},
    Involvement: lambda matter: {"subject": matter.subject_id},
}
CASES = {
    "an enterprise's": lambda world: arrival(world),
    "a resident's without a word": lambda world: arrival(
        world, words="", raiser=Raiser("resident"), source_kind="resident", place=None
    ),
    "an office's, collected elsewhere": lambda world: arrival(
        world, raiser=Raiser("office", unit=world.units["general_office"]), source_kind="meeting",
        collector=world.units["construction_bureau"], label=2,
    ),
    "dispatched": lambda world: arrival(world, handed=handed(world)),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_the_rows_are_those_of_single_acts(case, world, now):
    one = CASES[case](world)
    single, (many,) = one_by_one(world, now, one), at_once(world, now, one)
    assert many.title == single.title
    assert many.subject.caption.split(" ", 1)[1] == single.subject.caption.split(" ", 1)[1]
    for model, of in TABLES.items():
        assert columns(model.objects.filter(**of(many))) == columns(model.objects.filter(**of(single))), model
    assert said(many) == said(single)


def test_what_was_said_is_sealed_and_found_the_same_way(world, now):
    one = arrival(world)
    single, (many,) = one_by_one(world, now, one), at_once(world, now, one)

    def sealed(matter):
        items = VaultItem.objects.select_related("key__subject").filter(key__subject=matter.subject)
        return [(item.field, vault.read(item), item.blind) for item in items.order_by("pk")]

    assert sealed(many) == sealed(single)
    assert [field for field, _text, _blind in sealed(many)] == ["words", "name", "phone"]
    assert set(vault.find_phone(world.zone.pk, "13800001111").values_list("key__subject", flat=True)) == {
        many.subject_id, single.subject_id,
    }  # fmt: skip
    found = [SearchDoc.objects.get(subject=matter.subject).text for matter in (many, single)]
    assert found[0].replace(many.number, "") == found[1].replace(single.number, "")
    assert "138****1111" in found[0]


def test_a_claim_leaves_no_clock_and_a_foreign_number_stands_in_the_chain(world, now):
    claimed = Claimed(date(2021, 5, 10), world.units["construction_bureau"], "已疏通")
    (matter,) = at_once(world, now, arrival(world, claimed=claimed, foreign=Foreign("hotline_12345", "HN1")))
    assert (matter.state, matter.turn_due_on, matter.clock_due_on) == ("claimed", None, None)
    assert not Leg.objects.filter(matter=matter).exists()
    claim = Claim.objects.select_related("words__key__subject").get(matter=matter)
    assert (claim.closed_on, claim.unit, vault.read(claim.words)) == (
        claimed.closed_on,
        claimed.unit,
        "已疏通",
    )
    first, second = said(matter)
    assert first["data"]["foreign_number"] == "HN1"
    assert (second["kind"], second["on"]) == ("matters.claimed", "2021-05-10")
    rows = MatterPeriod.objects.filter(matter=matter).order_by("pk")
    assert [(row.state, row.effective_from, row.effective_to.year) for row in rows] == [
        ("intake", RAISED, 9999), ("intake", RAISED, 2021), ("claimed", claimed.closed_on, 9999),
    ]  # fmt: skip


def test_what_is_refused_takes_no_number(world, now):
    good, bad = arrival(world), arrival(world, title="")
    found = receive_many(actor=world.actor("clerk"), arrivals=[good, bad, good], now=now)
    assert [type(one) is Subject for one in found] == [True, False, True]
    assert found[1].code == "matters.title_missing"
    assert [one.caption.split(" ")[0] for one in (found[0], found[2])] == ["2021-0001", "2021-0002"]
    assert Counter.objects.get(zone=world.zone, series="matter", year=2021).last == 2


def test_lines_want_what_differs_and_rows_of_their_width(world):
    with pytest.raises(TypeError, match="uid"):
        Lines(Subject, "caption", zone_id=world.zone.pk, kind="matter")
    lines = Lines(Subject, "uid", "caption", zone_id=world.zone.pk, kind="matter")
    with pytest.raises(TypeError, match="1 values for 2 columns"):
        lines.add("only one")

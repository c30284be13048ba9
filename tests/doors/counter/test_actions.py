"""Taking in as the first contact, and the call-back that reaches nobody."""

from datetime import date, timedelta

import pytest

from banshi.base.history.models import Entry
from banshi.base.history.record import read
from banshi.base.vault import store as vault
from banshi.base.zones.access import Actor
from banshi.base.zones.ids import uuid7
from banshi.base.zones.refusals import Conflict, Forbidden
from banshi.core.access.models import Involvement, RoleGrant
from banshi.core.matters import actions as matters
from banshi.core.matters.actions.reveal import reveal_raiser
from banshi.core.matters.models import Matter, NoteKind
from banshi.doors.counter.actions import record_not_reached, take_in
from banshi.doors.counter.models import FirstContact
from banshi.doors.counter.queries.calls import calls
from support.matters import Walk
from support.refusing import refused
from support.steps import at, by, on
from support.zone import START

DAY = date(2021, 5, 17)
TUESDAY, SATURDAY = date(2021, 5, 18), date(2021, 5, 22)


def call_of(world, now, name="clerk", **changes):
    return {
        "actor": world.actor(name),
        "title": "村口路灯不亮",
        "words": "村口路灯不亮,老人走夜路怕。",
        "kind": "problem",
        "category": "roads",
        "source_kind": "resident",
        "raiser": matters.Raiser("resident", name="村民", phone="19900000001"),
        "raised_on": DAY,
        "way": "call",
        "now": now,
    } | changes


def village(world) -> None:
    """``idle`` becomes the clerk of a village."""
    RoleGrant.objects.create(zone=world.zone, post=world.posts["idle"], role="village_clerk", starts_on=START)


def test_whoever_takes_it_is_its_first_contact(world, now):
    matter = take_in(**call_of(world, now, wanted_by=date(2021, 5, 20)))
    contact = FirstContact.objects.get(matter=matter)
    assert (contact.way, contact.call_back, contact.wanted_by) == ("call", "raiser", date(2021, 5, 20))
    assert (contact.person, contact.post) == (world.people["clerk"], world.posts["clerk"])
    assert matter.state == "registered"
    entry = read(Entry.objects.filter(subject=matter.subject, kind="counter.taken").get())
    assert entry["data"] == {"way": "call", "call_back": "raiser", "wanted_by": "2021-05-20"}
    assert entry["posts"] == ["clerk"]
    assert "19900000001" not in str(entry)


def test_a_collector_takes_what_is_not_his(world, now):
    """First-contact responsibility: whoever is asked first does not send the caller elsewhere."""
    matter = take_in(**call_of(world, now, "builder"))
    assert matter.state == "registered"
    assert matter.collector.code == "general_office"
    assert Involvement.objects.filter(
        subject=matter.subject, kind="author", post=world.posts["builder"]
    ).exists()


def test_the_same_form_twice_is_one_matter(world, now):
    key = uuid7()
    first = take_in(**call_of(world, now), key=key)
    again = take_in(**call_of(world, now + timedelta(seconds=3)), key=key)
    assert first.pk == again.pk
    assert Matter.objects.count() == FirstContact.objects.count() == 1
    with pytest.raises(Conflict):
        take_in(**call_of(world, now, title="另一件"), key=key)


def test_the_same_matter_joins_the_one_that_is_open(world, now):
    first = take_in(**call_of(world, now))
    other = take_in(**call_of(world, now, same_as=first))
    assert (other.state, other.merged_into) == ("merged", first)
    assert FirstContact.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"way": "pigeon"}, "counter.way_unknown", "way"),
        ({"call_back": "nobody"}, "counter.call_back_unknown", "call_back"),
        ({"wanted_by": date(2021, 5, 1)}, "counter.wanted_early", "wanted_by"),
        (
            {"way": "on_behalf", "raiser": matters.Raiser("resident")},
            "counter.neighbour_missing",
            "raiser_name",
        ),
        ({"raised_on": date(2021, 6, 1), "wanted_by": None}, "matters.future_day", "raised_on"),
        ({"raiser": matters.Raiser("resident", phone="no")}, "matters.phone_wrong", "phone"),
    ],
)
def test_refused(world, now, changes, code, field):
    values = call_of(world, now, **changes)
    with refused(code, field):
        take_in(**values)


def test_whoever_may_not_register_takes_nothing_in(world, now):
    values = call_of(world, now, "leader")
    with pytest.raises(Forbidden):
        take_in(**values)
    assert not Matter.objects.exists()


def test_a_village_clerk_enters_for_a_neighbour(world, now):
    village(world)
    raiser = matters.Raiser("resident", name="邻居", phone="19900000002")
    matter = take_in(
        **call_of(
            world, now, "idle", way="on_behalf", call_back="author", raiser=raiser, source_kind="resident"
        )
    )
    assert vault.read(matter.raiser_name) == "邻居"
    assert FirstContact.objects.get(matter=matter).post == world.posts["idle"]
    assert matter.state == "registered"
    mine = Matter.objects.visible_to(world.actor("idle"))
    other = Walk(world, now).register()
    assert list(mine) == [matter]
    assert other not in mine
    reveal_raiser(actor=world.actor("idle"), matter=matter, now=now)


def waiting(world, now) -> Walk:
    walk = Walk(world, now)
    walk.verified()
    return walk


def test_not_reached_stays_on_the_list_with_its_next_day(world, now):
    walk = waiting(world, now)
    matter = record_not_reached(**by(walk, "clerk"), next_on=TUESDAY, text="无人接听")
    assert matter.solved == ""
    note = matter.notes.get(kind=NoteKind.TRY)
    assert note.next_on == TUESDAY
    found = calls(world.actor("clerk"), now)
    assert (found.now, [(row.matter, row.tries, row.needed, row.next_on) for row in found.later]) == (
        [],
        [(matter, 1, 3, TUESDAY)],
    )
    with at(walk, on(TUESDAY)):
        assert [row.matter for row in calls(world.actor("clerk"), on(TUESDAY)).now] == [matter]


def test_after_the_number_of_tries_of_the_terms_it_is_no_answer(world, now):
    walk = waiting(world, now)
    for day in (DAY, TUESDAY, date(2021, 5, 19)):
        with at(walk, on(day)):
            walk.matter = record_not_reached(**by(walk, "clerk"), next_on=day + timedelta(days=1))
    assert (walk.matter.solved, walk.matter.satisfaction) == ("no_answer", "no_answer")
    assert walk.matter.state == "verified"
    assert calls(world.actor("clerk"), on(date(2021, 5, 19))).count == 0


def test_the_next_try_is_a_working_day_ahead(world, now):
    walk = waiting(world, now)
    given = by(walk, "clerk")
    with refused("counter.rest_day", "next_on"):
        record_not_reached(**given, next_on=SATURDAY)
    with refused("matters.next_try_past", "next_on"):
        record_not_reached(**given, next_on=DAY)


def test_the_handler_and_his_department_call_nobody(world, now):
    """Also not to write down tries, which would end in «no answer»."""
    RoleGrant.objects.create(
        zone=world.zone, post=world.posts["builder"], role="ledger_clerk", starts_on=START
    )
    walk = waiting(world, now)
    given = by(walk, "builder")
    with refused("matters.answer_by_handler"):
        record_not_reached(**given, next_on=TUESDAY)
    found = calls(world.actor("builder"), now)
    assert (found.count, found.others) == (0, 1)


def test_answered_by_the_tracker_is_off_the_list(world, now):
    walk = waiting(world, now)
    assert calls(world.actor("clerk"), now).count == 1
    walk.answer(channel="link")
    assert calls(world.actor("clerk"), now).count == 0


def test_the_list_is_that_of_what_one_may_ask(world, now):
    waiting(world, now)
    assert calls(world.actor("verifier"), now).count == 1
    leader: Actor = world.actor("leader")
    assert calls(leader, now).count == 0

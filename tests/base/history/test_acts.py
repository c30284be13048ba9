"""One effect however often it is sent: keys, digests, nested acts, and what an answer is."""

from datetime import date
from uuid import uuid4

import pytest

from banshi.base.history import acts
from banshi.base.history.models import Entry
from banshi.base.zones.refusals import Conflict, Refusal
from banshi.core.matters import actions
from banshi.core.matters.models import Matter
from support.matters import Walk
from support.refusing import snapshot
from support.steps import by


def receive(world, now, key, **changes):
    values = {
        "title": "路灯不亮",
        "words": "",
        "kind": "problem",
        "category": "roads",
        "source_kind": "enterprise",
        "raiser": actions.Raiser("enterprise", org=world.firm, phone="13800000000"),
        "raised_on": date(2021, 5, 17),
    } | changes
    return actions.receive_matter(actor=world.actor("clerk"), now=now, key=key, **values)


def test_the_same_key_twice_is_one_effect_and_the_same_answer(world, now):
    key = uuid4()
    first = receive(world, now, key)
    before = snapshot()
    assert receive(world, now, key) == first
    assert snapshot() == before
    assert Entry.objects.filter(act_key=key).count() == 1


def test_the_same_key_with_other_content_is_a_conflict(world, now):
    key = uuid4()
    receive(world, now, key)
    before = snapshot()
    for changes in (
        {"title": "路灯又不亮"},
        {"raiser": actions.Raiser("enterprise", org=world.firm, phone="13800000001")},
    ):
        with pytest.raises(Conflict) as caught:
            receive(world, now, key, **changes)
        assert caught.value.code == "history.key_used"
    with pytest.raises(Conflict):
        actions.register_matter(actor=world.actor("clerk"), matter=Matter.objects.get(), now=now, key=key)
    assert snapshot() == before


def test_a_click_repeated_after_the_state_moved_on_is_answered_not_refused(world, now):
    w, key = Walk(world, now), uuid4()
    w.receive()
    first = actions.register_matter(**by(w, "clerk"), key=key)
    assert actions.register_matter(**by(w, "clerk"), key=key) == first
    with pytest.raises(Refusal):
        actions.register_matter(**by(w, "clerk"), key=uuid4())


def test_a_refused_act_does_not_use_its_key_up(world, now):
    key = uuid4()
    with pytest.raises(Refusal):
        receive(world, now, key, title=" ")
    assert receive(world, now, key).title == "路灯不亮"


def test_a_repeated_split_and_merger_answer_with_the_matter_acted_on(world, now):
    w, d = Walk(world, now), Walk(world, now)
    w.register()
    d.register()
    key = uuid4()
    first = actions.split_matter(**by(w, "clerk"), titles=("甲", "乙"), key=key)
    assert first == w.matter == actions.split_matter(**by(w, "clerk"), titles=("甲", "乙"), key=key)
    assert Matter.objects.filter(parent=w.matter).count() == 2
    key = uuid4()
    assert actions.merge_matter(**by(d, "clerk"), into=w.matter, key=key) == d.matter
    assert actions.merge_matter(**by(d, "clerk"), into=w.matter, key=key) == d.matter


def test_what_goes_wrong_inside_leaves_nothing(world, now, monkeypatch):
    before = snapshot()
    monkeypatch.setattr(actions.intake, "index_matter", lambda *_, **_fresh: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        receive(world, now, uuid4())
    assert snapshot() == before
    assert acts._current.get() is None


def test_a_digest_knows_content_not_the_clock_nor_the_order(world, now):
    one = acts.digest_of("v", {"units": frozenset({"a", "b", "c"}), "now": now, "at": {"x": 1, "y": 2}})
    two = acts.digest_of("v", {"at": {"y": 2, "x": 1}, "units": frozenset({"c", "b", "a"})})
    assert one == two
    assert one != acts.digest_of("w", {"at": {"y": 2, "x": 1}, "units": frozenset({"c", "b", "a"})})
    assert acts.digest_of("v", {"thing": world.firm}) != acts.digest_of("v", {"thing": world.place})
    assert len(one) == 64


def test_a_digest_needs_the_houses_key(world, settings):
    one = acts.digest_of("v", {"phone": "13800000000"})
    settings.SECRET_KEY = "another"
    assert acts.digest_of("v", {"phone": "13800000000"}) != one


def test_two_use_cases_of_one_name_are_refused():
    with pytest.raises(RuntimeError, match=r"matters\.close"):
        acts.use_case("matters.close")(lambda **_: None)

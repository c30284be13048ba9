"""A21–A27 and A47 against the records, each with the traps in which a count goes wrong."""

from datetime import date, timedelta

import pytest
from django.utils.translation import override

from banshi.base.figures.replay import Status
from banshi.base.figures.statements import Claim
from banshi.base.history.periods import OPEN_DAY, OPEN_INSTANT
from banshi.base.zones.refusals import Refusal
from banshi.core.matters import actions
from banshi.core.matters.models import Answer, Matter
from banshi.core.matters.queries.reproducing import Held, Standing, Told, agree
from support.ledger import END_OF_MAY, asked, captions, on, overwrite_period, walk


def in_english(found) -> str:
    with override("en"):
        return str(found.value.says)


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


# A21


def test_a21_counts_without_duplicates_refusals_and_parts(world, now):
    first, again, refused = (walk(world, now) for _n in range(3))
    first.register()
    actions.merge_matter(actor=world.actor("clerk"), matter=again.register(), into=first.matter, now=now)
    actions.decline_matter(
        actor=world.actor("clerk"),
        matter=refused.receive(),
        reason="不属园区",
        told_on=date(2021, 5, 17),
        now=now,
    )
    actions.split_matter(actor=world.actor("clerk"), matter=first.again(), titles=("东段", "西段"), now=now)
    walk(world, now).receive()
    found = asked(world, "A21", Claim(2))
    assert (found.status, found.value.value) == (Status.MATCH, 2)
    assert captions(found.value.records) == ["2021-0001", "2021-0006"]
    assert asked(world, "A21", Claim(3)).status is Status.DIFFERS


def test_a21_leaves_out_what_was_raised_the_day_after(world, now):
    walk(world, now).register()
    with on(6, 1) as at:
        walk(world, at).register()
        assert asked(world, "A21").value.value == 1
        assert asked(world, "A21", as_of=date(2021, 6, 1)).value.value == 2


def test_a21_a_merge_after_the_day_changes_nothing_on_the_day(world, now):
    first, again = walk(world, now), walk(world, now)
    first.register(), again.register()
    with on(6, 2) as at:
        actions.merge_matter(actor=world.actor("clerk"), matter=again.matter, into=first.matter, now=at)
        assert asked(world, "A21").value.value == 2
        assert asked(world, "A21", as_of=date(2021, 6, 2)).value.value == 1


def test_a21_says_what_was_entered_later(world, now):
    walk(world, now).register()
    with on(6, 5) as at:
        walk(world, at, raised_on=date(2021, 5, 30)).register()
        found = asked(world, "A21", Claim(2))
        assert found.status is Status.MATCH
        assert in_english(found) == "2 collected, 1 of them recorded after that day"
        assert asked(world, "A21", known_on=now + timedelta(days=15)).value.value == 1


def test_nothing_recorded_is_open_not_zero(world):
    assert {asked(world, f"A{n}").status for n in (21, 22, 23, 24, 25, 26, 27, 47)} == {Status.OPEN}


# A22


def test_a22_counts_who_stood_on_the_key_list_that_day(world, now):
    staying, leaving, later = walk(world, now), walk(world, now), walk(world, now)
    for one in (staying, leaving, later):
        one.register()
    listing = {"actor": world.actor("clerk"), "listed": True}
    actions.set_key_listing(**listing, matter=staying.matter, now=now)
    actions.set_key_listing(**listing, matter=leaving.matter, now=now)
    with on(5, 25) as at:
        actions.set_key_listing(actor=world.actor("clerk"), matter=leaving.matter, listed=False, now=at)
    with on(6, 1) as at:
        actions.set_key_listing(**listing, matter=later.matter, now=at)
        found = asked(world, "A22", Claim(1))
        assert (found.status, captions(found.value.records)) == (Status.MATCH, ["2021-0001"])
        assert asked(world, "A22", as_of=date(2021, 5, 24)).value.value == 2
        assert asked(world, "A22", as_of=date(2021, 6, 1)).value.value == 2


# A23


def key_closed(world, now):
    one = walk(world, now)
    one.register()
    actions.set_key_listing(actor=world.actor("clerk"), matter=one.matter, listed=True, now=now)
    one.close()
    return one


def test_a23_what_was_reopened_is_open_and_both_denominators_are_printed(world, now):
    kept, reopened = key_closed(world, now), key_closed(world, now)
    walk(world, now).register()
    with on(6, 2) as at:
        actions.record_answer(
            actor=world.actor("clerk"), matter=reopened.matter, solved="not_solved", satisfaction="dissatisfied",
            channel="phone", answered_on=date(2021, 5, 30), now=at,
        )  # fmt: skip
        found = asked(world, "A23", Claim(1, numerator=1, denominator=2))
        assert (found.status, found.value.numerator, found.value.denominator) == (Status.MATCH, 1, 2)
        assert in_english(found) == "Key list 1/2; all 1/3; re-opened and open 1"
        assert captions(found.value.records) == [kept.matter.number]
        assert captions(found.value.failing) == [reopened.matter.number]
        assert asked(world, "A23", as_of=date(2021, 5, 29)).value.numerator == 2
        assert asked(world, "A23", known_on=at - timedelta(days=1)).value.numerator == 2


def test_a23_the_same_count_of_another_whole_differs(world, now):
    key_closed(world, now)
    assert asked(world, "A23", Claim(1, numerator=1, denominator=1)).status is Status.MATCH
    assert asked(world, "A23", Claim(1, numerator=1, denominator=2)).status is Status.DIFFERS


# A24


def unanswered(world, now):
    one = walk(world, now)
    one.register()
    actions.set_key_listing(actor=world.actor("clerk"), matter=one.matter, listed=True, now=now)
    one.verified()
    by_clerk = {"actor": world.actor("clerk"), "now": now}
    for _try in range(3):
        actions.record_try(**by_clerk, matter=one.again(), text="无人接听")
    one.answer(solved="no_answer", satisfaction="no_answer")
    one.matter = actions.close_matter(**by_clerk, matter=one.matter)
    return one


def test_a24_a_missing_answer_is_not_a_good_answer(world, now):
    key_closed(world, now)
    assert asked(world, "A24").status is Status.MATCH
    silent = unanswered(world, now)
    found = asked(world, "A24")
    assert (found.status, found.value.value, found.value.holds) == (Status.DIFFERS, False, False)
    assert (found.value.numerator, found.value.denominator) == (1, 2)
    assert in_english(found) == "Satisfied 1, No answer 1"
    assert captions(found.value.failing) == [silent.matter.number]


def test_a24_fairly_satisfied_is_not_satisfied(world, now):
    one = walk(world, now)
    one.register()
    actions.set_key_listing(actor=world.actor("clerk"), matter=one.matter, listed=True, now=now)
    one.verified()
    one.answer(satisfaction="fairly")
    actions.close_matter(actor=world.actor("clerk"), matter=one.matter, now=now)
    assert asked(world, "A24").status is Status.DIFFERS


def test_a24_the_handler_may_not_write_down_the_answer(world, now):
    one = walk(world, now)
    one.verified()
    with pytest.raises(Refusal):
        actions.record_answer(
            actor=world.actor("builder"), matter=one.matter, solved="solved", satisfaction="satisfied",
            channel="phone", answered_on=date(2021, 5, 17), now=now,
        )  # fmt: skip
    assert not Answer.objects.exists()


def test_a24_an_answer_in_the_handlers_hand_does_not_count(world, now):
    one = key_closed(world, now)
    answer = one.matter.answers.get()
    Answer.objects.filter(pk=answer.pk).update(entered_by=world.people["builder"])
    found = asked(world, "A24")
    assert found.status is Status.DIFFERS
    assert in_english(found) == "written down by the handler 1"


def test_a24_an_answer_from_before_the_work_was_handed_in_again_does_not_count(world, now):
    one = key_closed(world, now)
    with on(5, 20):
        overwrite_period(one.matter, submitted_on=date(2021, 5, 20))
        found = asked(world, "A24")
        assert found.status is Status.DIFFERS
        assert in_english(found) == "answered before it was last handed in 1"


def test_a24_satisfied_without_an_answer_behind_it_does_not_count(world, now):
    one = key_closed(world, now)
    one.matter.answers.all().delete()
    assert asked(world, "A24").status is Status.DIFFERS


# A25


@pytest.mark.parametrize("missing", ["lead_leader", "responsible_unit", "due_on"])
def test_a25_a_dispatch_without_it_is_refused(world, now, missing):
    one = walk(world, now)
    one.register()
    with pytest.raises(Refusal):
        one.dispatch(**{missing: None})
    assert one.again().state == "registered"


@pytest.mark.parametrize(
    "gap", [{"requirement": " "}, {"lead_leader_id": None}, {"responsible_unit_id": None}, {"due_on": None}]
)
def test_a25_names_what_lacks_a_field(world, now, gap):
    walk(world, now).dispatch()
    assert asked(world, "A25").status is Status.MATCH
    lacking = walk(world, now).dispatch()
    overwrite_period(lacking, **gap)
    found = asked(world, "A25")
    assert (found.status, found.value.numerator, found.value.denominator) == (Status.DIFFERS, 1, 2)
    assert captions(found.value.failing) == [lacking.number]


def test_a25_tells_what_is_not_dispatched_yet(world, now):
    walk(world, now).dispatch()
    walk(world, now).register()
    assert "1 not dispatched yet" in in_english(asked(world, "A25"))


# A26


def explained(world, now, **changes):
    one = walk(world, now)
    one.sign()
    values = {
        "text": "用地指标今年已用完,明年一季度再报。", "told_on": date(2021, 5, 17), "review_on": date(2021, 6, 30),
    } | changes  # fmt: skip
    return actions.explain_matter(actor=world.actor("builder"), matter=one.matter, now=now, **values)


@pytest.mark.parametrize(
    "wrong", [{"text": "近期解决"}, {"told_on": date(2021, 5, 18)}, {"review_on": date(2021, 5, 17)}]
)
def test_a26_an_explanation_is_told_and_dated(world, now, wrong):
    with pytest.raises(Refusal):
        explained(world, now, **wrong)
    assert Matter.objects.get().state == "signed"


def test_a26_vague_words_are_refused_at_dispatch(world, now):
    one = walk(world, now)
    for words in ("近期修好", "尽快修好", "即将修好"):
        with pytest.raises(Refusal):
            one.dispatch(requirement=words, immediate=True)


def test_a26_holds_for_a_date_and_an_explanation(world, now):
    walk(world, now).dispatch(immediate=True)
    explained(world, now)
    found = asked(world, "A26")
    assert found.status is Status.MATCH
    assert in_english(found) == ("At once, with a date: 1/1; explained, told and with a review day: 1/1")


def test_a26_names_vague_words_and_missing_dates(world, now):
    vague = walk(world, now).dispatch(immediate=True)
    overwrite_period(vague, requirement="尽快修好")
    undated = explained(world, now)
    overwrite_period(undated, review_on=None)
    untold = explained(world, now)
    untold.notes.filter(kind="explanation").update(told_on=None)
    found = asked(world, "A26")
    assert (found.status, found.value.numerator, found.value.denominator) == (Status.DIFFERS, 0, 3)
    assert captions(found.value.failing) == [vague.number, undated.number, untold.number]


# A27


def test_a27_splits_by_routing(world, now):
    for source in ("infrastructure", "industrial", "enterprise", "enterprise", "resident"):
        walk(world, now, source_kind=source).register()
    found = asked(world, "A27")
    assert (found.status, found.value.value, found.value.denominator) == (Status.MATCH, 3, 5)
    assert in_english(found).endswith("Enterprise Service Centre 2")
    assert "General Office 1" in in_english(found)


def test_a27_two_collectors_and_the_office_are_not_three(world, now):
    for source in ("infrastructure", "industrial", "resident"):
        walk(world, now, source_kind=source).register()
    assert (asked(world, "A27").status, asked(world, "A27").value.value) == (Status.DIFFERS, 2)


def test_a27_names_what_lies_with_the_wrong_unit(world, now):
    for source in ("infrastructure", "industrial", "enterprise"):
        walk(world, now, source_kind=source).register()
    wrong = walk(
        world, now, source_kind="enterprise", collector=world.units["construction_bureau"]
    ).register()
    found = asked(world, "A27")
    assert (found.status, captions(found.value.failing)) == (Status.DIFFERS, [wrong.number])


# A47


def busy(world, now):
    """A few matters over several days: closed, re-opened late, promoted, merged."""
    first, second, third = walk(world, now), walk(world, now), walk(world, now)
    first.close(), second.dispatch(), third.register()
    with on(5, 20) as at:
        actions.set_key_listing(actor=world.actor("clerk"), matter=second.again(), listed=True, now=at)
        second.now = at
        second.matter = actions.sign_matter(actor=world.actor("builder"), matter=second.again(), now=at)
    with on(5, 24) as at:
        actions.merge_matter(actor=world.actor("clerk"), matter=third.again(), into=second.again(), now=at)
    with on(6, 2) as at:
        actions.reopen_matter(
            actor=world.actor("clerk"), matter=first.again(), reason="又堵了", now=at,
            effective_on=date(2021, 5, 30),
        )  # fmt: skip
    return first, second, third


def test_a47_every_past_day_comes_out_again(world, now):
    busy(world, now)
    with on(6, 5):
        for day in (date(2021, 5, 17), date(2021, 5, 22), date(2021, 5, 30), END_OF_MAY, date(2021, 6, 5)):
            assert asked(world, "A47", as_of=day).status is Status.MATCH
        assert "closure ledger 1" in in_english(asked(world, "A47", as_of=date(2021, 5, 29)))
        assert "closure ledger 0" in in_english(asked(world, "A47", as_of=END_OF_MAY))
        known = asked(world, "A47", as_of=END_OF_MAY, known_on=now + timedelta(days=15))
        assert "closure ledger 1" in in_english(known)


def test_a47_a_late_entry_is_shown_as_late_recorded(world, now):
    walk(world, now).register()
    with on(6, 5) as at:
        late = walk(world, at, raised_on=date(2021, 5, 30)).register()
        found = asked(world, "A47")
        assert found.status is Status.MATCH
        assert found.value.notes == (f"Late recorded: {late.number}",)
        assert "Issue list 2" in in_english(found)
        then = asked(world, "A47", known_on=at - timedelta(days=1))
        assert "Issue list 1" in in_english(then)
        assert then.value.notes == ()


def test_a47_rows_that_contradict_history_are_named(world, now):
    first, *_others = busy(world, now)
    overwrite_period(first.matter, state="closed")
    with on(6, 5):
        found = asked(world, "A47")
        assert found.status is Status.DIFFERS
        assert captions(found.value.failing) == [first.matter.number]


def test_a47_a_row_before_history_begins_is_named(world, now):
    one = walk(world, now).register()
    assert asked(world, "A47").status is Status.MATCH
    first = one.periods.order_by("pk").last()
    first.pk, first.effective_from, first.effective_to = None, date(2021, 5, 3), date(2021, 5, 10)
    first.save(force_insert=True)
    assert captions(asked(world, "A47").value.failing) == [one.number]


def test_a47_rows_without_any_history_are_named(now):
    rows = [Held(date(2021, 5, 17), OPEN_DAY, now, OPEN_INSTANT, Standing("registered", False))]
    assert not agree([], rows)
    assert agree([Told(date(2021, 5, 17), now, "registered", None)], rows)
    assert not agree([Told(date(2021, 5, 17), now, "registered", True)], rows)
    assert agree([], [])


# Who asks


def test_a_reader_counts_only_what_he_may_see(world, now):
    for label in (1, 2, 3):
        walk(world, now, label=label).receive()
    readers = ("verifier", "leader", "supervisor", "projects")
    found = {name: asked(world, "A21", actor=world.actor(name)).value for name in readers}
    seen = {name: value.value if value else None for name, value in found.items()}
    assert seen == {"verifier": 1, "leader": 2, "supervisor": 3, "projects": None}
    assert asked(world, "A21").value.value == 3

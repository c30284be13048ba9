"""What the department does: progress, waiting, replies, explaining, extensions, evidence, submission."""

from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile

from banshi.base.zones.refusals import Refusal
from banshi.core.matters import actions
from banshi.core.matters.actions import CoPart
from banshi.core.matters.demo.pictures import picture
from banshi.core.matters.models import Evidence, Extension, Matter, Note
from banshi.core.org.models import Unit
from banshi.core.org.queries.known import forget
from support.matters import Walk
from support.refusing import refused
from support.steps import at, by, in_hand, leg, on, written

REVIEW = date(2021, 6, 18)
TOLD = date(2021, 5, 17)


def wait(w, **changes):
    values = {"outside": "县供电公司", "reason": "等电力验收。", "until_on": date(2021, 5, 21)} | changes
    w.matter = actions.wait_for_outside(**by(w, "builder"), **values)
    return w.matter


def explain(w, **changes):
    values = {"text": "涉及规划调整,已向企业说明。", "told_on": TOLD, "review_on": REVIEW} | changes
    w.matter = actions.explain_matter(**by(w, "builder"), **values)
    return w.matter


def ask(w, **changes):
    values = {"until_on": date(2021, 6, 4), "reason": "连日下雨。"} | changes
    w.matter = actions.ask_extension(**by(w, "builder"), **values)
    return w.matter


def decide(w, by_whom="leader", **changes):
    values = {"approved": True, "told_on": w.now.date()} | changes
    w.matter = actions.decide_extension(**by(w, by_whom), **values)
    return w.matter


def submit(w, **changes):
    values = {"outcome": "solved", "text": "已疏通。"} | changes
    w.matter = actions.submit_matter(**by(w, "builder"), **values)
    return w.matter


def photo(number: int) -> ContentFile:
    return ContentFile(picture(number), name=f"办理后{number}.jpg")


def test_progress(world, now):
    w = Walk(world, now)
    w.sign()
    with refused("matters.text_missing", "text"):
        actions.record_progress(**by(w, "builder"), text=" ")
    with refused("access.unknown"):
        actions.record_progress(**by(w, "projects"), text="已到现场。")
    with refused("access.forbidden"):
        actions.record_progress(**by(w, "clerk"), text="已到现场。")
    w.matter = actions.record_progress(**by(w, "builder"), text="已到现场。")
    written(w.matter, "matters.progressed")
    assert (w.matter.state, w.matter.holder_unit.code) == ("in_hand", "construction_bureau")


def test_before_signing_nothing_is_recorded(world, now):
    w = Walk(world, now)
    w.dispatch()
    with refused("matters.wrong_state"):
        actions.record_progress(**by(w, "builder"), text="已到现场。")
    with refused("matters.wrong_state"):
        submit(w)


def test_waiting_names_who_why_and_until_when(world, now):
    w = in_hand(world, now)
    cases = [
        ({"reason": ""}, "matters.reason_missing"),
        ({"outside": " "}, "matters.outside_missing"),
        ({"outside": "长" * 101}, "matters.too_long"),
        ({"until_on": date(2021, 5, 17)}, "matters.day_not_ahead"),
        ({"effective_on": date(2021, 5, 18)}, "matters.future_day"),
    ]
    for changes, code in cases:
        with refused(code):
            wait(w, **changes)
    with refused("access.forbidden"):
        actions.wait_for_outside(
            **by(w, "clerk"), outside="县供电公司", reason="等。", until_on=date(2021, 5, 21)
        )
    wait(w)
    written(w.matter, "matters.waiting")
    assert (w.matter.holder_kind, w.matter.holder_outside, w.matter.holder_unit) == (
        "outside",
        "县供电公司",
        None,
    )
    assert w.matter.turn_due_on == date(2021, 5, 21)
    with refused("matters.text_missing"):
        actions.resume_matter(**by(w, "builder"), text="")
    with refused("access.forbidden"):
        actions.resume_matter(**by(w, "clerk"), text="已送电。")


def test_the_clock_stands_still_while_someone_outside_has_it(world, now):
    w = in_hand(world, now)
    wait(w)
    with at(w, on(date(2021, 5, 24))):
        w.matter = actions.resume_matter(**by(w, "builder"), text="已送电。")
    written(w.matter, "matters.resumed")
    # The 17th did not count anyway; 18 to 21 stood still, so four working days: the 25th moves to the 31st.
    assert w.matter.due_on == leg(w.matter, "handling").due_on == date(2021, 5, 31)
    assert w.matter.promised_on == date(2021, 5, 25)
    with refused("matters.wrong_state"):
        actions.resume_matter(**by(w, "builder"), text="已送电。")


def test_waiting_and_back_entered_late(world, now):
    w = in_hand(world, now)
    with at(w, on(date(2021, 5, 21))):
        wait(w, until_on=date(2021, 5, 28), effective_on=date(2021, 5, 19))
        w.matter = actions.resume_matter(**by(w, "builder"), text="已送电。", effective_on=date(2021, 5, 20))
    pause = leg(w.matter, "handling").pauses.get()
    assert pause.ended_at - pause.started_at == timedelta(days=1)
    assert w.matter.due_on == date(2021, 5, 26)


def test_an_interim_reply_names_the_next_date(world, now):
    w = in_hand(world, now)
    by_builder = by(w, "builder")
    reply = {"text": "已约好施工队。", "told_on": TOLD, "next_on": date(2021, 5, 21)}
    for changes, code in (
        ({"text": ""}, "matters.text_missing"),
        ({"text": "我们尽快处理"}, "matters.vague"),
        ({"told_on": date(2021, 5, 18)}, "matters.told_in_future"),
        ({"next_on": date(2021, 5, 17)}, "matters.day_not_ahead"),
    ):
        with refused(code):
            actions.reply_interim(**by_builder, **(reply | changes))
    with refused("access.forbidden"):
        actions.reply_interim(**by(w, "clerk"), **reply)
    w.matter = actions.reply_interim(**by_builder, **reply)
    data = written(w.matter, "matters.replied")
    assert data["next_on"] == "2021-05-21"
    assert w.matter.next_reply_on == date(2021, 5, 21)
    assert w.matter.state == "in_hand"


def test_explained_stays_open_and_is_due_on_its_review_day(world, now):
    w = in_hand(world, now)
    explain(w)
    written(w.matter, "matters.explained")
    assert (w.matter.state, w.matter.outcome, w.matter.due_on) == ("explained", "explained", REVIEW)
    assert (w.matter.holder_unit.code, w.matter.turn_due_on) == ("construction_bureau", REVIEW)
    assert leg(w.matter, "handling").due_on == REVIEW
    with refused("access.forbidden"):
        actions.close_matter(**by(w, "builder"))
    with refused("matters.wrong_state"):
        actions.close_matter(**by(w, "clerk"))


@pytest.mark.parametrize(("day", "in_time"), [(REVIEW, True), (date(2021, 6, 21), False)])
def test_explained_then_solved_is_judged_by_the_review_day(world, now, day, in_time):
    w = in_hand(world, now)
    explain(w)
    with at(w, on(day)):
        submit(w)
        w.matter = actions.verify_matter(**by(w, "verifier"), passed=True, text="属实。")
    assert w.matter.in_time is in_time


def test_explaining_does_not_wash_away_that_it_was_late(world, now):
    w = in_hand(world, now)
    with at(w, on(date(2021, 5, 27))):
        explain(w)
    assert w.matter.due_on == REVIEW
    with at(w, on(date(2021, 6, 10))):
        submit(w)
        w.matter = actions.verify_matter(**by(w, "verifier"), passed=True, text="属实。")
    assert w.matter.in_time is False


def test_explained_out_of_waiting_and_again(world, now):
    w = in_hand(world, now)
    wait(w)
    with at(w, on(date(2021, 5, 20))):
        explain(w)
        assert leg(w.matter, "handling").due_on == REVIEW
        assert w.matter.holder_outside == ""
    with at(w, on(date(2021, 6, 17))):
        explain(w, review_on=date(2021, 7, 16))
    assert w.matter.due_on == leg(w.matter, "handling").due_on == date(2021, 7, 16)


def test_explain_refused(world, now):
    w = in_hand(world, now)
    for changes, code in (
        ({"text": " "}, "matters.text_missing"),
        ({"text": "近期研究"}, "matters.vague"),
        ({"told_on": date(2021, 5, 18)}, "matters.told_in_future"),
        ({"review_on": date(2021, 5, 17)}, "matters.day_not_ahead"),
    ):
        with refused(code):
            explain(w, **changes)
    with refused("access.forbidden"):
        actions.explain_matter(**by(w, "clerk"), text="说明。", told_on=TOLD, review_on=REVIEW)


def test_extension_is_approved_by_the_lead_leader_and_told(world, now):
    w = in_hand(world, now)
    ask(w)
    written(w.matter, "matters.extension_asked")
    assert w.matter.due_on == date(2021, 5, 25)
    with refused("matters.extension_open"):
        ask(w)
    for name, code in (("clerk", "access.forbidden"), ("builder", "access.forbidden")):
        with refused(code):
            decide(w, name)
    for told_on in (None, date(2021, 5, 18)):
        with refused("matters.extension_untold", "told_on"):
            decide(w, told_on=told_on)
    decide(w)
    data = written(w.matter, "matters.extension_decided")
    assert (data["approved"], data["told_on"]) == (True, "2021-05-17")
    assert w.matter.due_on == leg(w.matter, "handling").due_on == w.matter.turn_due_on == date(2021, 6, 4)
    assert w.matter.promised_on == date(2021, 5, 25)
    with refused("matters.extension_none"):
        decide(w)


def test_only_the_leader_of_this_matter_decides(world, now):
    w = in_hand(world, now)
    ask(w)
    from banshi.core.access.models import Involvement

    Involvement.objects.filter(kind="lead_leader").update(active=False)
    with refused("access.forbidden"):
        decide(w)


def test_a_refused_extension_changes_no_day(world, now):
    w = in_hand(world, now)
    ask(w)
    decide(w, approved=False, told_on=None)
    assert w.matter.due_on == date(2021, 5, 25)
    assert Extension.objects.get().approved is False
    ask(w)


def test_extension_is_asked_before_it_is_due(world, now):
    w = in_hand(world, now)
    for changes, code in (
        ({"reason": ""}, "matters.reason_missing"),
        ({"until_on": date(2021, 5, 25)}, "matters.extension_short"),
    ):
        with refused(code):
            ask(w, **changes)
    with refused("access.forbidden"):
        actions.ask_extension(**by(w, "clerk"), until_on=date(2021, 6, 4), reason="连日下雨。")
    with at(w, on(date(2021, 5, 26), 0)), refused("matters.extension_late"):
        ask(w)
    with at(w, on(date(2021, 5, 25), 23, 59)):
        ask(w)


def test_an_urgent_deadline_is_an_instant(world, now):
    w = Walk(world, now, kind="danger")
    w.dispatch(due_on=date(2021, 5, 17), due_at=now + timedelta(hours=4))
    w.matter = actions.sign_matter(**by(w, "builder"))
    with at(w, now + timedelta(hours=5)), refused("matters.extension_late"):
        ask(w)


def test_an_extension_after_a_wait_ends_on_the_approved_day(world, now):
    w = in_hand(world, now)
    wait(w)
    with at(w, on(date(2021, 5, 24))):
        actions.resume_matter(**by(w, "builder"), text="已送电。")
        ask(w, until_on=date(2021, 6, 11))
        decide(w)
    assert w.matter.due_on == leg(w.matter, "handling").due_on == date(2021, 6, 11)


def test_a_day_that_has_passed_the_one_asked_for_is_not_approved(world, now):
    w = in_hand(world, now)
    ask(w, until_on=date(2021, 5, 27))
    wait(w)
    with at(w, on(date(2021, 5, 24))):
        w.matter = actions.resume_matter(**by(w, "builder"), text="已送电。")
        with refused("matters.extension_passed"):
            decide(w)
        decide(w, approved=False)


def test_evidence(world, now):
    w = in_hand(world, now)
    for changes, code in (
        ({"dated_on": date(2021, 5, 18)}, "matters.future_day"),
        ({"kind": "photo_after"}, "matters.file_missing"),
        ({"kind": "gossip", "upload": photo(1)}, "matters.kind_unknown"),
        ({"reuse_reason": "长" * 201}, "matters.too_long"),
    ):
        with refused(code):
            actions.attach_evidence(**by(w, "builder"), **({"kind": "raiser", "dated_on": TOLD} | changes))
    with refused("access.unknown"):
        actions.attach_evidence(**by(w, "projects"), kind="raiser", dated_on=TOLD)
    w.matter = actions.attach_evidence(**by(w, "builder"), kind="photo_after", dated_on=TOLD, upload=photo(1))
    data = written(w.matter, "matters.evidence_added")
    row = Evidence.objects.get()
    assert data["sha256_received"] == row.file.sha256_received


def test_a_file_that_closed_another_matter_needs_a_reason(world, now):
    first = Walk(world, now)
    first.submit()
    actions.attach_evidence(**by(first, "builder"), kind="photo_after", dated_on=TOLD, upload=photo(1))
    _close(first)
    second = in_hand(world, now)
    with refused("matters.evidence_reused", "reuse_reason"):
        actions.attach_evidence(**by(second, "builder"), kind="photo_after", dated_on=TOLD, upload=photo(1))
    actions.attach_evidence(
        **by(second, "builder"),
        kind="photo_after",
        dated_on=TOLD,
        upload=photo(1),
        reuse_reason="同一条路,一次修复。",
    )
    row = Evidence.objects.get(matter=second.matter)
    assert (row.reused_from, row.reuse_reason) == (first.matter, "同一条路,一次修复。")


def test_a_file_added_before_it_closed_another_is_found_at_close_out(world, now):
    first, second = Walk(world, now), Walk(world, now)
    for w in (first, second):
        w.submit()
        actions.attach_evidence(**by(w, "builder"), kind="photo_after", dated_on=TOLD, upload=photo(1))
    _close(first)
    with pytest.raises(Refusal) as caught:
        _close(second)
    assert caught.value.code == "matters.evidence_reused"
    assert caught.value.params == {"number": first.matter.number}
    actions.attach_evidence(
        **by(second, "builder"),
        kind="photo_after",
        dated_on=TOLD,
        upload=photo(1),
        reuse_reason="同一条路。",
    )
    assert actions.close_matter(**by(second, "clerk")).state == "closed"


def _close(w: Walk) -> Matter:
    w.matter = actions.verify_matter(**by(w, "verifier"), passed=True, text="属实。")
    w.answer()
    w.matter = actions.close_matter(**by(w, "clerk"))
    return w.matter


def test_submit_says_what_came_of_it(world, now):
    w = in_hand(world, now)
    for changes, code, field in (
        ({"text": ""}, "matters.text_missing", "text"),
        ({"outcome": "explained"}, "matters.outcome_missing", "outcome"),
        ({"outcome": ""}, "matters.outcome_missing", "outcome"),
        ({"outcome": "eased"}, "matters.remaining_missing", "remaining"),
    ):
        with refused(code, field):
            submit(w, **changes)
    with refused("access.forbidden"):
        actions.submit_matter(**by(w, "clerk"), outcome="solved", text="好了。")
    submit(w, outcome="eased", remaining="还差一段沟盖板。")
    data = written(w.matter, "matters.submitted")
    assert data["remaining"]["commitment"] == w.matter.remaining.commitment
    assert (w.matter.state, w.matter.holder_unit.code) == ("submitted", "supervision_office")
    assert leg(w.matter, "verification").due_on == w.matter.turn_due_on == date(2021, 5, 19)
    assert leg(w.matter, "handling").pauses.get().reason == "submitted"
    with refused("matters.wrong_state"):
        submit(w)


def test_submitting_where_no_unit_verifies_is_refused_with_a_sentence(world, now):
    w = Walk(world, now)
    w.sign()
    Unit.objects.filter(code="supervision_office").update(code="inspection")
    forget()
    with refused("matters.routing_unit_missing"):
        actions.submit_matter(**by(w, "builder"), outcome="solved", text="已疏通。")


def test_a_co_handler_does_not_submit(world, now):
    w = Walk(world, now)
    w.dispatch(co_parts=(CoPart(world.units["enterprise_service_centre"]),))
    actions.sign_matter(**by(w, "builder"))
    with refused("access.forbidden"):
        actions.submit_matter(**by(w, "firms"), outcome="solved", text="好了。")


def test_every_note_names_person_unit_and_day(world, now):
    w = Walk(world, now)
    w.submit()
    rows = Note.objects.filter(matter=w.matter)
    assert {row.unit.code for row in rows} == {"construction_bureau"}
    assert {row.person for row in rows} == {world.people["builder"]}

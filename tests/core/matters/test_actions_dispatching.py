"""Dispatch, signing, «not mine», co-handlers, and the clocks that start with them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from banshi.core.matters import actions
from banshi.core.matters.actions import CoPart
from banshi.core.matters.models import CoHandler, Objection
from banshi.kernel.text import VAGUE_WORDS
from support.matters import Walk
from support.refusing import refused
from support.steps import at, by, in_hand, leg, on, written
from support.zone import build

TUESDAY = date(2021, 5, 18)


def redirect(w, **changes):
    values = {
        "upheld": True,
        "reason": "由项目服务中心办理。",
        "responsible_unit": w.world.units["project_service_centre"],
    } | changes
    w.matter = actions.settle_objection(**by(w, "clerk"), **values)
    return w.matter


def test_dispatched(world, now):
    w = Walk(world, now)
    matter = w.dispatch(immediate=True)
    data = written(matter, "matters.dispatched")
    assert data["requirement"] == "门前排水沟疏通,中雨不积水"
    assert (data["lead_leader"], data["responsible_unit"], data["due_on"]) == (
        "leader",
        "construction_bureau",
        "2021-05-25",
    )
    assert (matter.state, matter.holder_unit.code) == ("dispatched", "construction_bureau")
    assert (matter.dispatched_on, matter.promised_on, matter.due_on) == (
        date(2021, 5, 17),
        date(2021, 5, 25),
        date(2021, 5, 25),
    )
    assert leg(matter, "receipt_to_dispatch").in_time is True
    assert leg(matter, "handling").started_at == leg(matter, "signing").started_at == now
    assert matter.turn_due_on == TUESDAY


@pytest.mark.parametrize(
    ("missing", "code"),
    [
        ({"lead_leader": None}, "matters.leader_missing"),
        ({"responsible_unit": None}, "matters.unit_missing"),
        ({"due_on": None}, "matters.due_missing"),
        ({"requirement": "  "}, "matters.requirement_missing"),
    ],
)
def test_dispatch_needs_four(world, now, missing, code):
    w = Walk(world, now)
    w.register()
    with refused(code, next(iter(missing))):
        w.dispatch(**missing)


@pytest.mark.parametrize("word", [word for word in VAGUE_WORDS if not word.isascii()])
def test_vague_words_are_no_dates(world, now, word):
    w = Walk(world, now)
    w.register()
    with refused("matters.vague", "requirement"):
        w.dispatch(requirement=f"{word}疏通", immediate=True)


def test_dispatch_refused(world, now):
    w = Walk(world, now)
    w.register()
    other = build("linhai")
    posts, units = world.posts, world.units
    builders = units["construction_bureau"]
    firms = units["enterprise_service_centre"]
    cases = [
        ({"lead_leader": posts["idle"]}, "matters.leader_rank"),
        ({"due_on": date(2021, 5, 16)}, "matters.due_past"),
        ({"due_on": date(2021, 5, 17), "due_at": now}, "matters.due_past"),
        ({"co_parts": (CoPart(builders),)}, "matters.lead_is_co"),
        ({"co_parts": (CoPart(firms), CoPart(firms))}, "matters.co_twice"),
        ({"co_parts": (CoPart(firms, date(2021, 5, 26)),)}, "matters.co_due_late"),
        ({"co_parts": (CoPart(firms, date(2021, 5, 14)),)}, "matters.due_past"),
        ({"effective_on": TUESDAY}, "matters.future_day"),
        ({"effective_on": date(2021, 5, 14)}, "history.out_of_order"),
        ({"lead_leader": other.posts["leader"]}, "access.unknown"),
        ({"responsible_unit": other.units["construction_bureau"]}, "access.unknown"),
        ({"co_parts": (CoPart(other.units["general_office"]),)}, "access.unknown"),
    ]
    for changes, code in cases:
        with refused(code):
            w.dispatch(**changes)
    for name, code in (("builder", "access.unknown"), ("verifier", "access.forbidden")):
        with refused(code):
            actions.dispatch_matter(
                **by(w, name),
                lead_leader=posts["leader"],
                responsible_unit=builders,
                due_on=date(2021, 5, 25),
                requirement="不积水",
            )
    w.dispatch()
    with refused("matters.wrong_state"):
        w.dispatch()


def test_the_day_of_dispatch_itself_is_a_deadline(world, now):
    matter = Walk(world, now).dispatch(due_on=date(2021, 5, 17), immediate=True)
    assert matter.due_on == date(2021, 5, 17)


@pytest.mark.parametrize(
    ("kind", "dispatched", "due_on"),
    [
        ("problem", date(2021, 4, 23), date(2021, 4, 25)),  # a Sunday on which was worked for Labour Day
        ("problem", date(2021, 4, 29), date(2021, 5, 8)),  # a make-up Saturday
        ("problem", date(2021, 4, 29), date(2021, 5, 3)),  # a holiday: promised is promised
        ("problem", date(2021, 5, 14), date(2021, 5, 15)),  # an ordinary Saturday
        ("urgent_supply", date(2021, 5, 14), date(2021, 5, 17)),  # across a weekend, day and night
        ("danger", date(2021, 4, 30), date(2021, 5, 6)),
    ],
)
def test_the_promised_day_is_the_due_day(world, now, kind, dispatched, due_on):
    w = Walk(world, now, kind=kind, raised_on=dispatched)
    with at(w, on(dispatched)):
        matter = w.dispatch(due_on=due_on)
    assert (matter.due_on, matter.promised_on) == (due_on, due_on)
    assert leg(matter, "handling").due_on == due_on


def test_an_instant_runs_day_and_night(world, now):
    w = Walk(world, now, kind="urgent_supply")
    until = now + timedelta(hours=20)
    matter = w.dispatch(due_on=TUESDAY, due_at=until)
    assert (matter.due_at, matter.due_on) == (until, TUESDAY)
    signing = leg(matter, "signing")
    assert signing.round_the_clock
    assert signing.due_at == now + timedelta(hours=1)


def test_urgent_kinds_do_not_wait_for_the_holiday_to_end(world, now):
    start = on(date(2021, 4, 30), 23)  # the night before Labour Day
    urgent = Walk(world, now, kind="danger", raised_on=date(2021, 4, 30))
    plain = Walk(world, now, raised_on=date(2021, 4, 30))
    with at(urgent, start), at(plain, start):
        urgent.receive()
        plain.receive()
    assert leg(urgent.matter, "receipt_to_dispatch").due_at == on(date(2021, 5, 1), 0)
    assert leg(plain.matter, "receipt_to_dispatch").due_on == date(2021, 5, 6)


def test_working_days_of_labour_day_2021(world, now):
    """From Friday 23 April to Friday the 30th are six working days: Sunday the 25th was worked."""
    w = Walk(world, now, raised_on=date(2021, 4, 23))
    with at(w, on(date(2021, 4, 23))):
        w.dispatch(due_on=date(2021, 4, 30))
    clocks = leg(w.matter, "handling")
    assert clocks.limit == "6 workday"
    assert clocks.due_on == date(2021, 4, 30)


def test_handling_starts_at_dispatch_not_at_signing(world, now):
    w = Walk(world, now)
    w.dispatch()
    with at(w, on(date(2021, 5, 20))):
        w.matter = actions.sign_matter(**by(w, "builder"))
    written(w.matter, "matters.signed")
    assert leg(w.matter, "handling").started_at == now
    assert leg(w.matter, "signing").in_time is False
    assert (w.matter.state, w.matter.turn_due_on) == ("signed", date(2021, 5, 25))


def test_sign_refused(world, now):
    w = Walk(world, now)
    w.register()
    with refused("access.unknown"):
        actions.sign_matter(**by(w, "builder"))
    w.dispatch()
    with refused("access.unknown"):
        actions.sign_matter(**by(w, "projects"))
    with refused("access.forbidden"):
        actions.sign_matter(**by(w, "clerk"))
    w.matter = actions.sign_matter(**by(w, "builder"))
    with refused("matters.wrong_state"):
        actions.sign_matter(**by(w, "builder"))


def test_co_handlers_have_their_own_days(world, now):
    w = Walk(world, now)
    units = world.units
    w.dispatch(
        co_parts=(
            CoPart(units["enterprise_service_centre"]),
            CoPart(units["project_service_centre"], date(2021, 5, 24)),
        )
    )
    days = {row.unit.code: row.due_on for row in CoHandler.objects.filter(matter=w.matter)}
    assert days == {
        "enterprise_service_centre": date(2021, 5, 20),  # three working days
        "project_service_centre": date(2021, 5, 24),
    }
    w.matter = actions.sign_matter(**by(w, "firms"))
    written(w.matter, "matters.co_signed")
    assert w.matter.state == "dispatched"
    with refused("matters.signed_already"):
        actions.sign_matter(**by(w, "firms"))
    with refused("matters.text_missing", "text"):
        actions.reply_as_co_handler(**by(w, "firms"), text="")
    w.matter = actions.reply_as_co_handler(**by(w, "firms"), text="已协调。")
    written(w.matter, "matters.co_replied")
    with refused("access.unknown"):
        actions.reply_as_co_handler(**by(w, "administrator"), text="已协调。")
    with refused("matters.reason_missing", "reason"):
        actions.release_co_handler(**by(w, "clerk"), unit=units["project_service_centre"], reason="")
    with refused("access.forbidden"):
        actions.release_co_handler(**by(w, "builder"), unit=units["project_service_centre"], reason="不需。")
    w.matter = actions.release_co_handler(
        **by(w, "clerk"), unit=units["project_service_centre"], reason="不再需要。"
    )
    written(w.matter, "matters.co_released")
    with refused("matters.no_part"):
        actions.release_co_handler(
            **by(w, "clerk"), unit=units["project_service_centre"], reason="不再需要。"
        )
    with refused("access.forbidden"):
        actions.reply_as_co_handler(**by(w, "projects"), text="已协调。")


def test_a_short_deadline_cuts_the_co_handlers_day(world, now):
    w = Walk(world, now)
    w.dispatch(due_on=TUESDAY, co_parts=(CoPart(world.units["enterprise_service_centre"]),))
    assert CoHandler.objects.get().due_on == TUESDAY


def test_a_co_handler_signs_nothing_that_ended(world, now):
    w = Walk(world, now)
    w.dispatch(co_parts=(CoPart(world.units["enterprise_service_centre"]),))
    actions.withdraw_matter(**by(w, "clerk"), reason="企业撤回。")
    with refused("matters.wrong_state"):
        actions.sign_matter(**by(w, "firms"))


def test_not_mine(world, now):
    w = Walk(world, now)
    w.dispatch()
    w.matter = actions.object_matter(**by(w, "builder"), reason="属项目服务中心。")
    data = written(w.matter, "matters.objected")
    assert data["unit"] == "construction_bureau"
    assert w.matter.state == "dispatched"
    assert not leg(w.matter, "handling").pauses.exists()
    with refused("matters.objection_open"):
        actions.object_matter(**by(w, "builder"), reason="属项目服务中心。")
    assert Objection.objects.filter(settled_at__isnull=True).count() == 1


def test_not_mine_refused(world, now):
    w = Walk(world, now)
    w.dispatch(co_parts=(CoPart(world.units["enterprise_service_centre"]),))
    with refused("matters.reason_missing", "reason"):
        actions.object_matter(**by(w, "builder"), reason=" ")
    with refused("access.forbidden"):
        actions.object_matter(**by(w, "firms"), reason="不是我们的。")
    with at(w, on(date(2021, 5, 19), 0)), refused("matters.objection_late"):
        actions.object_matter(**by(w, "builder"), reason="属项目服务中心。")
    with at(w, on(TUESDAY, 23, 59)):
        actions.object_matter(**by(w, "builder"), reason="属项目服务中心。")


def test_not_mine_on_a_friday_is_said_until_monday_night(world, now):
    friday = date(2021, 5, 14)
    w = Walk(world, now, raised_on=friday)
    with at(w, on(friday)):
        w.dispatch(due_on=date(2021, 5, 25))
    with at(w, on(date(2021, 5, 17), 23, 30)):
        actions.object_matter(**by(w, "builder"), reason="属项目服务中心。")


def test_upheld_the_second_department_has_its_own_clock(world, now):
    w = Walk(world, now)
    w.dispatch()
    actions.object_matter(**by(w, "builder"), reason="属项目服务中心。")
    first = leg(w.matter, "handling")
    with at(w, on(date(2021, 5, 19))):
        redirect(w)
        data = written(w.matter, "matters.objection_settled")
        assert data["upheld"] is True
        first.refresh_from_db()
        second = leg(w.matter, "handling")
        assert (first.in_time, first.ended_at) == (None, w.now)
        assert (second.unit.code, second.started_at) == ("project_service_centre", w.now)
        assert (w.matter.state, w.matter.holder_unit.code) == ("dispatched", "project_service_centre")
        assert w.matter.due_on == date(2021, 5, 25)
        with refused("access.forbidden"):
            actions.sign_matter(**by(w, "builder"))
        w.matter = actions.sign_matter(**by(w, "projects"))
        with refused("matters.objection_final"):
            actions.object_matter(**by(w, "projects"), reason="也不是我们的。")
    assert Objection.objects.filter(upheld=True).count() == 1


def test_refused_it_stays_and_is_final(world, now):
    w = Walk(world, now)
    w.dispatch()
    actions.object_matter(**by(w, "builder"), reason="属项目服务中心。")
    redirect(w, upheld=False, responsible_unit=None)
    written(w.matter, "matters.objection_settled")
    assert (w.matter.state, w.matter.responsible_unit.code) == ("dispatched", "construction_bureau")
    assert leg(w.matter, "handling").started_at == now
    with refused("matters.objection_final"):
        actions.object_matter(**by(w, "builder"), reason="还是不属我们。")
    with refused("matters.objection_none"):
        redirect(w)


def test_settling_refused(world, now):
    w = Walk(world, now)
    w.dispatch(co_parts=(CoPart(world.units["enterprise_service_centre"]),))
    with refused("matters.objection_none"):
        redirect(w)
    actions.object_matter(**by(w, "builder"), reason="属项目服务中心。")
    other = build("linhai")
    cases = [
        ({"reason": " "}, "matters.reason_missing"),
        ({"responsible_unit": None}, "matters.redirect_unit"),
        ({"responsible_unit": world.units["construction_bureau"]}, "matters.redirect_unit"),
        ({"responsible_unit": world.units["enterprise_service_centre"]}, "matters.lead_is_co"),
        ({"responsible_unit": other.units["project_service_centre"]}, "access.unknown"),
        ({"due_on": date(2021, 5, 14)}, "matters.due_past"),
    ]
    for changes, code in cases:
        with refused(code):
            redirect(w, **changes)
    for name in ("builder", "verifier"):
        with refused("access.forbidden"):
            actions.settle_objection(**by(w, name), upheld=False, reason="留原单位。")


def test_settled_though_work_had_begun(world, now):
    w = in_hand(world, now)
    with refused("matters.wrong_state"):
        actions.object_matter(**by(w, "builder"), reason="属项目服务中心。")


def test_dispatch_recorded_late_keeps_the_clocks_sane(world, now):
    w = Walk(world, now, raised_on=date(2021, 5, 6))
    w.receive()
    w.matter = actions.register_matter(**by(w, "clerk"), effective_on=date(2021, 5, 6))
    w.dispatch(effective_on=date(2021, 5, 7), due_on=date(2021, 5, 12))
    w.matter = actions.sign_matter(**by(w, "builder"), effective_on=date(2021, 5, 8))
    for row in w.matter.legs.all():
        assert row.ended_at is None or row.ended_at >= row.started_at
    assert leg(w.matter, "handling").due_on == date(2021, 5, 12)
    assert leg(w.matter, "signing").in_time is True
    assert w.matter.dispatched_on == date(2021, 5, 7)
    assert leg(w.matter, "signing").ended_at == datetime(2021, 5, 8, 15, 59, tzinfo=UTC)

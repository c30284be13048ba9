"""From the act to the other end: told to whom it concerns, once, in order, at a decent hour, whatever breaks."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from banshi.base.outbox import actions, channels, queries
from banshi.base.outbox.actions import delivering
from banshi.base.outbox.actions.routing import route
from banshi.base.outbox.channels import Failed
from banshi.base.outbox.models import Channel, Delivery, Lane, Message, Notice, State
from banshi.base.vault import store as vault
from banshi.base.zones import clock
from banshi.base.zones.refusals import Refusal, Unknown
from support.telling import DOWN, erase, event, seal, tell

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def states(**wanted):
    return list(Delivery.objects.filter(**wanted).order_by("message_id").values_list("state", flat=True))


def test_a_message_can_only_be_put_by_an_act_and_goes_with_it(desk, world):
    with pytest.raises(RuntimeError, match="outside a use case"):
        actions.put(actor=world.system, kind="test.asked", subject=world.firm.subject, number="1", posts=[1])
    message = {
        "kind": "test.asked",
        "subject": world.firm.subject,
        "number": "1",
        "posts": [desk.post("builder")],
    }
    with pytest.raises(RuntimeError, match="taken back"):
        tell(actor=world.actor("clerk"), now=desk.now, messages=[message], fail=True)
    assert not Message.objects.exists()


def test_it_is_told_to_the_holder_of_the_post_and_not_to_who_acted(desk, world):
    desk.tell("2021-0001", posts=[desk.post("builder"), desk.post("clerk")])
    desk.work()
    assert list(Notice.objects.values_list("account_id", flat=True)) == [world.accounts["builder"].pk]


def test_in_a_unit_those_are_told_who_may_do_it(desk, world):
    desk.tell("2021-0001", units=[world.units["construction_bureau"].pk])
    desk.work()
    assert list(Notice.objects.values_list("account_id", flat=True)) == [world.accounts["builder"].pk]


def test_a_unit_without_anybody_who_may_is_told_through_its_head(desk, world):
    desk.tell("2021-0001", units=[world.units["discipline_committee"].pk])
    desk.work()
    assert list(Notice.objects.values_list("account_id", flat=True)) == [world.accounts["supervisor"].pk]


def test_outside_goes_the_zone_the_number_one_verb_and_a_link_in_one_message_a_window(desk, double):
    desk.likes("builder")
    desk.tell("2021-0001")
    desk.tell("2021-0002", "2021-0003")
    assert desk.work() == (3, 0)
    desk.work(14 * MINUTE)
    assert double.took == []
    desk.work(MINUTE)
    assert len(double.took) == 1
    to, text = double.took[0]
    assert to == "builder@example"
    assert "青屿经济开发区" in text
    assert "2021-0001、2021-0002、2021-0003" in text
    assert text.count("http") == 1
    assert states() == [State.SENT] * 3


def test_one_message_names_its_act_and_its_own_link(desk, double):
    desk.likes("builder")
    desk.tell("2021-0001")
    desk.work()
    desk.work(15 * MINUTE)
    (_to, text) = double.took[0]
    assert "2021-0001" in text
    assert "please sign for it" in text
    assert f"/messages/go/{Message.objects.get().uid}/" in text


def test_who_chose_no_channel_is_told_within_the_system_alone(desk, double):
    desk.tell("2021-0001")
    desk.work()
    desk.work(HOUR)
    assert (double.calls, Notice.objects.count(), Delivery.objects.count()) == (0, 1, 0)


def test_what_was_read_within_the_system_is_not_sent_after_him(desk, double, world):
    desk.likes("builder")
    desk.tell("2021-0001")
    desk.work()
    assert actions.read(actor=world.actor("builder"), now=desk.now) == 1
    desk.work(15 * MINUTE)
    assert double.took == []
    assert states() == [State.SEEN]
    assert Lane.objects.get().next_at is None


def test_nothing_goes_out_at_night_or_on_a_day_off_but_what_is_urgent(desk, double):
    desk.likes("builder")
    desk.now = datetime(2021, 5, 21, 13, 0, tzinfo=UTC)  # Friday, 21:00
    desk.tell("2021-0001")
    for hours in range(58):
        desk.work(HOUR if hours else None)
    assert double.took == []
    desk.now = datetime(2021, 5, 24, 0, 0, tzinfo=UTC)  # Monday, 8:00
    desk.work()
    assert len(double.took) == 1
    desk.now = datetime(2021, 5, 24, 18, 0, tzinfo=UTC)
    desk.tell("2021-0002", kind="test.urgent")
    desk.work()
    assert "2021-0002" in double.numbers[-1]


def test_what_waited_goes_along_with_what_is_urgent_so_that_order_is_kept(desk, double):
    desk.likes("builder")
    desk.now = datetime(2021, 5, 21, 13, 0, tzinfo=UTC)
    desk.tell("2021-0001")
    desk.tell("2021-0002", kind="test.urgent")
    desk.work()
    assert len(double.took) == 1
    assert "2021-0001、2021-0002" in double.numbers[0]


def test_an_hour_of_outage_loses_nothing_and_repeats_nothing(desk, double):
    for name in ("builder", "projects", "leader"):
        desk.likes(name)
    double.failure = DOWN
    expected = {"builder": [], "projects": [], "leader": []}
    for minute in range(60):
        name = ("builder", "projects", "leader")[minute % 3]
        expected[name].append(f"2021-{minute:04d}")
        desk.tell(expected[name][-1], posts=[desk.post(name)], urgent=True)
        desk.work(MINUTE)
    assert double.took == []
    assert double.calls < 30, "while it is down, one recipient in turn tries"
    double.failure = None
    for _minute in range(30):
        desk.work(MINUTE)
    assert set(states()) == {State.SENT}
    assert Channel.objects.get().failing_since is None
    for name, numbers in expected.items():
        sent = [text for to, text in double.took if to == f"{name}@example"]
        counted = sum(1 if "please" in text else int(re.search(r"共(\d+)条", text)[1]) for text in sent)
        assert counted == len(numbers)


def test_programs_are_told_one_by_one_in_order_through_an_outage(desk, double, world):
    channel = desk.add("Program", "testprogram")
    for number in range(5):
        with clock.fixed(desk.now):
            event(actor=world.actor("clerk"), now=desk.now, channel=channel, number=f"n{number}")
    double.failure = DOWN
    desk.work()
    desk.work(HOUR)
    double.failure = None
    for _round in range(20):
        desk.work(MINUTE)
    assert [re.search(r"n\d", text)[0] for text in double.numbers] == [f"n{n}" for n in range(5)]


def test_accepted_and_then_timed_out_is_repeated_under_the_same_key(desk, double):
    desk.likes("builder")
    desk.tell("2021-0001", urgent=True)
    double.after = Failed("timeout", down=True)
    desk.work()
    assert len(double.took) == 1
    desk.tell("2021-0002", urgent=True)
    for _round in range(5):
        desk.work(5 * MINUTE)
    assert [("2021-0001" in text, "2021-0002" in text) for text in double.numbers] == [
        (True, False),
        (False, True),
    ]
    assert states() == [State.SENT] * 2


def test_a_receiver_that_knows_no_keys_is_told_again(desk, double):
    double.knows_keys = False
    desk.likes("builder")
    desk.tell("2021-0001", urgent=True)
    double.after = Failed("timeout", down=True)
    for _round in range(5):
        desk.work(5 * MINUTE)
    assert len(double.took) == 2


def test_a_lane_that_a_killed_worker_left_is_worked_off_after_its_lease(desk, double, monkeypatch):
    desk.likes("builder")
    desk.tell("2021-0001", urgent=True)
    monkeypatch.setattr(delivering, "_sent", lambda zone, taken: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        desk.work()
    monkeypatch.undo()
    assert len(double.took) == 1
    assert states() == [State.WAITING]


def test_two_workers_do_not_take_the_same_lane(desk, world):
    desk.likes("builder")
    desk.tell("2021-0001", urgent=True)
    with clock.fixed(desk.now):
        route(world.zone)
        lane = Lane.objects.select_related("channel").get()
        stale = Lane.objects.select_related("channel").get()
        assert delivering._take(world.zone, lane, "one") is not None
        assert delivering._take(world.zone, stale, "two") is None


def test_who_was_slower_than_his_lease_gives_back_nothing_that_is_another_s(desk, double, world):
    desk.likes("builder")
    desk.tell("2021-0001", "2021-0002", urgent=True)
    with clock.fixed(desk.now):
        route(world.zone)
        row = Lane.objects.select_related("channel").get()
        slow = delivering._take(world.zone, row, "slow")
    with clock.fixed(desk.now + 2 * MINUTE):
        row = Lane.objects.select_related("channel").get()
        other = delivering._take(world.zone, row, "other")
        assert [one.sending for one in other.deliveries] == [one.sending for one in slow.deliveries]
        assert delivering._failed(world.zone, slow, DOWN) == 0
        assert states() == [State.WAITING] * 2
        assert Channel.objects.get().failing_since is None
        assert delivering._sent(world.zone, slow) == 2
        assert (Lane.objects.get().worker, Lane.objects.get().lease_until) == ("other", other.until)
        assert delivering._sent(world.zone, other) == 0
    assert (Lane.objects.get().worker, Lane.objects.get().lease_until) == ("", None)


def test_an_address_that_nobody_has_is_put_aside_at_once_and_holds_nobody_up(desk, double, world):
    desk.likes("builder")
    desk.likes("projects")
    desk.tell("2021-0001", urgent=True)
    double.failure = Failed("unknown_user", final=True)
    desk.work()
    assert states() == [State.DEAD]
    double.failure = None
    desk.tell("2021-0002", urgent=True)
    desk.work()
    assert states() == [State.DEAD, State.SENT]
    dead = Delivery.objects.filter(state=State.DEAD)
    with clock.fixed(desk.now):
        assert actions.try_again(actor=world.system, deliveries=list(dead), now=desk.now) == 1
    desk.work()
    assert states() == [State.SENT, State.SENT]


def test_giving_up_needs_a_reason_and_leaves_a_line(desk, double, world):
    desk.likes("builder")
    desk.tell("2021-0001", urgent=True)
    double.failure = Failed("unknown_user", final=True)
    desk.work()
    dead = list(Delivery.objects.all())
    with pytest.raises(Refusal):
        actions.give_up(actor=world.system, deliveries=dead, reason=" ", now=desk.now)
    assert states() == [State.DEAD]
    assert actions.give_up(actor=world.system, deliveries=dead, reason="电话告知", now=desk.now) == 1
    one = Delivery.objects.select_related("reason__key__subject").get()
    assert (one.state, vault.read(one.reason)) == (State.GIVEN_UP, "电话告知")


def test_what_cannot_be_delivered_for_three_days_is_put_aside(desk, double):
    desk.likes("builder")
    desk.tell("2021-0001", urgent=True)
    double.failure = DOWN
    for _hour in range(74):
        desk.work(HOUR)
    assert states() == [State.DEAD]


def test_a_raiser_is_sent_number_and_link_alone_and_erasure_cancels_what_waits(desk, double, world):
    desk.add("Gateway", "testphone")
    with clock.fixed(desk.now):
        item = seal(actor=world.system, now=desk.now, subject=world.firm.subject)
    desk.tell("2021-0001", kind="test.raiser", phone=item, urgent=True)
    desk.work()
    to, text = double.took[0]
    assert to == "13812345678"
    assert "2021-0001" in text
    desk.tell("2021-0002", kind="test.raiser", phone=item)
    desk.work()
    with clock.fixed(desk.now):
        erase(actor=world.system, now=desk.now, subject=world.firm.subject)
    desk.work(HOUR)
    assert len(double.took) == 1
    assert states() == [State.SENT, State.CANCELLED]


def test_erasure_also_stops_what_was_not_routed_yet(desk, double, world):
    desk.add("Gateway", "testphone")
    with clock.fixed(desk.now):
        item = seal(actor=world.system, now=desk.now, subject=world.firm.subject)
    desk.tell("2021-0001", kind="test.raiser", phone=item, urgent=True)
    with clock.fixed(desk.now):
        erase(actor=world.system, now=desk.now, subject=world.firm.subject)
    desk.work()
    assert double.took == []


def test_binding_kinds_cannot_be_switched_off_and_others_can(desk, world):
    with pytest.raises(Refusal):
        desk.likes("builder", muted=["test.bound"])
    desk.likes("builder", muted=["test.asked"])
    desk.tell("2021-0001")
    desk.tell("2021-0002", kind="test.bound")
    desk.work()
    assert list(Notice.objects.values_list("message__number", flat=True)) == ["2021-0002"]


def test_secrets_and_addresses_are_sealed(desk, world):
    values = {"host": "chat.example", "token": "s3cret-token"}
    actions.keep_channel(
        actor=world.system, kind="test", name="Chat", values=values, now=desk.now, channel=desk.channel
    )
    row = Channel.objects.get()
    assert b"s3cret" not in bytes(row.sealed)
    assert "s3cret" not in str(row.settings)
    values["token"] = ""
    actions.keep_channel(
        actor=world.system, kind="test", name="Chat", values=values, now=desk.now, channel=row
    )
    row.refresh_from_db()
    assert channels.opened(row)["token"] == "s3cret-token"


def test_a_channel_of_another_zone_is_unknown(desk, world):
    from support.zone import build

    other = build("other")
    with pytest.raises(Unknown):
        actions.set_enabled(actor=other.system, channel=desk.channel, enabled=False, now=desk.now)


def test_a_channel_that_is_switched_off_keeps_what_waits(desk, double, world):
    desk.likes("builder")
    desk.tell("2021-0001", urgent=True)
    with clock.fixed(desk.now):
        route(world.zone)
    actions.set_enabled(actor=world.system, channel=desk.channel, enabled=False, now=desk.now)
    desk.work(HOUR)
    assert double.took == []
    actions.set_enabled(actor=world.system, channel=desk.channel, enabled=True, now=desk.now)
    desk.work(HOUR)
    assert len(double.took) == 1


def test_the_queue_says_what_waits_and_whether_it_is_late(desk, double, world):
    desk.likes("builder")
    desk.tell("2021-0001", urgent=True)
    double.failure = DOWN
    desk.work()
    for _round in range(8):
        desk.work(10 * MINUTE)
    with clock.fixed(desk.now + HOUR):
        found = queries.queue(world.zone)
    assert (found.waiting, found.late, found.dead, found.failing) == (1, True, 0, 1)


def test_a_group_robot_follows_its_units(desk, double, world):
    row = desk.add("Robot", "testgroup")
    unit = world.units["construction_bureau"].pk
    Channel.objects.filter(pk=row.pk).update(settings={"units": "general_office construction_bureau"})
    desk.tell("2021-0001", units=[world.units["project_service_centre"].pk], urgent=True)
    desk.tell("2021-0002", units=[unit], urgent=True)
    desk.work()
    assert len(double.took) == 1
    assert "2021-0002" in double.numbers[0]


def test_no_words_of_a_thing_leave_the_house(desk, world):
    """Of every kind that any app registers: whatever the subject is called, the text does not say it."""
    from banshi.base.outbox import kinds, texts

    subject = world.firm.subject
    subject.caption = "秘密内容张三"
    seen = 0
    for kind in kinds.kinds():
        message = Message(
            zone=world.zone, kind=kind.code, subject=subject, number="2021-0001", day=date(2021, 6, 1)
        )
        for text, link in (texts.line(world.zone, message, kind), texts.for_raiser(world.zone, message)):
            assert "秘密" not in text + link
            assert "2021-0001" in text
        assert "%" not in str(kind.act)
        seen += 1
    assert seen >= 4

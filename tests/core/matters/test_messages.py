"""Who is told of what a matter asks: the right people, once, with the number alone."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse

from banshi.base.outbox.actions.routing import route
from banshi.base.outbox.models import Message, Notice
from banshi.base.zones import clock
from banshi.base.zones.refusals import Refusal
from banshi.core.matters import actions
from banshi.core.matters.actions.reminding import tell_all_due, tell_due
from banshi.core.supervision.actions import answer_document, issue_document, recall_document
from support.matters import Walk
from support.steps import by

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk(world, now):
    return Walk(world, now)


def told(world, since=0):
    """(kind, who) of what was told since then, in order."""
    route(world.zone, 1000)
    names = {account.pk: name for name, account in world.accounts.items()}
    rows = Notice.objects.filter(message__pk__gt=since).order_by("message_id", "account_id")
    return [(kind, names[account]) for kind, account in rows.values_list("message__kind", "account_id")]


def last():
    return Message.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def test_a_department_hears_of_what_is_dispatched_to_it_and_not_whoever_dispatched(walk, world):
    walk.dispatch()
    assert told(world) == [("matters.dispatched", "builder")]


def test_co_handlers_hear_of_their_part(walk, world):
    walk.dispatch(co_parts=(actions.CoPart(world.units["project_service_centre"]),))
    assert told(world) == [("matters.dispatched", "builder"), ("matters.dispatched", "projects")]


def test_verification_is_asked_of_the_verifier_and_what_comes_back_of_the_department(walk, world):
    walk.submit()
    mark = last()
    assert ("matters.verification_asked", "verifier") in told(world)
    walk.matter = actions.verify_matter(**by(walk, "verifier"), passed=False, text="积水仍在。")
    assert told(world, mark) == [("matters.returned", "builder")]


def test_an_objection_goes_to_the_ledger_and_its_settlement_to_both_departments(walk, world):
    walk.dispatch()
    mark = last()
    walk.matter = actions.object_matter(**by(walk, "builder"), reason="属项目服务中心职责。")
    walk.matter = actions.settle_objection(
        **by(walk, "clerk"),
        upheld=True,
        reason="同意",
        responsible_unit=world.units["project_service_centre"],
        due_on=date(2021, 5, 26),
    )
    assert told(world, mark) == [
        ("matters.objected", "clerk"),
        ("matters.objection_settled", "builder"),
        ("matters.dispatched", "projects"),
    ]


def test_an_extension_is_asked_of_the_leader_one_tap_from_the_message(walk, world, client):
    walk.sign()
    mark = last()
    walk.matter = actions.ask_extension(
        **by(walk, "builder"), until_on=date(2021, 5, 28), reason="连日降雨。"
    )
    assert told(world, mark) == [("matters.extension_asked", "leader")]
    client.force_login(world.accounts["leader"])
    message = Message.objects.latest("pk")
    where = client.get(reverse("outbox:go", args=[message.uid]))["Location"]
    assert where == reverse("matters:act", args=[walk.matter.subject.uid, "decide_extension"])
    assert client.get(where).status_code == 200
    mark = last()
    walk.matter = actions.decide_extension(**by(walk, "leader"), approved=True, told_on=date(2021, 5, 17))
    assert told(world, mark) == [("matters.extension_decided", "builder")]


def test_the_raisers_answer_and_what_follows_from_it(walk, world):
    walk.verified()
    mark = last()
    walk.answer(solved="not_solved", satisfaction="dissatisfied")
    assert told(world, mark) == [("matters.returned", "builder")]


def test_a_raiser_who_left_a_phone_gets_number_and_link_and_one_without_gets_nothing(walk, world, now):
    walk.close()
    kinds = list(Message.objects.filter(phone__isnull=False).values_list("kind", "phone_id"))
    assert kinds == [("matters.raiser_news", walk.matter.raiser_phone_id)] * 4
    silent = Walk(world, now, raiser=actions.Raiser("enterprise", org=world.firm))
    silent.close()
    assert Message.objects.filter(phone__isnull=False).count() == 4


def test_a_refused_act_tells_nobody(walk, world):
    walk.dispatch()
    mark = last()
    with pytest.raises(Refusal):
        actions.object_matter(**by(walk, "builder"), reason=" ")
    assert last() == mark


def test_due_soon_is_told_once_a_deadline_on_working_days_alone(walk, world, now):
    walk.sign()
    mark = last()
    assert tell_due(actor=world.system, now=now) == 0
    for days in range(12):
        with clock.fixed(now + timedelta(days=days)):
            tell_all_due(actor=world.system)
    rows = list(Message.objects.filter(pk__gt=mark).values_list("kind", "day"))
    assert rows == [("matters.due_soon", date(2021, 5, 25))]
    with clock.fixed(now + timedelta(days=12)):
        assert told(world, mark) == [("matters.due_soon", "builder")]


def test_a_document_of_the_ladder_is_told_its_answer_to_the_issuer(walk, world, now):
    walk.sign()
    mark = last()
    row = issue_document(
        actor=world.actor("verifier"),
        rung="chase",
        matters=[walk.matter],
        demand="请于5月31日前书面报告。",
        answer_by=date(2021, 5, 31),
        reason="群众反映强烈。",
        now=now,
    )
    answer_document(actor=world.actor("builder"), document=row, text="5月24日前疏通完毕。", now=now)
    recall_document(actor=world.actor("verifier"), document=row, reason="已解决。", now=now)
    assert told(world, mark) == [
        ("supervision.issued", "builder"),
        ("supervision.answered", "verifier"),
        ("supervision.recalled", "builder"),
    ]


def test_the_chase_text_names_numbers_days_and_acts_and_nothing_of_the_matter(walk, world, client, now):
    walk.dispatch()
    closed = Walk(world, now, title="路灯不亮")
    closed.close()
    client.force_login(world.accounts["clerk"])
    rows = [walk.matter.subject.uid, closed.matter.subject.uid]
    answer = client.get(reverse("matters:chase"), {"row": rows}, HTTP_ACCEPT_LANGUAGE="zh-hans")
    text = answer.context["chase"].text
    assert walk.matter.number in text
    assert "建设管理局" in text
    assert "5月18日" in text
    assert closed.matter.number not in text
    assert "排水" not in text
    assert answer.context["chase"].left_out == 1
    for word in ("逾期", "催", "拖延", "通报", "尽快", "近期"):
        assert word not in text
    client.force_login(world.accounts["projects"])
    assert client.get(reverse("matters:chase"), {"row": rows}).context["chase"].count == 0


def test_a_message_that_nobody_registered_is_a_fault_of_ours(world, now):
    from banshi.base.outbox import kinds

    assert {kind.code for kind in kinds.kinds()} >= {"matters.dispatched", "supervision.issued"}
    assert kinds.kind("supervision.issued").binding
    assert (
        SimpleNamespace(page=kinds.kind("matters.answer_waits").page)
        .page(walk_subject(world))
        .endswith("decide_answer/")
    )


def walk_subject(world):
    return world.firm.subject

"""Documents of the ladder: issued, received, answered, recalled; refused, and then nothing has changed."""

from datetime import date

import pytest

from banshi.base.history.models import Entry
from banshi.base.history.record import read
from banshi.base.zones.models import Counter, Label
from banshi.base.zones.refusals import Refusal, Unknown
from banshi.core.access.models import Involvement
from banshi.core.matters import actions as matters
from banshi.core.matters.models import Matter
from banshi.core.supervision import actions
from banshi.core.supervision.models import Addressee, Document, Line, Reply
from banshi.core.supervision.queries import documents as queries
from banshi.core.supervision.queries import ladder
from support.ledger import on, walk

ANSWER_BY = date(2021, 6, 30)
TABLES = (Document, Line, Addressee, Reply, Entry, Involvement, Counter)


def counts():
    return [model.objects.count() for model in TABLES]


def open_matter(world, now, **intake):
    """Signed for on 17 May, due 25 May."""
    found = walk(world, now, **intake)
    found.sign()
    return found.matter


def issue(world, at, rung, *rows, by="verifier", **changes):
    values = {"demand": "请于答复期限前书面报告办结日期。", "answer_by": ANSWER_BY} | changes
    return actions.issue_document(actor=world.actor(by), rung=rung, matters=list(rows), now=at, **values)


def refused(code, call, *args, **kwargs):
    before = counts()
    with pytest.raises(Refusal) as caught:
        call(*args, **kwargs)
    assert caught.value.code == code
    assert caught.value.message
    assert counts() == before


def last(row):
    return read(Entry.objects.filter(subject=row.subject).order_by("-n").first())


def test_a_chase_is_numbered_frozen_addressed_and_recorded(world, now):
    matter = open_matter(world, now)
    with on(5, 26) as at:
        row = issue(world, at, "chase", matter)
    assert row.number == "催办〔2021〕1号"
    line = row.lines.get()
    assert (line.number, line.title, line.due_on, line.workdays) == (
        matter.number,
        matter.title,
        date(2021, 5, 25),
        1,
    )
    assert row.addressees.get().unit == world.units["construction_bureau"]
    assert row.issuer_unit == world.units["supervision_office"]
    body = last(row)
    assert body["kind"] == "supervision.issued"
    assert body["data"]["matters"] == [{"number": matter.number, "due_on": "2021-05-25"}]
    assert "demand" in body["data"]
    assert "书面报告" not in str(body)


def test_numbers_run_per_kind_and_year_without_gaps(world, now):
    rows = [open_matter(world, now) for _n in range(3)]
    with on(5, 26) as at:
        numbers = [issue(world, at, "chase", row).number for row in rows[:2]]
        refused("supervision.words_vague", issue, world, at, "chase", rows[2], demand="请尽快办结。")
        numbers.append(issue(world, at, "chase", rows[2]).number)
        other = issue(world, at, "sheet", rows[0], reason="领导批示从速。").number
    assert numbers == [f"催办〔2021〕{n}号" for n in (1, 2, 3)]
    assert other == "督办〔2021〕1号"


def test_what_was_issued_stays_as_it_was(world, now):
    matter = open_matter(world, now)
    with on(5, 26) as at:
        row = issue(world, at, "chase", matter)
        clerk = world.actor("clerk")
        matters.amend_matter(
            actor=clerk,
            matter=Matter.objects.get(pk=matter.pk),
            title="改过的题目",
            category=matter.category,
            label=matter.label,
            now=at,
        )
    assert row.lines.get().title == matter.title != "改过的题目"


def test_the_ladder_asks_and_then_no_longer(world, now):
    matter = open_matter(world, now)
    verifier = world.actor("verifier")
    with on(5, 20):
        found = ladder.today_of(verifier)
        assert [(group.rung.code, group.numbers) for group in found.groups] == [
            ("reminder", (matter.number,))
        ]
    with on(5, 26) as at:
        assert [group.rung.code for group in ladder.today_of(verifier).groups] == ["chase"]
        issue(world, at, "chase", matter, answer_by=date(2021, 5, 27))
        assert ladder.today_of(verifier).groups == ()
    with on(5, 28):
        assert [group.rung.code for group in ladder.today_of(verifier).groups] == ["sheet"]


def test_an_extension_moves_the_deadline_and_the_documents_stay_counted(world, now):
    found = walk(world, now)
    found.sign()
    with on(5, 24) as at:
        builder = {"actor": world.actor("builder"), "now": at}
        matters.ask_extension(
            **builder, matter=found.matter, until_on=date(2021, 6, 1), reason="材料未到，六月一日前办结。"
        )
        issue(world, at, "reminder", found.matter)
        matters.decide_extension(
            actor=world.actor("leader"),
            matter=found.again(),
            approved=True,
            told_on=date(2021, 5, 24),
            now=at,
        )
    with on(5, 27):
        assert [group.rung.code for group in ladder.today_of(world.actor("verifier")).groups] == ["reminder"]


def test_out_of_turn_needs_a_reason_which_stays(world, now):
    matter = open_matter(world, now)
    with on(5, 26) as at:
        refused("supervision.too_early", issue, world, at, "sheet", matter)
        row = issue(world, at, "sheet", matter, reason="群众反映强烈，主要领导要求直接督办。")
    assert last(row)["data"]["reason"]["commitment"]
    assert row.reason is not None


def test_the_circular_names_many_and_goes_to_each_unit(world, now):
    first = open_matter(world, now)
    second = walk(world, now)
    second.dispatch(responsible_unit=world.units["project_service_centre"])
    with on(6, 2) as at:
        refused("supervision.one_unit", issue, world, at, "chase", first, second.matter)
        refused(
            "supervision.one_matter", issue, world, at, "sheet", first, second.matter, reason="一并督办。"
        )
        row = issue(world, at, "circular", first, second.matter, reason="同类问题一并通报。")
    assert {one.unit.code for one in row.addressees.all()} == {
        "construction_bureau",
        "project_service_centre",
    }


def test_level_up_goes_to_the_lead_leader_who_answers(world, now):
    matter = open_matter(world, now)
    with on(6, 2) as at:
        row = issue(world, at, "level_up", matter, reason="直接提级。")
        assert row.addressees.get().post == world.posts["leader"]
        leader = world.actor("leader")
        actions.answer_document(actor=leader, document=row, text="6月4日召集研究。", now=at)
    assert row.addressees.get().answered_on == date(2021, 6, 2)


def test_nobody_presses_his_own_unit(world, now):
    found = walk(world, now)
    found.dispatch(responsible_unit=world.units["supervision_office"])
    with on(5, 26) as at:
        refused("supervision.own_unit", issue, world, at, "chase", found.matter)


def test_only_who_issues_issues(world, now):
    matter = open_matter(world, now)
    with on(5, 26) as at:
        for name in ("clerk", "leader", "builder", "supervisor"):
            refused("access.forbidden", issue, world, at, "chase", matter, by=name)
        for name in ("administrator", "projects", "idle"):
            refused("access.unknown", issue, world, at, "chase", matter, by=name)


def test_the_machine_reminds_and_does_nothing_more(world, now):
    matter = open_matter(world, now)
    with on(5, 21) as at:
        values = {"matters": [matter], "demand": "请按期办结。", "answer_by": ANSWER_BY, "now": at}
        row = actions.issue_document(actor=world.system, rung="reminder", **values)
        assert row.issued_by is None
        assert row.issuer_unit == world.units["supervision_office"]
    with on(5, 26) as at:
        refused(
            "supervision.person_wanted",
            actions.issue_document,
            actor=world.system,
            rung="chase",
            **values | {"now": at},
        )


def test_a_matter_whose_clock_stands_is_not_pressed(world, now):
    found = walk(world, now)
    found.close()
    with on(5, 26) as at:
        refused("supervision.no_clock", issue, world, at, "chase", found.matter)
        refused("supervision.rung_unknown", issue, world, at, "flogging", found.matter)


def test_receipt_and_answer_by_the_addressee_alone(world, now):
    matter = open_matter(world, now)
    with on(5, 26) as at:
        row = issue(world, at, "chase", matter)
        builder = world.actor("builder")
        for name, code in (("projects", "access.unknown"), ("verifier", "access.forbidden")):
            refused(code, actions.acknowledge_document, actor=world.actor(name), document=row, now=at)
            refused(
                code, actions.answer_document, actor=world.actor(name), document=row, text="已办。", now=at
            )
        actions.acknowledge_document(actor=builder, document=row, now=at)
        assert last(row)["kind"] == "supervision.acknowledged"
        refused("supervision.acknowledged", actions.acknowledge_document, actor=builder, document=row, now=at)
        refused(
            "supervision.words_vague",
            actions.answer_document,
            actor=builder,
            document=row,
            text="近期办结。",
            now=at,
        )
        refused(
            "supervision.promise_past",
            actions.answer_document,
            actor=builder,
            document=row,
            text="5月20日办结。",
            promised_on=date(2021, 5, 20),
            now=at,
        )
        actions.answer_document(
            actor=builder, document=row, text="管材已到，5月28日办结。", promised_on=date(2021, 5, 28), now=at
        )
    one = row.addressees.get()
    assert (one.answered_on, one.replies.get().promised_on) == (date(2021, 5, 26), date(2021, 5, 28))
    assert last(row)["data"]["in_time"] is True


def test_a_second_answer_is_added_and_the_first_day_stays(world, now):
    matter = open_matter(world, now)
    with on(5, 26) as at:
        row = issue(world, at, "chase", matter, answer_by=date(2021, 5, 27))
    for day in (28, 31):
        with on(5, day) as at:
            actions.answer_document(actor=world.actor("builder"), document=row, text="6月1日办结。", now=at)
    one = row.addressees.get()
    assert (one.answered_on, one.replies.count()) == (date(2021, 5, 28), 2)
    assert last(row)["data"]["in_time"] is False


def test_recalled_by_the_unit_that_issued_it_and_no_rung_any_more(world, now):
    matter = open_matter(world, now)
    with on(5, 26) as at:
        row = issue(world, at, "chase", matter)
        refused(
            "access.forbidden",
            actions.recall_document,
            actor=world.actor("builder"),
            document=row,
            reason="不妥。",
            now=at,
        )
        actions.recall_document(actor=world.actor("verifier"), document=row, reason="发错单位。", now=at)
        builder = world.actor("builder")
        refused(
            "supervision.recalled",
            actions.answer_document,
            actor=builder,
            document=row,
            text="已办。",
            now=at,
        )
        assert [group.rung.code for group in ladder.today_of(world.actor("verifier")).groups] == ["chase"]
    assert last(row)["kind"] == "supervision.recalled"


def test_a_document_about_a_matter_raised_above_the_readers_label_is_not_there(world, now):
    matter = open_matter(world, now)
    with on(5, 26) as at:
        row = issue(world, at, "chase", matter)
        assert queries.listed(world.actor("verifier")).count() == 1
        matters.amend_matter(
            actor=world.actor("clerk"),
            matter=Matter.objects.get(pk=matter.pk),
            title=matter.title,
            category=matter.category,
            label=Label.SENSITIVE,
            now=at,
        )
    seen = {name: queries.listed(world.actor(name)).filter(pk=row.pk).exists() for name in world.accounts}
    assert {name for name, found in seen.items() if found} == {"clerk", "leader", "builder", "supervisor"}


def test_a_document_of_another_zone_is_unknown(world, now):
    from support.zone import build

    other = build("donghu")
    matter = open_matter(world, now)
    with on(5, 26) as at:
        row = issue(world, at, "chase", matter)
        before = counts()
        with pytest.raises(Unknown):
            issue(other, at, "chase", matter)
        with pytest.raises(Unknown):
            actions.answer_document(actor=other.actor("builder"), document=row, text="已办。", now=at)
        assert counts() == before


def test_the_timer_reminds_on_working_days_and_once(world, now):
    from io import StringIO

    from django.core.management import call_command

    first, second = open_matter(world, now), open_matter(world, now)
    said = StringIO()
    for day in (16, 21, 22, 24):  # a Sunday, Friday, Saturday, Monday
        with on(5, day):
            call_command("remind", stdout=said)
    assert said.getvalue().split() == ["qingyu:", "提醒〔2021〕1号"]
    row = Document.objects.get()
    assert {line.matter_id for line in row.lines.all()} == {first.pk, second.pk}
    assert row.issued_on == date(2021, 5, 21)
    with on(5, 26):
        call_command("remind", stdout=said)
    assert Document.objects.count() == 1

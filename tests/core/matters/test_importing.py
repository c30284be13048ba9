"""Matters from a workbook: to intake, to dispatch, as claimed; foreign numbers; the same file again."""

from datetime import date, timedelta

import pytest

from banshi.base.engines.parts import Part
from banshi.base.figures.registry import Question
from banshi.base.history.models import Entry
from banshi.base.history.verify import Tally, walk
from banshi.base.imports import actions as imports
from banshi.base.imports import work
from banshi.base.imports.models import State, Taken
from banshi.base.search import find
from banshi.base.vault import store as vault
from banshi.base.zones.refusals import Forbidden, Refusal
from banshi.core.matters import actions
from banshi.core.matters.figures import counts as figure_counts
from banshi.core.matters.models import Claim, ForeignNumber, Leg, Matter, MatterPeriod
from banshi.core.matters.queries import lists
from base.imports import sheets
from support.imports import Clerk, counts, wanted, why

pytestmark = pytest.mark.django_db

HEAD = [
    "标题",
    "诉求内容",
    "反映日期",
    "企业名称",
    "牵头领导",
    "责任单位",
    "办结时限",
    "要求",
    "办理状态",
    "办结日期",
    "工单编号",
]
LEADER = "党工委岗位2"


def row(title, **given):
    names = (
        "标题",
        "诉求内容",
        "反映日期",
        "企业名称",
        "牵头领导",
        "责任单位",
        "办结时限",
        "要求",
        "办理状态",
        "办结日期",
        "工单编号",
    )
    base = dict.fromkeys(names) | {"标题": title, "反映日期": "2021年5月10日"} | given
    return [base[name] for name in names]


ROWS = [
    row("门前排水不畅", 诉求内容="雨天积水,进出不便", 企业名称="晴川精密制造有限公司"),
    row("用电容量不足", 牵头领导=LEADER, 责任单位="建设管理局", 办结时限="2021-05-28", 要求="容量满足生产"),
    row("招工困难", 反映日期="2021-03-02", 办理状态="已办结", 办结日期="2021-03-20", 责任单位="建设管理局"),
    row("路灯不亮", 工单编号="HN2021051000123"),
]


@pytest.fixture
def today():
    return date(2021, 5, 17)


@pytest.fixture
def clerk(world):
    return Clerk(world.actor("clerk"))


def book(rows):
    return sheets.plain([HEAD, *rows])


def by_title(title):
    return Matter.objects.select_related("subject").filter(title=title).first()


def test_each_row_comes_in_as_far_as_it_is_told(world, clerk):
    run = clerk.taken(book(ROWS))
    assert counts(run) == wanted(run) == (4, 0, 0, 0)
    assert run.state == State.DONE
    intake, handed, claimed, ticket = (by_title(one[0]) for one in ROWS)
    assert (intake.state, intake.raiser_org, intake.source_kind) == ("intake", world.firm, "enterprise")
    assert (
        vault.read(Matter.objects.select_related("words__key__subject").get(pk=intake.pk).words) == ROWS[0][1]
    )
    assert (handed.state, handed.responsible_unit, handed.due_on) == (
        "dispatched", world.units["construction_bureau"], date(2021, 5, 28),
    )  # fmt: skip
    assert handed.lead_leader == world.posts["leader"]
    assert (claimed.state, claimed.closed_on, claimed.dispatched_on) == ("claimed", None, None)
    assert Claim.objects.get(matter=claimed).closed_on == date(2021, 3, 20)
    assert ForeignNumber.objects.get(matter=ticket).system == "hotline_12345"
    assert sorted(m.number for m in (intake, handed, claimed, ticket)) == [
        f"2021-000{n}" for n in range(1, 5)
    ]


def test_a_ledger_with_one_column_of_words_gives_the_line_of_the_lists(world, clerk):
    long = "李大爷反映：村口路灯坏了三天，电话13800000000，" + "老人晚上出门不方便，" * 20
    rows = [["问题描述", "反映日期", "联系人"], [long, "2021-05-10", "李大爷"], [None, "2021-05-11", None]]
    run = clerk.taken(sheets.plain(rows))
    assert counts(run) == (1, 0, 0, 1)
    assert why(run, 3) == "“一句话概括”为空。"
    matter = Matter.objects.select_related("words__key__subject").get()
    assert vault.read(matter.words) == long
    assert matter.title.startswith("村口路灯坏了三天")
    assert len(matter.title) <= 30
    assert "138" not in matter.title
    assert "李大爷" not in matter.title
    assert counts(clerk.taken(sheets.plain(rows))) == (0, 0, 1, 1)
    neither = sheets.plain([["备注", "反映日期"], ["甲", "2021-05-10"]])
    with pytest.raises(Refusal) as refused:
        clerk.map(clerk.send(neither))
    assert "一句话概括" in refused.value.message


def test_history_periods_and_search_are_those_of_single_acts(world, clerk, now):
    clerk.taken(book(ROWS))
    single = actions.receive_matter(
        actor=clerk.actor, title="门前排水不畅", words="雨天积水,进出不便", kind="problem", category="other",
        source_kind="enterprise", raiser=actions.Raiser("enterprise", org=world.firm),
        raised_on=date(2021, 5, 10), now=now,
    )  # fmt: skip
    many = Matter.objects.get(title="门前排水不畅", number="2021-0001")
    known = {"id", "subject_id", "number", "words_id", "recorded_at"}
    for name in [field.attname for field in Matter._meta.concrete_fields if field.attname not in known]:
        assert getattr(many, name) == getattr(single, name), name
    for name in ("kind", "unit_id", "limit", "due_on", "due_at", "started_at", "provisional"):
        assert getattr(Leg.objects.get(matter=many), name) == getattr(Leg.objects.get(matter=single), name), (
            name
        )
    dispatched = by_title("用电容量不足")
    assert list(Entry.objects.filter(subject=dispatched.subject).order_by("n").values_list("kind", flat=True)) == [
        "matters.received", "matters.registered", "matters.dispatched",
    ]  # fmt: skip
    assert find.matching(world.zone, "HN2021051000123").filter(subject=by_title("路灯不亮").subject).exists()
    assert find.matching(world.zone, "积水").count() == 2


def test_the_tables_are_what_the_history_says(world, clerk):
    from banshi.core.matters.proving import Projection

    clerk.taken(book(ROWS))
    projection = Projection()
    assert list(walk(Tally(), projection.listeners)) == []
    projection.gather(Part(), None)
    assert list(projection.findings()) == []


def test_a_row_that_the_history_does_not_say_is_found(world, clerk):
    from banshi.core.matters.proving import Projection

    clerk.taken(book(ROWS))
    Matter.objects.filter(pk=by_title("招工困难").pk).update(raiser_kind="office")
    projection = Projection()
    assert list(walk(Tally(), projection.listeners)) == []
    projection.gather(Part(), None)
    assert [found.kind for found in projection.findings()] == ["row_differs"]


def test_as_of_an_earlier_day_a_claim_was_not_closed_yet(world, clerk):
    clerk.taken(book(ROWS))
    claimed = by_title("招工困难")
    rows = MatterPeriod.objects.filter(matter=claimed)
    assert rows.as_of(date(2021, 3, 10)).get().state == "intake"
    assert rows.as_of(date(2021, 3, 20)).get().state == "claimed"


def test_a_claim_is_counted_in_no_figure_but_its_own(world, clerk, today):
    actor = world.actor("clerk")
    before = figure_counts(Question(world.zone, actor, today))
    clerk.taken(book([ROWS[2]]))
    assert figure_counts(Question(world.zone, actor, today)) == before
    from banshi.core.matters.figures import claims

    value = claims(Question(world.zone, actor, today))
    assert value.value == 1
    assert [subject.pk for subject in value.records] == [by_title("招工困难").subject_id]
    assert list(lists.issue_rows(actor)) == []
    assert list(lists.closure_rows(actor)) == []
    assert [m.title for m in lists.claimed_rows(actor)] == ["招工困难"]


def test_a_claim_goes_the_normal_way_once_it_is_taken_up(world, clerk, now, today):
    clerk.taken(book([ROWS[2]]))
    claimed = by_title("招工困难")
    given = {"lead_leader": world.posts["leader"], "responsible_unit": world.units["construction_bureau"]}
    with pytest.raises(Forbidden):
        actions.take_up_claim(
            actor=world.actor("builder"), matter=claimed, requirement="岗位补齐", outcome="solved", text="已招满",
            now=now, **given,
        )  # fmt: skip
    matter = actions.take_up_claim(
        actor=clerk.actor,
        matter=claimed,
        requirement="岗位补齐",
        outcome="solved",
        text="已招满",
        now=now,
        **given,
    )
    assert (matter.state, matter.dispatched_on, matter.submitted_on) == ("submitted", None, today)
    assert Claim.objects.get(matter=matter).taken_up_on == today
    entry = Entry.objects.filter(subject=matter.subject).latest("n")
    assert entry.kind == "matters.claim_taken_up"
    sent = actions.verify_matter(
        actor=world.actor("verifier"), matter=matter, passed=False, text="查无此岗", now=now
    )
    assert (sent.state, sent.dispatched_on) == ("in_hand", today)
    assert sent.due_on is not None


def test_a_verified_claim_counts_and_is_late_nowhere(world, clerk, now, today):
    clerk.taken(book([ROWS[2]]))
    matter = actions.take_up_claim(
        actor=clerk.actor, matter=by_title("招工困难"), requirement="岗位补齐", outcome="solved", text="已招满",
        lead_leader=world.posts["leader"], responsible_unit=world.units["construction_bureau"], now=now,
    )  # fmt: skip
    actions.verify_matter(actor=world.actor("verifier"), matter=matter, passed=True, text="", now=now)
    found = figure_counts(Question(world.zone, world.actor("clerk"), today))
    assert found["matters.collected"] == 1
    assert found["matters.closed_in_time__of"] == found["matters.answered_in_time__of"] == 0


def test_the_same_file_again_changes_nothing(clerk):
    data = book(ROWS)
    clerk.taken(data)
    entries, matters = Entry.objects.filter(kind__startswith="matters.").count(), Matter.objects.count()
    again = clerk.taken(data)
    assert counts(again) == (0, 0, 4, 0)
    assert Entry.objects.filter(kind__startswith="matters.").count() == entries
    assert Matter.objects.count() == matters
    moved = sheets.plain([["标题行"], [], HEAD[::-1], *[one[::-1] for one in ROWS]])
    assert counts(clerk.taken(moved)) == (0, 0, 4, 0)


def test_a_row_that_came_before_and_differs_is_refused_and_named(clerk):
    clerk.taken(book(ROWS))
    run = clerk.taken(book([row("门前排水不畅", 诉求内容="另一种说法", 企业名称="晴川精密制造有限公司")]))
    assert counts(run) == (0, 0, 0, 1)
    assert "2021-0001" in why(run, 2)


REFUSED = {
    "no title": (row(""), "为空"),
    "no day": (row("甲", 反映日期=""), "为空"),
    "unknown firm": (row("甲", 企业名称="无此公司"), "尚未登记"),
    "unknown unit": (row("甲", 责任单位="无此单位", 办理状态="已办结", 办结日期="2021-05-12"), "没有这个单位"),
    "unknown leader": (row("甲", 牵头领导="张三", 责任单位="建设管理局", 办结时限="2021-05-28"), "没有这个岗位"),
    "vague": (row("甲", 牵头领导=LEADER, 责任单位="建设管理局", 办结时限="2021-05-28", 要求="尽快办好"), "尽快"),
    "closed without a day": (row("甲", 办理状态="已办结"), "办结"),
    "closed and open": (row("甲", 办理状态="办理中", 办结日期="2021-05-12"), "更正"),
    "closed before raised": (row("甲", 办理状态="已办结", 办结日期="2021-05-01"), "早于"),
    "odd state": (row("甲", 办理状态="差不多"), "已办结"),
    "future": (row("甲", 反映日期="2021-06-25"), "还没到"),
    "long ago": (row("甲", 反映日期="2018-06-25"), "两年"),
    "day": (row("甲", 反映日期="下周"), "2021-06-25"),
    "long title": (row("甲" * 121), "120"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_refused_rows_say_why_and_leave_nothing(name, clerk):
    given, said = REFUSED[name]
    run = clerk.tried(book([given, ROWS[0]]))
    assert wanted(run) == (1, 0, 0, 1)
    assert said in why(run, 2, tried=True)
    assert Matter.objects.count() == 0
    done = work.work(imports.start_run(actor=clerk.actor, run=run, now=clerk.now))
    assert counts(done) == (1, 0, 0, 1)
    assert said in why(done, 2)
    assert Matter.objects.get().number == "2021-0001"


def test_what_lacks_a_part_of_a_dispatch_goes_to_intake_with_a_remark(clerk):
    run = clerk.taken(book([row("甲", 牵头领导=LEADER, 责任单位="建设管理局", 办结时限="2021-05-28")]))
    assert by_title("甲").state == "intake"
    assert "办理要求" in why(run, 2)


def test_an_older_life_cycle_says_what_to_do(world, clerk, monkeypatch):
    from banshi.core.matters.actions import arriving

    monkeypatch.setattr(arriving, "CLAIMED", "unheard")
    run = clerk.tried(book([ROWS[2]]))
    assert "规则" in why(run, 2, tried=True)


def test_a_foreign_number_is_used_once(world, clerk, now):
    clerk.taken(book([ROWS[3]]))
    run = clerk.tried(book([row("另一件", 工单编号="HN2021051000123")]))
    assert wanted(run)[3] == 1
    other = actions.receive_matter(
        actor=clerk.actor, title="窨井盖破损", words="", kind="problem", category="other", source_kind="resident",
        raiser=actions.Raiser("resident"), raised_on=date(2021, 5, 12), now=now,
    )  # fmt: skip
    from banshi.base.zones.refusals import Refusal

    with pytest.raises(Refusal) as refused:
        actions.note_foreign_number(
            actor=clerk.actor, matter=other, system="hotline_12345", number="HN2021051000123", now=now
        )
    assert refused.value.code == "matters.foreign_number_used"
    actions.note_foreign_number(
        actor=clerk.actor,
        matter=other,
        system="provincial_supervision",
        number="DC-7",
        due_on=date(2021, 6, 1),
        now=now,
    )
    assert find.matching(world.zone, "DC-7").filter(subject=other.subject).exists()
    assert Entry.objects.filter(subject=other.subject).latest("n").kind == "matters.foreign_noted"


def test_whoever_may_not_register_may_not_import(world):
    with pytest.raises(Forbidden):
        Clerk(world.actor("verifier")).send(book(ROWS))
    assert Taken.objects.count() == 0


def test_stopped_in_the_middle_it_goes_on_where_it_was(world, clerk, monkeypatch):
    from dataclasses import replace

    from banshi.base.imports import registry

    small = replace(registry.get("matters"), batch=2)
    monkeypatch.setitem(registry._importers, "matters", small)
    run = clerk.tried(book([row(f"第{n}件") for n in range(1, 8)]))
    run = imports.start_run(actor=clerk.actor, run=run, now=clerk.now)
    honest = imports.take_over
    seen = []

    def and_stop(**given):
        seen.append(len(given["rows"]))
        if len(seen) == 2:
            imports.stop_run(actor=clerk.actor, run=run, now=clerk.now)
        return honest(**given)

    monkeypatch.setattr(imports, "take_over", and_stop)
    stopped = work.work(run)
    assert (stopped.state, stopped.created, stopped.position) == (State.STOPPED, 4, 5)
    assert Matter.objects.count() == 4
    monkeypatch.setattr(imports, "take_over", honest)
    done = work.work(imports.start_run(actor=clerk.actor, run=stopped, now=clerk.now))
    assert (done.state, done.created) == (State.DONE, 7)
    assert Matter.objects.count() == 7


def test_what_was_set_aside_from_the_collector_is_given_back(clerk, monkeypatch):
    import gc

    before, seen = gc.get_freeze_count(), []
    honest = imports.take_over
    monkeypatch.setattr(
        imports, "take_over", lambda **given: seen.append(gc.get_freeze_count()) or honest(**given)
    )
    clerk.taken(book([row("甲")]))
    assert seen[0] > before
    monkeypatch.setattr(imports, "take_over", lambda **_given: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        clerk.taken(book([row("乙")]))
    assert gc.get_freeze_count() == before == 0


def test_two_runs_of_one_file_take_each_row_once(clerk):
    data = book([row(f"第{n}件") for n in range(1, 6)])
    first, second = clerk.tried(data), clerk.tried(data)
    assert wanted(first) == wanted(second) == (5, 0, 0, 0)
    for run in (first, second):
        work.work(imports.start_run(actor=clerk.actor, run=run, now=clerk.now))
    first.refresh_from_db()
    second.refresh_from_db()
    assert (counts(first), counts(second)) == ((5, 0, 0, 0), (0, 0, 5, 0))
    assert Matter.objects.count() == 5


def test_a_run_whose_starter_lost_his_right_is_stopped_and_says_so(world, clerk, now):
    from banshi.core.access.models import RoleGrant

    run = clerk.tried(book(ROWS))
    run = imports.start_run(actor=clerk.actor, run=run, now=clerk.now)
    RoleGrant.objects.filter(post=world.posts["clerk"]).update(ends_on=date(2021, 5, 16))
    from banshi.core.access import policy

    policy._standing.cache_clear()
    halted = work.work(run)
    assert halted.state == State.STOPPED
    assert "无权" in halted.trouble or "权限" in halted.trouble
    assert Matter.objects.count() == 0


def test_a_lease_keeps_others_away(clerk):
    run = clerk.map(clerk.send(book(ROWS)))
    assert imports.lease(run)
    assert not imports.lease(run)
    later = clerk.now + timedelta(minutes=5)
    from banshi.base.zones import clock

    with clock.fixed(later):
        assert imports.lease(run)

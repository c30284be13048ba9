"""Names that a sheet has and the register has not: asked once, applied to all rows, remembered, taken back."""

import re
from html import unescape

import pytest
from django.urls import reverse

from banshi.base.history.models import Entry
from banshi.base.imports import actions, asked, queries, registry, work
from banshi.base.imports.actions import Choice
from banshi.base.imports.models import Meant, Run, State, Taken
from banshi.base.imports.names import LEFT_OUT, Chosen, Lexicon
from banshi.base.zones import clock
from banshi.base.zones.access import Unknown
from banshi.base.zones.ids import uuid7
from banshi.base.zones.models import Account
from banshi.base.zones.refusals import Refusal
from banshi.core.matters.models import Matter
from banshi.core.org import queries as org
from banshi.core.org.actions import posts
from banshi.core.org.models import Alias, PostHolding
from banshi.core.org.rolls import ORGANISATIONS, POSTS, UNITS
from banshi.kernel.text import short_for
from base.imports import sheets
from support.imports import Clerk, counts, wanted, why

pytestmark = pytest.mark.django_db
HEAD = ["标题", "反映日期", "企业名称", "牵头领导", "责任单位", "办结时限", "要求"]
LEADER = "党工委岗位2"
ROWS = [
    ["门前排水不畅", "2021-05-10", "晴川精密", LEADER, "建管局", "2021-05-28", "排水顺畅"],
    ["用电容量不足", "2021-05-10", "晴川精密", LEADER, "建管局", "2021-05-28", "容量满足生产"],
    ["招工困难", "2021-05-11", "", LEADER, "某局", "2021-05-28", "招满十人"],
    ["路灯不亮", "2021-05-12", "", LEADER, "建设管理局", "2021-05-28", "全部点亮"],
]


@pytest.fixture
def clerk(world):
    return Clerk(world.actor("clerk"))


@pytest.fixture
def browser(world, client):
    client.force_login(Account.objects.get(pk=world.accounts["clerk"].pk))
    return client


def book(rows=ROWS, head=HEAD):
    return sheets.plain([head, *rows])


def unknown(run):
    return [(one.field, one.text, one.rows, one.first) for one in asked.opened(run).unknown]


def choose(clerk, run, *choices, **rest):
    made = actions.choose_names(
        actor=clerk.actor, run=run, choices=[Choice(*one) for one in choices], now=clerk.now, **rest
    )
    return work.work(made)


def key_of(clerk, roll, name):
    lexicon = Lexicon(roll, clerk.actor, clock.on_date(clerk.actor.zone, clerk.now))
    return next(key for key, one in lexicon.by_key.items() if name in one.names)


def unit(clerk):
    return ("responsible_unit", "建管局", key_of(clerk, UNITS, "建设管理局"))


def text(answer):
    return re.sub(r"\s+", " ", unescape(answer.content.decode()))


def test_unknown_names_are_counted_once_a_sheet(clerk):
    run = clerk.tried(book())
    assert wanted(run) == (1, 0, 0, 3)
    assert ("responsible_unit", "建管局", 2, 2) in unknown(run)
    assert ("responsible_unit", "某局", 1, 4) in unknown(run)
    assert "建管局".encode() not in bytes(run.names)


def test_a_choice_holds_for_all_rows_and_the_same_file_changes_nothing(clerk):
    run = choose(clerk, clerk.tried(book()), unit(clerk))
    assert wanted(run)[0] >= 1
    left = [one for one in unknown(run) if one[1] != "某局"]
    firm = key_of(clerk, ORGANISATIONS, "晴川精密制造有限公司")
    if left:
        run = choose(clerk, run, ("raiser_org", "晴川精密", firm))
    assert wanted(run) == (3, 0, 0, 1)
    run = work.work(actions.start_run(actor=clerk.actor, run=run, now=clerk.now))
    assert counts(run) == (3, 0, 0, 1)
    units = {
        row.title: row.responsible_unit.name_zh for row in Matter.objects.select_related("responsible_unit")
    }
    assert units["门前排水不畅"] == units["路灯不亮"] == "建设管理局"
    again = clerk.taken(book())
    assert counts(again) == (0, 0, 3, 1)
    assert Matter.objects.count() == 3
    for row in Meant.objects.filter(taken_back_at__isnull=True):
        actions.take_back_name(actor=clerk.actor, run=again, field=row.field, word=row.word, now=clerk.now)
    assert counts(clerk.taken(book())) == (0, 0, 3, 1)
    assert Taken.objects.count() == 3


def test_it_is_remembered_for_the_shape_with_who_and_when_and_can_be_taken_back(clerk, world):
    choose(clerk, clerk.tried(book()), unit(clerk))
    later = clerk.tried(book([["另一件事", "2021-05-13", "", LEADER, "建管局", "2021-05-28", "做好"]]))
    assert wanted(later) == (1, 0, 0, 0)
    shown = queries.naming(later, registry.get("matters")).used
    assert [(one.text, one.name, one.rows) for one in shown] == [("建管局", "建设管理局", 1)]
    assert shown[0].by == clerk.actor.name_zh
    assert shown[0].at is not None
    back = work.work(
        actions.take_back_name(
            actor=clerk.actor, run=later, field=shown[0].field, word=shown[0].word, now=clerk.now
        )
    )
    assert wanted(back) == (0, 0, 0, 1)
    assert unknown(back) == [("responsible_unit", "建管局", 1, 2)]
    kept = Meant.objects.get()
    assert kept.taken_back_at is not None
    assert {"imports.names_chosen", "imports.name_taken_back"} <= set(
        Entry.objects.values_list("kind", flat=True)
    )
    assert "建管局" not in str(
        list(Entry.objects.filter(kind__startswith="imports.").values_list("body", flat=True))
    )


def test_another_shape_and_another_kind_of_sheet_do_not_know_it(clerk):
    choose(clerk, clerk.tried(book()), unit(clerk))
    other = clerk.tried(book([[*ROWS[0], "x"]], [*HEAD, "备注"]))
    assert ("responsible_unit", "建管局", 1, 2) in unknown(other)


def test_rows_are_left_out_and_marked(clerk):
    run = choose(clerk, clerk.tried(book()), ("responsible_unit", "某局", LEFT_OUT))
    assert "按对本表的选择" in why(run, 4, tried=True)
    assert not any(one[1] == "某局" for one in unknown(run))
    assert any(
        one.text == "某局" and not one.name for one in queries.naming(run, registry.get("matters")).used
    )


def test_two_words_for_one_thing_are_one_row(world):
    admin = Clerk(world.actor("administrator"), "posts")
    rows = [["单位", "职务"], ["建设管理局", "工程科科员"], ["建管委", "工程科科员"]]
    run = choose(
        admin, admin.tried(sheets.plain(rows)), ("unit", "建管委", key_of(admin, UNITS, "建设管理局"))
    )
    assert wanted(run) == (1, 0, 0, 1)
    assert "2" in why(run, 3, tried=True)


def test_a_row_that_came_under_the_name_itself_is_known_again(clerk):
    """Corrected by hand in one file, chosen for in the next: the matter is not entered twice."""
    head = ["标题", "反映日期", "提出单位"]
    assert counts(clerk.taken(sheets.plain([head, ["会议室漏雨", "2021-05-10", "建设管理局"]]))) == (
        1,
        0,
        0,
        0,
    )
    rows = [["会议室漏雨", "2021-05-10", "建管委"], ["电梯停运", "2021-05-10", "建管委"]]
    run = choose(
        clerk,
        clerk.tried(sheets.plain([head, *rows])),
        ("raiser_unit", "建管委", key_of(clerk, UNITS, "建设管理局")),
    )
    assert wanted(run) == (1, 0, 1, 0)
    run = work.work(actions.start_run(actor=clerk.actor, run=run, now=clerk.now))
    assert counts(run) == (1, 0, 1, 0)
    assert counts(clerk.taken(sheets.plain([head, *rows]))) == (0, 0, 2, 0)
    assert Matter.objects.count() == 2


def test_a_choice_of_a_post_lasts_while_it_is_in_the_same_hands(clerk, world):
    row = ["一件事", "2021-05-13", "", "某书记", "建设管理局", "2021-05-28", "做好"]
    key = key_of(clerk, POSTS, LEADER)
    run = choose(clerk, clerk.tried(book([row])), ("lead_leader", "某书记", key))
    assert wanted(run) == (1, 0, 0, 0)
    assert wanted(clerk.tried(book([row]))) == (1, 0, 0, 0)
    assert not POSTS.notes(world.system)
    holding = PostHolding.objects.filter(post__code=key, ends_on__isnull=True).get()
    posts.end_holding(actor=world.system, holding=holding, last_on=clock.today(world.zone), now=clerk.now)
    again = clerk.tried(book([row]))
    assert wanted(again) == (0, 0, 0, 1)
    assert unknown(again) == [("lead_leader", "某书记", 1, 2)]


def test_a_paragraph_is_no_name(clerk):
    row = ["一件事", "2021-05-13", "", LEADER, "字" * 101, "2021-05-28", "做好"]
    run = clerk.tried(book([row]))
    assert (wanted(run)[3], unknown(run)) == (1, [])


def test_words_of_a_short_list_are_chosen_too(world):
    clerk = Clerk(world.actor("clerk"), "places")
    rows = [["名称", "类型"], ["东湖工地", "施工现场"], ["西湖工地", "施工现场"]]
    run = choose(clerk, clerk.tried(sheets.plain(rows)), ("kind", "施工现场", "site"))
    assert wanted(run) == (2, 0, 0, 0)


def test_nothing_is_chosen_that_is_not_there_or_not_seen(clerk, world):
    run = clerk.tried(book())
    entries = Entry.objects.count()
    for bad in (
        ("responsible_unit", "建管局", "no-such-unit"),
        ("title", "建管局", "x"),
        ("due_on", "x", "y"),
    ):
        with pytest.raises(Refusal):
            choose(clerk, run, bad)
    with pytest.raises(Refusal):
        choose(clerk, run)
    with pytest.raises(Unknown):
        actions.choose_names(
            actor=world.actor("administrator"), run=run, choices=[Choice(*unit(clerk))], now=clerk.now
        )
    run.refresh_from_db()
    assert (run.state, run.meant, Meant.objects.count()) == (State.CHECKED, {}, 0)
    assert Entry.objects.count() == entries


def test_only_before_rows_are_taken_over(clerk):
    run = clerk.taken(book())
    with pytest.raises(Refusal):
        choose(clerk, run, unit(clerk))


def test_a_name_is_noted_as_another_one_only_when_ticked_and_allowed(world):
    admin, rows = Clerk(world.actor("administrator"), "posts"), [["单位", "职务"], ["建管委", "科员甲"]]
    key = key_of(admin, UNITS, "建设管理局")
    run = choose(admin, admin.tried(sheets.plain(rows)), ("unit", "建管委", key))
    assert not Alias.objects.exists()
    run = choose(admin, run, ("unit", "建管委", key, True))
    assert [one.text for one in org.aliases()] == ["建管委"]
    assert Entry.objects.filter(kind="org.alias_added").count() == 1
    other = [["单位", "职务", "层级"], ["建管委", "科员乙", ""]]
    assert wanted(admin.tried(sheets.plain(other))) == (1, 0, 0, 0)
    clerk = Clerk(world.actor("clerk"))
    assert not UNITS.notes(clerk.actor)
    tried = clerk.tried(book())
    with pytest.raises(Unknown):
        choose(clerk, tried, (*unit(clerk), True))
    tried.refresh_from_db()
    assert (tried.state, Meant.objects.filter(importer="matters").count()) == (State.CHECKED, 0)


def test_a_word_that_means_two_things_means_neither_and_both_are_offered(world, clerk):
    lexicon = Lexicon(UNITS, clerk.actor, clock.today(world.zone))
    assert lexicon.find("建设管理局") is not None
    assert lexicon.find("建 设 管 理 局") is not None
    assert lexicon.find("环保局") is None
    assert (
        lexicon.find(Chosen("环保局", key_of(clerk, UNITS, "建设管理局"), "建设管理局")).name_zh
        == "建设管理局"
    )
    assert lexicon.find(Chosen("建设管理局", "gone", "")) is None
    assert lexicon.likely("建管局")[0].name == "建设管理局"
    assert lexicon.search("建设")[0].name == "建设管理局"
    assert lexicon.likely("") == lexicon.search("") == []


@pytest.mark.parametrize(
    ("short", "full", "found"),
    [("环保局", "生态环境局", 2 / 3), ("城管局", "城市管理局", 1.0), ("局", "城市管理局", 0.0), ("abc", "abc", 0.0),
     ("甲乙", "乙甲", 0.0), ("", "", 0.0)],
)  # fmt: skip
def test_how_much_of_a_short_form_stands_in_a_name(short, full, found):
    assert short_for(short, full) == pytest.approx(found)


def test_the_file_takes_its_names_with_it(clerk):
    run = clerk.tried(book())
    actions.drop_run(actor=clerk.actor, run=run, now=clerk.now)
    assert Run.objects.get(pk=run.pk).names is None


def test_from_the_run_to_the_names_and_back(browser, clerk):
    run = clerk.tried(book())
    page = text(browser.get(reverse("imports:run", args=[run.subject.uid])))
    assert "指明所指" in page
    where = reverse("imports:names", args=[run.subject.uid])
    page = text(browser.get(where))
    assert "您指的是哪一个" in page
    assert "建管局" in page
    at = re.search(r'name="(n_responsible_unit_\w+)"', page)[1]
    empty = browser.post(where, {"key": uuid7()})
    assert empty.status_code == 422
    assert "尚未选择" in text(empty)
    sent = browser.post(where, {at: key_of(clerk, UNITS, "建设管理局"), "key": uuid7()})
    assert sent.status_code == 302
    run.refresh_from_db()
    assert run.state == State.CHECKING
    work.work(run)
    page = text(browser.get(reverse("imports:run", args=[run.subject.uid])))
    assert "撤回" in page
    clear = Clerk(clerk.actor).tried(
        book([["一件事", "2021-05-13", "", LEADER, "建设管理局", "2021-05-28", "做好"]])
    )
    page = text(browser.get(reverse("imports:names", args=[clear.subject.uid])))
    assert "表中的名称都已找到" in page
    used = next(one for one in queries.naming(Run.objects.get(pk=run.pk), registry.get("matters")).used)
    back = browser.post(
        reverse("imports:take_back", args=[run.subject.uid]), {"field": used.field, "word": used.word}
    )
    assert back.status_code == 302
    assert Meant.objects.filter(taken_back_at__isnull=True).count() == 0


def test_a_long_register_is_searched_without_a_script(browser, clerk, monkeypatch):
    monkeypatch.setattr("banshi.base.imports.forms.LISTED", 0)
    run = clerk.tried(book())
    where = reverse("imports:names", args=[run.subject.uid])
    page = text(browser.get(where))
    at = re.findall(r'name="(n_responsible_unit_\w+)_q"', page)[-1]
    page = browser.post(where, {f"{at}_q": "建设", "look": "1", "key": uuid7()})
    assert page.status_code == 200
    assert "建设管理局" in text(page)
    nothing = browser.post(where, {f"{at}_q": "没有这样的单位", "key": uuid7()})
    assert nothing.status_code == 422
    several = browser.post(where, {f"{at}_q": "建设", "key": uuid7()})
    assert several.status_code == 422
    exact = browser.post(where, {f"{at}_q": "建设管理局", "key": uuid7()})
    assert exact.status_code == 302
    assert Meant.objects.get().name == "建设管理局"

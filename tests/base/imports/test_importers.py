"""Organisations, posts, places and holidays from workbooks; and an importer of one's own."""

import threading
from datetime import date

import pytest
from django.db import connection

from banshi.base.calendars.queries import standing_days
from banshi.base.history.models import Entry
from banshi.base.imports import actions, background, registry, work
from banshi.base.imports.models import Run, State, Taken
from banshi.base.vault import store as vault
from banshi.core.org.models import OutsideOrganisation, Person, Post, PostHolding
from banshi.core.org.rules import core_name
from banshi.core.places.models import Place
from base.imports import sheets
from support.imports import Clerk, counts, wanted, why

pytestmark = pytest.mark.django_db
CODE = "91430100MA4L1F2E5B"


def sound_code() -> str:
    """A credit code whose check characters add up."""
    from banshi.kernel.standards import credit_code as codes

    body = "91430100MA4L1234"
    for tenth in "0123456789ABCDEFGHJKLMNPQRTUWXY":
        for last in "0123456789ABCDEFGHJKLMNPQRTUWXY":
            try:
                return codes.check(f"{body[:16]}{tenth}{last}").code
            except codes.CreditCodeError:
                continue
    raise AssertionError("no code adds up")


def test_organisations_are_registered_once_and_changed_where_they_differ(world):
    clerk, code = Clerk(world.actor("clerk"), "outside"), sound_code()
    head = ["企业名称", "统一社会信用代码", "类型"]
    rows = [
        ["晴川精密制造有限公司", code.lower(), "企业"],
        ["云汀建设有限公司", "", "施工单位"],
        ["坏码公司", "91430100X", ""],
    ]
    run = clerk.taken(sheets.plain([head, *rows]))
    assert counts(run) == (1, 1, 0, 1)
    assert "18" in why(run, 4)
    assert OutsideOrganisation.objects.get(pk=world.firm.pk).credit_code == code
    assert OutsideOrganisation.objects.get(name_zh="云汀建设有限公司").kind == "contractor"
    assert counts(clerk.taken(sheets.plain([head, *rows]))) == (0, 0, 2, 1)


def test_a_dry_run_asks_every_rule_and_writes_nothing(world):
    clerk = Clerk(world.actor("clerk"), "outside")
    entries = Entry.objects.exclude(kind__startswith="imports.").count()
    rows = [["企业名称", "类型"], ["某某公司", "企业"], ["云汀有限公司", "不知道"], ["云汀 有限公司", "企业"]]
    run = clerk.tried(sheets.plain(rows))
    assert wanted(run)[0] >= 1
    assert "施工单位" in why(run, 3, tried=True)
    assert Entry.objects.exclude(kind__startswith="imports.").count() == entries
    assert OutsideOrganisation.objects.count() == 1


def test_posts_with_their_holders(world):
    admin = Clerk(world.actor("administrator"), "posts")
    rows = [
        ["单位", "职务", "层级", "姓名", "是否党员", "任职日期"],
        ["建设管理局", "工程科科长", "副职", "甲某", "是", "2021年3月1日"],
        ["建设管理局", "工程科科员", "", "", "", ""],
        ["无此单位", "科员", "", "", "", ""],
    ]
    run = admin.taken(sheets.plain(rows))
    assert counts(run) == (2, 0, 0, 1)
    post = Post.objects.get(name_zh="工程科科长")
    holding = PostHolding.objects.get(post=post)
    assert (post.rank, holding.starts_on) == ("deputy_head", date(2021, 3, 1))
    person = Person.objects.select_related("name_item__key__subject").get(pk=holding.person_id)
    assert person.party_member
    assert vault.read(person.name_item) == "甲某"
    assert counts(admin.taken(sheets.plain(rows))) == (0, 0, 2, 1)
    rows[2][3] = "乙某"
    last = admin.taken(sheets.plain(rows))
    assert counts(last) == (0, 1, 1, 1), why(last, 3)


def test_places_with_a_point(world):
    clerk = Clerk(world.actor("clerk"), "places")
    rows = [
        ["名称", "类型", "经度", "纬度", "使用单位", "位于"],
        ["东湖工地", "工地", 112.94, "27.78", "晴川精密制造有限公司", ""],
        ["晴川厂区", "工地", "", "", "", ""],
        ["半个点", "工地", 112.9, "", "", ""],
        ["里面", "监测点", "", "", "", "无此地"],
    ]
    run = clerk.taken(sheets.plain(rows))
    assert counts(run) == (1, 0, 1, 2)
    place = Place.objects.get(name_zh="东湖工地")
    assert (place.geometry["coordinates"], place.held_by) == ([112.94, 27.78], world.firm)
    assert counts(clerk.taken(sheets.plain(rows))) == (0, 0, 2, 2)
    rows[1][2] = 112.95
    assert counts(clerk.taken(sheets.plain(rows))) == (0, 1, 1, 2)


def test_a_holiday_notice(world):
    admin = Clerk(world.actor("administrator"), "calendar")
    rows = [
        ["日期", "类型", "名称", "来源"],
        ["2027年10月1日", "放假", "国庆节", "示例通知"],
        ["2027-10-09", "补班", "国庆节", "示例通知"],
        ["2027-10-11", "补班", "国庆节", "示例通知"],
    ]
    run = admin.taken(sheets.plain(rows))
    assert counts(run) == (2, 0, 0, 1)
    assert standing_days(world.zone)[date(2027, 10, 1)].name_zh == "国庆节"
    assert counts(admin.taken(sheets.plain(rows))) == (0, 0, 2, 1)


def test_what_is_not_known_any_more_is_told(world, monkeypatch):
    run = Clerk(world.actor("clerk"), "places").map(
        Clerk(world.actor("clerk"), "places").send(sheets.plain([["名称", "类型"], ["甲", "工地"]]))
    )
    monkeypatch.delitem(registry._importers, "places")
    halted = work.work(run)
    assert halted.state == State.MAPPING
    assert halted.trouble


def test_an_error_stops_it_between_batches_and_says_so(world, monkeypatch):
    clerk = Clerk(world.actor("clerk"), "places")
    run = clerk.tried(sheets.plain([["名称", "类型"], ["甲地", "工地"]]))
    run = actions.start_run(actor=clerk.actor, run=run, now=clerk.now)

    def breaks(**given):
        raise ZeroDivisionError

    monkeypatch.setattr(actions, "take_over", breaks)
    with pytest.raises(ZeroDivisionError):
        work.work(run)
    run.refresh_from_db()
    assert (run.state, run.created) == (State.STOPPED, 0)
    assert "继续导入" in run.trouble
    monkeypatch.undo()
    run = actions.start_run(actor=clerk.actor, run=run, now=clerk.now)
    assert counts(work.work(run)) == (1, 0, 0, 0)


def test_the_thread_finds_what_waits(world):
    clerk = Clerk(world.actor("clerk"), "places")
    clerk.map(clerk.send(sheets.plain([["名称", "类型"], ["甲地", "工地"]])))
    assert background.once() == 1
    assert Run.objects.get().state == State.CHECKED
    assert background.once() == 0


@pytest.fixture(autouse=True)
def _comparable(world):
    """The firm of the small zone is laid down past the acts: give it the name that is compared."""
    OutsideOrganisation.objects.filter(pk=world.firm.pk).update(core=core_name(world.firm.name_zh))
    Place.objects.filter(pk=world.place.pk).update(core=core_name(world.place.name_zh))


@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="two threads on the one database in memory of SQLite"
)
@pytest.mark.django_db(transaction=True)
def test_two_processes_take_each_row_once(world, monkeypatch):
    clerk = Clerk(world.actor("clerk"), "matters")
    data = sheets.plain([["标题", "反映日期"], *[[f"第{n}件", "2021-05-10"] for n in range(1, 41)]])
    runs = [clerk.tried(data) for _n in range(2)]
    runs = [actions.start_run(actor=clerk.actor, run=run, now=clerk.now) for run in runs]
    from dataclasses import replace

    monkeypatch.setitem(registry._importers, "matters", replace(registry.get("matters"), batch=10))
    troubles, at = [], clerk.now  # a thread does not inherit the held clock

    def go(run):
        from banshi.base.zones import clock

        try:
            with clock.fixed(at):
                work.work(run)
        except Exception as error:
            troubles.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=(run,)) for run in runs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == []
    found = [Run.objects.get(pk=run.pk) for run in runs]
    assert sum(run.created for run in found) == 40
    assert sum(run.same for run in found) == 40
    assert Taken.objects.count() == 40


def test_a_day_off_called_otherwise_is_asked_about(world):
    admin = Clerk(world.actor("administrator"), "calendar")
    rows = [["日期", "类型", "名称", "来源"], ["2027-10-01", "公休假", "国庆节", "示例通知"]]
    run = admin.tried(sheets.plain(rows))
    assert wanted(run) == (0, 0, 0, 1)
    choice = actions.Choice("kind", "公休假", "holiday")
    run = work.work(actions.choose_names(actor=admin.actor, run=run, choices=[choice], now=admin.now))
    assert wanted(run) == (1, 0, 0, 0)

"""The pages of the lists: columns, filters, search, export, print, and what they cost."""

import io
import json
import re
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from banshi.base.zones import clock
from banshi.base.zones.models import Account, Label
from banshi.core.matters import actions
from banshi.core.org.models import Alias
from banshi.core.org.queries.known import forget
from support.matters import Walk
from support.zone import join

BUDGETS = json.loads((Path(__file__).parents[2] / "budgets.json").read_text())
LISTS = ("issues", "responsibility", "closure", "key")
COLUMNS = {
    "issues": "序号 编号 来源 反映人 问题（需求） 类别 涉及项目（企业） 收集单位 收集日期 办理情况",
    "responsibility": "序号 编号 问题 牵头领导 责任部门 配合部门 办理时限 办理要求 进展 灯",
    "closure": "序号 编号 问题 责任部门 办理结果 办结日期 核验人 满意度 销号日期 回头看",
    "key": "序号 编号 问题 牵头领导 责任部门 配合部门 办理时限 办理要求 进展 灯",
}


def client_of(world, name):
    client = Client()
    client.force_login(Account.objects.get(pk=world.accounts[name].pk))
    return client


def page(client, code, **query):
    return client.get(reverse(f"matters:{code}"), query)


def heads(html):
    table = re.search(r"<thead>(.*?)</thead>", html, re.S).group(1)
    cells = [cell for cell in re.findall(r"<th.*?</th>", table, re.S) if 'class="tick"' not in cell]
    return " ".join(re.sub(r"<[^>]+>", "", cell).strip() for cell in cells)


def shown(html):
    return sorted(set(re.findall(r"\d{4}-\d{4}(?=</span></td>)", html)))


def workbook(response):
    content = b"".join(response.streaming_content)
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


@pytest.fixture
def stock(world, now):
    """One of each: registered, dispatched and on the key list, closed out."""
    registered = Walk(world, now, title="招工困难").register()
    dispatched = Walk(world, now, title="路灯不亮", category="living").dispatch()
    actions.set_key_listing(actor=world.actor("clerk"), matter=dispatched, listed=True, now=now)
    closed = Walk(world, now, title="门前积水", kind="need").close()
    actions.set_key_listing(actor=world.actor("clerk"), matter=closed, listed=True, now=now)
    return {"registered": registered, "dispatched": dispatched, "closed": closed}


@pytest.mark.parametrize("code", LISTS)
def test_columns_are_those_that_officials_know(world, stock, code):
    response = page(client_of(world, "clerk"), code)
    assert response.status_code == 200
    assert heads(response.content.decode()) == COLUMNS[code]


@pytest.mark.parametrize("code", LISTS)
@pytest.mark.parametrize("query", [{}, {"as_of": "2021-05-18"}])
def test_the_workbook_is_the_screen(world, stock, now, code, query):
    with clock.fixed(now.replace(day=20)):
        client = client_of(world, "clerk")
        html = page(client, code, **query).content.decode()
        rows = workbook(page(client, code, export="xlsx", **query))
    head = next(at for at, row in enumerate(rows) if row[0] == "序号")
    assert " ".join(rows[head]) == COLUMNS[code]
    assert sorted(row[1] for row in rows[head + 1 :]) == shown(html)
    assert "演示数据" in rows[1][0]


@pytest.mark.parametrize("code", LISTS)
def test_print_has_the_same_columns(world, stock, code):
    html = page(client_of(world, "clerk"), code, print=1).content.decode()
    assert heads(html) == COLUMNS[code]
    assert "print-simulated" in html


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"group": "open"}, ["registered", "dispatched"]),
        ({"group": "closed"}, ["closed"]),
        ({"group": "to_dispatch"}, ["registered"]),
        ({"unit": "construction_bureau"}, ["dispatched", "closed"]),
        ({"collector": "enterprise_service_centre"}, ["registered", "dispatched", "closed"]),
        ({"collector": "construction_bureau"}, []),
        ({"kind": "need"}, ["closed"]),
        ({"category": "living"}, ["dispatched"]),
        ({"raiser": "resident"}, []),
        ({"key": "yes"}, ["dispatched", "closed"]),
        ({"leader": "leader"}, ["dispatched", "closed"]),
        ({"label": "0"}, []),
        ({"late": "late"}, []),
        ({"reopened": "yes"}, []),
        ({"q": "路灯"}, ["dispatched"]),
        ({"q": "灯路"}, []),
        ({"q": "晴川"}, ["registered", "dispatched", "closed"]),
        ({"group": "nonsense"}, []),
    ],
)
@pytest.mark.parametrize("day", [{}, {"as_of": "2021-05-17"}])
def test_filters_and_search(world, stock, now, query, names, day):
    with clock.fixed(now.replace(day=18)):
        html = page(client_of(world, "clerk"), "issues", **query, **day).content.decode()
    assert shown(html) == sorted(stock[name].number for name in names)


def test_a_number_is_found(world, stock):
    number = stock["closed"].number
    html = page(client_of(world, "clerk"), "issues", q=number[-4:]).content.decode()
    assert shown(html) == [number]


def test_another_name_of_the_firm_is_found(world, stock):
    Alias.objects.create(zone=world.zone, subject=world.firm.subject, text="迈好精密", normal="迈好精密")
    html = page(client_of(world, "clerk"), "issues", q="迈好").content.decode()
    assert len(shown(html)) == 3


def test_a_past_day_says_so_and_keeps_the_day_in_the_tabs(world, stock, now):
    with clock.fixed(now.replace(day=20)):
        html = page(client_of(world, "clerk"), "responsibility", as_of="2021-05-18").content.decode()
    assert "band-asof" in html
    assert f"{reverse('matters:closure')}?as_of=2021-05-18" in html


def test_whoever_may_not_take_a_list_away_is_not_offered_it(world, stock):
    join(world, "village", "general_office", "staff", ("village_clerk",))
    offered = page(client_of(world, "clerk"), "issues").content.decode()
    html = page(client_of(world, "village"), "issues").content.decode()
    assert "export=xlsx" in offered
    assert "export=" not in html
    assert "print=1" in html
    assert page(client_of(world, "village"), "issues", export="xlsx").status_code == 403


def test_labels_hold_in_search_count_and_export(world, now):
    Walk(world, now, title="公开可见").register()
    hidden = Walk(world, now, title="不可外传").receive()
    actor = world.actor("clerk")
    actions.amend_matter(
        actor=actor, matter=hidden, title="不可外传", category="roads", label=Label.SUPERVISION, now=now
    )
    for name in ("clerk", "verifier", "leader", "builder"):
        client = client_of(world, name)
        assert hidden.number not in page(client, "issues").content.decode()
        assert hidden.number not in page(client, "issues", q="不可").content.decode()
        assert hidden.number not in str(workbook(page(client, "issues", export="xlsx")))
    assert "1项" in page(client_of(world, "verifier"), "issues", total=1).content.decode()
    assert hidden.number in page(client_of(world, "supervisor"), "issues").content.decode()


@pytest.mark.parametrize(("name", "status"), [("clerk", 200), ("supervisor", 200), ("administrator", 403)])
def test_who_may_open_a_list(world, name, status):
    assert page(client_of(world, name), "issues").status_code == status


def test_leaders_and_units_stand_in_protocol_order(world, stock):
    units = list(world.units.values())
    for order, unit in enumerate(reversed(units), 1):
        type(unit).objects.filter(pk=unit.pk).update(protocol=order)
    forget()  # an act would have renewed the mark by which units are kept
    html = page(client_of(world, "clerk"), "issues").content.decode()
    choice = re.search(r'<select[^>]*name="unit".*?</select>', html, re.S).group(0)
    found = re.findall(r'<option value="(\w+)"', choice)
    assert found == [unit.code for unit in reversed(units)]


@pytest.mark.parametrize("code", LISTS)
@pytest.mark.parametrize("query", [{}, {"as_of": "2021-05-18"}, {"q": "门前"}, {"group": "behind"}])
def test_a_page_costs_the_same_for_one_row_and_for_fifty(world, now, code, query):
    query = {key: value for key, value in query.items() if not (key == "group" and code == "closure")}
    clerk = world.actor("clerk")

    def fill(count):
        for _ in range(count):
            w = Walk(world, now, title="门前积水")
            w.close() if code == "closure" else w.dispatch(
                co_parts=(actions.CoPart(world.units["project_service_centre"], date(2021, 5, 19)),)
            )
            actions.set_key_listing(actor=clerk, matter=w.matter, listed=True, now=now)

    def cost():
        client = client_of(world, "clerk")
        page(client, code, **query)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert page(client, code, **query).status_code == 200
        return len(captured)

    with clock.fixed(now):
        fill(1)
    with clock.fixed(now.replace(day=21)):
        one = cost()
    with clock.fixed(now):
        fill(12)
    with clock.fixed(now.replace(day=21)):
        many = cost()
    search = 2 if "q" in query else 0  # other names of the words, and how common they are
    assert one == many <= min(BUDGETS[f"matters:{code}"] + search, 12)

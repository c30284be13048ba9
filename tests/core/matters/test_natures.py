"""The lists by nature: what was raised unless asked otherwise, which is what the figures count and what they say."""

import io
import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from banshi.base.figures.registry import Question, figures
from banshi.base.tables.actions import save_view
from banshi.base.zones import clock
from banshi.base.zones.models import Account
from banshi.core.matters import actions
from banshi.core.matters.models import Nature
from banshi.core.matters.rules.kinds import ISSUED, NATURES, RAISED
from support.api import Caller, secret_for
from support.ledger import on, walk

LEFT_OUT = "只列问题和需求"
DAYS = ({}, {"as_of": "2021-05-18"}, {"as_of": "2021-05-19", "known_on": "2021-05-18"})


@pytest.fixture
def ledger(world):
    """A problem, a need, a rectification and a task, dispatched or closed out, on the key list, over some days."""
    clerk = world.actor("clerk")
    with on(5, 17) as at:
        found = {
            "problem": walk(world, at).dispatch(),
            "need": walk(world, at, kind="need").close(),
            "rectification": walk(world, at, kind="rectification").dispatch(),
            "task": walk(world, at, kind="task").register(),
        }
        for matter in found.values():
            actions.set_key_listing(actor=clerk, matter=matter, listed=True, now=at)
    with on(5, 19) as at:
        late = walk(world, at, kind="need", raised_on=date(2021, 5, 18))
        found["late"] = late.register()
        actions.reopen_matter(actor=clerk, matter=found["need"], reason="又积水了。", now=at)
    with on(5, 28):
        yield found


def client_of(world, name="clerk"):
    client = Client()
    client.force_login(Account.objects.get(pk=world.accounts[name].pk))
    return client


def page(world, code="issues", name="clerk", **query):
    return client_of(world, name).get(reverse(f"matters:{code}"), query)


def numbers(html):
    return sorted(set(re.findall(r"\d{4}-\d{4}(?=</span></td>)", html)))


def listed(world, code="issues", **query):
    return numbers(page(world, code, **query).content.decode())


def of(ledger, *names):
    return sorted(ledger[name].number for name in names)


def test_the_choices_are_the_natures_of_the_rules():
    assert set(Nature.values) == NATURES
    assert {*RAISED, *ISSUED} == NATURES


@pytest.mark.parametrize("day", DAYS[:2])
@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["problem", "need"]),
        ({"nature": ""}, ["problem", "need"]),
        ({"nature": "raised"}, ["problem", "need"]),
        ({"nature": "problem"}, ["problem"]),
        ({"nature": "need"}, ["need"]),
        ({"nature": "rectification"}, ["rectification"]),
        ({"nature": "task"}, ["task"]),
        ({"nature": "condition"}, []),
        ({"nature": "all"}, ["problem", "need", "rectification", "task"]),
        ({"nature": "nonsense"}, []),
        ({"kind": "rectification"}, ["rectification"]),
        ({"kind": "rectification", "nature": "raised"}, ["rectification"]),
        ({"kind": "rectification", "nature": "need"}, []),
        ({"group": "open", "nature": "all", "unit": "construction_bureau"}, ["problem", "rectification"]),
    ],
)
def test_a_list_by_nature(world, ledger, query, names, day):
    names = names + ["late"] * ("need" in names)  # raised on the 18th, entered a day later
    if not day and query.get("unit"):
        names = [*names, "need"]  # open again
    assert listed(world, **query, **day) == of(ledger, *names)


@pytest.mark.parametrize("code", ["issues", "responsibility", "key", "closure"])
@pytest.mark.parametrize("shape", [{}, {"print": "1"}])
def test_a_list_says_when_a_nature_is_left_out(world, ledger, code, shape):
    assert LEFT_OUT in page(world, code, **shape).content.decode()
    for asked in ({"nature": "all"}, {"nature": "need"}, {"kind": "rectification"}):
        assert LEFT_OUT not in page(world, code, **asked, **shape).content.decode()


def test_what_is_left_out_is_one_click_away_and_the_default_needs_no_address(world, ledger):
    html = page(world, group="open").content.decode()
    assert "?group=open&amp;nature=all" in html
    chosen = re.search(r'<select[^>]*name="nature".*?</select>', html, re.S).group(0)
    assert '<option value="">问题和需求</option>' in chosen
    assert 'value="raised"' not in chosen
    assert "nature=raised" not in html


def test_an_empty_list_says_so_too_and_offers_its_first_step(world, now):
    html = page(world).content.decode()
    assert LEFT_OUT in html
    assert 'class="empty-state"' in html


def test_the_workbook_says_what_it_shows(world, ledger):
    content = b"".join(page(world, export="xlsx").streaming_content)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert "性质: 问题和需求" in rows[1][0]
    assert sorted(row[1] for row in rows[4:]) == of(ledger, "problem", "need", "late")


def test_a_kept_view_keeps_the_nature(world, ledger):
    by, at = world.actor("clerk"), clock.now(world.zone)
    path = reverse("matters:issues")
    view = save_view(actor=by, path=path, query="nature=rectification", name="整改", now=at)
    client = client_of(world)
    assert f'href="{path}?nature=rectification"' in client.get(path).content.decode()
    assert numbers(client.get(view.address).content.decode()) == of(ledger, "rectification")


def test_the_api_lists_what_the_page_lists(world, ledger):
    caller = Caller(secret_for(world.actor("clerk")))
    for asked in ({}, {"nature": "all"}, {"nature": "task"}, {"kind": "rectification"}):
        found = caller.get("matters/", **asked).json()["items"]
        assert sorted(row["number"] for row in found) == listed(world, **asked)
    assert caller.get("matters/", nature="nonsense").status_code == 422


LISTS = {
    "matters.collected": ("issues", {}),
    "matters.key_list": ("key", {}),
    "matters.open": ("issues", {"group": "open"}),
    "matters.overdue": ("responsibility", {"group": "overdue"}),
    "matters.explained": ("issues", {"group": "explained"}),
    "matters.closed": ("closure", {}),
    "matters.closed_of_key": ("closure", {"key": "yes"}),
    "matters.reopened": ("issues", {"reopened": "yes"}),
    "matters.late_recorded": ("issues", {"late": "late"}),
}


@pytest.mark.parametrize("day", DAYS)
def test_the_lists_are_what_the_figures_count(world, ledger, day):
    """Also on a past day, and on one as known then."""
    actor = world.actor("clerk")
    as_of = date.fromisoformat(day["as_of"]) if day else clock.today(world.zone)
    known = clock.at_time(world.zone, date(2021, 5, 19)) if "known_on" in day else None
    found = {one.code: one.compute(Question(world.zone, actor, as_of, known)) for one in figures(actor)}
    for code, (name, query) in LISTS.items():
        value = found[code]
        shown = listed(world, name, **query, **day)
        count = value.value if value.numerator is None else value.numerator
        assert len(shown) == count, code
        assert shown == sorted(subject.caption.split()[0] for subject in value.records), code
    assert found["matters.collected"].value > 0


def test_each_number_of_the_start_page_opens_its_rows(world, ledger):
    html = client_of(world, "supervisor").get(reverse("home:home")).content.decode()
    counts = re.findall(r'<li><a href="([^"]+)"><strong>(\d+)</strong>', html)
    assert len(counts) >= 6
    for address, number in counts:
        response = client_of(world, "supervisor").get(address.replace("&amp;", "&"), {})
        if "/matters/" in address:
            assert len(numbers(response.content.decode())) == int(number), address
    assert {number for _address, number in counts} != {"0"}

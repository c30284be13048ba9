"""The pages of figures as the clerk, a handler and a stranger see them."""

import re
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import include, path, reverse

from banshi.base.zones.models import Account
from banshi.conf import urls
from banshi.core.matters import actions
from support.ledger import on, walk


class WithFigures:
    """The addresses of the product, and those of figures whether or not the product lists them already."""

    urlpatterns = [*urls.urlpatterns, path("figures/", include("banshi.base.figures.urls"))]
    handler404, handler403, handler500 = urls.handler404, urls.handler403, urls.handler500


def signed_in(world, who):
    client = Client()
    client.force_login(Account.objects.get(pk=world.accounts[who].pk))
    return client


@pytest.fixture
def read(settings, world):
    settings.ROOT_URLCONF = WithFigures

    def page(who, name, *args, status=200, english=True, **query):
        client = signed_in(world, who)
        client.cookies["language"] = "en" if english else "zh-hans"
        found = client.get(reverse(f"figures:{name}", args=args), query)
        assert found.status_code == status
        return unescape(found.content.decode()) if not found.streaming else found

    return page


def test_all_figures_with_fraction_and_definition(read, world, now):
    walk(world, now).close()
    walk(world, now).dispatch()
    page = read("clerk", "list")
    assert '<span class="fraction">1/2</span>' in page
    assert "50.0%" in page
    assert "÷ all matters collected" in page
    assert "Demonstration data" in page


def test_a_group_is_headed_once(read):
    heads = re.findall("<h2>(.*?)</h2>", read("clerk", "list"))
    assert len(heads) > 3
    assert len(heads) == len(set(heads))


def test_chinese_is_complete(read, world, now):
    walk(world, now).register()
    page = read("clerk", "list", english=False)
    assert "收集问题" in page
    assert "满意率" in page
    assert "Counted" not in page


def test_as_of_a_past_day_says_so_in_a_band(read, world, now):
    walk(world, now).register()
    with on(6, 2) as at:
        walk(world, at).register()
        page = read("clerk", "figure", "matters.collected", as_of="2021-05-31")
        assert "As of 31 May 2021" in page
        assert "<strong>1</strong>" in page
        assert "<strong>2</strong>" in read("clerk", "figure", "matters.collected")


def test_as_known_on_a_day(read, world, now):
    with on(6, 5) as at:
        walk(world, at, raised_on=date(2021, 5, 30)).register()
        days = {"as_of": "2021-05-31"}
        assert "<strong>1</strong>" in read("clerk", "figure", "matters.collected", **days)
        page = read("clerk", "figure", "matters.collected", **days, known_on="2021-06-01")
        assert "<strong>0</strong>" in page
        assert "As known on 2021-06-01" in page


def test_a_day_that_has_not_come_is_refused(read, world):
    assert "is not a day" in read("clerk", "list", status=422, as_of="2021-05-18")


def test_a_figure_opens_its_rows_and_what_it_leaves_out(read, world, now):
    closed, still = walk(world, now).close(), walk(world, now).dispatch()
    page = read("clerk", "figure", "matters.closed")
    assert page.index("Not closed out") < page.index(still.number) < page.index(closed.number)
    counted = read("clerk", "records", "matters.closed")
    assert closed.number in counted
    assert still.number not in counted
    left = read("clerk", "records", "matters.closed", rows="failing")
    assert still.number in left
    assert closed.number not in left


def test_rows_of_one_part(read, world, now):
    ours = walk(world, now, source_kind="infrastructure").register()
    theirs = walk(world, now).register()
    page = read("clerk", "records", "matters.collected", collector="construction_bureau")
    assert ours.number in page
    assert theirs.number not in page


def test_a_handler_counts_his_own_and_nothing_sensitive_shows(read, world, now):
    mine, hidden = walk(world, now).dispatch(), walk(world, now, label=3).receive()
    walk(world, now).register()
    assert "<strong>1</strong>" in read("builder", "figure", "matters.collected")
    page = read("builder", "records", "matters.collected")
    assert mine.number in page
    assert hidden.number not in page
    assert "<strong>2</strong>" in read("verifier", "figure", "matters.collected")


def test_who_has_no_figures_gets_none(read, world):
    read("administrator", "list", status=403)
    read("administrator", "records", "matters.collected", status=403)
    read("clerk", "figure", "nothing.known", status=404)


def test_the_statements_of_the_page(read, world, now):
    one = walk(world, now)
    one.register()
    actions.set_key_listing(actor=world.actor("clerk"), matter=one.matter, listed=True, now=now)
    one.close()
    with on(6, 17):
        page = read("clerk", "replay")
        assert "67 statements" in page
        assert "Key list 1/1; all 1/1; re-opened and open 0" in page
        assert page.count("Not asked yet") >= 57
        assert one.matter.number in read("clerk", "statement", "A24")
        read("clerk", "statement", "A68", status=404)


def test_export_of_the_rows(read, world, now):
    walk(world, now).register()
    found = read("clerk", "records", "matters.collected", export="xlsx")
    assert found["Content-Type"].endswith("spreadsheetml.sheet")


def cost(client, name, args):
    """Queries of a page for somebody who is signed in already."""
    address = reverse(f"figures:{name}", args=args)
    for _time in range(2):
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
    return len(found.captured_queries)


@pytest.mark.parametrize(
    ("name", "args", "budget"),
    [
        ("list", (), 45),  # six figures of supervision, two counts each; programmes some twenty together
        ("figure", ("matters.closed",), 10),
        ("records", ("matters.collected",), 10),
        ("replay", (), 90),  # programmes answer statements of their own
    ],
)
def test_as_many_queries_for_one_matter_as_for_eight(settings, world, now, name, args, budget):
    settings.ROOT_URLCONF = WithFigures
    with on(6, 17):
        walk(world, now).close()
        client = signed_in(world, "clerk")
        one = cost(client, name, args)
        for _n in range(7):
            walk(world, now).close()
        assert cost(client, name, args) == one
    assert one <= budget

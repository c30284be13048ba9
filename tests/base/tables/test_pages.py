"""The page as it leaves the server."""

import re
from dataclasses import replace
from datetime import date

import pytest
from django.utils import translation
from django.utils.html import escape

from banshi.base.tables import pages
from banshi.base.tables.pages import list_page
from banshi.base.zones.models import Subject
from base.tables.samples import LIST, PLAIN


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def body(response):
    return response.content.decode()


def captions(page):
    return re.findall(r'class="row-link" href="/things/(\d+)/"', page)


@pytest.fixture
def shown(ask_for, zone):
    def show(query="", table=LIST, part=None, **context):
        return body(list_page(ask_for(query, part), table, Subject.objects.filter(zone=zone), **context))

    return show


def test_a_page_with_every_kind_of_column(rows, shown):
    rows(3)
    page = shown()
    assert "<h1>Things &amp; matters</h1>" in page
    assert "3 things" in page
    assert captions(page) == ["003", "002", "001"]
    assert '<td class="num quiet">1</td>' in page
    assert '<td class="num card-2">30</td>' in page
    assert '<time datetime="2021-06-25">06-25</time>' in page
    assert '<time datetime="2020-06-25">2020-06-25</time>' in page
    assert ">05-31 02:05</time>" in page
    assert '<span class="state state-going">In hand</span>' in page
    assert '<span class="light light-red">Overdue</span>' in page
    assert '<a href="/units/1/">Office</a>' in page
    assert '<span class="tag">key</span> <span class="tag">late</span>' in page
    assert "East zone" in page
    assert '<span class="quiet">—</span>' in page


def test_head_and_body_have_the_same_columns(rows, shown):
    rows(1)
    page = shown()
    assert page.count("<th ") == page.count("<td ") == len(LIST.columns) + 1


def test_no_script_and_no_style_in_the_page(rows, shown):
    rows(1)
    page = shown()
    assert not re.search(r"<script(?![^>]*src=)", page)
    assert not re.search(r'\sstyle="|\son[a-z]+="|javascript:', page)


def test_what_users_wrote_is_text(zone, shown):
    evil = '"><script>alert(1)</script>'
    Subject.objects.create(zone=zone, kind="need", caption=evil)
    page = shown("?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert" not in page
    assert escape(evil) in page


def test_filters_stand_in_the_page(rows, shown):
    rows(4)
    page = shown("?kind=need&sort=figure")
    assert captions(page) == ["002", "004"]
    assert '<option value="need" selected>Needs</option>' in page
    assert '<input type="search" class="form-control" name="q" value=""' in page
    assert '<input type="hidden" name="sort" value="figure">' in page
    assert 'aria-sort="ascending"' in page
    assert "Kind: Needs" in page
    assert "?kind=need&amp;sort=-figure" in page


def test_at_most_five_filters_are_in_sight(rows, shown):
    rows(1)
    many = tuple(replace(LIST.filters[0], key=f"f{n}", label=f"Filter {n}") for n in range(7))
    page = shown(table=replace(LIST, filters=many))
    before, after = page.split('<details class="more">')
    assert "Filter 4" in before
    assert "Filter 5" not in before
    assert "Filter 6" in after
    assert '<details class="more" open>' in shown("?f6=need", table=replace(LIST, filters=many))


def test_a_filter_that_is_no_choice_says_so(rows, shown):
    rows(4)
    page = shown("?kind=secret")
    assert captions(page) == []
    assert "not a choice of yours" in page


def test_an_empty_list_says_what_would_be_here(zone, shown):
    page = shown()
    assert "Things that were collected stand here." in page
    assert '<a class="btn" href="/things/new/">Collect one</a>' in page
    assert "<table" not in page


def test_a_search_without_hits_offers_the_whole_list(rows, shown):
    rows(2)
    page = shown("?q=none")
    assert "Nothing matches." in page
    assert "Things that were collected" not in page
    assert "Collect one" not in page


def test_pages_lead_on_and_back(rows, shown):
    rows(120)
    page = shown("?page=2&kind=")
    assert captions(page)[0] == "070"
    assert '<td class="num quiet">51</td>' in page
    assert 'rel="prev" href="?page=1&amp;kind="' in page or 'rel="prev" href="?kind=&amp;page=1"' in page
    assert 'rel="next"' in page
    assert "120 things" in page


def test_more_than_a_thousand_is_said_so_and_counted_on_request(rows, shown):
    rows(1003)
    page = shown()
    assert "1,000+ things" in page
    assert 'href="?total=1"' in page
    assert "1,003 things" in shown("?total=1")


def test_the_past_is_asked_of_the_caller_and_cannot_be_missed(rows, ask_for, zone):
    rows(1)
    asked = []

    def given(ask):
        asked.append((ask.as_of, ask.known_on))
        return Subject.objects.filter(zone=zone)

    page = body(list_page(ask_for("?as_of=2020-05-01&known_on=2021-05-02"), LIST, given))
    assert asked == [(date(2020, 5, 1), date(2021, 5, 2))]
    assert "band-asof" in page
    assert '<time datetime="2020-06-25">06-25</time>' in page
    assert '<time datetime="2021-06-25">2021-06-25</time>' in page
    assert 'name="as_of" max="2021-05-31" value="2020-05-01"' in page
    assert "As known on 2021-05-02" in re.sub(r"<[^>]+>|\s+", " ", page).replace("  ", " ")


def test_htmx_gets_the_part_alone(rows, shown):
    rows(2)
    part = shown("?kind=need", part="table-things")
    assert "<html" not in part
    assert "<h1" not in part
    assert captions(part) == ["002"]
    assert 'id="count-things" hx-swap-oob="true">1 things' in part
    assert 'id="export-things" href="?kind=need&amp;export=xlsx"' in part
    assert "<html" in shown(part="something-else")


def test_the_answer_depends_on_who_asked_how(rows, ask_for, zone):
    response = list_page(ask_for(), LIST, Subject.objects.all())
    assert "HX-Request" in response["Vary"]


def test_print_shows_all_rows_with_full_dates(rows, shown, monkeypatch):
    rows(120)
    page = shown("?print=1&page=2")
    assert len(captions(page)) == 120
    assert '<time datetime="2021-06-25">2021-06-25</time>' in page
    assert "data-print" in page
    assert 'class="filters"' not in page
    monkeypatch.setattr(pages, "PRINT_LIMIT", 100)
    cut = shown("?print=1")
    assert len(captions(cut)) == 100
    assert "Only the first 100 rows" in cut


def test_a_demonstration_says_so(rows, shown, zone):
    rows(1)
    zone.simulated = True
    assert "Demonstration data" in shown()
    assert "print-simulated" in shown("?print=1")


def test_a_list_without_search_filters_and_days(rows, shown):
    rows(1)
    page = shown(table=PLAIN)
    assert 'type="search"' not in page
    assert 'name="as_of"' not in page


@pytest.mark.parametrize("count", [1, 60])
def test_queries_do_not_grow_with_rows(rows, ask_for, zone, count, django_assert_max_num_queries):
    rows(count)
    request = ask_for()
    with django_assert_max_num_queries(3):
        list_page(request, LIST, Subject.objects.filter(zone=zone).select_related("zone__subject"))


def test_chinese(rows, ask_for, zone):
    rows(60)
    with translation.override("zh-hans"):
        page = body(list_page(ask_for(), LIST, Subject.objects.filter(zone=zone)))
    for word in ("序号", "导出工作簿", "打印", "下一页"):
        assert word in page

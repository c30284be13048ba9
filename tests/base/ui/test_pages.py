"""The shell: bands, rail, refusals, languages, keys, and nothing inline."""

import re
from html.parser import HTMLParser
from uuid import UUID

import pytest

from banshi.base.ui import nav

pytestmark = [pytest.mark.django_db, pytest.mark.urls("base.ui.style.urls")]
PAGES = ["/style/list", "/style/past?as_of=2021-05-31", "/style/thing", "/style/form", "/sign/password"]
HTMX = {"HX-Request": "true"}


class Inline(HTMLParser):
    """Collects what a strict content security policy would refuse."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        names = dict(attrs)
        self.found += [f"{tag} {name}" for name in names if name.startswith("on") or name == "style"]
        if tag == "style" or (tag == "script" and "src" not in names):
            self.found.append(tag)


@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_inline_and_the_policy_is_sent(inside, page):
    answer = inside.get(page)
    parser = Inline()
    parser.feed(answer.text)
    assert parser.found == []
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_a_simulated_zone_says_so(inside, page):
    text = inside.get(page).text
    assert "演示数据" in text
    assert "2021年6月17日 10:20" in text


def test_print_repeats_zone_title_day_and_demonstration(inside):
    head = re.search(r'<div class="print-head.*?</div></div>', inside.get("/style/past").text, re.S)[0]
    for part in ("青屿经济开发区", "责任清单", "截至2021年5月31日", "演示数据"):
        assert part in head


def test_a_real_zone_says_nothing_of_demonstration(inside, zone):
    zone.simulated = False
    zone.save()
    assert "演示" not in inside.get("/style/thing").text


def test_the_past_has_a_band_with_a_way_back_that_keeps_the_filters(inside):
    assert "band-asof" not in inside.get("/style/list").text
    text = inside.get("/style/past?q=%E8%B7%AF&as_of=2021-05-31").text
    assert "截至2021年5月31日" in text
    assert 'href="/style/past?q=%E8%B7%AF"' in text


def test_pages_keep_the_filters(inside):
    text = inside.get("/style/list?unit=3&page=2").text
    assert "?unit=3&amp;page=3" in text
    assert "第 2 页，共 5 页" in text


def test_the_rail_shows_what_the_actor_may_and_where_he_is(inside):
    rail = re.search(r'<nav class="rail.*?</nav>', inside.get("/style/list").text, re.S)[0]
    assert re.findall(r"<span>(.*?)</span>", rail) == ["首页", "事项"]
    assert re.search(r'href="/style/list" aria-current="page"', rail)
    assert '<span class="badge-count">7</span>' in rail


def test_the_search_field_leads_to_the_page_that_answers(inside, monkeypatch):
    field = re.search(r'<form class="masthead-search" action="([^"]*)"', inside.get("/style/thing").text)
    assert field[1] == "/style/list"
    for other in (nav.Search("style_list", "org.edit"), nav.Search("no:page", "matters.view")):
        monkeypatch.setattr(nav, "_searches", [other])
        assert "masthead-search" not in inside.get("/style/thing").text


def test_the_title_stands_in_head_and_heading(inside):
    text = inside.get("/style/list").text
    assert "<title>责任清单 · 青屿经济开发区 · 办实事</title>" in text
    assert "<h1>责任清单</h1>" in text


@pytest.mark.parametrize(
    ("code", "status", "title"),
    [("refusal", 422, "没有办成"), ("forbidden", 403, "没有这项权限"), ("conflict", 409, "已有人先一步处理")],
)
def test_a_refusal_is_a_page_with_its_sentence(inside, code, status, title):
    answer = inside.get(f"/style/raise/{code}")
    assert answer.status_code == status
    assert title in answer.text
    assert "这件事项已由党政办交办,请重新打开查看。" in answer.text


def test_a_refusal_for_htmx_is_a_notice(inside):
    answer = inside.get("/style/raise/conflict", headers=HTMX)
    assert answer.status_code == 409
    assert answer["HX-Retarget"] == "#notices"
    assert "<html" not in answer.text
    assert 'role="alert"' in answer.text
    assert "这件事项已由党政办交办" in answer.text


def stripped(answer):
    """The page without what differs on every page: tokens and the address for the language switch."""
    return re.sub(r'name="next" value="[^"]*"|[A-Za-z0-9]{64}', "", answer.text)


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_unknown_forbidden_to_see_and_no_such_address_are_one_page(inside, headers):
    unknown = inside.get("/style/raise/unknown", headers=headers)
    missing = inside.get("/no/such/address", headers=headers)
    assert unknown.status_code == missing.status_code == 404
    assert stripped(unknown) == stripped(missing)
    assert {k: v for k, v in unknown.items() if k != "Content-Length" and "Policy" not in k} == {
        k: v for k, v in missing.items() if k != "Content-Length" and "Policy" not in k
    }


def test_the_way_back_is_ours(inside):
    ours = inside.get("/style/raise/conflict", headers={"Referer": "http://testserver/style/form?x=1"})
    assert 'href="/style/form?x=1"' in ours.text
    theirs = inside.get("/style/raise/conflict", headers={"Referer": "https://elsewhere.example/"})
    assert "elsewhere" not in theirs.text


def test_a_fault_of_ours_is_a_page_without_the_database(inside, django_assert_max_num_queries):
    inside.raise_request_exception = False
    answer = inside.get("/style/broken")
    assert answer.status_code == 500
    assert "系统出错了" in answer.text


def test_the_language_is_chosen_by_post_and_kept(inside):
    assert 'lang="zh-Hans"' in inside.get("/style/thing", headers={"Accept-Language": "en"}).text
    assert inside.get("/ui/language").status_code == 405
    inside.post("/ui/language", {"language": "en", "next": "/style/thing"})
    english = inside.get("/style/thing").text
    assert 'lang="en"' in english
    assert "Demonstration data" in english
    assert "Fri 25 June" in english


def test_the_key_is_made_once_and_kept_while_the_form_is_corrected(inside):
    key = key_of(inside.get("/style/form"))
    assert UUID(key).version == 7
    refused = inside.post("/style/form", {"key": key})
    assert refused.status_code == 422
    assert key_of(refused) == key
    assert key_of(inside.post("/style/form", {"key": "nonsense"})) != "nonsense"
    assert key_of(inside.get("/style/form")) != key


def key_of(answer):
    return re.search(r'name="key" value="([^"]*)"', answer.text)[1]


def test_a_refusal_stands_under_its_field(inside):
    form = {"leader": "a", "due_on": "2021-06-25", "requirement": "亮灯", "kind": "p"}
    text = inside.post("/style/form", form).text
    field = re.search(r'<label class="field-label" for="id_due_on">.*?</div></div>', text, re.S)[0]
    assert "请写明具体日期。" in field
    assert 'aria-invalid="true"' in field
    assert 'type="date"' in field
    assert "亮灯" in text


def test_an_act_that_is_opened_like_a_page_says_so(client):
    """Going back after a session that ended ended on a white page."""
    answer = client.get("/ui/language")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "此地址不能直接打开" in answer.content.decode()
    assert client.put("/ui/language").content == b""

"""Every key page, on a desk and in a hand: quiet, whole, readable by everyone, kept as a picture."""

import re

import pytest
from django.db import connection

from banshi.base.zones import clock
from banshi.core.matters import actions
from browser.conftest import AXE, NOW, SIZES
from support.matters import Walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LISTS = {
    "issues": "/matters/",
    "responsibility": "/matters/responsibility/",
    "closure": "/matters/closure/",
    "key": "/matters/key/",
    "as-of": "/matters/responsibility/?as_of=2021-05-16",
}
ADMIN = {
    "calendar": "/calendars/2021",
    "rules": "/rules/",
    "rule": "/rules/terms",
    "roles": "/roles/",
    "health": "/operations/health",
    "people": "/org/people",
    "grant": "/roles/grant",
    "accounts": "/roles/accounts",
    "factors": "/sign/factors",
    "authenticator": "/sign/factors/app",
    "passkey": "/sign/factors/passkey",
    "own-sessions": "/sign/places",
}
CLERK = LISTS | {
    "board": "/matters/board/",
    "queue": "/matters/verification/",
    "new": "/matters/new/",
    "counter": "/counter/",
    "paste": "/counter/paste/",
    "calls": "/counter/calls/",
    "org": "/org/",
    "places": "/places/",
    "outside": "/org/outside",
    "figures": "/figures/",
    "figure": "/figures/matters.closed_of_key/",
    "replay": "/figures/replay/",
    "search": "/search/?q=%E7%A7%AF%E6%B0%B4",
}
HOMES = ("clerk", "leader", "verifier", "builder", "supervisor", "administrator", "idle")
SERIOUS = "axe.run().then(r => r.violations.filter(v => ['serious', 'critical'].includes(v.impact))"
FOUND = SERIOUS + ".map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160)).join(' | ')))"
TOFU = """() => {
  const paint = text => {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 48;
    const pen = canvas.getContext('2d', {willReadFrequently: true});
    pen.font = '32px ' + getComputedStyle(document.body).fontFamily;
    pen.fillText(text, 4, 36);
    return pen.getImageData(0, 0, 48, 48).data.join();
  };
  const missing = paint('\\uffff');
  return [...'办实事销号'].map(paint).filter((one, at, all) => all.indexOf(one) !== at || one === missing).length;
}"""
"""How many of five characters look alike or like a missing one."""


@pytest.fixture(scope="module")
def stock(world):
    """Matters in each state, two on the key list, one asking for more time, one overdue."""
    with clock.fixed(NOW):
        walk = Walk(world, NOW, title="员工公寓热水供应不稳定", category="living")
        walk.receive()
        Walk(world, NOW, title="招工困难,盼组织专场招聘", category="living", kind="need").register()
        key = Walk(world, NOW, title="厂区门前道路积水").sign()
        actions.set_key_listing(actor=world.actor("clerk"), matter=key, listed=True, now=NOW)
        actions.ask_extension(
            actor=world.actor("builder"),
            matter=key,
            until_on=NOW.date().replace(day=28),
            reason="等配件",
            now=NOW,
        )
        Walk(world, NOW, title="路灯不亮,夜班职工出行不便").submit()
        verified = Walk(world, NOW, title="河边护栏松动")
        verified.verified()
        closed = Walk(world, NOW, title="公交站点太远").close()
        actions.set_key_listing(actor=world.actor("clerk"), matter=closed, listed=True, now=NOW)
        Walk(world, NOW, title="配电房雨天渗水", category="utilities").dispatch(
            due_on=NOW.date().replace(day=18)
        )
        return {"key": key, "closed": closed}


def look(page, name, size, shots, wrong):
    """The page as it stands: too wide, unfinished, hard to read?"""
    if not page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
        wrong.append(f"{name}-{size}: wider than the window")
    if page.evaluate(TOFU):
        wrong.append(f"{name}-{size}: Chinese characters are missing from the fonts")
    page.screenshot(path=shots / f"{name}-{size}.png", full_page=True)
    wrong += [f"{name}-{size}: {found}" for found in page.evaluate(FOUND)]


@pytest.fixture
def reader(enter, tab):
    """Signed in, with axe at hand: its script comes in past the policy, which other tests hold to."""

    def begin(name, size):
        page = enter(name, page=tab(size, bypass_csp=True))
        page.add_init_script(AXE.read_text(encoding="utf-8"))
        return page

    return begin


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("name", "pages"), [("clerk", CLERK), ("administrator", ADMIN)])
def test_key_pages(stock, reader, shots, name, pages, size):
    wrong, page = [], reader(name, size)
    pages = dict(pages)
    if name == "clerk":
        pages |= {thing: f"/matters/{row.subject.uid}/" for thing, row in stock.items()}
    for code, address in pages.items():
        answer = page.goto(address)
        if answer.status not in {200, 503}:
            wrong.append(f"{code}: {answer.status}")
        look(page, code, size, shots, wrong)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("size", SIZES)
def test_homes_and_the_door(stock, tab, reader, shots, size):
    wrong = []
    for name in HOMES:
        page = reader(name, size)
        page.goto("/")
        look(page, f"home-{name}", size, shots, wrong)
        page.context.close()
    door = tab(size, bypass_csp=True)
    door.add_init_script(AXE.read_text(encoding="utf-8"))
    door.goto("/sign/in")
    look(door, "sign-in", size, shots, wrong)
    assert not wrong, "\n".join(wrong)


def test_pages_keep_to_the_policy(stock, enter):
    """With the policy in force: nothing is refused by the browser (the console is judged at the end)."""
    for name, pages in (("clerk", CLERK), ("administrator", ADMIN)):
        page = enter(name)
        page.add_init_script(
            "addEventListener('securitypolicyviolation', e => console.error('policy: ' + e.violatedDirective))"
        )
        for address in pages.values():
            page.goto(address)
        page.goto("/matters/0190a000-0000-7000-8000-000000000000/")
        assert "没有" in page.inner_text("main")


def test_by_keyboard_alone(stock, tab):
    page = tab()
    page.goto("/sign/in")
    page.keyboard.press("Tab")
    reach(page, "name", "login")
    page.keyboard.type("qingyu-clerk")
    page.keyboard.press("Tab")
    page.keyboard.type("evening tide over the north quay")
    page.keyboard.press("Enter")
    page.wait_for_selector("nav.rail")
    reach(page, "pathname", "/matters/")
    page.keyboard.press("Enter")
    page.wait_for_url("**/matters/")
    row = page.locator("main table tbody a").first.get_attribute("href")
    reach(page, "pathname", row)
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{row}")
    page.wait_for_selector("nav.rail")
    reach(page, "pathname", "/matters/")
    page.keyboard.press("Enter")
    page.wait_for_url("**/matters/")
    page.wait_for_selector("main table")


def reach(page, what, value):
    """Press Tab until the focus is there."""
    for _ in range(80):
        if page.evaluate(f"document.activeElement.{what}") == value:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {value}")


def test_a_double_click_has_one_effect(stock, world, enter):
    page = enter("clerk")
    with clock.fixed(NOW):
        row = Walk(world, NOW, title="两次点击").receive()
    page.goto(f"/matters/{row.subject.uid}/")
    page.locator("form[action$='/register/'] button >> visible=true").first.dblclick()
    page.wait_for_selector("a[href$='/dispatch/']")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM history_entry WHERE kind = 'matters.registered' AND subject_id = %s",
            [row.subject_id],
        )
        assert cursor.fetchone()[0] == 1


def test_the_language_is_switched_and_kept(stock, enter):
    page = enter("clerk")
    page.goto(LISTS["closure"])
    page.click("form.language button")
    page.wait_for_selector("html[lang=en]")
    assert page.url.endswith(LISTS["closure"])
    for address in [*CLERK.values(), "/"]:
        page.goto(address)
        shell = page.inner_text("nav.rail") + page.inner_text("h1")
        assert not re.search(r"[一-鿿]", shell), (address, shell)
    page.click("form.language button")
    page.wait_for_selector("html[lang=zh-Hans]")


@pytest.mark.parametrize("code", ["responsibility", "closed"])
def test_on_paper(stock, enter, tmp_path, shots, code):
    page = enter("clerk")
    page.goto(CLERK.get(code) or f"/matters/{stock[code].subject.uid}/")
    title = page.inner_text("h1")
    page.emulate_media(media="print")
    for gone in ("nav.rail", ".masthead", ".title-acts"):
        assert not page.is_visible(gone), gone
    head = page.inner_text(".print-head")
    for part in ("青屿经济开发区", title, "演示数据"):
        assert part in head
    page.screenshot(path=shots / f"print-{code}.png", full_page=True)
    page.pdf(path=shots / f"print-{code}.pdf", prefer_css_page_size=True)

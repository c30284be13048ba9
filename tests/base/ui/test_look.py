"""Every component in a real browser: nothing in the console, nothing off the page, readable by everyone."""

import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
SHOTS = ROOT / "test-artifacts" / "ui"
SIZES = {"desktop": (1280, 800), "phone": (390, 844)}
PAGES = {
    "list": "/style/list",
    "past": "/style/past?as_of=2021-05-31",
    "thing": "/style/thing",
    "form": "/style/form",
    "password": "/sign/password",
    "zone": "/sign/zone",
}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.urls("base.ui.style.urls"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    return {**browser_type_launch_args, "executable_path": path, "args": ["--no-sandbox"]}


@pytest.fixture(autouse=True)
def no_waiting_connections(monkeypatch):
    """The server's threads let go of their connections, so that the test database can be dropped."""
    from django.db import connection

    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)


@pytest.fixture
def tab(browser, live_server, inside):
    """``tab("phone")`` opens a signed-in page of that size and collects what its console says."""
    contexts = []

    def make(size, *, bypass_csp=False):
        width, height = SIZES[size]
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            locale="zh-CN",
            bypass_csp=bypass_csp,
        )
        contexts.append(context)
        context.add_cookies([{"name": "sid", "value": inside.cookies["sid"].value, "url": live_server.url}])
        page = context.new_page()
        page.said = []
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        return page

    yield make
    for context in contexts:
        context.close()


@pytest.mark.parametrize("size", SIZES)
def test_pages_are_whole_quiet_and_accessible(tab, size):
    SHOTS.mkdir(parents=True, exist_ok=True)
    loud, page = tab(size), tab(size, bypass_csp=True)
    for name, address in PAGES.items():
        loud.goto(address)
        assert loud.said == [], name
        assert loud.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} is too wide"
        loud.screenshot(path=SHOTS / f"{name}-{size}.png", full_page=True)
        page.goto(address)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("axe.run().then(r => r.violations.map(v => v.impact + ' ' + v.id))")
        assert found == [], name


def test_menus_open_by_keyboard_and_close_by_escape(tab):
    page = tab("desktop")
    page.goto("/style/list")
    page.focus(".title-acts summary")
    page.keyboard.press("Enter")
    page.wait_for_selector(".title-acts .menu-list")
    page.keyboard.press("Escape")
    page.wait_for_selector(".title-acts .menu-list", state="hidden")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_the_focus_goes_to_what_is_wrong(tab):
    page = tab("phone")
    page.goto("/style/form")
    page.select_option("[name=leader]", "a")
    page.evaluate("document.querySelector('.form-page').noValidate = true")
    page.click(".form-page .btn-primary")
    page.wait_for_selector(".field-wrong [name=due_on]:focus")


def test_a_second_click_sends_nothing(tab):
    page = tab("desktop")
    page.goto("/style/form")
    sent = page.evaluate(
        """() => {
          const form = document.querySelector('.form-page');
          let passed = 0;
          document.addEventListener('submit', e => { if (!e.defaultPrevented) passed++; e.preventDefault(); });
          form.noValidate = true;
          for (let n = 0; n < 3; n++) form.requestSubmit();
          return passed;
        }"""
    )
    assert sent == 1


def test_print_repeats_head_and_counts_pages(tab, tmp_path):
    page = tab("desktop")
    page.goto("/style/past?as_of=2021-05-31")
    page.emulate_media(media="print")
    assert not page.is_visible(".masthead")
    assert not page.is_visible(".filters")
    assert page.is_visible(".print-head")
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.print-head')).display")
        == "table-header-group"
    )

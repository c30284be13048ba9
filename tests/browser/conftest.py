"""A browser, a server, and a zone whose clock begins at Monday 17 May 2021, 09:00. Built once for a module."""

import os
import shutil
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings
from playwright.sync_api import Error

from faults.conftest import django_db_modify_db_settings
from support.zone import NOW

__all__ = ["django_db_modify_db_settings"]
ROOT = Path(__file__).resolve().parents[2]
SHOTS = ROOT / "test-artifacts"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PASSWORD = "evening tide over the north quay"
SIZES = {
    "desktop": {"viewport": {"width": 1280, "height": 800}},
    "phone": {
        "viewport": {"width": 390, "height": 844},
        "is_mobile": True,
        "has_touch": True,
        "device_scale_factor": 2,
    },
}
PATIENCE_MS = 60_000
"""How long a page may take before it is given up: nothing that is waited for is timed by it."""
QUIET = "Failed to load resource"
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str | None:
    """Where Chromium is, if it is."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


def pytest_runtest_setup(item):
    if item.get_closest_marker("browser") and chromium() is None:
        said = "there is no Chromium here (apt-get install chromium fonts-noto-cjk)"
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(said, pytrace=False)
        pytest.skip(said)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {**browser_type_launch_args, "executable_path": chromium(), "args": ARGS}


@pytest.fixture(scope="module")
def held(django_db_setup, django_db_blocker, tmp_path_factory):
    """The database, the files and the settings of a module; everything is emptied at its end."""
    from banshi.base.history import fences
    from banshi.base.presets import queries as presets
    from banshi.core.access import policy

    root = tmp_path_factory.mktemp("browser")
    kept = {
        "FILES_ROOT": root / "files",
        "VAULT_KEY_FILE": root / "vault.key",
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
    }
    presets._all.cache_clear()
    policy._standing.cache_clear()
    with django_db_blocker.unblock(), override_settings(**kept):
        yield kept
        fences.lift()
        try:
            call_command("flush", verbosity=0, interactive=False, reset_sequences=False)
        finally:
            fences.install()


@pytest.fixture(scope="module")
def world(held):
    """The small zone of the tests, with a password for everybody, and its clock running from ``NOW``."""
    from banshi.base.zones import clock
    from support.zone import build

    with clock.fixed(NOW):
        world = build()
    for account in world.accounts.values():
        account.set_password(PASSWORD)
        account.save()
    start(world.zone)
    return world


def start(zone) -> None:
    """Set the clock of the zone going."""
    zone.clock_offset_seconds = -int((datetime.now(UTC) - NOW).total_seconds())
    zone.save(update_fields=["clock_offset_seconds"])


@pytest.fixture
def _django_db_helper(held):
    """Rows stay from test to test of a module: they are its world."""
    return


@pytest.fixture(autouse=True)
def _at_home(held, _var, _fresh_caches, settings):
    for name, value in held.items():
        setattr(settings, name, value)


@pytest.fixture(autouse=True)
def _let_go(monkeypatch):
    """The server's threads let go of their connections, so that the test database can be dropped."""
    from django.db import connection

    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)


@pytest.fixture
def tab(browser, live_server):
    """``tab("phone")`` opens an empty browser of that size; what its console says is judged at the end."""
    contexts, said = [], []

    def make(size="desktop", **options):
        context = browser.new_context(
            base_url=live_server.url, locale="zh-CN", timezone_id="Asia/Shanghai", **(SIZES[size] | options)
        )
        contexts.append(context)
        page = context.new_page()
        page.said = said
        page.set_default_timeout(PATIENCE_MS)
        page.on("console", lambda message: heard(said, message))
        page.on("pageerror", lambda error: said.append(f"page error: {error}"))
        return page

    yield make
    for context in contexts:
        context.close()
    assert said == []


def heard(said, message) -> None:
    """Keep what a console complains of; a page that answers 404 or 422 is no complaint."""
    if message.type in {"error", "warning"} and QUIET not in message.text:
        said.append(f"{message.type}: {message.text}")


@pytest.fixture
def enter(world, tab):
    """``enter("clerk")`` signs in by typing, and stands on the start page."""

    def sign_in(name, size="desktop", page=None):
        page = page or tab(size)
        page.goto("/sign/in")
        page.fill("[name=login]", f"qingyu-{name}")
        page.fill("[name=password]", PASSWORD)
        page.click("form:has([name=password]) button[type=submit]")
        page.wait_for_selector("nav.rail, .masthead .menu")
        page.wait_for_load_state()
        return page

    return sign_in


def until(page, expression, arg=None) -> None:
    """Ask the page until it says yes; it may go to another page meanwhile.

    Playwright's own ``wait_for_function`` asks by ``eval``: our policy refuses it from the second time on.
    """
    end = time.monotonic() + PATIENCE_MS / 1000
    while True:
        with suppress(Error):
            if page.evaluate(expression, arg):
                return
        assert time.monotonic() < end, f"never came true: {expression}"
        page.wait_for_timeout(50)


def leave(page) -> None:
    """Sign out by the menu, and come to the door."""
    page.click(".masthead-acts details.menu > summary")
    page.click("form[action='/sign/out'] button")
    page.wait_for_selector("[name=password]")
    page.wait_for_load_state()


@pytest.fixture
def shots():
    """Where pictures are kept."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    return SHOTS

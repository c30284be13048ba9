"""What was typed outlasts a session that ends, a page open too long, and a wrong click; what was sent is gone."""

import pytest

from banshi.base.zones import clock
from banshi.core.matters.actions import sign_matter
from banshi.core.matters.models import Matter
from browser.conftest import NOW, until
from support.matters import Walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = "已联系挖机，明天上午清沟。"
BACK = ".typed-back"


@pytest.fixture
def progress(world):
    """The address of the form on which the handler writes what she did."""
    with clock.fixed(NOW):
        walk = Walk(world, NOW, title="排水沟堵塞")
        walk.dispatch()
        sign_matter(actor=world.actor("builder"), matter=walk.matter, now=NOW)
    return f"/matters/{walk.matter.subject.uid}/progress/"


def send(page, comes):
    """Send the form; what ``comes`` was not there before."""
    assert not page.locator(comes).count(), comes
    page.click(".acts button[type=submit]")
    page.wait_for_selector(comes)
    page.wait_for_load_state()


def typed(page):
    return page.input_value("[name=text]")


def kept(page):
    """What the tab keeps of forms."""
    look = "Object.entries(sessionStorage).filter(([name]) => name.startsWith('typed:')).map(([, found]) => found)"
    return page.evaluate(look)


def test_a_session_that_ends_costs_no_words(enter, progress):
    page = enter("builder", "phone")
    page.goto(progress)
    assert page.locator(BACK).is_hidden()
    page.fill("[name=text]", WORDS)
    page.context.clear_cookies(name="sid")
    send(page, "[name=password]")
    assert "/sign/in" in page.url
    enter("builder", page=page)
    page.goto(progress)
    assert typed(page) == WORDS
    assert page.locator(BACK).is_visible()
    send(page, ".notice-done")
    page.goto(progress)
    assert typed(page) == ""
    assert page.locator(BACK).is_hidden()


def test_a_token_that_is_old_and_a_line_that_breaks_cost_no_words(enter, progress):
    page = enter("builder")
    page.goto(progress)
    page.fill("[name=text]", WORDS)
    page.context.clear_cookies(name="csrf")
    send(page, "main:has-text('页面打开太久了')")
    page.goto(progress)
    assert typed(page) == WORDS
    page.context.set_offline(True)
    with page.expect_event("requestfailed"):
        page.click(".acts button[type=submit]")
    page.wait_for_url("chrome-error://**")
    page.context.set_offline(False)
    page.goto(progress)
    assert typed(page) == WORDS
    send(page, ".notice-done")
    uid = progress.split("/")[2]
    assert Matter.objects.get(subject__uid=uid).notes.filter(kind="progress").count() == 1


def test_it_can_be_discarded_and_nobody_else_finds_it(enter, progress):
    page = enter("builder")
    page.goto(progress)
    page.fill("[name=text]", WORDS)
    page.goto("/")
    page.goto(progress)
    assert typed(page) == WORDS
    page.click(f"{BACK} button")
    until(page, "document.querySelector('[name=text]').value === ''")
    page.wait_for_load_state()
    assert typed(page) == ""
    page.fill("[name=text]", WORDS)
    page.context.clear_cookies(name="sid")
    enter("clerk", page=page)
    assert len(kept(page)) == 1
    page.goto("/matters/new/")
    assert WORDS not in page.content()


def test_what_is_sent_back_stays_and_no_token_is_kept(enter, progress):
    page = enter("builder")
    page.goto(progress)
    page.evaluate("document.querySelector('[name=text]').required = false")
    send(page, ".field-wrong")
    page.fill("[name=text]", WORDS)
    page.reload()
    assert "/progress/" in page.url
    (found,) = kept(page)
    assert WORDS in found
    assert "csrfmiddlewaretoken" not in found

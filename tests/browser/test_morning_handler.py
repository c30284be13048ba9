"""A department handler's morning on a phone: from the to-do to the verification, taps counted."""

from datetime import timedelta

import pytest

from banshi.base.zones import clock
from banshi.core.matters.actions import sign_matter
from banshi.core.matters.models import Matter
from browser.conftest import NOW
from browser.test_walk import Thumb
from support.matters import Walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HERS = ("路灯不亮", "不归我管的绿化", "要等规划的停车位")
"""To be signed for until Tuesday."""
DUE = {"厂房漏雨": 17, "路灯不亮": 18, "不归我管的绿化": 18, "要等规划的停车位": 18, "门前积水": 20}
"""The to-do in the order in which it must stand: by the day on which the reader's own turn ends."""


@pytest.fixture(scope="module")
def morning(world):
    """Three matters to sign for, and two in hand, of which the later one came first."""
    with clock.fixed(NOW):
        for title in ("门前积水", "厂房漏雨"):
            walk = Walk(world, NOW, title=title)
            walk.dispatch(due_on=NOW.date().replace(day=DUE[title]))
            sign_matter(actor=world.actor("builder"), matter=walk.matter, now=NOW)
        for title in HERS:
            Walk(world, NOW, title=title).dispatch(due_on=NOW.date().replace(day=28))


def found(title):
    return Matter.objects.get(title=title)


def menu(thumb, act):
    """An act of the menu: two taps."""
    thumb.tap(".title-acts details.menu > summary")
    thumb.tap(f"a[href$='/{act}/']")


def test_the_morning(morning, world, enter, shots):
    page = enter("builder", "phone")
    page.goto("/")
    page.screenshot(path=shots / "morning-1-todo-phone.png", full_page=True)
    titles = [
        title for title in page.locator(".turn-title").all_inner_texts() if any(one in title for one in DUE)
    ]
    assert [next(one for one in DUE if one in title) for title in titles[: len(DUE)]] == list(DUE), (
        "by due day"
    )
    first = page.locator(".turn").first.inner_text()
    assert "今天到期" in first, "the day counter stands on the row"
    sign_for(page, shots)
    not_mine(page)
    record(page)
    hand_in(page, shots)
    explain(page, shots)


def open_matter(page, title):
    page.goto("/")
    thumb = Thumb(page)
    thumb.tap(f".turn:has-text('{title}') .turn-title")
    return thumb


def sign_for(page, shots):
    """2 taps; what «done» means and the calendar behind the date are in sight before."""
    thumb = open_matter(page, "路灯不亮")
    assert "门前排水沟疏通" in page.inner_text(".panel.turn"), "the requirement line, above the act"
    assert page.locator(".turn .left").first.is_visible()
    page.screenshot(path=shots / "morning-2-matter-phone.png", full_page=True)
    thumb.tap("form[action$='/sign/'] button")
    page.wait_for_selector("a[href$='/submit/']")
    assert (found("路灯不亮").state, thumb.taps) == ("signed", 2)


def not_mine(page):
    """4 taps and a sentence."""
    thumb = open_matter(page, "不归我管的绿化")
    menu(thumb, "object")
    page.fill("[name=reason]", "绿化养护属市政公司。")
    thumb.tap(".form-page .acts .btn-primary")
    page.wait_for_selector("main .turn")
    assert found("不归我管的绿化").objections.count() == 1
    assert thumb.taps == 4


def record(page):
    """4 taps on the open matter, the camera's among them."""
    open_matter(page, "路灯不亮")
    thumb = Thumb(page)
    menu(thumb, "progress")
    page.fill("[name=text]", "已更换三盏灯。")
    thumb.photo("[name=photo]")
    thumb.tap(".form-page .acts .btn-primary")
    page.wait_for_selector("main .turn")
    assert (found("路灯不亮").state, thumb.taps) == ("in_hand", 4)
    assert found("路灯不亮").evidence.count() == 1


def hand_in(page, shots):
    """The one primary act of the open matter: 3 taps and a sentence."""
    open_matter(page, "路灯不亮")
    thumb = Thumb(page)
    thumb.tap("a.btn-primary[href$='/submit/']")
    thumb.tap("label.form-check:has([name=outcome][value=solved])")
    page.fill("[name=text]", "三盏路灯已亮。")
    page.screenshot(path=shots / "morning-3-outcome-phone.png", full_page=True)
    thumb.tap(".form-page .acts .btn-primary")
    page.wait_for_selector("main .turn")
    matter = found("路灯不亮")
    assert (matter.state, matter.outcome, thumb.taps) == ("submitted", "solved", 3)


def explain(page, shots):
    """«Not for now» is an explanation with a review day, and stays on the ledger: 3 taps, a sentence, a day."""
    thumb = open_matter(page, "要等规划的停车位")
    thumb.tap("form[action$='/sign/'] button")
    page.wait_for_selector("a[href$='/submit/']")
    thumb = Thumb(page)
    menu(thumb, "explain")
    page.fill("[name=text]", "停车位须待规划调整,已向企业说明。")
    page.fill("[name=review_on]", (NOW.date() + timedelta(days=30)).isoformat())
    page.screenshot(path=shots / "morning-4-explain-phone.png", full_page=True)
    thumb.tap(".form-page .acts .btn-primary")
    page.wait_for_selector("main .turn")
    matter = found("要等规划的停车位")
    assert (matter.state, matter.review_on) == ("explained", NOW.date() + timedelta(days=30))
    assert matter.closed_on is None
    assert thumb.taps == 3

"""One matter from intake to close-out, by the hands of five, each at his own place."""

import io

import pytest
from PIL import Image

from banshi.base.history.verify import Tally, walk
from banshi.core.matters.models import Matter
from browser.conftest import NOW, leave
from support.matters import Walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TITLE = "厂区门前排水不畅"


def picture():
    out = io.BytesIO()
    Image.new("RGB", (1200, 800), "#5a7d9a").save(out, "JPEG")
    return {"name": "after.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


class Thumb:
    """Taps on a phone, counted; typing and choosing a picture in the camera are not taps."""

    def __init__(self, page):
        self.page, self.taps = page, 0

    def tap(self, selector):
        self.taps += 1
        found = self.page.locator(selector).locator("visible=true").first
        found.scroll_into_view_if_needed()
        self.page.wait_for_load_state()  # the page's scripts are there, as they are when a hand comes
        box = found.bounding_box()
        assert box["height"] >= 24, f"{selector} is too small for a thumb: {box}"
        found.tap()

    def photo(self, selector):
        """The camera: one tap that opens it."""
        self.taps += 1
        self.page.locator(selector).first.wait_for()
        self.page.wait_for_load_state()
        with self.page.expect_file_chooser() as chooser:
            self.page.locator(selector).first.tap()
        chooser.value.set_files(picture())


def matter():
    return Matter.objects.get(title=TITLE)


def open_from_home(page):
    page.goto("/")
    page.click(f".turn-title:has-text('{TITLE}')")
    page.wait_for_selector("h1")


def test_from_intake_to_close_out(world, enter, shots):
    from banshi.base.zones import clock

    with clock.fixed(NOW):
        Walk(world, NOW, title="厂区门前积水", words="一下雨门口就积水,货车进不来,请来看看。").register()
    clerk_registers_and_dispatches(world, enter("clerk"), shots)
    handler_works_on_the_phone(enter("builder", "phone"), shots)
    leader_gives_more_time(enter("leader"), shots)
    handler_hands_in(enter("builder", "phone"), shots)
    verifier_verifies(enter("verifier"), shots)
    clerk_asks_and_closes(enter("clerk"), shots)
    closed = matter()
    assert (closed.state, closed.outcome, closed.solved, closed.satisfaction) == (
        "closed",
        "solved",
        "solved",
        "satisfied",
    )
    assert closed.in_time is True
    assert str(closed.due_on) == "2021-05-28"
    tally = Tally()
    assert list(walk(tally)) == []


def clerk_registers_and_dispatches(world, page, shots):
    page.click("a[href='/matters/new/']")
    page.check("[name=raiser_kind][value=enterprise]")
    page.select_option("[name=raiser_org]", label="晴川精密制造有限公司")
    page.fill("[name=raiser_name]", "行政专员")
    page.fill("[name=raiser_phone]", "13800000000")
    page.fill("[name=words]", "一下雨门口就积水,货车进不来。")
    page.fill("[name=title]", TITLE)
    page.select_option("[name=kind]", "problem")
    page.select_option("[name=category]", "roads")
    page.select_option("[name=source_kind]", "enterprise")
    page.select_option("[name=place]", label="晴川厂区")
    page.click(".form-page .acts .btn-primary")
    assert "厂区门前积水" in page.inner_text("#duplicates")
    page.screenshot(path=shots / "walk-1-duplicates.png", full_page=True)
    page.click("[name=different]")
    page.wait_for_selector("main .turn")
    assert matter().state == "registered"
    page.click("a.btn-primary[href$='/dispatch/']")
    page.fill("[name=requirement]", "门前排水沟疏通,中雨不积水")
    page.select_option("[name=lead_leader]", "leader")
    page.select_option("[name=responsible_unit]", "construction_bureau")
    page.fill("[name=due_on]", "2021-05-25")
    page.screenshot(path=shots / "walk-2-dispatch.png", full_page=True)
    page.click(".form-page .acts .btn-primary")
    page.wait_for_selector("main .turn")
    assert matter().state == "dispatched"
    leave(page)


def handler_works_on_the_phone(page, shots):
    page.screenshot(path=shots / "walk-3-handler-home-phone.png", full_page=True)
    thumb = Thumb(page)
    thumb.tap(f".turn:has-text('{TITLE}') .turn-title")
    thumb.tap("form[action$='/sign/'] button")
    page.wait_for_selector("a[href$='/submit/']")
    assert (matter().state, thumb.taps) == ("signed", 2)
    page.screenshot(path=shots / "walk-4-signed-phone.png", full_page=True)
    thumb = Thumb(page)
    thumb.tap(".title-acts details.menu > summary")
    thumb.tap("a[href$='/progress/']")
    page.fill("[name=text]", "已疏通门前排水沟,清运淤泥两车。")
    thumb.photo("[name=photo]")
    page.screenshot(path=shots / "walk-5-step-phone.png", full_page=True)
    thumb.tap(".form-page .acts .btn-primary")
    page.wait_for_selector("main .turn")
    assert (matter().state, thumb.taps) == ("in_hand", 4)
    assert matter().evidence.count() == 1
    page.click(".title-acts details.menu > summary")
    page.click("a[href$='/ask_extension/']")
    page.fill("[name=until_on]", "2021-05-28")
    page.fill("[name=reason]", "等一段管道的配件到货,5月26日到")
    page.click(".form-page .acts .btn-primary")
    page.wait_for_selector("main .turn")
    leave(page)


def leader_gives_more_time(page, shots):
    page.screenshot(path=shots / "walk-6-leader-home.png", full_page=True)
    page.click(f".turn:has-text('{TITLE}') a[href*='decide_extension']")
    page.check("[name=approved][value=true]")
    page.fill("[name=told_on]", "2021-05-17")
    page.click(".form-page .acts .btn-primary")
    page.wait_for_selector("main .turn")
    assert str(matter().due_on) == "2021-05-28"
    leave(page)


def handler_hands_in(page, shots):
    page.tap(f".turn:has-text('{TITLE}') a[href$='/submit/']")
    page.check("[name=outcome][value=solved]")
    page.fill("[name=text]", "排水沟已疏通,5月17日放水试验不积水。")
    page.screenshot(path=shots / "walk-7-submit-phone.png", full_page=True)
    page.tap(".form-page .acts .btn-primary")
    page.wait_for_selector("main .turn")
    assert matter().state == "submitted"
    leave(page)


def verifier_verifies(page, shots):
    page.goto("/matters/verification/")
    page.screenshot(path=shots / "walk-8-queue.png", full_page=True)
    page.click(f"main a:has-text('{TITLE}')")
    page.click("a.btn-primary[href$='/verify/']")
    page.fill("[name=text]", "现场查看属实。")
    page.click(".form-page .acts .btn-primary")
    page.wait_for_selector("main .turn")
    assert matter().state == "verified"
    leave(page)


def clerk_asks_and_closes(page, shots):
    open_from_home(page)
    page.click("a.btn-primary[href$='/answer/']")
    page.check("[name=solved][value=solved]")
    page.check("[name=satisfaction][value=satisfied]")
    page.check("[name=channel][value=phone]")
    page.click(".form-page .acts .btn-primary")
    page.click("a.btn-primary[href$='/close/']")
    page.click(".form-page .acts .btn-primary")
    page.wait_for_selector("main .turn")
    page.screenshot(path=shots / "walk-9-closed.png", full_page=True)
    page.goto("/matters/closure/")
    assert TITLE in page.inner_text("main")
    leave(page)

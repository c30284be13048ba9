"""The counter in a browser: typed while somebody talks, pasted, called back; on a desk and in a hand."""

import json

import pytest

from banshi.base.zones import clock
from banshi.core.access.models import RoleGrant
from banshi.core.matters.models import Matter
from banshi.doors.counter.models import FirstContact
from browser.conftest import NOW
from browser.test_walk import Thumb
from support.matters import Walk
from support.zone import START

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PRIMARY = "form.counter .spoken-fields > .acts .btn-primary"
MESSAGE = (
    "行政专员 2021-05-16 16:12\n晴川厂区门口积水，货车进不来，电话13800000000，请5月25日前处理，尽快。\n"
    "保安队长 2021-05-16 16:20\n另外东门道闸坏了，车辆排队，3天内修好\n"
)


QUIET = """async () => {
  let under_way = 0, came = 0;
  const begun = () => { under_way += 1; }, ended = () => { under_way -= 1; came += 1; };
  document.addEventListener("htmx:beforeSend", begun);
  document.addEventListener("htmx:afterSettle", ended);
  document.querySelector("[name=title]").dispatchEvent(new Event("change", { bubbles: true }));
  const pause = () => new Promise(done => setTimeout(done, 700));
  do await pause(); while (!came || under_way > 0 || document.querySelector(".htmx-request"));
  document.removeEventListener("htmx:beforeSend", begun);
  document.removeEventListener("htmx:afterSettle", ended);
}"""
"""Longer than anything typed waits before it is asked about (500 ms), the page's own clock being the measure."""


def quiet(page):
    """Nothing is asked beside any more, and what was answered stands there: a request that is given up by leaving
    the page is told in the console, and a button that is exchanged under the hand is not pressed."""
    page.wait_for_load_state()
    page.evaluate(QUIET)


@pytest.fixture(scope="module")
def earlier(world):
    with clock.fixed(NOW):
        Walk(world, NOW, title="门卫室漏雨", words="下雨漏水。", category="living").register()
        Walk(world, NOW, title="河边护栏松动", category="roads").verified()
    RoleGrant.objects.create(zone=world.zone, post=world.posts["idle"], role="village_clerk", starts_on=START)


def test_a_call_by_keyboard_alone(earlier, world, enter, shots):
    page = enter("clerk")
    page.click("a[href='/counter/']")
    page.wait_for_selector("[name=raiser_phone]:focus")
    page.keyboard.type("13800000000")
    page.wait_for_selector("#beside >> text=门卫室漏雨")
    page.keyboard.press("Tab")
    page.keyboard.type("行政专员")
    quiet(page)
    page.click("#beside [data-fill=org_name]")
    assert page.input_value("[name=org_name]") == "晴川精密制造有限公司"
    page.focus("[name=words]")
    page.keyboard.type("厂区门前路面积水,货车进不来。")
    page.keyboard.press("Tab")
    page.keyboard.type("厂区门前积水")
    page.keyboard.press("Tab")
    page.keyboard.type("晴川厂区")
    page.select_option("[name=category]", "roads")
    page.wait_for_selector("#beside >> text=河边护栏松动")
    page.screenshot(path=shots / "counter-call-desktop.png", full_page=True)
    page.focus("[name=title]")
    quiet(page)
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".spoken-number")
    page.wait_for_selector("#next:focus")
    matter = Matter.objects.get(title="厂区门前积水")
    assert matter.number in page.inner_text(".spoken-number")
    assert FirstContact.objects.get(matter=matter).way == "call"
    page.screenshot(path=shots / "counter-taken-desktop.png", full_page=True)
    page.keyboard.press("Enter")  # the next caller has the focus
    page.wait_for_selector("[name=raiser_phone]:focus")
    assert page.input_value("[name=raiser_phone]") == ""
    assert page.is_hidden(".kept")


def test_what_was_typed_is_back_with_its_key_and_is_sent_once(earlier, world, enter):
    page = enter("clerk")
    page.goto("/counter/")
    page.check("[name=raiser_kind][value=resident]")
    page.fill("[name=words]", "五号楼前窨井盖响,夜里睡不着。")
    page.fill("[name=title]", "五号楼前井盖异响")
    page.select_option("[name=category]", "roads")
    key = page.input_value("[name=key]")
    quiet(page)
    page.goto("/matters/")
    page.goto("/counter/")
    page.wait_for_selector(".kept:not([hidden])")
    assert page.input_value("[name=title]") == "五号楼前井盖异响"
    assert page.input_value("[name=key]") == key
    quiet(page)
    page.click(PRIMARY)
    page.wait_for_selector(".spoken-number, #unseen")
    if page.query_selector("#unseen"):
        page.click("[name=different]")
        page.wait_for_selector(".spoken-number")
    page.wait_for_load_state()
    assert Matter.objects.filter(title="五号楼前井盖异响").count() == 1
    assert page.evaluate("Object.keys(localStorage).filter(k => k.startsWith('banshi:counter'))") == []


def test_a_pasted_message_is_marked_corrected_and_filed(earlier, world, enter, shots):
    page = enter("clerk")
    page.goto("/counter/paste/")
    page.fill("[name=pasted]", MESSAGE)
    page.click(".form-page .acts .btn-primary")
    page.wait_for_selector(".pasted")
    assert page.inner_text(".found-day >> nth=0") == "5月25日前"
    assert page.input_value("[name=wanted_by]") == "2021-05-25"
    assert page.input_value("[name=raised_on]") == "2021-05-16"
    assert "来自" in page.inner_text(".origin >> nth=0")
    page.screenshot(path=shots / "counter-draft-desktop.png", full_page=True)
    before = Matter.objects.count()
    page.fill("[name=title]", "厂区门口积水影响进货")
    page.select_option("[name=category]", "roads")
    quiet(page)
    page.click(f"{PRIMARY}[name=file]")
    page.wait_for_selector("#unseen, .notice-done")
    if page.query_selector("#unseen"):
        page.click("[name=different]")
    page.wait_for_selector("[name=done]", state="attached")
    page.wait_for_load_state()
    assert Matter.objects.count() == before + 1
    assert page.input_value("[name=wanted_by]") == "2021-05-19"
    quiet(page)
    page.click("a[data-discard]")
    page.wait_for_selector("[name=pasted]")
    page.wait_for_load_state()
    assert page.input_value("[name=pasted]") == ""
    kept = page.evaluate("JSON.stringify(Object.keys(localStorage))")
    assert [name for name in json.loads(kept) if name.startswith("banshi:")] == []


def test_a_villager_is_entered_by_his_village_on_a_phone(earlier, world, enter, shots):
    page = enter("idle", "phone")
    page.click("nav.rail a[href='/counter/']")
    assert page.is_checked("[name=way][value=on_behalf]")
    page.fill("[name=raiser_phone]", "19900000007")
    page.fill("[name=raiser_name]", "邻居")
    page.fill("[name=words]", "水管挖断,没水。")
    page.fill("[name=title]", "水管挖断停水")
    page.select_option("[name=kind]", "urgent_supply")
    page.select_option("[name=category]", "utilities")
    page.check("[name=call_back][value=author]")
    quiet(page)
    page.screenshot(path=shots / "counter-village-phone.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    quiet(page)
    page.tap(PRIMARY)
    page.wait_for_selector(".spoken-number")
    contact = FirstContact.objects.get(matter__title="水管挖断停水")
    assert (contact.way, contact.call_back, contact.post) == ("on_behalf", "author", world.posts["idle"])
    page.screenshot(path=shots / "counter-village-taken-phone.png", full_page=True)
    page.goto("/matters/")
    assert "水管挖断停水" in page.inner_text("main")
    assert "门卫室漏雨" not in page.inner_text("main")


def test_a_call_back_on_a_phone(earlier, world, enter, shots):
    page = enter("clerk", "phone")
    page.goto("/counter/calls/")
    page.screenshot(path=shots / "counter-calls-phone.png", full_page=True)
    thumb = Thumb(page)
    thumb.tap("td.act .btn")
    page.wait_for_selector("[name=solved]")
    assert page.query_selector("[name=solved]:checked, [name=satisfaction]:checked") is None
    thumb.tap("button[form=reveal]")
    page.wait_for_selector("a[href^='tel:']")
    page.screenshot(path=shots / "counter-call-phone.png", full_page=True)
    for choice in (
        "[name=reached][value=yes]",
        "[name=solved][value=partly]",
        "[name=satisfaction][value=fairly]",
    ):
        thumb.tap(f"label.form-check:has({choice})")
    thumb.tap(".form-page .acts .btn-primary")
    page.wait_for_selector(".notice-done")
    matter = Matter.objects.get(title="河边护栏松动")
    assert (matter.solved, matter.satisfaction) == ("partly", "fairly")
    assert thumb.taps == 6

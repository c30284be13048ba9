"""The mornings of a villager (P11) and of an enterprise's office (P5): a scan, a sentence, a photo; then the answer.

Typing and choosing a picture in the camera are not taps; opening the camera is one.
"""

import time

import pytest

from banshi.base.zones import clock
from banshi.core.matters import actions
from banshi.core.matters.models import Matter
from banshi.doors.portal.models import Report, ReportState
from browser.conftest import AXE, NOW, PATIENCE_MS, ROOT, until
from browser.test_walk import Thumb
from support.portal import MONDAY, make_link

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST_TAPS = 5
WORKER = ROOT / "node_modules" / "altcha" / "dist" / "workers" / "pbkdf2.js"


@pytest.fixture
def fence(world):
    with clock.fixed(NOW):
        return make_link(world, NOW)


@pytest.fixture
def card(world):
    with clock.fixed(NOW):
        return make_link(
            world, NOW, kind="card", title="晴川精密 一企一卡", raiser_org=world.firm, place=None,
            source_kind="enterprise", kinds=["need", "problem"], category="labour",
            contact=world.posts["firms"],
        )  # fmt: skip


@pytest.fixture
def phone(tab):
    """A phone that has the worker file, built or not."""

    def make():
        page = tab("phone")
        page.route(
            "**/vendor/altcha/workers/pbkdf2.js",
            lambda route: route.fulfill(path=str(WORKER), content_type="text/javascript"),
        )
        return page

    return make


def solved(page, words):
    """Typed, and the proof of work that goes with it is there: its worker has ended."""
    ended = []
    page.on("worker", lambda worker: worker.on("close", lambda closed: ended.append(closed)))
    page.fill("[name=words]", words)
    until = time.monotonic() + PATIENCE_MS / 1000
    while not ended:
        assert time.monotonic() < until, "no proof of work"
        page.wait_for_timeout(50)


def serious(page):
    """What axe finds serious."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("async () => (await axe.run({runOnly: ['wcag2a', 'wcag2aa']})).violations")
    return [one["id"] for one in found if one["impact"] in {"serious", "critical"}]


def narrow(page):
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def handled(world, matter):
    """The zone's side: registered, dispatched, signed for, done, verified."""
    now = clock.now(world.zone)
    by = lambda name: {"actor": world.actor(name), "now": now}  # noqa: E731
    matter = actions.register_matter(matter=matter, **by("clerk"))
    matter = actions.dispatch_matter(
        matter=matter,
        lead_leader=world.posts["leader"],
        responsible_unit=world.units["construction_bureau"],
        due_on=MONDAY.replace(day=25),
        requirement="水管接通",
        **by("clerk"),
    )
    matter = actions.sign_matter(matter=matter, **by("builder"))
    matter = actions.reply_interim(
        matter=matter, text="今晚接通。", told_on=MONDAY, next_on=MONDAY.replace(day=18), **by("builder")
    )
    matter = actions.attach_evidence(matter=matter, kind="raiser", dated_on=MONDAY, **by("builder"))
    matter = actions.submit_matter(matter=matter, outcome="solved", text="已接通。", **by("builder"))
    return actions.verify_matter(matter=matter, passed=True, text="现场有水。", **by("verifier"))


def test_a_villager_at_the_fence(world, phone, fence, shots):
    page = phone()
    page.goto(f"/r/{fence.token}")
    page.screenshot(path=shots / "public-1-form-phone.png", full_page=True)
    assert narrow(page)
    assert serious(page) == []
    thumb = Thumb(page)
    page.fill("[name=words]", "水管挖断,没水")
    thumb.photo(".portal-photo")
    thumb.tap(".portal-send button")
    page.wait_for_url("**/t/**")
    assert thumb.taps <= MOST_TAPS
    report = Report.objects.get(link=fence)
    matter = report.matter
    assert (report.state, matter.evidence.count()) == (ReportState.TAKEN, 1)
    receipt = page.inner_text("main")
    for said in (matter.number, fence.contact.name_zh, "5月18日"):
        assert said in receipt, said
    page.screenshot(path=shots / "public-2-receipt-phone.png", full_page=True)
    assert narrow(page)
    assert serious(page) == []
    assert (
        page.evaluate("localStorage.getItem('report:' + document.querySelector('#receipt').dataset.link)")
        is None
    )
    tracker = page.url.partition("?")[0]
    handled(world, matter)
    page.goto(tracker)
    for said in ("今晚接通。", "建设管理局", "问题解决了吗"):
        assert said in page.inner_text("main"), said
    page.screenshot(path=shots / "public-3-tracker-phone.png", full_page=True)
    thumb = Thumb(page)
    thumb.tap("label:has([name=solved][value=solved])")
    thumb.tap("label:has([name=satisfaction][value=satisfied])")
    thumb.tap("#answer form button")
    page.wait_for_selector("text=您的评价：已解决")
    assert thumb.taps <= MOST_TAPS
    matter.refresh_from_db()
    assert (matter.solved, matter.satisfaction) == ("solved", "satisfied")
    actions.close_matter(actor=world.actor("clerk"), matter=matter, now=clock.now(world.zone))
    page.goto(tracker)
    assert "已销号" in page.inner_text(".portal-steps")
    page.screenshot(path=shots / "public-4-closed-phone.png", full_page=True)


def test_an_office_with_its_card(world, phone, card, shots):
    page = phone()
    page.goto(f"/r/{card.token}")
    assert world.firm.name_zh in page.inner_text("main")
    thumb = Thumb(page)
    page.fill("[name=words]", "缺电工5名,焊工3名,6月底前")
    thumb.tap(".portal-send button")
    page.wait_for_url("**/t/**")
    assert thumb.taps <= MOST_TAPS
    matter = Report.objects.get(link=card).matter
    assert (matter.kind, matter.raiser_org) == ("need", world.firm)
    said = page.inner_text("main")
    assert card.contact.name_zh in said
    assert "5月18日" in said
    handled(world, matter)
    page.goto(page.url.partition("?")[0])
    thumb = Thumb(page)
    thumb.tap("label:has([name=solved][value=partly])")
    thumb.tap("label:has([name=satisfaction][value=fairly])")
    thumb.tap("#answer form button")
    page.wait_for_selector("text=您的评价：部分解决")
    assert thumb.taps <= MOST_TAPS
    matter.refresh_from_db()
    assert (matter.solved, matter.satisfaction) == ("partly", "fairly")


def test_sent_once_when_the_line_drops_and_from_two_tabs(world, phone, fence, shots):
    page = phone()
    page.goto(f"/r/{fence.token}")
    solved(page, "路灯不亮")
    page.context.set_offline(True)
    page.tap(".portal-send button")
    page.wait_for_selector("#said:has-text('没有网络')")
    page.screenshot(path=shots / "public-5-offline-phone.png")
    second = page.context.new_page()
    page.context.set_offline(False)
    page.wait_for_url("**/t/**")
    assert Report.objects.filter(link=fence).count() == 1
    second.goto(f"/r/{fence.token}")
    second.fill("[name=words]", "又一盏路灯不亮")
    third = page.context.new_page()
    third.goto(f"/r/{fence.token}")
    assert third.input_value("[name=words]") == "又一盏路灯不亮"
    second.tap(".portal-send button")
    second.wait_for_url("**/t/**")
    third.wait_for_selector("#said:has-text('已经发送')")
    third.tap(".portal-send button")
    third.wait_for_url("**/t/**")
    assert third.url.partition("?")[0] == second.url.partition("?")[0]
    assert Report.objects.filter(link=fence).count() == 2
    assert Matter.objects.filter(public_report__link=fence).count() == 2


def test_without_script_it_is_held_and_looked_through(world, browser, live_server, enter, fence, shots):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(f"/r/{fence.token}")
    page.fill("[name=words]", "门口积水")
    page.click(".portal-send button")
    page.wait_for_url("**/t/**")
    assert "已收到" in page.inner_text("main")
    context.close()
    clerk = enter("clerk")
    assert "待筛" in clerk.inner_text("main")
    clerk.goto("/portal/screening/")
    clerk.screenshot(path=shots / "public-6-screening.png", full_page=True)
    clerk.click("main a:has-text('门口积水')")
    clerk.screenshot(path=shots / "public-7-held.png", full_page=True)
    clerk.click("a.btn-primary")
    clerk.wait_for_selector(".form-page .acts .btn-primary")
    clerk.screenshot(path=shots / "public-8-accept.png", full_page=True)
    clerk.click(".form-page .acts .btn-primary")
    clerk.wait_for_url("**/portal/screening/")
    assert Report.objects.get(link=fence).state == ReportState.TAKEN
    clerk.goto("/portal/links/new/")
    clerk.screenshot(path=shots / "public-9-make-link.png", full_page=True)
    clerk.goto("/portal/links/")
    clerk.screenshot(path=shots / "public-10-links.png", full_page=True)
    clerk.click(f"main a:has-text('{fence.title}')")
    clerk.screenshot(path=shots / "public-11-link.png", full_page=True)
    clerk.click("a.btn-primary[href*='sheet']")
    clerk.screenshot(path=shots / "public-12-sheet.png", full_page=True)


def test_what_is_kept_on_a_shared_phone_goes_when_asked(world, fence, phone):
    page = phone()
    page.goto(f"/r/{fence.token}")
    page.fill("[name=words]", "路灯不亮")
    second = page.context.new_page()
    second.goto(f"/r/{fence.token}")
    assert second.input_value("[name=words]") == "路灯不亮"
    second.tap("#forget")
    second.wait_for_selector("#said:has-text('不再保存')")
    assert second.input_value("[name=words]") == ""
    assert second.evaluate("Object.keys(localStorage).filter(k => /^(report|sent):/.test(k))") == []
    second.reload()
    assert second.input_value("[name=words]") == ""


def test_signing_out_leaves_no_draft_to_the_next_reader(world, enter):
    page = enter("clerk")
    until(page, "localStorage.getItem('bell')")
    page.evaluate("localStorage.setItem('banshi:counter', '{}'); localStorage.setItem('report:x', '{}')")
    page.evaluate("sessionStorage.setItem('typed:/matters/new/', '{}')")
    page.click(".masthead details.menu:has(form[data-forget]) summary")
    page.click("form[data-forget] button")
    page.wait_for_selector("[name=password]")
    page.wait_for_load_state()
    kept = page.evaluate("Object.keys(localStorage).filter(k => /^(banshi|report|sent):|^bell$/.test(k))")
    assert kept == []
    assert page.evaluate("Object.keys(sessionStorage).filter(k => k.startsWith('typed:'))") == []

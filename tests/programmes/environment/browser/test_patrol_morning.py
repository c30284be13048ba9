"""An inspector's morning on a phone, taps counted: a finding, one without a signal, the sheet, the recheck."""

from datetime import date

import pytest

from banshi.base.zones import clock
from banshi.core.matters import actions as matters
from banshi.core.matters.models import Matter
from banshi.programmes.environment.actions import patrols as actions
from banshi.programmes.environment.models import Finding, Handing
from browser.conftest import NOW, PASSWORD
from browser.test_walk import Thumb
from conf.stock import photo
from support.zone import join

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAY = date(2021, 5, 17)


@pytest.fixture(scope="module")
def morning(world):
    """A patrol of today with one site on its route."""
    with clock.fixed(NOW):
        join(world, "inspector", "construction_bureau", "staff", ("inspector",))
        account = world.accounts["inspector"]
        account.set_password(PASSWORD)
        account.save()
        by = {"actor": world.actor("inspector"), "now": NOW}
        actions.set_site(
            **by,
            place=world.place,
            contractor=world.firm,
            responsible_unit=world.units["project_service_centre"],
            lead_leader=world.posts["leader"],
        )
        host = world.units["construction_bureau"]
        actions.plan_patrol(**by, host=host, planned_on=DAY, sites=[world.place])


def fill_in(page, thumb, item):
    """An item, a photo, and off it goes: 3 taps and the camera's."""
    thumb.tap(f"label.field-item:has([name=item][value='{item}'])")
    thumb.photo("[name=photo]")
    thumb.tap("#finding button[type=submit]")


def test_the_morning(morning, world, enter, shots):
    page = enter("inspector", "phone")
    page.goto("/environment/patrols/")
    page.screenshot(path=shots / "patrol-1-inbox-phone.png", full_page=True)
    thumb = Thumb(page)
    thumb.tap(".route-stop")
    page.wait_for_selector("#finding")
    page.screenshot(path=shots / "patrol-2-stop-phone.png", full_page=True)
    fill_in(page, thumb, "5")
    page.wait_for_selector("td:has-text('未达标')")
    page.wait_for_load_state()  # a page that is still loading when the signal goes has no script
    assert Finding.objects.get().item == "5"
    assert thumb.taps <= 5
    without_signal(page, shots)
    signed_out_meanwhile(page, shots)
    hand_over(page, shots)
    look_again(page, world, shots)


def without_signal(page, shots):
    """It stays on the phone, comes once when the signal is back, and the form is free meanwhile."""
    page.context.set_offline(True)
    fill_in(page, Thumb(page), "3")
    page.wait_for_selector("#field-said:has-text('已保存在本机')")
    page.screenshot(path=shots / "patrol-3-offline-phone.png", full_page=True)
    assert Finding.objects.count() == 1
    page.context.set_offline(False)
    page.wait_for_selector("#field-said:has-text('已发送')")
    page.wait_for_selector("#field-waiting", state="hidden")
    assert sorted(Finding.objects.values_list("item", flat=True)) == ["3", "5"]
    page.reload()
    page.wait_for_selector("#finding")
    assert Finding.objects.count() == 2, "what was kept is sent once"


def signed_out_meanwhile(page, shots):
    """The sign-in ended while the form was filled in: nothing is lost, and it is sent after the next sign-in."""
    page.context.clear_cookies(name="sid")
    fill_in(page, Thumb(page), "7")
    page.wait_for_selector("#field-waiting li:has-text('垃圾规范')")
    page.wait_for_selector("#field-said a[href^='/sign/in']")
    page.screenshot(path=shots / "patrol-3b-signed-out-phone.png", full_page=True)
    assert Finding.objects.count() == 2
    page.tap("#field-said a")
    page.fill("[name=login]", "qingyu-inspector")
    page.fill("[name=password]", PASSWORD)
    page.click("form:has([name=password]) button[type=submit]")
    page.wait_for_selector("#field-said:has-text('已发送')")
    page.wait_for_selector("#field-waiting", state="hidden")  # said first, and taken from the list then
    assert sorted(Finding.objects.values_list("item", flat=True)) == ["3", "5", "7"]


def hand_over(page, shots):
    """Signed with the finger on the glass."""
    row = Finding.objects.get(item="5")
    page.goto(f"/environment/findings/{row.matter.subject.uid}/")
    page.tap("a.btn-primary[href$='/hand/']")
    page.wait_for_selector("label.form-check:has([name=how][value=drawn])")
    page.wait_for_load_state()
    page.tap("label.form-check:has([name=how][value=drawn])")
    page.fill("[name=name]", "项目负责人")
    glass = page.locator(".signing-glass")
    glass.scroll_into_view_if_needed()
    box = glass.bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 180, box["y"] + 120, steps=5)
    page.mouse.up()
    page.screenshot(path=shots / "patrol-4-signing-phone.png", full_page=True)
    page.tap(".form-page .acts .btn-primary")
    page.wait_for_selector("dd:has-text('手写签名')")
    handing = Handing.objects.get()
    assert handing.how == "drawn"
    assert handing.drawing is not None


def look_again(page, world, shots):
    """The department reports it done; the inspector sees the pair and closes it out: 3 taps."""
    matter = Matter.objects.get(finding__item="5")
    now = clock.now(world.zone)
    hand = {"actor": world.actor("projects"), "now": now}
    matter = matters.sign_matter(matter=matter, **hand)
    matter = matters.attach_evidence(
        matter=matter, kind="photo_after", dated_on=DAY, upload=photo("green"), **hand
    )
    matters.submit_matter(matter=matter, outcome="solved", text="已覆盖。", **hand)
    page.goto(f"/environment/findings/{matter.subject.uid}/")
    page.wait_for_selector(".pair img >> nth=1")
    page.screenshot(path=shots / "patrol-5-pair-phone.png", full_page=True)
    thumb = Thumb(page)
    thumb.tap("a.btn-primary[href$='/recheck/']")
    thumb.tap("label.form-check:has([name=passed][value=yes])")
    thumb.tap(".form-page .acts .btn-primary")
    page.wait_for_selector(".facts:has-text('已整改并复查')")
    matter.refresh_from_db()
    assert (matter.state, thumb.taps) == ("closed", 3)

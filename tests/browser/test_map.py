"""The map: it draws its marks on the zone's own plan, a mark opens its page, and nothing is asked of others."""

import pytest

from banshi.base.zones import clock
from banshi.core.places import actions
from banshi.core.places.models import Place
from browser.conftest import AXE, NOW, until
from support.plans import set_drawing
from support.zone import START

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LINES = "document.querySelector('#id_geometry').value.split('\\n').length"
OUTLINE = "112.91, 27.81\n112.92, 27.81\n112.92, 27.82\n112.91, 27.82"


@pytest.fixture(scope="module")
def mapped(world):
    """A plan, a place with an outline, and one without a position."""
    with clock.fixed(NOW):
        set_drawing(world)
        by = {"actor": world.actor("clerk"), "now": NOW, "name_en": "x", "starts_on": START}
        drawn = actions.register_place(**by, kind="site", name_zh="一号工地", geometry=OUTLINE)
        actions.register_place(**by, kind="sensitive", name_zh="澄湖小学")
    return drawn


def watch(page, live_server):
    """Every address that the page asks for; those elsewhere are kept."""
    elsewhere = []
    page.on("request", lambda request: live_server.url in request.url or elsewhere.append(request.url))
    return elsewhere


def test_the_map_draws_its_marks_and_a_mark_opens_its_page(mapped, enter, tab, live_server, shots):
    page = enter("builder", page=tab(bypass_csp=True))  # for axe alone; other tests hold to the policy
    elsewhere = watch(page, live_server)
    page.goto("/places/map")
    page.wait_for_selector(".map-live .leaflet-image-layer")
    assert page.eval_on_selector(
        ".map-live .leaflet-image-layer", "image => image.decode().then(() => image.naturalWidth)"
    )
    assert page.locator(".map-live .map-key").count() == 1
    assert page.locator(".map-live path.leaflet-interactive").count() == 1
    assert page.locator(".map-list li").count() == Place.objects.count()
    page.hover(".map-list li[data-mark='1']")
    page.wait_for_selector(".map-live .map-key.lit")
    page.add_script_tag(path=AXE)
    found = page.evaluate(
        "axe.run().then(found => found.violations.map(one => one.id + ' ' + one.nodes[0].html))"
    )
    assert found == []
    page.screenshot(path=shots / "map-desktop.png", full_page=True)
    page.emulate_media(media="print")
    assert page.locator(".map-still .map-sign").first.is_visible()
    assert not page.locator(".map-live").is_visible()
    page.screenshot(path=shots / "map-print.png", full_page=True)
    page.emulate_media(media="screen")
    assert not page.locator(".map-still").is_visible()
    page.click(".map-live .map-key")
    page.wait_for_url(f"**/places/{mapped.subject.uid}")
    page.wait_for_selector(".map-live .map-key")
    assert [one for one in elsewhere if not one.startswith("data:")] == []


def test_a_position_is_set_by_touching_the_plan(mapped, world, enter, shots):
    page = enter("clerk", "phone")
    school = Place.objects.get(name_zh="澄湖小学")
    page.goto(f"/places/{school.subject.uid}/position")
    page.wait_for_selector(".map-live .leaflet-image-layer")
    live = page.locator(".map-live")
    live.scroll_into_view_if_needed()
    box = live.bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    until(page, "document.querySelector('#id_geometry').value !== ''")
    page.touchscreen.tap(box["x"] + box["width"] / 3, box["y"] + box["height"] / 3)
    until(page, f"{LINES} === 2")
    page.tap("[data-map-undo]")
    until(page, f"{LINES} === 1")
    page.screenshot(path=shots / "map-position-phone.png", full_page=True)
    page.tap(".form-page > .acts .btn-primary")
    page.wait_for_url(f"**/places/{school.subject.uid}")
    school.refresh_from_db()
    assert abs(school.west - 112.92) < 0.005
    assert abs(school.south - 27.82) < 0.005


def test_without_scripts_the_same_is_drawn(mapped, world, browser, live_server, enter):
    page = enter("builder")
    state = page.context.storage_state()
    plain = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, storage_state=state
    ).new_page()
    plain.goto("/places/map")
    assert plain.locator("svg.map-still .map-sign").first.is_visible()
    assert plain.locator("svg.map-still image").get_attribute("href").endswith("/drawing")
    first = plain.locator("svg.map-still a").first
    where = first.get_attribute("href")
    assert where.startswith("/places/")
    first.click()
    plain.wait_for_url(f"**{where}")
    plain.context.close()

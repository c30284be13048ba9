"""The map of sites in a browser: an overdue site is red, its sign opens its page, nothing is asked of others."""

from datetime import date

import pytest

from banshi.base.zones import clock
from banshi.core.places.actions import set_position
from banshi.programmes.environment.actions import patrols as actions
from banshi.programmes.environment.models import PatrolStop
from browser.conftest import NOW, PASSWORD
from conf.stock import photo
from support.plans import set_drawing
from support.zone import START, join

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAY = date(2021, 5, 17)


@pytest.fixture(scope="module")
def mapped(world):
    """A site on the plan where something is being put right."""
    with clock.fixed(NOW):
        join(world, "inspector", "construction_bureau", "staff", ("inspector",))
        account = world.accounts["inspector"]
        account.set_password(PASSWORD)
        account.save()
        set_drawing(world)
        clerk = world.actor("clerk")
        set_position(actor=clerk, place=world.place, geometry="112.91, 27.81", effective_on=START, now=NOW)
        by = {"actor": world.actor("inspector"), "now": NOW}
        actions.set_site(
            **by,
            place=world.place,
            contractor=world.firm,
            responsible_unit=world.units["project_service_centre"],
            lead_leader=world.posts["leader"],
        )
        host = world.units["construction_bureau"]
        occasion = actions.plan_patrol(**by, host=host, planned_on=DAY, sites=[world.place])
        stop = PatrolStop.objects.select_related("patrol__occasion__subject", "place").get(
            patrol__occasion=occasion
        )
        actions.report_finding(**by, stop=stop, item="5", photo=photo("orange"), words="裸土未覆盖。")


def test_a_sign_opens_the_page_of_its_site(mapped, world, enter, live_server, shots):
    page = enter("inspector", "phone")
    elsewhere = []
    page.on(
        "request",
        lambda request: request.url.startswith((live_server.url, "data:")) or elsewhere.append(request.url),
    )
    page.goto("/environment/map/")
    page.wait_for_selector(".map-live .map-key.going")
    assert page.inner_text(".map-list li[data-mark='1'] .map-state") == "整改中1项"
    page.screenshot(path=shots / "sites-map-phone.png", full_page=True)
    page.tap(".map-live .map-key.going")
    page.wait_for_url(f"**/environment/sites/{world.place.subject.uid}/")
    assert elsewhere == []

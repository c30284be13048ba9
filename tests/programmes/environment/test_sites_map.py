"""The map of sites: what stands on it, in which tone, and never what the reader may not see."""

from datetime import date

import pytest
from django.urls import reverse

from banshi.base.zones.models import Account, Label
from banshi.core.places.actions import register_place, set_position
from banshi.core.places.models import Place
from banshi.programmes.environment.actions import patrols as actions
from banshi.programmes.environment.models import Finding, PatrolStop
from banshi.programmes.environment.queries.maps import sites_map
from support.plans import set_drawing
from support.zone import NOW, START

from .measuring import section, station
from .test_patrols import DAY, by, photo, stop, submitted  # noqa: F401 fixtures

WEST = "112.90, 27.80\n112.92, 27.80\n112.92, 27.82\n112.90, 27.82"


@pytest.fixture
def site(world, by, stop):  # noqa: F811 fixtures
    """The site of the patrol, on the plan."""
    set_drawing(world)
    return put(world, world.place, "112.91, 27.81")


def put(world, place, text):
    return set_position(actor=world.actor("clerk"), place=place, geometry=text, effective_on=START, now=NOW)


def shown(world, name="inspector", day=DAY, area=""):
    return sites_map(world.actor(name), day, area)


def test_a_site_is_quiet_going_or_overdue(world, by, stop, site):  # noqa: F811
    page = shown(world)
    assert [(one.mark.name, one.mark.tone) for one in page.map.placed] == [("晴川厂区", "")]
    matter = actions.report_finding(**by, stop=stop, item="5", photo=photo(), words="裸土未覆盖。")
    mark = shown(world).map.placed[0].mark
    assert (mark.tone, mark.state) == ("going", "整改中1项")
    assert mark.url == reverse("environment:site", args=[site.subject.uid])
    late = shown(world, day=date(2021, 6, 1))
    assert (late.map.placed[0].mark.tone, late.overdue) == ("overdue", 1)
    assert late.map.placed[0].mark.state == "整改中1项，其中超期1项"
    matter = submitted(world, matter, by["now"])
    actions.recheck(**by, matter=matter, passed=True, text="现场复查，已整改到位。")
    assert shown(world, day=date(2021, 6, 1)).map.placed[0].mark.tone == ""


def test_without_a_position_it_is_listed_and_whoever_may_is_led_to_the_act(world, by, stop):  # noqa: F811
    for name, led in (("clerk", True), ("inspector", False), ("builder", False)):
        mark = shown(world, name).map.unplaced[0]
        assert (mark.name, bool(mark.set_url)) == ("晴川厂区", led), name


def test_stations_and_sections_have_shapes_of_their_own(world, site):
    one, other = station(world), section(world)
    put(world, one.place, "112.93, 27.81")
    page = shown(world)
    marks = {mark.name: mark.shape for mark in [one.mark for one in page.map.placed] + page.map.unplaced}
    assert marks == {"晴川厂区": "square", one.name: "round", other.name: "diamond"}
    assert page.sites == 1


def test_the_map_of_one_area(world, by, site):  # noqa: F811
    given = {"actor": world.system, "now": by["now"], "name_en": "x", "starts_on": START}
    area = register_place(**given, kind="parcel", name_zh="西片", geometry=WEST)
    far = register_place(**given, kind="site", name_zh="东头工地", geometry="112.95, 27.81")
    actions.set_site(
        **by,
        place=far,
        contractor=world.firm,
        responsible_unit=world.units["project_service_centre"],
        lead_leader=world.posts["leader"],
    )
    assert shown(world).sites == 2
    page = shown(world, area=str(area.subject.uid))
    assert [one.mark.name for one in page.map.placed] == ["晴川厂区"]
    assert (page.sites, [one.place for one in page.areas]) == (1, [area])
    assert shown(world, area="nonsense").sites == 2


def test_what_the_reader_may_not_see_is_neither_drawn_nor_counted(world, by, stop, site, client):  # noqa: F811
    site.subject.label = Label.SUPERVISION
    site.subject.save(update_fields=["label"])
    assert not Place.objects.visible_to(world.actor("builder")).filter(pk=site.pk).exists()
    page = shown(world, "builder")
    assert (page.map.placed, page.map.unplaced, page.sites, page.areas) == ([], [], 0, [])
    client.force_login(Account.objects.get(pk=world.accounts["builder"].pk))
    text = client.get(reverse("environment:map")).content.decode()
    assert "晴川厂区" not in text
    assert str(site.subject.uid) not in text


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page(world, by, stop, site, client, language):  # noqa: F811
    actions.report_finding(**by, stop=PatrolStop.objects.get(), item="5", photo=photo(), words="裸土未覆盖。")
    assert Finding.objects.count() == 1
    client.force_login(Account.objects.get(pk=world.accounts["inspector"].pk))
    client.cookies["language"] = language
    text = client.get(reverse("environment:map")).content.decode()
    assert 'class="map-room"' in text
    assert reverse("environment:site", args=[site.subject.uid]) in text
    assert "style=" not in text
    assert reverse("environment:map") in client.get(reverse("environment:wall")).content.decode()
    assert reverse("environment:map") in client.get(reverse("environment:brief")).content.decode()
    client.force_login(Account.objects.get(pk=world.accounts["idle"].pk))
    assert client.get(reverse("environment:map")).status_code == 403

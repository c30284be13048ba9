"""Pages of places."""

import json
from uuid import uuid4

import pytest
from django.urls import reverse

from banshi.base.ui import formkey
from banshi.base.zones.models import Account
from banshi.core.places import actions
from banshi.core.places.models import Place
from support.zone import NOW, START

from .test_actions import AREA, NAMES


@pytest.fixture
def clerk(world, client):
    client.force_login(Account.objects.get(pk=world.accounts["clerk"].pk))
    return client


def send(client, act, *args, **fields):
    return client.post(reverse(act, args=args), {formkey.NAME: str(formkey.new())} | fields)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_opens(world, clerk, language):
    clerk.cookies["language"] = language
    outer = actions.register_place(actor=world.system, now=NOW, starts_on=START, geometry=AREA, **NAMES)
    inner = NAMES | {"name_zh": "二期食堂", "within": outer, "held_by": world.firm}
    actions.register_place(actor=world.system, now=NOW, starts_on=START, **inner)
    for page in (reverse("places:list"), reverse("places:register")):
        assert clerk.get(page).status_code == 200
    for name in ("place", "change", "close"):
        answer = clerk.get(reverse(f"places:{name}", args=[outer.subject.uid]))
        assert answer.status_code == 200
    shown = clerk.get(reverse("places:place", args=[outer.subject.uid])).content.decode()
    assert '<path class="area"' in shown
    assert "style=" not in shown
    assert reverse("places:place", args=[Place.objects.get(within=outer).subject.uid]) in shown
    firm = clerk.get(reverse("org:outside", args=[world.firm.subject.uid])).content.decode()
    assert "二期食堂" in firm or language == "en"


def test_a_place_is_registered_with_an_outline_or_sent_back(world, clerk):
    fields = NAMES | {"starts_on": "2021-05-17", "held_by": "晴川精密制造有限公司"}
    bad = send(clerk, "places:register", geometry='{"type": "Point", "coordinates": [27.8, 112.9]}', **fields)
    assert bad.status_code == 422
    assert not Place.objects.filter(name_zh=NAMES["name_zh"]).exists()
    nobody = send(clerk, "places:register", **(fields | {"held_by": "无名公司"}))
    assert nobody.status_code == 422
    assert send(clerk, "places:register", geometry=AREA, **fields).status_code == 302
    place = Place.objects.get(name_zh=NAMES["name_zh"])
    assert place.held_by == world.firm
    moved = json.dumps({"type": "Point", "coordinates": [112.95, 27.85]})
    changed = {
        "kind": "building",
        "name_zh": place.name_zh,
        "name_en": place.name_en,
        "effective_on": "2021-05-17",
    }
    assert send(clerk, "places:change", place.subject.uid, geometry=moved, **changed).status_code == 302
    place.refresh_from_db()
    assert (place.kind, place.west, place.held_by) == ("building", 112.95, None)
    assert send(clerk, "places:close", place.subject.uid, last_on="2021-05-17").status_code == 302


def test_who_may_not_edit_reads_and_the_unknown_is_not_found(world, client):
    client.force_login(Account.objects.get(pk=world.accounts["builder"].pk))
    place = world.place.subject.uid
    assert client.get(reverse("places:place", args=[place])).status_code == 200
    assert client.get(reverse("places:change", args=[place])).status_code == 403
    assert send(client, "places:close", place, last_on="2021-05-17").status_code == 403
    assert client.get(reverse("places:place", args=[uuid4()])).status_code == 404
    client.force_login(Account.objects.get(pk=world.accounts["idle"].pk))
    assert client.get(reverse("places:place", args=[place])).status_code == 404
    assert client.get(reverse("places:list")).status_code == 403

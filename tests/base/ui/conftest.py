"""A simulated zone whose clock stands in June 2021, and a client inside it."""

from datetime import UTC, datetime

import pytest

from banshi.base.ui import nav
from banshi.base.zones import access, clock
from banshi.base.zones.access import Actor, Grant
from banshi.base.zones.actions import found_zone
from banshi.base.zones.models import Account, Zone

NOW = datetime(2021, 6, 17, 2, 20, tzinfo=UTC)


class Policy:
    """Everybody belongs to every zone and holds ``matters.view``."""

    def zones_of(self, account):
        return list(Zone.objects.select_related("subject"))

    def actor_for(self, account, zone):
        return Actor(
            zone=zone,
            account_uid=account.uid,
            account_id=account.pk,
            name_zh="台账专员",
            name_en="Ledger clerk",
            grants=(Grant("matters.view", "zone"),),
        )

    def allows(self, actor, verb, subject):
        return actor.holds(verb)

    def visible(self, actor, rows, verb, path="subject"):
        return rows


@pytest.fixture(autouse=True)
def entries(monkeypatch):
    """The rail holds three entries, of which the clerk may see two."""
    kept = (
        nav.Entry("matters", "事项", "style_list", 100, "clipboard-list", "matters.view", lambda actor: 7),
        nav.Entry("home", "首页", "style_thing", 0, "home"),
        nav.Entry("secret", "管理", "style_form", 900, "settings", "org.edit"),
    )
    monkeypatch.setattr(nav, "_entries", {entry.code: entry for entry in kept})
    monkeypatch.setattr(nav, "_searches", [nav.Search("style_list", "matters.view")])
    return kept


@pytest.fixture
def zone(db, monkeypatch):
    monkeypatch.setattr(access, "_policy", Policy())
    with clock.fixed(NOW):
        yield found_zone(
            code="qingyu", name_zh="青屿经济开发区", name_en="Qingyu Zone", now=NOW, simulated=True
        )


@pytest.fixture
def inside(client, zone):
    account = Account.objects.create(login="clerk", created_at=NOW)
    client.force_login(account)
    return client

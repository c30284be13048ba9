"""A house with two zones and a policy that gives each account the zones written in its login."""

from datetime import UTC, datetime

import pytest

from banshi.base.signin.actions import Secret
from banshi.base.ui import nav
from banshi.base.zones import access, clock
from banshi.base.zones.access import Actor, Grant
from banshi.base.zones.actions import found_zone
from banshi.base.zones.models import Account, Zone

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
PASSWORD = "a-ledger-well-kept"
ADMIN = (
    "signin.manage",
    "signin.reset_factors",
    "signin.end_sessions",
    "signin.set_up",
    "signin.bind",
    "signin.trust",
)


class Policy:
    """``admin`` and ``clerk`` belong to the first zone, ``both`` to two, ``nobody`` to none."""

    def zones_of(self, account):
        codes = {"both": ["qingyu", "yunxi"], "nobody": [], "far": ["yunxi"]}.get(account.login, ["qingyu"])
        return list(Zone.objects.select_related("subject").filter(code__in=codes).order_by("code"))

    def actor_for(self, account, zone):
        grants = tuple(Grant(verb, "zone") for verb in ADMIN) if account.login == "admin" else ()
        return Actor(
            zone=zone,
            account_uid=account.uid,
            account_id=account.pk,
            name_zh="系统管理员",
            name_en="Administrator",
            grants=grants,
        )

    def allows(self, actor, verb, subject):
        return actor.holds(verb) or verb.endswith(".view")

    def visible(self, actor, rows, verb, path="subject"):
        return rows.filter(zone=actor.zone)


@pytest.fixture(autouse=True)
def policy(monkeypatch):
    monkeypatch.setattr(access, "_policy", Policy())


@pytest.fixture(autouse=True)
def empty_rail(monkeypatch):
    """Pages of other apps have no address in these tests."""
    monkeypatch.setattr(nav, "_entries", {})


@pytest.fixture(autouse=True)
def clock_stands():
    with clock.fixed(NOW):
        yield


@pytest.fixture
def zone(db):
    return found_zone(code="qingyu", name_zh="青屿经济开发区", name_en="Qingyu Zone", now=NOW)


@pytest.fixture
def other_zone(db):
    return found_zone(code="yunxi", name_zh="云溪高新区", name_en="Yunxi Zone", now=NOW)


@pytest.fixture
def account(zone):
    """``account("clerk")`` makes an account with the password of all tests."""

    def make(login, **fields):
        row = Account(login=login, created_at=NOW, **fields)
        row.set_password(PASSWORD)
        row.save()
        return row

    return make


@pytest.fixture
def admin(account, zone):
    return access.policy().actor_for(account("admin"), zone)


@pytest.fixture
def password():
    return Secret(PASSWORD)

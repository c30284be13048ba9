"""The first start, through all apps: whoever has the code can sign in, and administer."""

from datetime import UTC, datetime

import pytest

from banshi.base.history.models import Entry
from banshi.base.presets import catalogue
from banshi.base.signin import actions
from banshi.base.signin.actions import Secret
from banshi.base.zones import access, clock
from banshi.base.zones.models import Zone

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_the_first_administrator_finds_a_working_zone():
    with clock.fixed(NOW):
        account = actions.first_administrator(
            code=actions.issue_first_code(now=NOW),
            zone_code="qingyu",
            name_zh="青屿经济开发区",
            name_en="Qingyu Zone",
            login="admin",
            password=Secret("a-ledger-well-kept"),
            address="192.0.2.7",
            now=NOW,
        )
        zone = Zone.objects.select_related("subject").get()
        assert access.policy().zones_of(account) == [zone]
        actor = access.policy().actor_for(account, zone)
        assert actor.name_zh.endswith("系统管理员")
        for verb in ("org.edit", "access.grant", "signin.manage", "presets.adopt", "calendars.edit"):
            assert actor.holds(verb), verb
        assert not actor.holds("matters.verify")
        adopted = Entry.objects.filter(kind="presets.adopted").count()
        assert adopted == len(catalogue.topics())
        opened = actions.open_account(
            actor=actor, login="clerk", password=Secret("given-by-the-desk"), now=NOW
        )
        assert access.policy().zones_of(opened) == []

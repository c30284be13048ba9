"""A founded zone with a small organisation made through the actions."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import pytest

from banshi.base.zones import access, clock
from banshi.base.zones.access import Actor
from banshi.base.zones.actions import found_zone
from banshi.base.zones.models import Zone
from banshi.core.org import actions
from banshi.core.org.models import Person, Post, Unit

START = date(2021, 1, 4)
NOW = datetime(2021, 5, 31, 1, 0, tzinfo=UTC)


@dataclass
class Org:
    """The zone of a test and short ways to build in it."""

    zone: Zone
    actor: Actor
    units: dict[str, Unit] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)

    def do(self, action, **values: Any):
        """Run a use case as the machine, at the moment of the clock."""
        return action(actor=self.actor, now=NOW, **values)

    def unit(self, code: str, name_zh: str, **values: Any) -> Unit:
        """A unit; a department unless ``kind`` says otherwise."""
        values = {"kind": "department", "starts_on": START, "name_en": code} | values
        self.units[code] = self.do(actions.open_unit, code=code, name_zh=name_zh, **values)
        return self.units[code]

    def post(self, code: str, unit: Unit, name_zh: str = "", **values: Any) -> Post:
        """A post; administrative staff unless told otherwise."""
        values = {"kind": "administrative", "rank": "staff", "starts_on": START, "name_en": code} | values
        self.posts[code] = self.do(
            actions.open_post, code=code, unit=unit, name_zh=name_zh or f"{unit.name_zh}{code}", **values
        )
        return self.posts[code]

    def person(self, name: str = "", **values: Any) -> Person:
        """Somebody, there from the start."""
        return self.do(actions.enter_person, name=name, **({"starts_on": START} | values))


@pytest.fixture
def org(db):
    with clock.fixed(NOW):
        zone = found_zone(
            code="qingyu",
            name_zh="青屿经济开发区",
            name_en="Qingyu Zone",
            now=NOW,
            simulated=True,
            founded_on=START,
        )
        yield Org(zone, access.system_actor(zone))


@pytest.fixture
def bureau(org):
    """A committee with two departments, and an office that sits inside one of them."""
    committee = org.unit("party_committee", "党工委", kind="party_committee")
    economy = org.unit("economic_development_bureau", "经济发展局", parent=committee)
    org.unit("construction_bureau", "建设管理局", parent=committee)
    org.unit("competition_office", "竞赛办", kind="office", parent=committee, co_located_with=economy)
    return org

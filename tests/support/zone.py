"""A small zone for tests: its rules through the actions, its people laid down directly, for speed."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from banshi.base.calendars.actions import seed_calendar
from banshi.base.presets.founding import adopt_defaults
from banshi.base.zones import access, clock, subjects
from banshi.base.zones.access import Actor
from banshi.base.zones.actions import found_zone
from banshi.base.zones.models import Account, Zone
from banshi.core.access.models import RoleGrant
from banshi.core.org.models import OutsideOrganisation, Person, Post, PostHolding, Unit
from banshi.core.places.models import Place

START = date(2021, 1, 4)
NOW = datetime(2021, 5, 17, 1, 0, tzinfo=UTC)  # Monday 17 May 2021, 09:00 in the zone

UNITS = {
    "party_committee": ("党工委", "Party working committee", "party_committee"),
    "general_office": ("党政办公室", "General Office", "department"),
    "supervision_office": ("督查室", "Supervision Office", "department"),
    "construction_bureau": ("建设管理局", "Construction Management Bureau", "department"),
    "project_service_centre": ("项目服务中心", "Project Service Centre", "centre"),
    "enterprise_service_centre": ("企业服务中心", "Enterprise Service Centre", "centre"),
    "discipline_committee": ("纪工委", "Discipline Committee", "discipline_committee"),
}

PEOPLE = {
    "clerk": ("general_office", "staff", ("ledger_clerk",)),
    "leader": ("party_committee", "zone_leader", ("lead_leader",)),
    "verifier": ("supervision_office", "staff", ("verifier",)),
    "builder": ("construction_bureau", "staff", ("handler", "collector")),
    "projects": ("project_service_centre", "staff", ("handler", "collector")),
    "firms": ("enterprise_service_centre", "staff", ("handler", "collector")),
    "supervisor": ("discipline_committee", "head", ("supervisor",)),
    "administrator": ("general_office", "deputy_head", ("administrator",)),
    "idle": ("construction_bureau", "deputy_head", ()),
    "security": ("general_office", "staff", ("security_administrator",)),
    "auditor": ("supervision_office", "staff", ("auditor",)),
}


@dataclass
class World:
    """A zone with units, one person per role, an enterprise and a place."""

    zone: Zone
    units: dict[str, Unit] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    firm: OutsideOrganisation | None = None
    place: Place | None = None

    @property
    def system(self) -> Actor:
        """The machine."""
        return access.system_actor(self.zone)

    def actor(self, name: str) -> Actor:
        """The actor of a person, as access sees it today."""
        zone = Zone.objects.select_related("subject").get(pk=self.zone.pk)
        found = access.policy().actor_for(self.accounts[name], zone)
        assert found is not None
        return found


def build(code: str = "qingyu") -> World:
    """Make the zone at the moment of the clock."""
    now = clock.process_now()
    zone = found_zone(
        code=code, name_zh="青屿经济开发区", name_en="Qingyu Zone", simulated=True, now=now, founded_on=START
    )
    world = World(zone)
    adopt_defaults(actor=world.system, now=now, effective_on=START)
    seed_calendar(actor=world.system, now=now)
    for order, (unit, names) in enumerate(UNITS.items(), 1):
        world.units[unit] = _unit(zone, unit, order, *names)
    for order, (name, (unit, rank, roles)) in enumerate(PEOPLE.items(), 1):
        _person(world, name, world.units[unit], rank, roles, order)
    subject = subjects.open_subject(zone, "outside", "晴川精密制造有限公司")
    world.firm = OutsideOrganisation.objects.create(
        subject=subject,
        zone=zone,
        kind="enterprise",
        name_zh="晴川精密制造有限公司",
        name_en="Qingchuan Precision",
        starts_on=START,
    )
    subject = subjects.open_subject(zone, "place", "晴川厂区")
    world.place = Place.objects.create(
        subject=subject, zone=zone, kind="site", name_zh="晴川厂区", name_en="Qingchuan site", starts_on=START
    )
    return world


def join(world: World, name: str, unit: str, rank: str, roles: tuple[str, ...]) -> None:
    """One more person with a post and roles: what a programme's tests need and the small zone has not."""
    order = Person.objects.filter(zone=world.zone).count() + 1
    _person(world, name, world.units[unit], rank, roles, order)


def _unit(zone: Zone, code: str, order: int, zh: str, en: str, kind: str) -> Unit:
    return Unit.objects.create(
        subject=subjects.open_subject(zone, "unit", zh),
        zone=zone,
        code=code,
        name_zh=zh,
        name_en=en,
        short_zh=zh[:6],
        kind=kind,
        order=order,
        starts_on=START,
    )


def _person(world: World, name: str, unit: Unit, rank: str, roles: tuple[str, ...], order: int) -> None:
    zone = world.zone
    account = Account(login=f"{zone.code}-{name}", created_at=NOW)
    account.set_unusable_password()
    account.save()
    person = Person.objects.create(
        subject=subjects.open_subject(zone, "person", f"人员{order:02d}"),
        zone=zone,
        number=order,
        account=account,
        starts_on=START,
    )
    post = Post.objects.create(
        subject=subjects.open_subject(zone, "post", f"{unit.name_zh}{name}"),
        zone=zone,
        code=name,
        unit=unit,
        kind="administrative",
        rank=rank,
        order=order,
        name_zh=f"{unit.name_zh}岗位{order}",
        name_en=f"Post {name}",
        starts_on=START,
    )
    PostHolding.objects.create(zone=zone, post=post, person=person, starts_on=START)
    for role in roles:
        RoleGrant.objects.create(zone=zone, post=post, role=role, starts_on=START)
    world.accounts[name], world.people[name], world.posts[name] = account, person, post

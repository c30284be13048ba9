"""The zone that is measured: its rules through the use cases, its departments and people laid down directly."""

import secrets
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from django.contrib.auth.hashers import make_password

from banshi.base.calendars.actions import seed_calendar
from banshi.base.history.acts import use_case
from banshi.base.presets.founding import adopt_defaults
from banshi.base.vault import store as vault
from banshi.base.vault.models import VaultItem
from banshi.base.zones import access, clock, subjects
from banshi.base.zones.access import Actor
from banshi.base.zones.actions import found_zone
from banshi.base.zones.models import Account, Zone
from banshi.core.access.models import RoleGrant
from banshi.core.matters.models import Matter
from banshi.core.org.models import OutsideOrganisation, Person, Post, PostHolding, Unit, UnitPeriod
from banshi.core.places.models import Place

START = date(2016, 1, 4)
TODAY = date(2026, 6, 15)
OPENING = datetime(2026, 6, 15, 2, 0, tzinfo=UTC)  # 15 June 2026, a Monday, 10:00 in the zone

OFFICES = (
    ("party_committee", "党工委", "party_committee"),
    ("general_office", "党政办公室", "department"),
    ("supervision_office", "督查室", "department"),
    ("construction_bureau", "建设管理局", "department"),
    ("project_service_centre", "项目服务中心", "centre"),
    ("enterprise_service_centre", "企业服务中心", "centre"),
)
DEPARTMENTS = ("规划", "土地", "财政", "人社", "环保", "应急", "交通", "水务", "电力", "城管", "招商", "社会")
COLLECTORS = ("construction_bureau", "project_service_centre", "enterprise_service_centre")
FIRST = ("晴川", "云汀", "青屿", "松澜", "岚溪", "霁月", "沐阳", "景明", "远岫", "清和")
SECOND = ("精密制造", "新材料", "电子科技", "食品", "物流", "装备", "医药", "纺织", "能源", "包装")
AREAS = ("厂区", "路口", "宿舍", "泵站", "仓库", "工地")
WORDS = tuple(f"{what}影响{whom},已持续数日,请尽快协调。" for what in AREAS for whom in SECOND)


@dataclass
class Ground:
    """The zone and its rows; ``password`` opens every account, is made afresh and kept nowhere."""

    zone: Zone
    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    firms: list[OutsideOrganisation] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    new_firms: list[OutsideOrganisation] = field(default_factory=list)
    new_places: list[Place] = field(default_factory=list)
    words: list[VaultItem] = field(default_factory=list)
    password: str = field(default_factory=lambda: secrets.token_urlsafe(18))
    departments: list[str] = field(default_factory=list)
    leaders: list[str] = field(default_factory=list)


def lay(firms: int, new: int) -> Ground:
    """Found the zone with 18 units, one person per task, ``firms`` enterprises and a place for each.

    Apart from these there are ``new`` firms with their places that have raised nothing.
    """
    with clock.fixed(datetime(2016, 1, 4, 1, 0, tzinfo=UTC)):
        now = clock.process_now()
        zone = found_zone(
            code="bench",
            name_zh="测试园区",
            name_en="Measured zone",
            simulated=True,
            now=now,
            founded_on=START,
        )
        ground = Ground(zone)
        system = access.system_actor(zone)
        adopt_defaults(actor=system, now=now, effective_on=START)
        seed_calendar(actor=system, now=now)
        _units(ground)
        _people(ground)
        _outside(ground, firms + new)
        ground.new_firms, ground.new_places = ground.firms[firms:], ground.places[firms:]
        del ground.firms[firms:], ground.places[firms:]
        _words(actor=system, ground=ground, now=now)
    return ground


def again(firms: int) -> Ground:
    """The ground that :func:`lay` laid in this database, with a new password.

    New are those of its firms, after the first ``firms``, that have raised nothing yet.
    """
    zone = Zone.objects.select_related("subject").get(code="bench")
    ground = Ground(zone)
    ground.units = {unit.code: unit for unit in Unit.objects.filter(zone=zone).order_by("pk")}
    ground.departments = [code for code in ground.units if code.startswith("department_")]
    ground.posts = {post.code: post for post in Post.objects.filter(zone=zone).order_by("pk")}
    ground.leaders = [code for code in ground.posts if code.startswith("leader_")]
    for person in Person.objects.filter(zone=zone).select_related("account").order_by("pk"):
        if person.account is not None:
            name = person.account.login.removeprefix("bench-")
            ground.accounts[name], ground.people[name] = person.account, person
    hashed = make_password(ground.password)
    Account.objects.filter(login__startswith="bench-").update(password=hashed)
    _outside_again(ground, firms)
    ground.words = list(VaultItem.objects.filter(key__subject=zone.subject, field="words").order_by("pk"))
    return ground


def _outside_again(ground: Ground, firms: int) -> None:
    zone = ground.zone
    those = (
        OutsideOrganisation.objects.filter(zone=zone, kind="enterprise")
        .select_related("subject")
        .order_by("pk")
    )
    places = Place.objects.filter(zone=zone, kind="site").select_related("subject").order_by("pk")
    pairs = list(zip(those, places, strict=False))
    later = [firm.pk for firm, _place in pairs[firms:]]
    busy = set(Matter.objects.filter(raiser_org__in=later).values_list("raiser_org_id", flat=True))
    fresh = [(firm, place) for firm, place in pairs[firms:] if firm.pk not in busy]
    ground.firms, ground.places = (
        [one for one, _place in pairs[:firms]],
        [one for _firm, one in pairs[:firms]],
    )
    ground.new_firms, ground.new_places = [one for one, _place in fresh], [one for _firm, one in fresh]


def open_doors(zone: Zone) -> None:
    """Set the zone's clock to the morning of 15 June 2026."""
    offset = int((OPENING - datetime.now(UTC)).total_seconds())
    Zone.objects.filter(pk=zone.pk).update(clock_offset_seconds=offset)


def _units(ground: Ground) -> None:
    extra = ((f"department_{n:02d}", f"{name}管理局", "department") for n, name in enumerate(DEPARTMENTS, 1))
    for order, (code, name, kind) in enumerate((*OFFICES, *extra), 1):
        named = {"name_zh": name, "name_en": f"Unit {order}", "short_zh": name[:6]}
        unit = Unit.objects.create(
            subject=subjects.open_subject(ground.zone, "unit", name), zone=ground.zone, code=code, kind=kind,
            order=order, protocol=order, starts_on=START, **named,
        )  # fmt: skip
        _period_of(unit)
        ground.units[code] = unit
    ground.departments = [code for code in ground.units if code.startswith("department_")]


def _period_of(unit: Unit) -> None:
    shared = {one.attname for one in UnitPeriod._meta.concrete_fields} & {
        one.attname for one in Unit._meta.concrete_fields
    } - {"id", "zone_id"}
    UnitPeriod.objects.create(
        zone_id=unit.zone_id, unit=unit, effective_from=START, recorded_from=clock.process_now(),
        **{name: getattr(unit, name) for name in shared},
    )  # fmt: skip


def _people(ground: Ground) -> None:
    _person(ground, "clerk", "general_office", "staff", "ledger_clerk")
    _person(ground, "verifier", "supervision_office", "staff", "verifier")
    for number in range(1, 5):
        _person(ground, f"leader_{number}", "party_committee", "zone_leader", "lead_leader")
        ground.leaders.append(f"leader_{number}")
    for code in (*COLLECTORS, *ground.departments):
        _person(ground, code, code, "staff", "handler", "collector")


def _person(ground: Ground, name: str, unit: str, rank: str, *roles: str) -> None:
    zone, number = ground.zone, len(ground.people) + 1
    account = Account(login=f"bench-{name}", created_at=clock.process_now())
    account.set_password(ground.password)
    account.save()
    person = Person.objects.create(
        subject=subjects.open_subject(zone, "person", f"人员{number:02d}"), zone=zone, number=number,
        account=account, starts_on=START,
    )  # fmt: skip
    post = Post.objects.create(
        subject=subjects.open_subject(zone, "post", name), zone=zone, code=name, unit=ground.units[unit],
        kind="administrative", rank=rank, order=number, name_zh=f"岗位{number:02d}", name_en=f"Post {number}",
        starts_on=START,
    )  # fmt: skip
    PostHolding.objects.create(zone=zone, post=post, person=person, starts_on=START)
    for role in roles:
        RoleGrant.objects.create(zone=zone, post=post, role=role, starts_on=START)
    ground.accounts[name], ground.people[name], ground.posts[name] = account, person, post


def join(ground: Ground, name: str, unit: str, *roles: str) -> None:
    """One more person with these roles."""
    with clock.fixed(datetime(2016, 1, 4, 1, 0, tzinfo=UTC)):
        _person(ground, name, unit, "staff", *roles)


def _outside(ground: Ground, firms: int) -> None:
    zone = ground.zone
    for number in range(firms):
        name = f"{FIRST[number % 10]}{SECOND[number // 10 % 10]}{number // 100 + 1:03d}号有限公司"
        ground.firms.append(
            OutsideOrganisation.objects.create(
                subject=subjects.open_subject(zone, "outside", name), zone=zone, kind="enterprise",
                name_zh=name, name_en=f"Firm {number}", starts_on=START,
            )
        )  # fmt: skip
        where = f"{name[:2]}{AREAS[number % len(AREAS)]}{number:04d}"
        ground.places.append(
            Place.objects.create(
                subject=subjects.open_subject(zone, "place", where), zone=zone, kind="site",
                name_zh=where, name_en=f"Site {number}", starts_on=START,
            )
        )  # fmt: skip


@use_case("bench.words")
def _words(*, actor: Actor, ground: Ground, now: datetime) -> None:
    """A few sealed texts that the matters share: sealing is not measured while filling."""
    ground.words.extend(vault.put(ground.zone.subject, "words", text) for text in WORDS)

"""Patrols, stops, findings and the wall of sites as pages and figures show them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import DateField, F, Prefetch, QuerySet, Value
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banshi.base.files import access as files
from banshi.base.presets import queries as presets
from banshi.base.vault import store as vault
from banshi.base.zones import access, clock
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Zone
from banshi.core.matters.models import Evidence, Matter, MatterPeriod
from banshi.core.matters.rules.lifecycle import named
from banshi.core.occasions.models import Occasion
from banshi.core.places.models import Place
from banshi.programmes.environment.models import Checked, Finding, Handing, Patrol, PatrolStop, Site
from banshi.programmes.environment.queries.routes import OVER
from banshi.programmes.environment.rules import patrols as rules
from banshi.programmes.environment.rules.patrols import DustList, Item

REASONS = {
    "overdue": gettext_lazy("overdue %(n)s"),
    "open": gettext_lazy("open %(n)s"),
    "recent": gettext_lazy("found lately %(n)s"),
    "never": gettext_lazy("never visited"),
    "weeks": gettext_lazy("%(n)s weeks ago"),
}
OTHER_NAME = gettext_lazy("Other")
RESULT_WORDS = {
    rules.MET: (gettext_lazy("Met"), "done"),
    rules.FAILED: (gettext_lazy("Not met"), "open"),
    rules.NOT_APPLICABLE: (gettext_lazy("Not applicable"), "ended"),
    "rectified": (gettext_lazy("Put right"), "done"),
    "": (gettext_lazy("Not checked"), "waiting"),
}
HOW_WORDS = {
    rules.DRAWN: gettext_lazy("Signed by hand"),
    rules.TICKED: gettext_lazy("Taken, name entered"),
    rules.REFUSED: gettext_lazy("Refused before a witness"),
}


def reasons_said(stop: PatrolStop) -> str:
    """Why a stop is on the route."""
    return _(", ").join(str(REASONS[code]) % {"n": n} for code, n in stop.reasons if code in REASONS)


def list_of(patrol: Patrol) -> DustList:
    """The list of the patrol's day."""
    return presets.numbered(patrol.zone, "dust_items", patrol.list_version).rules


def item_name(found: DustList, code: str) -> str:
    """The short name of an item."""
    return named(found.items[code]) if code in found.items else str(OTHER_NAME)


def findings(actor: Actor) -> QuerySet[Finding]:
    """Findings open to the actor, each with ``judged_on``."""
    rows = Finding.objects.visible_to(actor).select_related(
        "matter__subject", "matter__responsible_unit", "place__subject", "contractor", "handing"
    )
    return rows.annotate(judged_on=Value(clock.today(actor.zone), DateField()))


def still_open(rows: QuerySet[Finding]) -> QuerySet[Finding]:
    """Not yet closed out."""
    return rows.exclude(matter__state__in=OVER)


@dataclass(frozen=True)
class Inbox:
    """What an inspector has before him: patrols of today and those not ended, findings, rechecks."""

    patrols: list[Patrol]
    rechecks: list[Finding]
    unhanded: list[Finding]
    open: list[Finding]
    today: date


MOST = 50


def inbox(actor: Actor) -> Inbox:
    """The morning of an inspector; five queries."""
    today = clock.today(actor.zone)
    seen = Occasion.objects.visible_to(actor)
    stops = PatrolStop.objects.select_related("place").order_by("order")
    patrols = (
        Patrol.objects.filter(zone=actor.zone, occasion__in=seen, occasion__state="planned")
        .select_related("occasion__subject", "occasion__host")
        .prefetch_related(Prefetch("stops", stops))
        .order_by("occasion__planned_on", "pk")
    )
    rows = still_open(findings(actor)).order_by("matter__clock_due_on", "pk")
    found = list(rows[:200])
    return Inbox(
        patrols=list(patrols[:20]),
        rechecks=[row for row in found if row.matter.state == "submitted"],
        unhanded=[row for row in found if not hasattr(row, "handing")],
        open=[row for row in found if row.matter.state != "submitted"][:MOST],
        today=today,
    )


@dataclass(frozen=True)
class Line:
    """An item on the page of a stop: its result, the reason, and what was found of it."""

    item: Item
    result: str
    word: Any
    tone: str
    reason: str
    found: list[Finding]


@dataclass(frozen=True)
class StopPage:
    """One stop."""

    stop: PatrolStop
    occasion: Occasion
    site: Site | None
    lines: list[Line]
    others: list[Finding]
    reasons: str
    may_record: bool


def stop_page(actor: Actor, uid: UUID) -> StopPage:
    """A stop of a patrol that the actor may see; the answer for the unknown is raised otherwise."""
    rows = PatrolStop.objects.filter(
        zone=actor.zone, uid=uid, patrol__occasion__in=Occasion.objects.visible_to(actor)
    )
    stop = rows.select_related(
        "patrol__occasion__subject", "patrol__occasion__host", "place__subject"
    ).first()
    if stop is None or not actor.holds("environment.view"):
        raise access.unknown()
    stop.patrol.zone = stop.patrol.occasion.zone = actor.zone
    checks = {row.item: row for row in stop.checks.all()}
    found = list(findings(actor).filter(stop=stop).order_by("pk"))
    lines = []
    for code, item in list_of(stop.patrol).items.items():
        check = checks.get(code)
        result = check.result if check else ""
        word, tone = RESULT_WORDS[result]
        own = [row for row in found if row.item == code]
        lines.append(Line(item, result, word, tone, check.reason if check else "", own))
    occasion = stop.patrol.occasion
    sites = Site.objects.filter(place=stop.place).select_related(
        "contractor", "responsible_unit", "client_unit"
    )
    return StopPage(
        stop=stop,
        occasion=occasion,
        site=sites.first(),
        lines=lines,
        others=[row for row in found if row.item == rules.OTHER],
        reasons=reasons_said(stop),
        may_record=occasion.state == "planned" and access.can(actor, "environment.patrol", occasion),
    )


def stop_uids(patrol: Patrol) -> list[UUID]:
    """The stops of a patrol in the order of its route."""
    return list(patrol.stops.order_by("order").values_list("uid", flat=True))


@dataclass(frozen=True)
class Pair:
    """Photos of a finding, before and after."""

    before: list[Evidence]
    after: list[Evidence]


def pairs(actor: Actor, matters: Iterable[int]) -> dict[int, Pair]:
    """Matter id → its photos, each ``opened`` to the actor or not: photos are the matter's; two queries."""
    found: dict[int, Pair] = {}
    rows = Evidence.objects.filter(matter__in=list(matters), kind__in=("photo_before", "photo_after"))
    held = list(rows.select_related("file").order_by("dated_on", "pk"))
    opened = files.among(actor, [row.file_id for row in held if row.file_id])
    for row in held:
        row.opened = row.file_id in opened
        pair = found.setdefault(row.matter_id, Pair([], []))
        (pair.before if row.kind == "photo_before" else pair.after).append(row)
    return found


@dataclass(frozen=True)
class FindingPage:
    """One finding with its pair, its sheet and what can be done."""

    finding: Finding
    matter: Matter
    item: str
    clause: str
    pair: Pair
    handing: Handing | None
    how: Any
    name: str
    witness: str
    may_hand: bool
    may_recheck: bool


def finding_page(actor: Actor, uid: UUID) -> FindingPage:
    """A finding that the actor may see."""
    rows = findings(actor).filter(matter__subject__uid=uid)
    row = rows.select_related("stop__patrol__occasion__subject").first()
    if row is None:
        raise access.unknown()
    row.stop.patrol.zone = actor.zone
    found = list_of(row.stop.patrol)
    words = ("name__key__subject", "witness__key__subject", "drawing")
    handing = Handing.objects.filter(finding=row).select_related(*words).first()
    item = found.items.get(row.item)
    return FindingPage(
        finding=row,
        matter=row.matter,
        item=item_name(found, row.item),
        clause=f"{found.standard}{item.clause} {item.text}" if item else "",
        pair=pairs(actor, [row.matter_id]).get(row.matter_id, Pair([], [])),
        handing=handing,
        how=HOW_WORDS[handing.how] if handing else "",
        name=vault.shown(handing.name) if handing else "",
        witness=vault.shown(handing.witness) if handing else "",
        may_hand=handing is None and access.can(actor, "environment.patrol", row.matter),
        may_recheck=row.matter.state == "submitted"
        and row.stop.patrol.occasion.host_id in actor.unit_ids
        and access.can(actor, "matters.verify", row.matter),
    )


@dataclass
class Cell:
    """A site by an item: the last result, when, and what of it is still open."""

    result: str = ""
    on: date | None = None
    reason: str = ""
    open: list[str] = field(default_factory=list)

    @property
    def full(self) -> bool:
        """At 100 %, or not applicable with a reason."""
        return self.result in (rules.MET, rules.NOT_APPLICABLE, "rectified")

    @property
    def word(self) -> Any:
        """In words."""
        return RESULT_WORDS[self.result][0]

    @property
    def tone(self) -> str:
        """The tone of the word."""
        return RESULT_WORDS[self.result][1]


@dataclass
class SiteRow:
    """A site with its cells in the order of the list."""

    site: Site
    cells: list[Cell]

    @property
    def full(self) -> bool:
        """All items at 100 %."""
        return all(cell.full for cell in self.cells)

    @property
    def checked(self) -> bool:
        """Somebody was there."""
        return any(cell.result for cell in self.cells)


def wall(
    zone: Zone, day: date, known_on: datetime | None = None, places: list[int] | None = None
) -> tuple[DustList, list[SiteRow]]:
    """Sites × items as they stood at the end of the day; five queries.

    What was not met counts as put right once all findings of it at the site are closed out.
    """
    found = presets.rules(zone, "dust_items", day)
    sites = Site.objects.filter(zone=zone).select_related("place__subject", "contractor", "responsible_unit")
    sites = sites.filter(place__in=places) if places is not None else sites
    rows = list(sites.order_by("place__name_zh", "pk"))
    cells = {(row.place_id, code): Cell() for row in rows for code in found.items}
    checks = Checked.objects.filter(zone=zone, stop__visited_on__lte=day)
    checks = checks.filter(checked_at__lt=known_on) if known_on else checks
    columns = ("stop__place", "item", "result", "reason", "stop__visited_on")
    for place, item, result, reason, on in checks.order_by("stop__visited_on", "pk").values_list(*columns):
        if (place, item) in cells:
            cells[place, item] = Cell(result, on, reason)
    _settle(zone, day, known_on, cells)
    return found, [SiteRow(row, [cells[row.place_id, code] for code in found.items]) for row in rows]


def _settle(zone: Zone, day: date, known_on: datetime | None, cells: dict[tuple[int, str], Cell]) -> None:
    rows = Finding.objects.filter(zone=zone, found_on__lte=day)
    rows = rows.filter(found_at__lt=known_on) if known_on else rows
    states = standing(zone, rows, day, known_on)
    for place, item, matter, uid in rows.values_list("place", "item", "matter", "matter__subject__uid"):
        if states.get(matter) not in OVER and (place, item) in cells:
            cells[place, item].open.append(str(uid))
    for cell in cells.values():
        if cell.open:
            cell.result = rules.FAILED
        elif cell.result == rules.FAILED:
            cell.result = "rectified"


def standing(
    zone: Zone, rows: QuerySet[Finding], day: date, known_on: datetime | None = None
) -> dict[int, str]:
    """Matter id → its state at the end of the day."""
    periods = MatterPeriod.objects.as_of(day, known_on).filter(zone=zone, matter__in=rows.values("matter"))
    return dict(periods.values_list("matter", "state"))


def candidates(actor: Actor) -> QuerySet[Place]:
    """Sites of today that a patrol can go to: those of which it is known who builds there."""
    today = clock.today(actor.zone)
    known = Site.objects.filter(zone=actor.zone).values("place")
    rows = Place.objects.visible_to(actor).on(today).filter(pk__in=known)
    return rows.select_related("subject").order_by("name_zh", "pk")


def overdue(row: Finding) -> bool:
    """Whether the clock that runs has passed its day."""
    due = row.matter.clock_due_on
    return row.matter.state not in OVER and due is not None and due < row.judged_on


def state_word(row: Finding) -> tuple[Any, str]:
    """How a finding stands, and its tone."""
    if row.matter.state == "closed":
        return _("Put right, rechecked"), "done"
    if row.matter.state in OVER:
        return _("Ended"), "ended"
    if row.matter.state == "submitted":
        return _("Recheck due"), "waiting"
    return (_("Overdue"), "overdue") if overdue(row) else (_("Being put right"), "going")


def in_state(rows: QuerySet[Finding], value: str) -> QuerySet[Finding]:
    """Findings in one of the states that the list offers."""
    if value == "closed":
        return rows.filter(matter__state="closed")
    found = still_open(rows)
    if value == "submitted":
        return found.filter(matter__state="submitted")
    if value == "overdue":
        return found.filter(matter__clock_due_on__lt=F("judged_on"))
    return found

"""What the public may see: services, and of a report its service, state, days and unit."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, QuerySet, Subquery

from banshi.base.history.models import Entry
from banshi.base.presets import queries as presets
from banshi.base.zones import clock
from banshi.base.zones.models import Label, Zone
from banshi.core.matters.rules.lifecycle import named
from banshi.doors.open311.models import Report
from banshi.doors.open311.rules import Rules

TOPIC = "open311"
OPEN, CLOSED = "open", "closed"


def zone_of(code: str) -> Zone | None:
    """The zone whose door this is, where it is open."""
    zone = Zone.objects.select_related("subject").filter(code=code).first()
    return zone if zone is not None and rules_of(zone).enabled else None


def rules_of(zone: Zone) -> Rules:
    """The zone's rules of today; closed where it has adopted none."""
    try:
        return presets.rules(zone, TOPIC, clock.today(zone))
    except presets.NoRules:
        return Rules()


def offered(zone: Zone) -> dict[str, Any]:
    """The categories that are offered as services, in the order of their codes: engines keep another one each."""
    known = presets.rules(zone, "kinds", clock.today(zone)).categories
    wanted = rules_of(zone).services
    return {code: known[code] for code in sorted(known) if not wanted or code in wanted}


def services(zone: Zone) -> list[dict[str, Any]]:
    """All services."""
    return [service(zone, code, row) for code, row in offered(zone).items()]


def service(zone: Zone, code: str, row: Any) -> dict[str, Any]:
    """One service; none asks for more than the specification's own fields."""
    return {
        "service_code": code,
        "service_name": named(row),
        "description": named(row),
        "metadata": "false",
        "type": "realtime",
        "keywords": "",
        "group": zone.name,
    }


def reports(zone: Zone) -> QuerySet[Report]:
    """What came in by this door and is shown to everybody: nothing that was raised above internal since."""
    last = Entry.objects.filter(subject=OuterRef("matter__subject")).order_by("-n").values("recorded_at")[:1]
    rows = Report.objects.filter(zone=zone, matter__label__lte=Label.INTERNAL)
    return rows.select_related("matter__responsible_unit", "matter__subject").annotate(last_at=Subquery(last))


def between(rows: QuerySet[Report], since: datetime, until: datetime) -> QuerySet[Report]:
    """Those that came in within a span, the newest first."""
    return rows.filter(received_at__gte=since, received_at__lte=until).order_by("-received_at", "-pk")


def with_status(zone: Zone, rows: QuerySet[Report], wanted: Iterable[str]) -> QuerySet[Report]:
    """Those that are open, or closed."""
    asked = set(wanted)
    if asked >= {OPEN, CLOSED} or not asked:
        return rows
    states = {
        state
        for version in presets.versions(zone, "lifecycle")
        for state in version.rules.states_where(open_only=True)
    }
    return rows.filter(matter__state__in=states) if OPEN in asked else rows.exclude(matter__state__in=states)


def by_number(zone: Zone, number: str) -> Report | None:
    """The report with this id, which is the number of its matter."""
    return reports(zone).filter(matter__number=number[:24]).first()


def by_token(zone: Zone, token: UUID) -> Report | None:
    """The report with this token."""
    return reports(zone).filter(uid=token).first()


def shown(zone: Zone, row: Report) -> dict[str, Any]:
    """A report as the specification lists it; what could tell who or where somebody is stays away."""
    matter = row.matter
    state = presets.numbered(zone, "lifecycle", matter.lifecycle_version).rules.state(matter.state)
    category = presets.rules(zone, "kinds", matter.raised_on).categories.get(row.service_code)
    unit, due = matter.responsible_unit, matter.due_on
    return {
        "service_request_id": matter.number,
        "status": OPEN if state.open else CLOSED,
        "status_notes": named(state),
        "service_name": named(category) if category else row.service_code,
        "service_code": row.service_code,
        "description": None,
        "agency_responsible": unit.name if unit else None,
        "service_notice": None,
        "requested_datetime": _instant(zone, row.received_at),
        "updated_datetime": _instant(zone, row.last_at or row.received_at),
        "expected_datetime": _instant(zone, clock.at_time(zone, due + timedelta(days=1))) if due else None,
        "address": None,
        "address_id": None,
        "zipcode": None,
        "lat": None,
        "long": None,
        "media_url": None,
    }


def _instant(zone: Zone, at: datetime) -> str:
    return at.astimezone(ZoneInfo(zone.timezone)).isoformat(timespec="seconds")

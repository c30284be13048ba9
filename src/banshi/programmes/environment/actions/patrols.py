"""Every write of patrols: who builds where, the route, what was checked, findings, sheets, rechecks."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from banshi.base.calendars.queries import load_calendar
from banshi.base.files import store as files
from banshi.base.history.acts import current, use_case
from banshi.base.history.record import record
from banshi.base.presets import queries as presets
from banshi.base.vault import store as vault
from banshi.base.zones import access, clock
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Subject
from banshi.base.zones.refusals import Refusal
from banshi.core.matters import actions as matters
from banshi.core.matters.models import Matter
from banshi.core.occasions.actions import Present, hold_occasion, plan_occasion
from banshi.core.occasions.models import Occasion
from banshi.core.org.models import OutsideOrganisation, Post, Unit
from banshi.core.places.models import Place
from banshi.programmes.environment.models import Checked, Finding, Handing, Patrol, PatrolStop, Site
from banshi.programmes.environment.queries.routes import risks
from banshi.programmes.environment.rules import patrols as rules
from banshi.programmes.environment.rules.patrols import DustList

VERB = "environment.patrol"
KEPT_DAYS = timedelta(days=3)


def dust_list(patrol: Patrol) -> DustList:
    """The list that the sites of a patrol are judged by: the version of its day."""
    return presets.numbered(patrol.zone, "dust_items", patrol.list_version).rules


def _own(actor: Actor, *things: Any) -> None:
    if any(thing is not None and thing.zone_id != actor.zone.pk for thing in things):
        raise access.unknown()


@use_case("environment.set_site")
def set_site(
    *,
    actor: Actor,
    place: Place,
    contractor: OutsideOrganisation,
    responsible_unit: Unit,
    lead_leader: Post,
    now: datetime,
    client_unit: Unit | None = None,
) -> Place:
    """Say who builds at a place, which department answers for it, and which unit has it built."""
    _own(actor, place, contractor, responsible_unit, lead_leader, client_unit)
    subject = Subject.objects.select_for_update().get(pk=place.subject_id)
    access.require(actor, VERB, subject)
    given = {
        "contractor": contractor,
        "responsible_unit": responsible_unit,
        "lead_leader": lead_leader,
        "client_unit": client_unit,
    }
    Site.objects.update_or_create(zone=actor.zone, place=place, defaults=given)
    data = {
        "contractor": str(contractor.subject.uid),
        "responsible_unit": responsible_unit.code,
        "lead_leader": lead_leader.code,
        "client_unit": client_unit.code if client_unit else None,
    }
    record(actor=actor, subject=subject, kind="environment.site_set", data=data)
    return place


@use_case("environment.plan_patrol")
def plan_patrol(
    *, actor: Actor, host: Unit, planned_on: date, sites: Sequence[Place], now: datetime, title: str = ""
) -> Occasion:
    """Plan a patrol; its route goes by risk, each stop with its reasons."""
    access.require(actor, VERB)
    _own(actor, host, *sites)
    if not sites:
        raise Refusal("environment.no_sites", _("Tick at least one site."), field="sites")
    row = plan_occasion(
        actor=actor,
        kind="patrol",
        title=title.strip() or "工地巡查",
        host=host,
        planned_on=planned_on,
        now=now,
    )
    version = presets.in_force(actor.zone, "dust_items", max(planned_on, clock.on_date(actor.zone, now)))
    patrol = Patrol.objects.create(zone=actor.zone, occasion=row, list_version=version.version)
    found = risks(actor.zone, sites, planned_on)
    route = sorted(found, key=lambda pair: (-pair[1].score, pair[0].name_zh, pair[0].pk))
    for order, (place, risk) in enumerate(route, 1):
        PatrolStop.objects.create(
            zone=actor.zone,
            patrol=patrol,
            place=place,
            order=order,
            score=risk.score,
            reasons=[list(reason) for reason in risk.reasons],
        )
    stops = [
        {"place": str(place.subject.uid), "score": risk.score, "reasons": [list(one) for one in risk.reasons]}
        for place, risk in route
    ]
    data = {"list_version": version.version, "stops": stops}
    record(actor=actor, subject=row.subject, kind="environment.route_planned", data=data)
    return row


def _stop(actor: Actor, stop: PatrolStop, late: date | None = None) -> PatrolStop:
    """The stop under lock, its patrol not yet brought to an end; ``late`` is the day of a finding that a phone kept
    while the patrol was ended, good for three days."""
    rows = PatrolStop.objects.select_for_update(of=("self",)).filter(pk=stop.pk, zone=actor.zone)
    found = rows.select_related(
        "patrol__occasion__subject", "patrol__occasion__host", "place__subject"
    ).first()
    if found is None:
        raise access.unknown()
    occasion = found.patrol.occasion
    occasion.subject.zone = occasion.zone = found.zone = found.patrol.zone = actor.zone
    access.require(actor, VERB, occasion)
    if occasion.state != "planned" and not (occasion.state == "held" and late and late <= occasion.held_on):
        raise Refusal(
            "environment.patrol_over",
            _("This patrol was already brought to an end. Plan another one and record it there."),
        )
    return found


@use_case("environment.check")
def check_stop(
    *,
    actor: Actor,
    stop: PatrolStop,
    results: Mapping[str, tuple[str, str]],
    now: datetime,
    checked_on: date | None = None,
) -> Occasion:
    """How the items are at a site: met, or not applicable with the reason. What is not met is a finding.

    ``checked_on`` lies back at most three days: a phone without a signal sends later.
    """
    row = _stop(actor, stop, checked_on)
    checked_on = _lately(actor, checked_on, now, "checked_on")
    found = dust_list(row.patrol)
    recorded = frozenset(row.checks.values_list("item", flat=True))
    if any(result == rules.FAILED for result, _reason in results.values()):
        raise Refusal(
            "environment.finding_wanted",
            _("What is not met is reported as a finding, with a photo. Report it on the same page."),
        )
    fault = rules.fault_of_checks(found.items, results, recorded)
    if fault:
        raise fault.refusal()
    for item, (result, reason) in results.items():
        _note(row, item, result, reason.strip())
    _visited(row, checked_on)
    occasion = row.patrol.occasion
    data = {
        "place": str(row.place.subject.uid),
        "results": {item: [result, reason.strip()] for item, (result, reason) in sorted(results.items())},
    }
    record(actor=actor, subject=occasion.subject, kind="environment.checked", data=data)
    return occasion


def _lately(actor: Actor, day: date | None, now: datetime, field: str) -> date:
    """The day of what was recorded in the field: today when none is said, else at most three days back."""
    today = clock.on_date(actor.zone, now)
    day = day or today
    if not today - KEPT_DAYS <= day <= today:
        raise Refusal(
            "environment.found_when",
            _("A finding is entered on its day, or at most three days later. Check the day."),
            field=field,
        )
    return day


def _note(row: PatrolStop, item: str, result: str, reason: str = "") -> None:
    Checked.objects.create(
        zone=row.zone, stop=row, item=item, result=result, reason=reason, checked_at=current().recorded_at
    )


def _visited(row: PatrolStop, day: date) -> None:
    if row.visited_on is None:
        row.visited_on = day
        row.save(update_fields=["visited_on"])


@use_case("environment.report_finding")
def report_finding(
    *,
    actor: Actor,
    stop: PatrolStop,
    item: str,
    photo: Any,
    now: datetime,
    words: str = "",
    requirement: str = "",
    due_on: date | None = None,
    found_on: date | None = None,
) -> Matter:
    """What is wrong at a site becomes a rectification with a requirement and a day, with the photo from before.

    Without words the item's own are taken, without a requirement that it is met, without a day the working
    days of the list. ``found_on`` lies back at most three days: a phone without a signal sends later.
    """
    row = _stop(actor, stop, found_on)
    found = dust_list(row.patrol)
    if item != rules.OTHER and item not in found.items:
        raise Refusal(
            "environment.item_unknown", _("Choose an item and a result from the list."), field="item"
        )
    if not photo:
        raise Refusal("environment.no_photo", _("Take a photo of it."), field="photo")
    if item == rules.OTHER and not words.strip():
        raise Refusal("environment.no_words", _("Write what is wrong."), field="words")
    site = Site.objects.filter(zone=actor.zone, place=row.place).select_related(
        "contractor__subject", "responsible_unit", "lead_leader", "client_unit"
    )
    parties = site.first()
    if parties is None:
        raise Refusal(
            "environment.no_parties",
            _("Nobody is entered who builds at %(site)s. Enter contractor and department first."),
            site=row.place.name,
        )
    _fail(row, item)
    found_on = _lately(actor, found_on, now, "found_on")
    due_on = due_on or load_calendar(actor.zone).add_workdays(clock.on_date(actor.zone, now), found.workdays)
    name = found.items[item].zh if item in found.items else "其他问题"
    text = f"{row.place.name_zh}：{name}不到位" if item in found.items else f"{row.place.name_zh}：{name}"
    standard = f"达到“{found.items[item].text}”" if item in found.items else "问题消除"
    occasion = row.patrol.occasion
    matter = matters.issue_matter(
        actor=actor,
        title=text,
        words=words.strip() or text,
        kind="rectification",
        category="environment",
        source_kind="patrol",
        issuer=occasion.host,
        lead_leader=parties.lead_leader,
        responsible_unit=parties.responsible_unit,
        parties=[parties.client_unit] if parties.client_unit else [],
        due_on=due_on,
        requirement=requirement.strip() or standard,
        place=row.place,
        origin=occasion.subject,
        about=parties.contractor.subject,
        now=now,
    )
    current().answer_with(matter.subject)
    matter = matters.attach_evidence(
        actor=actor, matter=matter, kind="photo_before", dated_on=found_on, upload=photo, now=now
    )
    Finding.objects.create(
        zone=actor.zone,
        matter=matter,
        stop=row,
        place=row.place,
        item=item,
        contractor=parties.contractor,
        found_on=found_on,
        found_at=current().recorded_at,
    )
    data = {"item": item, "contractor": str(parties.contractor.subject.uid), "stop": str(row.uid)}
    record(actor=actor, subject=matter.subject, kind="environment.found", data=data)
    _visited(row, found_on)
    return matter


def _fail(row: PatrolStop, item: str) -> None:
    """The item is not met at this stop; several findings may be of one item, none of one that is met."""
    if item == rules.OTHER:
        return
    known = row.checks.filter(item=item).values_list("result", flat=True).first()
    if known is None:
        _note(row, item, rules.FAILED)
    elif known != rules.FAILED:
        raise Refusal(
            "environment.checked_already",
            _("Item %(item)s was already recorded at this stop. Open the stop again to see it."),
            item=item,
        )


def _finding(actor: Actor, matter: Matter) -> Finding:
    rows = Finding.objects.select_for_update(of=("self",)).select_related("matter__subject", "contractor")
    found = rows.filter(matter=matter.pk, zone=actor.zone).first()
    if found is None:
        raise access.unknown()
    found.matter.subject.zone = found.matter.zone = found.zone = actor.zone
    return found


@use_case("environment.hand_over")
def hand_over(
    *,
    actor: Actor,
    matter: Matter,
    how: str,
    now: datetime,
    name: str = "",
    witness: str = "",
    drawing: Any = None,
) -> Matter:
    """The sheet is handed to the site: signed, ticked by name, or refused before a witness."""
    row = _finding(actor, matter)
    access.require(actor, VERB, row.matter)
    fault = rules.fault_of_handing(how, name, witness, drawn=bool(drawing))
    if fault:
        raise fault.refusal()
    if Handing.objects.filter(zone=actor.zone, finding=row).exists():
        raise Refusal("environment.handed", _("It is already recorded how this sheet was taken."))
    subject = row.matter.subject
    kept = files.receive_for(actor, subject, drawing, role="signature") if how == rules.DRAWN else None
    named = vault.put(subject, "name", name.strip()) if name.strip() else None
    seen = vault.put(subject, "witness", witness.strip()) if witness.strip() else None
    Handing.objects.create(
        zone=actor.zone,
        finding=row,
        how=how,
        name=named,
        witness=seen,
        drawing=kept,
        handed_on=clock.on_date(actor.zone, now),
        handed_at=current().recorded_at,
    )
    data = {
        "how": how,
        "name": _told(named),
        "witness": _told(seen),
        "drawing": kept.sha256_received if kept else None,
    }
    record(actor=actor, subject=subject, kind="environment.handed_over", data=data)
    return row.matter


def _told(item: Any) -> dict[str, str] | None:
    return {"item": str(item.uid), "commitment": item.commitment} if item else None


@use_case("environment.recheck")
def recheck(
    *, actor: Actor, matter: Matter, passed: bool, text: str, now: datetime, photo: Any = None
) -> Matter:
    """The issuer looks again: what holds is closed out with its pair of photos, what does not goes back.

    Neither the department that answers for the site nor its building client may (the guards of the kind).
    """
    row = _finding(actor, matter)
    access.require(actor, "matters.verify", row.matter)
    by = {"actor": actor, "now": now}
    current().answer_with(row.matter.subject)
    found = row.matter
    if photo:
        today = clock.on_date(actor.zone, now)
        found = matters.attach_evidence(**by, matter=found, kind="photo_after", dated_on=today, upload=photo)
    found = matters.verify_matter(**by, matter=found, passed=passed, text=text)
    return matters.close_matter(**by, matter=found) if passed else found


@use_case("environment.finish_patrol")
def finish_patrol(
    *,
    actor: Actor,
    occasion: Occasion,
    inspectors: Sequence[Post],
    held_on: date,
    now: datetime,
    minutes: str = "",
) -> Occasion:
    """The patrol is over: who went, each of them one person-time."""
    patrol = Patrol.objects.filter(zone=actor.zone, occasion=occasion.pk).first()
    if patrol is None:
        raise access.unknown()
    if not patrol.stops.filter(visited_on__isnull=False).exists():
        raise Refusal(
            "environment.nowhere",
            _("Nobody has been anywhere yet. Record a stop first, or cancel the patrol."),
        )
    present = tuple(Present(post=post) for post in inspectors)
    return hold_occasion(
        actor=actor, occasion=occasion, held_on=held_on, present=present, now=now, minutes=minutes
    )

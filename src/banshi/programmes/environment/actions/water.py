"""Sections of surface water and their months."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from banshi.base.history.acts import use_case
from banshi.base.zones import access
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Subject
from banshi.base.zones.refusals import Refusal
from banshi.core.org.actions import common
from banshi.core.places.models import Place
from banshi.programmes.environment.actions import kept, points
from banshi.programmes.environment.actions.air import KEEP, SAME_VALUE, reason_given
from banshi.programmes.environment.actions.kept import Arrived, Batch, Series
from banshi.programmes.environment.models import Section, SectionArea, WaterMonth
from banshi.programmes.environment.models.series import AreaKind, ControlLevel, Medium
from banshi.programmes.environment.models.water import TARGETS, WaterKind
from banshi.programmes.environment.rules.water import month_digest, month_fault
from banshi.programmes.environment.wording import said_of


def _told(row: WaterMonth) -> dict[str, str]:
    return dict(row.amounts)


MONTHS = Series(
    Medium.WATER, WaterMonth, "section", "month", "environment.water_months_received",
    "environment.water_month_corrected", ("amounts",), _told,
)  # fmt: skip


@dataclass(frozen=True)
class Area:
    """An area that answers for a section."""

    kind: str
    name_zh: str
    name_en: str


@use_case("environment.register_section")
def register_section(
    *,
    actor: Actor,
    place: Place,
    kind: str,
    water_zh: str,
    water_en: str,
    control_level: str,
    areas: Sequence[Area],
    starts_on: date,
    now: datetime,
    target: int | None = None,
    freezes: bool = False,
    code: str = "",
) -> Section:
    """Put a section of surface water into service, with every area that answers for it."""
    access.require(actor, KEEP, common.lock_zone(actor))
    section = Section(zone=actor.zone, starts_on=starts_on)
    _fill(actor, section, place, kind, water_zh, water_en, control_level, target, freezes, code)
    common.must_last(section.place, common.span_of(section), "starts_on")
    wanted = _areas(areas)
    points.opened(actor, section, "water_section", "environment.section_registered", _facts(section, wanted))
    for area in wanted:
        _open_area(section, area, starts_on)
    return section


@use_case("environment.change_section")
def change_section(
    *,
    actor: Actor,
    section: Section,
    kind: str,
    water_zh: str,
    water_en: str,
    control_level: str,
    areas: Sequence[Area],
    effective_on: date,
    now: datetime,
    target: int | None = None,
    freezes: bool = False,
    code: str = "",
) -> Section:
    """Change what is known of a section; an area that no longer answers for it ends the day before."""
    section = common.lock(actor, section)
    access.require(actor, KEEP, section)
    common.still_open(section)
    held = list(section.areas.filter(ends_on__isnull=True).order_by("pk"))
    before = _state(section, [Area(row.kind, row.name_zh, row.name_en) for row in held])
    _fill(actor, section, section.place, kind, water_zh, water_en, control_level, target, freezes, code)
    wanted = _areas(areas)
    if before == _state(section, wanted):
        raise Refusal("org.nothing_changed", _("Nothing was changed. Change something, or go back."))
    section.save()
    kept_names = {area.name_zh for area in wanted}
    for row in held:
        if row.name_zh not in kept_names:
            row.ends_on = max(effective_on, row.starts_on)
            row.save(update_fields=["ends_on"])
    for area in wanted:
        if area.name_zh not in {row.name_zh for row in held}:
            _open_area(section, area, effective_on)
    points.told(actor, section, "environment.section_changed", _facts(section, wanted), effective_on)
    return section


@use_case("environment.close_section")
def close_section(*, actor: Actor, section: Section, last_on: date, now: datetime) -> Section:
    """A section is out of service after ``last_on``; its months stay."""
    section = common.lock(actor, section)
    access.require(actor, KEEP, section)
    return points.ended(actor, section, last_on, "environment.section_closed")


def _fill(
    actor: Actor,
    section: Section,
    place: Place,
    kind: str,
    water_zh: str,
    water_en: str,
    control_level: str,
    target: int | None,
    freezes: bool,
    code: str,
) -> None:
    section.place = points.placed(actor, place, Section, section)
    section.kind = points.chosen(kind, WaterKind, "kind")
    section.water_zh = points.titled(water_zh, 60, "water_zh")
    section.water_en = points.titled(water_en, 120, "water_en")
    section.control_level = points.chosen(control_level, ControlLevel, "control_level")
    if target is not None and target not in dict(TARGETS):
        raise Refusal("environment.not_a_choice", _("Choose one from the list."), field="target")
    section.target, section.freezes = target, freezes
    section.code = points.coded(actor, code, Section, section)


def _areas(areas: Sequence[Area]) -> list[Area]:
    found = [
        Area(
            points.chosen(area.kind, AreaKind, "areas"),
            points.titled(area.name_zh, 60, "areas"),
            points.titled(area.name_en or area.name_zh, 120, "areas"),
        )
        for area in areas
    ]
    if not found:
        raise Refusal(
            "environment.no_area", _("Name at least one area that answers for the section."), field="areas"
        )
    if kept.twice(area.name_zh for area in found):
        raise Refusal(
            "environment.area_twice", _("An area is named twice. Leave it out once."), field="areas"
        )
    return found


def _open_area(section: Section, area: Area, starts_on: date) -> None:
    SectionArea.objects.create(
        zone=section.zone, section=section, kind=area.kind, name_zh=area.name_zh, name_en=area.name_en,
        starts_on=starts_on,
    )  # fmt: skip


def _state(section: Section, areas: Sequence[Area]) -> tuple:
    names = sorted((area.kind, area.name_zh) for area in areas)
    return (section.kind, section.water_zh, section.water_en, section.control_level, section.target,
            section.freezes, section.code, names)  # fmt: skip


def _facts(section: Section, areas: Sequence[Area]) -> dict:
    return {
        "kind": section.kind,
        "water_zh": section.water_zh,
        "water_en": section.water_en,
        "target": section.target,
        "freezes": section.freezes,
        "areas": [{"kind": area.kind, "name_zh": area.name_zh, "name_en": area.name_en} for area in areas],
    }


@dataclass(frozen=True, slots=True)
class GivenMonth:
    """A month of a section as it came: ``month`` is its first day, amounts are texts by item code."""

    section: Section
    month: date
    amounts: Mapping[str, str]
    row: int | None = None


@use_case("environment.receive_water_months")
def receive_water_months(
    *,
    actor: Actor,
    months: Sequence[GivenMonth],
    now: datetime,
    source: Subject | None = None,
    reason: str = "",
    confirmed: bool = False,
) -> list[Subject | Refusal]:
    """Months come in together; as :func:`.air.receive_air_days`."""
    access.require(actor, KEEP)
    batch = Batch(actor, MONTHS, source, reason)
    batch.hold({one.section.pk: one.section for one in months}.values())
    found: list[Subject | Refusal] = []
    sound: list[Arrived] = []
    twice = kept.twice((one.section.pk, one.month) for one in months)
    for one in months:
        try:
            if (one.section.pk, one.month) in twice:
                raise Refusal("environment.two_values", kept.TWO_VALUES, field="month")
            sound.append(_checked(batch, one, confirmed))
        except Refusal as refusal:
            found.append(refusal)
            continue
        found.append(one.section.subject)
    batch.take(sound)
    return found


def _checked(batch: Batch, one: GivenMonth, confirmed: bool) -> Arrived:
    amounts = {code: text for code, text in one.amounts.items() if text}
    fault = month_fault(amounts, confirmed=confirmed)
    if fault is not None:
        raise Refusal("environment.amount_wrong", said_of(fault), field=fault.item or None)
    digest = month_digest(str(one.section.subject.uid), one.month.isoformat(), amounts)
    made = Arrived(one.section, one.month, last_of(one.month), digest, {"amounts": amounts}, one.row)
    batch.check(made)
    return made


def last_of(month: date) -> date:
    """The last day of a month."""
    return month.replace(day=monthrange(month.year, month.month)[1])


@use_case("environment.correct_water_month")
def correct_water_month(
    *,
    actor: Actor,
    section: Section,
    month: date,
    amounts: Mapping[str, str],
    reason: str,
    now: datetime,
    confirmed: bool = False,
) -> Section:
    """Enter a month by hand, or correct it: the old values stay, with the reason and who had taken them away."""
    section = common.lock(actor, section)
    access.require(actor, KEEP, section)
    reason, month = reason_given(reason), month.replace(day=1)
    amounts = {code: text for code, text in amounts.items() if text}
    digest = month_digest(str(section.subject.uid), month.isoformat(), amounts)
    known = kept.known_digests(MONTHS, actor.zone.pk, [section.pk], month, month).get((section.pk, month))
    if known is not None and known[1] == digest:
        raise Refusal("environment.same_value", SAME_VALUE)
    found = receive_water_months(
        actor=actor,
        months=[GivenMonth(section, month, amounts)],
        now=now,
        reason=reason,
        confirmed=confirmed,
    )
    if isinstance(found[0], Refusal):
        raise found[0]
    return section

"""Founding a zone: its row, its own subject, and the first entry of its history."""

from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from banshi.base.history.acts import use_case
from banshi.base.history.record import record
from banshi.base.zones import access, clock, subjects
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Subject, Zone
from banshi.base.zones.refusals import Refusal


def found_zone(
    *,
    code: str,
    name_zh: str,
    name_en: str,
    now: datetime,
    simulated: bool = False,
    timezone: str = "Asia/Shanghai",
    clock_offset_seconds: int = 0,
    founded_on: date | None = None,
    suite: int | None = None,
) -> Zone:
    """A new zone with its own subject (kind ``zone``) and its first history entry, ``zones.founded``.

    The machine acts, since nobody has a place in the zone yet. ``founded_on`` is the day from
    which its records may count (today when it is None); ``clock_offset_seconds`` moves the
    clock of a simulated zone. ``suite`` is the hash of its history for ever (1 SHA-256, 2 SM3; None: as
    the settings say). Rule sets are adopted separately. Raises :class:`Refusal`.
    """
    _check(code, name_zh, name_en, timezone, simulated, clock_offset_seconds)
    with transaction.atomic():
        zone = Zone.objects.create(
            code=code,
            name_zh=name_zh.strip(),
            name_en=name_en.strip(),
            timezone=timezone,
            simulated=simulated,
            clock_offset_seconds=clock_offset_seconds,
            suite=settings.LOG_SUITE if suite is None else suite,
        )
        _found(actor=access.system_actor(zone), zone=zone, founded_on=founded_on, now=now)
        return zone


@use_case("zones.found")
def _found(*, actor: Actor, zone: Zone, founded_on: date | None, now: datetime) -> Zone:
    access.require(actor, "zones.found")
    zone.subject = subjects.open_subject(zone, "zone", zone.name_zh)
    zone.save(update_fields=["subject"])
    subject = Subject.objects.select_for_update().get(pk=zone.subject_id)
    record(
        actor=actor,
        subject=subject,
        kind="zones.founded",
        data={
            "zone": str(zone.uid),
            "code": zone.code,
            "name_zh": zone.name_zh,
            "name_en": zone.name_en,
            "timezone": zone.timezone,
            "simulated": zone.simulated,
            "suite": zone.suite,
        },
        effective_on=founded_on or clock.on_date(zone, now),
    )
    zone.subject = subject
    return zone


def _check(
    code: str, name_zh: str, name_en: str, timezone: str, simulated: bool, clock_offset_seconds: int
) -> None:
    try:
        validate_slug(code)
    except ValidationError as error:
        raise Refusal(
            "zones.code_wrong",
            _("A zone's code is made of letters, digits and hyphens. Enter a short one."),
            field="code",
        ) from error
    if len(code) > Zone._meta.get_field("code").max_length:
        raise Refusal(
            "zones.code_long", _("The code is too long. Enter at most 32 characters."), field="code"
        )
    if not name_zh.strip() or not name_en.strip():
        field = "name_zh" if not name_zh.strip() else "name_en"
        raise Refusal(
            "zones.name_missing", _("Enter the zone's official name in Chinese and in English."), field=field
        )
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise Refusal(
            "zones.timezone_unknown",
            _("There is no such time zone. Enter one such as Asia/Shanghai."),
            field="timezone",
        ) from error
    if clock_offset_seconds and not simulated:
        raise Refusal(
            "zones.clock_moved", _("Only a simulated zone may run on a moved clock."), field="simulated"
        )
    if Zone.objects.filter(code=code).exists():
        raise Refusal(
            "zones.code_used", _("There is already a zone with this code. Enter another one."), field="code"
        )

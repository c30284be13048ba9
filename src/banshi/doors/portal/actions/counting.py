"""Counting in the database, so that every process and machine counts the same; one row per key and hour."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from banshi.base.zones.models import Zone
from banshi.base.zones.refusals import Refusal
from banshi.doors.portal import codes, rules
from banshi.doors.portal.models import Tally
from banshi.doors.portal.rules import Portal

MEGABYTE = 1024 * 1024
IN_ALL, UNPROVED = "all", "unproved"


class TooMany(Refusal):
    """Beyond the last limit; the sentence says how long to wait. What was typed stays on the phone."""

    status = 429


def within(
    zone: Zone, key: str, limit: int, now: datetime, by: int = 1, window_at: datetime | None = None
) -> bool:
    """Count ``by`` more under ``key`` in this hour, unless that goes beyond ``limit``; says whether it did not.

    ``window_at`` is the beginning of another window than the hour.

    One conditional UPDATE, so that two at the same moment can never both be the last one.
    """
    row = {"zone": zone, "key": key, "window_at": window_at or rules.window(now)}
    rows = Tally.objects.filter(**row, count__lte=limit - by)
    if rows.update(count=F("count") + by):
        return True
    Tally.objects.bulk_create([Tally(**row)], ignore_conflicts=True)
    return bool(rows.update(count=F("count") + by))


def admit(*, zone: Zone, portal: Portal, address: str, proved: bool, size: int, now: datetime) -> None:
    """Count one sending, kept whatever follows. Raises :class:`TooMany` beyond the last limits.

    ``size`` is that of its files in bytes. What comes without a proof of work shares two limits of the zone,
    which bound what a flood can make us store.
    """
    limits, megabytes = portal.limits, -(-size // MEGABYTE)
    asked = [(codes.address_key(zone, address, "ends"), limits.address_ends, 1)]
    if megabytes:
        asked.append((codes.address_key(zone, address, "megabytes"), limits.megabytes, megabytes))
    if not proved:
        asked.append((UNPROVED, limits.unproved, 1))
        if megabytes:
            asked.append((f"{UNPROVED} megabytes", limits.megabytes, megabytes))
    with transaction.atomic():
        refused = next((one for one in asked if not within(zone, one[0], one[1], now, one[2])), None)
    if refused is not None:
        raise _too_many(now, files=refused[1] == limits.megabytes and refused[2] == megabytes)


def count_code(*, zone: Zone, portal: Portal, address: str, now: datetime) -> None:
    """Count one try to find a report by its code. Raises :class:`TooMany`."""
    with transaction.atomic():
        fine = within(zone, codes.address_key(zone, address, "code"), portal.limits.code_tries, now)
    if not fine:
        raise _too_many(now)


def _too_many(now: datetime, *, files: bool = False) -> TooMany:
    left = -(-int((rules.window(now) + rules.HOUR - now).total_seconds()) // 60)
    if files:
        return TooMany(
            "portal.too_much",
            _("Too many photos come in at this moment. Send it without them now, and add them later."),
            field="photos",
        )
    return TooMany(
        "portal.too_often",
        _(
            "Very much is coming in from here. Your words stay on this phone: send them again in %(minutes)s minutes."
        ),
        minutes=max(left, 1),
    )


def load(zone: Zone, address: str, now: datetime) -> tuple[int, int]:
    """How many came in this hour, from the address and in all; one query, nothing is counted."""
    mine = codes.address_key(zone, address)
    rows = Tally.objects.filter(zone=zone, key__in=(mine, IN_ALL), window_at=rules.window(now))
    found = dict(rows.values_list("key", "count"))
    return found.get(mine, 0), found.get(IN_ALL, 0)

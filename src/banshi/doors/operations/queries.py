"""What the health page shows: each check with what was found and what to do about it."""

import shutil
import sqlite3
from pathlib import Path
from zoneinfo import ZoneInfo

import django
from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _

from banshi.base.calendars.queries import load_calendar
from banshi.base.care import upgrade
from banshi.base.history import fences
from banshi.base.history.models import Entry
from banshi.base.jobs import queries as jobs
from banshi.base.outbox import queries as outbox
from banshi.base.prooflog import standing
from banshi.base.zones import clock
from banshi.base.zones.models import Zone
from banshi.doors.operations import care
from banshi.doors.operations.check import Check

LEAST_FREE_BYTES = 2 * 1024**3
GIBIBYTE = 1024**3


def checks(zone: Zone) -> list[Check]:
    """All checks, in a fixed number of queries."""
    return [
        _engine(),
        _durability(),
        _fences(),
        _disk(),
        *care.checks(zone),
        _calendar(zone),
        _history(zone),
        _proof(zone),
        _jobs(zone),
        _messages(zone),
    ]


def _engine() -> Check:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SHOW server_version")
            version = f"PostgreSQL {cursor.fetchone()[0]}"
        else:
            version = f"SQLite {sqlite3.sqlite_version}"
    return Check(_("Database"), True, f"{version} · Django {django.get_version()}", code="database")


def _durability() -> Check:
    """Nothing acknowledged may be lost at power failure: the settings are read back, not believed."""
    faults = upgrade.engine_faults()
    found = ", ".join(faults or [f"{name} = {value}" for name, value in upgrade.read_back().items()])
    return Check(
        _("Durability"),
        not faults,
        found,
        _("Acknowledged work can be lost at power failure. Restore the shipped settings."),
        code="durability",
    )


def _fences() -> Check:
    down = fences.missing()
    return Check(
        _("Fences around the history"),
        not down,
        ", ".join(down) if down else str(len(fences.declared())),
        _("Somebody took them down. Run ./banshi verify, then ./banshi manage migrate --mend-fences"),
        code="fences",
    )


def _disk() -> Check:
    usage = shutil.disk_usage(Path(settings.VAR))
    free = f"{usage.free / GIBIBYTE:.1f} GiB / {usage.total / GIBIBYTE:.1f} GiB"
    return Check(
        _("Free disk"), usage.free > LEAST_FREE_BYTES, free, _("Make room before it is full."), code="disk"
    )


def _calendar(zone: Zone) -> Check:
    """Dates in an unannounced year are provisional; from December on, the next year should be known."""
    today, calendar = clock.today(zone), load_calendar(zone)
    last = max(calendar.announced, default=0)
    needed = today.year + 1 if today.month == 12 else today.year
    return Check(
        _("Work calendar announced until"),
        last >= needed,
        str(last or "—"),
        _("Import the State Council's holiday notice on the calendar page."),
        code="calendar",
    )


def _history(zone: Zone) -> Check:
    last = (
        Entry.objects.filter(zone=zone).order_by("-recorded_at").values_list("recorded_at", flat=True).first()
    )
    text = f"{last.astimezone(ZoneInfo(zone.timezone)):%Y-%m-%d %H:%M}" if last else "—"
    return Check(_("Last entry of the history"), True, text, code="history")


def _proof(zone: Zone) -> Check:
    """Whether the log may be signed: its key is here, and it agrees with what was signed before."""
    log = standing.log_of(zone)
    why = standing.held(zone, log) if log else ""
    return Check(
        _("Proof log signs"),
        not why,
        str(standing.WHY[why]) if why else (str(log.size) if log else "—"),
        _(
            "Compare it with the newest checkpoint outside: "
            "./banshi resume --zone CODE --checkpoint FILE --reason TEXT"
        ),
        code="log_signs",
    )


def _jobs(zone: Zone) -> Check:
    """That somebody works, and what failed: by its code and line, never by anybody's words."""
    found = jobs.standing(zone)
    told = f"{found.waiting} / {found.running} / {found.failed}" + (
        f" {found.last_failed}" if found.failed else ""
    )
    return Check(
        _("Jobs: waiting, under way, failed this week"),
        not found.late,
        told,
        _("Nobody works them off. Start a worker: ./banshi work"),
        code="jobs",
    )


def _messages(zone: Zone) -> Check:
    """That what is due goes out, and that nothing lies undeliverable."""
    found = outbox.queue(zone)
    return Check(
        _("Messages: waiting, undeliverable, channels that do not answer"),
        not (found.late or found.dead),
        f"{found.waiting} / {found.dead} / {found.failing}",
        _("See the page of message channels; start a worker where nobody works: ./banshi work"),
        code="messages",
    )

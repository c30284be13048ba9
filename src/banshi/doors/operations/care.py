"""The checks of the machine's care: backups, drills, copies, whether it can write, its clock, the log outside."""

import os
import secrets
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from banshi.base.care import queries as care
from banshi.base.care.models import Run, RunKind
from banshi.base.history.models import Entry
from banshi.base.prooflog import standing
from banshi.base.zones import clock
from banshi.base.zones.models import Zone
from banshi.doors.operations.check import Check

BACKUP_WITHIN = timedelta(hours=26)
DRILL_WITHIN = timedelta(days=8)
SKEW_S = 5.0
PROBE_BYTES = 64 * 1024


@dataclass(frozen=True)
class Care:
    """The newest runs, read once for page and metrics."""

    backup: Run | None
    drill: Run | None
    copy: Run | None

    @classmethod
    def now(cls) -> "Care":
        """As it stands."""
        return cls(care.last(RunKind.BACKUP), care.last(RunKind.DRILL), care.waits_for_comparison())


def checks(zone: Zone) -> Iterator[Check]:
    """All of them, in the order of the page."""
    found, asked = Care.now(), _asked(zone)
    yield _writable()
    yield _backup(zone, found.backup, asked)
    yield _drill(zone, found.drill, asked)
    yield _copy(zone, found.copy)
    yield _clock(zone)
    yield from _log(zone)


def moment(zone: Zone, at: datetime | None) -> str:
    """An instant in the zone's own time; a dash for none."""
    return f"{at.astimezone(ZoneInfo(zone.timezone)):%Y-%m-%d %H:%M}" if at else "—"


def _asked(zone: Zone) -> bool:
    """Whether backups and drills are asked for: what is only a demonstration need not be kept."""
    return not zone.simulated or Zone.objects.filter(simulated=False).exists()


def _when(zone: Zone, at: datetime | None, asked: bool) -> str:
    """The same; where none is asked for, in words, so that «well» beside a dash puzzles nobody."""
    return moment(zone, at) if at or asked else gettext("none; not asked of a demonstration")


def fresh(run: Run | None, within: timedelta, asked: bool) -> bool:
    """Well and not too long ago."""
    if run is None:
        return not asked
    return run.ok and clock.process_now() - run.at <= within


def _backup(zone: Zone, run: Run | None, asked: bool) -> Check:
    found = _when(zone, run.at if run else None, asked)
    faults = run.facts.get("faults", []) if run else []
    if faults:
        found = f"{found} · {faults[0]}"
    elif run is not None and not run.facts.get("keys"):
        without = gettext("without keys")
        found = f"{found} · {without}"
    return Check(
        _("Last backup"),
        fresh(run, BACKUP_WITHIN, asked),
        found,
        _("Run ./banshi backup every night, to another disk, and keep the keys apart."),
        code="backup",
    )


def _drill(zone: Zone, run: Run | None, asked: bool) -> Check:
    found = _when(zone, run.at if run else None, asked)
    if run is not None:
        faults = run.facts.get("faults", [])
        rest = faults[0] if faults else f"{run.facts.get('backup', '')}, {run.facts.get('entries', 0)}"
        found = f"{found} · {rest}"
    return Check(
        _("Last restore drill"),
        fresh(run, DRILL_WITHIN, asked),
        found,
        _("Run ./banshi drill every week; a backup that was never restored is a hope."),
        code="drill",
    )


def _copy(zone: Zone, run: Run | None) -> Check:
    return Check(
        _("Restored copy"),
        run is None,
        f"{run.facts.get('backup', '')} · {moment(zone, run.at)}" if run else "—",
        _(
            "Compare this copy with a checkpoint from outside: "
            "./banshi resume --zone CODE --checkpoint FILE --reason TEXT"
        ),
        code="copy",
    )


def _writable() -> Check:
    """A file is written, made durable and taken away again: free space alone does not say that it can be used."""
    path, began = Path(settings.VAR) / f".probe-{secrets.token_hex(8)}", time.perf_counter()
    try:
        with path.open("xb") as file:
            file.write(bytes(PROBE_BYTES))
            file.flush()
            os.fsync(file.fileno())
        well, found = True, f"{(time.perf_counter() - began) * 1000:.0f} ms"
    except OSError as error:
        well, found = False, error.strerror or str(error)
    with suppress(OSError):
        path.unlink(missing_ok=True)
    return Check(
        _("Disk takes what is written"),
        well,
        found,
        _("Make room, or have the disk looked at."),
        code="disk_write",
    )


def skew_s(zone: Zone) -> float:
    """By how many seconds this machine's clock lags the database's, or the last entry."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
            return abs(float(cursor.fetchone()[0]) - time.time())
    last = (
        Entry.objects.filter(zone=zone).order_by("-recorded_at").values_list("recorded_at", flat=True).first()
    )
    return max(0.0, (last - clock.now(zone)).total_seconds()) if last else 0.0


def _clock(zone: Zone) -> Check:
    skew = skew_s(zone)
    return Check(
        _("Clock"),
        skew <= SKEW_S,
        f"{skew:.1f} s",
        _("The clocks of the machines differ, or it was set back. Set up time synchronisation."),
        code="clock",
    )


def _log(zone: Zone) -> Iterator[Check]:
    """How long entries wait for their place in the log, and when a signed head of it last left the machine."""
    waiting, left = standing.waiting(zone), standing.last_departure(zone)
    late = waiting is not None and clock.now(zone) - waiting.since > standing.LONGEST_WAIT
    yield Check(
        _("Entries waiting for the log"),
        not late,
        moment(zone, waiting.since) if waiting else "0",
        _("The sequencer does not run, or may not sign: see the log of the server."),
        code="sequencer",
    )
    inside = left is None or clock.now(zone) - left.left_at > standing.LONGEST_INSIDE
    yield Check(
        _("Last checkpoint outside"),
        not inside or zone.simulated,
        _when(zone, left.left_at if left else None, not zone.simulated),
        _("Print a checkpoint, or have a witness fetch it: what never left can be rewritten unseen."),
        code="outside",
    )

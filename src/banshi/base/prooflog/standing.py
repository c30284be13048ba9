"""How the log stands: its key in service, whether it may sign, how long entries wait, when a head last left."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from banshi.base.history.models import Entry
from banshi.base.prooflog import guard, keyfiles, tree
from banshi.base.prooflog.models import Checkpoint, Departure, Log, LogKey
from banshi.base.zones.models import Zone
from banshi.kernel.proof import merkle
from banshi.kernel.proof.errors import TreeError

LONGEST_WAIT = timedelta(seconds=60)
LONGEST_INSIDE = timedelta(hours=24)
NO_KEY, GONE = "no_key", "gone"

WHY: dict[str, str | Promise] = {
    guard.MISSING: _(
        "There is no guard file beside the database: it was restored, or moved to this machine."
    ),
    guard.UNREADABLE: _("The guard file beside the database cannot be read."),
    guard.AHEAD: _("The log was longer before: the database was put back to an earlier day."),
    guard.DIFFERS: _("The log is not the one that was signed before."),
    guard.COPIED: _("The folder of the keys is a copy: it was restored, or moved to this machine."),
    NO_KEY: _("The secret key of the log is not on this machine."),
    GONE: _("The log has been signed before, and the database holds nothing of it."),
}


@dataclass(frozen=True)
class Waiting:
    """The oldest entry without a place, and since when it waits."""

    pk: int
    since: datetime


def log_of(zone: Zone) -> Log | None:
    """The zone's log, None before the sequencer has founded it."""
    return Log.objects.filter(zone=zone).first()


def key_in_service(log: Log) -> LogKey:
    """The key that signs now."""
    return LogKey.objects.filter(zone_id=log.zone_id, origin=log.origin).order_by("-pk")[0]


def newest(zone: Zone, log: Log) -> Checkpoint | None:
    """The checkpoint of the log as it stands."""
    found = Checkpoint.objects.filter(zone=zone, origin=log.origin).order_by("-size")
    return found.first()


def held(zone: Zone, log: Log, said: guard.Reading | None = None) -> str:
    """Why nothing may be signed, as a code of :data:`WHY`; empty when it may.

    ``said`` is what the guard said before ``log`` was read: whoever reads the log in a snapshot reads the
    guard first, since the sequencer may go on meanwhile.
    """
    if not keyfiles.there(key_in_service(log).vkey):
        return NO_KEY
    mark, fault = said or guard.read(zone)
    if not log.size:
        return GONE if mark is not None and mark.size else ""
    return fault or _against(zone, log, mark)


def _against(zone: Zone, log: Log, mark: guard.Mark | None) -> str:
    if mark is None or mark.origin != log.origin:
        return guard.DIFFERS
    if mark.size > log.size:  # unless the sequencer went on since the log was read
        log = Log.objects.get(pk=log.pk)
    if mark.size > log.size:
        return guard.AHEAD
    try:
        same = _root_at(zone, log, mark.size).hex() == mark.root
    except TreeError:
        same = False
    return "" if same else guard.DIFFERS


def _root_at(zone: Zone, log: Log, size: int) -> bytes:
    """The root at a size; of the log as it stands from its right edge, which asks the database nothing."""
    if size == log.size:
        return merkle.Frontier.load(bytes(log.frontier)).root()
    return tree.root_at(zone, size, log.suite)


def waiting(zone: Zone) -> Waiting | None:
    """The oldest waiting entry."""
    rows = Entry.objects.filter(zone=zone, seq__isnull=True).order_by("pk")
    found = rows.values_list("pk", "recorded_at").first()
    return Waiting(*found) if found else None


def last_departure(zone: Zone) -> Departure | None:
    """When a checkpoint last left the machine."""
    found = Departure.objects.filter(zone=zone).select_related("checkpoint").order_by("-left_at", "-pk")
    return found.first()

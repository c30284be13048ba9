"""What the pages of the log show, in a fixed number of queries."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from banshi.base.prooflog.models import Checkpoint, Cosignature, Departure, Log, LogKey, Witness
from banshi.base.prooflog.standing import (
    LONGEST_INSIDE,
    LONGEST_WAIT,
    WHY,
    held,
    last_departure,
    log_of,
    newest,
    waiting,
)
from banshi.base.zones.models import Zone
from banshi.kernel.proof.errors import KeyFormatError
from banshi.kernel.proof.keys import PublicKey

SHOWN = 20


@dataclass
class LogPage:
    """The log of a zone at an instant; each part is worked out once, when it is asked for."""

    zone: Zone
    now: datetime

    @cached_property
    def log(self) -> Log | None:
        """The log, None before it was founded."""
        return log_of(self.zone)

    @cached_property
    def head(self) -> Checkpoint | None:
        """The newest checkpoint."""
        return newest(self.zone, self.log) if self.log else None

    @cached_property
    def held(self) -> str:
        """Why nothing is signed, in a sentence; empty when all is well."""
        why = held(self.zone, self.log) if self.log else ""
        return str(WHY[why]) if why else ""

    @cached_property
    def waits(self) -> timedelta | None:
        """How long the oldest entry has waited, None when none does."""
        found = waiting(self.zone)
        return self.now - found.since if found else None

    @property
    def waits_long(self) -> bool:
        """Whether it has waited too long."""
        return self.waits is not None and self.waits > LONGEST_WAIT

    @cached_property
    def left(self) -> Departure | None:
        """The last departure of a checkpoint."""
        return last_departure(self.zone)

    @property
    def inside_long(self) -> bool:
        """Whether no checkpoint has left for a day."""
        since = self.left.left_at if self.left else (self.log.founded_at if self.log else None)
        return since is not None and self.now - since > LONGEST_INSIDE

    @cached_property
    def keys(self) -> list[tuple[LogKey, str]]:
        """The keys of the log, the newest first, with their fingerprints."""
        rows = LogKey.objects.filter(zone=self.zone).order_by("-pk")
        return [(row, _fingerprint(row.vkey)) for row in rows[:SHOWN]]

    @cached_property
    def heads(self) -> list[Checkpoint]:
        """The newest checkpoints, each with who has seen it."""
        rows = Checkpoint.objects.filter(zone=self.zone).order_by("-pk")
        return list(rows.prefetch_related("departures", "cosignatures__witness")[:SHOWN])

    @cached_property
    def departures(self) -> list[Departure]:
        """The newest departures."""
        rows = Departure.objects.filter(zone=self.zone).select_related("checkpoint")
        return list(rows.order_by("-left_at", "-pk")[:SHOWN])

    @cached_property
    def witnesses(self) -> list[tuple[Witness, Cosignature | None]]:
        """The witnesses with the last checkpoint that each cosigned."""
        rows = list(Witness.objects.filter(zone=self.zone).order_by("pk"))
        last: dict[int, Cosignature] = {}
        newest_lines = Cosignature.objects.filter(zone=self.zone, witness__in=rows).select_related(
            "checkpoint"
        )
        for line in newest_lines.order_by("-pk")[: SHOWN * 10]:
            last.setdefault(line.witness_id, line)
        return [(row, last.get(row.pk)) for row in rows]

    @cached_property
    def lines(self) -> list[Cosignature]:
        """The witnesses' lines under the newest checkpoint."""
        if self.head is None:
            return []
        rows = Cosignature.objects.filter(zone=self.zone, checkpoint=self.head).select_related("witness")
        return list(rows.order_by("pk"))


def _fingerprint(vkey: str) -> str:
    """A dash for what is no key any more: the page still opens, and `./banshi verify` names the row."""
    try:
        return PublicKey.parse(vkey).fingerprint()
    except KeyFormatError:
        return "—"

"""A filled ledger that stays: ``./banshi bench web --keep FOLDER``.

It is filled once, gone on with where that was cut off, and used again. Each run uses up some matters that wait for
their close-out and some firms that have raised nothing: with ``--prepared`` there are enough for several.

Beside the database lies ``bench.json``: how many matters were asked for, how many of them wait for their close-out.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError

from banshi.base.prooflog.actions.sequencing import sequence_all
from banshi.base.zones.models import Zone
from banshi.conf.benchmarks import ground
from banshi.conf.benchmarks.ground import Ground
from banshi.conf.benchmarks.ledger import fill

Say = Callable[[str], None]
BATCH = 4096


@dataclass
class Kept:
    """What ``bench.json`` says: rows asked for, close-outs prepared, and whether all of it is written."""

    rows: int
    prepared: int
    whole: bool = False

    @property
    def firms(self) -> int:
        """Enterprises that raise matters."""
        return max(10, min(self.rows // 20, 2000))

    def write(self) -> None:
        """Put it beside the database."""
        path().write_text(json.dumps(asdict(self)) + "\n")


def path() -> Path:
    """Where it is said what a kept folder holds."""
    return settings.VAR / "bench.json"


def read() -> Kept | None:
    """What the folder holds; None when nothing was begun there."""
    return Kept(**json.loads(path().read_text())) if path().exists() else None


def laid(rows: int, prepared: int, say: Say, *, keep: bool) -> tuple[Ground, int]:
    """The ground under a whole ledger with its proof log, filled now or kept, and how many rows it has."""
    kept = read() if keep else None
    if kept is None:
        if Zone.objects.exists():
            raise CommandError("this database holds a zone; only empty ones are filled: ./banshi bench")
        kept = Kept(rows, prepared)
        say("founding the zone")
        found = ground.lay(firms=kept.firms, new=prepared)
        if keep:
            kept.write()
    else:
        say(f"{settings.VAR} holds a ledger of {kept.rows:,} matters")
        found = ground.again(kept.firms)
    if not kept.whole:
        fill(found, kept.rows, kept.prepared, say, settings.VAR / "bench-indexes.json" if keep else None)
        kept.whole = True
        if keep:
            kept.write()
    ground.open_doors(found.zone)
    say("taking the entries into the proof log")
    sequence_all(found.zone, limit=BATCH)
    return found, kept.rows

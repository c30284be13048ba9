"""The drop folder: a place that somebody else's machine reads (a share, a stick); newest checkpoint first."""

import logging
import os
from datetime import timedelta
from pathlib import Path

from django.conf import settings

from banshi.base.prooflog.models import Checkpoint, Departure, Way
from banshi.base.zones import clock
from banshi.base.zones.models import Zone

EVERY = timedelta(hours=1)
log_of_machine = logging.getLogger(__name__)


def drop(zone: Zone, checkpoint: Checkpoint) -> bool:
    """Put the checkpoint into the folder, at most once an hour; whether it was put there.

    A folder that cannot be written (a share that is away) is told in the log and on the health page, by
    the age of the last departure; the sequencer goes on.
    """
    if not settings.CHECKPOINT_FOLDER:
        return False
    now = clock.now(zone)
    last = Departure.objects.filter(zone=zone, way=Way.FOLDER).order_by("-left_at").first()
    if last is not None and now - last.left_at < EVERY:
        return False
    folder = Path(settings.CHECKPOINT_FOLDER)
    try:
        _write(folder / f"{file_stem(checkpoint)}.txt", checkpoint.note)
    except OSError as error:
        log_of_machine.error("the checkpoint could not be put into %s: %s", folder, error)
        return False
    Departure.objects.create(
        zone=zone, checkpoint=checkpoint, way=Way.FOLDER, where=str(folder)[:100], left_at=now
    )
    return True


def file_stem(checkpoint: Checkpoint) -> str:
    """``banshi-zone-000000000512``: names sort by size."""
    return f"{checkpoint.origin.replace('/', '-')}-{checkpoint.size:012d}"


def _write(path: Path, text: str) -> None:
    waiting = path.with_name(path.name + ".part")
    with waiting.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    waiting.replace(path)

"""What is wrong with a photo where the kind of matter asks for one from before the work and one from after."""

from datetime import date
from zoneinfo import ZoneInfo

from banshi.base.files.models import StoredFile
from banshi.base.zones.access import Actor
from banshi.core.matters.models import EvidenceKind, Matter
from banshi.core.matters.queries.closing import ordered_at, photos_of, picture_of
from banshi.core.matters.rules.faults import Fault
from banshi.core.matters.rules.guards import fault_of_hour, fault_of_pair, fault_of_photo


def faults_of_photo(
    actor: Actor, matter: Matter, kind: str, file: StoredFile | None, dated_on: date
) -> list[Fault]:
    """The faults, the first to be told first: its day, its hour, and whether it is another picture at all."""
    zone = matter.zone = actor.zone
    taken = file.taken_at.astimezone(ZoneInfo(zone.timezone)) if file and file.taken_at else None
    order = ordered_at(matter) if taken is not None and kind == EvidenceKind.PHOTO_AFTER else None
    found = (
        fault_of_photo(kind, dated_on, taken.date() if taken else None, matter.dispatched_on),
        fault_of_hour(kind, taken, order),
        fault_of_pair(kind, picture_of(file), photos_of(matter)),
    )
    return [fault for fault in found if fault]

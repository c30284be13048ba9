"""Who may open a file: whoever may see one of the things that it hangs on."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from banshi.base.files.models import FileLink, StoredFile
from banshi.base.zones import access
from banshi.base.zones.access import Actor

_verbs: dict[str, str] = {}


def opens_with(kind: str, verb: str) -> None:
    """Files on subjects of ``kind`` are open to whoever may do ``verb`` to them; called by apps."""
    _verbs[kind] = verb


def readable(actor: Actor | None, uid: UUID) -> StoredFile:
    """The file, when the actor may open it; the answer for the unknown is raised otherwise.

    One query, so that the hidden and the missing cost the same.
    """
    file = None
    if actor is not None:
        rows = StoredFile.objects.filter(_open_to(actor), zone=actor.zone, uid=uid, erased_at=None)
        file = rows.select_related("zone").first()
    if file is None:
        raise access.unknown()
    return file


def among(actor: Actor, files: Iterable[int]) -> set[int]:
    """Those of the files (ids) that the actor may open; one query, none without files."""
    wanted = list(files)
    if not wanted:
        return set()
    rows = StoredFile.objects.filter(_open_to(actor), zone=actor.zone, pk__in=wanted, erased_at=None)
    return set(rows.values_list("pk", flat=True))


def _open_to(actor: Actor) -> Q:
    links = FileLink.objects.filter(zone=actor.zone, file=OuterRef("pk"))
    found = Q(pk__in=[])
    for kind, verb in sorted(_verbs.items()):
        found |= Q(Exists(access.visible(actor, links.filter(subject__kind=kind), verb)))
    return found

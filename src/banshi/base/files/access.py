"""Who may open a file: whoever may see one of the things that it hangs on."""

from uuid import UUID

from django.db.models import QuerySet

from banshi.base.files.models import FileLink, StoredFile
from banshi.base.zones import access
from banshi.base.zones.access import Actor

_verbs: dict[str, str] = {}


def opens_with(kind: str, verb: str) -> None:
    """Files on subjects of ``kind`` are open to whoever may do ``verb`` to them; called by apps."""
    _verbs[kind] = verb


def readable(actor: Actor | None, uid: UUID) -> StoredFile:
    """The file, when the actor may open it; the answer for the unknown is raised otherwise."""
    if actor is not None:
        file = StoredFile.objects.filter(zone=actor.zone, uid=uid, erased_at=None).first()
        if file is not None and _open_to(actor, file.links.filter(zone=actor.zone)):
            return file
    raise access.unknown()


def _open_to(actor: Actor, links: QuerySet[FileLink]) -> bool:
    kinds = links.order_by().values_list("subject__kind", flat=True).distinct()
    return any(
        access.visible(actor, links.filter(subject__kind=kind), _verbs[kind]).exists()
        for kind in kinds
        if kind in _verbs
    )

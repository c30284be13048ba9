"""Files for programmes: open to whoever may see one of the things that they hang on."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from ninja import Schema

from banshi.base.api.registry import register
from banshi.base.files import access, views

router = register("files", title=_("Files"), order=600)


class FileShown(Schema):
    """A file as it is stored; ``sha256_received`` is of the bytes that were sent in."""

    uid: UUID
    name: str
    media_type: str
    size: int
    sha256_received: str
    sha256_stored: str
    width: int | None
    height: int | None
    taken_at: datetime | None
    href: str


@router.get("/{uuid:uid}", response=FileShown, summary="What a file is")
def about(request: Any, uid: UUID) -> dict[str, Any]:
    """Name, size, hashes."""
    found = access.readable(request.actor, uid)
    names = ("media_type", "size", "sha256_received", "sha256_stored", "width", "height", "taken_at")
    return {
        "uid": uid,
        "name": found.original_name,
        "href": reverse("api:files_content", args=[uid]),
        **{name: getattr(found, name) for name in names},
    }


@router.get(
    "/{uuid:uid}/content",
    summary="The file itself",
    openapi_extra={
        "responses": {
            200: {
                "description": "The bytes, to be saved.",
                "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}},
            }
        }
    },
)
def content(request: Any, uid: UUID) -> HttpResponse:
    """The bytes as they are stored."""
    return views.download(request, uid)

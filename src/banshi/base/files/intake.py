"""Taking a file in: counted while it is read, known by its content, written anew where it is a picture.

taken = intake.take(zone, form.cleaned_data["photo"])      # in the view: no database, may take a second
add_evidence(actor=…, files=[taken])                       # the use case calls store.receive(...)
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from banshi.base.files import blobs, images, names
from banshi.base.zones.models import Zone
from banshi.base.zones.refusals import Refusal

MAX_BYTES = 20 * 1024 * 1024
MEGABYTE = 1024 * 1024
PDF = "application/pdf"
ENDINGS = {
    "image/jpeg": {"jpg", "jpeg"},
    "image/png": {"png"},
    "image/webp": {"webp"},
    PDF: {"pdf"},
}
ACCEPT = "image/jpeg,image/png,image/webp,application/pdf"
"""For the ``accept`` attribute of a file input."""


@dataclass(frozen=True)
class Taken:
    """A file that lies in the store and is not yet named by any row. Equal content gives an equal digest."""

    zone_id: int
    sha256_received: str
    sha256_stored: str
    thumb_sha256: str
    size: int
    media_type: str
    name: str
    width: int | None = None
    height: int | None = None
    taken_at: datetime | None = None


def take_all(zone: Zone, uploads: Iterable[Any], *, field: str = "file") -> list[Taken]:
    """Each of ``uploads`` taken in; a refusal names the form's ``field``. Equal files are taken once."""
    try:
        return list(
            {one.sha256_received: one for one in [take(zone, uploaded) for uploaded in uploads]}.values()
        )
    except Refusal as refusal:
        refusal.field = field
        raise


def take(zone: Zone, uploaded: Any) -> Taken:
    """Check ``uploaded`` (Django's uploaded file: ``name``, ``chunks()``) and keep its bytes.

    JPEG, PNG and WebP are written anew; PDF is kept as it is and never shown inside a page. The
    ending of the name must agree with the content. Raises :class:`Refusal` with a code under
    ``files.`` for everything else; nothing is kept then.
    """
    name = names.clean(str(uploaded.name or ""))
    content = read(uploaded)
    media_type = _media_type(content)
    if names.ending(name) not in ENDINGS[media_type]:
        raise Refusal(
            "files.wrong_ending",
            _("The name of %(name)s does not fit what is in it. Save it anew as JPG, PNG or PDF."),
            field="file",
            name=name,
        )
    received = hashlib.sha256(content).hexdigest()
    if media_type == PDF:
        _check_pdf(content, name)
        return Taken(zone.pk, received, blobs.keep(zone.uid, content), "", len(content), media_type, name)
    picture = _picture(content, media_type, zone.timezone, name)
    return Taken(
        zone_id=zone.pk,
        sha256_received=received,
        sha256_stored=blobs.keep(zone.uid, picture.content),
        thumb_sha256=blobs.keep(zone.uid, picture.thumb),
        size=len(picture.content),
        media_type=media_type,
        name=name,
        width=picture.width,
        height=picture.height,
        taken_at=picture.taken_at,
    )


def read(uploaded: Any) -> bytes:
    """The bytes of an uploaded file. Raises :class:`Refusal` where it is empty or too large."""
    parts, size = [], 0
    for chunk in uploaded.chunks():
        size += len(chunk)
        if size > MAX_BYTES:
            raise Refusal(
                "files.too_large",
                _("The file is larger than %(limit)s MB. Send a smaller picture, or split the document."),
                field="file",
                limit=MAX_BYTES // MEGABYTE,
            )
        parts.append(chunk)
    if not size:
        raise Refusal("files.empty", _("The file is empty. Choose it again."), field="file")
    return b"".join(parts)


def _media_type(content: bytes) -> str:
    if content.startswith(b"%PDF-"):
        return PDF
    media_type = images.sniff(content[:12])
    if media_type is None:
        raise Refusal(
            "files.kind",
            _("This kind of file is not taken. Send a photo (JPG, PNG, WebP) or a PDF."),
            field="file",
        )
    return media_type


def _check_pdf(content: bytes, name: str) -> None:
    if b"%%EOF" not in content[-2048:]:
        raise Refusal(
            "files.broken",
            _("%(name)s cannot be read: it is broken or incomplete. Send it again."),
            field="file",
            name=name,
        )


def _picture(content: bytes, media_type: str, timezone: str, name: str) -> images.Picture:
    try:
        return images.rewrite(content, media_type, timezone)
    except images.TooLarge as error:
        raise Refusal(
            "files.too_many_pixels",
            _("%(name)s has more than %(limit)s million pixels. Set the camera to a smaller picture."),
            field="file",
            name=name,
            limit=images.MOST[media_type] // 1_000_000,
        ) from error
    except images.Undecodable as error:
        raise Refusal(
            "files.broken",
            _("%(name)s cannot be read: it is broken or incomplete. Send it again."),
            field="file",
            name=name,
        ) from error

"""Opening a file."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from banshi.base.files import access
from banshi.base.files.sending import sent
from banshi.base.zones.access import unknown


@require_safe
def download(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The file itself: a picture is shown, anything else (and ``?save=1``) is saved under its name."""
    file = access.readable(request.actor, uid)
    saved = not file.is_image or "save" in request.GET
    return sent(request, file, file.sha256_stored, file.media_type, saved=saved)


@require_safe
def thumb(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The small picture of an image, at most 480 pixels a side."""
    file = access.readable(request.actor, uid)
    if not file.thumb_sha256:
        raise unknown()
    return sent(request, file, file.thumb_sha256, "image/jpeg", saved=False)

"""Opening a file. What leaves here can be looked at, and cannot act."""

from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseNotModified
from django.views.decorators.http import require_safe

from banshi.base.files import access, blobs
from banshi.base.zones.access import unknown

HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-cache",
}


@require_safe
def download(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The file itself: a picture is shown, anything else (and ``?save=1``) is saved under its name."""
    file = access.readable(request.actor, uid)
    saved = not file.is_image or "save" in request.GET
    return _sent(request, file, file.sha256_stored, file.media_type, saved=saved)


@require_safe
def thumb(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The small picture of an image, at most 480 pixels a side."""
    file = access.readable(request.actor, uid)
    if not file.thumb_sha256:
        raise unknown()
    return _sent(request, file, file.thumb_sha256, "image/jpeg", saved=False)


def _sent(request, file, sha256: str, media_type: str, *, saved: bool) -> HttpResponse:
    tag = f'"{sha256}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers={**HEADERS, "ETag": tag})
    try:
        content = blobs.path_of(file.zone.uid, sha256).open("rb")
    except FileNotFoundError:
        raise unknown() from None
    return FileResponse(
        content,
        as_attachment=saved,
        filename=file.original_name,
        content_type=media_type,
        headers={**HEADERS, "ETag": tag},
    )

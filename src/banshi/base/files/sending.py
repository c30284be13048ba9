"""Sending a file's bytes. What leaves here can be looked at, and cannot act."""

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseNotModified

from banshi.base.files import blobs
from banshi.base.files.models import StoredFile
from banshi.base.zones.access import unknown

HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-cache",
}


def sent(
    request: HttpRequest, file: StoredFile, sha256: str, media_type: str, *, saved: bool
) -> HttpResponse:
    """The bytes named ``sha256`` of a file that the caller has found to be open to the reader.

    ``saved`` sends them as a file to keep. The answer for the unknown is raised when they are gone.
    """
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

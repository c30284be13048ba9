"""Files that leave the house: one way to answer with them."""

import re
from datetime import date

from django.http import FileResponse, HttpResponse
from django.utils.http import content_disposition_header

from banshi.base.files import blobs
from banshi.base.files.models import StoredFile
from banshi.base.papers.paper import Paper
from banshi.base.zones import access

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"


def sent(content: bytes, name: str, media_type: str) -> HttpResponse:
    """A download, kept by no cache."""
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = content_disposition_header(True, name)
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def download(file: StoredFile) -> FileResponse:
    """A stored file of ours as a download, read from the disk piece by piece; the answer for the unknown is raised
    where its bytes are gone."""
    try:
        content = blobs.path_of(file.zone.uid, file.sha256_stored).open("rb")
    except FileNotFoundError:
        raise access.unknown() from None
    answer = FileResponse(
        content, as_attachment=True, filename=file.original_name, content_type=file.media_type
    )
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def file_name(paper: Paper, ending: str) -> str:
    """``关于….docx``: the title and the day; a demonstration says so."""
    parts = [paper.title, paper.signed_on.isoformat() if isinstance(paper.signed_on, date) else ""]
    if paper.demo:
        parts.append("演示数据")
    return f"{safe('-'.join(part for part in parts if part))[:100]}.{ending}"


def safe(text: str) -> str:
    """A text without the signs that no name of a file may have."""
    return re.sub(r'[\\/:*?"<>|\s]+', "_", text)

"""Files that leave the house: one way to answer with them."""

import re
from datetime import date

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from banshi.base.papers.paper import Paper

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"


def sent(content: bytes, name: str, media_type: str) -> HttpResponse:
    """A download, kept by no cache."""
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = content_disposition_header(True, name)
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def file_name(paper: Paper, ending: str) -> str:
    """``关于….docx``: the title and the day; a demonstration says so."""
    parts = [paper.title, paper.signed_on.isoformat() if isinstance(paper.signed_on, date) else ""]
    if paper.demo:
        parts.append("演示数据")
    stem = re.sub(r'[\\/:*?"<>|\s]+', "_", "-".join(part for part in parts if part))
    return f"{stem[:100]}.{ending}"

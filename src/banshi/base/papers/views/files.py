"""A thing's paper as a file."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.http import require_safe

from banshi.base.papers import pdf, registry
from banshi.base.papers.paper import Paper
from banshi.base.papers.sending import file_name, sent
from banshi.base.papers.word import writing
from banshi.base.zones import clock


def paper_of(request: HttpRequest, kind: str, uid: UUID) -> Paper:
    """The paper, for whoever may see the thing. Papers are Chinese, whatever the language of the page."""
    with translation.override("zh-hans"):
        return registry.source(kind).make(request.actor, uid)


@require_safe
def word(request: HttpRequest, kind: str, uid: UUID) -> HttpResponse:
    """The paper as a Word file."""
    paper = paper_of(request, kind, uid)
    content = writing.write(paper, made_at=clock.now(request.zone))
    return sent(content, file_name(paper, "docx"), writing.MEDIA_TYPE)


@require_safe
def as_pdf(request: HttpRequest, kind: str, uid: UUID) -> HttpResponse:
    """The paper as PDF."""
    paper = paper_of(request, kind, uid)
    return sent(pdf.write(paper), file_name(paper, "pdf"), pdf.MEDIA_TYPE)

"""A thing's paper as a file."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.http import require_safe

from banshi.base.papers import pdf, queries, registry
from banshi.base.papers.paper import Paper
from banshi.base.papers.sending import PDF, WORD, file_name, sent


def paper_of(request: HttpRequest, kind: str, uid: UUID) -> Paper:
    """The paper, for whoever may see the thing. Papers are Chinese, whatever the language of the page."""
    with translation.override("zh-hans"):
        return registry.source(kind).make(request.actor, uid)


@require_safe
def word(request: HttpRequest, kind: str, uid: UUID) -> HttpResponse:
    """The paper as a Word file."""
    paper = paper_of(request, kind, uid)
    return sent(queries.word_file(request.actor, paper), file_name(paper, "docx"), WORD)


@require_safe
def as_pdf(request: HttpRequest, kind: str, uid: UUID) -> HttpResponse:
    """The paper as PDF."""
    paper = paper_of(request, kind, uid)
    return sent(pdf.write(paper), file_name(paper, "pdf"), PDF)

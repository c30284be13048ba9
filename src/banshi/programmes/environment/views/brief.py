"""The monthly brief: on the screen, printed, as Word and as PDF. Every number is a figure with the list behind it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import translation
from django.views.decorators.http import require_POST, require_safe

from banshi.base.papers import pdf
from banshi.base.papers import queries as papers
from banshi.base.papers.paper import Paper
from banshi.base.papers.sending import PDF, WORD, file_name, sent
from banshi.base.zones import access, clock
from banshi.programmes.environment import tabs
from banshi.programmes.environment.actions import series
from banshi.programmes.environment.briefing import quoted
from banshi.programmes.environment.queries import brief as queries


def _asked(request: HttpRequest) -> queries.Brief:
    access.require(request.actor, "environment.view")
    access.require(request.actor, "figures.view")
    month = queries.month_asked(request.GET.get("month", ""), clock.today(request.zone))
    return queries.brief(request.actor, month)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The programme by itself: its first page that is open to the reader."""
    access.require(request.actor, "environment.view")
    first = tabs.TABS[0] if request.actor.holds("figures.view") else tabs.TABS[1]
    return redirect(first.url_name)


@require_safe
def brief(request: HttpRequest) -> HttpResponse:
    """The brief of a month (``?month=2021-05``); the present one by itself."""
    return _shown(request, _asked(request))


def _shown(request: HttpRequest, found: queries.Brief, **more: Any) -> HttpResponse:
    today = clock.today(request.zone)
    before, after = queries.neighbours(found.month, today)
    context = {
        "brief": found,
        "chapters": [
            (chapter, [(line, queries.beside(line)) for line in chapter.lines]) for chapter in found.chapters
        ],
        "before": before,
        "after": after,
        "month_limit": f"{today:%Y-%m}",
        "lists": tabs.tabs(request, "brief"),
        **more,
    }
    return render(request, "environment/brief.html", context)


def _taken(request: HttpRequest) -> Paper:
    """The brief as a paper, written down as taken. Papers are Chinese, whatever the language of the page."""
    with translation.override("zh-hans"):
        found = _asked(request)
        paper = queries.paper(request.actor, found)
        _note(request, found)
    return paper


def _note(request: HttpRequest, found: queries.Brief) -> None:
    series.take_brief(
        actor=request.actor,
        month=found.month,
        as_of=found.as_of,
        values=list(quoted(found.question)),
        now=clock.now(request.zone),
    )


@require_POST
def word(request: HttpRequest) -> HttpResponse:
    """The brief as a Word file; it is a reader of the values in it from now on."""
    paper = _taken(request)
    return sent(papers.word_file(request.actor, paper), file_name(paper, "docx"), WORD)


@require_POST
def as_pdf(request: HttpRequest) -> HttpResponse:
    """The brief as PDF, likewise."""
    paper = _taken(request)
    return sent(pdf.write(paper), file_name(paper, "pdf"), PDF)


@require_POST
def print_brief(request: HttpRequest) -> HttpResponse:
    """The page once more, for the browser to print; it is written down as taken, as a file would be."""
    found = _asked(request)
    _note(request, found)
    return _shown(request, found, printing=True)


addresses = [
    path("brief/", brief, name="brief"),
    path("brief.docx", word, name="brief_word"),
    path("brief.pdf", as_pdf, name="brief_pdf"),
    path("brief/print", print_brief, name="brief_print"),
    path("", index, name="index"),
]
"""Addresses of the brief."""

"""Writing papers: the list, a draft, its preview, issuing it, withdrawing it."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from banshi.base.papers import actions, queries
from banshi.base.papers.forms import ReasonForm, WrittenForm
from banshi.base.papers.models import Kind, State, Written
from banshi.base.papers.tables import PAPERS, kinds
from banshi.base.tables.pages import list_page
from banshi.base.ui import formkey
from banshi.base.ui.views import form_page
from banshi.base.zones import access, clock
from banshi.base.zones.refusals import Refusal

FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def papers(request: HttpRequest) -> HttpResponse:
    """All written papers open to the reader."""
    access.require(request.actor, "papers.view")
    actor = request.actor
    return list_page(
        request,
        PAPERS,
        queries.listed(actor),
        template="papers/papers.html",
        may_write=actor.holds("papers.write"),
        may_keep_forms=actor.holds("papers.template"),
        kinds=kinds(),
    )


@FORM
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """A new draft."""
    access.require(request.actor, "papers.write")
    if kind not in Kind.values:
        raise access.unknown()
    begun = {
        "house": _begun(request, kind),
        "signature": request.zone.name_zh,
        "lists": request.GET.get("list", ""),
    }
    form = WrittenForm(request.POST or None, kind=kind, initial=begun)
    return _written(
        request, form, actions.write_paper, reverse("papers:papers"), title=_("Write a paper"), kind=kind
    )


def _begun(request: HttpRequest, kind: str) -> str:
    house = request.zone.name_zh
    return f"{house}会议纪要" if kind == Kind.MINUTES else f"{house}文件"


def _written(request: HttpRequest, form: WrittenForm, act: Any, cancel: str, *, title: str, **given: Any):
    if request.method == "POST" and form.is_valid():
        try:
            row = act(
                actor=request.actor,
                now=clock.now(request.zone),
                key=formkey.of(request),
                **given,
                **form.cleaned_data,
            )
            return redirect("papers:paper", row.subject.uid)
        except Refusal as refusal:
            form.refuse(refusal)
    return form_page(request, "papers/write.html", form, title=title, cancel_url=cancel)


@require_safe
def paper(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One paper as it will look, and its versions."""
    row = queries.find(request.actor, uid)
    context = {
        "row": row,
        "page": queries.preview(request.actor, row),
        "tone": {State.DRAFT: "open", State.ISSUED: "done"}.get(State(row.state), "ended"),
        "versions": row.versions.order_by("-n"),
        "may_write": access.can(request.actor, "papers.write", row),
    }
    return render(request, "papers/paper.html", context)


@FORM
def amend(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The next version of a draft."""
    row = _mine(request, uid)
    words = asdict(queries.words_of(row))
    begun = {**words, "title": row.title, "lists": "\n".join(words["lists"])}
    form = WrittenForm(request.POST or None, kind=row.kind, initial=begun)
    here = reverse("papers:paper", args=[uid])
    return _written(request, form, actions.amend_paper, here, title=_("Amend the draft"), paper=row)


def _mine(request: HttpRequest, uid: UUID) -> Written:
    row = queries.find(request.actor, uid)
    access.require(request.actor, "papers.write", row)
    return row


@require_POST
def issue(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Make it final."""
    row = _mine(request, uid)
    actions.issue_paper(actor=request.actor, paper=row, now=clock.now(request.zone), key=formkey.of(request))
    messages.success(request, _("The paper is final. Number and seal are put on paper."))
    return redirect("papers:paper", uid)


@FORM
def withdraw(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take it back, with a reason."""
    row = _mine(request, uid)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw_paper(
                actor=request.actor,
                paper=row,
                now=clock.now(request.zone),
                key=formkey.of(request),
                **form.cleaned_data,
            )
            return redirect("papers:paper", uid)
        except Refusal as refusal:
            form.refuse(refusal)
    return form_page(
        request, "papers/withdraw.html", form, row=row, cancel_url=reverse("papers:paper", args=[uid])
    )

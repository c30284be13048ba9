"""Papers of many things as one file: asking for it, watching it being made, taking it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from banshi.base.papers import actions, queries, registry
from banshi.base.papers.forms import BundleForm
from banshi.base.papers.rules import BUNDLE_DAYS, BUNDLE_MOST
from banshi.base.papers.sending import download
from banshi.base.papers.tables import BUNDLES, standing
from banshi.base.tables.pages import list_page
from banshi.base.ui import formkey
from banshi.base.ui.views import back_of, form_page
from banshi.base.zones import access, clock
from banshi.base.zones.refusals import Refusal


@require_safe
def bundles(request: HttpRequest) -> HttpResponse:
    """The reader's own files."""
    access.require(request.actor, "papers.view")
    return list_page(request, BUNDLES, queries.bundles(request.actor), template="papers/bundles.html")


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """What would be made of what was ticked, or of a whole list; then ask for it."""
    many = registry.many(kind)
    access.require(request.actor, many.verb)
    asked = request.POST if request.method == "POST" else request.GET
    chosen = queries.chosen(request.actor, kind, _uids(request, kind, asked))
    form = BundleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.ask_bundle(
                actor=request.actor,
                kind=kind,
                things=chosen.uids,
                form=form.cleaned_data["form"],
                now=clock.now(request.zone),
                key=formkey.of(request),
            )
            return redirect("papers:bundle", row.subject.uid)
        except Refusal as refusal:
            form.refuse(refusal)
    context = {
        "title": many.title,
        "chosen": chosen,
        "list": asked.get("list", ""),
        "most": BUNDLE_MOST,
        "days": BUNDLE_DAYS,
        "cancel_url": _back(request, asked),
    }
    return form_page(request, "papers/new_bundle.html", form, **context)


def _uids(request: HttpRequest, kind: str, asked) -> list[UUID]:
    if asked.get("list"):
        return list(queries.of_list(request.actor, kind, asked["list"]))
    found = []
    for text in asked.getlist("row")[: BUNDLE_MOST + 1]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _back(request: HttpRequest, asked) -> str:
    came = asked.get("from") or asked.get("list") or back_of(request)
    ours = came.startswith("/") and not came.startswith("//")
    return came if ours else reverse("papers:bundles")


@never_cache
@require_safe
def bundle(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One file: how far it is, then the download and what has no paper."""
    row = queries.bundle(request.actor, uid)
    context = {"page": queries.bundle_page(request.actor, row), "row": row, "mark": standing(row)}
    return render(request, "papers/bundle.html", context)


@require_safe
def file(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The file itself."""
    row = queries.bundle(request.actor, uid)
    if not row.ready:
        raise Refusal(
            "papers.bundle_not_ready", _("There is no file here: it is not made yet, or its days are over.")
        )
    return download(row.file)


@require_POST
def remove(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take the file away before its days are over."""
    row = queries.bundle(request.actor, uid)
    actions.drop_bundle(actor=request.actor, bundle=row, now=clock.now(request.zone), key=formkey.of(request))
    messages.success(request, _("The file is removed."))
    return redirect("papers:bundle", uid)

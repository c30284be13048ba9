"""Pages of imports: what can be taken in, the file, its columns, the dry run, the progress, the file back."""

import re
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from banshi.base.imports import actions, queries, refusals, registry, workbooks
from banshi.base.imports.forms import ColumnsForm, FileForm, NamesForm
from banshi.base.imports.models import Run, State
from banshi.base.imports.tables import RUNS
from banshi.base.tables.pages import list_page
from banshi.base.ui import formkey
from banshi.base.ui.views import form_page
from banshi.base.zones import access, clock
from banshi.base.zones.refusals import Refusal

FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def runs(request: HttpRequest) -> HttpResponse:
    """What can be taken in, and what has been."""
    usable = registry.importers(request.actor)
    if not usable:
        access.require(request.actor, "imports.use")
    rows = Run.objects.visible_to(request.actor).select_related("subject")
    return list_page(request, RUNS, rows, template="imports/list.html", importers=usable)


def _usable(request: HttpRequest, code: str) -> registry.Importer:
    found = registry.get(code)
    if found is None:
        raise Http404
    found.require(request.actor)
    return found


@FORM
def new(request: HttpRequest, code: str) -> HttpResponse:
    """Choose the workbook."""
    importer = _usable(request, code)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            file = actions.take_in(request.zone, form.cleaned_data["file"])
            made = actions.receive_file(
                actor=request.actor,
                importer=code,
                file=file,
                year=form.cleaned_data["year"],
                now=clock.now(request.zone),
                key=formkey.of(request),
            )
            return redirect("imports:columns", made.subject.uid)
        except Refusal as refusal:
            form.refuse(refusal)
    return form_page(request, "imports/new.html", form, importer=importer, cancel_url=reverse("imports:list"))


@require_safe
def sample(request: HttpRequest, code: str) -> HttpResponse:
    """The empty workbook of an importer."""
    importer = _usable(request, code)
    return _workbook(workbooks.sample(importer), str(importer.label))


@require_safe
def run(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One run, wherever it is."""
    found = queries.find_run(request.actor, uid)
    importer = queries.importer_of(request.actor, found)
    if found.state == State.MAPPING:
        return redirect("imports:columns", uid)
    return render(request, "imports/run.html", _shown(found, importer))


@require_safe
def progress(request: HttpRequest, uid: UUID) -> HttpResponse:
    """How far a run is: the part of its page that htmx asks for each second."""
    found = queries.find_run(request.actor, uid)
    importer = queries.importer_of(request.actor, found)
    if not found.working:
        response = HttpResponse()
        response["HX-Refresh"] = "true"
        return response
    return render(request, "imports/parts/progress.html", _shown(found, importer))


def _shown(found: Run, importer: registry.Importer) -> dict[str, Any]:
    told = {} if found.working else queries.told(found)
    return {
        "run": found,
        "importer": importer,
        "refused": told.get("refuse", []),
        "changed": told.get("change", []),
        "noted": [*told.get("create", []), *told.get("same", [])],
        "most_told": queries.MOST_TOLD,
        "tried": found.state == State.CHECKED,
        "has_file": found.file.erased_at is None,
        "naming": None if found.working else queries.naming(found, importer),
        "columns": [importer.field(code).label for code in found.columns.values()],
    }


@FORM
def columns(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Which column holds what."""
    found = queries.find_run(request.actor, uid)
    importer = queries.importer_of(request.actor, found)
    if found.state not in (State.MAPPING, State.CHECKED):
        return redirect("imports:run", uid)
    asked = request.POST if request.method == "POST" else request.GET
    shown = queries.sheet_shown(found, importer, asked.get("sheet"), _row_asked(asked))
    context = {"run": found, "importer": importer, "shown": shown, "cancel_url": reverse("imports:list")}
    if shown.header is None:
        return form_page(request, "imports/columns.html", None, **context)
    form = ColumnsForm(
        request.POST or None,
        importer=importer,
        sheet=shown.sheet,
        header=shown.header,
        columns=shown.columns,
        initial={"year": found.year},
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.map_columns(
                actor=request.actor,
                run=found,
                sheet=shown.sheet.name,
                header=shown.header,
                columns=form.chosen(),
                year=form.cleaned_data["year"],
                now=clock.now(request.zone),
            )
            return redirect("imports:run", uid)
        except Refusal as refusal:
            form.refuse(refusal)
    return form_page(request, "imports/columns.html", form, header_row=shown.header.bottom + 1, **context)


def _row_asked(asked: Any) -> int | None:
    text = asked.get("header", "")
    return int(text) if re.fullmatch(r"[1-9][0-9]{0,4}", text) else None


@FORM
def names(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What the names stand for that the dry run did not find, said once for the sheet."""
    found = queries.find_run(request.actor, uid)
    importer = queries.importer_of(request.actor, found)
    if found.state != State.CHECKED:
        return redirect("imports:run", uid)
    shown = queries.names_asked(request.actor, found, importer, clock.today(request.zone))
    form = NamesForm(request.POST or None, asked=shown.asked)
    looking = "look" in request.POST
    if request.method == "POST" and not looking and form.is_valid():
        try:
            actions.choose_names(
                actor=request.actor,
                run=found,
                choices=form.chosen(),
                now=clock.now(request.zone),
                key=formkey.of(request),
            )
            return redirect("imports:run", uid)
        except Refusal as refusal:
            form.refuse(refusal)
    context = {"run": found, "importer": importer, "later": shown.later, "looking": looking}
    if looking:
        return render(request, "imports/names.html", {"form": form, **context})
    return form_page(request, "imports/names.html", form, **context)


@require_POST
def take_back(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What a name was said to stand for holds no more."""
    found = queries.find_run(request.actor, uid)
    field, word = request.POST.get("field", "")[:32], request.POST.get("word", "")[:40]
    actions.take_back_name(
        actor=request.actor, run=found, field=field, word=word, now=clock.now(request.zone)
    )
    return redirect("imports:run", uid)


@require_POST
def start(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take the rows over, or go on."""
    return _act(request, uid, actions.start_run)


@require_POST
def stop(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Stop after the batch at hand."""
    return _act(request, uid, actions.stop_run)


@require_POST
def drop(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Remove the file."""
    return _act(request, uid, actions.drop_run)


def _act(request: HttpRequest, uid: UUID, do: Any) -> HttpResponse:
    found = queries.find_run(request.actor, uid)
    do(actor=request.actor, run=found, now=clock.now(request.zone))
    return redirect("imports:run", uid)


@require_safe
def back(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The clerk's own sheet with what became of each row."""
    found = queries.find_run(request.actor, uid)
    importer = queries.importer_of(request.actor, found)
    if not found.columns:
        raise refusals.refuse("not_now", state=State(found.state).label)
    name = found.file.original_name.rsplit(".", 1)[0] or str(importer.label)
    return _workbook(workbooks.file_back(found, importer), _("%(name)s with results") % {"name": name})


def _workbook(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=workbooks.MEDIA_TYPE)
    safe = re.sub(r'[\\/:*?"<>|\s]+', "_", name)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(safe)}.xlsx"
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response

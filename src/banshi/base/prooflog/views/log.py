"""The page of the log, its sheet, and what people do with it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_http_methods, require_safe

from banshi.base.prooflog import forms, receipts
from banshi.base.prooflog.actions import cosigning, keeping
from banshi.base.prooflog.actions.dropping import file_stem
from banshi.base.prooflog.models import Checkpoint, Departure, Way, Witness
from banshi.base.prooflog.pages import LogPage
from banshi.base.ui import formkey
from banshi.base.ui.views import form_page
from banshi.base.zones import access, clock
from banshi.base.zones.refusals import Refusal
from banshi.kernel.proof import receipts as documents

VIEW, TAKE_OUT, KEEP = "prooflog.view", "prooflog.take_out", "prooflog.keep"
FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The log: its head, when one last left, who witnesses it, its keys."""
    access.require(request.actor, VIEW)
    context = {
        "log": LogPage(request.zone, clock.now(request.zone)),
        "may_take_out": request.actor.holds(TAKE_OUT),
        "may_keep": request.actor.holds(KEEP),
    }
    return render(request, "prooflog/log.html", context)


@require_safe
def sheet(request: HttpRequest) -> HttpResponse:
    """The daily sheet: the newest checkpoint on paper, with everything that a stranger needs to compare."""
    access.require(request.actor, VIEW)
    page = LogPage(request.zone, clock.now(request.zone))
    qr = _drawn(page)
    return render(request, "prooflog/sheet.html", {"log": page, "qr": qr})


def _drawn(page: LogPage) -> SafeString:
    text = receipts.with_lines(page.head, tuple(page.lines)).encode().decode() if page.head else ""
    return mark_safe(receipts.drawn(text))  # noqa: S308 - a drawing of our own


@FORM
def take_out(request: HttpRequest) -> HttpResponse:
    """Take the newest checkpoint out: as a file that comes at once, or on paper that was filed."""
    access.require(request.actor, TAKE_OUT)
    form = forms.TakeOutForm(request.POST or None, initial={"way": Way.FILE})
    if request.method == "POST" and form.is_valid():
        try:
            keeping.take_out(
                actor=request.actor, now=clock.now(request.zone), key=formkey.of(request), **form.cleaned_data
            )
            left = Departure.objects.filter(zone=request.zone).select_related("checkpoint").order_by("-pk")[0]
            return (
                _file(left.checkpoint) if form.cleaned_data["way"] == Way.FILE else redirect("prooflog:log")
            )
        except Refusal as refusal:
            form.refuse(refusal)
    return form_page(request, "prooflog/take_out.html", form, cancel_url=reverse("prooflog:log"))


@require_safe
def checkpoint(request: HttpRequest, size: int) -> HttpResponse:
    """One checkpoint as text, with the cosignatures that came back; reading it here is not taking it out.

    A log that goes on under its next name may have a head of a size that the one before had: ``of`` names the log.
    """
    access.require(request.actor, VIEW)
    rows = Checkpoint.objects.filter(zone=request.zone, size=size).order_by("-pk")
    if "of" in request.GET:
        rows = rows.filter(origin=request.GET["of"])
    found = rows.prefetch_related("cosignatures").first()
    if found is None:
        raise access.unknown()
    lines = tuple(found.cosignatures.all())
    return HttpResponse(receipts.with_lines(found, lines).encode(), content_type="text/plain; charset=utf-8")


@require_safe
def growth(request: HttpRequest, old: int, new: int) -> HttpResponse:
    """The consistency document between two checkpoints."""
    access.require(request.actor, VIEW)
    found = receipts.growth(request.zone, old, new)
    if found is None:
        raise access.unknown()
    return download(documents.encode(found), f"consistency-{old}-{new}.json", "application/json")


@FORM
def register_witness(request: HttpRequest) -> HttpResponse:
    """Name a second machine."""
    access.require(request.actor, KEEP)
    form = forms.WitnessForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            keeping.register_witness(
                actor=request.actor, now=clock.now(request.zone), key=formkey.of(request), **form.cleaned_data
            )
            return redirect("prooflog:log")
        except Refusal as refusal:
            form.refuse(refusal)
    return form_page(request, "prooflog/witness.html", form, cancel_url=reverse("prooflog:log"))


@FORM
def end_witness(request: HttpRequest, pk: int) -> HttpResponse:
    """Take in no more cosignatures of a witness."""
    access.require(request.actor, KEEP)
    found = Witness.objects.filter(zone=request.zone, pk=pk).first()
    if found is None:
        raise access.unknown()
    form = forms.EndWitnessForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            keeping.end_witness(
                actor=request.actor, witness=found, now=clock.now(request.zone), key=formkey.of(request),
                **form.cleaned_data,
            )  # fmt: skip
            return redirect("prooflog:log")
        except Refusal as refusal:
            form.refuse(refusal)
    return form_page(
        request, "prooflog/end_witness.html", form, witness=found, cancel_url=reverse("prooflog:log")
    )


@FORM
def cosignature(request: HttpRequest) -> HttpResponse:
    """Bring a cosigned checkpoint back by hand."""
    access.require(request.actor, TAKE_OUT)
    form = forms.CosignatureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            text = form.cleaned_data["note"].replace("\r\n", "\n").strip("\n") + "\n"
            cosigning.take_in(request.zone, text.encode())
            return redirect("prooflog:log")
        except Refusal as refusal:
            form.refuse(refusal)
    return form_page(request, "prooflog/cosignature.html", form, cancel_url=reverse("prooflog:log"))


@FORM
def rotate(request: HttpRequest) -> HttpResponse:
    """Change the key."""
    access.require(request.actor, KEEP)
    form = forms.RotateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            keeping.rotate_key(
                actor=request.actor, now=clock.now(request.zone), key=formkey.of(request), **form.cleaned_data
            )
            return redirect("prooflog:log")
        except Refusal as refusal:
            form.refuse(refusal)
    return form_page(request, "prooflog/rotate.html", form, cancel_url=reverse("prooflog:log"))


def _file(row: Checkpoint) -> HttpResponse:
    return download(row.note.encode(), f"{file_stem(row)}.txt", "text/plain; charset=utf-8")


def download(data: bytes, name: str, media_type: str) -> HttpResponse:
    """Bytes as a file."""
    answer = HttpResponse(data, content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer

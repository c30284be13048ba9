"""Receipts on paper and as files, and the verifier that checks them elsewhere."""

from importlib import resources
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from banshi.base.prooflog import receipts
from banshi.base.prooflog.receipts import Paper, Slip
from banshi.base.prooflog.views.log import download
from banshi.base.zones import access
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Subject
from banshi.kernel.proof import receipts as documents
from banshi.kernel.proof.keys import PublicKey


@require_safe
def receipt(request: HttpRequest, uid: UUID, n: int) -> HttpResponse:
    """The receipt of one entry: pending until the sequencer has taken it in, then with its place in the log."""
    subject, paper, slip = _slip(request.actor, uid, n)
    key = slip.document.key if slip.document else None
    context = {
        "subject": subject,
        "slip": slip,
        "closing": slip.entry.kind in paper.closing,
        "entries": [(one, paper.words.get(one.kind, one.kind)) for one in slip.chain],
        "key": key,
        "fingerprint": key.fingerprint() if key else "",
        "witnesses": _witnesses(slip),
        "qr": mark_safe(receipts.qr_of(slip.document)),  # noqa: S308 - a drawing of our own
        "back": paper.page,
        "paper_kind": subject.kind if slip.entry.kind in paper.closing else "",
    }
    return render(request, "prooflog/receipt.html", context)


@require_safe
def receipt_file(request: HttpRequest, uid: UUID, n: int) -> HttpResponse:
    """The same as ``proof.json``."""
    _subject, _paper, slip = _slip(request.actor, uid, n)
    if slip.document is None:
        raise access.unknown()
    return download(documents.encode(slip.document), "proof.json", "application/json")


@require_safe
def verifier(request: HttpRequest) -> HttpResponse:
    """``verify.py``: one file that checks receipts on any machine with Python, without this system."""
    source = resources.files("banshi.kernel.proof").joinpath("verify.py").read_bytes()
    return download(source, "verify.py", "text/x-python; charset=utf-8")


def _slip(actor: Actor, uid: UUID, n: int) -> tuple[Subject, Paper, Slip]:
    """The slip, for whoever may see the thing; what is hidden and what does not exist cost the same questions."""
    for paper in receipts.papers():
        rows = Subject.objects.filter(uid=uid, kind=paper.kind)
        subject = access.visible(actor, rows, paper.verb, "pk", "label").first()
        slip = receipts.slip_of(actor.zone, subject, n) if subject else None
        if subject and slip:
            return subject, paper, slip
    raise access.unknown()


def _witnesses(slip: Slip) -> list[tuple[str, str, str]]:
    """Name, time and fingerprint of each witness."""
    return [
        (line.witness.name, line.signed_at, PublicKey.parse(line.witness.vkey).fingerprint())
        for line in slip.cosignatures
    ]

"""Notices: the list, issuing one, its receipts and chase text, slips with codes, the recipient's own link."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from banshi.base.files import intake
from banshi.base.files.sending import sent
from banshi.base.tables.pages import list_page
from banshi.base.ui import formkey
from banshi.base.vault import store as vault
from banshi.base.zones import access, clock
from banshi.core.org.pages import act, fetch
from banshi.programmes.environment import tabs
from banshi.programmes.environment.actions import notices as actions
from banshi.programmes.environment.forms.notices import IssueNoticeForm, ReasonForm, RecordReceiptForm
from banshi.programmes.environment.models import Notice, Recipient
from banshi.programmes.environment.queries import notices as queries
from banshi.programmes.environment.tables.notices import NOTICES, RECIPIENTS

FORM = require_http_methods(["GET", "HEAD", "POST"])
DAYS_FOR_RECEIPTS = 7
"""Proposed; the form may say otherwise."""

WORDS = ("issuer_unit", "words__key__subject", "withdraw_reason__key__subject")


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """All notices that are open to the reader."""
    access.require(request.actor, "environment.view")
    return list_page(
        request,
        NOTICES,
        queries.listed(request.actor),
        template="environment/notices/list.html",
        lists=tabs.tabs(request, "notices"),
        may_issue=request.actor.holds("environment.issue_notice"),
    )


@require_safe
def receipts(request: HttpRequest) -> HttpResponse:
    """All recipients of notices that stand: who has acknowledged, who has not, who is late."""
    access.require(request.actor, "environment.view")
    return list_page(
        request,
        RECIPIENTS,
        queries.recipients(request.actor),
        template="environment/notices/receipts.html",
        lists=tabs.tabs(request, "notices"),
    )


@FORM
def issue(request: HttpRequest) -> HttpResponse:
    """Issue a notice."""
    access.require(request.actor, "environment.issue_notice")
    today = clock.today(request.zone)
    form = IssueNoticeForm(
        request.POST or None,
        request.FILES or None,
        actor=request.actor,
        initial={"issued_on": today, "receive_by": today + timedelta(days=DAYS_FOR_RECEIPTS)},
    )
    return act(
        request,
        form,
        lambda uploads, **given: actions.issue_notice(
            uploads=intake.take_all(request.zone, uploads, field="uploads"), **given
        ),
        title=_("Issue a notice"),
        lead=_(
            "It cannot be changed afterwards, only withdrawn. Each recipient outside gets a code of his own."
        ),
        button=_("Send it out"),
        back=lambda row: reverse("environment:notice", args=[row.subject.uid]),
        cancel=reverse("environment:notices"),
    )


@require_safe
def notice(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One notice: who has acknowledged, who has not, and what to say to those."""
    row = fetch(request, Notice, uid, *WORDS)
    page = queries.page(request.actor, row)
    return render(request, "environment/notices/notice.html", {"page": page, "notice": row})


@require_POST
def acknowledge(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The reader's unit has it."""
    row = fetch(request, Notice, uid)
    actions.acknowledge_notice(
        actor=request.actor, notice=row, now=clock.now(request.zone), key=formkey.of(request)
    )
    messages.success(request, _("Receipt recorded."))
    return redirect("environment:notice", uid)


def _recipient(request: HttpRequest, uid: UUID) -> Recipient:
    rows = Recipient.objects.visible_to(request.actor).select_related("notice__subject", *queries.WHOM)
    return get_object_or_404(rows, uid=uid)


@FORM
def record(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A receipt that came on paper."""
    one = _recipient(request, uid)
    access.require(request.actor, "environment.record_receipt", one.notice)
    return act(
        request,
        RecordReceiptForm(
            request.POST or None, request.FILES or None, initial={"received_on": clock.today(request.zone)}
        ),
        lambda upload, **given: actions.record_receipt(
            recipient=one, upload=_taken(request, upload, "upload"), **given
        ),
        title=_("Receipt of %(name)s") % {"name": one.name},
        lead=one.notice.title,
        button=_("Record the receipt"),
        back=reverse("environment:notice", args=[one.notice.subject.uid]),
    )


def _taken(request: HttpRequest, upload: Any, field: str) -> Any:
    found = intake.take_all(request.zone, [upload] if upload else [], field=field)
    return found[0] if found else None


@FORM
def withdraw(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take a notice back."""
    row = fetch(request, Notice, uid)
    access.require(request.actor, "environment.issue_notice", row)
    return act(
        request,
        ReasonForm(request.POST or None),
        lambda **given: actions.withdraw_notice(notice=row, **given),
        title=_("Withdraw %(name)s") % {"name": row.title},
        lead=_("It stays in the list, marked as withdrawn, and nobody is chased for it."),
        button=_("Withdraw the notice"),
        back=reverse("environment:notice", args=[uid]),
    )


@require_safe
def slips(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A delivery slip for each recipient outside who has not acknowledged, with his code; to be printed."""
    row = fetch(request, Notice, uid, "issuer_unit")
    access.require(request.actor, "environment.record_receipt", row)
    found = [one for one in queries.recipients_of(row) if one.token and not one.how]
    shown = [(one, address, _drawn(address)) for one in found for address in [_link(request, one)]]
    return render(request, "environment/notices/slips.html", {"notice": row, "slips": shown})


def _link(request: HttpRequest, one: Recipient) -> str:
    return request.build_absolute_uri(reverse("environment:received", args=[one.uid, one.token]))


def _drawn(address: str) -> str:
    return segno.make(address, error="m", micro=False).svg_data_uri(scale=4, border=2)


def _by_link(request: HttpRequest, uid: UUID, token: str) -> Recipient:
    """The recipient of a link; the page is of his zone, and nobody is signed in."""
    one = queries.by_link(uid, token)
    if one is None:
        raise access.unknown()
    request.actor, request.zone = None, one.zone
    return one


@login_not_required
@never_cache
@FORM
def received(request: HttpRequest, uid: UUID, token: str) -> HttpResponse:
    """The recipient's own page: the notice, and one button that says it has come."""
    one = _by_link(request, uid, token)
    if request.method == "POST":
        actions.acknowledge_by_link(
            actor=actions.link_actor(one.zone),
            recipient=one,
            now=clock.now(one.zone),
            key=formkey.of(request),
        )
        return redirect("environment:received", uid, token)
    context = {
        "recipient": one,
        "notice": one.notice,
        "text": vault.shown(one.notice.words),
        "files": list(queries.files_of(one.notice)),
    }
    return render(request, "environment/notices/received.html", context)


@login_not_required
@never_cache
@require_safe
def attachment(request: HttpRequest, uid: UUID, token: str, file: UUID) -> HttpResponse:
    """An attachment of the notice, for who holds the link."""
    one = _by_link(request, uid, token)
    found = queries.files_of(one.notice).select_related("zone").filter(uid=file, erased_at=None).first()
    if found is None:
        raise access.unknown()
    return sent(request, found, found.sha256_stored, found.media_type, saved=not found.is_image)


addresses = [
    path("notices/", notices, name="notices"),
    path("notices/receipts/", receipts, name="receipts"),
    path("notices/issue/", issue, name="issue_notice"),
    path("notices/<uuid:uid>/", notice, name="notice"),
    path("notices/<uuid:uid>/acknowledge/", acknowledge, name="acknowledge_notice"),
    path("notices/<uuid:uid>/withdraw/", withdraw, name="withdraw_notice"),
    path("notices/<uuid:uid>/slips/", slips, name="notice_slips"),
    path("notices/recipient/<uuid:uid>/", record, name="record_receipt"),
    path("received/<uuid:uid>/<str:token>", received, name="received"),
    path("received/<uuid:uid>/<str:token>/<uuid:file>", attachment, name="received_file"),
]
"""Addresses of notices; ``received/`` is the recipient's own link, open to whoever holds it."""

"""The list of notices, and the list of their recipients."""

from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from banshi.base.tables.definitions import Column, Filter, Link, Mark, Table
from banshi.base.zones.models import Zone
from banshi.programmes.environment.models.notices import Recipient
from banshi.programmes.environment.queries import notices as queries
from banshi.programmes.environment.tables.series import between

LATE, WAITING, DONE, WITHDRAWN = "late", "waiting", "done", "withdrawn"
STATES = (
    (LATE, _("Receipts overdue")),
    (WAITING, _("Receipts coming in")),
    (DONE, _("All acknowledged")),
    (WITHDRAWN, _("Withdrawn")),
)


def _in_state(rows: QuerySet, value: str) -> QuerySet:
    if value == WITHDRAWN:
        return rows.filter(withdrawn_on__isnull=False)
    if value == DONE:
        return rows.filter(withdrawn_on__isnull=True).exclude(queries.waiting())
    late = queries.late()
    return rows.filter(late) if value == LATE else rows.filter(queries.waiting()).exclude(late)


def _notice_search(rows: QuerySet, zone: Zone, text: str) -> QuerySet:
    return rows.filter(Q(title__icontains=text) | Q(number__icontains=text))


NOTICES = Table(
    code="environment_notices",
    title=_("Notices"),
    unit=_("%(n)s notices"),
    columns=(
        Column("title", _("Title"), "title", phone="title", order_by=("title",), wide=True),
        Column("number", _("Document number"), "number", phone="foot"),
        Column("issued_on", _("Day of issue"), "issued_on", "date", order_by=("issued_on",)),
        Column("issuer", _("Issued by"), "issuer_unit.name", phone="foot"),
        Column("received", _("Receipts"), lambda row: f"{row.received}/{row.sent}"),
        Column("receive_by", _("Receipts by"), "receive_by", "date", "hidden", ("receive_by",)),
        Column("state", _("State"), lambda row: Mark(*queries.standing(row)), "state"),
    ),
    order=("-issued_on",),
    filters=(Filter("state", _("State"), STATES, _in_state), *between("issued_on")),
    search=_notice_search,
    search_label=_("Title or document number"),
    row_url=lambda row: reverse("environment:notice", args=[row.subject.uid]),
    row_past=lambda row: row.withdrawn_on is not None,
    empty=_("Notices that went to sites, contractors and units stand here, with who has acknowledged them."),
    first_step=lambda actor: (
        (_("Issue the first one"), reverse("environment:issue_notice"))
        if actor.holds("environment.issue_notice")
        else None
    ),
)

RECEIPT_STATES = (
    ("overdue", _("Overdue")),
    ("open", _("Not acknowledged")),
    ("late", _("Acknowledged late")),
    ("received", _("Acknowledged")),
)


def _with_receipt(rows: QuerySet, value: str) -> QuerySet:
    if value in ("overdue", "open"):
        open_ = rows.filter(how="")
        past = Q(notice__receive_by__lt=F("judged_on"))
        return open_.filter(past) if value == "overdue" else open_.exclude(past)
    there = rows.exclude(how="")
    after = Q(received_on__gt=F("notice__receive_by"))
    return there.filter(after) if value == "late" else there.exclude(after)


def _who_search(rows: QuerySet, zone: Zone, text: str) -> QuerySet:
    found = Q(notice__title__icontains=text)
    for path in ("place", "organisation", "unit"):
        found |= Q(**{f"{path}__name_zh__icontains": text}) | Q(**{f"{path}__name_en__icontains": text})
    return rows.filter(found)


def _kind(row: Recipient) -> Any:
    if row.unit_id:
        return _("Unit")
    return _("Site") if row.place_id else _("Contractor")


RECIPIENTS = Table(
    code="environment_receipts",
    title=_("Receipts of notices"),
    unit=_("%(n)s recipients"),
    columns=(
        Column("who", _("Recipient of the notice"), "name", phone="title", wide=True),
        Column("kind", _("Kind"), _kind, phone="hidden"),
        Column(
            "notice",
            _("Environmental notice"),
            lambda row: Link(row.notice.title, reverse("environment:notice", args=[row.notice.subject.uid])),
            "link",
            "foot",
            export="notice.title",
        ),
        Column("issued_on", _("Day of issue"), "notice.issued_on", "date", "hidden", ("notice__issued_on",)),
        Column("receive_by", _("Receipts by"), "notice.receive_by", "date", order_by=("notice__receive_by",)),
        Column("received_on", _("Acknowledged on"), "received_on", "date", "hidden", ("received_on",)),
        Column("how", _("How"), lambda row: row.get_how_display() if row.how else None, phone="hidden"),
        Column("state", _("Receipt"), lambda row: Mark(*queries.receipt_standing(row)), "state"),
    ),
    order=("-notice__issued_on",),
    filters=(Filter("state", _("Receipt"), RECEIPT_STATES, _with_receipt), *between("notice__issued_on")),
    search=_who_search,
    search_label=_("Recipient or notice"),
    row_url=lambda row: reverse("environment:notice", args=[row.notice.subject.uid]),
    empty=_("Whom notices went to stands here, with each receipt and who is late."),
)

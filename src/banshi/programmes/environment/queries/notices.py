"""Notices as lists and pages show them: who has them, who has not, and what to say to those."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, DateField, F, Q, QuerySet, Value
from django.utils.crypto import constant_time_compare
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banshi.base.files.models import StoredFile
from banshi.base.vault import store as vault
from banshi.base.zones import access, clock
from banshi.base.zones.access import Actor
from banshi.core.org.wording import timeline
from banshi.core.places.models import Place, PlaceKind
from banshi.programmes.environment.models.notices import Notice, Recipient
from banshi.programmes.environment.rules.notices import days_late

WHOM = ("place__subject", "organisation__subject", "unit__subject", "slip")


def listed(actor: Actor) -> QuerySet[Notice]:
    """Notices open to the actor, each with ``judged_on`` (today), ``sent`` and ``received`` (recipients)."""
    rows = Notice.objects.visible_to(actor).select_related("subject", "issuer_unit")
    return rows.annotate(
        judged_on=Value(clock.today(actor.zone), DateField()),
        sent=Count("recipients"),
        received=Count("recipients", filter=~Q(recipients__how="")),
    )


def waiting() -> Q:
    """Stands, and somebody has not acknowledged."""
    return Q(withdrawn_on__isnull=True, received__lt=F("sent"))


def late() -> Q:
    """The same when the day for the receipts has passed."""
    return waiting() & Q(receive_by__lt=F("judged_on"))


def standing(row: Any) -> tuple[str | Promise, str]:
    """The state of a listed notice in a word, and its tone."""
    if row.withdrawn_on is not None:
        return gettext_lazy("Withdrawn"), "ended"
    if row.received == row.sent:
        return gettext_lazy("All acknowledged"), "done"
    if row.receive_by < row.judged_on:
        return gettext_lazy("Receipts overdue"), "overdue"
    return gettext_lazy("Receipts coming in"), "going"


def recipients(actor: Actor) -> QuerySet[Recipient]:
    """Recipients of notices that stand, those open to the actor, with ``judged_on``."""
    rows = Recipient.objects.visible_to(actor).filter(notice__withdrawn_on__isnull=True)
    rows = rows.annotate(judged_on=Value(clock.today(actor.zone), DateField()))
    return rows.select_related("notice__subject", *WHOM)


def receipt_standing(row: Any) -> tuple[str | Promise, str]:
    """The state of a receipt in a word, and its tone."""
    if row.how:
        return (
            (gettext_lazy("Acknowledged late"), "waiting")
            if _late(row)
            else (
                gettext_lazy("Acknowledged"),
                "done",
            )
        )
    return (gettext_lazy("Overdue"), "overdue") if _late(row) else (gettext_lazy("Not acknowledged"), "going")


def _late(row: Any) -> int:
    return days_late(row.notice.receive_by, row.received_on, row.judged_on)


def sites_on(actor: Actor, day: date) -> QuerySet[Place]:
    """Building sites that last on the day, with who holds them."""
    rows = Place.objects.visible_to(actor).on(day).filter(kind=PlaceKind.SITE)
    return rows.select_related("subject", "held_by__subject").order_by("name_zh", "pk")


@dataclass(frozen=True)
class Told:
    """A recipient, and by how many days its receipt is or was late."""

    recipient: Recipient
    late: int


@dataclass(frozen=True)
class NoticePage:
    """One notice as its page shows it to one reader."""

    notice: Notice
    text: str
    reason: str
    files: tuple[StoredFile, ...]
    told: tuple[Told, ...]
    chase: str
    state: tuple[Any, str]
    entries: list
    may_acknowledge: bool
    may_record: bool
    may_withdraw: bool

    @property
    def missing(self) -> tuple[Told, ...]:
        """Who has not acknowledged; the longest overdue first among equals of one notice: in their order."""
        return tuple(one for one in self.told if not one.recipient.how)

    @property
    def received(self) -> int:
        """How many have."""
        return len(self.told) - len(self.missing)


def page(actor: Actor, row: Notice) -> NoticePage:
    """Everything that the page of a notice shows; a fixed number of queries."""
    today = clock.today(actor.zone)
    told = tuple(Told(one, days_late(row.receive_by, one.received_on, today)) for one in recipients_of(row))
    row.sent, row.received, row.judged_on = len(told), sum(bool(one.recipient.how) for one in told), today
    stands = row.withdrawn_on is None
    mine = any(one.recipient.unit_id in actor.unit_ids and not one.recipient.how for one in told)
    missing = [one.recipient for one in told if not one.recipient.how]
    return NoticePage(
        notice=row,
        text=vault.shown(row.words),
        reason=vault.shown(row.withdraw_reason),
        files=tuple(files_of(row)),
        told=told,
        chase=chase_text(row, missing, len(told), today) if stands and missing else "",
        state=standing(row),
        entries=timeline(row.subject),
        may_acknowledge=stands and mine and access.can(actor, "environment.acknowledge", row),
        may_record=stands and access.can(actor, "environment.record_receipt", row),
        may_withdraw=stands and access.can(actor, "environment.issue_notice", row),
    )


def recipients_of(row: Notice) -> list[Recipient]:
    """Sites first, then organisations, then units, each by name."""
    rows = row.recipients.select_related(*WHOM).order_by("pk")
    return sorted(rows, key=lambda one: (one.unit_id is not None, one.place_id is None, one.pk))


def files_of(row: Notice) -> QuerySet[StoredFile]:
    """What was attached to the notice itself."""
    return StoredFile.objects.filter(links__subject=row.subject, links__role="notice").order_by("links__id")


def chase_text(row: Notice, missing: list[Recipient], whole: int, today: date) -> str:
    """What to send to those who have not acknowledged, to be copied."""
    late = days_late(row.receive_by, None, today)
    said = _(
        "Notice «%(title)s»%(number)s: receipts were asked by %(day)s. As of %(today)s, %(n)s of %(all)s have not "
        "acknowledged:%(late)s\n%(who)s\nPlease acknowledge by the code on the delivery slip, in the system, or on "
        "paper.\n%(unit)s"
    )
    return said % {
        "title": row.title,
        "number": f"（{row.number}）" if row.number else "",
        "day": row.receive_by.isoformat(),
        "today": today.isoformat(),
        "n": len(missing),
        "all": whole,
        "late": _(" (%(late)s days overdue)") % {"late": late} if late else "",
        "who": "\n".join(f"{at}. {one.name}" for at, one in enumerate(missing, 1)),
        "unit": row.issuer_unit.name,
    }


def by_link(uid: UUID, token: str) -> Recipient | None:
    """The recipient outside whose link this is."""
    rows = Recipient.objects.filter(uid=uid).exclude(token="").select_related(
        "zone__subject", "notice__subject", "notice__issuer_unit", "notice__words__key__subject",
        "place", "organisation",
    )  # fmt: skip
    found = rows.first()
    return found if found is not None and constant_time_compare(found.token, token) else None

"""What a message says, within the system, of values that were corrected and of periods that are open again."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from banshi.base.history.models import Entry
from banshi.base.history.record import read
from banshi.base.outbox.models import Message
from banshi.base.zones.access import Actor
from banshi.programmes.environment.models import PeriodLock, Use
from banshi.programmes.environment.tables.series import changed

SHOWN = 3
LISTS = {"station": "environment:air_corrections", "water_section": "environment:water_corrections"}


def _entries(message: Message) -> list[str]:
    return (message.body or {}).get("entries", [])


def correction_link(message: Message) -> str | None:
    """The one correction; the list of them where there are several."""
    entries = _entries(message)
    if len(entries) == 1:
        return reverse("environment:correction", args=[entries[0]])
    name = LISTS.get(message.subject.kind) if message.subject else None
    return reverse(name) if name else None


def corrected(actor: Actor, messages: Sequence[Message]) -> dict[int, str]:
    """By message: old and new values with the reason, and which own papers quote them; two queries."""
    wanted = {uid for message in messages for uid in _entries(message)[:SHOWN]}
    rows = Entry.objects.filter(zone=actor.zone, uid__in=wanted)
    found = {str(entry.uid): read(entry)["data"] for entry in rows}
    quoting = _quoting(actor, messages)
    return {message.pk: _said(message, found, quoting) for message in messages}


def _said(message: Message, found: dict[str, Any], quoting: Sequence[Use]) -> str:
    entries = _entries(message)
    told = [found[uid] for uid in entries[:SHOWN] if uid in found]
    said = [_line(data) for data in told]
    rest = (message.body or {}).get("all", len(entries)) - len(told)
    if rest > 0:
        said.append(_("%(n)s more corrections") % {"n": rest})
    papers = sorted(
        {use.quoted_by.caption for use in quoting if use.quoted_by and _concerns(use, message, told)}
    )
    if papers:
        said.append(_("quoted in %(papers)s") % {"papers": "、".join(papers)})
    return "; ".join(said)


def _line(data: dict[str, Any]) -> str:
    moved = ", ".join(f"{item} {old} → {new}" for item, old, new in changed(data["before"], data["after"]))
    return _("%(day)s: %(moved)s (%(reason)s)") % {
        "day": data["day"],
        "moved": moved,
        "reason": data["reason"],
    }


def _concerns(use: Use, message: Message, told: Iterable[dict[str, Any]]) -> bool:
    days = [data["day"] for data in told]
    inside = any(use.first_on.isoformat() <= day <= use.last_on.isoformat() for day in days)
    return use.about_id == message.subject_id and use.used_at <= message.created_at and inside


def _quoting(actor: Actor, messages: Sequence[Message]) -> list[Use]:
    subjects = {message.subject_id for message in messages}
    rows = Use.objects.filter(
        zone=actor.zone, about__in=subjects, account=actor.account_id, quoted_by__isnull=False
    )
    return list(rows.select_related("quoted_by"))


def reopened(actor: Actor, messages: Sequence[Message]) -> dict[int, str]:
    """By message: why the period was unlocked; one query."""
    locks = PeriodLock.objects.filter(
        zone=actor.zone, subject__in=[message.subject_id for message in messages]
    )
    reasons = dict(locks.values_list("subject", "unlock_reason"))
    return {message.pk: reasons.get(message.subject_id, "") for message in messages}

"""Issuing a notice, its receipts by system, link and paper, and withdrawing it."""

import secrets
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from banshi.base.files import store as files
from banshi.base.history.acts import current, use_case
from banshi.base.history.record import record
from banshi.base.outbox import actions as outbox
from banshi.base.vault import store as vault
from banshi.base.zones import access, clock, subjects
from banshi.base.zones.access import Actor, Grant
from banshi.base.zones.models import Label, Zone
from banshi.base.zones.refusals import Refusal
from banshi.core.access.actions import involve
from banshi.core.matters.rules.faults import Fault
from banshi.core.org.actions import common
from banshi.core.org.models import OutsideOrganisation, Unit
from banshi.core.places.models import Place
from banshi.programmes.environment.models.notices import Notice, Receipt, Recipient
from banshi.programmes.environment.rules import notices as rules

SUBJECT = "env_notice"
LINK = UUID("00000000-0000-0000-0000-656e766c696e")
MOST_FILES = 5


def link_actor(zone: Zone) -> Actor:
    """Whoever holds the link of a recipient outside: he may say that the notice has come, and nothing else."""
    return Actor(
        zone=zone,
        account_uid=LINK,
        name_zh="送达链接",
        name_en="Link of the recipient",
        grants=(Grant("environment.receive", "zone"),),
        clearance=Label.INTERNAL,
    )


@use_case("environment.issue_notice")
def issue_notice(
    *,
    actor: Actor,
    title: str,
    text: str,
    issuer_unit: Unit,
    issued_on: date,
    receive_by: date,
    now: datetime,
    number: str = "",
    sites: Collection[Place] = (),
    organisations: Collection[OutsideOrganisation] = (),
    units: Collection[Unit] = (),
    uploads: Sequence[Any] = (),
) -> Notice:
    """Issue a notice to sites (through who holds them), to organisations outside and to units of the zone.

    ``number`` is the document number, empty while the office has given none. Each recipient outside gets a link
    of his own. Raises :class:`Refusal` without text, recipient or a day for the receipts.
    """
    access.require(actor, "environment.issue_notice")
    common.own(actor, issuer_unit, *sites, *organisations, *units)
    if issuer_unit.pk not in actor.unit_ids:
        raise Refusal(
            "environment.not_your_unit",
            _(
                "You hold no post in %(unit)s, so you cannot issue in its name. Choose a unit of your own, "
                "or ask somebody of that unit to issue it."
            ),
            field="issuer_unit",
            unit=issuer_unit.name,
        )
    sites, organisations, units = _once(sites), _once(organisations), _once(units)
    words = rules.Words(title.strip(), number.strip(), text.strip())
    _refuse(rules.fault_of_words(words))
    _refuse(rules.fault_of_days(issued_on, receive_by, clock.on_date(actor.zone, now)))
    if not (sites or organisations or units):
        raise Refusal(
            "environment.no_recipient", _("Choose at least one site, organisation or unit."), field="sites"
        )
    row = Notice(
        zone=actor.zone, title=words.title, number=words.number, issuer_unit=issuer_unit,
        issued_on=issued_on, issued_at=current().recorded_at, issued_by_id=actor.person_id,
        receive_by=receive_by,
    )  # fmt: skip
    row.subject = subjects.open_subject(actor.zone, SUBJECT, words.title)
    row.words = vault.put(row.subject, "text", words.text)
    row.save()
    involve(row.subject, "issuer", unit=issuer_unit)
    _address(row, sites, organisations, units)
    kept = [files.receive_for(actor, row.subject, one, role="notice") for one in uploads]
    record(
        actor=actor,
        subject=row.subject,
        kind="environment.notice_issued",
        data={
            "title": words.title,
            "number": words.number,
            "words": told(row.words),
            "issuer": issuer_unit.code,
            "receive_by": receive_by.isoformat(),
            "sites": [common.reference(one) for one in sites],
            "organisations": [common.reference(one) for one in organisations],
            "units": [unit.code for unit in units],
            "files": [{"file": str(one.uid), "sha256_received": one.sha256_received} for one in kept],
        },
        effective_on=issued_on,
    )
    _tell(actor, row, "environment.notice_issued", [unit.pk for unit in units], receive_by)
    return row


def _address(
    row: Notice,
    sites: Collection[Place],
    organisations: Collection[OutsideOrganisation],
    units: Collection[Unit],
) -> None:
    for site in sites:
        _outside(row, place=site, organisation=site.held_by)
    for organisation in organisations:
        _outside(row, organisation=organisation)
    for unit in units:
        Recipient.objects.create(zone=row.zone, notice=row, unit=unit)
        involve(row.subject, "addressee", unit=unit)


def _once(rows: Collection[Any]) -> list[Any]:
    return list({row.pk: row for row in rows}.values())


def _outside(row: Notice, **to: Any) -> None:
    Recipient.objects.create(zone=row.zone, notice=row, token=secrets.token_urlsafe(18), **to)


def _tell(actor: Actor, row: Notice, kind: str, units: list[int], day: date | None = None) -> None:
    outbox.put(actor=actor, kind=kind, subject=row.subject, number=row.number, day=day, units=units)


@use_case("environment.acknowledge_notice")
def acknowledge_notice(*, actor: Actor, notice: Notice, now: datetime) -> Notice:
    """The actor's units have it."""
    row = common.lock(actor, notice)
    access.require(actor, "environment.acknowledge", row)
    _standing(row)
    waiting = list(row.recipients.filter(unit__in=actor.unit_ids, how="").select_related("unit"))
    if not waiting:
        raise Refusal("environment.acknowledged", _("Your unit has already acknowledged this notice."))
    for one in waiting:
        _receive(actor, row, one, Receipt.SYSTEM, clock.on_date(actor.zone, now))
    return row


@use_case("environment.acknowledge_by_link")
def acknowledge_by_link(*, actor: Actor, recipient: Recipient, now: datetime) -> Recipient:
    """Whoever opened the recipient's own link says that the notice has come. Said again, it changes nothing."""
    row, one = _lock_recipient(actor, recipient)
    access.require(actor, "environment.receive", row)
    _standing(row)
    if not one.token:
        raise access.unknown()
    if not one.how:
        _receive(actor, row, one, Receipt.LINK, clock.on_date(actor.zone, now))
    return one


@use_case("environment.record_receipt")
def record_receipt(
    *, actor: Actor, recipient: Recipient, received_on: date, upload: Any, now: datetime
) -> Recipient:
    """A receipt that came on paper, with its picture as evidence."""
    row, one = _lock_recipient(actor, recipient)
    access.require(actor, "environment.record_receipt", row)
    _standing(row)
    if one.how:
        raise Refusal("environment.acknowledged_already", _("This receipt is there already."))
    _refuse(rules.fault_of_receipt(row.issued_on, received_on, clock.on_date(actor.zone, now)))
    if not upload:
        raise Refusal(
            "environment.slip_missing", _("Add the picture of the receipt that was signed."), field="upload"
        )
    one.slip = files.receive_for(actor, row.subject, upload, role="receipt")
    _receive(actor, row, one, Receipt.PAPER, received_on)
    return one


def _lock_recipient(actor: Actor, recipient: Recipient) -> tuple[Notice, Recipient]:
    common.own(actor, recipient)
    row = common.lock(actor, recipient.notice)
    related = ("place__subject", "organisation__subject", "unit")
    one = row.recipients.select_related(*related).get(pk=recipient.pk)
    one.notice = row
    return row, one


def _receive(actor: Actor, row: Notice, one: Recipient, how: str, on: date) -> None:
    one.how, one.received_on = how, on
    one.received_at, one.received_by_id = current().recorded_at, actor.person_id
    one.save(update_fields=["how", "received_on", "received_at", "received_by", "slip"])
    record(
        actor=actor,
        subject=row.subject,
        kind="environment.notice_received",
        data={
            "recipient": str(one.uid),
            "place": common.reference(one.place),
            "organisation": common.reference(one.organisation),
            "of_unit": one.unit.code if one.unit else None,
            "how": how,
            "received_on": on.isoformat(),
            "file": str(one.slip.uid) if one.slip else None,
            "sha256_received": one.slip.sha256_received if one.slip else None,
        },
        effective_on=on,
    )


@use_case("environment.withdraw_notice")
def withdraw_notice(*, actor: Actor, notice: Notice, reason: str, now: datetime) -> Notice:
    """Take a notice back; it stays, marked, and nobody is chased for it any more."""
    row = common.lock(actor, notice)
    access.require(actor, "environment.issue_notice", row)
    _standing(row)
    if not reason.strip():
        raise Refusal("environment.reason_missing", _("Say why it is withdrawn."), field="reason")
    row.withdraw_reason = vault.put(row.subject, "reason", reason.strip())
    row.withdrawn_on, row.withdrawn_at = clock.on_date(actor.zone, now), current().recorded_at
    row.withdrawn_by_id = actor.person_id
    row.save(update_fields=["withdrawn_on", "withdrawn_at", "withdrawn_by", "withdraw_reason"])
    record(
        actor=actor,
        subject=row.subject,
        kind="environment.notice_withdrawn",
        data={"said": told(row.withdraw_reason)},
        effective_on=row.withdrawn_on,
    )
    units = row.recipients.filter(unit__isnull=False).values_list("unit_id", flat=True)
    _tell(actor, row, "environment.notice_withdrawn", list(units))
    return row


def _standing(row: Notice) -> None:
    if row.withdrawn_on is not None:
        raise Refusal(
            "environment.withdrawn", _("This notice was withdrawn. Nothing is to be done about it.")
        )


def told(item: Any) -> dict[str, str] | None:
    """What history may say of words in the vault."""
    return {"item": str(item.uid), "commitment": item.commitment} if item else None


def _refuse(fault: Fault | None) -> None:
    if fault is not None:
        raise fault.refusal()

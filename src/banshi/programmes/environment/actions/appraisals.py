"""Storing an appraisal from outside with its document, and taking back one that was entered wrongly."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from banshi.base.files import store as files
from banshi.base.history.acts import current, use_case
from banshi.base.history.record import record
from banshi.base.vault import store as vault
from banshi.base.zones import access, clock, subjects
from banshi.base.zones.access import Actor
from banshi.base.zones.refusals import Refusal
from banshi.core.org.actions import common
from banshi.programmes.environment.actions.notices import told
from banshi.programmes.environment.models.appraisals import Appraisal
from banshi.programmes.environment.rules import appraisals as rules
from banshi.programmes.environment.rules.appraisals import Said

SUBJECT = "env_appraisal"


@use_case("environment.enter_appraisal")
def enter_appraisal(*, actor: Actor, said: Said, upload: Any, now: datetime) -> Appraisal:
    """Store what the document says of a year, with the document. A rank needs its category.

    The same appraisal of the same year and category is stored once.
    """
    access.require(actor, "environment.enter_appraisal")
    for name, value in asdict(said).items():
        if isinstance(value, str):
            common.too_long(value, Appraisal._meta.get_field(name).max_length or 0, name)
    fault = rules.fault_of(said, clock.on_date(actor.zone, now))
    if fault is not None:
        raise fault.refusal()
    if not upload:
        raise Refusal(
            "environment.document_missing",
            _("Add the document that says so. Without it nothing is stored."),
            field="upload",
        )
    same = {name: getattr(said, name) for name in ("year", "body", "title", "category")}
    if Appraisal.objects.filter(zone=actor.zone, taken_back_on__isnull=True, **same).exists():
        raise Refusal(
            "environment.appraisal_twice",
            _("This appraisal of %(year)s is stored already. Take that one back first if it is wrong."),
            field="title",
            year=said.year,
        )
    row = Appraisal(
        zone=actor.zone, entered_at=current().recorded_at, entered_by_id=actor.person_id, **asdict(said)
    )
    row.subject = subjects.open_subject(actor.zone, SUBJECT, f"{said.year} {said.title}")
    row.document = files.receive_for(actor, row.subject, upload, role="document")
    row.save()
    data = {
        **asdict(said),
        "document_on": said.document_on.isoformat(),
        "file": str(row.document.uid),
        "sha256_received": row.document.sha256_received,
        "sha256_stored": row.document.sha256_stored,
    }
    record(
        actor=actor, subject=row.subject, kind="environment.appraisal_entered", data=data,
        effective_on=said.document_on,
    )  # fmt: skip
    return row


@use_case("environment.take_back_appraisal")
def take_back_appraisal(*, actor: Actor, appraisal: Appraisal, reason: str, now: datetime) -> Appraisal:
    """It was entered wrongly. It stays, marked, and counts nowhere."""
    row = common.lock(actor, appraisal)
    access.require(actor, "environment.enter_appraisal", row)
    if row.taken_back_on is not None:
        raise Refusal("environment.taken_back", _("This record was taken back already."))
    if not reason.strip():
        raise Refusal("environment.take_back_reason", _("Say what is wrong with it."), field="reason")
    row.take_back_reason = vault.put(row.subject, "reason", reason.strip())
    row.taken_back_on, row.taken_back_at = clock.on_date(actor.zone, now), current().recorded_at
    row.taken_back_by_id = actor.person_id
    row.save(update_fields=["taken_back_on", "taken_back_at", "taken_back_by", "take_back_reason"])
    record(
        actor=actor,
        subject=row.subject,
        kind="environment.appraisal_taken_back",
        data={"said": told(row.take_back_reason)},
    )
    return row

"""Organisations outside the zone's own units: enterprises, contractors, villages, colleges, authorities."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from banshi.base.history.acts import use_case
from banshi.base.history.record import record
from banshi.base.zones import access, subjects
from banshi.base.zones.access import Actor
from banshi.base.zones.refusals import Refusal
from banshi.core.org import queries, rules
from banshi.core.org.actions import common
from banshi.core.org.actions.names import index_names, verb_for
from banshi.core.org.models import FORMER_NAME, Alias, OutsideKind, OutsideOrganisation
from banshi.kernel.standards import credit_code as codes
from banshi.kernel.text import normalise

FAULTS = {
    codes.CreditCodeFault.LENGTH: _("A credit code has 18 characters. Check it against the licence."),
    codes.CreditCodeFault.CHARACTER: _(
        "Character %(position)d of the credit code cannot stand there. Check it against the licence."
    ),
    codes.CreditCodeFault.KIND: _(
        "No office gives codes that begin like this. Check the first two characters."
    ),
    codes.CreditCodeFault.DIVISION: _("Characters 3 to 8 of a credit code are digits. Check them."),
    codes.CreditCodeFault.ORGANISATION: _(
        "The credit code does not add up (character 17). Check it against the licence."
    ),
    codes.CreditCodeFault.CHECK: _(
        "The credit code does not add up (last character). Check it against the licence."
    ),
}


@use_case("org.register_outside")
def register_outside(
    *,
    actor: Actor,
    kind: str,
    name_zh: str,
    name_en: str,
    starts_on: date,
    now: datetime,
    credit_code: str = "",
    despite: str = "",
) -> OutsideOrganisation:
    """Register an organisation once. ``starts_on`` is the day from which it counts here.

    One that is already known under the name, or another name, is refused and named, unless
    ``despite`` says why there are two (a branch, a namesake).
    """
    access.require(actor, verb_for(actor, "outside"), common.lock_zone(actor))
    row = OutsideOrganisation(
        zone=actor.zone,
        kind=kind,
        name_zh=name_zh,
        name_en=name_en,
        credit_code=credit_code,
        starts_on=starts_on,
    )
    _check(actor, row, despite)
    row.subject = subjects.open_subject(actor.zone, "outside", row.name_zh)
    row.save()
    _write(actor, row, "org.outside_registered", starts_on, despite)
    return row


@use_case("org.change_outside")
def change_outside(
    *,
    actor: Actor,
    organisation: OutsideOrganisation,
    kind: str,
    name_zh: str,
    name_en: str,
    credit_code: str,
    effective_on: date,
    now: datetime,
    despite: str = "",
) -> OutsideOrganisation:
    """Correct or change what is known of an organisation; the name before becomes another name by itself.

    All four are given anew. A name that belongs to another one is refused as on registering.
    """
    row = common.lock(actor, organisation)
    access.require(actor, verb_for(actor, "outside"), row)
    before = {name: getattr(row, name) for name in ("kind", "name_zh", "name_en", "credit_code")}
    row.kind, row.name_zh, row.name_en, row.credit_code = kind, name_zh, name_en, credit_code
    _check(actor, row, despite)
    if all(getattr(row, name) == value for name, value in before.items()):
        raise Refusal("org.nothing_changed", _("Nothing was changed. Change something, or go back."))
    row.save()
    row.subject.caption = row.name_zh
    row.subject.save(update_fields=["caption"])
    _remember(row, before["name_zh"])
    _write(actor, row, "org.outside_changed", effective_on, despite)
    return row


@use_case("org.close_outside")
def close_outside(
    *, actor: Actor, organisation: OutsideOrganisation, last_on: date, now: datetime
) -> OutsideOrganisation:
    """An organisation has nothing to do with the zone any more after ``last_on``."""
    row = common.lock(actor, organisation)
    access.require(actor, verb_for(actor, "outside"), row)
    common.still_open(row)
    common.last_day(row, last_on)
    row.ends_on = last_on
    row.save(update_fields=["ends_on"])
    record(
        actor=actor,
        subject=row.subject,
        kind="org.outside_closed",
        data={"last_on": last_on.isoformat()},
        effective_on=last_on,
    )
    return row


def _check(actor: Actor, row: OutsideOrganisation, despite: str) -> None:
    if row.kind not in OutsideKind.values:
        raise Refusal("org.kind_unknown", _("Choose a kind from the list."), field="kind")
    row.name_zh, row.name_en = common.named(row.name_zh, row.name_en)
    row.core = rules.core_name(row.name_zh)
    row.credit_code = _code(row.credit_code)
    rows = OutsideOrganisation.objects.filter(zone=actor.zone).exclude(pk=row.pk)
    taken = rows.filter(credit_code=row.credit_code).first() if row.credit_code else None
    if taken is not None:
        raise Refusal(
            "org.credit_code_used",
            _("This credit code already belongs to %(name)s. Open that one instead."),
            field="credit_code",
            name=taken.name_zh,
        )
    same = [one for one in queries.same_name(actor.zone, row.name_zh, "outside") if one.pk != row.subject_id]
    if same and not despite.strip():
        raise Refusal(
            "org.same_name",
            _("%(name)s is already registered under this or a like name. Open it, or say why there are two."),
            field="name_zh",
            name=same[0].caption,
        )


def _code(text: str) -> str:
    if not text.strip():
        return ""
    try:
        return codes.check(text).code
    except codes.CreditCodeError as error:
        raise Refusal(
            f"org.credit_code_{error.fault.value}",
            FAULTS[error.fault],
            field="credit_code",
            position=error.position,
        ) from error


def _remember(row: OutsideOrganisation, name_before: str) -> None:
    if normalise(name_before) != normalise(row.name_zh):
        Alias.objects.update_or_create(
            zone_id=row.zone_id,
            subject=row.subject,
            normal=normalise(name_before),
            defaults={
                "text": name_before,
                "core": rules.core_name(name_before),
                "reason": FORMER_NAME,
                "withdrawn_at": None,
            },
        )


def _write(actor: Actor, row: OutsideOrganisation, kind: str, effective_on: date, despite: str) -> None:
    data: dict[str, Any] = {
        "kind": row.kind,
        "name_zh": row.name_zh,
        "name_en": row.name_en,
        "credit_code": row.credit_code,
        "despite": despite.strip(),
    }
    record(actor=actor, subject=row.subject, kind=kind, data=data, effective_on=effective_on)
    index_names(row.subject)

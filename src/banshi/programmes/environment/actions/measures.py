"""Entering a measure, verifying it on site, taking it away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from banshi.base.files import store as files
from banshi.base.files.models import StoredFile
from banshi.base.history.acts import current, use_case
from banshi.base.history.record import record
from banshi.base.presets import catalogue
from banshi.base.presets import queries as presets
from banshi.base.vault import store as vault
from banshi.base.zones import access, clock, subjects
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Zone
from banshi.base.zones.refusals import Refusal
from banshi.core.matters.rules.faults import Fault
from banshi.core.org.actions import common
from banshi.core.org.models import OutsideOrganisation, Unit
from banshi.core.org.rules import Span
from banshi.core.places.models import Place
from banshi.programmes.environment.actions.notices import told
from banshi.programmes.environment.models.measures import Meant, Measure, MeasureState
from banshi.programmes.environment.rules import measures as rules
from banshi.programmes.environment.rules.measures import TOPIC, Kind, Kinds, Verifier

SUBJECT = "env_measure"
SPOT_MOST = 80


@dataclass(frozen=True)
class Amount:
    """So many, and how it is meant."""

    quantity: Decimal
    qualifier: str = Meant.EXACT


def kinds_of(zone: Zone, on: date) -> Kinds:
    """The kinds in force; the house's own where the zone was founded before there were any."""
    try:
        return presets.rules(zone, TOPIC, on)
    except presets.NoRules:
        return rules.parse(catalogue.preset(TOPIC, "house").body)


@use_case("environment.enter_measure")
def enter_measure(
    *,
    actor: Actor,
    place: Place,
    kind: str,
    amount: Amount,
    installed_on: date,
    now: datetime,
    organisation: OutsideOrganisation | None = None,
    by_unit: Unit | None = None,
    spot: str = "",
    uploads: Sequence[Any] = (),
) -> Measure:
    """A measure at a site, by a contractor or a unit of the zone. It counts once somebody else has verified it."""
    access.require(actor, "environment.enter_measure")
    common.own(actor, place, organisation, by_unit)
    today = clock.on_date(actor.zone, now)
    found = _kind(actor, kind, today)
    _check(found, amount, installed_on, today)
    common.must_last(place, Span(installed_on, installed_on), "installed_on")
    if (organisation is None) == (by_unit is None):
        raise Refusal(
            "environment.by_whom",
            _("Enter who put it up: an organisation outside, or a unit of the zone."),
            field="organisation",
        )
    common.too_long(spot.strip(), SPOT_MOST, "spot")
    row = Measure(
        zone=actor.zone, place=place, kind=found.code, kind_zh=found.zh, kind_en=found.en,
        quantity=amount.quantity, qualifier=Meant(amount.qualifier), unit_zh=found.unit_zh,
        unit_en=found.unit_en, organisation=organisation, by_unit=by_unit, spot=spot.strip(),
        installed_on=installed_on, entered_at=current().recorded_at, entered_by_id=actor.person_id,
    )  # fmt: skip
    said = row.amount.text(f"{row.amount.value}{found.unit_zh}")
    row.subject = subjects.open_subject(actor.zone, SUBJECT, f"{place.name_zh} {found.zh}{said}")
    row.save()
    kept = _photos(actor, row, uploads, installed_on)
    data = {
        "place": common.reference(place),
        "kind": found.code,
        "quantity": str(amount.quantity),
        "qualifier": str(row.qualifier),
        "counted_in": found.unit_zh,
        "organisation": common.reference(organisation),
        "by_unit": by_unit.code if by_unit else None,
        "spot": row.spot,
        "installed_on": installed_on.isoformat(),
        "files": kept,
    }
    record(
        actor=actor, subject=row.subject, kind="environment.measure_entered", data=data,
        effective_on=installed_on,
    )  # fmt: skip
    return row


def _kind(actor: Actor, code: str, today: date) -> Kind:
    found = kinds_of(actor.zone, today).get(code)
    if found is None:
        raise Refusal("environment.kind_unknown", _("Choose a kind from the list."), field="kind")
    return found


def _check(kind: Kind, amount: Amount, installed_on: date, today: date) -> None:
    _refuse(rules.fault_of_quantity(kind, amount.quantity))
    if amount.qualifier not in Meant.values:
        raise Refusal(
            "environment.qualifier_unknown", _("Choose how the quantity is meant."), field="qualifier"
        )
    if installed_on > today:
        raise Refusal(
            "environment.installed_ahead",
            _("A measure is entered when it stands there. Choose today or an earlier day."),
            field="installed_on",
        )


def _photos(actor: Actor, row: Measure, uploads: Sequence[Any], since: date) -> list[dict[str, str]]:
    """Photos of what stands there; one that the camera took before is of something else."""
    kept = [files.receive_for(actor, row.subject, one, role="photo") for one in uploads]
    for one in kept:
        if one.taken_at is not None and clock.on_date(actor.zone, one.taken_at) < since:
            raise Refusal(
                "environment.photo_before",
                _("A photo was taken on %(taken)s, before %(since)s. Take one of what stands there."),
                field="uploads",
                taken=clock.on_date(actor.zone, one.taken_at).isoformat(),
                since=since.isoformat(),
            )
    return [{"file": str(one.uid), "sha256_received": one.sha256_received} for one in kept]


@use_case("environment.verify_measure")
def verify_measure(
    *,
    actor: Actor,
    measure: Measure,
    found: bool,
    day: date,
    text: str,
    now: datetime,
    uploads: Sequence[Any] = (),
) -> Measure:
    """Somebody else looked on site: it is there as entered, or it is not. Without a photo nothing is verified."""
    row = _lock(actor, measure)
    access.require(actor, "environment.verify_measure", row)
    if row.state != MeasureState.ENTERED:
        raise Refusal("environment.verified_already", _("This measure was looked at already."))
    verifier = Verifier(actor.person_id, actor.unit_ids)
    _refuse(rules.fault_of_verifier(row.entered_by_id, row.by_unit_id, verifier))
    _refuse(rules.fault_of_day(row.installed_on, day, clock.on_date(actor.zone, now)))
    if not text.strip():
        raise Refusal("environment.words_missing", _("Write what you saw on site."), field="text")
    kept = _photos(actor, row, uploads, row.installed_on)
    if found and not StoredFile.objects.of(row.subject).exists():
        raise Refusal(
            "environment.photo_missing",
            _("There is no photo of it yet. Add one from the site."),
            field="uploads",
        )
    row.state = MeasureState.VERIFIED if found else MeasureState.NOT_FOUND
    row.verified_on, row.verified_at = day, current().recorded_at
    row.verified_by_id = actor.person_id
    row.findings = vault.put(row.subject, "findings", text.strip())
    row.save(update_fields=["state", "verified_on", "verified_at", "verified_by", "findings"])
    record(
        actor=actor,
        subject=row.subject,
        kind="environment.measure_verified" if found else "environment.measure_not_found",
        data={"day": day.isoformat(), "words": told(row.findings), "files": kept},
        effective_on=day,
    )
    return row


@use_case("environment.remove_measure")
def remove_measure(*, actor: Actor, measure: Measure, day: date, reason: str, now: datetime) -> Measure:
    """It was taken away; ``day`` is the last on which it stood there. What was added stays counted as added."""
    row = _lock(actor, measure)
    access.require(actor, "environment.enter_measure", row)
    if row.state != MeasureState.VERIFIED:
        raise Refusal(
            "environment.not_verified",
            _("Only what was verified can be taken away. Have it looked at on site first."),
        )
    if row.removed_on is not None:
        raise Refusal("environment.removed_already", _("This measure was taken away already."))
    _refuse(rules.fault_of_day(row.installed_on, day, clock.on_date(actor.zone, now)))
    if not reason.strip():
        raise Refusal("environment.remove_reason", _("Say why it was taken away."), field="reason")
    row.removed_on, row.removed_at, row.removed_by_id = day, current().recorded_at, actor.person_id
    row.remove_reason = vault.put(row.subject, "reason", reason.strip())
    row.save(update_fields=["removed_on", "removed_at", "removed_by", "remove_reason"])
    record(
        actor=actor,
        subject=row.subject,
        kind="environment.measure_removed",
        data={"last_on": day.isoformat(), "said": told(row.remove_reason)},
        effective_on=day,
    )
    return row


def _lock(actor: Actor, measure: Measure) -> Measure:
    row = common.lock(actor, measure)
    row.zone = actor.zone
    return row


def _refuse(fault: Fault | None) -> None:
    if fault is not None:
        raise fault.refusal()

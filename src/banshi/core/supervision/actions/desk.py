"""What a supervisor writes: his own decisions on anomalies, and reminder sheets to a unit. Nothing of others."""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from banshi.base.history.acts import current, use_case
from banshi.base.history.record import record
from banshi.base.presets import queries as presets
from banshi.base.vault import store as vault
from banshi.base.zones import access, clock, subjects
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Label, Zone
from banshi.base.zones.refusals import Refusal
from banshi.core.org.models import Unit
from banshi.core.supervision.actions.documents import Paper, put, told
from banshi.core.supervision.models import NOTICE, Anomaly, Decision, Document
from banshi.core.supervision.queries import desk
from banshi.core.supervision.rules import ladder as rules

TITLE_ZH, TITLE_EN = "监督提醒单", "Supervisor's reminder sheet"


@use_case("supervision.decide")
def decide_anomaly(
    *, actor: Actor, detector: str, mark: str, decision: str, reason: str, now: datetime
) -> Anomaly:
    """Dismiss an anomaly or follow it up, with the reason; once. ``mark`` is its key on the desk."""
    Zone.objects.select_for_update().get(pk=actor.zone.pk)
    access.require(actor, "supervision.decide")
    if decision not in Decision.values:
        raise Refusal("supervision.decision_unknown", _("Choose what you do with it."), field="decision")
    fault = rules.fault_of_words(reason, "reason")
    if fault:
        raise fault.refusal()
    _one, found = desk.find(actor, detector, mark)
    if Anomaly.objects.filter(zone=actor.zone, detector=detector, key=mark).exists():
        raise Refusal("supervision.decided", _("This anomaly was already decided on. The decision stands."))
    subject = subjects.open_subject(actor.zone, "anomaly", f"{detector} {mark}", label=Label.SUPERVISION)
    row = Anomaly.objects.create(
        subject=subject,
        zone=actor.zone,
        detector=detector,
        key=mark,
        decision=decision,
        reason=vault.put(subject, "reason", reason.strip()),
        decided_on=clock.on_date(actor.zone, now),
        decided_at=current().recorded_at,
        decided_by_id=actor.person_id,
    )
    data = {
        "detector": detector,
        "decision": decision,
        "reason": told(row.reason),
        "matters": len(found.matters),
    }
    record(actor=actor, subject=subject, kind="supervision.decided", data=data)
    return row


@use_case("supervision.remind")
def issue_notice(
    *,
    actor: Actor,
    unit: Unit,
    demand: str,
    answer_by: date,
    now: datetime,
    anomaly: Anomaly | None = None,
) -> Document:
    """A reminder sheet of supervision to a unit; it says what to look into and by when to answer."""
    access.require(actor, "supervision.remind")
    if unit.zone_id != actor.zone.pk or (anomaly is not None and anomaly.zone_id != actor.zone.pk):
        raise access.unknown()
    if unit.pk in actor.unit_ids:
        raise Refusal("supervision.to_oneself", _("Choose a unit other than your own."), field="unit")
    today = clock.on_date(actor.zone, now)
    version = presets.in_force(actor.zone, "ladder", today)
    return put(
        actor,
        Paper(
            kind=NOTICE,
            title_zh=TITLE_ZH,
            title_en=TITLE_EN,
            pattern=version.rules.notice_number,
            light="",
            label=Label.SENSITIVE,
            demand=demand,
            answer_by=answer_by,
            addressees=[unit],
            rules_version=version.version,
            anomaly=anomaly,
        ),
        today,
    )

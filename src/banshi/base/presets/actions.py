"""Adopting a preset, or an edited body, as the next version of a topic's rules."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from banshi.base.history.acts import current, use_case
from banshi.base.history.record import record
from banshi.base.presets import catalogue
from banshi.base.presets.models import RuleSet
from banshi.base.zones import access
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Subject
from banshi.base.zones.refusals import Refusal


@use_case("presets.adopt")
def adopt_ruleset(
    *,
    actor: Actor,
    topic: str,
    code: str,
    body: dict[str, Any],
    source: str,
    effective_on: date,
    now: datetime,
) -> RuleSet:
    """Make ``body`` the rules of ``topic`` from ``effective_on`` on; the versions before stay readable."""
    zone_subject = Subject.objects.select_for_update().get(pk=actor.zone.subject_id)
    access.require(actor, "presets.adopt", zone_subject)
    _check(topic, body)
    last = RuleSet.objects.filter(zone=actor.zone, topic=topic).aggregate(last=Max("version"))["last"] or 0
    ruleset = RuleSet.objects.create(
        zone=actor.zone,
        topic=topic,
        code=code,
        version=last + 1,
        effective_on=effective_on,
        source=source,
        body=body,
        recorded_at=current().recorded_at,
    )
    record(
        actor=actor,
        subject=zone_subject,
        kind="presets.adopted",
        data={"topic": topic, "code": code, "version": ruleset.version, "source": source, "body": body},
        effective_on=effective_on,
    )
    return ruleset


def _check(topic: str, body: dict[str, Any]) -> None:
    try:
        catalogue.topic(topic).parse(body)
    except (ValueError, KeyError, TypeError) as error:
        raise Refusal(
            "presets.body_wrong",
            _("These rules cannot be used: %(why)s. Correct them and try again."),
            field="body",
            why=str(error),
        ) from error


def adopt_preset(
    *, actor: Actor, topic: str, code: str, effective_on: date, now: datetime, key: UUID | None = None
) -> RuleSet | Subject:
    """Adopt one of the shipped presets by its code; under ``key`` once, however often it is sent."""
    preset = next((p for p in catalogue.presets(topic) if p.code == code), None)
    if preset is None:
        raise Refusal("presets.unknown", _("There is no preset of this name. Choose one from the list."))
    return adopt_ruleset(
        actor=actor,
        topic=topic,
        code=code,
        body=preset.body,
        source=preset.source,
        effective_on=effective_on,
        now=now,
        key=key,
    )

"""The administrator's channels. Their secrets are sealed, kept out of history, and never shown again."""

import hashlib
import hmac
import json
from datetime import datetime

from django.conf import settings as machine
from django.utils.translation import gettext_lazy as _

from banshi.base.history.acts import use_case
from banshi.base.history.record import record
from banshi.base.outbox import audience, channels
from banshi.base.outbox.models import Channel
from banshi.base.zones import access, clock
from banshi.base.zones.access import Actor
from banshi.base.zones.ids import uuid7
from banshi.base.zones.models import Subject
from banshi.base.zones.refusals import Refusal

MOST_NAME, MOST_VALUE = 60, 4000


@use_case("outbox.keep")
def keep_channel(
    *,
    actor: Actor,
    kind: str,
    name: str,
    values: dict[str, str],
    now: datetime,
    channel: Channel | None = None,
) -> Channel:
    """Add a channel, or change one. A secret that is left empty stays what it was."""
    subject = zone_subject(actor)
    access.require(actor, "outbox.keep")
    found = channels.kind(kind)
    if found is None:
        raise Refusal(
            "outbox.kind_unknown", _("There is no such kind of channel. Choose one of those offered.")
        )
    row = (
        locked(actor, channel) if channel else Channel(uid=uuid7(), zone=actor.zone, kind=kind, added_at=now)
    )
    if row.kind != kind:
        raise access.unknown()
    row.name = _name(actor, row, name)
    known = channels.secrets_of(row)
    secrets = {
        one.code: values.get(one.code) or known.get(one.code, "") for one in found.settings if one.secret
    }
    row.settings = {one.code: values.get(one.code, "").strip() for one in found.settings if not one.secret}
    _check_units(actor, found, row.settings, now)
    _check(found, {**row.settings, **secrets})
    row.sealed = channels.seal(row, secrets) if any(secrets.values()) else None
    row.tries, row.failing_since, row.paused_until, row.last_error = 0, None, None, ""
    row.save()
    data = {"channel": str(row.uid), "kind": kind, "name": row.name, "settings": _digest(row.settings)}
    data["secrets_new"] = sorted(one.code for one in found.settings if one.secret and values.get(one.code))
    record(actor=actor, subject=subject, kind="outbox.channel_kept", data=data)
    return row


def _name(actor: Actor, row: Channel, name: str) -> str:
    name = name.strip()
    if not 0 < len(name) <= MOST_NAME:
        raise Refusal(
            "outbox.name_missing", _("Give the channel a name of at most 60 characters."), field="name"
        )
    if Channel.objects.filter(zone=actor.zone, name=name).exclude(pk=row.pk).exists():
        raise Refusal(
            "outbox.name_used", _("There is a channel of this name. Choose another name."), field="name"
        )
    return name


def _check(found: channels.Kind, values: dict[str, str]) -> None:
    for one in found.settings:
        value = values.get(one.code, "")
        if one.required and not value:
            raise Refusal("outbox.setting_missing", _("Fill in this field."), field=one.code)
        if len(value) > MOST_VALUE:
            raise Refusal("outbox.setting_long", _("This is too long."), field=one.code)
    fault = found.fault(values)
    if fault:
        raise Refusal("outbox.setting_wrong", fault)


def _check_units(actor: Actor, found: channels.Kind, values: dict[str, str], now: datetime) -> None:
    named = {code: values[code].split() for code in (one.code for one in found.settings if one.units)}
    if not any(named.values()):
        return
    known = {unit.code for unit in audience.units(actor.zone, clock.on_date(actor.zone, now))}
    for field, codes in named.items():
        strange = [code for code in codes if code not in known]
        if strange:
            raise Refusal(
                "outbox.unit_unknown",
                _("There is no unit with the code %(code)s. Choose among those of the zone."),
                field=field,
                code=strange[0],
            )


def _digest(values: dict[str, str]) -> str:
    """That settings were changed can be proved later; what they are stays out of history (a host, a number)."""
    text = json.dumps(values, sort_keys=True, ensure_ascii=False)
    return hmac.new(machine.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


@use_case("outbox.enable")
def set_enabled(*, actor: Actor, channel: Channel, enabled: bool, now: datetime) -> Channel:
    """Switch a channel on or off; what waits on one that is off goes out when it is on again."""
    subject = zone_subject(actor)
    access.require(actor, "outbox.keep")
    row = locked(actor, channel)
    row.enabled, row.paused_until, row.tries = enabled, None, 0
    row.save(update_fields=["enabled", "paused_until", "tries"])
    data = {"channel": str(row.uid), "name": row.name, "enabled": enabled}
    record(actor=actor, subject=subject, kind="outbox.channel_switched", data=data)
    return row


def zone_subject(actor: Actor) -> Subject:
    """The zone's own chain, in which the keeping of channels is recorded."""
    return Subject.objects.select_for_update().get(pk=actor.zone.subject_id)


def locked(actor: Actor, channel: Channel) -> Channel:
    """The channel under lock, where it is of the actor's zone."""
    row = Channel.objects.select_for_update().filter(zone=actor.zone, pk=channel.pk).first()
    if row is None:
        raise access.unknown()
    return row

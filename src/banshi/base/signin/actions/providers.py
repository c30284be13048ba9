"""Sign-in providers of a zone: set up, changed, switched on and off, vouched for."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from banshi.base.history.acts import use_case
from banshi.base.history.record import record
from banshi.base.signin.actions import common, events
from banshi.base.signin.actions.common import Secret
from banshi.base.signin.models import EventKind, ForeignIdentity, ProviderRow
from banshi.base.signin.providers import setups
from banshi.base.signin.providers.registry import KINDS
from banshi.base.vault import sealing
from banshi.base.zones import access
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Subject
from banshi.base.zones.refusals import Conflict, Refusal

SET_UP, TRUST = "signin.set_up", "signin.trust"
NAME_LONGEST = 30


@use_case("signin.add_provider")
def add_provider(
    *, actor: Actor, kind: str, name: str, settings: Mapping[str, str], secret: Secret, now: datetime
) -> ProviderRow:
    """Set up a provider; it is off until it was tried and switched on. Verb ``signin.set_up``.

    ``settings`` are those of its kind; the secret is sealed and never shown again.
    """
    ground = common.lock_zone(actor, SET_UP)
    if kind not in KINDS:
        raise access.unknown()
    kept = checked(kind, settings)
    if KINDS[kind].secret and not secret.value:
        raise Refusal("signin.secret_missing", _("Fill in the secret."), field="secret")
    row = ProviderRow(
        zone=actor.zone,
        code=_free_code(actor, kind),
        kind=kind,
        name=_named(name),
        settings=kept,
        added_at=now,
        changed_at=now,
    )
    _seal(row, secret)
    row.save()
    _note(actor, ground, row, "signin.provider_added")
    return row


@use_case("signin.change_provider")
def change_provider(
    *,
    actor: Actor,
    provider: ProviderRow,
    name: str,
    settings: Mapping[str, str],
    secret: Secret,
    now: datetime,
) -> ProviderRow:
    """Change a provider; an empty secret leaves the one there is. Verb ``signin.set_up``.

    Whoever vouched for its second factor vouched for what it was: the mark falls. Another issuer,
    corporation or application would be another provider, while somebody is bound to this one.
    """
    ground, row = _locked(actor, provider, SET_UP)
    before = setups.of_row(row)
    row.settings, row.name, row.changed_at = checked(row.kind, settings), _named(name), now
    kind = KINDS[row.kind]
    if kind.realm(before) != kind.realm(setups.of_row(row)) and _bound(row):
        raise Refusal(
            "signin.provider_bound",
            _(
                "People are bound to this provider as it is. Set up another one beside it, and switch this "
                "one off."
            ),
        )
    if dict(before.settings) != row.settings or secret.value:
        row.brings_second = False
    if secret.value:
        _seal(row, secret)
    row.save()
    _note(actor, ground, row, "signin.provider_changed")
    return row


@use_case("signin.switch_provider")
def switch_provider(*, actor: Actor, provider: ProviderRow, active: bool, now: datetime) -> ProviderRow:
    """Offer a provider at the door, or no longer. Who came in by it stays in. Verb ``signin.set_up``."""
    ground, row = _locked(actor, provider, SET_UP)
    if row.active == active:
        raise Conflict("signin.provider_so", _("It is so already. Open the page again."))
    row.active, row.changed_at = active, now
    row.save(update_fields=["active", "changed_at"])
    _note(actor, ground, row, "signin.provider_switched", active=active)
    return row


@use_case("signin.trust_provider")
def trust_provider(*, actor: Actor, provider: ProviderRow, second: bool, now: datetime) -> ProviderRow:
    """Vouch that the provider itself asks for a second factor, or no longer. Verb ``signin.trust``."""
    ground, row = _locked(actor, provider, TRUST)
    if row.brings_second == second:
        raise Conflict("signin.provider_so", _("It is so already. Open the page again."))
    row.brings_second, row.changed_at = second, now
    row.save(update_fields=["brings_second", "changed_at"])
    _note(actor, ground, row, "signin.provider_trusted", second=second)
    return row


def checked(kind: str, settings: Mapping[str, str]) -> dict[str, str]:
    """The settings of the kind and nothing else. Raises :class:`Refusal` for the first that is wrong."""
    fields = KINDS[kind].fields
    kept = {one.name: str(settings.get(one.name, "")).strip() for one in fields}
    wrong = KINDS[kind].check(kept)
    for one in fields:
        if one.name in wrong:
            raise Refusal("signin.provider_setting", wrong[one.name], field=one.name)
    return kept


def _locked(actor: Actor, provider: ProviderRow, verb: str) -> tuple[Subject, ProviderRow]:
    ground = common.lock_zone(actor, verb)
    row = ProviderRow.objects.select_for_update().filter(pk=provider.pk, zone=actor.zone).first()
    if row is None:
        raise access.unknown()
    return ground, row


def _seal(row: ProviderRow, secret: Secret) -> None:
    if secret.value:
        row.sealed = sealing.seal_alone(setups.PURPOSE, secret.value.strip().encode(), row.uid.bytes)


def _named(name: str) -> str:
    named = " ".join(name.split())[:NAME_LONGEST]
    if not named:
        raise Refusal("signin.provider_name", _("Say what its button is to say."), field="name")
    return named


def _free_code(actor: Actor, kind: str) -> str:
    """``qingyu-wecom``, then ``qingyu-wecom-2``: it stands in the address that the service is told."""
    plain = f"{actor.zone.code[:28]}-{kind}"
    used = ProviderRow.objects.filter(code__startswith=plain).count()
    return plain if not used else f"{plain}-{used + 1}"


def _bound(row: ProviderRow) -> bool:
    return ForeignIdentity.objects.filter(provider=row.code, ended_at__isnull=True).exists()


def _note(actor: Actor, ground: Subject, row: ProviderRow, kind: str, **more: bool) -> None:
    events.note_here(EventKind.PROVIDER_SET, actor=actor, detail=row.kind)
    plain = json.dumps(row.settings, sort_keys=True, ensure_ascii=False)
    data = {
        "provider": row.code,
        "kind": row.kind,
        "settings": hashlib.sha256(plain.encode()).hexdigest(),
        **more,
    }
    record(actor=actor, subject=ground, kind=kind, data=data)

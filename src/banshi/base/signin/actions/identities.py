"""Who an account is at a provider: bound, ended, signed in with. Never made by a sign-in."""

import json
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from banshi.base.history.acts import use_case
from banshi.base.history.record import record
from banshi.base.signin import throttle
from banshi.base.signin.actions import common, events
from banshi.base.signin.marks import Visit
from banshi.base.signin.models import EventKind, ForeignIdentity, Spent
from banshi.base.signin.providers.port import Failed, Foreign, Setup, display_of
from banshi.base.signin.providers.registry import kind_of
from banshi.base.signin.rules import PER_ADDRESS
from banshi.base.vault import sealing
from banshi.base.zones import access, clock
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Account, Subject
from banshi.base.zones.refusals import Refusal

BIND = "signin.bind"
PURPOSE = b"identity"


def count_way(*, visit: Visit, now: datetime) -> None:
    """Count a way through a provider, begun or come back, per address."""
    throttle.count(throttle.key_of("way", visit.address), PER_ADDRESS, now)


def spend(*, foreign: Foreign, now: datetime) -> None:
    """Use up an assertion that holds once. Raises :class:`Failed` when it was used."""
    if not foreign.once:
        return
    Spent.objects.filter(until__lt=now).delete()
    digest = sealing.blind(f"once\n{foreign.provider}\n{foreign.realm}\n{foreign.once}")
    try:
        with transaction.atomic():
            Spent.objects.create(digest=digest, until=foreign.until or now)
    except IntegrityError as error:
        raise Failed("replayed") from error


def note_failed(*, setup: Setup, visit: Visit, why: str) -> None:
    """An audit row of a round trip that ended badly; nobody is known by it."""
    detail = f"{setup.kind} {why}"[:40]
    events.note_at_the_door(EventKind.REFUSED, account=None, visit=visit, ok=False, detail=detail)


def sign_in_with_identity(*, setup: Setup, foreign: Foreign, visit: Visit, now: datetime) -> Account:
    """The account that is bound to who has come back.

    An unknown identity, an ended one and that of a closed account are refused alike. The second factor,
    where the account has one and the provider brings none, is still to be asked for.
    """
    found = (
        ForeignIdentity.objects.select_related("account")
        .filter(provider=setup.code, digest=digest_of(foreign), ended_at__isnull=True)
        .first()
    )
    known = found.account if found else None
    if found is None or known is None or not known.is_active:
        detail = f"{setup.kind} unknown"
        events.note_at_the_door(EventKind.REFUSED, account=known, visit=visit, ok=False, detail=detail)
        raise unknown_here()
    ForeignIdentity.objects.filter(pk=found.pk).update(used_at=now)
    return known


def unknown_here() -> Refusal:
    """One sentence for whoever is not bound."""
    return Refusal(
        "signin.identity_unknown",
        _(
            "This sign-in is not bound to an account here. Sign in with your password and bind it on your "
            "page “Other sign-ins”, or ask your administrator to bind it."
        ),
    )


@use_case("signin.bind_own_identity")
def bind_own_identity(
    *,
    actor: Actor,
    account: Account,
    setup: Setup,
    foreign: Foreign,
    now: datetime,
    visit: Visit | None = None,
) -> ForeignIdentity:
    """Bind to one's own account who one has just shown to be at a provider."""
    ground, account = common.lock_own(actor, account)
    return _bind(actor, ground, account, setup, foreign, visit)


@use_case("signin.bind_identity")
def bind_identity(
    *,
    actor: Actor,
    account: Account,
    setup: Setup,
    subject: str,
    now: datetime,
    visit: Visit | None = None,
) -> ForeignIdentity:
    """Bind an identity to somebody else's account, by the id that the provider's console shows.

    Verb ``signin.bind``. Nobody binds his own this way: he proves who he is on his own page.
    """
    ground = common.lock_zone(actor, BIND)
    common.require_here(actor, account)
    account = Account.objects.select_for_update().get(pk=account.pk)
    if account.uid == actor.account_uid:
        raise Refusal(
            "signin.own_identity",
            _("Your own sign-in is bound on your page “Other sign-ins”, after proving who you are."),
        )
    subject = subject.strip()
    if not subject:
        raise Refusal("signin.subject_missing", _("Enter the person's ID at the provider."), field="subject")
    foreign = Foreign(setup.code, kind_of(setup.kind).realm(setup), subject, display_of(subject))
    return _bind(actor, ground, account, setup, foreign, visit)


@use_case("signin.end_own_identity")
def end_own_identity(
    *,
    actor: Actor,
    account: Account,
    identity: ForeignIdentity,
    now: datetime,
    visit: Visit | None = None,
) -> ForeignIdentity:
    """Let a provider vouch for oneself no longer."""
    ground, account = common.lock_own(actor, account)
    return _end(actor, ground, account, identity, visit)


@use_case("signin.end_identity")
def end_identity(
    *,
    actor: Actor,
    account: Account,
    identity: ForeignIdentity,
    now: datetime,
    visit: Visit | None = None,
) -> ForeignIdentity:
    """Let a provider vouch for somebody no longer. Verb ``signin.bind``."""
    ground = common.lock_zone(actor, BIND)
    common.require_here(actor, account)
    return _end(actor, ground, account, identity, visit)


def digest_of(foreign: Foreign) -> str:
    """How an identity is found: a keyed digest over provider, realm and subject."""
    return sealing.blind(f"identity\n{foreign.provider}\n{foreign.realm}\n{foreign.subject}")


def shown(identity: ForeignIdentity) -> tuple[str, str]:
    """Subject and name of an identity; empty when it has ended."""
    if not identity.sealed:
        return "", ""
    kept = json.loads(sealing.open_alone(PURPOSE, bytes(identity.sealed), identity.uid.bytes))
    return kept["subject"], kept["display"]


def _bind(
    actor: Actor, ground: Subject, account: Account, setup: Setup, foreign: Foreign, visit: Visit | None
) -> ForeignIdentity:
    if not setup.active or not (setup.house or setup.zone_id == actor.zone.pk):
        raise access.unknown()
    living = ForeignIdentity.objects.filter(provider=setup.code, ended_at__isnull=True)
    if living.filter(digest=digest_of(foreign)).exclude(account=account).exists():
        raise Refusal(
            "signin.identity_taken",
            _("This sign-in is bound to another account. An administrator ends that binding first."),
            field="subject",
        )
    if living.filter(account=account).exists():
        raise Refusal(
            "signin.identity_there",
            _("The account is bound at this provider already. End that binding first."),
            field="subject",
        )
    row = ForeignIdentity(
        zone_id=None if setup.house else actor.zone.pk,
        provider=setup.code,
        digest=digest_of(foreign),
        account=account,
        bound_at=clock.process_now(),
    )
    plain = json.dumps({"subject": foreign.subject, "display": foreign.display}).encode()
    row.sealed = sealing.seal_alone(PURPOSE, plain, row.uid.bytes)
    row.save()
    _note(actor, ground, account, row, setup.kind, EventKind.IDENTITY_BOUND, visit)
    return row


def _end(
    actor: Actor, ground: Subject, account: Account, identity: ForeignIdentity, visit: Visit | None
) -> ForeignIdentity:
    living = ForeignIdentity.objects.select_for_update().filter(account=account, ended_at__isnull=True)
    row = living.filter(pk=identity.pk).first()
    if row is None:
        raise access.unknown()
    row.ended_at, row.sealed = clock.process_now(), None
    row.save(update_fields=["ended_at", "sealed"])
    _note(actor, ground, account, row, row.provider, EventKind.IDENTITY_ENDED, visit)
    return row


def _note(
    actor: Actor,
    ground: Subject,
    account: Account,
    row: ForeignIdentity,
    detail: str,
    kind: EventKind,
    visit: Visit | None,
) -> None:
    events.note_here(kind, actor=actor, account=account, visit=visit, detail=detail[:40])
    data = {"account": str(account.uid), "provider": row.provider, "identity": str(row.uid)}
    record(actor=actor, subject=ground, kind=f"signin.{kind}", data=data)

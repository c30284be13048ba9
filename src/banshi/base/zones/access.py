"""The access interface: base declares it, ``core.access`` fills it in.

Every write asks :func:`require`, every list goes through :func:`visible`, and
both are answered by one policy object, so that a page, a count, a search and
an export can never disagree about who may see what.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID, uuid4

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from banshi.base.zones.models import Account, Label, Subject, Zone
from banshi.base.zones.refusals import Forbidden, Unknown


@dataclass(frozen=True)
class Grant:
    """One verb that the actor may do, and how far it reaches.

    ``reach`` is ``zone`` (everything in the zone), ``unit`` (what belongs to
    ``units``), or the name of an involvement (``lead``, ``collector``, …).
    """

    verb: str
    reach: str
    units: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Actor:
    """Who acts: an account in a zone, through the posts held (or deputised) today.

    ``second_factor`` says that a role of his asks for one, where the zone's rules do.
    """

    zone: Zone
    account_uid: UUID
    name_zh: str
    name_en: str
    account_id: int | None = None
    person_id: int | None = None
    post_ids: frozenset[int] = frozenset()
    post_codes: tuple[str, ...] = ()
    unit_ids: frozenset[int] = frozenset()
    roles: frozenset[str] = frozenset()
    grants: tuple[Grant, ...] = ()
    clearance: int = Label.INTERNAL
    system: bool = False
    second_factor: bool = False
    on_behalf_of: tuple[int, ...] = field(default=())

    def reaches(self, verb: str) -> frozenset[str]:
        """The reaches with which this actor holds ``verb``."""
        return frozenset(grant.reach for grant in self.grants if grant.verb == verb)

    def holds(self, verb: str) -> bool:
        """True when the actor may do ``verb`` to anything at all."""
        return self.system or any(grant.verb == verb for grant in self.grants)


@dataclass(frozen=True)
class Sight:
    """All of an actor that decides what he sees by some verbs: whoever has an equal one sees the same rows.

    It is what to keep something by that was worked out for one actor (SQL, ids) and may be handed to another.
    """

    zone_id: int
    grants: tuple[Grant, ...]
    unit_ids: frozenset[int]
    post_ids: frozenset[int]
    clearance: int
    system: bool

    @property
    def actor(self) -> Actor:
        """Nobody in particular who sees just this."""
        return Actor(
            zone=Zone(pk=self.zone_id), account_uid=UUID(int=0), name_zh="", name_en="", grants=self.grants,
            unit_ids=self.unit_ids, post_ids=self.post_ids, clearance=self.clearance, system=self.system,
        )  # fmt: skip


def sight(actor: Actor, *verbs: str) -> Sight:
    """What the actor sees by ``verbs``."""
    grants = tuple(grant for grant in actor.grants if grant.verb in verbs)
    return Sight(actor.zone.pk, grants, actor.unit_ids, actor.post_ids, actor.clearance, actor.system)


class Policy(Protocol):
    """What ``core.access`` provides."""

    def actor_for(self, account: Account, zone: Zone) -> Actor | None:
        """The actor that the account is in the zone today; None when it has no place there."""

    def named(self, zone: Zone, accounts: Collection[int]) -> dict[int, str]:
        """The posts that these accounts (ids) hold in the zone today, in words; left out where there is none."""

    def zones_of(self, account: Account) -> list[Zone]:
        """The zones in which the account has a place, by code."""

    def allows(self, actor: Actor, verb: str, subject: Subject | None) -> bool:
        """May the actor do ``verb`` to the subject (or at all, when there is none)?"""

    def visible(
        self, actor: Actor, rows: QuerySet, verb: str, path: str, label: str | None = None
    ) -> QuerySet:
        """``rows`` cut down to those whose subject (at ``path``) the actor may see."""

    def countable(self, rows: QuerySet) -> QuerySet:
        """Visible ``rows`` in the form in which they are counted fastest: the same rows, in no order."""

    def apart(self, rows: QuerySet, *, led: bool = False) -> tuple[QuerySet, ...]:
        """Visible ``rows`` in parts that are counted one after the other, fastest: each row in one of them."""

    def pageable(self, rows: QuerySet) -> QuerySet:
        """Visible ``rows`` in the form in which the first of them are found fastest: the same rows and order."""


_policy: Policy | None = None


def install(policy: Policy) -> None:
    """Put the policy in place; called once, when ``core.access`` is ready."""
    global _policy
    _policy = policy


def policy() -> Policy:
    """The policy in place; without one nothing may be seen or done."""
    if _policy is None:
        raise RuntimeError("no access policy is installed")
    return _policy


def system_actor(zone: Zone) -> Actor:
    """The machine itself, in its own commands and jobs; never the actor of a request."""
    return Actor(
        zone=zone,
        account_uid=UUID(int=0),
        name_zh="系统",
        name_en="System",
        clearance=Label.SUPERVISION,
        system=True,
    )


def can(actor: Actor, verb: str, thing: Any = None) -> bool:
    """May the actor do ``verb`` to ``thing`` (a Subject, or anything with ``.subject``)?"""
    return actor.system or policy().allows(actor, verb, subject_of(thing))


def require(actor: Actor, verb: str, thing: Any = None) -> None:
    """Raise unless the actor may do ``verb``; what may not be seen is answered as unknown."""
    subject = subject_of(thing)
    if subject is not None and subject.zone_id != actor.zone.pk:
        raise unknown()
    if can(actor, verb, subject):
        return
    view = f"{verb.split('.')[0]}.view"
    if subject is not None and not policy().allows(actor, view, subject):
        raise unknown()
    raise Forbidden(
        "access.forbidden",
        _("Your posts do not allow this. Ask the office that keeps the ledger, or your administrator."),
    )


def unknown() -> Unknown:
    """The answer for what does not exist and for what may not be seen."""
    return Unknown("access.unknown", _("There is nothing here under this address, or it is not open to you."))


def visible(
    actor: Actor, rows: QuerySet, verb: str, path: str = "subject", label: str | None = None
) -> QuerySet:
    """``rows`` of the actor's zone that the actor may see with ``verb``.

    ``path`` leads to the subject, ``label`` to a column that repeats the subject's label, where
    there is one.
    """
    return policy().visible(actor, rows, verb, path, label)


def countable(rows: QuerySet) -> QuerySet:
    """``rows`` that went through :func:`visible`, in the form in which they are counted fastest."""
    return policy().countable(rows)


def apart(rows: QuerySet, *, led: bool = False) -> tuple[QuerySet, ...]:
    """``rows`` that went through :func:`visible`, in parts that are counted one after the other.

    Each row is in one of them; a count that ends at a limit need not come to the last. ``led``: an index leads to
    few enough of ``rows`` to ask each whether it may be seen.
    """
    return policy().apart(rows, led=led)


def pageable(rows: QuerySet) -> QuerySet:
    """``rows`` that went through :func:`visible`, in order, in the form in which a page of them is found fastest."""
    return policy().pageable(rows)


_standing_apps: set[str] = set()


def moves_standing(app: str) -> None:
    """Declare that the use cases of ``app`` change who may do what: actors are built anew after each."""
    _standing_apps.add(app)


def note_standing(actor: Actor, verb: str) -> None:
    """Called after each use case, in its transaction."""
    if verb.split(".")[0] in _standing_apps:
        Zone.objects.filter(pk=actor.zone.pk).update(standing_mark=uuid4())


def subject_of(thing: Any) -> Subject | None:
    """The subject row behind a thing."""
    if thing is None or isinstance(thing, Subject):
        return thing
    return thing.subject


def in_units(actor: Actor, units: Collection[int | None]) -> bool:
    """True when one of ``units`` (ids) is a unit of the actor."""
    return any(unit in actor.unit_ids for unit in units if unit is not None)

"""Kinds of channels: what each must be told to work, and how it sends. Registered by the apps that bring them."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.utils.functional import Promise

from banshi.base.outbox.models import Address, Channel
from banshi.base.vault import sealing
from banshi.base.zones.models import Zone


class Reach(StrEnum):
    """Whom a channel reaches: staff one by one, a raiser's phone, a group chat, or a program."""

    PERSON = "person"
    PHONE = "phone"
    GROUP = "group"
    PROGRAM = "program"


@dataclass(frozen=True)
class Setting:
    """Something that an administrator enters for a channel; a secret is sealed and never shown again.

    ``units`` are ticked among the units of the zone, and kept as their codes with spaces between.
    """

    code: str
    label: str | Promise
    help: str | Promise = ""
    secret: bool = False
    required: bool = True
    default: str = ""
    long: bool = False
    units: bool = False


@dataclass(frozen=True)
class Letter:
    """What goes out: to which address (empty: the channel's own), under which key, in which words.

    ``text`` is zone, number, act and link, in one line; ``subject`` is the zone and the number. ``body`` is what a
    program is sent instead.
    """

    to: str
    key: UUID
    zone: str
    subject: str
    text: str
    link: str
    number: str = ""
    kind: str = ""
    body: dict[str, Any] | None = None


class Failed(Exception):
    """It was not taken. ``code`` tells an administrator why, without anybody's address or words.

    ``down`` says that the other end is out of order, for whomever the letter was; ``final`` that trying again
    cannot help (an address that nobody has).
    """

    def __init__(self, code: str, *, down: bool = False, final: bool = False):
        super().__init__(code)
        self.code, self.down, self.final = code[:80], down, final


@dataclass(frozen=True)
class Kind:
    """A kind of channel. ``send(channel, letter)`` raises :class:`Failed`; whatever else it raises means "down".

    ``once`` says whether receivers know a repeated letter by its key. ``address`` is what a person's address is
    called there (empty: needs none). ``fault`` looks over what was entered and names what is wrong.
    """

    code: str
    title: str | Promise
    reach: Reach
    settings: tuple[Setting, ...]
    send: Callable[["Open", Letter], None]
    once: bool = False
    address: str | Promise = ""
    digest: bool = True
    tried: str | Promise = ""
    fault: Callable[[dict[str, str]], str | Promise | None] = lambda values: None


@dataclass(frozen=True)
class Open:
    """A channel with its settings and secrets in the clear, for the moment of sending."""

    pk: int
    kind: str
    values: dict[str, str]

    def __getitem__(self, code: str) -> str:
        return self.values.get(code, "")


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Declare a kind of channel; called by an app when it is ready."""
    _kinds[kind.code] = kind


def kind(code: str) -> Kind | None:
    """The kind named ``code``; None when no app has it any more."""
    return _kinds.get(code)


def kinds() -> tuple[Kind, ...]:
    """All kinds, in the order of their registration."""
    return tuple(_kinds.values())


_SECRETS = b"channel"
_ADDRESS = b"address"


def seal(channel: Channel, secrets: dict[str, str]) -> bytes:
    """The secrets of a channel, sealed under a key outside the database and bound to its row."""
    return sealing.seal_alone(_SECRETS, json.dumps(secrets).encode(), channel.uid.bytes)


def secrets_of(channel: Channel) -> dict[str, str]:
    """The secrets of a channel, for sending and for keeping those that were not entered anew."""
    if channel.sealed is None:
        return {}
    return json.loads(sealing.open_alone(_SECRETS, bytes(channel.sealed), channel.uid.bytes))


def opened(channel: Channel) -> Open:
    """The channel ready to send."""
    return Open(channel.pk, channel.kind, {**channel.settings, **secrets_of(channel)})


def seal_address(row: Address, text: str) -> bytes:
    """Somebody's address, sealed and bound to its row."""
    return sealing.seal_alone(_ADDRESS, text.encode(), row.uid.bytes)


_lookups: dict[str, list[Callable[[Zone, int], str]]] = {}


def look_up(kind_code: str, lookup: Callable[[Zone, int], str]) -> None:
    """Register where else an account's address on a kind of channel is known (a work chat's sign-in, say)."""
    _lookups.setdefault(kind_code, []).append(lookup)


def address_of(zone: Zone, account_id: int, kind_code: str) -> str:
    """Where the account is reached over this kind of channel; empty when nobody knows."""
    row = Address.objects.filter(zone=zone, account_id=account_id, kind=kind_code).first()
    if row is not None and row.sealed is not None:
        return sealing.open_alone(_ADDRESS, bytes(row.sealed), row.uid.bytes).decode()
    return next((found for lookup in _lookups.get(kind_code, ()) if (found := lookup(zone, account_id))), "")

"""The port that every kind of provider fills in, and the values that pass through it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from banshi.base.zones.refusals import Refusal

Words = str | Promise
SUBJECT_LONGEST = 255
DISPLAY_LONGEST = 60


class Failed(Refusal):
    """A round trip that ended badly. The sentence is the same for all; ``why`` (a short code) is for the
    audit row and for the administrator who tests."""

    def __init__(self, why: str):
        super().__init__(
            "signin.way_failed",
            _(
                "This sign-in was not completed. Start it again here; if it fails again, tell your administrator."
            ),
        )
        self.why = why[:40]


@dataclass(frozen=True)
class Field:
    """One entry of a provider's settings. ``check`` answers with a sentence when the entry is wrong."""

    name: str
    label: Words
    help: Words = ""
    required: bool = True
    lines: int = 1
    kind: str = "text"


@dataclass(frozen=True)
class Setup:
    """A provider as it is set up, from a row or from the environment.

    ``zone_id`` is None for one of the whole house. ``second`` says that it brings a second factor.
    """

    code: str
    kind: str
    name: str
    settings: Mapping[str, str]
    secret: str = field(default="", repr=False)
    zone_id: int | None = None
    second: bool = False
    active: bool = True
    house: bool = False


@dataclass(frozen=True)
class Start:
    """What a round trip begins with: ``state`` is bound to the browser, ``back`` is our own address."""

    state: str
    back: str
    inside: bool
    now: datetime


@dataclass(frozen=True)
class Going:
    """Where the browser is sent, and what has to be kept for its return."""

    url: str
    kept: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Came:
    """What came back with the browser, and what was kept for it."""

    given: Mapping[str, str]
    kept: Mapping[str, str]
    back: str
    now: datetime


@dataclass(frozen=True)
class Foreign:
    """Who somebody is elsewhere. ``realm`` names the issuer, corporation or application that says so.

    ``once`` is the id of an assertion that may be used once, and ``until`` how long it would hold.
    """

    provider: str
    realm: str
    subject: str
    display: str = ""
    once: str = ""
    until: datetime | None = None


class Provider(Protocol):
    """A kind of provider.

    ``inside`` is the browser code of :mod:`banshi.base.signin.devices` of its own app, or "";
    ``posts`` says that it answers by a form posted to us from its own page.
    """

    kind: str
    label: Words
    fields: tuple[Field, ...]
    secret: Words
    inside: str
    posts: bool

    def check(self, settings: Mapping[str, str]) -> dict[str, Words]:
        """What is wrong with the settings: sentences by field."""

    def realm(self, setup: Setup) -> str:
        """Whose word identities of this set-up are bound to."""

    def start(self, setup: Setup, start: Start) -> Going:
        """Where to send the browser. Raises :class:`Failed`."""

    def finish(self, setup: Setup, came: Came) -> Foreign:
        """Who has come back. Raises :class:`Failed`."""

    def probe(self, setup: Setup, now: datetime) -> list[tuple[Words, str]]:
        """What the service answers, without a person: lines for the page of the administrator.

        Raises :class:`Failed`."""


def said(given: Mapping[str, str]) -> str:
    """The code that came back, or a refusal that names the provider's own word for what went wrong."""
    if given.get("error"):
        raise Failed(f"answer:{plain(given['error'])}")
    code = given.get("code") or given.get("authCode") or ""
    if not code or len(code) > 2048:
        raise Failed("no_code")
    return code


def plain(text: object, longest: int = 24) -> str:
    """A short word from outside that may stand in a row: letters, digits, dots, dashes, underscores."""
    return "".join(
        letter for letter in str(text) if letter.isascii() and (letter.isalnum() or letter in "._-")
    )[:longest]


def subject_of(text: object) -> str:
    """A subject id as it came, when it can be one."""
    if not isinstance(text, str) or not text.strip() or len(text) > SUBJECT_LONGEST:
        raise Failed("no_subject")
    return text


def display_of(text: object) -> str:
    """A name to recognise somebody by, cut to what a page shows."""
    return " ".join(text.split())[:DISPLAY_LONGEST] if isinstance(text, str) else ""


def blank(settings: Mapping[str, str], fields: tuple[Field, ...]) -> dict[str, Words]:
    """The entries that are missing."""
    missing = _("Fill this in.")
    return {one.name: missing for one in fields if one.required and not settings.get(one.name, "").strip()}

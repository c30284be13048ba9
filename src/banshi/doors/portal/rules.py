"""What the public page asks, how much it takes, and when a report is looked at first: pure decisions."""

import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from banshi.base.zones.refusals import Refusal

POSITION = "position"
"""The field of the vault for where photos were taken."""

HOUR = timedelta(hours=1)
WORK_LIVES = timedelta(minutes=60)
"""How long a proof of work may be handed in after it was asked for."""

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""30 signs that are not mistaken for one another in print: 15 of them are 73 bits."""
CODE_SIGNS, CODE_GROUP = 15, 5
TOKEN_BYTES = 12
LEAST_DIGITS, MOST_DIGITS = 5, 20

OPTIONAL, REQUIRED, NEVER = "optional", "required", "never"
"""Whether the page asks for something."""

NO_WORK, WORK_AGAIN, WORK_WRONG = "no_work", "work_again", "work_wrong"
ADDRESS, PHONE, ALL = "address", "phone", "all"
REASONS = {
    NO_WORK: _("sent without the proof of work"),
    WORK_AGAIN: _("the proof of work was used before"),
    WORK_WRONG: _("the proof of work does not hold"),
    ADDRESS: _("many from one connection"),
    PHONE: _("many with one telephone number"),
    ALL: _("many in all within the hour"),
}
JUNK = {
    "advertising": _("Advertising"),
    "nonsense": _("Nothing that can be understood"),
    "repeated": _("Sent several times"),
    "elsewhere": _("Belongs to another channel"),
    "abuse": _("Abuse"),
}


@dataclass(frozen=True)
class Said:
    """A text of the rules in both languages; ``call`` is a number to ring, where there is one."""

    zh: str
    en: str
    call: str = ""

    @property
    def parts(self) -> list[tuple[str, bool]]:
        """The text in pieces, each with whether it is a number to ring; none is where ``call`` is empty."""
        text = str(self)
        pieces = re.split(r"([0-9]{3,})", text) if self.call else [text]
        return [(piece, piece.isdecimal()) for piece in pieces if piece]

    def __str__(self) -> str:
        return self.en if (get_language() or "").startswith("en") else self.zh


@dataclass(frozen=True)
class Limits:
    """How many within an hour; beyond the last one a connection waits, beyond the others a clerk looks first."""

    address: int
    phone: int
    all: int
    unproved: int
    address_ends: int
    megabytes: int
    code_tries: int
    additions: int


@dataclass(frozen=True)
class Work:
    """The proof of work: PBKDF2 rounds of the first level, the prefix to be found, and how it grows."""

    rounds: int
    prefix: str
    growth: int
    levels: int


@dataclass(frozen=True)
class Portal:
    """The rule set ``portal`` of a zone."""

    phone: str
    name: str
    photos: int
    words: int
    voice_megabytes: int
    limits: Limits
    work: Work
    junk_days: int
    origin_hours: int
    notice_version: str
    notice: Said
    channels: tuple[Said, ...]

    def rounds(self, level: int) -> int:
        """The rounds of a level."""
        return self.work.rounds * self.work.growth ** min(level, self.work.levels - 1)


def parse(body: dict[str, Any]) -> Portal:
    """Read a ``portal`` rule set. Raises ValueError or KeyError that names what is wrong."""
    limits, work = body["limits"], body["work"]
    for name in ("phone", "name"):
        if body[name] not in (OPTIONAL, REQUIRED, NEVER):
            raise ValueError(f"{name} is {OPTIONAL}, {REQUIRED} or {NEVER}")
    for name, least, most in (("photos", 0, 9), ("words", 50, 5000), ("voice_megabytes", 0, 10)):
        _whole(body, name, least, most)
    for name in Limits.__dataclass_fields__:
        _whole(limits, name, 1, 1_000_000)
    for name, least, most in (("rounds", 100, 1_000_000), ("growth", 1, 16), ("levels", 1, 6)):
        _whole(work, name, least, most)
    if not re.fullmatch("[0-9a-f]{1,4}", work["prefix"]):
        raise ValueError("prefix is one to four hexadecimal digits")
    _whole(body, "junk_days", 1, 365)
    _whole(body, "origin_hours", 1, 720)
    return Portal(
        body["phone"],
        body["name"],
        body["photos"],
        body["words"],
        body["voice_megabytes"],
        Limits(**limits),
        Work(**work),
        body["junk_days"],
        body["origin_hours"],
        body["notice"]["version"],
        Said(body["notice"]["zh"], body["notice"]["en"]),
        tuple(Said(one["zh"], one["en"], one.get("call", "")) for one in body["channels"]),
    )


def _whole(body: dict[str, Any], name: str, least: int, most: int) -> None:
    value = body[name]
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise ValueError(f"{name} must be a whole number from {least} to {most}")


@dataclass(frozen=True)
class Given:
    """What was typed."""

    words: str
    kind: str
    notice: str
    name: str = ""
    phone: str = ""
    place: str = ""
    position_agreed: bool = False
    texts_agreed: bool = False


BY_VOICE = "(见语音留言)"


def said(given: Given) -> str:
    """The words for the ledger, with the place as it was described."""
    words = given.words.strip() or BY_VOICE
    return f"{words}\n地点:{given.place.strip()}" if given.place.strip() else words


def check(given: Given, portal: Portal, kinds: list[str], *, voice: bool) -> None:
    """Raise for what cannot be taken as it is; the sentence tells what to do."""
    if not given.words.strip() and not voice:
        raise Refusal(
            "portal.words_missing", _("Write in a sentence what is wrong or needed."), field="words"
        )
    for field, most in (("words", portal.words), ("name", 40), ("place", 100)):
        if len(getattr(given, field).strip()) > most:
            raise Refusal(
                "portal.too_long", _("This is too long: at most %(most)d characters."), field=field, most=most
            )
    if given.kind not in kinds:
        raise Refusal("portal.kind_unknown", _("Choose one of the kinds."), field="kind")
    for field in ("phone", "name"):
        if getattr(portal, field) == REQUIRED and not getattr(given, field).strip():
            raise Refusal(f"portal.{field}_missing", MISSING[field], field=field)
    digits = digits_of(given.phone)
    if given.phone.strip() and not LEAST_DIGITS <= len(digits) <= MOST_DIGITS:
        raise Refusal("portal.phone_wrong", _("Enter the telephone number in digits."), field="phone")
    if given.texts_agreed and not digits:
        raise Refusal(
            "portal.texts_phone",
            _("Enter the telephone number to which the text messages go, or take the tick away."),
            field="phone",
        )
    if given.notice != portal.notice_version:
        raise Refusal(
            "portal.notice_changed",
            _("The notice on personal data has changed meanwhile. Read it below, then send once more."),
        )


MISSING = {
    "phone": _("Enter a telephone number, so that you can be asked."),
    "name": _("Enter how you are to be addressed."),
}


def digits_of(phone: str) -> str:
    """The digits of a telephone number as typed."""
    return re.sub(r"\D", "", unicodedata.normalize("NFKC", phone))


def window(now: datetime) -> datetime:
    """The beginning of the hour in which ``now`` lies."""
    return now.replace(minute=0, second=0, microsecond=0)


def level(from_address: int, in_all: int, limits: Limits) -> int:
    """How hard the next proof of work is: it grows before anything is held back."""
    found = 0
    for count, limit in ((from_address, limits.address), (in_all, limits.all)):
        found = max(found, min(3, 2 * count // limit))
    return found


def new_token() -> str:
    """A token for a link: 96 random bits in 16 signs."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def written(number: int) -> str:
    """The receipt code that a large number stands for: ``K7QF2-9XM4T-WB83C``."""
    signs = []
    for _place in range(CODE_SIGNS):
        number, rest = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[rest])
    text = "".join(signs)
    return "-".join(text[at : at + CODE_GROUP] for at in range(0, CODE_SIGNS, CODE_GROUP))


def read_code(text: str) -> str | None:
    """The code as it is kept, from what was typed: small letters, blanks and full-width signs are no matter."""
    plain = unicodedata.normalize("NFKC", text).upper()
    plain = re.sub(r"[\s\-–—_.]", "", plain).translate(LOOK_ALIKE)
    if len(plain) != CODE_SIGNS or set(plain) - set(ALPHABET):
        return None
    return plain


LOOK_ALIKE = str.maketrans({"O": "Q", "0": "Q", "I": "T", "1": "T", "L": "T", "U": "V"})
"""Signs that codes do not have, as people mistake the ones they do."""

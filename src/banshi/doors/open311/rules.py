"""The switch, and what a report must have: pure decisions."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from typing import Any

LONGEST = {"description": 4000, "address_string": 300, "media_url": 500, "email": 200, "phone": 30}
NAME_LONGEST = 60
MOST_DAYS = 90
READS = 120


@dataclass(frozen=True)
class Rules:
    """The rule set ``open311`` of a zone. ``services`` are codes of categories; none means all.

    ``reads`` is how often one connection may ask within a minute, without a key.
    """

    enabled: bool = False
    kind: str = "problem"
    source_kind: str = "resident"
    services: tuple[str, ...] = ()
    days: int = MOST_DAYS
    reads: int = READS


def parse(body: dict[str, Any]) -> Rules:
    """Read the body of an ``open311`` rule set. Raises ValueError naming what is wrong."""
    strange = set(body) - {one.name for one in fields(Rules)}
    if strange:
        raise ValueError(f"not known here: {', '.join(sorted(strange))}")
    if not isinstance(body["enabled"], bool):
        raise ValueError("enabled must be true or false")
    if not isinstance(body["days"], int) or not 1 <= body["days"] <= 366:
        raise ValueError("days must be a whole number from 1 to 366")
    reads = body.get("reads", READS)
    if not isinstance(reads, int) or isinstance(reads, bool) or not 1 <= reads <= 100_000:
        raise ValueError("reads must be a whole number from 1 to 100000")
    return Rules(
        body["enabled"],
        str(body["kind"]),
        str(body["source_kind"]),
        tuple(body["services"]),
        body["days"],
        reads,
    )


class Fault(ValueError):
    """A report or a question that the specification does not allow; the message is for the programmer."""


@dataclass(frozen=True)
class Given:
    """What somebody reports. ``position`` is latitude and longitude in degrees of WGS 84, as it was sent."""

    service_code: str
    description: str = field(default="", repr=False)
    address: str = field(default="", repr=False)
    position: tuple[str, str] | None = field(default=None, repr=False)
    name: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    media_url: str = field(default="", repr=False)


def read(sent: Mapping[str, str]) -> Given:
    """Read the fields of a POST. Raises :class:`Fault`.

    >>> read({"service_code": "roads", "lat": "30.1", "long": "120.2"}).position
    ('30.1', '120.2')
    """
    text = {
        name: _clean(sent.get(name, "")) for name in (*LONGEST, "service_code", "address_id", "lat", "long")
    }
    for name, most in LONGEST.items():
        if len(text[name]) > most:
            raise Fault(f"{name} is longer than {most} characters")
    if not text["service_code"]:
        raise Fault("service_code was not provided")
    position = _position(text["lat"], text["long"])
    if position is None and not text["address_string"]:
        raise Fault("a location is needed: lat and long, or address_string; address_id is not known here")
    name = " ".join(
        part for part in (_clean(sent.get("first_name", "")), _clean(sent.get("last_name", ""))) if part
    )
    return Given(
        service_code=text["service_code"],
        description=text["description"],
        address=text["address_string"],
        position=position,
        name=name[:NAME_LONGEST],
        phone=text["phone"],
        email=text["email"],
        media_url=text["media_url"],
    )


def _clean(value: str) -> str:
    return value.replace("\x00", "").strip()


def _position(lat: str, long: str) -> tuple[str, str] | None:
    if not lat and not long:
        return None
    try:
        north, east = float(lat), float(long)
    except ValueError:
        raise Fault("lat and long are numbers in degrees of WGS 84, given together") from None
    if not (math.isfinite(north) and math.isfinite(east) and abs(north) <= 90 and abs(east) <= 180):
        raise Fault("lat lies between -90 and 90, long between -180 and 180")
    return lat[:20], long[:20]


def words_of(given: Given) -> str:
    """The words of the matter: what was said, and where. A link to a picture is written down, never opened."""
    lines = [given.description or "(未附文字说明)"]
    if given.address:
        lines.append(f"地点:{given.address}")
    if given.position:
        lines.append(f"坐标(WGS 84):{given.position[0]}, {given.position[1]}")
    if given.media_url:
        lines.append(f"照片链接(未打开):{given.media_url}")
    if given.email:
        lines.append(f"邮箱:{given.email}")
    return "\n".join(lines)


def span(start: datetime | None, end: datetime | None, now: datetime, days: int) -> tuple[datetime, datetime]:
    """From when to when a list reaches: at most ``days``. Raises :class:`Fault` for one that is turned round."""
    until = end or (start + timedelta(days=days) if start else now)
    since = start or until - timedelta(days=days)
    if since > until:
        raise Fault("start_date lies after end_date")
    return max(since, until - timedelta(days=days)), until


def instant(text: str) -> datetime:
    """``2010-01-01T00:00:00Z``, with a zone. Raises :class:`Fault`."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise Fault("a date is written like 2010-01-01T00:00:00Z") from None
    if found.tzinfo is None or not 1900 < found.year < 2200:
        raise Fault("a date is written with its time zone, like 2010-01-01T00:00:00Z")
    return found

"""Corrections with their old values and their readers."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404

from banshi.base.history.record import read
from banshi.base.imports.registry import run_name
from banshi.base.zones.access import Actor
from banshi.core.org.models import Post
from banshi.programmes.environment.actions.kept import uses_of
from banshi.programmes.environment.actions.water import last_of
from banshi.programmes.environment.models import AirDay, Section, Station, Use, WaterMonth

RELATED = ("entry", "corrects", "source")


def of_air(actor: Actor) -> Any:
    """Corrections of days that the actor may see, the last one first."""
    rows = AirDay.objects.visible_to(actor).filter(corrects__isnull=False)
    return rows.select_related("station__subject", "station__place", *RELATED)


def of_water(actor: Actor) -> Any:
    """Corrections of months that the actor may see."""
    rows = WaterMonth.objects.visible_to(actor).filter(corrects__isnull=False)
    return rows.select_related("section__subject", "section__place", *RELATED)


def of_station(station: Station) -> Any:
    """Corrections of one station, the last one first."""
    rows = AirDay.objects.filter(zone=station.zone_id, station=station, corrects__isnull=False)
    return rows.select_related("station__place", *RELATED).order_by("-recorded_at")


def of_section(section: Section) -> Any:
    """Corrections of one section, the last one first."""
    rows = WaterMonth.objects.filter(zone=section.zone_id, section=section, corrects__isnull=False)
    return rows.select_related("section__place", *RELATED).order_by("-recorded_at")


def reason_of(row: Any) -> str:
    """Why a value was corrected: as it was said, or the import that brought the new one."""
    return run_name(row.source.caption) if row.source else read(row.entry)["data"]["reason"]


@dataclass(frozen=True)
class Reader:
    """Who had the old value: when, in which form, through which posts, and the paper that quotes it."""

    use: Use
    posts: str


@dataclass(frozen=True)
class Correction:
    """A correction: its row, whose value it is, the span of days it concerns, who corrected it and who had it."""

    row: Any
    point: Any
    first: date
    last: date
    reason: str
    by: str
    readers: tuple[Reader, ...]

    @property
    def air(self) -> bool:
        """Is it a day of air?"""
        return isinstance(self.row, AirDay)


def find(actor: Actor, uid: UUID) -> Correction:
    """The correction whose entry has this id, when the actor may see it; else 404."""
    air = of_air(actor).filter(entry__uid=uid).first()
    water = None if air else of_water(actor).filter(entry__uid=uid).first()
    row = air or water
    if row is None:
        raise Http404
    point = air.station if air else row.section
    last = row.on if air else last_of(row.month)
    body = read(row.entry)
    uses = uses_of(point.subject_id, row.on, last).filter(
        used_at__gte=row.corrects.recorded_at, used_at__lte=row.recorded_at
    )
    uses = list(uses.select_related("quoted_by").order_by("used_at", "pk"))
    names = _posts(actor, {code for use in uses for code in use.posts.split()} | set(body["posts"]))
    readers = tuple(Reader(use, _said(names, use.posts.split())) for use in uses)
    return Correction(row, point, row.on, last, reason_of(row), _said(names, body["posts"]), readers)


def _posts(actor: Actor, codes: set[str]) -> dict[str, str]:
    rows = Post.objects.filter(zone=actor.zone, code__in=codes) if codes else []
    return {post.code: post.name for post in rows}


def _said(names: dict[str, str], codes: list[str]) -> str:
    return " · ".join(names.get(code, code) for code in codes)

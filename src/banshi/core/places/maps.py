"""The map part of pages: marks on the zone's own plan, with the list that holds the same.

A view gives marks of what the actor may see, in the order of the list; :func:`build` numbers them, and the page
shows the result with ``{% map_part map %}`` (``{% load places_map %}``), its styles with ``{% map_styles %}`` in the
block ``head`` and its script with ``{% map_script %}`` in ``scripts``::

    plan = queries.plan_on(actor, today)
    where = queries.positions(plan, places)
    marks = [Mark(name=…, url=…, kind=…, state=…, geometry=where.get(place.pk)) for place in places]
    render(…, {"map": maps.build(plan, marks)})

Without a script the page shows the same as a drawing; paper too. Nothing is asked of any other machine.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from shapely.geometry import shape

from banshi.core.places.models import Plan
from banshi.core.places.rules import maps as rules
from banshi.core.places.rules.geometry import Bounds

MOST = 1000
SHAPES = ("square", "round", "diamond")
TONES = ("", "going", "overdue")
LIGHT = 0.00001
"""Degrees by which an outline of very many points may be simplified: a metre."""


@dataclass(frozen=True)
class Mark:
    """One thing on the map. ``tone``: quiet, ``going`` (something is open) or ``overdue`` (red, nothing else is).

    ``set_url`` leads to where its position is set, for whoever may; ``facts`` stand in the list, state first.
    """

    name: str
    url: str
    kind: str | Promise
    geometry: dict[str, Any] | None
    shape: str = "square"
    state: str | Promise = ""
    tone: str = ""
    facts: tuple[str, ...] = ()
    set_url: str = ""


@dataclass(frozen=True)
class Placed:
    """A mark with its number, where its sign stands, and its outline for the drawing."""

    number: int
    mark: Mark
    at: tuple[float, float]
    x: str
    y: str
    path: str
    filled: bool


@dataclass(frozen=True)
class MapView:
    """What the part shows."""

    plan: Plan | None
    placed: list[Placed]
    unplaced: list[Mark]
    more: bool
    ground_url: str
    frame: rules.Frame | None
    data: str = field(repr=False)

    @property
    def shown(self) -> bool:
        """True when there is anything to draw."""
        return self.frame is not None


def ground_of(plan: Plan) -> str:
    """The address of the picture that a plan is drawn by."""
    if plan.file is not None:
        return reverse("files:download", args=[plan.file.uid])
    return reverse("places:plan_drawing", args=[plan.subject.uid])


def build(plan: Plan | None, marks: Sequence[Mark], *, edits: bool = False) -> MapView:
    """Number the marks that have a position, in their order, and make ready what draws them; no query."""
    degrees = plan is None or plan.in_degrees
    with_place = [mark for mark in marks if mark.geometry]
    kept = with_place[:MOST]
    ground: Bounds | None = tuple(plan.bounds) if plan else None  # type: ignore[assignment]
    shown = _shown(ground, kept, degrees=degrees)
    frame = rules.frame(shown, ground, degrees=degrees) if shown else None
    placed = [_placed(number, mark, frame) for number, mark in enumerate(kept, 1)] if frame else []
    url = ground_of(plan) if plan else ""
    data = {
        "degrees": degrees,
        "ground": {"url": url, "bounds": ground} if ground else None,
        "shown": shown,
        "marks": [_told(one, degrees) for one in sorted(placed, key=_size, reverse=True)],
        "edits": edits,
        "words": {"in": _("Nearer"), "out": _("Farther"), "plan": plan.title if plan else ""},
    }
    return MapView(
        plan=plan,
        placed=placed,
        unplaced=[mark for mark in marks if not mark.geometry],
        more=len(with_place) > MOST,
        ground_url=url,
        frame=frame,
        data=json.dumps(data, ensure_ascii=False, separators=(",", ":")),
    )


def _shown(ground: Bounds | None, marks: Sequence[Mark], *, degrees: bool) -> Bounds | None:
    """The whole plan; where there is none, the box around the marks."""
    return ground or rules.around([mark.geometry for mark in marks if mark.geometry], degrees=degrees)


def _placed(number: int, mark: Mark, frame: rules.Frame) -> Placed:
    geometry = mark.geometry or {}
    at = rules.centre(geometry)
    x, y = frame.at(*at)
    path, filled = rules.path(geometry, frame.at)
    return Placed(number, mark, at, f"{x:.1f}", f"{y:.1f}", path, filled)


def _size(one: Placed) -> float:
    """Small outlines are drawn above large ones, so that each can be pointed at."""
    west, south, east, north = shape(one.mark.geometry).bounds
    return (east - west) * (north - south)


def _told(one: Placed, degrees: bool) -> dict[str, Any]:
    mark, geometry = one.mark, one.mark.geometry or {}
    told: dict[str, Any] = {
        "n": one.number,
        "name": mark.name,
        "url": mark.url,
        "said": str(mark.state or mark.kind),
        "shape": mark.shape,
        "tone": mark.tone,
        "at": one.at,
    }
    if geometry["type"] != "Point":
        told["outline"] = rules.light(geometry, LIGHT) if degrees else geometry
    return told

"""The map of sites: building sites with what is open there, stations and sections; what the actor may see alone."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from banshi.base.zones import access
from banshi.base.zones.access import Actor
from banshi.core.places import maps
from banshi.core.places import queries as places
from banshi.core.places.maps import Mark
from banshi.core.places.models import Place
from banshi.core.places.queries import Area
from banshi.programmes.environment.models import Finding, Section, Site, Station
from banshi.programmes.environment.queries import patrols

RANK = {"overdue": 0, "going": 1, "": 2}
Shown = tuple[Place, Mark]


@dataclass(frozen=True)
class SitesMap:
    """What the page shows: the map, the areas to choose from with the chosen one, how many sites it holds."""

    map: maps.MapView
    areas: list[Area]
    area: Area | None
    sites: int
    overdue: int


def sites_map(actor: Actor, today: date, area: str = "") -> SitesMap:
    """The map of today, of one area or of all; the same number of queries however many sites there are."""
    seen = Place.objects.visible_to(actor).on(today)
    rows = list(
        Site.objects.filter(zone=actor.zone, place__in=seen).select_related("place__subject", "contractor")
    )
    stations = _points(Station, actor, seen, today)
    sections = _points(Section, actor, seen, today)
    plan = places.plan_on(actor, today)
    where = places.positions(plan, [row.place for row in (*rows, *stations, *sections)])
    areas = places.areas_of(plan, where, actor)
    chosen = next((one for one in areas if str(one.place.subject.uid) == area), None)
    sites = _sites(actor, rows, today, where)
    others = _others(actor, stations, where, "station", _("Air station"), "round")
    others += _others(actor, sections, where, "section", _("Water section"), "diamond")
    kept = [mark for place, mark in (*sites, *others) if chosen is None or place.pk in chosen.holds]
    return SitesMap(
        map=maps.build(plan, kept),
        areas=areas,
        area=chosen,
        sites=sum(1 for place, _mark in sites if chosen is None or place.pk in chosen.holds),
        overdue=sum(1 for mark in kept if mark.tone == "overdue"),
    )


def _points(model: type[Any], actor: Actor, seen: QuerySet[Place], today: date) -> list[Any]:
    rows = model.objects.visible_to(actor).on(today).filter(place__in=seen)
    return list(rows.select_related("subject", "place__subject").order_by("place__name_zh", "pk"))


def _sites(actor: Actor, rows: list[Site], today: date, where: dict[int, Any]) -> list[Shown]:
    """Overdue ones first, then those with something open, each by name."""
    counts: dict[int, list[int]] = {row.place_id: [0, 0] for row in rows}
    found = patrols.still_open(Finding.objects.visible_to(actor)).filter(place__in=counts)
    for place, due in found.values_list("place", "matter__clock_due_on"):
        counts[place][0] += 1
        counts[place][1] += due is not None and due < today
    _list, wall = patrols.wall(actor.zone, today, places=list(counts))
    cells = {row.site.place_id: row for row in wall}
    shown = [(row.place, _site(actor, row, counts[row.place_id], cells[row.place_id], where)) for row in rows]
    return sorted(shown, key=lambda pair: (RANK[pair[1].tone], pair[0].name_zh, pair[0].pk))


def _site(actor: Actor, row: Site, count: list[int], cells: patrols.SiteRow, where: dict[int, Any]) -> Mark:
    open_now, overdue = count
    tone = "overdue" if overdue else "going" if open_now else ""
    said = {
        "overdue": _("%(n)s being put right, %(late)s overdue"),
        "going": _("%(n)s being put right"),
        "": _("nothing open"),
    }[tone] % {"n": open_now, "late": overdue}
    full = sum(cell.full for cell in cells.cells)
    items = _("%(full)s/%(all)s items met") % {"full": full, "all": len(cells.cells)}
    return Mark(
        name=row.place.name,
        url=reverse("environment:site", args=[row.place.subject.uid]),
        kind=row.contractor.name,
        geometry=where.get(row.place_id),
        state=said,
        tone=tone,
        facts=(items if cells.checked else _("not checked yet"),),
        set_url=_set_url(actor, row.place, where),
    )


def _others(
    actor: Actor, rows: list[Any], where: dict[int, Any], page: str, kind: str, shape: str
) -> list[Shown]:
    return [
        (
            row.place,
            Mark(
                name=row.name,
                url=reverse(f"environment:{page}", args=[row.subject.uid]),
                kind=kind,
                geometry=where.get(row.place_id),
                shape=shape,
                set_url=_set_url(actor, row.place, where),
            ),
        )
        for row in rows
    ]


def _set_url(actor: Actor, place: Place, where: dict[int, Any]) -> str:
    """Where the position of a place without one is set, for whoever may."""
    if place.pk in where or not access.can(actor, "places.edit", place):
        return ""
    return reverse("places:position", args=[place.subject.uid])

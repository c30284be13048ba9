"""Every write of places, one use case each."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from banshi.base.history.acts import use_case
from banshi.base.history.record import record
from banshi.base.zones import access, subjects
from banshi.base.zones.access import Actor
from banshi.base.zones.refusals import Refusal
from banshi.core.org.actions import common, index_names
from banshi.core.org.models import OutsideOrganisation
from banshi.core.org.rules import Span, core_name, would_loop
from banshi.core.places import queries
from banshi.core.places.models import Place, PlaceKind, Plan, Spot
from banshi.core.places.rules import geometry as rules
from banshi.core.places.rules.geometry import GeometryFault

FAULTS = {
    GeometryFault.SIZE: _("The geometry is too large. Simplify it to at most 100 kB."),
    GeometryFault.JSON: _("The geometry is not GeoJSON (line and column %(why)s). Copy it again as a whole."),
    GeometryFault.TYPE: _("Enter one GeoJSON geometry: points, lines or areas."),
    GeometryFault.COORDINATES: _(
        "The coordinates cannot be read. Each point is a pair of longitude and latitude."
    ),
    GeometryFault.EMPTY: _("The geometry holds no point. Enter one, or leave the field empty."),
    GeometryFault.RANGE: _(
        "The coordinates are not degrees. Convert them to longitude and latitude (CGCS2000 or WGS 84)."
    ),
    GeometryFault.SWAPPED: _("Latitude seems to come first. Put longitude before latitude in every point."),
    GeometryFault.LINE: _(
        "Line %(why)s is no pair of numbers. Write one point on each line, such as 112.5010, 27.5010."
    ),
    GeometryFault.OUTSIDE: _("The position lies outside the plan. Set it inside."),
    GeometryFault.INVALID: _("The outline is not a proper area (%(why)s). Draw it without crossing itself."),
}


@use_case("places.register_place")
def register_place(
    *,
    actor: Actor,
    kind: str,
    name_zh: str,
    name_en: str,
    starts_on: date,
    now: datetime,
    within: Place | None = None,
    held_by: OutsideOrganisation | None = None,
    geometry: str = "",
    despite: str = "",
) -> Place:
    """Register a place once. ``geometry`` is GeoJSON text in degrees; it may come later.

    A place that is already known under the name inside the same larger place is refused and
    named, unless ``despite`` says why there are two.
    """
    access.require(actor, "places.edit", common.lock_zone(actor))
    place = Place(zone=actor.zone, starts_on=starts_on)
    _fill(actor, place, kind, name_zh, name_en, within, held_by, geometry, despite)
    place.subject = subjects.open_subject(actor.zone, "place", place.name_zh)
    place.save()
    _write(actor, place, "places.registered", starts_on, despite)
    return place


@use_case("places.change_place")
def change_place(
    *,
    actor: Actor,
    place: Place,
    kind: str,
    name_zh: str,
    name_en: str,
    effective_on: date,
    now: datetime,
    within: Place | None = None,
    held_by: OutsideOrganisation | None = None,
    geometry: str = "",
    despite: str = "",
) -> Place:
    """Change what is known of a place; everything is given anew, and history keeps what was."""
    place = common.lock(actor, place)
    access.require(actor, "places.edit", place)
    common.still_open(place)
    before = _state(place)
    _fill(actor, place, kind, name_zh, name_en, within, held_by, geometry, despite)
    if _state(place) == before:
        raise Refusal("org.nothing_changed", _("Nothing was changed. Change something, or go back."))
    place.save()
    place.subject.caption = place.name_zh
    place.subject.save(update_fields=["caption"])
    _write(actor, place, "places.changed", effective_on, despite)
    return place


@use_case("places.close_place")
def close_place(*, actor: Actor, place: Place, last_on: date, now: datetime) -> Place:
    """A place is no more (or no longer of interest) after ``last_on``."""
    place = common.lock(actor, place)
    access.require(actor, "places.edit", place)
    common.still_open(place)
    common.last_day(place, last_on)
    part = place.parts.lasting_after(last_on).first()
    if part is not None:
        raise Refusal(
            "places.has_parts",
            _("%(part)s lies in %(name)s and lasts longer. Close it or put it elsewhere first."),
            part=part.name,
            name=place.name,
        )
    place.ends_on = last_on
    place.save(update_fields=["ends_on"])
    record(
        actor=actor,
        subject=place.subject,
        kind="places.closed",
        data={"last_on": last_on.isoformat()},
        effective_on=last_on,
    )
    return place


@use_case("places.set_position")
def set_position(
    *, actor: Actor, place: Place, geometry: str, effective_on: date, now: datetime, plan: Plan | None = None
) -> Place:
    """Say where a place lies, as points one a line or as GeoJSON; empty takes the position away.

    In degrees; or, where ``plan`` has a measure of its own, in that measure and on that plan.
    """
    place = common.lock(actor, place)
    access.require(actor, "places.edit", place)
    common.own(actor, plan)
    common.still_open(place)
    if plan is not None and not plan.in_degrees:
        return _spot(actor, place, plan, geometry, effective_on)
    before = place.geometry
    _draw(place, geometry)
    if place.geometry == before:
        raise Refusal("org.nothing_changed", _("Nothing was changed. Change something, or go back."))
    place.save(update_fields=["geometry", "west", "south", "east", "north"])
    _write(actor, place, "places.positioned", effective_on, "")
    return place


def _spot(actor: Actor, place: Place, plan: Plan, text: str, effective_on: date) -> Place:
    found = _checked(text, tuple(plan.bounds)).geojson if text.strip() else None
    known = Spot.objects.filter(zone=actor.zone, place=place, plan_id=plan.measure_id).first()
    if found == (known.geometry if known else None):
        raise Refusal("org.nothing_changed", _("Nothing was changed. Change something, or go back."))
    Spot.objects.update_or_create(
        zone=actor.zone, place=place, plan_id=plan.measure_id, defaults={"geometry": found}
    )
    data = {"plan": str(plan.subject.uid), "geometry": rules.as_text(found) if found else None}
    record(
        actor=actor, subject=place.subject, kind="places.put_on_plan", data=data, effective_on=effective_on
    )
    return place


def _fill(
    actor: Actor,
    place: Place,
    kind: str,
    name_zh: str,
    name_en: str,
    within: Place | None,
    held_by: OutsideOrganisation | None,
    geometry: str,
    despite: str,
) -> None:
    if kind not in PlaceKind.values:
        raise Refusal("org.kind_unknown", _("Choose a kind from the list."), field="kind")
    place.kind = kind
    place.name_zh, place.name_en = common.named(name_zh, name_en)
    place.core = core_name(place.name_zh)
    place.within, place.held_by = common.fresh(actor, within), common.fresh(actor, held_by)
    _check_within(place)
    _check_twin(actor, place, despite)
    _draw(place, geometry)


def _check_within(place: Place) -> None:
    if place.within is None:
        return
    common.must_last(place.within, Span(place.starts_on), "within")
    above = (
        dict(Place.objects.filter(zone_id=place.zone_id).values_list("pk", "within_id")) if place.pk else {}
    )
    if place.pk and would_loop(above, place.pk, place.within_id):
        raise Refusal(
            "places.within_loop",
            _("A place cannot lie in itself or in a part of its own. Choose another one."),
            field="within",
        )


def _check_twin(actor: Actor, place: Place, despite: str) -> None:
    twins = [p for p in queries.same_place(actor.zone, place.name_zh, place.within) if p.pk != place.pk]
    if twins and not despite.strip():
        raise Refusal(
            "places.same_name",
            _("%(name)s is already registered under this or a like name. Open it, or say why there are two."),
            field="name_zh",
            name=twins[0].name_zh,
        )


def _draw(place: Place, text: str) -> None:
    if not text.strip():
        place.geometry = place.west = place.south = place.east = place.north = None
        return
    found = _checked(text)
    place.geometry = found.geojson
    place.west, place.south, place.east, place.north = found.west, found.south, found.east, found.north


def _checked(text: str, within: rules.Bounds | None = None) -> rules.Geometry:
    try:
        return rules.parse_position(text, within)
    except rules.GeometryError as error:
        raise Refusal(
            f"places.geometry_{error.fault.value}", FAULTS[error.fault], field="geometry", why=error.why
        ) from error


def _state(place: Place) -> tuple[Any, ...]:
    return (place.kind, place.name_zh, place.name_en, place.within_id, place.held_by_id, place.geometry)


def _write(actor: Actor, place: Place, kind: str, effective_on: date, despite: str) -> None:
    record(
        actor=actor,
        subject=place.subject,
        kind=kind,
        data={
            "kind": place.kind,
            "name_zh": place.name_zh,
            "name_en": place.name_en,
            "within": common.reference(place.within),
            "held_by": common.reference(place.held_by),
            "geometry": rules.as_text(place.geometry) if place.geometry else None,
            "despite": despite.strip(),
        },
        effective_on=effective_on,
    )
    index_names(place.subject)

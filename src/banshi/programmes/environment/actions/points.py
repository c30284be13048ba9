"""Stations and sections: put into service, changed, taken out of service."""

from datetime import date
from typing import Any, TypeVar

from django.utils.translation import gettext_lazy as _

from banshi.base.history.record import record
from banshi.base.zones import subjects
from banshi.base.zones.access import Actor
from banshi.base.zones.refusals import Refusal
from banshi.core.org.actions import common
from banshi.core.places.models import Place, PlaceKind
from banshi.programmes.environment.models import Section, Station

Point = TypeVar("Point", Station, Section)


def placed(actor: Actor, place: Place, model: type[Point], itself: Point | None = None) -> Place:
    """The place afresh: a monitoring point that has no other station or section of this sort in service."""
    place = common.fresh(actor, place)  # type: ignore[assignment]
    if place.kind != PlaceKind.MONITORING_POINT:
        raise Refusal(
            "environment.no_monitoring_point",
            _("%(name)s is no monitoring point. Choose a place of that kind, or register one under Places."),
            field="place",
            name=place.name,
        )
    twins = model.objects.filter(zone=actor.zone, place=place, ends_on__isnull=True)
    if twins.exclude(pk=itself.pk if itself else None).exists():
        raise Refusal(
            "environment.point_twice",
            _("%(name)s is in service already. Open it, or take it out of service first."),
            field="place",
            name=place.name,
        )
    return place


def coded(actor: Actor, code: str, model: type[Point], itself: Point | None = None) -> str:
    """The code without spaces; refused when another one bears it."""
    code = "".join(code.split())
    common.too_long(code, 32, "code")
    twins = model.objects.filter(zone=actor.zone, code=code).exclude(pk=itself.pk if itself else None)
    twin = twins.select_related("place").first() if code else None
    if twin is not None:
        raise Refusal(
            "environment.code_used",
            _("The code %(code)s already belongs to %(name)s. Enter another one."),
            field="code",
            code=code,
            name=twin.name,
        )
    return code


def chosen(value: Any, choices: Any, field: str) -> Any:
    """A value of a list of choices."""
    if value not in choices.values:
        raise Refusal("environment.not_a_choice", _("Choose one from the list."), field=field)
    return value


def titled(text: str, most: int, field: str) -> str:
    """A name that is there."""
    text = " ".join(text.split())
    if not text:
        raise Refusal("environment.name_missing", _("Fill this in."), field=field)
    common.too_long(text, most, field)
    return text


def opened(actor: Actor, point: Point, kind: str, entry: str, data: dict[str, Any]) -> Point:
    """Give a new point its subject, keep it, and write it into history."""
    point.subject = subjects.open_subject(actor.zone, kind, point.place.name_zh)
    point.save()
    told(actor, point, entry, data, point.starts_on)
    return point


def told(actor: Actor, point: Point, entry: str, data: dict[str, Any], on: date) -> None:
    """An entry of a point's chain."""
    common_data = {
        "place": common.reference(point.place), "code": point.code, "control_level": point.control_level,
    }  # fmt: skip
    record(actor=actor, subject=point.subject, kind=entry, data=common_data | data, effective_on=on)


def ended(actor: Actor, point: Point, last_on: date, entry: str) -> Point:
    """Out of service after ``last_on``."""
    common.still_open(point)
    common.last_day(point, last_on)
    point.ends_on = last_on
    point.save(update_fields=["ends_on"])
    told(actor, point, entry, {"last_on": last_on.isoformat()}, last_on)
    return point

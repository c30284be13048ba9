"""Places from a workbook: by name, with a point where longitude and latitude are given."""

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from banshi.base.imports.names import Roll, of_words
from banshi.base.imports.registry import (
    Asking,
    Field,
    Given,
    Importer,
    Kind,
    Taking,
    Verdict,
    day,
    each,
    number,
    register,
)
from banshi.base.zones.models import Subject
from banshi.core.org.rolls import ORGANISATIONS
from banshi.core.org.rules import core_name
from banshi.core.places import actions
from banshi.core.places.models import Place
from banshi.core.places.rolls import PLACES
from banshi.core.places.rules import geometry as rules

KIND_WORDS = {
    "工地": "site", "在建工地": "site", "建筑工地": "site", "项目工地": "site", "site": "site",
    "道路": "road", "路段": "road", "road": "road",
    "楼栋": "building", "建筑": "building", "厂房": "building", "building": "building",
    "地块": "parcel", "宗地": "parcel", "parcel": "parcel",
    "村": "village", "村组": "village", "village": "village",
    "监测点": "monitoring_point", "监测点位": "monitoring_point", "站点": "monitoring_point",
    "monitoring_point": "monitoring_point",
    "敏感点": "sensitive", "环境敏感点": "sensitive", "sensitive": "sensitive",
}  # fmt: skip
KINDS = of_words("places.kinds", _("Kinds of places"), KIND_WORDS)
UNKNOWN_WORD = _("«%(field)s»: take one of %(words)s.")
UNKNOWN_WITHIN = _(
    "«%(field)s» is not registered here. Put the larger place into a sheet of its own and take it first."
)
UNKNOWN_ORG = _("«%(field)s» is not registered here. Import or register enterprises first.")
ONE_DEGREE = _("Longitude and latitude belong together. Fill in both, or neither.")

FIELDS = (
    Field("name", _("Name"), required=True, most=100, example="晴川厂区",
          synonyms=("名称", "地点名称", "场所名称", "工地名称", "项目名称", "点位名称", "道路名称")),
    Field("kind", _("Kind"), names=KINDS, required=True, example="工地", synonyms=("类型", "类别", "地点类型", "场所类型")),
    Field("within", _("Lies in"), names=PLACES, synonyms=("所在区域", "上级地点", "位于", "所属片区")),
    Field("held_by", _("Held by"), names=ORGANISATIONS, synonyms=("使用单位", "权属单位", "所属企业", "业主单位", "建设单位")),
    Field("longitude", _("Longitude"), parse=number, example="112.94", synonyms=("经度", "东经"),
          hint=_("Degrees, CGCS2000 or WGS 84.")),
    Field("latitude", _("Latitude"), parse=number, example="27.78", synonyms=("纬度", "北纬")),
    Field("name_en", _("English name"), most=200, synonyms=("英文名称", "英文名"),
          hint=_("Left empty, the Chinese name stands for it.")),
    Field("starts_on", _("From"), parse=day, synonyms=("开工日期", "起始日期", "启用日期")),
)  # fmt: skip
LABELS = {one.code: one.label for one in FIELDS}


class Wrong(ValueError):
    """A row that cannot be taken; the message says why."""


def judge(asking: Asking, rows: Sequence[Given]) -> list[Verdict]:
    """New, changed or the same."""
    places = asking.remember("places.here", lambda: _places(asking))
    found = []
    for row in rows:
        try:
            found.append(_judged(asking, places, row))
        except Wrong as wrong:
            found.append(Verdict.refused(row.row, str(wrong)))
    return found


def _places(asking: Asking) -> dict[str, Place]:
    rows = Place.objects.filter(zone=asking.actor.zone, ends_on__isnull=True).select_related(
        "subject", "held_by"
    )
    found: dict[str, Place] = {}
    for row in rows:
        found.setdefault(core_name(row.name_zh), row)
        found[f"{core_name(row.name_zh)} in {row.within_id}"] = row
        found[f"subject {row.subject_id}"] = row
    return found


def _judged(asking: Asking, places: dict[str, Place], row: Given) -> Verdict:
    values = row.values
    kind = asking.lexicon(KINDS).find(values["kind"])
    if kind is None:
        shown = "、".join(name for name in KIND_WORDS if not name.isascii())
        raise Wrong(str(UNKNOWN_WORD) % {"field": str(LABELS["kind"]), "words": shown})
    within = _named(asking, PLACES, values, "within", UNKNOWN_WITHIN)
    before = places.get(f"{core_name(values['name'])} in {within.pk if within else None}")
    if before is None and row.known is not None:
        before = places.get(f"subject {row.known.pk}")
    held_by = _named(asking, ORGANISATIONS, values, "held_by", UNKNOWN_ORG) or (
        before.held_by if before else None
    )
    plan: dict[str, Any] = {
        "kind": kind,
        "name_zh": values["name"],
        "name_en": values.get("name_en") or (before.name_en if before else values["name"]),
        "within": within,
        "held_by": held_by,
        "geometry": _point(values) or (rules.as_text(before.geometry) if before and before.geometry else ""),
    }
    if before is None:
        starts_on = values.get("starts_on") or asking.today
        return Verdict(row.row, Kind.CREATE, plan=(None, {**plan, "starts_on": starts_on}))
    changed = _changed(before, plan)
    if not changed:
        return Verdict(row.row, Kind.SAME, subject=before.subject)
    why = str(_("Changes: %(what)s")) % {"what": "、".join(changed)}
    return Verdict(row.row, Kind.CHANGE, (why,), plan=(before, plan))


def _named(asking: Asking, roll: Roll, values: dict[str, Any], field: str, sentence: Any) -> Any:
    text = values.get(field)
    if not text:
        return None
    found = asking.lexicon(roll).find(text)
    if found is None:
        raise Wrong(str(sentence) % {"field": str(LABELS[field])})
    return found


def _point(values: dict[str, Any]) -> str:
    east, north = values.get("longitude"), values.get("latitude")
    if (east is None) != (north is None):
        raise Wrong(str(ONE_DEGREE))
    if east is None or north is None:
        return ""
    return json.dumps({"type": "Point", "coordinates": [_degree(east), _degree(north)]})


def _degree(value: Decimal) -> float:
    return float(value)


def _changed(before: Place, plan: dict[str, Any]) -> list[str]:
    words = {"kind": "kind", "name_zh": "name", "name_en": "name_en"}
    changed = [str(LABELS[code]) for name, code in words.items() if getattr(before, name) != plan[name]]
    if before.held_by_id != (plan["held_by"].pk if plan["held_by"] else None):
        changed.append(str(LABELS["held_by"]))
    if _shape(before.geometry) != _shape(json.loads(plan["geometry"]) if plan["geometry"] else None):
        changed.append(str(LABELS["longitude"]))
    return changed


def _shape(geometry: Any) -> Any:
    return json.dumps(geometry, sort_keys=True) if geometry else None


def _take(taking: Taking, verdict: Verdict) -> Subject:
    before, plan = verdict.plan
    if before is None:
        return actions.register_place(actor=taking.actor, now=taking.now, **plan).subject
    return actions.change_place(
        actor=taking.actor, place=before, effective_on=taking.today, now=taking.now, **plan
    ).subject


register(
    Importer(
        code="places",
        label=_("Places"),
        lead=_("Sites, roads, buildings, parcels, monitoring points and sensitive places."),
        undo=_(
            "What is registered stays; a place that is no more is ended. An outline is drawn on its page."
        ),
        verb="places.edit",
        fields=FIELDS,
        key=("name", "within"),
        judge=judge,
        apply=each(_take),
        order=40,
        batch=100,
        rehearses=True,
    )
)

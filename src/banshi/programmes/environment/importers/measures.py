"""Measures from a sheet: each row is entered, none is verified by coming in. A row that is there already is left."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from banshi.base.imports.cells import half
from banshi.base.imports.names import Meaning, Roll
from banshi.base.imports.reader.book import Cell
from banshi.base.imports.registry import (
    Asking,
    Field,
    Given,
    Importer,
    Kind,
    Reading,
    Taking,
    Verdict,
    day,
    each,
    line,
    register,
)
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Subject
from banshi.core.org.models import Unit
from banshi.core.org.rolls import UNITS_AND_ORGANISATIONS
from banshi.core.places.rolls import PLACES
from banshi.kernel.qualifiers import Qualifier
from banshi.programmes.environment.actions import measures as actions
from banshi.programmes.environment.actions.measures import Amount, kinds_of
from banshi.programmes.environment.models import Measure
from banshi.programmes.environment.models.measures import Meant
from banshi.programmes.environment.rules.measures import Kind as MeasureKind
from banshi.programmes.environment.rules.measures import fault_of_quantity

WRITTEN = re.compile(r"(约|近)?(-?[0-9][0-9,]*(?:\.[0-9]+)?)(余|以上)?")
MEANT = {
    "": Meant.EXACT,
    "准确": Meant.EXACT,
    "约": Meant.ABOUT,
    "近": Meant.NEARLY,
    "余": Meant.ODD,
    "以上": Meant.AT_LEAST,
}
UNKNOWN = _("«%(field)s» is not registered here. Register it first, or enter it as it is registered.")
NO_KIND = _("«%(field)s»: take one of %(words)s.")
NO_NUMBER = _("«%(field)s» holds no quantity. Enter a number, with 约 before it where it is about so much.")
OTHER_UNIT = _("«%(field)s»: this kind is counted in %(unit)s. A quantity in another unit is not taken.")
AHEAD = _("«%(field)s»: that day has not come yet. Choose today or an earlier day.")
NO_DAY = _("«%(field)s»: the day is missing.")


def _quantity(cell: Cell, reading: Reading) -> str:
    return half(line(cell, reading)).replace(" ", "")


def _kinds(actor: Actor, on: date) -> list[Meaning]:
    rows = kinds_of(actor.zone, on).kinds
    return [Meaning(one.code, one.name, one, (one.zh, one.en, one.code)) for one in rows]


KINDS = Roll("environment.measures", _("Kinds of measures"), _kinds)
FIELDS = (
    Field("place", _("Site"), names=PLACES, required=True, most=100, example="晴川厂区",
          synonyms=("工地名称", "项目名称", "项目", "工地", "地点")),
    Field("kind", _("Kind"), names=KINDS, required=True, example="围挡",
          synonyms=("措施", "措施类别", "设施", "措施名称")),
    Field("quantity", _("Quantity"), parse=_quantity, required=True, example="约600", synonyms=("数量", "增设数量")),
    Field("meant", _("How it is meant"), synonyms=("表述", "说明")),
    Field("unit", _("Unit"), example="米", synonyms=("计量单位",)),
    Field("installed_on", _("Put up on"), parse=day, required=True, example="2021-05-11",
          synonyms=("增设日期", "安装日期", "完成日期", "日期")),
    Field("by", _("Put up by"), names=UNITS_AND_ORGANISATIONS, required=True, most=100,
          synonyms=("施工单位", "实施单位", "责任单位")),
    Field("spot", _("Where on the site"), most=actions.SPOT_MOST, synonyms=("位置", "部位")),
)  # fmt: skip
LABELS = {one.code: one.label for one in FIELDS}


class Wrong(ValueError):
    """A row that cannot be taken; the message says why."""

    @classmethod
    def of(cls, sentence: Any, field: str, **more: str) -> "Wrong":
        """With the name of the field, never with what stood in it."""
        return cls(str(sentence) % {"field": str(LABELS[field]), **more})


def judge(asking: Asking, rows: Sequence[Given]) -> list[Verdict]:
    """New, there already, or not to be taken."""
    found = []
    for row in rows:
        try:
            found.append(_judged(asking, row))
        except Wrong as wrong:
            found.append(Verdict.refused(row.row, str(wrong)))
    return found


def _judged(asking: Asking, row: Given) -> Verdict:
    values = row.values
    place = _named(asking, PLACES, values, "place")
    kind = _kind(asking, values)
    amount = _amount(kind, values)
    on = values.get("installed_on")
    if on is None:
        raise Wrong.of(NO_DAY, "installed_on")
    if on > asking.today:
        raise Wrong.of(AHEAD, "installed_on")
    by = _by(asking, values)
    plan = {
        "place": place, "kind": kind.code, "amount": amount, "installed_on": on, **by,
        "spot": values.get("spot") or "",
    }  # fmt: skip
    same = _there(plan, asking)
    if same is not None:
        return Verdict(row.row, Kind.SAME, subject=same)
    return Verdict(row.row, Kind.CREATE, plan=plan)


def _by(asking: Asking, values: dict[str, Any]) -> dict[str, Any]:
    found = _named(asking, UNITS_AND_ORGANISATIONS, values, "by")
    return {"by_unit" if isinstance(found, Unit) else "organisation": found}


def _named(asking: Asking, roll: Roll, values: dict[str, Any], field: str) -> Any:
    found = asking.lexicon(roll).find(values[field])
    if found is None:
        raise Wrong.of(UNKNOWN, field)
    return found


def _kind(asking: Asking, values: dict[str, Any]) -> MeasureKind:
    lexicon = asking.lexicon(KINDS)
    found = lexicon.find(values["kind"])
    if found is None:
        raise Wrong.of(NO_KIND, "kind", words="、".join(one.names[0] for one in lexicon.by_key.values()))
    unit = (values.get("unit") or "").strip()
    if unit and unit not in (found.unit_zh, found.unit_en):
        raise Wrong.of(OTHER_UNIT, "unit", unit=found.unit)
    return found


def _amount(kind: MeasureKind, values: dict[str, Any]) -> Amount:
    """``约600``, ``600`` with 约 in a column of its own, ``600米``; a unit in the cell must be the kind's."""
    text = values["quantity"]
    for unit in (kind.unit_zh, kind.unit_en):
        text = text.replace(unit, "")
    found = WRITTEN.fullmatch(text)
    if found is None:
        raise Wrong.of(NO_NUMBER, "quantity")
    before, number, after = found.groups()
    word = before or after or (values.get("meant") or "").strip()
    meant = MEANT.get(word)
    if meant is None:
        raise Wrong.of(NO_KIND, "meant", words="、".join(filter(None, MEANT)))
    amount = Amount(Decimal(number.replace(",", "")), Qualifier(meant).value)
    fault = fault_of_quantity(kind, amount.quantity)
    if fault is not None:
        raise Wrong(fault.refusal().message)
    return amount


def _there(plan: dict[str, Any], asking: Asking) -> Subject | None:
    """The same measure entered before, whatever became of it."""
    known = asking.remember("measures.there", lambda: _entered(asking))
    return known.get(_mark(**{name: plan.get(name) for name in MARKED}, amount=plan["amount"]))


MARKED = ("place", "kind", "installed_on", "organisation", "by_unit", "spot")


def _entered(asking: Asking) -> dict[tuple, Subject]:
    rows = Measure.objects.filter(zone=asking.actor.zone).select_related("subject")
    return {
        _mark(
            row.place_id, row.kind, row.installed_on, row.organisation_id, row.by_unit_id, row.spot,
            Amount(row.quantity, row.qualifier),
        ): row.subject
        for row in rows
    }  # fmt: skip


def _mark(place, kind, installed_on, organisation, by_unit, spot, amount) -> tuple:
    """What makes two measures the same one."""
    keys = (getattr(one, "pk", one) for one in (place, organisation, by_unit))
    return (*keys, kind, installed_on, spot, Decimal(amount.quantity).normalize(), str(amount.qualifier))


def _take(taking: Taking, verdict: Verdict) -> Subject:
    return actions.enter_measure(actor=taking.actor, now=taking.now, **verdict.plan).subject


register(
    Importer(
        code="environment_measures",
        label=_("Measures on sites"),
        lead=_(
            "What contractors put up, each kind in its own unit. Each row still has to be verified on site."
        ),
        undo=_("What is entered stays; what is not there is marked so when it is verified."),
        verb="environment.enter_measure",
        fields=FIELDS,
        key=("place", "kind", "quantity", "installed_on", "by", "spot"),
        judge=judge,
        apply=each(_take),
        order=82,
        batch=100,
        rehearses=True,
    )
)

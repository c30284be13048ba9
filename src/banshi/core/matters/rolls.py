"""What words in sheets of matters may stand for: the zone's own lists, and the usual words for the rest."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from banshi.base.imports.names import Meaning, Roll, of_words
from banshi.base.presets import queries as presets
from banshi.base.zones.access import Actor
from banshi.core.matters.queries.foreign import systems

CLOSED = (
    "已办结",
    "办结",
    "已销号",
    "销号",
    "已完成",
    "完成",
    "已解决",
    "解决",
    "已结案",
    "结案",
    "是",
    "closed",
    "done",
)
OPEN = ("办理中", "未办结", "未销号", "未完成", "未解决", "在办", "正在办理", "待办", "待办理", "已受理", "待受理",
        "已交办", "已登记", "推进中", "进行中", "否", "open")  # fmt: skip
WHO = {
    "企业": "enterprise", "园区企业": "enterprise", "enterprise": "enterprise",
    "群众": "resident", "居民": "resident", "村民": "resident", "个人": "resident", "resident": "resident",
    "部门": "office", "单位": "office", "机关": "office", "office": "office",
}  # fmt: skip
Listed = Callable[[Actor, date], Mapping[str, tuple[str, str]]]


def _of_rules(listed: Listed) -> Callable[[Actor, date], list[Meaning]]:
    """Meanings of a list in the rules: code, Chinese and English name."""

    def meanings(actor: Actor, on: date) -> list[Meaning]:
        english = (get_language() or "").startswith("en")
        rows = listed(actor, on).items()
        return [Meaning(code, en if english else zh, code, (zh, en, code)) for code, (zh, en) in rows]

    return meanings


def _named(rows: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    return {code: (one.zh, one.en) for code, one in rows.items()}


def _sources(actor: Actor, on: date) -> dict[str, tuple[str, str]]:
    rows = presets.rules(actor.zone, "routing", on).sources
    return {code: (one["zh"], one["en"]) for code, one in rows.items()}


def _systems(actor: Actor, _on: date) -> list[Meaning]:
    english = (get_language() or "").startswith("en")
    return [
        Meaning(one.code, one.en if english else one.zh, one, (one.zh, one.en, one.code, *one.also))
        for one in systems(actor.zone).systems.values()
    ]


KINDS = Roll(
    "matters.kinds",
    _("Kinds of matters"),
    _of_rules(lambda actor, on: _named(presets.rules(actor.zone, "kinds", on).kinds)),
)
CATEGORIES = Roll(
    "matters.categories",
    _("Categories"),
    _of_rules(lambda actor, on: _named(presets.rules(actor.zone, "kinds", on).categories)),
)
SOURCES = Roll("matters.sources", _("Sources"), _of_rules(_sources))
SYSTEMS = Roll("matters.systems", _("Systems outside"), _systems)
RAISERS = of_words("matters.raisers", _("Raised by"), WHO)
HANDLING = of_words(
    "matters.handling", _("Handling"), {**dict.fromkeys(CLOSED, "closed"), **dict.fromkeys(OPEN, "open")}
)

"""Matters from a workbook: open ones to intake or straight to dispatch, closed ones as claimed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from banshi.base.imports.names import Lexicon
from banshi.base.imports.registry import (
    Asking,
    Field,
    Given,
    Importer,
    Kind,
    Taking,
    Verdict,
    code,
    day,
    register,
    spelled,
    words,
)
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Subject
from banshi.base.zones.refusals import Refusal
from banshi.core.matters.actions.arriving import (
    Arrival,
    Claimed,
    Foreign,
    Handed,
    InForce,
    Raiser,
    check_arrival,
)
from banshi.core.matters.actions.many import receive_many
from banshi.core.matters.models import ForeignNumber, RaiserKind
from banshi.core.matters.rolls import CATEGORIES, HANDLING, KINDS, RAISERS, SOURCES, SYSTEMS
from banshi.core.org.rolls import ORGANISATIONS, POSTS, UNITS
from banshi.core.places.rolls import PLACES
from banshi.kernel.messages import folded, headline
from banshi.kernel.messages.things import phones
from banshi.kernel.text import masked_numbers

SOURCE_OF = {"enterprise": "enterprise", "resident": "resident", "office": "meeting"}

UNKNOWN_UNIT = _("«%(field)s»: no unit of the zone is called so. Write its official or short name.")
UNKNOWN_POST = _("«%(field)s»: no post is called so. Write the post, not the person: persons change.")
UNKNOWN_ORG = _("«%(field)s» is not registered here. Import or register enterprises first.")
UNKNOWN_PLACE = _("«%(field)s» is not registered here. Register the place first, or leave the cell empty.")
UNKNOWN_WORD = _(
    "«%(field)s»: this word is not in the zone's rules. Take one of its lists, or leave the cell empty."
)
UNKNOWN_STATE = _("«%(field)s»: write whether it is closed out or still handled, like 已办结 or 办理中.")
UNKNOWN_SYSTEM = _("«%(field)s»: no such system is in the rules. Write 12345 or add the system to the rules.")
NO_CLOSING_DAY = _("It is said to be closed out, but not on which day. Fill in «%(field)s».")
CLOSED_BUT_OPEN = _(
    "A day of close-out stands there, but the state says that it is still handled. Correct one of them."
)
HERE_ALREADY = _(
    "This row is here already as %(matter)s and says something else now. Correct the matter on its page."
)
NUMBER_HERE = _("This number of the system outside is already on %(matter)s.")
NO_NUMBER = _("A system is named, but no number. Fill in «%(field)s», or leave both empty.")
NOT_DISPATCHED = _("It goes to intake: for a dispatch it lacks %(what)s.")
NO_RIGHT = _("It goes to intake: you may not dispatch.")


def in_one_line(values: dict[str, Any]) -> str:
    """A ledger with one column of words has no line for the lists: the first clause that says something, without
    the raiser's name and any number of a telephone or an identity card."""
    words = values["words"]
    found = [words[mark.start : mark.end] for mark in phones(folded(words))]
    name = values.get("raiser_name")
    return masked_numbers(headline(words, without=[*found, *([name] if name else [])]))


FIELDS = (
    Field("title", _("In one line"), required=True, most=120, example="门前排水不畅",
          synonyms=("标题", "事项", "事项名称", "问题", "问题名称", "主题", "诉求标题", "工单标题", "诉求事项", "督查事项",
                    "问题(需求)", "具体问题", "存在问题", "反映问题", "事项标题"),
          hint=_("What it is about, without names of people; at most 120 characters."),
          made_of="words", made=in_one_line),
    Field("words", _("In the raiser's words"), parse=words, most=4000,
          synonyms=("诉求内容", "问题描述", "内容", "详细内容", "具体内容", "事项内容", "工单内容", "描述", "情况描述"),
          hint=_("Kept sealed; may be erased later.")),
    Field("raised_on", _("Raised on"), parse=day, required=True, example="2021-06-25",
          synonyms=("反映日期", "反映时间", "收集日期", "收集时间", "登记日期", "登记时间", "受理日期", "受理时间", "提出时间",
                    "交办来文日期", "来电时间", "诉求时间", "日期", "时间", "转办日期")),
    Field("category", _("Category"), names=CATEGORIES, synonyms=("类别", "问题类别", "诉求类别", "分类", "事项类别", "诉求类型", "问题类型")),
    Field("kind", _("Kind"), names=KINDS, synonyms=("种类", "事项种类", "性质", "事项性质"),
          hint=_("Left empty, it is a problem.")),
    Field("source", _("Source"), names=SOURCES, synonyms=("来源", "问题来源", "事项来源", "诉求来源", "渠道"),
          hint=_("Left empty, it follows from who raised it.")),
    Field("raiser_kind", _("Raised by"), names=RAISERS, synonyms=("反映主体", "诉求主体", "提出人类型", "主体类型", "反映人类别")),
    Field("raiser_org", _("Enterprise"), names=ORGANISATIONS, synonyms=("企业", "企业名称", "诉求企业", "反映企业", "单位名称", "公司名称",
                                                  "项目(企业)", "诉求单位"),
          hint=_("Its name or its credit code, as registered here.")),
    Field("raiser_unit", _("Office that raised it"), names=UNITS, synonyms=("提出单位", "反映单位", "交办单位", "来文单位")),
    Field("raiser_name", _("Name of the raiser"), most=60,
          synonyms=("联系人", "反映人", "诉求人", "来电人", "姓名", "提出人", "反映人姓名"), hint=_("Kept sealed.")),
    Field("raiser_phone", _("Telephone"), parse=code, most=30,
          synonyms=("电话", "联系电话", "手机", "手机号", "手机号码", "来电号码", "联系方式"), hint=_("Kept sealed.")),
    Field("place", _("Place"), names=PLACES, synonyms=("地点", "位置", "所在位置", "事发地点", "地址", "工地")),
    Field("collector", _("Collected by"), names=UNITS, synonyms=("收集单位", "受理单位", "登记单位", "收集汇总单位")),
    Field("lead_leader", _("Lead leader"), names=POSTS, synonyms=("牵头领导", "责任领导", "分管领导", "包案领导")),
    Field("responsible_unit", _("Responsible department"), names=UNITS,
          synonyms=("责任单位", "责任部门", "牵头单位", "承办单位", "承办部门", "办理单位", "主办单位", "牵头部门")),
    Field("dispatched_on", _("Dispatched on"), parse=day, synonyms=("交办日期", "交办时间", "派单时间", "转办时间"),
          hint=_("Left empty, it is dispatched on the day of the import.")),
    Field("due_on", _("Deadline"), parse=day,
          synonyms=("办结时限", "完成时限", "办理时限", "时限", "办理期限", "限办日期", "要求完成时间", "截止日期", "期限")),
    Field("requirement", _("Done when"), parse=words, most=2000,
          synonyms=("要求", "工作要求", "办理要求", "办结标准", "目标要求", "验收标准", "整改要求")),
    Field("state", _("Handling"), names=HANDLING, synonyms=("状态", "办理状态", "办理情况", "是否办结", "是否销号", "进展", "完成情况", "处理状态"),
          hint=_("Closed out or still handled. What is closed out comes in as claimed.")),
    Field("closed_on", _("Closed out on"), parse=day,
          synonyms=("办结日期", "办结时间", "销号日期", "销号时间", "完成日期", "完成时间", "实际完成时间")),
    Field("closing_words", _("How it was handled, it says"), parse=words, most=4000,
          synonyms=("办理结果", "处理结果", "办结情况", "整改情况", "落实情况", "答复内容", "办理答复", "处理情况")),
    Field("foreign_system", _("System outside"), names=SYSTEMS, synonyms=("来源系统", "系统", "平台", "来源平台"),
          hint=_("12345 hotline or the supervision system, by its name in the rules.")),
    Field("foreign_number", _("Number of the system outside"), parse=code, most=64,
          synonyms=("工单编号", "工单号", "督查编号", "督办编号", "来文编号", "热线编号", "转办单号", "诉求编号")),
    Field("foreign_due_on", _("Deadline of the system outside"), parse=day,
          synonyms=("热线时限", "工单时限", "系统时限", "督查时限", "反馈时限", "办理截止时间")),
    Field("own_number", _("Number in the old ledger"), parse=code, most=40,
          synonyms=("编号", "台账编号", "原编号", "事项编号", "问题编号"),
          hint=_("Only to know the row again; the matter gets a number of its own.")),
)  # fmt: skip


def keys(values: dict[str, Any]) -> tuple[str, ...]:
    """The number of a system outside, else the old number, else what, when and from whom."""
    if values.get("foreign_number"):
        return ("foreign", spelled(values.get("foreign_system")), spelled(values["foreign_number"]))
    if values.get("own_number"):
        return ("number", spelled(values["own_number"]), spelled(values.get("raised_on")))
    names = ("title", "raised_on", "raiser_org", "raiser_unit", "raiser_name", "raiser_phone", "place")
    return ("what", *(spelled(values.get(name)) for name in names))


class Unknown(ValueError):
    """A word that names nothing here; the message is the sentence about it."""


@dataclass
class Names:
    """What the words of a sheet mean in this zone, each roll read once for all rows, when a row needs it."""

    asking: Asking
    may_dispatch: bool
    lexicons: dict[str, Lexicon] = field(default_factory=dict)

    @classmethod
    def of(cls, asking: Asking) -> "Names":
        """The names of the zone today."""
        return cls(asking, asking.actor.holds("matters.dispatch"))

    def lexicon(self, field: str) -> Lexicon:
        """That of a field's roll."""
        found = self.lexicons.get(field)
        if found is None:
            found = self.lexicons[field] = self.asking.lexicon(ROLLS[field])
        return found

    def find(self, values: dict[str, Any], field: str, sentence: Any) -> Any:
        """What the cell names; None for an empty one. Raises :class:`Unknown`."""
        text = values.get(field)
        if not text:
            return None
        found = self.lexicon(field).find(text)
        if found is None:
            raise Unknown(str(sentence) % {"field": str(LABELS[field])})
        return found


LABELS = {one.code: one.label for one in FIELDS}
ROLLS = {one.code: one.names for one in FIELDS if one.names}


def judge(asking: Asking, rows: Sequence[Given]) -> list[Verdict]:
    """What would become of each row; reads only."""
    names = asking.remember("matters.names", lambda: Names.of(asking))
    rules = asking.remember("matters.in_force", lambda: InForce(asking.actor.zone, asking.today))
    taken = _foreign_taken(asking.actor, names, rows)
    return [_judged(rules, names, taken, row) for row in rows]


def _foreign_taken(actor: Actor, names: Names, rows: Sequence[Given]) -> dict[tuple[str, str], str]:
    numbers = [row.values["foreign_number"] for row in rows if row.values.get("foreign_number")]
    found: dict[tuple[str, str], str] = {}
    for at in range(0, len(numbers), 400):
        some = ForeignNumber.objects.filter(zone=actor.zone, number__in=numbers[at : at + 400])
        found.update(((s, n), m) for s, n, m in some.values_list("system", "number", "matter__number"))
    return found


def _judged(rules: InForce, names: Names, taken: dict[tuple[str, str], str], row: Given) -> Verdict:
    if row.known is not None:
        number = row.known.caption.split(" ")[0]
        return Verdict.refused(row.row, str(HERE_ALREADY) % {"matter": number})
    try:
        arrival, remark = _arrival(names, row.values, rules.today)
        if arrival.foreign and (arrival.foreign.system, arrival.foreign.number) in taken:
            number = taken[arrival.foreign.system, arrival.foreign.number]
            return Verdict.refused(row.row, str(NUMBER_HERE) % {"matter": number})
        check_arrival(rules, arrival)
    except Unknown as unknown:
        return Verdict.refused(row.row, str(unknown))
    except Refusal as refusal:
        return Verdict.refused(row.row, refusal.message)
    return Verdict(row.row, Kind.CREATE, (remark,) if remark else (), plan=arrival)


def _arrival(names: Names, values: dict[str, Any], today: date) -> tuple[Arrival, str]:
    raiser = _raiser(names, values)
    claimed = _claimed(names, values)
    handed, remark = (None, "") if claimed else _handed(names, values, today)
    kind = names.find(values, "kind", UNKNOWN_WORD) or names.lexicon("kind").find("problem")
    category = names.find(values, "category", UNKNOWN_WORD) or names.lexicon("category").find("other")
    source = names.find(values, "source", UNKNOWN_WORD) or SOURCE_OF[raiser.kind]
    return Arrival(
        title=values.get("title") or "",
        words=values.get("words") or "",
        kind=kind or "",
        category=category or "",
        source_kind=source,
        raiser=raiser,
        raised_on=values["raised_on"],
        place=names.find(values, "place", UNKNOWN_PLACE),
        collector=names.find(values, "collector", UNKNOWN_UNIT),
        foreign=_foreign(names, values),
        handed=handed,
        claimed=claimed,
    ), remark


def _raiser(names: Names, values: dict[str, Any]) -> Raiser:
    org = names.find(values, "raiser_org", UNKNOWN_ORG)
    unit = names.find(values, "raiser_unit", UNKNOWN_UNIT)
    kind = names.find(values, "raiser_kind", UNKNOWN_WORD)
    if kind is None:
        kind = RaiserKind.ENTERPRISE if org else RaiserKind.OFFICE if unit else RaiserKind.RESIDENT
    named = {"name": values.get("raiser_name") or "", "phone": values.get("raiser_phone") or ""}
    org, unit = (
        (org if kind == RaiserKind.ENTERPRISE else None),
        (unit if kind == RaiserKind.OFFICE else None),
    )
    return Raiser(str(kind), org=org, unit=unit, **named)


def _foreign(names: Names, values: dict[str, Any]) -> Foreign | None:
    system, number = values.get("foreign_system"), values.get("foreign_number")
    if not number:
        if system:
            raise Unknown(str(NO_NUMBER) % {"field": str(LABELS["foreign_number"])})
        return None
    if system:
        found = names.find(values, "foreign_system", UNKNOWN_SYSTEM)
    else:
        found = names.lexicon("foreign_system").find("12345")
    if found is None:
        raise Unknown(str(UNKNOWN_SYSTEM) % {"field": str(LABELS["foreign_system"])})
    return Foreign(found.code, number, values.get("foreign_due_on"))


def _claimed(names: Names, values: dict[str, Any]) -> Claimed | None:
    state = names.find(values, "state", UNKNOWN_STATE)
    closed_on = values.get("closed_on")
    if state == "open" and closed_on:
        raise Unknown(str(CLOSED_BUT_OPEN))
    if state == "closed" and not closed_on:
        raise Unknown(str(NO_CLOSING_DAY) % {"field": str(LABELS["closed_on"])})
    if not closed_on:
        return None
    unit = names.find(values, "responsible_unit", UNKNOWN_UNIT)
    return Claimed(closed_on, unit, values.get("closing_words") or "")


def _handed(names: Names, values: dict[str, Any], today: date) -> tuple[Handed | None, str]:
    """A dispatch when all four parts are there; else intake, with a remark when some are."""
    needed = ("lead_leader", "responsible_unit", "due_on", "requirement")
    there = [name for name in needed if values.get(name)]
    if not there:
        return None, ""
    leader = names.find(values, "lead_leader", UNKNOWN_POST)
    unit = names.find(values, "responsible_unit", UNKNOWN_UNIT)
    lacking = [str(LABELS[name]) for name in needed if name not in there]
    if lacking:
        return None, str(NOT_DISPATCHED) % {"what": "、".join(lacking)}
    if not names.may_dispatch:
        return None, str(NO_RIGHT)
    on = values.get("dispatched_on") or today
    return Handed(leader, unit, values["due_on"], values["requirement"], on), ""


def apply(taking: Taking, verdicts: Sequence[Verdict]) -> list[Subject | Refusal]:
    """All rows of the batch in one act, each with its own number, chain and period rows."""
    assert taking.now is not None
    arrivals = [one.plan for one in verdicts]
    return receive_many(actor=taking.actor, arrivals=arrivals, now=taking.now, source=taking.origin)


register(
    Importer(
        code="matters",
        label=_("Matters"),
        lead=_("A ledger of problems and needs, tickets of the 12345 line, tasks of a supervision system."),
        undo=_(
            "What is taken over gets its number and its history, and neither is ever taken back: a matter that should "
            "not be there is declined, withdrawn or merged like any other. What was closed out before comes in as "
            "claimed and is counted in no figure but its own until it is verified."
        ),
        verb="matters.register",
        fields=FIELDS,
        key=("title", "raised_on"),
        keys=keys,
        judge=judge,
        apply=apply,
        order=10,
        batch=500,
    )
)

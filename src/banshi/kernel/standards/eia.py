"""Category of an environmental impact assessment by process and quantity: a first reading, for a person.

《建设项目环境影响评价分类管理名录》(2021年版), categories 33, 66, 67, 68, 69 and 121 only. Quantities are
*additional* amounts of a year; several categories take the highest (第四条); what is not listed is not
administered (第五条).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from banshi.kernel.standards.exact import Exact, Number, exact

SOURCE = "建设项目环境影响评价分类管理名录（2021年版）"


class Paper(IntEnum):
    """What is required, in rising order."""

    NOT_LISTED = 0
    FORM = 1
    BOOK = 2

    def text(self, english: bool = False) -> str:
        words = (("不纳入名录管理", "not listed"), ("报告表", "report form"), ("报告书", "report book"))
        return words[self][english]


@dataclass(frozen=True, slots=True)
class Process:
    """What a project adds. Tonnes a year; ``solvent_paint`` includes thinner. ``None`` is "not known", which
    is not zero. ``other_steps``: anything beyond cutting, welding and assembling."""

    electroplating: bool | None = None
    solvent_paint: Number | None = None
    low_voc_paint: Number | None = None
    other_steps: bool | None = None
    wood_drying_or_dyeing: bool | None = None
    passivated_galvanising: bool | None = None
    organic_coating: bool | None = None
    ferrous_casting: Number | None = None
    nonferrous_casting: Number | None = None
    business_area: Number | None = None


@dataclass(frozen=True, slots=True)
class Category:
    """The answer for one category of the list. ``paper`` is the least that follows from what is known;
    ``unknown`` names what was not known and could raise it. Always for a person to confirm."""

    number: int
    paper: Paper
    reason: str
    unknown: tuple[str, ...]
    needs_person: bool = True


@dataclass
class _Reader:
    process: Process
    unknown: list[str] = field(default_factory=list)

    def yes(self, name: str) -> bool:
        value = getattr(self.process, name)
        if value is None:
            self.unknown.append(name)
        return bool(value)

    def tonnes(self, name: str) -> Exact | None:
        value = getattr(self.process, name)
        if value is None:
            self.unknown.append(name)
            return None
        amount = exact(value, name)
        if amount < 0:
            raise ValueError(f"{name} is below zero")
        return amount

    def reaches(self, name: str, line: int) -> bool:
        amount = self.tonnes(name)
        return amount is not None and amount >= line

    def none(self, name: str) -> bool:
        """Known to be none; what is not known is not none."""
        return self.tonnes(name) == 0

    def some(self, name: str) -> bool:
        amount = self.tonnes(name)
        return amount is not None and amount > 0


_Answer = tuple[Paper, str]


def _wood(read: _Reader) -> _Answer:
    if read.yes("electroplating"):
        return Paper.BOOK, "有电镀工艺"
    if read.reaches("solvent_paint", 10):
        return Paper.BOOK, "溶剂型涂料（含稀释剂）10 吨/年及以上"
    if read.some("solvent_paint"):
        return Paper.FORM, "溶剂型涂料 10 吨/年以下"
    if read.reaches("low_voc_paint", 10):
        return Paper.FORM, "低 VOCs 涂料 10 吨/年及以上"
    if read.yes("wood_drying_or_dyeing"):
        return Paper.FORM, "木片烘干、水煮、染色"
    return Paper.NOT_LISTED, "未达到列入的工艺和用量"


def _metal(read: _Reader) -> _Answer:
    if read.yes("electroplating"):
        return Paper.BOOK, "有电镀工艺"
    if read.reaches("solvent_paint", 10):
        return Paper.BOOK, "溶剂型涂料（含稀释剂）10 吨/年及以上"
    return _unless_simple(read)


def _unless_simple(read: _Reader) -> _Answer:
    """报告表 for the rest, except only cutting, welding, assembling, and low-VOC paint below 10 t alone."""
    if read.some("solvent_paint"):
        return Paper.FORM, "溶剂型涂料 10 吨/年以下"
    if read.reaches("low_voc_paint", 10):
        return Paper.FORM, "低 VOCs 涂料 10 吨/年及以上"
    if read.yes("other_steps"):
        return Paper.FORM, "其他工艺"
    return Paper.NOT_LISTED, "仅分割、焊接、组装，或低 VOCs 涂料 10 吨/年以下"


def _surface(read: _Reader) -> _Answer:
    if read.yes("electroplating"):
        return Paper.BOOK, "有电镀工艺"
    if read.yes("passivated_galvanising"):
        return Paper.BOOK, "有钝化工艺的热镀锌"
    if read.reaches("solvent_paint", 10):
        return Paper.BOOK, "使用有机涂层（溶剂型 10 吨/年及以上）"
    if read.yes("organic_coating") and read.none("solvent_paint") and read.none("low_voc_paint"):
        return Paper.BOOK, "使用有机涂层（喷粉、喷塑、浸塑、电泳除外）"
    return _unless_simple(read)


def _foundry(read: _Reader) -> _Answer:
    if read.reaches("ferrous_casting", 100_000):
        return Paper.BOOK, "黑色金属铸造 10 万吨/年及以上"
    if read.reaches("nonferrous_casting", 100_000):
        return Paper.BOOK, "有色金属铸造 10 万吨/年及以上"
    if read.some("ferrous_casting") or read.some("nonferrous_casting") or read.yes("other_steps"):
        return Paper.FORM, "其他铸造和金属制品工艺"
    return Paper.NOT_LISTED, "仅分割、焊接、组装"


def _repair(read: _Reader) -> _Answer:
    if not read.reaches("business_area", 5000):
        return Paper.NOT_LISTED, "营业面积 5000 平方米以下"
    if read.some("solvent_paint"):
        return Paper.FORM, "营业面积 5000 平方米及以上且使用溶剂型涂料"
    if read.reaches("low_voc_paint", 10):
        return Paper.FORM, "营业面积 5000 平方米及以上且低 VOCs 涂料 10 吨/年及以上"
    return Paper.NOT_LISTED, "未使用溶剂型涂料，低 VOCs 涂料 10 吨/年以下"


_RULES: dict[int, Callable[[_Reader], _Answer]] = {
    33: _wood,
    66: _metal,
    67: _surface,
    68: _foundry,
    69: _metal,
    121: _repair,
}


def category(number: int, process: Process) -> Category:
    """The category of one number of the list. ``ValueError`` for numbers that are not implemented and for
    amounts below zero."""
    rule = _RULES.get(number)
    if rule is None:
        known = ", ".join(map(str, _RULES))
        raise ValueError(f"category {number} of the list is not implemented; these are: {known}")
    read = _Reader(process)
    paper, reason = rule(read)
    unknown = tuple(dict.fromkeys(read.unknown)) if paper < Paper.BOOK else ()
    return Category(number, paper, reason, unknown)


def highest(categories: Sequence[Category]) -> Category:
    """Of several categories the highest holds (第四条); what is unknown in any of them stays named."""
    if not categories:
        raise ValueError("give at least one category")
    top = max(categories, key=lambda one: one.paper)
    unknown = tuple(dict.fromkeys(name for one in categories for name in one.unknown))
    return Category(top.number, top.paper, top.reason, unknown if top.paper < Paper.BOOK else ())

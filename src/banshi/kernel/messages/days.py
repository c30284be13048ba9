"""Days in a message: 明天, 下周三, 6月25日前, 月底前, 3天内. Each becomes a date by the day it was written on."""

import calendar as months
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from banshi.kernel.messages.marks import Mark, apart, longest_first
from banshi.kernel.messages.numbers import NUMBER, number
from banshi.kernel.text import VAGUE_PATTERN

AddWorkdays = Callable[[date, int], date]
FAR = 3660
"""A span of more days than this is no deadline."""

HALF_A_YEAR = 205
"""No day without a year lies farther off than this, where every year has it."""

_D = rf"(?P<d>{NUMBER})"
_M = rf"(?P<m>{NUMBER})"
_BEFORE = re.compile(r"(?:之前|以前|前(?![门面方台后天年期线排端])|之内|以内|内(?![部容外])|止|为止)")
_LATEST = re.compile(r"(?:截止到?|截至|最迟|最晚|务必在?|必须在?|赶在)\s*$")
_THING = "楼栋门厂车线路机桥店房井库泵仓炉岗台院座杆柜箱"
_WORDS = {
    "大前天": -3, "前天": -2, "昨天": -1, "昨日": -1, "昨晚": -1, "昨夜": -1, "今天": 0, "今日": 0, "今晚": 0,
    "今早": 0, "今晨": 0, "明天": 1, "明日": 1, "明早": 1, "明晚": 1, "后天": 2, "大后天": 3,
}  # fmt: skip
_WEEKDAYS = {char: at for at, char in enumerate("一二三四五六日")} | {"天": 6, "末": 6}
_WEEKS = {None: 0, "": 0, "上": -1, "上个": -1, "这": 0, "这个": 0, "本": 0, "下": 1, "下个": 1, "下下": 2}
_SPANS = {"天": 1, "日": 1, "周": 7, "星期": 7, "礼拜": 7}


def days(text: str, written_on: date, add_workdays: AddWorkdays | None = None) -> tuple[Mark, ...]:
    """The days that ``text`` (folded) names, seen from ``written_on``.

    Working days are counted by ``add_workdays``; without it they are left out.
    """
    found = [mark for rule in _RULES for mark in _by_rule(rule, text, written_on, add_workdays)]
    return apart(longest_first(found))


def vague(text: str) -> tuple[Mark, ...]:
    """Words in ``text`` (folded) that sound like a date and name none (近期, 尽快)."""
    return tuple(Mark("vague", m.start(), m.end(), m.group()) for m in VAGUE_PATTERN.finditer(text))


_POINTED = (
    r"(?<![0-9.])(?P<m>1[0-2]|0?[1-9])\.(?P<d>[0-3]?[0-9])[日号]?(?=\s?(?:之前|以前|前(?![面方门台排])))"
)
_NAMED = (
    re.compile(rf"(?<![0-9个])(?:(?P<y>20[0-9]{{2}})\s?年\s?)?{_M}\s?月\s?{_D}\s?[日号]?"),
    re.compile(_POINTED),
)


def no_days(text: str) -> tuple[Mark, ...]:
    """Days that ``text`` (folded) names and no calendar has: 6月31日; in a year that is named also 2月29日."""
    found = [match for pattern in _NAMED for match in pattern.finditer(text) if _impossible(match)]
    return tuple(Mark("no_day", one.start(), one.end(), one.group()) for one in found)


def _impossible(match: re.Match) -> bool:
    month, day = number(match["m"]), number(match["d"])
    if month is None or day is None or not 1 <= month <= 12 or not 1 <= day <= 31:
        return False
    year = match.groupdict().get("y")
    return day > months.monthrange(int(year) if year else 2000, month)[1]


def _by_rule(rule, text: str, written_on: date, add_workdays: AddWorkdays | None) -> Iterator[Mark]:
    pattern, resolve = rule
    for match in pattern.finditer(text):
        try:
            on = resolve(match, written_on, add_workdays)
        except (ValueError, OverflowError):
            on = None
        if on is not None:
            yield _mark(text, match, on)


def _mark(text: str, match: re.Match, on: date) -> Mark:
    end = match.end()
    tail = _BEFORE.match(text, end)
    firm = tail is not None or bool(_LATEST.search(text, max(0, match.start() - 6), match.start()))
    firm = firm or match.groupdict().get("within") is not None
    return Mark("day", match.start(), tail.end() if tail else end, on.isoformat(), firm)


def _nearest(month: int, day: int, written_on: date) -> date | None:
    """That day of the year in which it lies nearest to the day of writing; the past counts as somewhat farther."""
    near = [written_on.year + step for step in (-1, 0, 1)]
    fitting = [date(y, month, day) for y in near if 1 <= y <= 9999 and day <= months.monthrange(y, month)[1]]
    found = min(fitting, key=lambda one: _distance(one, written_on), default=None)
    return found if found and abs((found - written_on).days) <= HALF_A_YEAR else None


def _distance(day: date, written_on: date) -> float:
    away = (day - written_on).days
    return away if away >= 0 else -1.2 * away


def _month_after(written_on: date, steps: int) -> tuple[int, int]:
    at = written_on.year * 12 + written_on.month - 1 + steps
    return at // 12, at % 12 + 1


def _full(match: re.Match, _on: date, _add: AddWorkdays | None) -> date:
    return date(int(match["y"]), int(match["m"]), int(match["d"]))


def _month_day(match: re.Match, on: date, _add: AddWorkdays | None) -> date | None:
    month, day = number(match["m"]), number(match["d"])
    if month is None or day is None or not 1 <= month <= 12:
        return None
    return _nearest(month, day, on)


def _this_month_day(match: re.Match, on: date, _add: AddWorkdays | None) -> date | None:
    """``下月5日``; ``25号前`` without a month is the next one that has not passed."""
    day, which = number(match["d"]), match["which"] or ""
    if day is None or not 1 <= day <= 31:
        return None
    steps = 1 if which.startswith("下") or (not which and day < on.day) else 0
    return date(*_month_after(on, steps), day)


def _word(match: re.Match, on: date, _add: AddWorkdays | None) -> date:
    return on + timedelta(days=_WORDS[match.group()])


def _weekday(match: re.Match, on: date, _add: AddWorkdays | None) -> date:
    """A weekday without 上, 本 or 下 is the next one that has not passed."""
    monday = on - timedelta(days=on.weekday())
    day = monday + timedelta(days=_WEEKDAYS[match["d"]], weeks=_WEEKS[match["which"]])
    return day + timedelta(weeks=1) if not match["which"] and day < on else day


def _week(match: re.Match, on: date, _add: AddWorkdays | None) -> date:
    """Within a week: its Sunday."""
    return on - timedelta(days=on.weekday()) + timedelta(days=6, weeks=_WEEKS[match["which"]])


def _part_of_month(match: re.Match, on: date, _add: AddWorkdays | None) -> date | None:
    """The end of 底 and 下旬, the tenth for 上旬 and 初, the twentieth for 中旬."""
    part, which = match["part"], match["which"]
    if which and "年" in which:
        return date(on.year, 12, 31) if part in "底末" else None
    year, month = _month_after(on, 1 if which and which.startswith("下") else 0)
    if match["m"]:
        month = number(match["m"]) or 0
        found = _nearest(month, 15, on) if 1 <= month <= 12 else None
        if found is None:
            return None
        year = found.year
    last = months.monthrange(year, month)[1]
    return date(year, month, {"初": 10, "上旬": 10, "中旬": 20}.get(part, last))


def _span(match: re.Match, on: date, add_workdays: AddWorkdays | None) -> date | None:
    half, unit = match["n"] == "半", match["unit"]
    count = 1 if half else number(match["n"])
    if count is None or count > FAR:
        return None
    if "工作日" in unit:
        return add_workdays(on, count) if add_workdays and not half else None
    if "小时" in unit or "钟头" in unit:
        return on + timedelta(days=0 if half else -(-count // 24))
    if "月" in unit:
        return on + timedelta(days=15) if half else _same_day(on, count)
    size = next(size for word, size in _SPANS.items() if unit.endswith(word))
    return on + timedelta(days=size * count // (2 if half else 1))


def _same_day(on: date, steps: int) -> date:
    year, month = _month_after(on, steps)
    return date(year, month, min(on.day, months.monthrange(year, month)[1]))


_NUMERAL = "0-9零〇一二两三四五六七八九十百千每半几"
# 三天前天气 holds 前天 without meaning it.
_RELATIVE = "|".join("(?<!天)" * (word == "前天") + word for word in sorted(_WORDS, key=len, reverse=True))
_RULES = tuple(
    (re.compile(pattern), resolve)
    for pattern, resolve in (
        (
            r"(?<![0-9])(?P<y>20[0-9]{2})\s?[年/.-]\s?(?P<m>1[0-2]|0?[1-9])\s?[月/.-]\s?"
            r"(?P<d>3[01]|[12][0-9]|0?[1-9])(?![0-9])\s?[日号]?",
            _full,
        ),
        (rf"(?<![0-9个]){_M}\s?月\s?{_D}(?:\s?[日号](?![{_THING}])|(?=\s?(?:之前|以前|前)))", _month_day),
        # 6.25前: only before the word that makes it a day; 3.5前面 and a number of more parts are none.
        (
            _POINTED,
            _month_day,
        ),
        (rf"(?P<which>本月|这个月|当月|下个月|下月){_D}[日号](?![{_THING}])", _this_month_day),
        (rf"(?P<which>)(?<![{_NUMERAL}月第]){_D}[日号](?=之前|以前|前(?![{_THING}面方]))", _this_month_day),
        (_RELATIVE, _word),
        (
            rf"(?<![{_NUMERAL}])(?P<which>下下|下个|上个|这个|下|上|这|本)?"
            r"(?:周|星期|礼拜)(?P<d>[一二三四五六日末]|(?<!周)天)",
            _weekday,
        ),
        (r"(?P<which>下下|下个|这个|下|这|本)(?:周|星期|礼拜)(?=之内|以内|内|之前|以前|前)", _week),
        (
            rf"(?:{_M}月|(?P<which>本月|这个月|当月|下个月|下月|今年|年|月))(?P<part>底|末|初|上旬|中旬|下旬)",
            _part_of_month,
        ),
        (
            rf"(?<![0-9.第])(?P<n>{NUMBER}|半)\s?"
            r"(?P<unit>个?工作日|个?小时|个?钟头|天|日|周|个?星期|个?礼拜|个月)"
            r"(?:(?P<within>之内|以内|内(?![部容外]))|之后|以后|后(?![面门方]))",
            _span,
        ),
    )
)

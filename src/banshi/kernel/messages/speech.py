"""Who said what and when: the headings that chat programs put above a message, and how an SMS is signed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from banshi.kernel.messages.days import days
from banshi.kernel.messages.marks import Mark

_DAY = (
    r"(?:20[0-9]{2}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?|[0-9]{1,2}[-/月][0-9]{1,2}日?"
    r"|前天|昨天|今天|星期[一二三四五六日天])"
)
_TIME = r"(?:上午|下午|中午|晚上|凌晨)?\s?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?"
_WHEN = rf"(?:{_DAY}\s*)?{_TIME}"
_NAME_FIRST = re.compile(rf"\s*(?P<name>\S[^\n]{{0,23}}?)[\s:]+(?P<when>{_WHEN})\s*")
_TIME_FIRST = re.compile(rf"\s*(?P<when>{_WHEN})\s+(?P<name>\S[^\n]{{0,23}}?)\s*:?\s*")
_ALONE = re.compile(rf"[\s—–_=-]*(?P<when>{_DAY}(?:\s*{_TIME})?|{_TIME})[\s—–_=-]*")
_NAMED = re.compile(r"\s*(?P<name>[^\s:,。,;!?0-9][^:,。,;!?0-9\n]{0,11}):(?!\s*[您你]好)")
_SIGNED = re.compile(r"\s*【(?P<name>[^】\n]{2,20})】")
_SAYS_WHO = re.compile(
    r"(?:联系人|姓名|我叫|我是|反映人)[:是为\s]{0,3}(?P<name>[\u4e00-\u9fff]{2,4})(?=[\s,。;(0-9]|电话|手机|$)"
)
# What stands before a colon and is no person.
_LABELS = re.compile(
    "地址|地点|位置|电话|手机|方式|联系人|姓名|时间|日期|期限|问题|诉求|反映|需求|内容|说明|备注|要求|情况|主题|事项|单位|企业|公司|"
    "请求|注|编号|来源|原因|如下|您好|你好|尊敬|各位|领导|谢谢|一是|二是|三是|附|另外|http"
)
_MONTH_DAY = re.compile(r"([0-9]{1,2})[-/]([0-9]{1,2})(?=\s|$)")


@dataclass(frozen=True)
class Turn:
    """One message of the paste: ``text[start:end]`` is what was said. ``sender`` may be empty."""

    start: int
    end: int
    sender: str
    written_on: date


@dataclass(frozen=True)
class _Heading:
    start: int
    end: int
    name: tuple[int, int] | None
    written_on: date | None


def turns(text: str, today: date) -> tuple[tuple[Turn, ...], tuple[Mark, ...]]:
    """The messages in ``text`` (folded), and the marks of those who sent them.

    Without any heading it is one message of today. A heading without a day keeps the day of the one before.
    """
    headings = list(_headings(text, today))
    found, on, sender = [], today, ""
    marks = [Mark("sender", *one.name, text[slice(*one.name)]) for one in headings if one.name]
    starts = [_Heading(0, 0, None, None), *headings]
    for at, heading in enumerate(starts):
        on = heading.written_on or on
        sender = text[slice(*heading.name)] if heading.name else sender
        end = starts[at + 1].start if at + 1 < len(starts) else len(text)
        start, end = _trimmed(text, heading.end, end)
        if start < end:
            found.append(Turn(start, end, sender, on))
    return tuple(found), (*marks, *says_who(text))


def says_who(text: str) -> Iterator[Mark]:
    """Where somebody names himself: 我叫…, 联系人…."""
    for match in _SAYS_WHO.finditer(text):
        yield Mark("sender", match.start("name"), match.end("name"), match["name"])


def _headings(text: str, today: date) -> Iterator[_Heading]:
    at = 0
    for line in text.splitlines(keepends=True):
        found = _heading(text, at, at + len(line.rstrip("\r\n")), today)
        if found is not None:
            yield found
        at += len(line)


def _heading(text: str, start: int, end: int, today: date) -> _Heading | None:
    """The heading that the line is or begins with."""
    alone = _ALONE.fullmatch(text, start, end)
    if alone:
        return _Heading(start, end, None, _day_of(alone["when"], today))
    for pattern in (_NAME_FIRST, _TIME_FIRST):
        match = pattern.fullmatch(text, start, end)
        if match and not _LABELS.fullmatch(match["name"]):
            return _Heading(start, end, match.span("name"), _day_of(match["when"], today))
    match = _NAMED.match(text, start, end) or _SIGNED.match(text, start, end)
    if match and not _LABELS.search(match["name"]):
        return _Heading(start, match.end(), _bare(text, *match.span("name")), None)
    return None


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    return _trimmed(text, start, end)


def _day_of(when: str, today: date) -> date | None:
    """The day of a heading; nothing when it has a time only."""
    # Chat programs write 6-17 where a sentence would say 6月17日.
    plain = _MONTH_DAY.sub(r"\1月\2日", when)
    found = days(plain if re.match(r"20[0-9]{2}", when) is None else when, today)
    return date.fromisoformat(found[0].value) if found else None


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end

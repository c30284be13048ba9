"""Text of papers: control characters off, levels found in what a clerk types, widths, lines of a title."""

import re
import unicodedata
from collections.abc import Iterator

from banshi.base.papers.paper import Para

_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)
_LEVELS = (
    (1, re.compile("[一二三四五六七八九十百]{1,4}、")),
    (2, re.compile("[（(][一二三四五六七八九十百]{1,4}[）)]")),
    (3, re.compile(r"\d{1,3}[.．](?!\d)")),
    (4, re.compile(r"[（(]\d{1,3}[）)]")),
)
_NEVER_FIRST = set("，。、；：？！）》”’」〕】％%）.,;:!?)]}的了和与及")
_NEVER_LAST = set("（《“‘「〔【([{关第")
_WHOLE_SAID = """
问题 需求 情况 事项 办理 督办 催办 提醒 通报 通知 纪要 清单 台账 责任 企业 项目 反映 季度 年度 月份
上半 下半 园区 管委 委员 党工 开发 经济 工作 会议 专题 整改 销号 核验 满意 回头 时限 期限 逾期 临近
重点 进展 推进 落实 加强 开展 做好 进一 一步 有关 关于 印发 调度 协调 服务 建设 管理 中心 部门 单位
领导 小组 环境 空气 质量 扬尘 安全 生产 检查 考核 评价 名单 结果 方案 办法 意见 报告 请示 决定 公告
要求 安排 部署 活动 走访 竞赛 红榜
"""
_WHOLE = frozenset(_WHOLE_SAID.split())
"""Pairs of signs that a title is not broken between: the words that titles of offices are made of."""

DAY = re.compile(r"\d{4}-\d\d-\d\d")
"""A day in a table, which is not broken at its hyphens."""

TITLE_WIDTH = 20
"""Characters of a title's line: size 2 type in the 156 mm of the type area (7.3.1)."""


def clean(text: str) -> str:
    """``text`` without control and direction marks; tabs become spaces, line ends ``\\n``."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").replace("\x0b", "\n")
    return _UNPRINTABLE.sub("", plain)


def one_line(text: str) -> str:
    """The same on one line."""
    return " ".join(clean(text).split())


def paragraphs(text: str) -> tuple[Para, ...]:
    """What a clerk typed as paragraphs: a line each; 一、 （一） 1. （1） at its begin make the level (7.3.3)."""
    return tuple(_paragraph(line) for line in _lines(text))


def _lines(text: str) -> Iterator[str]:
    for line in clean(text).split("\n"):
        stripped = line.strip(" \u3000")
        if stripped:
            yield stripped


def _paragraph(line: str) -> Para:
    for level, pattern in _LEVELS:
        if pattern.match(line):
            return Para(line, level, heading_of(line) if level in (1, 2) else 0)
    return Para(line)


def heading_of(line: str) -> int:
    """How far the heading of a level goes: to its first full stop, or the whole line without one."""
    stop = line.find("。")
    return len(line) if stop < 0 else stop + 1


def width(text: str) -> float:
    """Width in characters of the body: full-width ones 1, others a half."""
    return sum(1.0 if unicodedata.east_asian_width(sign) in "WFA" else 0.5 for sign in text)


def title_lines(title: str, most: float = TITLE_WIDTH) -> list[str]:
    """A title in centred lines of like length, the upper one the longer (7.3.1: trapezium or rhombus).

    A break keeps figures, Latin words and what stands in 《》 whole and is put after 的 and 关于… by choice; a
    title that brings its own line ends keeps them.
    """
    given = list(_lines(title))
    if len(given) > 1:
        return given
    whole = one_line(title)
    need = max(1, -(-int(width(whole) * 2) // int(most * 2)))
    return list(_broken(whole, need, most)) if need > 1 else [whole]


def _broken(text: str, need: int, most: float) -> Iterator[str]:
    for left in range(need, 1, -1):
        ideal = width(text) / left
        cut = _cut(text, min(most, ideal + 0.5), most)
        yield text[:cut].rstrip()
        text = text[cut:].lstrip()
    if width(text) > most:
        yield from _broken(text, 2, most)
    elif text:
        yield text


def _cut(text: str, ideal: float, most: float) -> int:
    best, least = len(text), float("inf")
    for at in range(1, len(text)):
        reach = width(text[:at])
        if reach > most:
            break
        cost = abs(reach - ideal) + _penalty(text, at)
        if cost < least:
            best, least = at, cost
    return best


def _penalty(text: str, at: int) -> float:
    """What a break before ``text[at]`` costs, in characters of distance from the ideal."""
    before, after = text[at - 1], text[at]
    if before.isascii() and after.isascii() and before.isalnum() and after.isalnum():
        return 100
    if text[:at].count("《") > text[:at].count("》"):
        return 50
    if after in _NEVER_FIRST and after not in "的和与及了":
        return 100
    cost = 0.0
    if after in _NEVER_FIRST or before in _NEVER_LAST:
        cost += 6
    if before.isdigit() or after.isdigit():
        cost += 2
    if before + after in _WHOLE:
        cost += 4
    return cost - (1.5 if before in "的和、》" else 0)

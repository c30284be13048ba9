"""A document with everything that the standard speaks of, a letter, minutes, a slip."""

from dataclasses import replace
from datetime import date

from banshi.base.papers.paper import Annex, Facts, Form, Grid, Paper
from banshi.base.papers.text import paragraphs

BODY = """为进一步压实责任，推动暖心台账事项按期办结，现将2021年第二季度企业反映问题办理情况通报如下。
一、总体情况
（一）办理较好的单位。项目服务中心全部按期办结。
1. 建设管理局逾期2项。
（1）青屿大道北段雨水管网淤堵，办理时限为5月14日。"""
HEADS = ("序号", "编号", "问题（需求）", "责任部门", "办理时限")
ROWS = tuple(
    (str(n), f"2021-{n:04d}", "厂区门口雨水管网淤堵", "建设管理局", "2021-05-14") for n in range(1, 61)
)
LIST = Grid(HEADS, ROWS, (6, 16, 48, 20, 14), frozenset({0}))
DOCUMENT = Paper(
    template="sample",
    house="青屿经济开发区管理委员会文件",
    title="关于2021年第二季度企业反映问题办理情况和督办事项的通报",
    blocks=paragraphs(BODY),
    year=2021,
    recipients=("各部门", "各中心"),
    annexes=(
        Annex("责任清单", (LIST,), "青屿经济开发区 · 截至2021年5月31日 · 60件", wide=True),
        Annex("整改方案格式", paragraphs("一、事项名称和编号。")),
    ),
    signature="青屿经济开发区管理委员会",
    signed_on=date(2021, 6, 1),
    note="联系单位：督查室",
    copies=("区党工委各领导", "纪工委"),
    printer="青屿经济开发区党政办公室",
    printed_on=date(2021, 6, 2),
    demo=True,
)
LETTER = replace(
    DOCUMENT,
    form=Form.LETTER,
    house="青屿经济开发区督查室",
    title="关于办理2021-0001号事项的催办函",
    annexes=(),
    sealed=False,
    signature="督查室",
    copies=(),
    printer="",
)
MINUTES = replace(
    DOCUMENT,
    form=Form.MINUTES,
    house="青屿经济开发区专题会议纪要",
    title="关于雨水管网整治的会议纪要",
    annexes=(),
    signature="",
    signed_on=None,
    present=(("出席", "管委会分管领导，建设管理局、项目服务中心主要负责人"), ("列席", "督查室")),
)
SLIP = Paper(
    template="slip",
    form=Form.SLIP,
    house="青屿经济开发区",
    title="销号回执",
    numbered=False,
    blocks=(
        Facts((("事项编号", "2021-0001"), ("根", "ab" * 32)), frozenset({"根"}), "https://example.invalid/x"),
    ),
    signature="青屿经济开发区",
    signed_on=date(2021, 6, 1),
)
FULL = replace(
    DOCUMENT, annexes=(), note="", signature="", signed_on=None, printer="", copies=(), demo=False,
    blocks=paragraphs("\n".join(["督" * 28 * 44])),
)  # fmt: skip
"""A paragraph that fills lines from edge to edge."""

"""The papers of this app itself: notices, circulars, minutes, with samples by which a Word form is tried."""

from dataclasses import replace
from datetime import date

from django.utils.translation import gettext_lazy as _

from banshi.base.papers import registry
from banshi.base.papers.models import Kind
from banshi.base.papers.paper import Form, Grid, Paper
from banshi.base.papers.text import paragraphs

SAID = {
    "papers.written": _("Paper written"),
    "papers.amended": _("Paper amended"),
    "papers.issued": _("Paper issued"),
    "papers.withdrawn": _("Paper withdrawn"),
}

_BODY = "现将有关事项通知如下。\n一、总体要求\n（一）时限。按6月25日办结。\n1. 逐项明确。\n（1）责任到岗位。"
SAMPLE = Paper(
    template="written_notice",
    house="示例经济开发区文件",
    title="关于做好有关工作的通知",
    blocks=(
        *paragraphs(_BODY),
        Grid(("序号", "事项"), (("1", "排水"), ("2", "照明")), (1, 3)),
    ),
    recipients=("各部门",),
    signature="示例经济开发区",
    signed_on=date(2021, 6, 1),
    year=2021,
    note="联系单位：办公室",
    copies=("各村（社区）",),
)
MINUTES = replace(
    SAMPLE,
    template="written_minutes",
    form=Form.MINUTES,
    house="示例经济开发区会议纪要",
    recipients=(),
    present=(("出席", "各部门主要负责人"),),
)


def register() -> None:
    """Bring the written papers and their forms."""
    from banshi.base.papers import queries

    registry.register(
        registry.Source("paper", queries.paper_of),
        registry.Template(f"written_{Kind.NOTICE}", Kind.NOTICE.label, lambda: SAMPLE),
        registry.Template(f"written_{Kind.MINUTES}", Kind.MINUTES.label, lambda: MINUTES),
        registry.Template(f"written_{Kind.CIRCULAR}", Kind.CIRCULAR.label, lambda: SAMPLE),
    )

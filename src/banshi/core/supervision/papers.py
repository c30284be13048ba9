"""Documents of supervision on paper: reminder, chase and notice as letters, sheet and circular as documents."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from banshi.base.papers import registry
from banshi.base.papers.paper import Annex, Form, Grid, Paper, Para, written_day
from banshi.base.papers.text import paragraphs
from banshi.base.ui.words import WEEKDAYS_ZH
from banshi.base.vault import store as vault
from banshi.base.zones import access
from banshi.base.zones.access import Actor
from banshi.core.org.queries.names import full_name
from banshi.core.supervision.models import NOTICE, Document, Line
from banshi.core.supervision.queries.documents import ADDRESSEES, LINES

WORDS = ("demand__key__subject", "recall_reason__key__subject")
IN_BODY = 6
"""Matters that stand in the paper itself; more become an annex that lies across the page."""

DOCUMENTS = frozenset({"sheet", "circular"})
WHOLE_NAMES = ("单", "函", "书", "报", "知")
HEADS = ("编号", "问题（需求）", "承办单位", "办理要求", "办理时限", "超期工作日")
SHARES = (17.0, 33.0, 19.0, 34.0, 20.0, 11.0)


def paper_of(actor: Actor, uid: UUID) -> Paper:
    """The paper of a document, for whoever may see it."""
    rows = Document.objects.visible_to(actor).filter(subject__uid=uid)
    row = rows.select_related("subject", "issuer_unit", *WORDS).prefetch_related(ADDRESSEES, LINES).first()
    if row is None:
        raise access.unknown()
    lines = list(row.lines.all())
    called = row.title_zh if row.title_zh.endswith(WHOLE_NAMES) else f"{row.title_zh}函"
    formal = row.kind in DOCUMENTS
    issuer = full_name(actor.zone, row.issuer_unit)
    grid = _grid(lines)
    apart = len(lines) > IN_BODY
    return Paper(
        template=f"supervision_{row.kind if registry.template(f'supervision_{row.kind}') else 'sheet'}",
        form=Form.DOCUMENT if formal else Form.LETTER,
        house=f"{issuer}文件" if row.kind == "circular" else issuer,
        title=f"关于{_about(lines)}的{called}",
        year=row.issued_on.year,
        recipients=tuple(one.named.name_zh for one in row.addressees.all()),
        blocks=(*_opening(lines, apart=apart), *(() if apart or not lines else (grid,)), *_demand(row)),
        annexes=(Annex("所涉事项清单", (grid,), f"{len(lines)}件", wide=True),) if apart else (),
        signature=issuer,
        signed_on=row.issued_on,
        note=_note(row),
        printer=issuer if formal else "",
        printed_on=row.issued_on if formal else None,
        demo=actor.zone.simulated,
    )


def _about(lines: list[Line]) -> str:
    if not lines:
        return "监督发现问题"
    if len(lines) == 1:
        return f"办理{lines[0].number}号事项"
    return f"办理{lines[0].number}号等{len(lines)}件事项"


def _opening(lines: list[Line], *, apart: bool) -> tuple[Para, ...]:
    if not lines:
        return ()
    where = "附件所列" if apart else "下列"
    return (Para(f"现将{where}{len(lines)}件事项的办理要求明确如下{'。' if apart else '：'}"),)


def _grid(lines: list[Line]) -> Grid:
    rows = (
        (
            line.number,
            line.title,
            line.unit.name_zh if line.unit else "",
            line.requirement,
            line.due_on.isoformat(),
            str(line.workdays) if line.workdays > 0 else "—",
        )
        for line in lines
    )
    return Grid(HEADS, tuple(rows), SHARES, frozenset({5}))


def _demand(row: Document) -> tuple[Para, ...]:
    asked = f"请于{written_day(row.answer_by)}（星期{WEEKDAYS_ZH[row.answer_by.weekday()]}）前书面答复。"
    return (*paragraphs(vault.read(row.demand)), Para(asked))


def _note(row: Document) -> str:
    said = f"登记号：{row.number}"
    return f"{said}；本件已于{written_day(row.recalled_on)}撤回" if row.recalled_on else said


def _sample(kind: str, title: str) -> registry.Template:
    return registry.Template(f"supervision_{kind}", title, lambda: SAMPLE)


_ROW = ("2021-0001", "道路积水", "建设管理局", "排除积水", "2021-05-14", "3")
SAMPLE = Paper(
    template="supervision_sheet",
    house="示例经济开发区督查室",
    title="关于办理2021-0001号事项的督办单",
    blocks=(Para("现将下列1件事项的办理要求明确如下："), Grid(HEADS, (_ROW,), SHARES)),
    recipients=("建设管理局",),
    signature="示例经济开发区督查室",
    year=2021,
)

registry.register(
    registry.Source("supervision", paper_of),
    _sample("reminder", _("Reminder")),
    _sample("chase", _("Chase")),
    _sample("sheet", _("Supervision sheet")),
    _sample("circular", _("Circular of supervision")),
    _sample("level_up", _("Next level up")),
    _sample(NOTICE, _("Supervisor's reminder sheet")),
)

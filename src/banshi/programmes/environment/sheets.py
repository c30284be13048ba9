"""The rectification sheet of a patrol on paper (整改交办单)."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from banshi.base.papers import registry
from banshi.base.papers.paper import Facts, Form, Paper, Para, written_day
from banshi.base.papers.text import paragraphs
from banshi.base.vault import store as vault
from banshi.base.zones.access import Actor
from banshi.core.org.queries.names import full_name
from banshi.programmes.environment.queries import patrols as queries

TAKEN = {"drawn": "已签收（手写签名）", "ticked": "已签收", "refused": "拒签"}


def paper_of(actor: Actor, uid: UUID) -> Paper:
    """The sheet of a finding, for whoever may see it."""
    page = queries.finding_page(actor, uid)
    matter, row = page.matter, page.finding
    issuer = full_name(actor.zone, matter.raiser_unit or matter.collector)
    lines = [
        ("工地", row.place.name_zh),
        ("施工单位", row.contractor.name_zh),
        ("责任部门", matter.responsible_unit.name_zh),
        ("检查项目", page.clause or page.item),
        ("发现日期", written_day(row.found_on)),
        ("整改期限", f"{written_day(matter.promised_on)}前"),
    ]
    if page.handing:
        name = vault.read(page.handing.name)
        lines.append(("签收情况", f"{TAKEN[page.handing.how]}{f'：{name}' if name else ''}"))
        witness = vault.read(page.handing.witness)
        if witness:
            lines.append(("见证人", witness))
    return Paper(
        template="rectification_sheet",
        form=Form.SLIP,
        house=issuer,
        title="整改交办单",
        year=row.found_on.year,
        numbered=False,
        recipients=(row.contractor.name_zh,),
        blocks=(
            Facts(tuple(lines)),
            Para("存在问题：", indent=False),
            *paragraphs(vault.read(matter.words) or matter.title),
            Para("整改要求：", indent=False),
            *paragraphs(matter.requirement),
            Para("签收人：　　　　　　　　签收日期：　　　　　　　　", indent=False),
        ),
        signature=issuer,
        signed_on=row.found_on,
        note=f"事项编号：{matter.number}",
        demo=actor.zone.simulated,
    )


SAMPLE = Paper(
    template="rectification_sheet",
    form=Form.SLIP,
    house="示例经济开发区环保局",
    title="整改交办单",
    numbered=False,
    blocks=(Facts((("工地", "示例工地"), ("施工单位", "示例建设有限公司"))), Para("存在问题：裸土未覆盖。")),
    recipients=("示例建设有限公司",),
    signature="示例经济开发区环保局",
)


def register_papers() -> None:
    """Called when the app is ready."""
    registry.register(
        registry.Source("finding", paper_of),
        registry.Template("rectification_sheet", _("Rectification sheet"), lambda: SAMPLE),
    )

"""Papers of the environment programme: a notice as an official document, the monthly brief."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from banshi.base.papers import registry
from banshi.base.papers.paper import Form, Paper, Para, written_day
from banshi.base.papers.text import paragraphs
from banshi.base.vault import store as vault
from banshi.base.zones import access
from banshi.base.zones.access import Actor
from banshi.core.org.queries.names import full_name
from banshi.programmes.environment.models import Notice
from banshi.programmes.environment.queries.notices import recipients_of

RELATED = ("subject", "issuer_unit", "words__key__subject")


def notice_paper(actor: Actor, uid: UUID) -> Paper:
    """The notice as a document with a red masthead, for whoever may see it."""
    rows = Notice.objects.visible_to(actor).filter(subject__uid=uid).select_related(*RELATED)
    row = rows.first()
    if row is None:
        raise access.unknown()
    issuer = full_name(actor.zone, row.issuer_unit)
    return Paper(
        template="env_notice",
        form=Form.DOCUMENT,
        house=f"{issuer}文件",
        title=row.title,
        year=row.issued_on.year,
        recipients=_to(row),
        blocks=(*paragraphs(vault.read(row.words)), Para(_asked(row))),
        signature=issuer,
        signed_on=row.issued_on,
        note=_note(row),
        printer=issuer,
        printed_on=row.issued_on,
        demo=actor.zone.simulated,
    )


def _to(row: Notice) -> tuple[str, ...]:
    """Units by name; sites and organisations outside as classes, since each has a slip of its own."""
    told = recipients_of(row)
    found = [one.unit.name_zh for one in told if one.unit]
    if any(one.unit is None for one in told):
        found.insert(0, "各建筑工地及施工单位" if any(one.place_id for one in told) else "各施工单位")
    return tuple(found)


def _asked(row: Notice) -> str:
    return f"请于{written_day(row.receive_by)}前确认收到本通知。"


def _note(row: Notice) -> str:
    said = [f"文号：{row.number}"] if row.number else []
    if row.withdrawn_on:
        said.append(f"本件已于{written_day(row.withdrawn_on)}撤回")
    return "；".join(said)


SAMPLE = Paper(
    template="env_notice",
    house="示例经济开发区环保局文件",
    title="关于加强建筑工地扬尘治理的通知",
    blocks=(Para("各工地应当落实扬尘治理措施。"), Para("请于2021年5月31日前确认收到本通知。")),
    recipients=("各建筑工地及施工单位",),
    signature="示例经济开发区环保局",
    year=2021,
)
registry.register(
    registry.Source("env_notice", notice_paper),
    registry.Template("env_notice", _("Environmental notice"), lambda: SAMPLE),
)

"""Minutes of an occasion on paper (会议纪要)."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from banshi.base.papers import registry
from banshi.base.papers.paper import Form, Paper, Para, written_day
from banshi.base.papers.text import paragraphs
from banshi.base.vault import store as vault
from banshi.base.zones import access
from banshi.base.zones.access import Actor
from banshi.base.zones.refusals import Refusal
from banshi.core.occasions.models import Occasion
from banshi.core.occasions.queries import VAULTED


def paper_of(actor: Actor, uid: UUID) -> Paper:
    """The minutes of an occasion that was held, for whoever may see it."""
    rows = Occasion.objects.visible_to(actor).filter(subject__uid=uid)
    row = rows.select_related("subject", "host", "place", *VAULTED).first()
    if row is None:
        raise access.unknown()
    if row.held_on is None:
        raise Refusal("occasions.no_minutes", _("It has not been held, so there are no minutes yet."))
    there = row.attendances.filter(ended_at__isnull=True).select_related("post", "unit", "outside")
    names = [one.post.name_zh if one.post else _counted(one) for one in there.order_by("post__order", "pk")]
    where = f"，地点：{row.place.name_zh}" if row.place else ""
    opening = Para(f"{written_day(row.held_on)}，{row.host.name_zh}组织{row.title}{where}。")
    minutes = vault.read(row.minutes)
    return Paper(
        template="occasion_minutes",
        form=Form.MINUTES,
        house=f"{actor.zone.name_zh}{row.host.name_zh}",
        title=f"{row.title}纪要",
        year=row.held_on.year,
        blocks=(opening, *(paragraphs(minutes) if minutes else ())),
        present=(("出席", "、".join(names)),),
        note=f"登记号：{row.number}",
        printer=row.host.name_zh,
        printed_on=row.held_on,
        demo=actor.zone.simulated,
    )


def _counted(one) -> str:
    thing = one.outside or one.unit
    return f"{thing.name_zh}{one.count}人" if thing else f"其他人员{one.count}人"


SAMPLE = Paper(
    template="occasion_minutes",
    form=Form.MINUTES,
    house="示例经济开发区建设管理局",
    title="周调度纪要",
    year=2021,
    blocks=(Para("2021年5月17日，建设管理局组织周调度。"), Para("一、各项目按期推进。", level=1)),
    present=(("出席", "建设管理局局长、项目服务中心主任"),),
)
registry.register(
    registry.Source("occasion", paper_of),
    registry.Template("occasion_minutes", _("Minutes of an occasion"), lambda: SAMPLE),
)

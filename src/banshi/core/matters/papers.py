"""The close-out receipt (销号回执) of a matter on paper, with its place in the proof log and a code."""

from collections.abc import Sequence
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from banshi.base.history.models import Entry
from banshi.base.papers import registry
from banshi.base.papers.paper import Facts, Form, Paper, written_day
from banshi.base.prooflog import receipts
from banshi.base.prooflog.receipts import Slip
from banshi.base.zones import access
from banshi.base.zones.access import Actor
from banshi.base.zones.refusals import Refusal
from banshi.core.matters.models import Matter
from banshi.core.matters.queries import ratings
from banshi.kernel.proof import compact
from banshi.kernel.proof.keys import PublicKey
from banshi.kernel.proof.receipts import Receipt

CLOSED = "matters.closed"
CODE = "close_out"
SMALL = frozenset({"根", "叶", "密钥指纹"})
CHECKING = (
    "核对",
    "python verify.py proof.json --key 公钥文件；不依赖本系统。公钥指纹应与另一来源公布的一致。",
)
NOT_CLOSED = _(
    "This matter is not closed out, so there is no close-out receipt yet. Its page shows the last entry."
)


def receipt_of(actor: Actor, uid: UUID) -> Paper:
    """The receipt of the last close-out, for whoever may see the matter.

    Raises :class:`Refusal` while the matter is not closed out.
    """
    rows = Matter.objects.visible_to(actor).filter(subject__uid=uid)
    row = rows.select_related("subject", "responsible_unit", "lead_leader").first()
    if row is None:
        raise access.unknown()
    if row.state != "closed":
        raise Refusal("matters.not_closed", NOT_CLOSED)
    n = (
        Entry.objects.filter(subject=row.subject, kind__endswith="closed")
        .order_by("-n")
        .values_list("n")
        .first()
    )
    slip = receipts.slip_of(actor.zone, row.subject, n[0]) if n else None
    if slip is None:
        raise access.unknown()
    return paper_of(actor, row, slip)


def paper_of(actor: Actor, row: Matter, slip: Slip) -> Paper:
    """The paper of a slip."""
    document = slip.document
    return Paper(
        template=CODE,
        form=Form.SLIP,
        house=actor.zone.name_zh,
        title="销号回执" if slip.sequenced else "待入册回执",
        numbered=False,
        blocks=(
            Facts(
                tuple(
                    (label, said)
                    for label, said in (
                        *_of_matter(row, rated=ratings.sees(actor, row)),
                        *_of_log(actor, slip),
                        CHECKING,
                    )
                    if said
                ),
                SMALL,
                compact.encode(document) if isinstance(document, Receipt) else "",
            ),
        ),
        signature=actor.zone.name_zh,
        signed_on=row.closed_on,
        sealed=False,
        demo=actor.zone.simulated,
    )


def _of_matter(row: Matter, *, rated: bool) -> tuple[tuple[str, str], ...]:
    return (
        ("事项编号", row.number),
        ("问题（需求）", row.title),
        ("责任部门", row.responsible_unit.name_zh if row.responsible_unit else ""),
        ("牵头领导", row.lead_leader.name_zh if row.lead_leader else ""),
        ("办理时限", written_day(row.due_on)),
        ("办理结果", str(row.get_outcome_display()) if row.outcome else ""),
        ("满意度", str(row.get_satisfaction_display()) if row.satisfaction and rated else ""),
        ("销号日期", written_day(row.closed_on)),
    )


def _of_log(actor: Actor, slip: Slip) -> tuple[tuple[str, str], ...]:
    zone = ZoneInfo(actor.zone.timezone)
    recorded = f"第{slip.entry.n}条 · {slip.entry.recorded_at.astimezone(zone):%Y-%m-%d %H:%M}"
    if not slip.sequenced or slip.head is None:
        return (("登记", recorded), ("叶", slip.entry.leaf))
    key = PublicKey.parse(slip.head.key.vkey)
    signed = slip.head.signed_at.astimezone(zone)
    witnesses = (
        f"{one.witness.name} {one.signed_at.astimezone(zone):%Y-%m-%d %H:%M}" for one in slip.cosignatures
    )
    return (
        ("登记", recorded),
        ("存证位置", f"{slip.entry.seq + 1} / {slip.head.size}"),
        ("检查点", f"{slip.head.origin} · {signed:%Y-%m-%d %H:%M}"),
        ("见证", "\n".join(witnesses)),
        ("根", slip.head.root),
        ("叶", slip.entry.leaf),
        ("密钥指纹", key.fingerprint()),
    )


def _sample() -> Paper:
    facts = Facts((("事项编号", "2021-0001"), ("问题（需求）", "道路积水"), ("责任部门", "建设管理局")))
    house = "示例经济开发区"
    return Paper(
        template=CODE, form=Form.SLIP, house=house, title="销号回执", numbered=False, blocks=(facts,)
    )


def standing(actor: Actor, uids: Sequence[UUID]) -> list[registry.Standing]:
    """The matters among ``uids`` that the actor sees, by number, and which of them are not closed out; one query."""
    mine = Matter.objects.visible_to(actor).filter(subject__uid__in=uids).order_by("number")
    return [
        registry.Standing(
            uid,
            f"{number} {title}",
            reverse("matters:matter", args=[uid]),
            None if state == "closed" else NOT_CLOSED,
        )
        for uid, number, title, state in mine.values_list("subject__uid", "number", "title", "state")
    ]


MANY = registry.Many(
    _("Close-out receipts as one file"),
    "销号回执",
    "matters.export",
    standing,
    frozenset({"closure", "responsibility", "key"}),
)
registry.register(
    registry.Source("matter", receipt_of, MANY), registry.Template(CODE, _("Close-out receipt"), _sample)
)

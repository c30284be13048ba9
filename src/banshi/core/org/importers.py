"""Outside organisations, and posts with the people who hold them, from a workbook."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from banshi.base.imports.names import Roll, of_words, spelled
from banshi.base.imports.registry import (
    Asking,
    Field,
    Given,
    Importer,
    Kind,
    Taking,
    Verdict,
    code,
    day,
    each,
    register,
    yes,
)
from banshi.base.zones.models import Subject
from banshi.core.org.actions import outside, people, posts
from banshi.core.org.models import OutsideKind, OutsideOrganisation, Post, PostKind, PostRank, Unit
from banshi.core.org.queries import known
from banshi.core.org.rolls import UNITS
from banshi.core.org.rules import core_name
from banshi.kernel.standards import credit_code as codes

KIND_WORDS = {
    "企业": "enterprise", "公司": "enterprise", "enterprise": "enterprise",
    "施工单位": "contractor", "承建商": "contractor", "承包单位": "contractor", "contractor": "contractor",
    "村": "village", "村(社区)": "village", "社区": "village", "village": "village",
    "院校": "college", "学校": "college", "高校": "college", "college": "college",
    "机关": "authority", "部门": "authority", "区外部门": "authority", "authority": "authority",
}  # fmt: skip
RANK_WORDS = {
    "主要领导": "principal_leader", "principal_leader": "principal_leader",
    "园区领导": "zone_leader", "领导班子成员": "zone_leader", "zone_leader": "zone_leader",
    "部门负责人": "head", "正职": "head", "局长": "head", "主任": "head", "head": "head",
    "副职": "deputy_head", "副局长": "deputy_head", "副主任": "deputy_head", "deputy_head": "deputy_head",
    "工作人员": "staff", "科员": "staff", "干部": "staff", "staff": "staff",
}  # fmt: skip
KINDS = of_words("org.kinds", _("Kinds of organisations"), KIND_WORDS)
RANKS = of_words("org.ranks", _("Ranks"), RANK_WORDS)
UNKNOWN_WORD = _("«%(field)s»: take one of %(words)s.")
UNKNOWN_UNIT = _("«%(field)s»: no unit of the zone is called so. Write its official or short name.")
POST_HELD = _(
    "Somebody holds this post already. A change of hands has a day: enter it on the page of the post."
)
POST_HERE = _("This post is here already. A change is entered on its page, so that the day of it is kept.")


def _word(asking: Asking, roll: Roll, values: dict[str, Any], field: Field, default: str) -> str:
    """What the cell means; ``default`` for an empty one. Raises ValueError with the sentence about it."""
    text = values.get(field.code)
    if not text:
        return default
    lexicon = asking.lexicon(roll)
    found = lexicon.find(text)
    if found is None:
        words = (word for one in lexicon.by_key.values() for word in one.names if not word.isascii())
        raise ValueError(str(UNKNOWN_WORD) % {"field": str(field.label), "words": "、".join(words)})
    return found


# Outside organisations

OUTSIDE = (
    Field("name", _("Name"), required=True, most=100, example="晴川精密制造有限公司",
          synonyms=("企业名称", "单位名称", "名称", "公司名称", "企业", "单位", "组织名称")),
    Field("credit_code", _("Credit code"), parse=code, synonyms=("统一社会信用代码", "信用代码", "社会信用代码", "统一信用代码"),
          hint=_("18 characters; checked by the rule of GB 32100.")),
    Field("kind", _("Kind"), names=KINDS, synonyms=("类型", "类别", "单位类型", "性质"), hint=_("Left empty, it is an enterprise.")),
    Field("name_en", _("English name"), most=200, synonyms=("英文名称", "英文名"),
          hint=_("Left empty, the Chinese name stands for it.")),
    Field("starts_on", _("From"), parse=day, synonyms=("入园日期", "入园时间", "入驻时间", "注册日期", "成立日期", "起始日期")),
)  # fmt: skip


def outside_keys(values: dict[str, Any]) -> tuple[str, ...]:
    """The credit code where there is one, else the comparable name."""
    found = spelled(values.get("credit_code"))
    return ("code", found) if found else ("name", core_name(values["name"]))


def judge_outside(asking: Asking, rows: Sequence[Given]) -> list[Verdict]:
    """New, changed or the same; a code that does not add up is told."""
    known_ones = asking.remember("org.outside", lambda: _standing(asking))
    return [_outside(asking, known_ones, row) for row in rows]


def _standing(asking: Asking) -> dict[str, OutsideOrganisation]:
    found: dict[str, OutsideOrganisation] = {}
    for row in OutsideOrganisation.objects.filter(zone=asking.actor.zone).select_related("subject"):
        found.setdefault(f"name {row.core}", row)
        found[f"subject {row.subject_id}"] = row
        if row.credit_code:
            found[f"code {row.credit_code}"] = row
    return found


def _outside(asking: Asking, standing: dict[str, OutsideOrganisation], row: Given) -> Verdict:
    values = row.values
    try:
        kind = _word(asking, KINDS, values, OUTSIDE[2], "")
        text = (values.get("credit_code") or "").upper()
        credit = codes.check(text).code if text else ""
    except codes.CreditCodeError as error:
        return Verdict.refused(row.row, str(outside.FAULTS[error.fault]) % {"position": error.position})
    except ValueError as error:
        return Verdict.refused(row.row, str(error))
    before = standing.get(f"code {credit}") if credit else None
    if before is None and row.known is not None:
        before = standing.get(f"subject {row.known.pk}")
    if before is None:
        named = standing.get(f"name {core_name(values['name'])}")
        # A namesake with another code is another firm: the use case asks why there are two.
        before = named if named and (not credit or not named.credit_code) else None
    plan = {
        "kind": kind or (before.kind if before else OutsideKind.ENTERPRISE.value),
        "name_zh": values["name"],
        "name_en": values.get("name_en") or (before.name_en if before else values["name"]),
        "credit_code": credit or (before.credit_code if before else ""),
    }
    if before is None:
        starts_on = values.get("starts_on") or asking.today
        return Verdict(row.row, Kind.CREATE, plan=(None, {**plan, "starts_on": starts_on}))
    if all(getattr(before, name) == value for name, value in plan.items()):
        return Verdict(row.row, Kind.SAME, subject=before.subject)
    changed = [str(_LABELS[name]) for name, value in plan.items() if getattr(before, name) != value]
    why = str(_("Changes: %(what)s")) % {"what": "、".join(changed)}
    return Verdict(row.row, Kind.CHANGE, (why,), plan=(before, plan))


_LABELS = {
    "kind": _("Kind"),
    "name_zh": _("Name"),
    "name_en": _("English name"),
    "credit_code": _("Credit code"),
}


def _take_outside(taking: Taking, verdict: Verdict) -> Subject:
    before, plan = verdict.plan
    if before is None:
        return outside.register_outside(actor=taking.actor, now=taking.now, **plan).subject
    return outside.change_outside(
        actor=taking.actor, organisation=before, effective_on=taking.today, now=taking.now, **plan
    ).subject


register(
    Importer(
        code="outside",
        label=_("Enterprises and other organisations"),
        lead=_("Enterprises, contractors, villages, colleges and authorities, each once."),
        undo=_(
            "What is entered stays; an organisation that has nothing to do with the zone any more is ended."
        ),
        verb="org.register_outside",
        or_verb="org.edit",
        fields=OUTSIDE,
        key=("name",),
        keys=outside_keys,
        judge=judge_outside,
        apply=each(_take_outside),
        order=20,
        batch=100,
        rehearses=True,
    )
)

# Posts and who holds them

POSTS = (
    Field("unit", _("Unit"), names=UNITS, required=True, example="建设管理局", synonyms=("单位", "部门", "所在单位", "所属部门", "科室")),
    Field("post", _("Post"), required=True, most=100, example="工程科科员",
          synonyms=("职务", "岗位", "岗位名称", "职务名称", "现任职务")),
    Field("rank", _("Rank"), names=RANKS, synonyms=("层级", "职级", "级别", "岗位层级"), hint=_("Left empty, it is staff.")),
    Field("party_post", _("Party post"), parse=yes, synonyms=("党内职务", "是否党内职务")),
    Field("post_code", _("Code of the post"), parse=code, most=64, synonyms=("岗位编码", "岗位代码")),
    Field("name", _("Name of the person"), most=100, synonyms=("姓名", "人员", "现任", "任职人员"), hint=_("Kept sealed.")),
    Field("party_member", _("Party member"), parse=yes, synonyms=("是否党员", "中共党员", "党员", "政治面貌是党员")),
    Field("name_en", _("English name"), most=200, synonyms=("英文名称", "职务英文")),
    Field("starts_on", _("From"), parse=day, synonyms=("任职日期", "任职时间", "起始日期", "到岗日期")),
)  # fmt: skip


def judge_posts(asking: Asking, rows: Sequence[Given]) -> list[Verdict]:
    """A post that is not there is opened, its holder entered; one that is there is left to its page."""
    found = known(asking.actor.zone)
    held = asking.remember("org.held", lambda: _held(asking))
    here = {(post.unit_id, spelled(post.name_zh)): post for post in found.posts.values() if not post.ends_on}
    return [_post(asking, here, held, row) for row in rows]


def _held(asking: Asking) -> frozenset[int]:
    rows = Post.objects.filter(zone=asking.actor.zone, holdings__ends_on__isnull=True, holdings__isnull=False)
    return frozenset(rows.values_list("pk", flat=True))


def _post(asking: Asking, here: dict[tuple, Post], held: frozenset[int], row: Given) -> Verdict:
    values = row.values
    unit = asking.lexicon(UNITS).find(values["unit"])
    if unit is None:
        return Verdict.refused(row.row, str(UNKNOWN_UNIT) % {"field": str(POSTS[0].label)})
    try:
        rank = _word(asking, RANKS, values, POSTS[2], PostRank.STAFF.value)
    except ValueError as error:
        return Verdict.refused(row.row, str(error))
    post = here.get((unit.pk, spelled(values["post"])))
    plan = {"unit": unit, "rank": rank, "values": values, "post": post}
    if post is None and row.known is None:
        return Verdict(row.row, Kind.CREATE, plan=plan)
    if post is not None and not values.get("name"):
        return Verdict(row.row, Kind.SAME, subject=post.subject)
    if post is not None and post.pk not in held:
        return Verdict(row.row, Kind.CHANGE, (_("The post is vacant: the person is appointed."),), plan=plan)
    return Verdict.refused(row.row, POST_HELD if post is not None else POST_HERE)


def _take_post(taking: Taking, verdict: Verdict) -> Subject:
    plan = verdict.plan
    values, post, unit = plan["values"], plan["post"], plan["unit"]
    starts_on = values.get("starts_on") or taking.today
    if post is None:
        post = posts.open_post(
            actor=taking.actor,
            code=values.get("post_code") or _free_code(taking, unit),
            unit=unit,
            kind=PostKind.PARTY if values.get("party_post") else PostKind.ADMINISTRATIVE,
            rank=plan["rank"],
            name_zh=values["post"],
            name_en=values.get("name_en") or values["post"],
            starts_on=starts_on,
            now=taking.now,
        )
    if values.get("name"):
        person = people.enter_person(
            actor=taking.actor,
            name=values["name"],
            starts_on=starts_on,
            party_member=bool(values.get("party_member")),
            now=taking.now,
        )
        posts.appoint(actor=taking.actor, post=post, person=person, starts_on=starts_on, now=taking.now)
    return post.subject


def _free_code(taking: Taking, unit: Unit) -> str:
    taken = set(
        Post.objects.filter(zone=taking.actor.zone, code__startswith=f"{unit.code}-").values_list(
            "code", flat=True
        )
    )
    number = len(taken) + 1
    while f"{unit.code}-{number:02d}" in taken:
        number += 1
    return f"{unit.code}-{number:02d}"


register(
    Importer(
        code="posts",
        label=_("Posts and people"),
        lead=_("A list of posts with whoever holds them; names go sealed, accounts are opened elsewhere."),
        undo=_("A post, a person and an appointment stay in the history; they are ended, never taken back."),
        verb="org.edit",
        fields=POSTS,
        key=("unit", "post"),
        judge=judge_posts,
        apply=each(_take_post),
        order=30,
        batch=50,
        rehearses=True,
    )
)

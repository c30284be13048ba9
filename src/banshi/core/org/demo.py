"""The demonstration zone's organisation: posts, not names; fictional firms, villages and contractors."""

import secrets
from collections.abc import Iterator

from banshi.base.signin.actions import Secret, open_account
from banshi.base.zones.demo import Demo, Life
from banshi.core.org.actions import groups, names, outside, people, posts, units
from banshi.kernel.standards.credit_code import complete

UNITS = (
    ("party_committee", "党工委", "Party Working Committee", "party_committee", None),
    ("admin_committee", "管委会", "Administrative Committee", "admin_committee", None),
    (
        "discipline_committee",
        "纪工委",
        "Discipline Inspection Working Committee",
        "discipline_committee",
        None,
    ),
    ("general_office", "党政办公室", "General Office", "department", None),
    ("supervision_office", "督查室", "Supervision Office", "department", None),
    ("economic_development_bureau", "经济发展局", "Economic Development Bureau", "department", None),
    ("construction_bureau", "建设管理局", "Construction Management Bureau", "department", None),
    ("environment_bureau", "环保局", "Environment Bureau", "department", None),
    ("project_service_centre", "项目服务中心", "Project Service Centre", "centre", None),
    ("enterprise_service_centre", "企业服务中心", "Enterprise Service Centre", "centre", None),
    ("competition_office", "竞赛办", "Competition Office", "office", "economic_development_bureau"),
)

# code, unit, kind, rank, Chinese, English
POSTS = (
    ("party_secretary", "party_committee", "party", "principal_leader", "党工委书记", "Party Secretary"),
    ("director", "admin_committee", "administrative", "principal_leader", "管委会主任", "Director"),
    ("deputy_secretary", "party_committee", "party", "zone_leader", "党工委副书记", "Deputy Party Secretary"),
    (
        "executive_deputy",
        "admin_committee",
        "administrative",
        "zone_leader",
        "管委会常务副主任",
        "Executive Deputy Director",
    ),
    (
        "member_construction",
        "party_committee",
        "party",
        "zone_leader",
        "党工委委员(分管建设)",
        "Committee Member for Construction",
    ),
    (
        "deputy_construction",
        "admin_committee",
        "administrative",
        "zone_leader",
        "管委会副主任(分管建设)",
        "Deputy Director for Construction",
    ),
    (
        "member_industry",
        "party_committee",
        "party",
        "zone_leader",
        "党工委委员(分管产业)",
        "Committee Member for Industry",
    ),
    (
        "discipline_secretary",
        "discipline_committee",
        "party",
        "head",
        "纪工委书记",
        "Secretary for Discipline",
    ),
    ("supervision_staff", "discipline_committee", "administrative", "staff", "纪工委监督专员", "Supervisor"),
    (
        "office_head",
        "general_office",
        "administrative",
        "head",
        "党政办公室主任",
        "Head of the General Office",
    ),
    ("ledger_staff", "general_office", "administrative", "staff", "党政办公室台账专员", "Ledger Clerk"),
    ("system_staff", "general_office", "administrative", "staff", "党政办公室系统管理员", "Administrator"),
    (
        "security_staff",
        "general_office",
        "administrative",
        "staff",
        "党政办公室安全管理员",
        "Security Administrator",
    ),
    ("audit_staff", "supervision_office", "administrative", "staff", "督查室审计员", "Auditor"),
    ("inspection_head", "supervision_office", "administrative", "head", "督查室主任", "Head of Supervision"),
    ("inspection_staff", "supervision_office", "administrative", "staff", "督查室督查专员", "Verifier"),
    (
        "economy_head",
        "economic_development_bureau",
        "administrative",
        "head",
        "经济发展局局长",
        "Head of Economic Development",
    ),
    (
        "competition_head",
        "competition_office",
        "administrative",
        "head",
        "竞赛办主任",
        "Head of the Competition Office",
    ),
    (
        "building_head",
        "construction_bureau",
        "administrative",
        "head",
        "建设管理局局长",
        "Head of Construction",
    ),
    (
        "building_staff",
        "construction_bureau",
        "administrative",
        "staff",
        "建设管理局经办人",
        "Construction Handler",
    ),
    ("environment_head", "environment_bureau", "administrative", "head", "环保局局长", "Head of Environment"),
    (
        "environment_staff",
        "environment_bureau",
        "administrative",
        "staff",
        "环保局经办人",
        "Environment Handler",
    ),
    (
        "project_head",
        "project_service_centre",
        "administrative",
        "head",
        "项目服务中心主任",
        "Head of Project Service",
    ),
    (
        "project_staff",
        "project_service_centre",
        "administrative",
        "staff",
        "项目服务中心专员",
        "Project Service Officer",
    ),
    (
        "enterprise_head",
        "enterprise_service_centre",
        "administrative",
        "head",
        "企业服务中心主任",
        "Head of Enterprise Service",
    ),
    (
        "enterprise_staff",
        "enterprise_service_centre",
        "administrative",
        "staff",
        "企业服务中心专员",
        "Enterprise Service Officer",
    ),
)

# One hand may hold a Party and an administrative post.
HANDS = (
    ("party_secretary", "director"),
    ("deputy_secretary", "executive_deputy"),
    ("member_construction", "deputy_construction"),
    ("member_industry",),
    ("discipline_secretary",),
    ("supervision_staff",),
    ("office_head",),
    ("ledger_staff",),
    ("system_staff",),
    ("security_staff",),
    ("audit_staff",),
    ("inspection_head",),
    ("inspection_staff",),
    ("economy_head", "competition_head"),
    ("building_head",),
    ("building_staff",),
    ("environment_head",),
    ("environment_staff",),
    ("project_head",),
    ("project_staff",),
    ("enterprise_head",),
    ("enterprise_staff",),
)

OUTSIDE = (
    (
        "qingchuan",
        "enterprise",
        "晴川精密制造有限公司",
        "Qingchuan Precision Manufacturing",
        ("晴川精密", "晴川制造"),
    ),
    ("heming", "enterprise", "鹤鸣电子科技有限公司", "Heming Electronics", ("鹤鸣电子",)),
    ("songyue", "enterprise", "松月食品有限公司", "Songyue Foods", ("松月食品",)),
    ("yunfan", "enterprise", "云帆物流有限公司", "Yunfan Logistics", ("云帆物流园",)),
    ("lanting", "enterprise", "兰亭新材料股份有限公司", "Lanting New Materials", ("兰亭新材",)),
    ("chengnan", "enterprise", "澄南装配式建筑有限公司", "Chengnan Prefabricated Building", ("澄南建筑",)),
    ("wuyou", "enterprise", "梧右机电有限公司", "Wuyou Electromechanical", ("梧右机电",)),
    ("baihe", "enterprise", "白鹤包装印刷有限公司", "Baihe Packaging", ("白鹤印刷",)),
    ("tingzhu", "contractor", "汀竹建设工程有限公司", "Tingzhu Construction", ()),
    ("lushan", "contractor", "鹿山市政工程有限公司", "Lushan Municipal Works", ()),
    ("shiqiao", "village", "石桥村(虚构)", "Shiqiao Village (fictional)", ()),
    ("liutang", "village", "柳塘村(虚构)", "Liutang Village (fictional)", ()),
    ("xinyuan", "college", "新园技工学校(虚构)", "Xinyuan Technical School (fictional)", ()),
    ("grid_company", "authority", "区外供电公司", "Power company outside the zone", ()),
)

SEATS = (
    ("party_secretary", "head"),
    ("deputy_secretary", "deputy_head"),
    ("member_construction", "member"),
    ("member_industry", "member"),
    ("economy_head", "member"),
    ("building_head", "member"),
    ("environment_head", "member"),
    ("project_head", "member"),
    ("enterprise_head", "member"),
)


def part(demo: Demo) -> Iterator[Life]:
    """The organisation stands on the first day."""
    yield _life(demo)


def _life(demo: Demo) -> Life:
    common = {"actor": demo.system, "now": demo.now, "starts_on": demo.starts_on}
    for code, zh, en, kind, host in UNITS:
        demo.things[code] = units.open_unit(
            code=code,
            name_zh=zh,
            name_en=en,
            kind=kind,
            co_located_with=demo.things[host] if host else None,
            **common,
        )
    for code, unit, kind, rank, zh, en in POSTS:
        demo.things[code] = posts.open_post(
            code=code, unit=demo.things[unit], kind=kind, rank=rank, name_zh=zh, name_en=en, **common
        )
    for held in HANDS:
        _appoint(demo, held, common)
    _group(demo, common)
    for place, (code, kind, zh, en, also) in enumerate(OUTSIDE, 1):
        _outside(demo, code, kind, zh, en, also, place, common)
    yield demo.now


def _appoint(demo: Demo, held: tuple[str, ...], common: dict) -> None:
    """An account nobody can sign in to until a password is given, a person, and the posts in one hand."""
    account = open_account(
        actor=demo.system,
        login=held[0],
        password=Secret(secrets.token_urlsafe(24)),
        now=demo.now,
        must_change=False,
    )
    person = people.enter_person(name=f"演示人员({demo.things[held[0]].name_zh})", account=account, **common)
    for code in held:
        posts.appoint(
            actor=demo.system, post=demo.things[code], person=person, starts_on=demo.starts_on, now=demo.now
        )
    demo.things[f"account:{held[0]}"] = account


def _group(demo: Demo, common: dict) -> None:
    group = groups.form_group(
        code="competition_group",
        name_zh="“迈好第一步 项目论英雄”项目竞赛活动领导小组",
        name_en="Leading Group of the Project Competition",
        office=demo.things["competition_office"],
        **common,
    )
    names.add_alias(
        actor=demo.system,
        subject=group.subject,
        text="“近好第一步 项目论英雄”项目竞赛活动领导小组",
        reason="报纸版面扫描字误",
        now=demo.now,
    )
    for order, (post, role) in enumerate(SEATS, 1):
        groups.seat_post(group=group, post=demo.things[post], role=role, order=order, **common)
    demo.things["competition_group"] = group


def _outside(demo, code, kind, zh, en, also, place, common) -> None:
    credit = complete(f"91990000DM{place:06d}") if kind in ("enterprise", "contractor") else ""
    row = outside.register_outside(kind=kind, name_zh=zh, name_en=en, credit_code=credit, **common)
    for text in also:
        names.add_alias(actor=demo.system, subject=row.subject, text=text, reason="简称", now=demo.now)
    demo.things[code] = row

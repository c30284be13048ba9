"""The demonstration zone's roles, and one sign-in to print per role."""

from collections.abc import Iterator

from banshi.base.zones.demo import Demo, Life, SignIn
from banshi.core.access.actions import grant_role

GRANTS = (
    ("party_secretary", ("lead_leader",)),
    ("deputy_secretary", ("lead_leader",)),
    ("member_construction", ("lead_leader",)),
    ("member_industry", ("lead_leader",)),
    ("ledger_staff", ("ledger_clerk",)),
    ("inspection_head", ("verifier",)),
    ("inspection_staff", ("verifier",)),
    ("economy_head", ("handler",)),
    ("building_head", ("handler",)),
    ("building_staff", ("handler", "collector")),
    ("environment_staff", ("handler", "collector")),
    ("project_staff", ("handler", "collector")),
    ("enterprise_staff", ("handler", "collector")),
    ("discipline_secretary", ("supervisor",)),
    ("supervision_staff", ("supervisor",)),
    ("system_staff", ("administrator",)),
    ("security_staff", ("security_administrator",)),
    ("audit_staff", ("auditor",)),
)

PRINTED = (
    ("ledger_staff", "台账专员", "Ledger clerk"),
    ("building_staff", "经办人(建设管理局)", "Handler (construction)"),
    ("enterprise_staff", "收集人(企业服务中心)", "Collector (enterprise service)"),
    ("deputy_secretary", "牵头领导", "Lead leader"),
    ("inspection_staff", "核验人", "Verifier"),
    ("supervision_staff", "监督员", "Supervisor"),
    ("system_staff", "系统管理员", "Administrator"),
    ("security_staff", "安全管理员", "Security administrator"),
    ("audit_staff", "审计员", "Auditor"),
)


def part(demo: Demo) -> Iterator[Life]:
    """Roles go to posts, so that whoever holds the post may act."""
    yield _life(demo)


def _life(demo: Demo) -> Life:
    for post, roles in GRANTS:
        for role in roles:
            grant_role(
                actor=demo.system, post=demo.things[post], role=role, starts_on=demo.starts_on, now=demo.now
            )
    for code, zh, en in PRINTED:
        demo.sign_ins.append(SignIn(zh, en, demo.things[f"account:{code}"]))
    yield demo.now

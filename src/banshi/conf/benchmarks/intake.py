"""The public page: from the form to the receipt, as a phone without an account does it."""

import base64
import json
from collections.abc import Callable
from typing import Any

import altcha

from banshi.base.presets import catalogue
from banshi.base.presets.actions import adopt_ruleset
from banshi.base.zones import access, clock
from banshi.base.zones.models import Zone
from banshi.conf.benchmarks.machine import Server
from banshi.conf.benchmarks.visitor import Answer, Visitor
from banshi.core.org.models import Post
from banshi.doors.portal.actions import make_link
from banshi.doors.portal.models import IntakeLink

MANY = 1_000_000


def hang_a_sign(zone: Zone) -> IntakeLink:
    """A poster of the zone; its limits are raised, since all phones of the bench share one address."""
    zone = Zone.objects.select_related("subject").get(pk=zone.pk)
    by: dict[str, Any] = {"actor": access.system_actor(zone), "now": clock.now(zone)}
    body = catalogue.preset("portal", "house").body
    body = body | {"limits": dict.fromkeys(body["limits"], MANY)}
    today = clock.today(zone)
    adopt_ruleset(**by, topic="portal", code="bench", body=body, source="bench", effective_on=today)
    zone = Zone.objects.select_related("subject").get(pk=zone.pk)
    return make_link(
        actor=access.system_actor(zone),
        now=clock.now(zone),
        kind="poster",
        title="基准测试海报",
        contact=Post.objects.filter(zone=zone).order_by("pk")[0],
        source_kind="resident",
        kinds=["problem"],
        category="other",
        starts_on=today,
    )


def from_form_to_receipt(server: Server, link: IntakeLink) -> Callable[[], Answer]:
    """Form, challenge, sending, receipt; the work itself is the phone's and counts for nothing here."""

    def ask() -> Answer:
        phone = Visitor(server.port)
        pages = [phone.get(f"/r/{link.token}"), phone.get(f"/r/{link.token}/work")]
        pages.append(
            phone.post(
                f"/r/{link.token}", words="村口路灯不亮,晚上看不见路。", kind="problem",
                notice="2026-1", work=solved(json.loads(pages[1].text)),
            )
        )  # fmt: skip
        if pages[-1].status != 302:
            return pages[-1]
        pages.append(phone.get(phone.location))
        if "回执码" not in pages[-1].text or "待筛" in pages[-1].text:
            raise RuntimeError("the receipt names no matter")
        return Answer(
            pages[-1].status, pages[-1].text, sum(one.ms for one in pages), sum(one.queries for one in pages)
        )

    return ask


def solved(made: dict[str, Any]) -> str:
    """The text of the hidden field."""
    solution = altcha.solve_challenge(altcha.Challenge.from_dict(made))
    if solution is None:
        raise RuntimeError("the challenge was not solved in time")
    return base64.b64encode(json.dumps({"challenge": made, "solution": solution.to_dict()}).encode()).decode()

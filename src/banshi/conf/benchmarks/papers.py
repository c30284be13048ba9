"""What papers cost: a list as a workbook, and close-out receipts as one PDF, each through the way of its page."""

import resource
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.urls import resolve, reverse
from django.utils import translation

from banshi.base.papers import bundle
from banshi.base.prooflog.actions.sequencing import sequence_all
from banshi.base.zones import access
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Zone
from banshi.conf.benchmarks.ground import Ground
from banshi.core.matters.models import Matter
from banshi.core.matters.papers import receipt_of


def _cpu() -> float:
    own, child = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + child.ru_utime + child.ru_stime


def _timed(work: Callable[[], Any]) -> tuple[Any, dict[str, float]]:
    wall, cpu = time.monotonic(), _cpu()
    found = work()
    return found, {"wall_s": round(time.monotonic() - wall, 2), "cpu_s": round(_cpu() - cpu, 2)}


def clerk(ground: Ground) -> Actor:
    """The ledger clerk of the measured zone."""
    zone = Zone.objects.select_related("subject").get(pk=ground.zone.pk)
    actor = access.policy().actor_for(ground.accounts["clerk"], zone)
    assert actor is not None
    return actor


def workbook(ground: Ground) -> dict[str, Any]:
    """The issue list as a workbook, through its own page, all rows."""
    actor = clerk(ground)
    request: Any = RequestFactory().get(reverse("matters:issues"), {"export": "xlsx"})
    request.user, request.actor, request.zone = AnonymousUser(), actor, actor.zone

    issues = resolve(reverse("matters:issues")).func

    def export() -> bytes:
        return b"".join(issues(request).streaming_content)

    export()
    content, took = _timed(export)
    return {"operation": "workbook", "rows": Matter.objects.count(), "bytes": len(content), **took}


def certificates(ground: Ground, count: int) -> dict[str, Any]:
    """``count`` close-out receipts in a zip: read from the log, laid out and pressed, a hundred to a file."""
    actor = clerk(ground)
    sequence_all(actor.zone)
    rows = Matter.objects.visible_to(actor).filter(state="closed").order_by("-closed_on", "-pk")
    uids: list[UUID] = list(rows.values_list("subject__uid", flat=True)[:count])

    def make() -> bytes:
        with translation.override("zh-hans"):
            return bundle.packed(bundle.pressed((receipt_of(actor, uid) for uid in uids), "receipts"))

    content, took = _timed(make)
    return {"operation": "certificates", "count": len(uids), "bytes": len(content), **took}

"""What messages cost: put by acts, routed, and carried to a far end in a process of its own, by one worker.

Twice: to programs, one letter each in order over twenty lanes; and to staff over a work chat, where what waits for
one person goes out together.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from banshi.base.history.acts import use_case
from banshi.base.outbox import actions as outbox
from banshi.base.outbox.actions.delivering import deliver
from banshi.base.outbox.actions.routing import route
from banshi.base.outbox.models import Channel, Delivery, Message, Notice, State
from banshi.base.zones import access, clock
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Zone
from banshi.conf.benchmarks.doors import Watch
from banshi.conf.benchmarks.ground import Ground
from banshi.core.matters import actions as matters
from banshi.core.matters.models import Matter

LANES = 20
AT_ONCE = 50
"""Messages put by one act."""


def measure(ground: Ground, rows: int) -> list[dict[str, Any]]:
    """``rows`` messages to programs, then as many to staff; seconds, letters, and what the far end saw."""
    settings.PRIVATE_HOSTS = ["127.0.0.1"]
    zone = Zone.objects.select_related("subject").get(pk=ground.zone.pk)
    actor = access.policy().actor_for(ground.accounts["clerk"], zone)
    assert actor is not None
    return [_to_programs(zone, actor, rows), _to_staff(zone, actor, ground, rows)]


@contextmanager
def _far_end() -> Iterator[tuple[str, Callable[[], dict[str, Any]]]]:
    """Its address, and what ends it and tells what came."""
    command = [sys.executable, "-m", "banshi.conf.benchmarks.farend"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None

    def over() -> dict[str, Any]:
        return json.loads(process.communicate(timeout=30)[0])

    try:
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}", over
    finally:
        process.kill()
        process.wait()


@use_case("bench.tell_programs")
def _put_events(*, actor: Actor, channels: list[Channel], numbers: range, now: datetime) -> None:
    for number in numbers:
        outbox.put_event(
            actor=actor,
            channel=channels[number % len(channels)],
            kind="bench.told",
            subject=None,
            number=str(number),
            body={"n": number},
        )


@use_case("bench.tell_units")
def _put_to_units(*, actor: Actor, rows: list[Matter], numbers: range, now: datetime) -> None:
    for number in numbers:
        matter = rows[number % len(rows)]
        outbox.put(
            actor=actor,
            kind="matters.dispatched",
            subject=matter.subject,
            number=matter.number,
            units=[matter.responsible_unit_id],
            urgent=True,
        )


def _to_programs(zone: Zone, actor: Actor, rows: int) -> dict[str, Any]:
    system = access.system_actor(zone)
    with _far_end() as (url, over):
        channels = [
            outbox.keep_channel(
                actor=system,
                kind="webhook",
                name=f"program {n}",
                values={"url": f"{url}/{n}", "secret": "0123456789abcdef"},
                now=clock.now(zone),
            )
            for n in range(LANES)
        ]
        watch = Watch()
        for first in range(0, rows, AT_ONCE):
            numbers = range(first, min(first + AT_ONCE, rows))
            _put_events(actor=actor, channels=channels, numbers=numbers, now=clock.now(zone))
        return _carried("to_programs", zone, watch, rows, over)


def _to_staff(zone: Zone, actor: Actor, ground: Ground, rows: int) -> dict[str, Any]:
    system, told = (
        access.system_actor(zone),
        [_matter(zone, actor, ground, code) for code in ground.departments],
    )
    with _far_end() as (url, over):
        values = {"corpid": "ww1", "agentid": "1000002", "secret": "s", "base": url}
        chat = outbox.keep_channel(
            actor=system, kind="wecom", name="chat", values=values, now=clock.now(zone)
        )
        for code in ground.departments:
            who = access.policy().actor_for(ground.accounts[code], zone)
            assert who is not None
            outbox.choose(actor=who, channel=chat, address=code, muted=[], now=clock.now(zone))
        watch = Watch()
        for first in range(0, rows, AT_ONCE):
            numbers = range(first, min(first + AT_ONCE, rows))
            _put_to_units(actor=actor, rows=told, numbers=numbers, now=clock.now(zone))
        return _carried("to_staff", zone, watch, rows, over)


def _matter(zone: Zone, actor: Actor, ground: Ground, code: str) -> Matter:
    """A matter that the department has been handed."""
    now, today = clock.now(zone), clock.today(zone)
    matter = matters.receive_matter(
        actor=actor,
        title="测试事项",
        words="测试",
        kind="problem",
        category="roads",
        source_kind="enterprise",
        raiser=matters.Raiser("enterprise", org=ground.firms[0]),
        raised_on=today,
        now=now,
    )
    matter = matters.register_matter(actor=actor, matter=matter, now=now)
    return matters.dispatch_matter(
        actor=actor,
        matter=matter,
        lead_leader=ground.posts[ground.leaders[0]],
        responsible_unit=ground.units[code],
        due_on=today + timedelta(days=10),
        requirement="测试事项办结",
        now=now,
    )


def _carried(
    name: str, zone: Zone, watch: Watch, rows: int, over: Callable[[], dict[str, Any]]
) -> dict[str, Any]:
    """Route and carry all that waits, and tell what it cost and what arrived."""
    watch.lap("put")
    before = Notice.objects.count()
    while route(zone):
        pass
    watch.lap("route")
    began, waiting = time.monotonic(), Delivery.objects.filter(zone=zone, state=State.WAITING)
    while waiting.exists():
        deliver(zone, "bench")
    seconds = time.monotonic() - began
    watch.lap("carry")
    assert not Message.objects.filter(zone=zone, routed_at=None).exists()
    laps = watch.found
    whole = sum(laps[lap]["wall_s"] for lap in ("route", "carry"))
    return {
        "operation": f"messages_{name}",
        "rows": rows,
        **laps,
        "notices": Notice.objects.count() - before,
        "letters_per_s": round(rows / seconds) if name == "to_programs" else None,
        "messages_per_s": round(rows / whole),
        "cpu_ms_per_message": round(
            1000 * sum(laps[lap]["cpu_s"] for lap in ("put", "route", "carry")) / rows, 2
        ),
        "arrived": over(),
    }

"""What programmes have measured: each brings a module ``benchmarks`` of its own, found by ``settings.PROGRAMMES``.

Such a module has ``ROLES`` (of the one person who works), ``steps(actor, rows)`` that yields name and work of each
stretch to be timed, and ``pages(zone)``, name and address of each page to be asked afterwards.
"""

import importlib.util
from collections.abc import Iterator
from importlib import import_module
from statistics import median
from types import ModuleType
from typing import Any

from django.conf import settings

from banshi.base.zones import access
from banshi.base.zones.models import Zone
from banshi.conf.benchmarks import ground, machine
from banshi.conf.benchmarks.doors import Watch
from banshi.conf.benchmarks.visitor import Visitor

WORKER = "programme_worker"


def found() -> dict[str, ModuleType]:
    """The modules of the programmes that are switched on, by label."""
    names = {name.rpartition(".")[2]: f"{name}.benchmarks" for name in settings.PROGRAMMES}
    return {label: import_module(name) for label, name in names.items() if importlib.util.find_spec(name)}


def measure(module: ModuleType, rows: int, requests: int, warm_up: int) -> Iterator[dict[str, Any]]:
    """Lay a zone, time each step, ask each page; one result after another."""
    laid = ground.lay(firms=10, new=0)
    ground.join(laid, WORKER, "department_05", *module.ROLES)
    ground.open_doors(laid.zone)
    zone = Zone.objects.select_related("subject").get(pk=laid.zone.pk)
    actor = access.policy().actor_for(laid.accounts[WORKER], zone)
    assert actor is not None
    for name, step in module.steps(actor, rows):
        watch = Watch()
        told = step()
        watch.lap(name)
        yield {"operation": name, "rows": rows, **watch.found[name], **told}
    with machine.serving() as server:
        visitor = Visitor(server.port)
        visitor.sign_in(f"bench-{WORKER}", laid.password)
        for name, where in module.pages(zone).items():
            yield _page(server, visitor, name, where, requests, warm_up)


def _page(
    server: machine.Server, visitor: Visitor, name: str, where: str, requests: int, warm_up: int
) -> dict[str, Any]:
    for _n in range(warm_up):
        visitor.get(where)
    pace, before = machine.yardstick(), server.cpu_ms()
    answers = [visitor.get(where) for _n in range(requests)]
    cpu = (server.cpu_ms() - before) / requests
    if any(answer.status != 200 for answer in answers):
        raise RuntimeError(f"{name}: {answers[0].status}")
    return {
        "operation": name,
        "median_ms": round(median(answer.ms for answer in answers), 1),
        "server_cpu_ms": round(cpu, 1),
        "queries": max(answer.queries for answer in answers),
        "yardstick_ms": round((pace + machine.yardstick()) / 2, 1),
    }

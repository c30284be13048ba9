"""The machine in numbers, in the text format that Prometheus reads."""

import shutil
import time
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import translation
from prometheus_client import CollectorRegistry, Gauge, generate_latest

import banshi
from banshi.base.history.models import Entry
from banshi.base.prooflog import standing
from banshi.base.zones import clock
from banshi.base.zones.models import Zone
from banshi.doors.operations import care, queries


def text(zones: list[Zone]) -> bytes:
    """All gauges: of the machine once, of ``zones`` by their code. Numbers and codes only, no content."""
    registry = CollectorRegistry()
    _machine(registry)
    _zones(registry, zones)
    checks = _gauge(registry, "check_ok", "1 when the check of this name is well", "zone", "check")
    with translation.override("en"):
        for zone in zones:
            for check in queries.checks(zone):
                checks.labels(zone.code, check.code).set(check.well)
    return generate_latest(registry)


def _gauge(registry: CollectorRegistry, name: str, says: str, *labels: str) -> Gauge:
    return Gauge(f"banshi_{name}", says, labels, registry=registry)


def _machine(registry: CollectorRegistry) -> None:
    _gauge(registry, "info", "Release and engine", "version", "engine").labels(
        banshi.__version__, connection.vendor
    ).set(1)
    usage = shutil.disk_usage(Path(settings.VAR))
    _gauge(registry, "disk_free_bytes", "Free on the disk of the data").set(usage.free)
    _gauge(registry, "disk_total_bytes", "Size of the disk of the data").set(usage.total)
    _gauge(registry, "clock_seconds", "This machine's clock").set(time.time())
    found = care.Care.now()
    for name, run in (("backup", found.backup), ("drill", found.drill)):
        _gauge(registry, f"last_{name}_timestamp_seconds", f"When the last {name} was run; 0 for never").set(
            run.at.timestamp() if run else 0
        )
        _gauge(registry, f"last_{name}_ok", f"1 when the last {name} went well").set(bool(run and run.ok))
    if found.backup:
        size = _gauge(registry, "last_backup_bytes", "Size of the last backup")
        size.set(found.backup.facts.get("bytes", 0))


def _zones(registry: CollectorRegistry, zones: list[Zone]) -> None:
    skew = _gauge(registry, "clock_skew_seconds", "How far this clock is off", "zone")
    waiting = _gauge(registry, "entries_waiting", "Entries without a place in the log", "zone")
    age = _gauge(registry, "entries_waiting_seconds", "How long the oldest of them waits", "zone")
    outside = _gauge(
        registry, "last_checkpoint_outside_timestamp_seconds", "When a head last left; 0 for never", "zone"
    )
    for zone in zones:
        skew.labels(zone.code).set(care.skew_s(zone))
        waiting.labels(zone.code).set(Entry.objects.filter(zone=zone, seq__isnull=True).count())
        oldest, left = standing.waiting(zone), standing.last_departure(zone)
        wait = (clock.now(zone) - oldest.since).total_seconds() if oldest else 0
        age.labels(zone.code).set(max(0.0, wait))
        outside.labels(zone.code).set(left.left_at.timestamp() if left else 0)

"""What recurs: whoever moves the row from its old instant to the next one queues the job, and nobody else."""

from django.db import transaction

from banshi.base.jobs import registry
from banshi.base.jobs.actions.starting import start
from banshi.base.jobs.models import Schedule
from banshi.base.jobs.registry import Recurring
from banshi.base.zones import access, clock
from banshi.base.zones.models import Zone


def tick(zone: Zone) -> int:
    """Queue what is due in the zone; how many jobs. What was missed while no worker ran is done once."""
    now, found = clock.now(zone), 0
    rows = dict(Schedule.objects.filter(zone=zone).values_list("name", "due_at"))
    for one in registry.recurring():
        if zone.simulated and not one.simulated:
            continue
        due = rows.get(one.kind)
        if due is None:
            Schedule.objects.bulk_create(
                [Schedule(zone=zone, name=one.kind, due_at=one.after(zone, now))], ignore_conflicts=True
            )
        elif due <= now:
            found += _queue(zone, one, due)
    return found


def _queue(zone: Zone, one: Recurring, due) -> int:
    with transaction.atomic():
        moved = Schedule.objects.filter(zone=zone, name=one.kind, due_at=due).update(
            due_at=one.after(zone, clock.now(zone))
        )
        if moved:
            start(actor=access.system_actor(zone), kind=one.kind, key="recurring")
    return moved

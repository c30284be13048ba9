"""What every worker does with the outbox each round."""

import os
import socket
from collections.abc import Callable

from banshi.base.outbox.actions.delivering import deliver
from banshi.base.outbox.actions.routing import route
from banshi.base.zones.models import Zone

NAME = f"{socket.gethostname()[:40]}-{os.getpid()}"


def work(stopped: Callable[[], bool]) -> int:
    """Route and deliver what waits in every zone; how much was done."""
    did = 0
    for zone in Zone.objects.select_related("subject").order_by("pk"):
        if stopped():
            break
        did += route(zone)
        did += deliver(zone, NAME, stopped)
    return did

"""Everything that the outbox writes.

from banshi.base.outbox import actions as outbox
outbox.put(actor=actor, kind="matters.dispatched", subject=matter.subject, number=matter.number, units=[unit.pk])
"""

from banshi.base.outbox.actions.keeping import keep_channel, set_enabled
from banshi.base.outbox.actions.letters import forget, give_up, try_again
from banshi.base.outbox.actions.own import choose, read
from banshi.base.outbox.actions.putting import put, put_event

__all__ = [
    "choose",
    "forget",
    "give_up",
    "keep_channel",
    "put",
    "put_event",
    "read",
    "set_enabled",
    "try_again",
]

"""Appending to a subject's chain, inside the transaction of the act."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

from banshi.base.engines.writing import insert_row, move
from banshi.base.history import acts
from banshi.base.history.models import Entry
from banshi.base.zones import clock
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Subject
from banshi.base.zones.refusals import Conflict
from banshi.kernel.proof import chain

Listener = Callable[[Actor, Entry], None]
_listeners: list[Listener] = []


def on_record(listener: Listener) -> None:
    """Have ``listener`` called with each entry, in the act's own transaction; called by an app when it is ready."""
    _listeners.append(listener)


def record(
    *,
    actor: Actor,
    subject: Subject,
    kind: str,
    data: dict[str, Any],
    effective_on: date | None = None,
    schema: int = 1,
) -> Entry:
    """Append one entry of ``kind`` to ``subject``'s chain and move its head.

    ``data`` holds references, codes, dates as ISO text and commitments, never personal data
    and never floats. Raises :class:`Conflict` when somebody else wrote to the subject since it
    was loaded.
    """
    act = acts.current()
    n, before = subject.head_n + 1, subject.head_leaf
    on = effective_on or clock.on_date(actor.zone, act.recorded_at)
    body = body_of(frame_of(actor, act), str(subject.uid), n, before, kind, data, on, schema)
    leaf = chain.leaf_hash(body, actor.zone.suite)
    _move_head(subject, n, leaf)
    key, digest = act.take_key(subject)
    entry = Entry(
        zone=actor.zone,
        subject=subject,
        n=n,
        kind=kind,
        schema=schema,
        body=body,
        leaf=leaf,
        suite=actor.zone.suite,
        account_id=actor.account_id,
        recorded_at=act.recorded_at,
        effective_on=on,
        act_key=key,
        act_digest=digest,
    )
    insert_row(entry)
    for listener in _listeners:
        listener(actor, entry)
    return entry


def frame_of(actor: Actor, act: acts.Act) -> dict[str, Any]:
    """What all entries of one act by one actor say alike."""
    return {
        "at": act.recorded_at.isoformat(),
        "actor": str(actor.account_uid),
        "posts": list(actor.post_codes),
        "act": act.verb,
        "key": str(act.key) if act.key else None,
    }


def body_of(
    frame: dict[str, Any],
    subject_uid: str,
    n: int,
    before: str,
    kind: str,
    data: dict[str, Any],
    on: date,
    schema: int = 1,
) -> bytes:
    """The bytes of an entry: ``n`` counts from 1, ``before`` is the leaf of the entry before (or empty)."""
    return chain.canonical(
        {
            **frame,
            "v": schema,
            "kind": kind,
            "subject": subject_uid,
            "n": n,
            "prev": before,
            "on": on.isoformat(),
            "data": data,
        }
    )


def _move_head(subject: Subject, n: int, leaf: str) -> None:
    """Compare and set, so that two acts on one subject can never both believe they were first."""
    still = {"head_n": subject.head_n, "head_leaf": subject.head_leaf}
    if not move(Subject, subject.pk, where=still, head_n=n, head_leaf=leaf):
        raise Conflict("history.head_moved", acts.SOMEBODY_WAS_FIRST)
    subject.head_n, subject.head_leaf = n, leaf


def read(entry: Entry) -> dict[str, Any]:
    """The body of an entry, decoded."""
    return json.loads(bytes(entry.body))

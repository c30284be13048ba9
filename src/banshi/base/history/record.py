"""Appending to a subject's chain, inside the transaction of the act."""

import json
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, NamedTuple

from banshi.base.engines.writing import insert_rows, move
from banshi.base.history import acts
from banshi.base.history.models import Entry
from banshi.base.zones import clock
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Subject
from banshi.base.zones.refusals import Conflict
from banshi.kernel.proof import chain


class Step(NamedTuple):
    """One entry to be: its kind, what it says, the day on which it took effect."""

    kind: str
    data: dict[str, Any]
    on: date
    schema: int = 1


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
    on = effective_on or clock.on_date(actor.zone, acts.current().recorded_at)
    return record_steps(actor=actor, subject=subject, steps=[Step(kind, data, on, schema)])[0]


def record_steps(*, actor: Actor, subject: Subject, steps: Sequence[Step]) -> Sequence[Entry]:
    """As :func:`record` for each of the steps, one after the other; they are written together."""
    act, zone = acts.current(), actor.zone
    frame, uid, n, leaf, entries = (
        frame_of(actor, act),
        str(subject.uid),
        subject.head_n,
        subject.head_leaf,
        [],
    )
    for step in steps:
        n += 1
        body = body_of(frame, uid, n, leaf, step.kind, step.data, step.on, step.schema)
        leaf = chain.leaf_hash(body, zone.suite)
        key, digest = act.take_key(subject)
        entries.append(
            Entry(
                zone=zone, subject=subject, n=n, kind=step.kind, schema=step.schema, body=body, leaf=leaf,
                suite=zone.suite, account_id=actor.account_id, recorded_at=act.recorded_at,
                effective_on=step.on, act_key=key, act_digest=digest,
            )
        )  # fmt: skip
    _move_head(subject, n, leaf)
    for entry in insert_rows(entries):
        for listener in _listeners:
            listener(actor, entry)
    return entries


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

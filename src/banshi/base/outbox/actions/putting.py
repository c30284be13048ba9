"""Writing down what an act has to tell, in the act's own transaction. Costs one row, and asks nobody outside."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from banshi.base.engines.writing import insert_row
from banshi.base.history import acts
from banshi.base.outbox import kinds
from banshi.base.outbox.models import Channel, Message
from banshi.base.vault.models import VaultItem
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Subject

MOST = 50


def put(
    *,
    actor: Actor,
    kind: str,
    subject: Subject,
    number: str,
    units: Collection[int | None] = (),
    posts: Collection[int | None] = (),
    accounts: Collection[int | None] = (),
    phone: VaultItem | None = None,
    day: date | None = None,
    urgent: bool = False,
    about: Sequence[UUID] = (),
) -> None:
    """Tell units, posts or accounts (ids; None among them is nobody), or a raiser's phone, of a thing.

    Only inside a use case: it is told when the act is committed, and never when it is taken back. Who holds a post
    is looked up when it is told. The one who acts is not told of his own act. ``about`` are the entries that are
    meant, where it is not the thing as a whole; the first of them are kept, and how many there are.
    """
    act = acts.current()
    if kinds.kind(kind) is None:
        raise RuntimeError(f"no app has registered the message {kind}")
    audience = {
        name: sorted({one for one in ids if one is not None})
        for name, ids in (("units", units), ("posts", posts), ("accounts", accounts))
    }
    told = {name: ids for name, ids in audience.items() if ids}
    if not told and phone is None:
        return
    message = Message(
        zone=actor.zone,
        kind=kind,
        subject=subject,
        number=number[:40],
        day=day,
        urgent=urgent,
        audience=told,
        phone=phone,
        body={"entries": [str(one) for one in about[:MOST]], "all": len(about)} if about else None,
        account_id=actor.account_id,
        created_at=act.recorded_at,
    )
    insert_row(message)


def put_event(
    *, actor: Actor, channel: Channel, kind: str, subject: Subject | None, number: str, body: dict[str, Any]
) -> None:
    """Tell a program over its own channel: ``body`` is sent as JSON, signed, one by one in order.

    Only inside a use case. ``body`` holds numbers, codes, dates and addresses of pages, no personal data.
    """
    Message.objects.create(
        zone=actor.zone,
        kind=kind,
        subject=subject,
        number=number[:40],
        channel=channel,
        body=body,
        account_id=actor.account_id,
        created_at=acts.current().recorded_at,
    )

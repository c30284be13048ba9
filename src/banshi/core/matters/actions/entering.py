"""Acts that a page does in one step: enter and register, record with a photo, submit with a photo."""

from datetime import date, datetime
from typing import Any

from banshi.base.history.acts import use_case
from banshi.base.zones import clock
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Label
from banshi.core.matters.actions.arriving import Raiser
from banshi.core.matters.actions.handling import attach_evidence, record_progress, submit_matter
from banshi.core.matters.actions.intake import received, register_matter, registered
from banshi.core.matters.actions.joining import merge_matter
from banshi.core.matters.models import EvidenceKind, Matter
from banshi.core.places.models import Place


@use_case("matters.enter")
def enter_matter(
    *,
    actor: Actor,
    title: str,
    words: str,
    kind: str,
    category: str,
    source_kind: str,
    raiser: Raiser,
    raised_on: date,
    now: datetime,
    place: Place | None = None,
    label: int = Label.INTERNAL,
    same_as: Matter | None = None,
    photo: Any = None,
) -> Matter:
    """Receive a matter and take it onto the issue list; ``same_as`` merges it at once into that one."""
    desk = received(
        actor=actor,
        title=title,
        words=words,
        kind=kind,
        category=category,
        source_kind=source_kind,
        raiser=raiser,
        raised_on=raised_on,
        now=now,
        place=place,
        label=label,
        more_follows=photo is None,
    )
    if photo is None:
        matter = registered(desk)
    else:
        attach_evidence(
            actor=actor,
            matter=desk.matter,
            kind=EvidenceKind.PHOTO_BEFORE,
            dated_on=raised_on,
            upload=photo,
            now=now,
        )
        matter = register_matter(actor=actor, matter=desk.matter, now=now)
    if same_as is None:
        return matter
    return merge_matter(actor=actor, matter=matter, into=same_as, now=now)


@use_case("matters.step")
def record_step(
    *,
    actor: Actor,
    matter: Matter,
    text: str,
    now: datetime,
    effective_on: date | None = None,
    photo: Any = None,
    reuse_reason: str = "",
) -> Matter:
    """Record what was done, with a photo of it where there is one."""
    matter = record_progress(actor=actor, matter=matter, text=text, now=now, effective_on=effective_on)
    return _with_photo(actor, matter, photo, reuse_reason, now, effective_on)


@use_case("matters.hand_in")
def hand_in(
    *,
    actor: Actor,
    matter: Matter,
    outcome: str,
    text: str,
    now: datetime,
    remaining: str = "",
    effective_on: date | None = None,
    photo: Any = None,
    reuse_reason: str = "",
) -> Matter:
    """Submit for verification, with a photo of the outcome where there is one."""
    matter = submit_matter(
        actor=actor,
        matter=matter,
        outcome=outcome,
        text=text,
        remaining=remaining,
        now=now,
        effective_on=effective_on,
    )
    return _with_photo(actor, matter, photo, reuse_reason, now, effective_on)


def _with_photo(
    actor: Actor, matter: Matter, photo: Any, reuse_reason: str, now: datetime, on: date | None
) -> Matter:
    if photo is None:
        return matter
    return attach_evidence(
        actor=actor,
        matter=matter,
        kind=EvidenceKind.PHOTO_AFTER,
        dated_on=on or clock.on_date(actor.zone, now),
        upload=photo,
        reuse_reason=reuse_reason,
        now=now,
    )

"""One act on several matters: each is a use case of its own, done or refused for itself."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from banshi.base.zones.access import Actor
from banshi.base.zones.refusals import Refusal
from banshi.core.matters.models import Matter
from banshi.core.matters.queries.several import Result


class _Rehearsed(Exception):
    """Takes a rehearsal back."""


def act_on_several(
    *,
    actor: Actor,
    matters: Iterable[Matter],
    call: Callable[..., Matter],
    values: dict[str, Any],
    now: datetime,
    key: UUID,
) -> list[Result]:
    """Do ``call`` to each. The form's ``key`` gives each matter its own, so sending twice does nothing twice."""

    def done(matter: Matter) -> None:
        call(actor=actor, matter=matter, now=now, key=uuid5(key, str(matter.subject.uid)), **values)

    return [_result(matter, done) for matter in matters]


def rehearse_on_several(
    *,
    actor: Actor,
    matters: Iterable[Matter],
    call: Callable[..., Matter],
    values: dict[str, Any],
    now: datetime,
) -> list[Result]:
    """What ``call`` would do to each: it is done and taken back, so every rule has been asked."""

    def tried(matter: Matter) -> None:
        try:
            with transaction.atomic():
                call(actor=actor, matter=matter, now=now, **values)
                raise _Rehearsed
        except _Rehearsed:
            return

    return [_result(matter, tried) for matter in matters]


def _result(matter: Matter, tried: Callable[[Matter], None]) -> Result:
    try:
        tried(matter)
    except Refusal as refusal:
        return Result(matter, str(refusal.message))
    return Result(matter)

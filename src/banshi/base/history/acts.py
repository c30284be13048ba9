"""What every use case shares: one transaction, one instant, one effect however often it is sent."""

import functools
import hashlib
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from django.db import IntegrityError, OperationalError, models, transaction
from django.utils.translation import gettext_lazy as _

from banshi.base.history.models import Entry
from banshi.base.zones import access, clock, subjects
from banshi.base.zones.access import Actor
from banshi.base.zones.refusals import Conflict, Refusal

P = ParamSpec("P")
R = TypeVar("R")

SOMEBODY_WAS_FIRST = _("Somebody else has just changed this. Open it again to see what was done.")
KEY_USED = _("This form was already sent with other content. Open the page again and fill it in anew.")
RETRY_STATES = frozenset({"40001", "40P01", "55P03", "25006"})
TRIES = 3


@dataclass
class Act:
    """One running use case: its verb, its instant, and the key that makes a repeated click harmless."""

    verb: str
    recorded_at: datetime
    key: UUID | None = None
    digest: str = ""
    _key_taken: bool = field(default=False, repr=False)

    def take_key(self) -> tuple[UUID | None, str]:
        """The key and digest for the first entry of the act; nothing for the others."""
        if self._key_taken or self.key is None:
            return None, ""
        self._key_taken = True
        return self.key, self.digest


_current: ContextVar[Act | None] = ContextVar("banshi_act", default=None)
registry: dict[str, Callable[..., Any]] = {}


def current() -> Act:
    """The running act; history can only be written inside one."""
    act = _current.get()
    if act is None:
        raise RuntimeError("history.record was called outside a use case")
    return act


def use_case(verb: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function of ``actions.py`` a use case named ``verb``.

    The function takes keyword arguments only, among them ``actor``. The wrapper adds the
    keyword ``key`` (UUID, optional): the same key with the same content answers with what the
    first call made, with other content it is refused. A deadlock or a lost standby is tried
    again up to three times when the act is the outermost transaction. A use case called by
    another one runs inside the outer act.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        if verb in registry:
            raise RuntimeError(f"two use cases are named {verb}")

        @functools.wraps(function)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
            key = kwargs.pop("key", None)
            actor: Actor = kwargs["actor"]
            if _current.get() is not None:
                with transaction.atomic():
                    return function(*args, **kwargs)
            act = Act(verb, clock.now(actor.zone), key, digest_of(verb, kwargs) if key else "")
            return _run(act, actor, lambda: function(*args, **kwargs))

        registry[verb] = wrapper
        return wrapper

    return decorate


def _run(act: Act, actor: Actor, body: Callable[[], Any]) -> Any:
    for attempt in range(1, TRIES + 1):
        act._key_taken = False
        token = _current.set(act)
        try:
            answered = _answered(act, actor)
            if answered is not None:
                return answered
            with transaction.atomic():
                result = body()
                access.note_standing(actor, act.verb)
                return result
        except (Refusal, IntegrityError) as error:
            answered = _answered(act, actor)
            if answered is not None:
                return answered
            if isinstance(error, Refusal):
                raise
            raise Conflict("history.same_moment", SOMEBODY_WAS_FIRST) from error
        except OperationalError as error:
            if attempt == TRIES or not _worth_retrying(error):
                raise
        finally:
            _current.reset(token)
    raise AssertionError("unreachable")


def _worth_retrying(error: OperationalError) -> bool:
    outermost = not transaction.get_connection().in_atomic_block
    return outermost and getattr(error.__cause__, "sqlstate", None) in RETRY_STATES


def _answered(act: Act, actor: Actor) -> Any:
    """What an earlier call with the same key made: the subject's own row, or None when there was none."""
    if act.key is None:
        return None
    entry = Entry.objects.select_related("subject").filter(zone=actor.zone, act_key=act.key).first()
    if entry is None:
        return None
    if entry.act_digest != act.digest:
        raise Conflict("history.key_used", KEY_USED)
    return subjects.owner_of(entry.subject)


def digest_of(verb: str, kwargs: dict[str, Any]) -> str:
    """A digest of what was asked, without the clock: the same form sent twice gives the same digest."""
    parts = [verb] + [f"{name}={_plain(value)}" for name, value in sorted(kwargs.items()) if name != "now"]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _plain(value: Any) -> str:
    if isinstance(value, Actor):
        return str(value.account_uid)
    if isinstance(value, models.Model):
        return f"{value._meta.label}:{value.pk}"
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, (list, tuple, set, frozenset)):
        return "[" + ",".join(_plain(item) for item in value) + "]"
    if hasattr(value, "chunks"):
        return f"file:{value.name}:{value.size}"
    return repr(value)

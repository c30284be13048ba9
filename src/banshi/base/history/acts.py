"""What every use case shares: one transaction, one instant, one effect however often it is sent."""

import functools
import hashlib
import hmac
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, InterfaceError, OperationalError, models, transaction
from django.utils.translation import gettext_lazy as _

from banshi.base.engines.kept import Kept
from banshi.base.history import again
from banshi.base.history.models import Entry
from banshi.base.zones import access, clock, subjects
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Subject
from banshi.base.zones.refusals import Conflict, Refusal

P = ParamSpec("P")
R = TypeVar("R")

SOMEBODY_WAS_FIRST = _("Somebody else has just changed this. Open it again to see what was done.")
KEY_USED = _("This form was already sent with other content. Open the page again and fill it in anew.")


@dataclass
class Act:
    """One running use case: its verb, its instant, and the key that makes a repeated click harmless."""

    verb: str
    recorded_at: datetime
    key: UUID | None = None
    digest: str = ""
    _key_taken: bool = field(default=False, repr=False)
    _answer: int | None = field(default=None, repr=False)

    def answer_with(self, subject: Subject) -> None:
        """Say whose row the act answers with, when its first entry is another subject's (a split, a merger).

        Only the outermost use case decides; the subject must get an entry in the act.
        """
        self._answer = self._answer or subject.pk

    def take_key(self, subject: Subject) -> tuple[UUID | None, str]:
        """The key and digest for the entry that a repeated act is answered from; nothing for the others."""
        if self._key_taken or self.key is None or self._answer not in (None, subject.pk):
            return None, ""
        self._key_taken = True
        return self.key, self.digest

    def begin(self) -> None:
        """Forget what an attempt that was rolled back left here."""
        self._key_taken, self._answer = False, None


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
                    result = function(*args, **kwargs)
                    access.note_standing(actor, verb)
                    return result
            act = Act(verb, clock.now(actor.zone), key, digest_of(verb, kwargs) if key else "")
            return _run(act, actor, lambda: function(*args, **kwargs))

        registry[verb] = wrapper
        return wrapper

    return decorate


def _run(act: Act, actor: Actor, body: Callable[[], Any]) -> Any:
    for attempt in range(1, again.TRIES + 1):
        act.begin()
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
        except (OperationalError, InterfaceError) as error:
            if attempt == again.TRIES or not again.worth_it(error, keyed=act.key is not None):
                raise
            again.pause(attempt)
        finally:
            _current.reset(token)
    raise AssertionError("unreachable")


_BY_KEY = Kept(
    lambda zone, key: (
        Entry.objects.select_related("subject").filter(zone_id=zone, act_key=key).order_by("pk")[:1]
    ),
    zone=int,
    key=UUID,
)


def _answered(act: Act, actor: Actor) -> Any:
    """What an earlier call with the same key made: the subject's own row, or None when there was none."""
    if act.key is None:
        return None
    found = _BY_KEY(zone=actor.zone.pk, key=act.key)
    if not found:
        return None
    entry = found[0]
    if entry.act_digest != act.digest:
        raise Conflict("history.key_used", KEY_USED)
    return subjects.owner_of(entry.subject)


def done_under(actor: Actor, key: UUID | None) -> bool:
    """Whether something was done under this key. A page that first asks about what is there already (likely
    duplicates) asks no more then: what it would find is what the first click made."""
    return key is not None and bool(_BY_KEY(zone=actor.zone.pk, key=key))


def digest_of(verb: str, kwargs: dict[str, Any]) -> str:
    """A keyed digest of what was asked, without the clock: the same form sent twice gives the same one.

    It stays in the history, so without the key nobody can try phone numbers against it.
    """
    parts = [verb] + [f"{name}={_plain(value)}" for name, value in sorted(kwargs.items()) if name != "now"]
    return hmac.new(settings.SECRET_KEY.encode(), "\n".join(parts).encode(), hashlib.sha256).hexdigest()


def _plain(value: Any) -> str:
    if isinstance(value, Actor):
        return str(value.account_uid)
    if isinstance(value, models.Model):
        return f"{value._meta.label}:{value.pk}"
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return (
            "{"
            + ",".join(f"{f.name}={_plain(getattr(value, f.name))}" for f in fields(value) if f.repr)
            + "}"
        )
    if isinstance(value, dict):
        return "{" + ",".join(f"{key!r}={_plain(value[key])}" for key in sorted(value, key=repr)) + "}"
    if isinstance(value, (set, frozenset)):
        return "[" + ",".join(sorted(_plain(item) for item in value)) + "]"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(_plain(item) for item in value) + "]"
    if hasattr(value, "chunks"):
        return f"file:{value.name}:{value.size}"
    return repr(value)

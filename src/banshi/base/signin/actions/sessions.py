"""Ending sessions: one's own, another's, and those whose time is over."""

from datetime import datetime

from banshi.base.history.acts import use_case
from banshi.base.history.record import record
from banshi.base.signin.actions import common, events
from banshi.base.signin.marks import Visit
from banshi.base.signin.models import EventKind, Session
from banshi.base.zones import access
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Account

END = "signin.end_sessions"


def forget_sessions(account: Account, *, keep: str = "") -> int:
    """End every session of the account but the one with the key ``keep``; how many ended."""
    return Session.objects.filter(account=account).exclude(session_key=keep).delete()[0]


def end_session(*, account: Account, public: str, visit: Visit) -> None:
    """End one of one's own sessions; somebody else's is unknown."""
    if not Session.objects.filter(account=account, public=public).delete()[0]:
        raise access.unknown()
    events.note_at_the_door(EventKind.SESSION_ENDED, account=account, visit=visit, detail="one")


def end_all_sessions(*, account: Account, keep: str, visit: Visit) -> int:
    """End all of one's own sessions but the one in hand; how many ended."""
    ended = forget_sessions(account, keep=keep)
    if ended:
        events.note_at_the_door(EventKind.SESSION_ENDED, account=account, visit=visit, detail="others")
    return ended


@use_case("signin.end_sessions")
def end_others_session(
    *, actor: Actor, account: Account, now: datetime, public: str = "", visit: Visit | None = None
) -> Account:
    """End a session of somebody in the zone, or all of them. Verb ``signin.end_sessions``."""
    ground = common.lock_zone(actor, END)
    common.require_here(actor, account)
    rows = Session.objects.filter(account=account)
    if not rows.filter(public=public).delete()[0] if public else not rows.delete()[0]:
        raise access.unknown()
    events.note_here(EventKind.SESSION_ENDED, actor=actor, account=account, visit=visit)
    record(actor=actor, subject=ground, kind="signin.sessions_ended", data={"account": str(account.uid)})
    return account


def end_expired_sessions(*, now: datetime) -> int:
    """Take away the rows of sessions whose time is over; how many there were."""
    return Session.objects.filter(expire_date__lt=now).delete()[0]

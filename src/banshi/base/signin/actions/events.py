"""Writing audit rows. Part of the acts at the door; a row is never changed again."""

from banshi.base.signin.marks import Visit, mark_of
from banshi.base.signin.models import Event, EventKind
from banshi.base.zones import access, clock
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Account, Zone

NOBODY_PK = -1
POSTS_LONGEST = 200


def note_at_the_door(
    kind: EventKind,
    *,
    account: Account | None,
    visit: Visit,
    ok: bool = True,
    detail: str = "",
    login: str = "",
) -> None:
    """A row for somebody who has not chosen a zone yet: one per zone in which the account has a place.

    A login that nobody has costs the same look-ups and leaves a mark in place of the account.
    """
    asked = account or Account(pk=NOBODY_PK, login="")
    zones = access.policy().zones_of(asked)
    for zone in (zones if account else []) or [None]:
        posts = _posts(account, zone) if ok and account is not None and zone is not None else ()
        _write(
            kind,
            zone,
            account,
            visit,
            ok=ok,
            posts=posts,
            detail=detail,
            login_mark=mark_of("login", login.casefold()) if login and account is None else "",
        )


def note_here(
    kind: EventKind,
    *,
    actor: Actor,
    account: Account | None = None,
    visit: Visit | None = None,
    ok: bool = True,
    detail: str = "",
) -> None:
    """A row for what ``actor`` did in his zone, to himself or to ``account``."""
    own = account is None or account.uid == actor.account_uid
    by = None if actor.account_id is None or own else actor.account_id
    subject = account or (Account.objects.get(pk=actor.account_id) if actor.account_id else None)
    posts = actor.post_codes if own else ()
    _write(kind, actor.zone, subject, visit or Visit(), ok=ok, posts=posts, detail=detail, by_id=by)


def note_denied(*, actor: Actor, visit: Visit, route: str, thing: str, status: int) -> None:
    """A page that was refused to somebody signed in: not his to open, or not there for him."""
    _write(
        EventKind.DENIED,
        actor.zone,
        None,
        visit,
        ok=False,
        posts=actor.post_codes,
        account_id=actor.account_id,
        route=route[:80],
        thing=thing[:64],
        status=status,
    )


def _posts(account: Account, zone: Zone) -> tuple[str, ...]:
    actor = access.policy().actor_for(account, zone)
    return actor.post_codes if actor else ()


def _write(
    kind: EventKind,
    zone: Zone | None,
    account: Account | None,
    visit: Visit,
    *,
    posts: tuple[str, ...] = (),
    **columns,
) -> None:
    if account is not None:
        columns["account_id"] = account.pk
    Event.objects.create(
        zone=zone,
        at=clock.now(zone) if zone is not None else clock.process_now(),
        kind=kind,
        posts=",".join(posts)[:POSTS_LONGEST],
        origin=visit.mark,
        device=visit.device,
        **columns,
    )

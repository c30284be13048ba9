"""The demonstration's messages: told as they came up, read by most; letters that wait, and one that cannot arrive.

Nothing is ever sent from here: the only channel is switched off before anything of it is due, and the letter that is
tried has no address.
"""

from collections.abc import Iterator
from datetime import date

from banshi.base.calendars.queries import load_calendar
from banshi.base.outbox.actions import choose, give_up, keep_channel, read, set_enabled
from banshi.base.outbox.actions.delivering import deliver
from banshi.base.outbox.actions.own import keep_address
from banshi.base.outbox.actions.routing import route
from banshi.base.outbox.models import Channel, Delivery, Notice, State
from banshi.base.zones.access import Actor
from banshi.base.zones.demo import Demo, Life
from banshi.base.zones.models import Account
from banshi.core.matters.actions.reminding import tell_due

FIRST, DAILY_FROM, LAST = date(2021, 5, 28), date(2021, 6, 15), date(2021, 6, 16)
FRIDAY = 4
LATE, LATE_FROM = "environment_staff", date(2021, 6, 8)
LEADERS = ("party_secretary", "director", "deputy_secretary", "executive_deputy", "member_construction")
"""They read once a week."""

WITHOUT, WAITS = "project_staff", "building_staff"
MAIL = {
    "host": "mail.yunting.example",
    "port": "587",
    "security": "tls",
    "sender": "banshi@yunting.example",
}
TRIED = (
    date(2021, 5, 26),
    date(2021, 5, 28),
    date(2021, 6, 2),
    date(2021, 6, 4),
    date(2021, 6, 9),
    date(2021, 6, 11),
)
GIVEN_UP = "已电话告知项目服务中心；收件地址由本人重新填写。"


def lives(demo: Demo) -> Iterator[Life]:
    """Who reads what when; the mail channel and its letters."""
    yield _reading(demo)
    yield _mail(demo)


def _by(demo: Demo, login: str) -> Actor:
    return demo.actor(demo.things[f"account:{login}"])


def _reading(demo: Demo) -> Life:
    """From the end of May everybody reads on Fridays; in the last days those who work in it daily do."""
    calendar = load_calendar(demo.zone)
    day = FIRST
    while day <= LAST:
        if day.weekday() == FRIDAY or day >= DAILY_FROM:
            yield demo.at(day, 17, 50)
            _route(demo)
            _read(demo, day)
        day = calendar.next_workday(day)
    yield demo.at(date(2021, 6, 17), 9, 55)
    _route(demo)


def _route(demo: Demo) -> None:
    while route(demo.zone):
        pass


def _read(demo: Demo, day: date) -> None:
    unread = Notice.objects.filter(zone=demo.zone, read_at=None).values("account")
    for account in Account.objects.filter(pk__in=unread).order_by("pk"):
        late = account.login == LATE and day >= LATE_FROM
        if not late and (day < DAILY_FROM or account.login not in LEADERS):
            read(actor=demo.actor(account), now=demo.now)


def _mail(demo: Demo) -> Life:
    """A mail server comes in May. One address is taken away; it is off on the 17th."""
    yield demo.at(date(2021, 5, 24), 10)
    admin = _by(demo, "system_staff")
    mail = keep_channel(actor=admin, kind="email", name="园区邮箱", values=MAIL, now=demo.now)
    by = _by(demo, WITHOUT)
    choose(actor=by, channel=mail, address="project@yunting.example", muted=(), now=demo.now)
    keep_address(actor=by, account_id=by.account_id, kind="email", text="", now=demo.now)
    for day in TRIED:
        yield demo.at(day, 18, 20)
        _route(demo)
        deliver(demo.zone, "demonstration")
    choose(actor=_by(demo, WITHOUT), channel=None, address="", muted=(), now=demo.now)
    yield demo.at(date(2021, 6, 15), 9, 30)
    _give_up(demo)
    yield from _waiting(demo, mail)


def _give_up(demo: Demo) -> None:
    """All that could not arrive but the last, which waits for somebody to look at it."""
    dead = list(Delivery.objects.filter(zone=demo.zone, state=State.DEAD).order_by("pk"))
    if len(dead) > 1:
        give_up(actor=_by(demo, "system_staff"), deliveries=dead[:-1], reason=GIVEN_UP, now=demo.now)


def _waiting(demo: Demo, mail: Channel) -> Life:
    """What is due soon is told before the hours of messages begin; then the channel is switched off for the day."""
    yield demo.at(date(2021, 6, 16), 16)
    choose(actor=_by(demo, WAITS), channel=mail, address="building@yunting.example", muted=(), now=demo.now)
    yield demo.at(date(2021, 6, 17), 7, 50)
    tell_due(actor=demo.system, now=demo.now)
    _route(demo)
    set_enabled(actor=_by(demo, "system_staff"), channel=mail, enabled=False, now=demo.now)

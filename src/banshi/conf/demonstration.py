"""Loading the demonstration zone, once, through the use cases; and handing out its sign-ins."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

from banshi.base.calendars.actions import seed_calendar
from banshi.base.history.models import Entry
from banshi.base.presets.founding import adopt_defaults
from banshi.base.signin.actions import Secret, set_password
from banshi.base.zones import access, clock
from banshi.base.zones.actions import found_zone
from banshi.base.zones.demo import Demo, SignIn, parts, play
from banshi.base.zones.models import Account, Zone

CODE = "demo"
STARTS_ON = date(2021, 3, 1)
UNTIL = datetime(2021, 6, 17, 2, 0, tzinfo=UTC)  # 17 June 2021, 10:00 in the zone


def load() -> Demo:
    """Found the zone, play every app's part, and leave its clock at the morning of 17 June 2021."""
    start = datetime(2021, 3, 1, 0, 0, tzinfo=UTC)
    with clock.fixed(start):
        zone = found_zone(
            code=CODE,
            name_zh="云汀经济开发区(演示)",
            name_en="Yunting Economic Development Zone (demonstration)",
            now=start,
            simulated=True,
            founded_on=STARTS_ON,
        )
        system = access.system_actor(zone)
        adopt_defaults(actor=system, now=start)
        seed_calendar(actor=system, now=start)
    demo = Demo(Zone.objects.select_related("subject").get(pk=zone.pk), STARTS_ON)
    play(demo, UNTIL)
    resume_clock(UNTIL)
    demo.zone.refresh_from_db(fields=["clock_offset_seconds"])
    return demo


def resume_clock(at: datetime | None = None) -> None:
    """Let the demonstration's clock go on from ``at``, or from its last entry: it stands while the server is off."""
    zone = Zone.objects.filter(code=CODE, simulated=True).first()
    if zone is None:
        return
    offset = int(((at or _last_entry(zone)) - datetime.now(UTC)).total_seconds()) + 1
    Zone.objects.filter(pk=zone.pk).update(clock_offset_seconds=offset)


@contextmanager
def at_last_entry(zone: Zone) -> Iterator[None]:
    """Hold the clock just after the zone's last entry, for what is done while the server may be off."""
    with clock.fixed(_last_entry(zone) + timedelta(seconds=1)):
        yield


def _last_entry(zone: Zone) -> datetime:
    entries = Entry.objects.filter(zone=zone).order_by("-recorded_at")
    return max(filter(None, (entries.values_list("recorded_at", flat=True).first(), UNTIL)))


def printed_sign_ins(zone: Zone) -> list[SignIn]:
    """The sign-ins that the parts print, found again by login."""
    found = []
    for module in parts():
        for login, zh, en in getattr(module, "PRINTED", ()):
            account = Account.objects.filter(login=login).first()
            if account is not None:
                found.append(SignIn(zh, en, account))
    return found


def fresh_passwords(zone: Zone) -> list[tuple[SignIn, str]]:
    """Give each printed sign-in a new random password; it is shown once and kept nowhere."""
    given = []
    for sign_in in printed_sign_ins(zone):
        password = "-".join(secrets.token_hex(2) for _part in range(4))
        set_password(
            actor=access.system_actor(zone),
            account=sign_in.account,
            password=Secret(password),
            now=clock.now(zone),
        )
        Account.objects.filter(pk=sign_in.account.pk).update(must_change_password=False)
        given.append((sign_in, password))
    return given

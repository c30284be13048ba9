"""The list of audit rows."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from banshi.base.signin import devices
from banshi.base.signin.actions.factors import REASONS
from banshi.base.signin.models import Event, EventKind, FactorKind
from banshi.base.signin.providers.registry import KINDS
from banshi.base.tables.definitions import Column, Filter, Mark, Table
from banshi.base.zones import clock
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Zone
from banshi.core.org import queries as org
from banshi.core.org.models import Person

DETAILS: dict[str, str | Promise] = {
    "password": _("password"),
    "recovery": _("recovery code"),
    "wrong": _("wrong account or password"),
    "too_often": _("tried too often"),
    "code": _("wrong or used code"),
    "one": _("one session"),
    "others": _("all others"),
    **dict(FactorKind.choices),
    **dict(REASONS),
}


def audit_rows(actor: Actor) -> QuerySet[Event]:
    """The audit rows that the actor may see, with the people behind the accounts and their posts of today."""
    today = clock.today(actor.zone)
    people = org.with_posts(Person.objects.filter(zone=actor.zone).select_related("subject"), today)
    return (
        Event.objects.visible_to(actor)
        .select_related("zone")
        .prefetch_related(
            Prefetch("account__people", queryset=people, to_attr="people_here"),
            Prefetch("by__people", queryset=people, to_attr="people_here"),
        )
    )


def person_words(account: Any) -> str:
    """The person of an account by number and posts; empty where the zone knows nobody with it."""
    found = getattr(account, "people_here", [])
    return " · ".join([found[0].name, *(post.name for post in found[0].posts_today)]) if found else ""


def _who(row: Event) -> str:
    if row.account is None:
        return str(_("unknown account %(mark)s")) % {"mark": row.login_mark} if row.login_mark else ""
    return person_words(row.account)


def _outcome(row: Event) -> Mark:
    return Mark(_("done"), "done") if row.ok else Mark(_("turned away"), "waiting")


def _detail(row: Event) -> str:
    if row.kind == EventKind.DENIED:
        return " ".join(part for part in (str(row.status or ""), row.route, row.thing) if part)
    kind, _space, why = row.detail.partition(" ")
    if kind in KINDS:
        return " · ".join(part for part in (str(KINDS[kind].label), why) if part)
    return str(DETAILS.get(row.detail, row.detail))


def _day(zone: Zone, edge: time, look_up: str) -> Callable[[QuerySet, date], QuerySet]:
    """Rows from the first, or up to the last, instant of a day of the zone."""
    here = ZoneInfo(zone.timezone)
    return lambda rows, day: rows.filter(**{look_up: datetime.combine(day, edge, tzinfo=here)})


def audit_table(zone: Zone) -> Table:
    """The list, its days those of the zone."""
    days = (
        Filter("from", _("From"), (), _day(zone, time.min, "at__gte"), day=True),
        Filter("until", _("Until"), (), _day(zone, time.max, "at__lte"), day=True),
    )
    return replace(AUDIT, filters=(*AUDIT.filters, *days))


AUDIT = Table(
    code="audit",
    title=_("Audit"),
    unit=_("%(n)s rows"),
    columns=(
        Column("at", _("When"), "at", kind="datetime", phone="meta", order_by=("at",)),
        Column("kind", _("Event"), "get_kind_display", phone="title"),
        Column("outcome", _("Done or turned away"), _outcome, kind="state"),
        Column("who", _("Who"), _who, phone="meta", wide=True, width=30),
        Column("posts", _("Posts then"), "posts", phone="hidden"),
        Column("detail", _("Detail"), _detail, phone="foot", wide=True, width=30),
        Column("by", _("By"), lambda row: person_words(row.by), phone="hidden", width=24),
        Column(
            "device", _("Device"), lambda row: devices.say(row.device) if row.device else "", phone="foot"
        ),
        Column("origin", _("Origin"), "origin", phone="hidden"),
    ),
    filters=(
        Filter("kind", _("Event"), EventKind.choices, lambda rows, value: rows.filter(kind=value)),
        Filter(
            "outcome",
            _("Done or turned away"),
            (("done", _("done")), ("refused", _("turned away"))),
            lambda rows, value: rows.filter(ok=value == "done"),
        ),
    ),
    order=("-at",),
    empty=_("Sign-ins, failures, refused pages and changes of second factors stand here."),
)

"""The rows of the lists: today's from the matters, those of any other day from their period rows alone.

Every row carries ``judged_on`` and ``near_until`` (the day for which lights are judged and the last due
day that counts as near on it) and ``late_co`` (a co-handler is late), so that filters compare columns and
columns show words without another query. Access is judged as of today, whichever day is shown.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import DateField, Exists, F, Model, OuterRef, Prefetch, Q, QuerySet, Value

from banshi.base.calendars.queries import load_calendar
from banshi.base.history.periods import OPEN_INSTANT
from banshi.base.presets import queries as presets
from banshi.base.zones import clock
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Zone
from banshi.core.matters import extras
from banshi.core.matters.models import CoHandler, Matter, MatterPeriod
from banshi.core.matters.rules import lights
from banshi.core.matters.rules.lifecycle import Lifecycle
from banshi.core.org.models import PostHolding

NAMED = ("name_zh", "name_en", "subject__label")
OF_MATTER = (
    "subject", "raiser_org", "raiser_unit", "raiser_kind", "place", "about", "raised_on", "recorded_on",
)  # fmt: skip
"""What a period row's columns ask of the matter itself."""
SHOWN_OF = {
    "subject": ("uid", "kind"),
    "raiser_org": NAMED,
    "place": NAMED,
    "about": ("caption", "label"),
}
"""What is shown of other rows, by the matter's link to them. Units and posts come from :func:`.org.queries.known`."""


@dataclass(frozen=True)
class Moment:
    """The day for which a list is shown, and what lights are judged by on it."""

    day: date
    near_until: date
    ends_at: datetime
    lifecycle: Lifecycle

    @property
    def open_states(self) -> tuple[str, ...]:
        """The states in which a matter is open."""
        return self.lifecycle.states_where(open_only=True)


def moment(zone: Zone, as_of: date | None = None, known_at: datetime | None = None) -> Moment:
    """What a list of ``as_of`` (today, when it is None) is judged by; one query for the calendar."""
    day = as_of or clock.today(zone)
    ends_at = clock.at_time(zone, day + timedelta(days=1))
    return Moment(
        day=day,
        near_until=lights.near_limit(presets.rules(zone, "lights", day), load_calendar(zone), day),
        ends_at=min(ends_at, known_at) if known_at else ends_at,
        lifecycle=presets.rules(zone, "lifecycle", clock.today(zone)),
    )


def issue_rows(actor: Actor, as_of: date | None = None, known_at: datetime | None = None) -> QuerySet:
    """问题清单: all that was collected; merged duplicates and what was not accepted are not in it."""
    return _whole("issues", actor, as_of, known_at)


def responsibility_rows(
    actor: Actor, as_of: date | None = None, known_at: datetime | None = None
) -> QuerySet:
    """责任清单: all that was dispatched, with its co-handlers."""
    return _whole("responsibility", actor, as_of, known_at)


def key_rows(actor: Actor, as_of: date | None = None, known_at: datetime | None = None) -> QuerySet:
    """重点责任清单: what stands on the key list on the day."""
    return _whole("key", actor, as_of, known_at)


def closure_rows(actor: Actor, as_of: date | None = None, known_at: datetime | None = None) -> QuerySet:
    """销号台账: what is closed out on the day, with the posts of those who verified it."""
    return _whole("closure", actor, as_of, known_at)


def claimed_rows(actor: Actor, as_of: date | None = None, known_at: datetime | None = None) -> QuerySet:
    """What came in as closed out before Banshi and nobody here has verified; in no other list."""
    return _whole("claimed", actor, as_of, known_at)


ROWS = {
    "claimed": claimed_rows,
    "issues": issue_rows,
    "responsibility": responsibility_rows,
    "closure": closure_rows,
    "key": key_rows,
}


def _whole(code: str, actor: Actor, as_of: date | None, known_at: datetime | None) -> QuerySet:
    at = moment(actor.zone, as_of, known_at)
    rows = rows_at(code, actor, at, dated=as_of is not None or known_at is not None, known_at=known_at)
    return rows.prefetch_related(*hanging(code, at, rows.model))


def rows_at(code: str, actor: Actor, at: Moment, *, dated: bool, known_at: datetime | None) -> QuerySet:
    """The rows of the list ``code`` without what hangs on them; from period rows when it is ``dated``."""
    rows = _listed(_rows(actor, at, dated, known_at), at, LISTED.get(code, code))
    if code == "key":
        return rows.filter(key_listed=True)
    if code != "closure":
        return rows
    rows = extras.annotated(rows.filter(closed_on__isnull=False))
    return rows.select_related(*_paths(rows, (), ("verifier",)))


EVER = OPEN_INSTANT - timedelta(seconds=1)
"""What is known at this instant is what is known now. SQLite keeps no count for single values, so it believes that
next to nothing is recorded up to :data:`OPEN_INSTANT`, and walks over everything that is, for each row once more."""

LISTED = {"issues": "issue", "key": "issue"}
"""The lists that show the states of another name."""


def hanging(code: str, at: Moment, model: type[Model]) -> tuple[Prefetch, ...]:
    """What else the list ``code`` shows: co-handlers, or the posts of those who verified."""
    if code in ("issues", "claimed"):
        return ()
    if code == "closure":
        posts = PostHolding.objects.select_related("post").order_by("post__unit__protocol", "post__order")
        return (Prefetch("verifier__holdings", queryset=posts),)
    lead = "" if model is Matter else "matter__"
    units = (
        CoHandler.objects.filter(Q(released_at__isnull=True) | Q(released_at__gte=at.ends_at))
        .select_related("unit")
        .order_by("unit__protocol", "unit__pk")
    )
    return (Prefetch(f"{lead}co_handlers", queryset=units),)


def judged(rows: QuerySet, at: Moment) -> QuerySet:
    """``rows`` with the day they are judged on, the last near day, and whether a co-handler is late."""
    matter = "pk" if rows.model is Matter else "matter"
    late = CoHandler.objects.filter(
        Q(replied_at__isnull=True) | Q(replied_at__gte=at.ends_at),
        Q(released_at__isnull=True) | Q(released_at__gte=at.ends_at),
        zone=OuterRef("zone"),
        matter=OuterRef(matter),
        due_on__lt=at.day,
    )
    return rows.annotate(
        judged_on=Value(at.day, DateField()),
        near_until=Value(at.near_until, DateField()),
        late_co=Exists(late),
    )


def _rows(actor: Actor, at: Moment, dated: bool, known_at: datetime | None) -> QuerySet:
    if not dated:
        rows = Matter.objects.visible_to(actor)
    else:
        rows = MatterPeriod.objects.as_of(at.day, known_at).filter(raised_on__lte=at.day).visible_to(actor)
        rows = rows.annotate(number=F("matter__number"), title=F("matter__title"))
        rows = rows.annotate(recorded_on=F("matter__recorded_on"))
    return _slim(judged(rows, at))


def _slim(rows: QuerySet) -> QuerySet:
    """The row whole, and of the rows it leads to only what lists show."""
    lead = "" if rows.model is Matter else "matter__"
    columns = [field.name for field in rows.model._meta.concrete_fields]
    of_matter = OF_MATTER if lead else ()
    shown = [f"{link}__{column}" for link, of_link in SHOWN_OF.items() for column in of_link]
    links = ("subject", "raiser_org__subject", "place__subject", "about")
    rows = rows.select_related(*(f"{lead}{link}" for link in links))
    return rows.only(*columns, *(f"{lead}{name}" for name in (*of_matter, *shown)))


def _paths(rows: QuerySet, of_matter: tuple[str, ...], of_row: tuple[str, ...]) -> list[str]:
    """Paths to follow: what never changes stands in the matter, what changes in the row itself."""
    lead = "" if rows.model is Matter else "matter__"
    return [*of_row, *(f"{lead}{path}" for path in of_matter)]


def _listed(rows: QuerySet, at: Moment, listed: str) -> QuerySet:
    return rows.filter(state__in=at.lifecycle.states_where(listed=listed))


# Narrowing, by columns that the matter and its period row share.


def overdue() -> Q:
    """The running clock has passed its day on the day shown (red)."""
    return Q(clock_due_on__lt=F("judged_on"))


def behind() -> Q:
    """Not overdue, but a promised reply or a co-handler's part is late (yellow)."""
    return ~_due_before("judged_on") & (Q(next_reply_on__lt=F("judged_on")) | Q(late_co=True))


def near() -> Q:
    """Not behind, and due within the near days (blue)."""
    in_reach = Q(clock_due_on__gte=F("judged_on"), clock_due_on__lte=F("near_until"))
    return (
        in_reach & Q(late_co=False) & (Q(next_reply_on__isnull=True) | Q(next_reply_on__gte=F("judged_on")))
    )


def flagged() -> Q:
    """Any light is on."""
    return Q(clock_due_on__lte=F("near_until")) | Q(next_reply_on__lt=F("judged_on")) | Q(late_co=True)


def _due_before(day: str) -> Q:
    return Q(clock_due_on__isnull=False, clock_due_on__lt=F(day))


def reopened(rows: QuerySet) -> QuerySet:
    """Re-opened at least once by the day shown. What ever was stays so, and so the matter's own index leads there."""
    rows = rows.filter(reopened__gt=0)
    return rows if rows.model is Matter else rows.filter(matter__reopened__gt=0)


def late_recorded(rows: QuerySet, which: str) -> QuerySet:
    """``late``: recorded after the day it was raised; ``after``: recorded after the day shown."""
    return rows.filter(recorded_on__gt=F("raised_on" if which == "late" else "judged_on"))

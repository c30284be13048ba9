"""The list of occasions and the list of series, each defined once."""

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from banshi.base.tables.definitions import Choices, Column, Filter, Mark, Table
from banshi.base.zones import clock
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Zone
from banshi.core.matters.rules.lifecycle import named
from banshi.core.occasions import queries, rules
from banshi.core.occasions.models import Occasion, Series
from banshi.core.org.models import Unit
from banshi.core.org.queries import protocol_order

WEEKDAYS = (
    (0, _("Monday")),
    (1, _("Tuesday")),
    (2, _("Wednesday")),
    (3, _("Thursday")),
    (4, _("Friday")),
    (5, _("Saturday")),
    (6, _("Sunday")),
)
STATES = tuple((code, word) for code, (word, _tone) in queries.WORDS.items())


def occasions(actor: Actor) -> Table:
    """活动记录, as ``actor`` reads it."""
    kinds = queries.kind_names(actor.zone)
    today = clock.today(actor.zone)

    def in_state(rows: QuerySet, value: str) -> QuerySet:
        if value == rules.MISSED:
            return queries.missed(rows, today)
        found = rows.filter(state=value)
        return found.filter(planned_on__gte=today) if value == rules.PLANNED else found

    return Table(
        code="occasions",
        title=_("Occasions"),
        unit=_("%(n)s occasions"),
        columns=(
            Column("number", _("Number"), "number", phone="hidden", order_by=("number",)),
            Column("title", _("Occasion"), "title", phone="title", wide=True),
            Column("kind", _("Kind"), lambda row: named(kinds[row.kind]) if row.kind in kinds else row.kind),
            Column("planned_on", _("Planned for"), "planned_on", "date", order_by=("planned_on",)),
            Column("held_on", _("Took place on"), "held_on", "date", "hidden", ("held_on",)),
            Column("host", _("Host unit"), "host.name", phone="foot"),
            Column("place", _("Place"), "place.name", phone="foot"),
            Column("person_times", _("Person-times"), "person_times", "number", phone="hidden"),
            Column("state", _("State"), _state, "state"),
        ),
        order=("-planned_on",),
        filters=(
            Filter(
                "kind",
                _("Kind"),
                [(code, named(kind)) for code, kind in kinds.items()],
                lambda rows, value: rows.filter(kind=value),
            ),
            Filter("state", _("State"), STATES, in_state),
            Filter("unit", _("Host unit"), _units, lambda rows, value: rows.filter(host__code=value)),
            Filter("from", _("From"), (), lambda rows, value: rows.filter(planned_on__gte=value), day=True),
            Filter("until", _("Until"), (), lambda rows, value: rows.filter(planned_on__lte=value), day=True),
        ),
        search=_search,
        search_label=_("Number, wording or place"),
        row_url=lambda row: reverse("occasions:occasion", args=[row.subject.uid]),
        row_past=lambda row: row.state == rules.CANCELLED,
        empty=_("What is planned and what was held stands here: coordination, patrols, visits, drills."),
        first_step=lambda actor: (
            (_("Plan an occasion"), reverse("occasions:plan")) if actor.holds("occasions.plan") else None
        ),
    )


def _state(row: Occasion) -> Mark:
    return Mark(*queries.WORDS[rules.state_on(row.state, row.planned_on, row.judged_on)])


def _units(actor: Actor) -> Choices:
    rows = Unit.objects.visible_to(actor).order_by(*protocol_order())
    return [(unit.code, unit.name) for unit in rows]


def _search(rows: QuerySet, zone: Zone, text: str) -> QuerySet:
    return rows.filter(
        Q(number__icontains=text) | Q(title__icontains=text) | Q(place__name_zh__icontains=text)
    )


def rule_words(row: Series) -> Any:
    """The rule in words."""
    if row.every == rules.WEEK:
        day = dict(WEEKDAYS)[row.weekday]
        if row.interval == 1:
            return _("Every week on %(day)s") % {"day": day}
        return _("Every %(n)s weeks on %(day)s") % {"n": row.interval, "day": day}
    if row.interval == 1:
        return _("Every month on day %(day)s") % {"day": row.month_day}
    return _("Every %(n)s months on day %(day)s") % {"n": row.interval, "day": row.month_day}


SERIES = Table(
    code="occasion_series",
    title=_("Series"),
    unit=_("%(n)s series"),
    columns=(
        Column("title", _("Occasion"), "title", phone="title", wide=True),
        Column("rule", _("How often"), rule_words),
        Column("host", _("Host unit"), "host.name", phone="foot"),
        Column("starts_on", _("From"), "starts_on", "date", order_by=("starts_on",)),
        Column("ends_on", _("Last day"), "ends_on", "date", "hidden", ("ends_on",)),
        Column("missed", _("Missed"), "missed_count", "number"),
    ),
    order=("-starts_on",),
    row_url=lambda row: reverse("occasions:series", args=[row.subject.uid]),
    row_past=lambda row: row.ends_on is not None,
    empty=_("What comes again stands here: the weekly coordination, the monthly review."),
    first_step=lambda actor: (
        (_("Plan a series"), reverse("occasions:plan_series")) if actor.holds("occasions.plan") else None
    ),
)

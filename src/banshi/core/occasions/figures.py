"""The figures of occasions: how many were held, person-times and distinct persons, and what was missed.

They count from the first of January of the year asked for to the day asked for (今年以来), by the day on which an
occasion was held, as far as it was recorded by then.
"""

from collections.abc import Callable
from datetime import date

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from banshi.base.figures.records import behind
from banshi.base.figures.registry import Figure, Part, Question, Split, Text, Value, register
from banshi.base.zones.models import Subject
from banshi.core.matters.rules.lifecycle import named
from banshi.core.occasions.models import Attendance, Occasion, State
from banshi.core.occasions.queries import kind_names

GROUP = _("Occasions")


def held_rows(question: Question) -> QuerySet[Occasion]:
    """Occasions held in the year up to the day, within the scope asked for."""
    rows = Occasion.objects.visible_to(question.actor).filter(
        held_on__range=(date(question.as_of.year, 1, 1), question.as_of), held_at__lt=question.reaches_to
    )
    return _scoped(rows, question)


def _scoped(rows: QuerySet[Occasion], question: Question) -> QuerySet[Occasion]:
    kind, unit = question.scope.get("kind"), question.scope.get("unit")
    rows = rows.filter(kind=kind) if kind else rows
    return rows.filter(host__code=unit) if unit else rows


def there(question: Question) -> QuerySet[Attendance]:
    """Who was at them, as known at the moment asked for."""
    at = question.reaches_to
    return Attendance.objects.filter(
        Q(ended_at__isnull=True) | Q(ended_at__gte=at),
        zone=question.zone,
        occasion__in=held_rows(question).values("pk"),
        noted_at__lt=at,
    )


def _subjects(rows: QuerySet[Occasion]) -> QuerySet[Subject]:
    return behind(rows)


def held(question: Question) -> Value:
    """How many were held."""
    rows = held_rows(question)
    return Value(question.count("occasions.held", rows), _("occasions"), records=_subjects(rows))


def _counted(question: Question) -> dict[str, int]:
    """Person-times, persons known, and those who were only counted: one query for all of them."""
    known = Q(person__isnull=False)

    def ask() -> dict[str, int]:
        return there(question).aggregate(
            times=Sum("count"),
            persons=Count("person", distinct=True),
            rest=Sum("count", filter=~known),
        )

    return question.remember("occasions", ask)


def person_times(question: Question) -> Value:
    """The sum of those who were at each."""
    total = _counted(question)["times"] or 0
    return Value(total, _("person-times"), records=_subjects(held_rows(question)))


def persons(question: Question) -> Value:
    """How many different people known by name or post; those who were only counted are told apart."""
    found = _counted(question)
    notes = (_("%(n)s more were only counted") % {"n": found["rest"]},) if found["rest"] else ()
    return Value(found["persons"], _("persons"), records=_subjects(held_rows(question)), notes=notes)


def missed_rows(question: Question) -> QuerySet[Occasion]:
    """Planned for a day in the year before the day asked for, neither held nor cancelled."""
    rows = _scoped(Occasion.objects.visible_to(question.actor), question).filter(
        planned_on__gte=date(question.as_of.year, 1, 1),
        planned_on__lt=question.as_of,
        recorded_at__lt=question.reaches_to,
    )
    return rows.exclude(state=State.CANCELLED).exclude(held_at__lt=question.reaches_to)


def missed(question: Question) -> Value:
    """How many were missed."""
    rows = missed_rows(question)
    return Value(question.count("occasions.missed", rows), _("occasions"), records=_subjects(rows))


def _by_kind(question: Question) -> tuple[Part, ...]:
    names = kind_names(question.zone)
    found = held_rows(question).order_by("kind").values("kind").annotate(n=Count("pk"))
    return tuple(
        Part(row["kind"], named(names[row["kind"]]) if row["kind"] in names else row["kind"], row["n"])
        for row in found
    )


def _times_by_kind(question: Question) -> tuple[Part, ...]:
    names = kind_names(question.zone)
    rows = there(question).order_by().values(kind=F("occasion__kind")).annotate(n=Sum("count"))
    return tuple(
        Part(row["kind"], named(names[row["kind"]]) if row["kind"] in names else row["kind"], row["n"])
        for row in rows.order_by("kind")
    )


def _figure(
    order: int,
    code: str,
    name: Text,
    definition: Text,
    unit: Text,
    compute: Callable[[Question], Value],
    *splits: Split,
    rows: Callable[[Question], QuerySet] | None = None,
) -> None:
    register(
        Figure(
            code=f"occasions.{code}",
            name=name,
            definition=definition,
            unit=unit,
            compute=compute,
            group=GROUP,
            order=order,
            verb="occasions.view",
            splits=splits,
            counts=(lambda question: {f"occasions.{code}": rows(question)}) if rows else None,
        )
    )


_figure(
    600, "held", _("Occasions held"),
    _("Occasions held from the first of January to the day, as recorded by then."),
    _("occasions"), held, Split("kind", _("By kind"), _by_kind), rows=held_rows,
)  # fmt: skip
_figure(
    610, "person_times", _("Person-times at occasions"),
    _("The sum over all occasions held of those who were there: who was at two counts twice."),
    _("person-times"), person_times, Split("kind", _("By kind"), _times_by_kind),
)  # fmt: skip
_figure(
    620, "persons", _("Distinct persons at occasions"),
    _("Different people, known by name or post, who were at an occasion that was held."),
    _("persons"), persons,
)  # fmt: skip
_figure(
    630, "missed", _("Occasions missed"),
    _("Occasions planned for a day of the year that lies behind, neither held nor cancelled."),
    _("occasions"), missed, rows=missed_rows,
)  # fmt: skip

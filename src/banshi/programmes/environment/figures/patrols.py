"""The figures of patrols: how many, person-times, findings, how they stand, and sites at eight times 100 %.

They count from the first of January of the year asked for to the day asked for (今年以来).
"""

from collections.abc import Callable
from datetime import date

from django.db.models import F, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from banshi.base.figures.records import behind, beyond, named
from banshi.base.figures.registry import Figure, Question, Text, Value, percent, register
from banshi.base.zones.models import Subject
from banshi.core.occasions.models import Attendance, Occasion
from banshi.programmes.environment.models import Finding
from banshi.programmes.environment.queries import patrols as queries

GROUP = _("Environment")


def _since(question: Question) -> date:
    return date(question.as_of.year, 1, 1)


def held(question: Question) -> QuerySet[Occasion]:
    """Patrols held in the year up to the day."""
    rows = Occasion.objects.visible_to(question.actor).filter(patrol__isnull=False)
    return rows.filter(held_on__range=(_since(question), question.as_of), held_at__lt=question.reaches_to)


def found(question: Question) -> QuerySet[Finding]:
    """Findings of the year up to the day, as known at the moment asked for."""
    rows = Finding.objects.visible_to(question.actor)
    return rows.filter(found_on__range=(_since(question), question.as_of), found_at__lt=question.reaches_to)


def _subjects(rows: QuerySet, path: str) -> QuerySet[Subject]:
    return behind(rows, path)


def patrols(question: Question) -> Value:
    """How many patrols."""
    rows = held(question)
    return Value(rows.count(), _("patrols"), records=_subjects(rows, "subject"))


def person_times(question: Question) -> Value:
    """The sum of the inspectors of each patrol: two patrols by three people are six."""
    at, rows = question.reaches_to, held(question)
    there = Attendance.objects.filter(
        Q(ended_at__isnull=True) | Q(ended_at__gte=at),
        zone=question.zone,
        occasion__in=rows.values("pk"),
        noted_at__lt=at,
    )
    total = there.aggregate(n=Sum("count"))["n"] or 0
    return Value(total, _("person-times"), records=_subjects(rows, "subject"))


def findings(question: Question) -> Value:
    """How many problems were found."""
    rows = found(question)
    return Value(rows.count(), _("findings"), records=_subjects(rows, "matter__subject"))


def _ratio(part: QuerySet, whole: QuerySet) -> Value:
    counted, out_of = part.count(), whole.count()
    return Value(
        percent(counted, out_of),
        "%",
        numerator=counted,
        denominator=out_of,
        records=_subjects(part, "matter__subject"),
        failing=_subjects(beyond(whole, part), "matter__subject"),
    )


def assigned(question: Question) -> Value:
    """Of the findings: handed to a department on the day of the finding."""
    whole = found(question)
    return _ratio(whole.filter(matter__dispatched_on=F("found_on")), whole)


def rectified(question: Question) -> Value:
    """Of the findings: closed out by the day, after a recheck."""
    whole = found(question)
    states = queries.standing(question.zone, whole, question.as_of, question.known_on)
    done = [matter for matter, state in states.items() if state == "closed"]
    return _ratio(whole.filter(matter__in=done), whole)


def sites_full(question: Question) -> Value:
    """Of the sites that were checked: those where every item of the list is met, put right, or does not apply."""
    if not (question.actor.system or question.actor.holds("environment.view")):
        return Value(None)
    _list, rows = queries.wall(question.zone, question.as_of, question.known_on)
    checked = [row for row in rows if row.checked]
    full = [row.site.place.subject_id for row in checked if row.full]
    rest = [row.site.place.subject_id for row in checked if not row.full]
    return Value(
        percent(len(full), len(checked)),
        "%",
        numerator=len(full),
        denominator=len(checked),
        records=named(full),
        failing=named(rest),
    )


def _figure(
    order: int,
    code: str,
    name: Text,
    definition: Text,
    unit: Text,
    compute: Callable[[Question], Value],
    failing: Text = "",
) -> None:
    register(
        Figure(
            code=f"environment.{code}",
            name=name,
            definition=definition,
            unit=unit,
            compute=compute,
            group=GROUP,
            order=order,
            verb="environment.view",
            ratio=unit == "%",
            failing_label=failing,
        )
    )


_figure(
    700, "patrols", _("Site patrols"), _("Site patrols held from the first of January to the day."),
    _("patrols"), patrols,
)  # fmt: skip
_figure(
    710, "patrol_person_times", _("Person-times of site patrols"),
    _("The sum over all site patrols of the year of those who went: two patrols by three people are six."),
    _("person-times"), person_times,
)  # fmt: skip
_figure(
    720, "findings", _("Problems found on sites"),
    _("Problems that site patrols of the year found and handed over for rectification."),
    _("findings"), findings,
)  # fmt: skip
_figure(
    730, "findings_assigned", _("Findings handed over on the day"),
    _("Findings of the year handed to a department on the day of the finding ÷ all findings of the year."),
    "%", assigned, _("Handed over later"),
)  # fmt: skip
_figure(
    740, "findings_rectified", _("Findings put right"),
    _("Findings of the year closed out by the day after a recheck by the issuer ÷ all findings of the year."),
    "%", rectified, _("Still open"),
)  # fmt: skip
_figure(
    750, "sites_full", _("Sites where every item is met"),
    _("Sites where every item of the list was met at the last check, put right since, or does not apply for a "
      "reason given ÷ sites that were checked."),
    "%", sites_full, _("Not every item met"),
)  # fmt: skip

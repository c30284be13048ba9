"""The figures of patrols: how many, person-times, findings, how they stand, and sites at eight times 100 %.

They count from the first of January of the year asked for to the day asked for (今年以来), or the months asked
for, as far as that day.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from banshi.base.figures.records import behind, beyond, named
from banshi.base.figures.registry import Figure, Question, Text, Value, percent, register
from banshi.base.history.models import Entry
from banshi.base.zones.models import Subject
from banshi.core.matters.models import MatterPeriod
from banshi.core.occasions.models import Attendance, Occasion
from banshi.programmes.environment.models import Finding
from banshi.programmes.environment.queries import patrols as queries
from banshi.programmes.environment.queries.routes import OVER

GROUP = _("Environment")
FAILED, PASSED = "matters.sent_back", "matters.verified"
"""What a recheck leaves in the history of its finding."""


def span(question: Question) -> tuple[date, date]:
    """The first and the last day that count."""
    if question.period is None:
        return date(question.as_of.year, 1, 1), question.as_of
    return question.period.start, min(question.period.end, question.as_of)


def held(question: Question) -> QuerySet[Occasion]:
    """Patrols held in the year up to the day, or in the months asked for."""
    rows = Occasion.objects.visible_to(question.actor).filter(patrol__isnull=False)
    return rows.filter(held_on__range=span(question), held_at__lt=question.reaches_to)


def found(question: Question) -> QuerySet[Finding]:
    """Findings of the same days, as known at the moment asked for."""
    rows = Finding.objects.visible_to(question.actor)
    return rows.filter(found_on__range=span(question), found_at__lt=question.reaches_to)


def _subjects(rows: QuerySet, path: str) -> QuerySet[Subject]:
    return behind(rows, path)


def patrols(question: Question) -> Value:
    """How many patrols."""
    rows = held(question)
    return Value(
        question.count("environment.patrols", rows), _("patrols"), records=_subjects(rows, "subject")
    )


def _there(question: Question) -> QuerySet[Attendance]:
    at = question.reaches_to
    return Attendance.objects.filter(
        Q(ended_at__isnull=True) | Q(ended_at__gte=at),
        zone=question.zone,
        occasion__in=held(question).values("pk"),
        noted_at__lt=at,
    )


def _people(question: Question) -> dict[str, int]:
    """Person-times, persons known, and those who were only counted: one query for all of them."""

    def ask() -> dict[str, int]:
        return _there(question).aggregate(
            times=Sum("count"),
            persons=Count("person", distinct=True),
            rest=Sum("count", filter=Q(person__isnull=True)),
        )

    return question.remember(f"environment.people {span(question)}", ask)


def person_times(question: Question) -> Value:
    """The sum of the inspectors of each patrol: two patrols by three people are six."""
    total = _people(question)["times"] or 0
    return Value(total, _("person-times"), records=_subjects(held(question), "subject"))


def persons(question: Question) -> Value:
    """The different people among them; those who were only counted are told apart."""
    told = _people(question)
    notes = (_("%(n)s more were only counted") % {"n": told["rest"]},) if told["rest"] else ()
    return Value(told["persons"], _("persons"), records=_subjects(held(question), "subject"), notes=notes)


def findings(question: Question) -> Value:
    """How many problems were found."""
    rows = found(question)
    return Value(_whole(question), _("findings"), records=_subjects(rows, "matter__subject"))


def _whole(question: Question) -> int:
    """How many findings there are in all, counted once."""
    return question.count("environment.findings", found(question))


def _ratio(question: Question, code: str) -> Value:
    whole, part = found(question), PARTS[code](question)
    counted, out_of = question.count(f"environment.{code}", part), _whole(question)
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
    return _ratio(question, "findings_assigned")


def rectified(question: Question) -> Value:
    """Of the findings: closed out by the day, after a recheck."""
    return _ratio(question, "findings_rectified")


def in_time(question: Question) -> Value:
    """Of the findings: closed out by the day, and put right within the term."""
    return _ratio(question, "findings_in_time")


def still_open(question: Question) -> Value:
    """Of the findings: those that were not closed out by the day."""
    return _counted(question, "findings_open")


def overdue(question: Question) -> Value:
    """Of the findings: those not closed out whose clock had passed its day."""
    return _counted(question, "findings_overdue")


def _standing(question: Question, whole: QuerySet[Finding], **how: Any) -> QuerySet:
    """Matters of the findings that stood so at the end of the day, as known at the moment asked for."""
    rows = MatterPeriod.objects.as_of(question.as_of, question.known_on)
    return rows.filter(zone=question.zone, matter__in=whole.values("matter"), **how).values("matter")


def _on_the_day(question: Question) -> QuerySet[Finding]:
    return found(question).filter(matter__dispatched_on=F("found_on"))


def _closed(question: Question, **how: Any) -> QuerySet[Finding]:
    whole = found(question)
    return whole.filter(matter__in=_standing(question, whole, state="closed", **how))


def _not_closed(question: Question) -> QuerySet[Finding]:
    whole = found(question)
    return whole.exclude(matter__in=_standing(question, whole, state__in=OVER))


def _late(question: Question) -> QuerySet[Finding]:
    whole = found(question)
    late = _standing(question, whole, clock_due_on__lt=question.as_of).exclude(state__in=OVER)
    return whole.filter(matter__in=late)


PARTS: dict[str, Callable[[Question], QuerySet]] = {
    "patrols": held,
    "findings": found,
    "findings_assigned": _on_the_day,
    "findings_rectified": _closed,
    "findings_in_time": lambda question: _closed(question, in_time=True),
    "findings_open": _not_closed,
    "findings_overdue": _late,
}
"""What the figures only count, by their codes."""


def _counted(question: Question, code: str) -> Value:
    """So many, of how many."""
    part = PARTS[code](question)
    n = question.count(f"environment.{code}", part)
    return Value(
        n,
        _("findings"),
        numerator=n,
        denominator=_whole(question),
        records=_subjects(part, "matter__subject"),
    )


def rechecks_failed(question: Question) -> Value:
    """Of the rechecks of these days, whenever the finding was: those that sent it back."""
    seen = Finding.objects.visible_to(question.actor).order_by().values("matter__subject")
    rows = Entry.objects.filter(
        zone=question.zone,
        subject__in=seen,
        kind__in=(FAILED, PASSED),
        effective_on__range=span(question),
        recorded_at__lt=question.reaches_to,
    )
    told = rows.aggregate(failed=Count("pk", filter=Q(kind=FAILED)), out_of=Count("pk"))
    back = rows.filter(kind=FAILED).values("subject")
    return Value(
        told["failed"],
        _("rechecks"),
        numerator=told["failed"],
        denominator=told["out_of"],
        records=Subject.objects.filter(pk__in=back).order_by("caption", "pk"),
    )


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
            months=True,
            counts=(lambda question: {f"environment.{code}": PARTS[code](question)})
            if code in PARTS
            else None,
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
_figure(
    712, "patrol_persons", _("People who went on site patrols"),
    _("The different people who went on the site patrols of the year; whoever went twice counts once."),
    _("persons"), persons,
)  # fmt: skip
_figure(
    742, "findings_in_time", _("Findings put right in time"),
    _("Findings of the year closed out by the day after a recheck, and put right within the term ÷ all findings of "
      "the year."),
    "%", in_time, _("Late or still open"),
)  # fmt: skip
_figure(
    744, "findings_open", _("Findings still open"),
    _("Findings of the year not closed out by the day, of all findings of the year."), _("findings"), still_open,
)  # fmt: skip
_figure(
    746, "findings_overdue", _("Findings overdue"),
    _("Findings of the year not closed out whose deadline had passed by the day, of all findings of the year."),
    _("findings"), overdue,
)  # fmt: skip
_figure(
    748, "rechecks_failed", _("Rechecks that failed"),
    _("Rechecks of the year that sent the finding back, of all rechecks of the year, whenever it was found."),
    _("rechecks"), rechecks_failed,
)  # fmt: skip

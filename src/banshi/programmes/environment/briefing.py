"""What patrols, air and water bring to the monthly brief, and whose values it quotes."""

from collections.abc import Iterator
from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from banshi.base.figures import reports
from banshi.base.figures.registry import Question, Text
from banshi.base.figures.reports import Line, Section
from banshi.kernel.periods import Period
from banshi.programmes.environment.actions.series import Quoted
from banshi.programmes.environment.figures import air, water
from banshi.programmes.environment.queries.air import year_before
from banshi.programmes.environment.sections import REPORT

YEAR_BEFORE = _("against the year before")


def patrol_lines(question: Question) -> Iterator[Line | None]:
    """What was held and found in the month, and how all findings since January stand; nothing of an empty month."""
    year = so_far(question)
    told = [
        *(_counted(code, question, label) for code, label in OF_MONTH),
        *(_counted(code, year, label) for code, label in OF_YEAR),
        _counted("environment.rechecks_failed", question, _("Rechecks that failed, in the month")),
    ]
    if any(line is not None and (line.value.value or line.value.denominator) for line in told):
        yield from (line for line in told if line is None or line.value.denominator != 0)


def _counted(code: str, question: Question, label: Text) -> Line | None:
    return reports.line(code, question, label=label, url=reports.records_url(code, question))


OF_MONTH = (
    ("environment.patrols", _("Patrols held in the month")),
    ("environment.patrol_person_times", _("Person-times")),
    ("environment.patrol_persons", _("People who went")),
    ("environment.findings", _("Problems found in the month")),
    ("environment.findings_assigned", _("Handed over on the day of the finding")),
    ("environment.findings_in_time", _("Put right in time and rechecked, of those found in the month")),
)
OF_YEAR = (
    ("environment.findings_open", _("Still open, of all found since January")),
    ("environment.findings_overdue", _("Overdue, of all found since January")),
)


def air_lines(question: Question) -> Iterator[Line | None]:
    """Good days of the month and of the year up to it, each with the change against the year before."""
    url = reverse("environment:air")
    for label, asked in (
        (_("Good days in the month"), question),
        (_("Good days since January"), so_far(question)),
    ):
        found = reports.line("environment.good_days", asked, label=label, url=url)
        change = reports.line("environment.good_days_change", asked)
        if found is not None and change is not None and found.value.value is not None:
            yield replace(found, before=change.value, before_label=YEAR_BEFORE)


def water_lines(question: Question) -> Iterator[Line | None]:
    """Good months of all sections since January, and sections that meet their target by the mean."""
    url, asked = reverse("environment:water"), so_far(question)
    for code, label in (
        ("environment.good_months", _("Good months of all sections since January")),
        ("environment.targets_met", _("Sections that meet their target by the mean since January")),
    ):
        found = reports.line(code, asked, label=label, url=url)
        if found is not None and found.value.value is not None:
            yield found


def quoted(question: Question) -> Iterator[Quoted]:
    """The values that stand in the brief, or behind a number of it: of whom, from when to when."""
    year = so_far(question)
    period = year.period or Period.containing(question.as_of)
    last = min(period.end, question.as_of)
    if air.counted(year) is not None:
        for station in air.stations(year):
            yield Quoted(station.subject, period.start, last)
            yield Quoted(station.subject, year_before(period.start), year_before(last))
    for one in water.found(year):
        if one.after.judged:
            yield Quoted(one.section.subject, period.start, last)


def so_far(question: Question) -> Question:
    """From January to the month of the brief."""
    month = question.period or Period.containing(question.as_of)
    return replace(question, period=Period.up_to(month.year, month.last))


def register() -> None:
    """Called when the app is ready."""
    reports.register(Section(REPORT, "patrols", _("Site patrols"), 10, patrol_lines))
    reports.register(Section(REPORT, "air", _("Air"), 50, air_lines))
    reports.register(Section(REPORT, "water", _("Surface water"), 60, water_lines))

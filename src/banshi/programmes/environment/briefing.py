"""What air and water bring to the monthly brief."""

from collections.abc import Iterator
from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from banshi.base.figures import reports
from banshi.base.figures.registry import Question
from banshi.base.figures.reports import Line, Section
from banshi.kernel.periods import Period
from banshi.programmes.environment.sections import REPORT

YEAR_BEFORE = _("against the year before")


def air_lines(question: Question) -> Iterator[Line | None]:
    """Good days of the month and of the year up to it, each with the change against the year before."""
    url = reverse("environment:air")
    for label, asked in (
        (_("Good days in the month"), question),
        (_("Good days since January"), _so_far(question)),
    ):
        found = reports.line("environment.good_days", asked, label=label, url=url)
        change = reports.line("environment.good_days_change", asked)
        if found is not None and change is not None and found.value.value is not None:
            yield replace(found, before=change.value, before_label=YEAR_BEFORE)


def water_lines(question: Question) -> Iterator[Line | None]:
    """Good months of all sections since January, and sections that meet their target by the mean."""
    url, asked = reverse("environment:water"), _so_far(question)
    for code, label in (
        ("environment.good_months", _("Good months of all sections since January")),
        ("environment.targets_met", _("Sections that meet their target by the mean since January")),
    ):
        found = reports.line(code, asked, label=label, url=url)
        if found is not None and found.value.value is not None:
            yield found


def _so_far(question: Question) -> Question:
    """From January to the month of the brief."""
    month = question.period or Period.containing(question.as_of)
    return replace(question, period=Period.up_to(month.year, month.last))


def register() -> None:
    """Called when the app is ready."""
    reports.register(Section(REPORT, "air", _("Air"), 50, air_lines))
    reports.register(Section(REPORT, "water", _("Surface water"), 60, water_lines))

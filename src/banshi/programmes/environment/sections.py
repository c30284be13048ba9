"""The monthly brief: which report it is, and the sections that notices, measures and appraisals bring to it.

Each subject brings its own; whoever adds one calls :func:`banshi.base.figures.reports.register` with :data:`REPORT`.
"""

from collections.abc import Iterator
from dataclasses import replace

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from banshi.base.figures import reports
from banshi.base.figures.registry import Question
from banshi.base.figures.reports import Line, Section
from banshi.kernel.periods import Period

REPORT = "environment"
ADDED = _("added in the month")


def notice_lines(question: Question) -> Iterator[Line | None]:
    """What was issued in the month, and who has acknowledged it; who has not, of all notices that stand."""
    whole = replace(question, period=None)
    yield reports.line(
        "environment.notices",
        question,
        label=_("Issued in the month"),
        url=f"{reverse('environment:notices')}?{_days(question)}",
    )
    yield reports.line(
        "environment.notices_acknowledged",
        whole,
        label=_("Acknowledged, of all notices that stand"),
        url=reverse("environment:receipts"),
    )


def _days(question: Question) -> str:
    """The days of the month as the filters of a list."""
    month = question.period or Period.containing(question.as_of)
    return urlencode({"from": month.start.isoformat(), "until": month.end.isoformat()})


def measure_lines(question: Question) -> Iterator[Line | None]:
    """Each kind of which there is any: what was added in all, and in the month."""
    from banshi.programmes.environment.actions.measures import kinds_of
    from banshi.programmes.environment.figures.measures import code_of

    whole = replace(question, period=None)
    for kind in kinds_of(question.zone, question.as_of).kinds:
        url = f"{reverse('environment:measures')}?kind={kind.code}"
        found = reports.line(code_of(kind.code), whole, url=url)
        month = reports.line(code_of(kind.code), question)
        if found is not None and month is not None and found.value.value:
            yield replace(found, before=month.value, before_label=ADDED)


def appraisal_lines(question: Question) -> Iterator[Line | None]:
    """What came in the month, each said whole."""
    found = reports.line(
        "environment.appraisals",
        question,
        label=_("Came in the month"),
        url=f"{reverse('environment:appraisals')}?{_days(question)}",
    )
    if found is not None and found.value.value:
        yield found


def register() -> None:
    """Called once, when the app is ready."""
    for code, title, order, lines in (
        ("notices", _("Notices"), 20, notice_lines),
        ("measures", _("Measures on sites, added in all"), 30, measure_lines),
        ("appraisals", _("Appraisals from outside"), 90, appraisal_lines),
    ):
        reports.register(Section(REPORT, code, title, order, lines))

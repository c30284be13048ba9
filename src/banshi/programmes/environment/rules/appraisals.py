"""What the record of an appraisal needs. Pure."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from banshi.core.matters.rules.faults import Fault

EARLIEST = 1990


@dataclass(frozen=True)
class Said:
    """What the document says."""

    year: int
    body: str
    title: str
    category: str
    grade: str
    rank: int | None
    of_how_many: int | None
    document_title: str
    document_number: str
    document_on: date


def fault_of(said: Said, today: date) -> Fault | None:
    """The first thing that is wrong with it."""
    return _of_text(said) or _of_rank(said) or _of_days(said, today)


def _of_text(said: Said) -> Fault | None:
    for field in ("body", "title", "document_title"):
        if not getattr(said, field):
            return Fault(
                "environment.appraisal_missing", _("Fill this in, as the document has it."), field=field
            )
    if not said.grade and said.rank is None:
        return Fault(
            "environment.appraisal_says_nothing",
            _("Enter the grade or the rank that the document gives."),
            field="grade",
        )
    return None


def _of_rank(said: Said) -> Fault | None:
    if said.rank is None:
        if said.of_how_many is not None:
            return Fault(
                "environment.rank_missing",
                _("You entered how many were ranked. Enter the rank as well, or neither."),
                field="rank",
            )
        return None
    if not said.category:
        return Fault(
            "environment.rank_without_category",
            _("A rank holds within a category only. Enter the category as the document names it."),
            field="category",
        )
    if said.rank < 1 or (said.of_how_many is not None and said.of_how_many < said.rank):
        return Fault(
            "environment.rank_wrong",
            _("A rank lies between 1 and the number of those ranked. Check both."),
            field="rank",
        )
    return None


def _of_days(said: Said, today: date) -> Fault | None:
    if said.document_on > today:
        return Fault(
            "environment.document_ahead",
            _("That day has not come yet. Enter the day on the document."),
            field="document_on",
        )
    if not EARLIEST <= said.year <= said.document_on.year:
        return Fault(
            "environment.appraisal_year",
            _("The year appraised lies before or in the year of the document. Check it."),
            field="year",
        )
    return None

"""The list of records behind a figure or a statement, whatever they are."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from banshi.base.figures.registry import Question, Split, Text
from banshi.base.figures.wording import english
from banshi.base.search import find
from banshi.base.tables.definitions import Choices, Column, Filter, Table
from banshi.base.zones import subjects
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Zone
from banshi.kernel.periods import Period

FAILING = "failing"


def records_table(
    title: Text,
    question: Question,
    *,
    splits: Iterable[Split] = (),
    failing: Text = "",
    months: tuple[str, Period | None] | None = None,
) -> Table:
    """A list of subjects that can be narrowed to a part of each split, and turned to what is left out.

    ``months`` are those that the address names, as given and as read; what is no period leaves nothing.
    """
    filters = [Filter(split.key, split.label, _parts(split, question), as_they_are) for split in splits]
    if failing:
        filters.append(Filter("rows", _("Rows"), ((FAILING, failing),), as_they_are))
    if months is not None:
        given, period = months
        choices = ((given, period.text(english())),) if period else ()
        filters.append(Filter("period", _("Period"), choices, as_they_are))
    return Table(
        code="records",
        title=title,
        columns=(
            Column("caption", _("Record"), "caption", phone="title", wide=True, order_by=("caption",)),
            Column("label", _("Label"), "get_label_display", phone="foot", order_by=("label",)),
        ),
        order=("caption",),
        filters=tuple(filters),
        search=search,
        row_url=subjects.page_of,
        empty=_("Nothing is counted here on this day."),
        unit=_("%(n)s records"),
        dated=True,
    )


def _parts(split: Split, question: Question):
    def choices(actor: Actor) -> Choices:
        return [(part.code, part.label) for part in split.parts(question)]

    return choices


def as_they_are(rows: QuerySet, value: str) -> QuerySet:
    """The rows given were asked for with this choice already."""
    return rows


def search(rows: QuerySet, zone: Zone, text: str) -> QuerySet:
    """Records found by their own text."""
    return find.narrow(rows, zone, text, "pk")

"""The figure of appraisals: how many are on file, each said whole. A rank is never a figure of its own."""

from django.utils.translation import gettext as now_said
from django.utils.translation import gettext_lazy as _

from banshi.base.figures.registry import Figure, Question, Value, register
from banshi.programmes.environment.figures.measures import GROUP, subjects
from banshi.programmes.environment.queries import appraisals as queries

AT_MOST = 10


def on_file(question: Question) -> Value:
    """Appraisals on file by the day, the newest said whole, with category and document."""
    rows = queries.holding(question.actor, question.as_of, question.reaches_to)
    if question.period is not None:
        rows = rows.filter(document_on__gte=question.period.start, document_on__lte=question.period.end)
    found = list(rows.order_by("-year", "-pk"))
    told = [queries.sentence(row) for row in found[:AT_MOST]]
    return Value(
        len(found),
        _("appraisals"),
        records=subjects(rows),
        says=now_said("; ").join(told),
        notes=tuple(told),
    )


register(
    Figure(
        code="environment.appraisals",
        name=_("Appraisals from outside on file"),
        definition=_(
            "Appraisals of bodies outside stored by the day with their documents; a rank stands within its peer "
            "category only."
        ),
        unit=_("appraisals"),
        compute=on_file,
        group=GROUP,
        order=690,
        verb="environment.view",
    )
)

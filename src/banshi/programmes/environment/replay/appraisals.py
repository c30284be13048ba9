"""A39: stored, never computed: the appraisal of the category that the page names, as its document says it."""

from django.utils.translation import gettext as _

from banshi.base.figures.registry import Question, Value
from banshi.base.figures.replay import statement
from banshi.base.figures.statements import by_id
from banshi.programmes.environment.figures.measures import subjects
from banshi.programmes.environment.queries import appraisals as queries


@statement("A39")
def rank(question: Question) -> Value | None:
    """The last appraisal with a rank within a category of which the page speaks; the rank comes with both."""
    text = by_id("A39").zh
    rows = queries.holding(question.actor, question.as_of, question.reaches_to).exclude(category="")
    for row in rows.order_by("-year", "-pk"):
        found = queries.rank_of(row)
        if found is not None and row.category in text:
            return Value(
                found.place,
                _("rank within %(category)s") % {"category": found.category},
                records=subjects(rows.filter(pk=row.pk)),
                says=queries.sentence(row),
            )
    return None

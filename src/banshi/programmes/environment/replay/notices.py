"""A32: the notice that the page names, issued, and received by every building site of that day."""

import re

from django.db.models import Q
from django.utils.translation import gettext as _

from banshi.base.figures.records import behind, beyond
from banshi.base.figures.registry import Question, Value
from banshi.base.figures.replay import statement
from banshi.base.figures.statements import by_id
from banshi.base.zones.models import Subject
from banshi.core.places.models import Place, PlaceKind
from banshi.kernel.text import normalise
from banshi.programmes.environment.figures.notices import received, standing
from banshi.programmes.environment.models import Notice

TITLE = re.compile("《(.+)》")


def title_named(text: str) -> str:
    """The title between the marks 《》 of a sentence, in the spelling in which titles are compared."""
    found = TITLE.search(text)
    return bare(found.group(1)) if found else ""


def bare(title: str) -> str:
    """A title without spaces and quotation marks, in half-width signs."""
    return re.sub("[\\s\"'“”‘’「」]", "", normalise(title))


@statement("A32")
def notice(question: Question) -> Value | None:
    """Whether the notice reached every building site: each site of the day of issue has acknowledged it."""
    wanted = title_named(by_id("A32").zh)
    row = next(
        (one for one in standing(question).order_by("issued_on", "pk") if bare(one.title) == wanted), None
    )
    return _answer(question, row) if row else None


def _answer(question: Question, row: Notice) -> Value:
    sites = Place.objects.filter(zone=question.zone, kind=PlaceKind.SITE).on(row.issued_on)
    there = row.recipients.filter(Q(place__in=sites.order_by().values("pk")), received(question))
    reached = sites.filter(pk__in=there.values("place"))
    part, whole = reached.count(), sites.count()
    every = row.recipients.all()
    says = _("Issued on %(day)s; sites %(sites)s, all recipients %(all)s have acknowledged") % {
        "day": row.issued_on.isoformat(),
        "sites": f"{part}/{whole}",
        "all": f"{every.filter(received(question)).count()}/{every.count()}",
    }
    left = beyond(sites, reached)
    return Value(
        value=part == whole,
        unit=_("sites"),
        numerator=part,
        denominator=whole,
        records=Subject.objects.filter(pk=row.subject_id),
        failing=behind(left),
        holds=part == whole,
        says=says,
    )

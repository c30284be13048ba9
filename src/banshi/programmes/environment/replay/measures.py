"""A30: what the page says of each kind of measure, against what was verified of that kind in that unit."""

import re
from decimal import Decimal

from django.utils.translation import gettext as _

from banshi.base.figures.registry import Question, Value
from banshi.base.figures.replay import statement
from banshi.base.figures.statements import by_id
from banshi.base.zones.models import Subject
from banshi.kernel.qualifiers import Qualified, Qualifier
from banshi.programmes.environment.actions.measures import kinds_of
from banshi.programmes.environment.figures.measures import added
from banshi.programmes.environment.rules.measures import Kind

BEFORE = {"约": Qualifier.ABOUT, "近": Qualifier.NEARLY}
AFTER = {"余": Qualifier.ODD, "以上": Qualifier.AT_LEAST}


def claimed(text: str, kind: Kind) -> Qualified | None:
    """What ``text`` says of a kind in its unit: ``围挡约1000米``; None when it does not speak of it."""
    pattern = f"{re.escape(kind.zh)}(约|近)?([0-9]+(?:\\.[0-9]+)?)(余)?{re.escape(kind.unit_zh)}(以上)?"
    found = re.search(pattern, text)
    if found is None:
        return None
    before, number, odd, more = found.groups()
    return Qualified(Decimal(number), BEFORE.get(before) or AFTER.get(odd or more) or Qualifier.EXACT)


@statement("A30")
def measures(question: Question) -> Value | None:
    """Each kind that the page names, by itself: quantity and qualifier are those of the verified records."""
    text = by_id("A30").zh
    named = [
        (kind, claim, added(kind, question))
        for kind in kinds_of(question.zone, question.as_of).kinds
        if (claim := claimed(text, kind)) is not None
    ]
    if not any(found.value for _kind, _claim, found in named):
        return None
    right = [
        kind
        for kind, claim, found in named
        if (found.value, found.qualifier) == (claim.value, claim.qualifier)
    ]
    records = Subject.objects.none()
    for _kind, _claim, found in named:
        records = records | found.records
    return Value(
        value=len(right) == len(named),
        unit=_("kinds of measures"),
        numerator=len(right),
        denominator=len(named),
        records=records.order_by("caption", "pk"),
        holds=len(right) == len(named),
        says=_(", ").join(_told(kind, found) for kind, _claim, found in named),
    )


def _told(kind: Kind, found: Value) -> str:
    return f"{kind.name} {Qualified(found.value or 0, found.qualifier).text(f'{found.value}{kind.unit}')}"

"""The records behind a figure: subjects in the order of their captions."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet

from banshi.base.engines.gathered import gathered
from banshi.base.zones.models import Subject


def behind(rows: QuerySet, path: str = "subject") -> QuerySet[Subject]:
    """The subjects to which ``path`` leads from ``rows``; asked only when the list is opened."""
    return in_order(Subject.objects.filter(gathered("pk", rows.values(path))))


def named(keys: Iterable[int]) -> QuerySet[Subject]:
    """The subjects with these keys."""
    return in_order(Subject.objects.filter(pk__in=list(keys)))


def in_order(subjects: QuerySet[Subject]) -> QuerySet[Subject]:
    """By caption; the key decides between two of the same."""
    return subjects.order_by("caption", "pk")


def beyond(whole: QuerySet, part: QuerySet) -> QuerySet:
    """The rows of ``whole`` that are not in ``part``, of the same table.

    ``NOT IN`` would be asked again for every row where PostgreSQL does not expect the part to fit its memory.
    """
    return whole.exclude(Exists(part.order_by().filter(pk=OuterRef("pk"))))

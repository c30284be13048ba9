"""Finding who raised it and where, by what is typed of a name."""

from datetime import date

from django.db.models import Q, QuerySet

from banshi.base.zones.access import Actor
from banshi.core.org.models import Alias, OutsideOrganisation
from banshi.core.places.models import Place
from banshi.kernel.text import normalise


def organisations(actor: Actor, today: date) -> QuerySet[OutsideOrganisation]:
    """Organisations outside that the actor may see."""
    rows = OutsideOrganisation.objects.visible_to(actor).on(today)
    return rows.select_related("subject").order_by("name_zh", "pk")


def places(actor: Actor, today: date) -> QuerySet[Place]:
    """Places that the actor may see."""
    return Place.objects.visible_to(actor).on(today).select_related("subject").order_by("name_zh", "pk")


def named_like(rows: QuerySet, text: str) -> QuerySet:
    """Those of ``rows`` that have ``text`` in a name, an other name or the credit code."""
    word = text.strip()
    if not word:
        return rows
    other = Alias.objects.filter(normal__contains=normalise(word), withdrawn_at__isnull=True)
    hit = Q(name_zh__icontains=word) | Q(name_en__icontains=word) | Q(subject__in=other.values("subject"))
    if rows.model is OutsideOrganisation:
        hit |= Q(credit_code__istartswith=word)
    return rows.filter(hit)

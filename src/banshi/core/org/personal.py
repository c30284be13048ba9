"""When somebody left, for the keeping of personal data; and what posts are called."""

from collections.abc import Mapping
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from banshi.base.vault.holdings import Holding
from banshi.base.zones import clock
from banshi.base.zones.models import Subject, Zone
from banshi.core.org.models import Person
from banshi.core.org.queries import known


def ended_by(zone: Zone, day: date) -> QuerySet:
    """Subject ids of people whose last day was ``day`` or earlier."""
    return Person.objects.filter(zone=zone, ends_on__lte=day).values("subject")


def ended_on(subject: Subject) -> date | None:
    """The last day of a person who has left; None while he is here."""
    today = clock.today(subject.zone)
    rows = Person.objects.filter(subject=subject, ends_on__lt=today)
    return rows.values_list("ends_on", flat=True).first()


def post_names(zone: Zone) -> Mapping[str, str]:
    """Every post by its code."""
    return {code: post.name for code, post in known(zone).posts_by_code.items()}


HOLDING = Holding("person", _("Person"), ended_by, ended_on)

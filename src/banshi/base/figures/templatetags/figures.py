"""Tags of the figure pages."""

from django import template

from banshi.base.zones import subjects
from banshi.base.zones.models import Subject

register = template.Library()


@register.simple_tag
def page_of(subject: Subject) -> str | None:
    """The address of the page that shows the subject."""
    return subjects.page_of(subject)

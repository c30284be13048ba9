"""Tags of the figure pages."""

from django import template

from banshi.base.figures import wording
from banshi.base.figures.registry import Value
from banshi.base.zones import subjects
from banshi.base.zones.models import Subject

register = template.Library()


@register.simple_tag
def page_of(subject: Subject) -> str | None:
    """The address of the page that shows the subject."""
    return subjects.page_of(subject)


@register.simple_tag
def counted(value: Value) -> str:
    """The number of a value with its qualifier; a dash for nothing known."""
    return wording.counted(value) or "—"


@register.simple_tag
def said(value: Value) -> str:
    """The value with its qualifier, unit and fraction; a dash for nothing known."""
    return wording.said(value) or "—"

"""One tag: from which words of a pasted message a field came."""

from django import template

register = template.Library()


@register.simple_tag
def origin(draft, name: str) -> str:
    """The words, or nothing where there is no draft."""
    return draft.origins.get(name, "") if draft else ""

"""Tags of the environment pages."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from banshi.base.ui.templatetags.ui import english
from banshi.kernel.qualifiers import Qualified

register = template.Library()


@register.simple_tag
def amount(quantity: Qualified | None, unit: str) -> str | SafeString:
    """``约1,000米``; a dash for none."""
    if quantity is None:
        return mark_safe('<span class="quiet">—</span>')
    gap = " " if english() else ""
    return quantity.text(f"{quantity.value:,}{gap}{unit}", english())

"""Tags of the pages of air and water."""

import json
from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from banshi.programmes.environment.queries.calendar import Cell
from banshi.programmes.environment.wording import english, item_name, short_name

register = template.Library()
MOST_SHOWN = 2
BLANK = '<td class="aq aq-blank"></td>'


@register.simple_tag
def air_cells(cells: Sequence[Cell | None]) -> SafeString:
    """The days of a month as cells; digits and the standard's own words only, so nothing needs to be escaped."""
    return mark_safe("".join(map(_cell, cells)))  # noqa: S308


def _cell(cell: Cell | None) -> str:
    if cell is None:
        return BLANK
    shown = cell.aqi if cell.aqi is not None else "×" if cell.level == "void" else "—"
    told = f"{cell.on} {cell.primary}".strip()
    return f'<td class="aq aq-{cell.level}" title="{told}">{shown}</td>'


@register.simple_tag
def water_class(grade: Any) -> SafeString:
    """A class with its colour: Ⅰ to 劣Ⅴ; a dash for none."""
    if grade is None:
        return mark_safe('<span class="quiet">—</span>')
    return format_html('<span class="wq wq-{}">{}</span>', int(grade), grade.en if english() else grade.zh)


ESCAPED = {"&": "\\u0026", "<": "\\u003c", ">": "\\u003e", "'": "\\u0027"}


@register.simple_tag
def chart_data(data: Any) -> SafeString:
    """Data of a chart for an attribute in single quotes: JSON in which no sign of HTML is left, so that the policy
    need not allow any script in the page and 366 days are not blown up by escapes."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for sign, code in ESCAPED.items():
        text = text.replace(sign, code)
    return mark_safe(text)  # noqa: S308


@register.filter
def signed(value: Any) -> str:
    """``+54``; a true minus sign below zero; nothing for None."""
    if value is None:
        return ""
    return f"−{abs(value)}" if value < 0 else f"+{value}" if value > 0 else "0"


@register.filter
def item(code: str) -> str:
    """What an item of GB 3838 is called."""
    return item_name(code)


@register.filter
def items(codes: Sequence[Any]) -> str:
    """Several items, by code or by their classes."""
    return _(", ").join(item_name(getattr(one, "code", one)) for one in codes)


@register.simple_tag
def deciding(found: Sequence[Any]) -> SafeString:
    """The items that decide a class: two in a word each, how many in all; every one of them in full on tap."""
    if not found:
        return mark_safe("")
    shown = _(", ").join(short_name(one.code) for one in found[:MOST_SHOWN])
    if len(found) > MOST_SHOWN:
        shown = _("%(items)s and more, %(n)s in all") % {"items": shown, "n": len(found)}
    return format_html('<small title="{}">{}</small>', items(found), shown)


@register.simple_tag
def meets(value: bool | None) -> SafeString:
    """Met, not met, or not to be judged, each with a sign of its own."""
    if value is None:
        return format_html('<span class="quiet">{}</span>', _("not judged"))
    word, sign = (_("met"), "✓") if value else (_("not met"), "✗")
    return format_html('<span class="judged judged-{}">{} {}</span>', "yes" if value else "no", sign, word)

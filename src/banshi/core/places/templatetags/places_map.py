"""The map part of a page; see ``core/places/maps.py``."""

from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from banshi.core.places.maps import MapView

register = template.Library()


@register.inclusion_tag("places/parts/map.html", takes_context=True)
def map_part(context: template.Context, shown: MapView, listed: bool = True) -> dict[str, Any]:
    """The map with its legend and source; ``listed=False`` leaves out the list, where the page has one."""
    return {
        "map": shown,
        "listed": listed,
        "today": context.get("today"),
        "may_plan": context.get("may_plan"),
    }


@register.simple_tag
def map_styles() -> SafeString:
    """The styles of the map, for the block ``head``."""
    sheets = ("vendor/leaflet/leaflet.css", "places/map.css")
    links = (format_html('<link rel="stylesheet" href="{}">', static(one)) for one in sheets)
    return SafeString("".join(links))


@register.simple_tag
def map_script() -> SafeString:
    """The script of the map, for the block ``scripts``."""
    scripts = ("vendor/leaflet/leaflet.js", "places/map.js")
    return SafeString(
        "".join(format_html('<script src="{}" defer></script>', static(one)) for one in scripts)
    )

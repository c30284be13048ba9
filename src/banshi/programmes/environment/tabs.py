"""The tabs of the environment pages. Each subject adds its own line; who may not see a page has no tab to it."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Tab:
    """A page with its own tab."""

    code: str
    title: str | Promise
    url_name: str
    verb: str = "environment.view"


TABS = (
    Tab("brief", _("Monthly brief"), "environment:brief"),
    Tab("patrols", _("Site patrols"), "environment:patrols"),
    Tab("map", _("Map of sites"), "environment:map"),
    Tab("notices", _("Notices"), "environment:notices"),
    Tab("measures", _("Measures on sites"), "environment:measures"),
    Tab("air", _("Air"), "environment:air"),
    Tab("water", _("Surface water"), "environment:water"),
    Tab("locks", _("Locked periods"), "environment:locks"),
    Tab("corrections", _("Corrections"), "environment:air_corrections"),
    Tab("appraisals", _("Appraisals from outside"), "environment:appraisals"),
)


def tabs(request: HttpRequest, here: str) -> list[dict[str, Any]]:
    """The tabs that are open to the reader."""
    return [
        {"title": tab.title, "url": reverse(tab.url_name), "here": tab.code == here}
        for tab in TABS
        if request.actor.holds(tab.verb)
    ]

"""What patrols register with the house: rule sets, fences, words, panels, files."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "environment.patrol": _("Patrol sites, hand over and record rectification sheets"),
    "short": _("Short name"),
    "workdays": _("Working days to put right"),
    "list": _("List"),
    "overdue": _("Overdue"),
    "recent": _("Found lately"),
    "recent_days": _("Days that count as lately"),
    "never": _("Never visited"),
    "weeks_since": _("Each week since the last visit"),
    "weeks_most": _("Weeks counted at most"),
}
SAID = {
    "environment.site_set": _("Who builds there was entered"),
    "environment.route_planned": _("Route planned by risk"),
    "environment.checked": _("Items checked"),
    "environment.found": _("Found on a patrol"),
    "environment.handed_over": _("Sheet handed over"),
}


def register() -> None:
    """Called when the app is ready."""
    from banshi.base.history import fences
    from banshi.base.presets import catalogue, words
    from banshi.base.ui import nav
    from banshi.core.matters.queries import timeline
    from banshi.core.org import panels, wording
    from banshi.programmes.environment.queries.panels import of_matter, of_occasion, of_place
    from banshi.programmes.environment.rules import patrols as rules
    from banshi.programmes.environment.sheets import register_papers

    package = "banshi.programmes.environment.presets"
    catalogue.register(
        catalogue.Topic("dust_items", package, "house", rules.parse_list, _("List of site dust"))
    )
    catalogue.register(
        catalogue.Topic("patrol_route", package, "house", rules.parse_route, _("Route of patrols"))
    )
    catalogue.extend("kinds", package)
    words.register(WORDS)
    for name in ("Checked", "Finding", "Handing"):
        fences.append_only(f"environment.{name}")
    panels.register("matter", of_matter, order=70)
    panels.register("occasion", of_occasion)
    panels.register("place", of_place, order=140)
    register_papers()
    nav.register(
        nav.Entry(
            code="environment.patrols",
            label=_("Site patrols"),
            url_name="environment:patrols",
            order=505,
            icon="search",
            verb="environment.view",
        )
    )
    for kind, said in SAID.items():
        wording.say(kind, said)
    for kind in ("environment.found", "environment.handed_over"):
        timeline.say(kind, SAID[kind])

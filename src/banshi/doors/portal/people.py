"""Who acts when nobody is signed in, and the rules that hold on the public page."""

from datetime import date
from uuid import UUID

from banshi.base.presets import catalogue
from banshi.base.presets import queries as presets
from banshi.base.zones.access import Actor, Grant
from banshi.base.zones.models import Label, Zone
from banshi.doors.portal.rules import Portal, parse

PUBLIC = UUID("00000000-0000-0000-0000-7075626c6963")
VERBS = ("portal.report", "matters.register", "matters.attach", "matters.answer")


def public_actor(zone: Zone) -> Actor:
    """The public page itself: it may bring a report in, add to it, and write down what its raiser answers."""
    return Actor(
        zone=zone,
        account_uid=PUBLIC,
        name_zh="公众入口",
        name_en="Public page",
        grants=tuple(Grant(verb, "zone") for verb in VERBS),
        clearance=Label.INTERNAL,
    )


def rules_of(zone: Zone, on: date) -> Portal:
    """The zone's rules of the public page; the house's own where the zone was founded before there were any."""
    try:
        return presets.rules(zone, "portal", on)
    except presets.NoRules:
        return parse(catalogue.preset("portal", "house").body)

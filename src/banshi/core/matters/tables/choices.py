"""Titles of the lists, and what their filters can be set to."""

from collections.abc import Callable

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from banshi.base.tables.definitions import Text
from banshi.core.matters.models import Nature, Outcome
from banshi.core.matters.queries import lists
from banshi.core.matters.rules import lights
from banshi.core.matters.rules.kinds import RAISED
from banshi.core.org.models import PostRank

LEADERS = (PostRank.PRINCIPAL_LEADER, PostRank.ZONE_LEADER)
YES = (("yes", _("Yes")),)

TITLES: dict[str, Text] = {
    "issues": _("Issue list"),
    "responsibility": _("Responsibility list"),
    "closure": _("Closure ledger"),
    "key": _("Key list"),
    "claimed": _("Claimed, not verified"),
}

LIGHTS: dict[lights.Light, Text] = {
    lights.Light.BLUE: _("Near due"),
    lights.Light.YELLOW: _("Behind"),
    lights.Light.RED: _("Overdue"),
}
GROUPS: dict[str, tuple[Text, tuple[str, ...] | Callable[[], Q] | None]] = {
    "open": (_("Open"), None),
    "overdue": (_("Overdue"), lists.overdue),
    "behind": (_("Behind"), lists.behind),
    "near": (_("Near due"), lists.near),
    "to_dispatch": (_("To be dispatched"), ("intake", "registered")),
    "to_sign": (_("To be signed for"), ("dispatched",)),
    "in_hand": (_("In hand"), ("signed", "in_hand", "reopened")),
    "outside": (_("Waiting for someone outside"), ("waiting",)),
    "explained": (_("Explained, still open"), ("explained",)),
    "to_verify": (_("To be verified"), ("submitted",)),
    "to_close": (_("To be closed out"), ("verified",)),
    "closed": (_("Closed out"), ("closed",)),
    "withdrawn": (_("Withdrawn"), ("withdrawn",)),
}
GROUP_CHOICES = tuple((code, label) for code, (label, _found) in GROUPS.items())
RAISED_ALONE, EVERY_NATURE = "raised", "all"
NATURES: dict[str, tuple[Text, tuple[str, ...] | None]] = {
    RAISED_ALONE: (_("Problems and needs"), RAISED),
    **{one.value: (one.label, (one.value,)) for one in Nature},
    EVERY_NATURE: (_("All natures"), None),
}
"""What can be asked for by nature: the words, and the natures that it shows (None: every one)."""
NATURE_CHOICES = tuple((code, label) for code, (label, _shown) in NATURES.items())
LEFT_OUT = _(
    "Problems and needs only, as the figures count them. Assigned tasks, rectifications and conditions are left out."
)
LATE_CHOICES = (
    ("late", _("Recorded after the day it was raised")),
    ("after", _("Recorded after the day shown")),
)
OUTCOMES = tuple(choice for choice in Outcome.choices if choice[0] in (Outcome.SOLVED, Outcome.EASED))
IN_TIME = (("yes", _("In time")), ("no", _("Late")))

"""Words of the API's rules, and what a demonstration says of itself."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banshi.base.zones.models import Zone

WORDS = {
    "api.manage": gettext_lazy("Connect other systems"),
    "own_tokens": gettext_lazy("People make tokens of their own"),
    "longest_days": gettext_lazy("Longest life of a token, in days"),
    "most_tokens": gettext_lazy("Tokens of one account in use"),
    "per_minute": gettext_lazy("Requests of a token in a minute"),
}


def notice(zone: Zone) -> str | None:
    """``演示数据`` in a simulated zone: every answer says so."""
    return _("Demonstration data") if zone.simulated else None

"""What the codes of this app's rule sets are called."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "ahead_days": _("Days planned ahead"),
    "minutes": _("Minutes"),
    "occasions.view": _("See occasions"),
    "occasions.plan": _("Plan occasions and series"),
    "occasions.keep": _("Record, correct and cancel occasions"),
}

"""What the rules of signing in are called on their page."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "password_least": _("Password: characters at least"),
    "password_classes": _("Password: sorts of characters to mix (0: not asked)"),
    "password_days": _("Password: days until it has to be changed (0: never)"),
    "password_history": _("Password: former ones that may not come back (0: not asked)"),
    "lock_failures": _("Wrong passwords in a row that close an account for a while (0: no lock)"),
    "lock_minutes": _("Minutes for which it stays closed"),
    "idle_minutes": _("Session: minutes without anything done until it ends"),
    "longest_hours": _("Session: hours until it ends in any case"),
    "second_factor": _("Second factor for administrators and supervisors"),
    "required": _("asked for"),
    "offered": _("offered, not asked for"),
}

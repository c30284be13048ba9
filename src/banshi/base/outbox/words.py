"""What the codes of the outbox's rules are called where rules are shown."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "quiet_from": _("Nothing goes out from"),
    "quiet_until": _("Nothing goes out until"),
    "workdays_only": _("On working days only"),
    "gather_minutes": _("Gathered into one, minutes"),
    "give_up_hours": _("Undeliverable after, hours"),
    "raisers": _("Text messages to raisers"),
    "agreed": _("to whoever agreed to it"),
    "anybody": _("to whoever left a telephone"),
}

"""What the codes of the portal's rules are called where rules are shown."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "photos": _("Photos"),
    "voice_megabytes": _("Voice note, megabytes"),
    "limits": _("Within an hour"),
    "address": _("From one connection"),
    "address_ends": _("From one connection at most"),
    "unproved": _("Without proof of work, in all"),
    "megabytes": _("Megabytes of files"),
    "code_tries": _("Tries of a receipt code"),
    "additions": _("Additions to one report"),
    "work": _("Proof of work"),
    "rounds": _("Rounds"),
    "prefix": _("Prefix"),
    "growth": _("Growth"),
    "levels": _("Levels"),
    "junk_days": _("Days until junk is erased"),
    "origin_hours": _("Hours until its origin is forgotten"),
    "channels": _("Other channels"),
    "optional": _("as the sender likes"),
    "required": _("must be given"),
    "never": _("is not asked for"),
}

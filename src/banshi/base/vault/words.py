"""What the codes of this app's rule sets are called."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "contact": _("Name and phone"),
    "whole": _("Everything, with photos and papers"),
    "months": _("Months kept after the end"),
    "fields": _("Fields"),
    "purpose_zh": _("Purpose, Chinese"),
    "purpose_en": _("Purpose, English"),
    "basis_zh": _("Ground, Chinese"),
    "basis_en": _("Ground, English"),
    "*": _("all other fields"),
}

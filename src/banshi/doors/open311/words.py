"""What the rules of Open311 are called on their page."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "enabled": _("Open to other applications"),
    "kind": _("Kind of the matters that come in"),
    "source_kind": _("Source of the matters that come in"),
    "services": _("Categories offered as services (none named: all)"),
    "reads": _("Questions of one connection within a minute"),
    "days": _("Days that a list reaches back"),
}

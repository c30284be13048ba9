"""Why a letter was not taken, in words; the code itself stands beside them for whoever looks into it."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

WHY: dict[str, str | Promise] = {
    "unknown_user": gettext_lazy("Nobody has this address there"),
    "no_address": gettext_lazy("No address is known"),
    "erased": gettext_lazy("The telephone was erased"),
    "gone": gettext_lazy("Nobody listens there any more"),
    "unreachable": gettext_lazy("Cannot be reached"),
    "unresolved": gettext_lazy("The host's name is unknown"),
    "timeout": gettext_lazy("No answer in time"),
    "tls": gettext_lazy("The certificate does not hold"),
    "broken": gettext_lazy("The line broke"),
    "too_large": gettext_lazy("The answer was too long"),
    "url_wrong": gettext_lazy("The address is wrong"),
    "host_not_allowed": gettext_lazy("The operator has not allowed this host"),
    "address_private": gettext_lazy("The host lies inside; the operator has not allowed it"),
    "mail_login": gettext_lazy("The mail server refused the sign-in"),
    "robot_wrong": gettext_lazy("The robot's address is wrong"),
    "robot_refused": gettext_lazy("The group's robot refused it"),
    "kind_unknown": gettext_lazy("This kind of channel is not installed"),
    "error": gettext_lazy("A fault in the system; see its log"),
}


def why(code: str) -> str:
    """The words for an error's code; what an answer of the other end was, for codes that carry one."""
    if code in WHY:
        return str(WHY[code])
    _kind, _line, answer = code.partition("_")
    return _("The other end answered %(answer)s") % {"answer": answer} if answer else code

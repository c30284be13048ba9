"""What the codes of this app are called: in rule sets, and in the time line of a matter."""

from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from banshi.base.ui import words as shown
from banshi.doors.counter.models import CallBack, Way

WORDS = {
    "channels": _("Not filed here"),
    "source_of": _("Source by who raised it"),
    "next_try_workdays": _("Working days until the next call"),
    "words": _("Key words"),
    "zh_where": _("Where to turn, in Chinese"),
    "en_where": _("Where to turn, in English"),
}


def _way(code: str, names) -> str:
    return str(Way(code).label)


def _call_back(code: str, names) -> str:
    return str(CallBack(code).label)


def _day(value: str, names) -> str:
    english = (get_language() or "").startswith("en")
    return shown.long_day(date.fromisoformat(value), names.today, english=english)


TELL = {
    "way": (_("How it came"), _way),
    "call_back": (_("Call back"), _call_back),
    "wanted_by": (_("The raiser asks for it by"), _day),
}

"""What the pages of supervision share: the tabs."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _


def tabs(request: HttpRequest, here: str) -> list[dict]:
    """The lists of supervision that are open to the reader."""
    found = [("documents", _("Documents"), "supervision:documents", "supervision.view")]
    found += [
        ("ladder", _("What the ladder asks today"), "supervision:ladder", "supervision.issue"),
        ("look_back", _("Look back"), "supervision:look_backs", "supervision.samples"),
    ]
    return [
        {"title": title, "url": reverse(name), "here": code == here}
        for code, title, name, verb in found
        if request.actor.holds(verb)
    ]

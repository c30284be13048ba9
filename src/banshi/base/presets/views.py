"""Pages of the rule sets: what is in force, what was, and switching to another preset."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_safe

from banshi.base.presets import actions, catalogue, queries
from banshi.base.presets.forms import AdoptForm
from banshi.base.presets.words import say
from banshi.base.ui import formkey
from banshi.base.ui.views import form_page
from banshi.base.zones import access, clock
from banshi.base.zones.refusals import Refusal

VIEW, ADOPT = "presets.view", "presets.adopt"
NAMES = frozenset({"zh", "en"})


@dataclass(frozen=True)
class Line:
    """One line of a rule set as a page shows it: the path to it, and its value."""

    path: str
    value: str


@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    """All topics with the version in force today."""
    access.require(request.actor, VIEW)
    today = clock.today(request.zone)
    rows = [
        (
            topic,
            queries.in_force(request.zone, topic.code, today),
            len(queries.versions(request.zone, topic.code)),
        )
        for topic in catalogue.topics()
        if queries.versions(request.zone, topic.code)
    ]
    return render(request, "presets/topics.html", {"rows": [(*row, _name_of(row[1])) for row in rows]})


@require_safe
def topic(request: HttpRequest, code: str, version: int | None = None) -> HttpResponse:
    """One topic: the rules in force (or a version asked for), all versions, and where they come from."""
    access.require(request.actor, VIEW)
    found = _topic(code)
    versions = queries.versions(request.zone, code)
    if version is not None and not 1 <= version <= len(versions):
        raise access.unknown()
    shown = (
        versions[version - 1] if version else queries.in_force(request.zone, code, clock.today(request.zone))
    )
    context = {
        "topic": found,
        "shown": shown,
        "shown_name": _name_of(shown),
        "versions": [(one, _name_of(one)) for one in reversed(versions)],
        "lines": list(_lines(queries.body_of(shown))),
        "may_adopt": request.actor.holds(ADOPT),
    }
    return render(request, "presets/topic.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def adopt(request: HttpRequest, code: str) -> HttpResponse:
    """Switch the topic to one of its presets from a day on."""
    access.require(request.actor, ADOPT)
    found = _topic(code)
    form = AdoptForm(request.POST or None, topic=code, initial={"effective_on": clock.today(request.zone)})
    if request.method == "POST" and form.is_valid():
        try:
            actions.adopt_preset(
                actor=request.actor,
                topic=code,
                now=clock.now(request.zone),
                key=formkey.of(request),
                **form.cleaned_data,
            )
            return redirect("presets:topic", code)
        except Refusal as refusal:
            form.refuse(refusal)
    return form_page(
        request, "presets/adopt.html", form, topic=found, cancel_url=reverse("presets:topic", args=[code])
    )


def _topic(code: str) -> catalogue.Topic:
    found = next((topic for topic in catalogue.topics() if topic.code == code), None)
    if found is None:
        raise access.unknown()
    return found


def _name_of(version: queries.Version) -> str:
    english = (get_language() or "").startswith("en")
    for preset in catalogue.presets(version.topic):
        if preset.code == version.code:
            return preset.en if english else preset.zh
    return version.code


def _lines(value: Any, path: str = "") -> Iterator[Line]:
    """A body of rules as lines, in words; a row with two names goes by the one in use."""
    if not isinstance(value, dict):
        parts = value if isinstance(value, list) else [value]
        yield Line(path, gettext(", ").join(say(str(part)) for part in parts))
        return
    for key, item in value.items():
        named = _named(item)
        step = named or say(str(key))
        below = f"{path} · {step}" if path else step
        if named and not set(item) - NAMES:
            yield Line(path, named)
        else:
            yield from _lines({k: v for k, v in item.items() if k not in NAMES} if named else item, below)


def _named(item: Any) -> str | None:
    if not (isinstance(item, dict) and set(item) >= NAMES):
        return None
    return item["en"] if (get_language() or "").startswith("en") else item["zh"]

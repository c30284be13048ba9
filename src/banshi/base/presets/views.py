"""Pages of the rule sets: what is in force, what was, and switching to another preset."""

import re
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
from banshi.base.presets.words import names_in, say
from banshi.base.ui import formkey
from banshi.base.ui.views import form_page
from banshi.base.zones import access, clock
from banshi.base.zones.models import Zone
from banshi.base.zones.refusals import Refusal

VIEW, ADOPT = "presets.view", "presets.adopt"
NAMES = frozenset({"zh", "en"})
CODE = re.compile("[a-z][a-z0-9_]*")


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
        "lines": lines_of(queries.body_of(shown), request.zone),
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


def lines_of(body: Any, zone: Zone | None = None) -> list[Line]:
    """A body of rules as lines, in words; what the body itself names goes by that name wherever it stands.

    With a zone, codes that are left go by what the zone calls them today: its units.
    """
    names = dict(_names(body))
    if zone is not None:
        left = {code for code in _codes(body) if code not in names and say(code) == code}
        names |= names_in(zone, left, clock.today(zone))
    return list(_lines(body, "", names))


def _codes(value: Any) -> Iterator[str]:
    """The values that are codes; not the rows that bring their names, nor numbers and sentences."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key not in NAMES:
                yield from _codes(item)
    elif isinstance(value, list):
        for item in value:
            yield from _codes(item)
    elif isinstance(value, str) and CODE.fullmatch(value):
        yield value


def _names(value: Any) -> Iterator[tuple[str, str]]:
    """Codes of rows that bring their two names, such as the states that acts lead from and to."""
    if isinstance(value, dict):
        for key, item in value.items():
            named = _named(item)
            if named:
                yield key, named
            yield from _names(item)


def _lines(value: Any, path: str, names: dict[str, str]) -> Iterator[Line]:
    """A row with two names goes by the one in use; the words of the apps come before the names."""
    if not isinstance(value, dict):
        parts = [str(part) for part in (value if isinstance(value, list) else [value])]
        yield Line(path, gettext(", ").join(_word(part, names) for part in parts))
        return
    for key, item in value.items():
        named = _named(item)
        step = named or say(str(key))
        below = f"{path} · {step}" if path else step
        if named and not set(item) - NAMES:
            yield Line(path, named)
        else:
            rest = {k: v for k, v in item.items() if k not in NAMES} if named else item
            yield from _lines(rest, below, names)


def _word(code: str, names: dict[str, str]) -> str:
    said = say(code)
    return names.get(code, said) if said == code else said


def _named(item: Any) -> str | None:
    if not (isinstance(item, dict) and set(item) >= NAMES):
        return None
    return item["en"] if (get_language() or "").startswith("en") else item["zh"]

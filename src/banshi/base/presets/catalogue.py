"""Presets that apps bring: rule sets as JSON files beside the code, each with its source."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True)
class Topic:
    """A topic of rules: where its presets lie, which one a new zone gets, and how a body is checked.

    ``parse`` turns a body into the frozen value that the app's pure rules use; it raises
    ValueError with a sentence when the body is wrong. ``title`` is what a page calls the topic,
    ``editor`` the address of a page on which a zone writes rules of its own, ``simulated`` the preset
    that a simulated zone gets where it is another one.
    """

    code: str
    package: str
    default: str
    parse: Callable[[dict[str, Any]], Any]
    title: str | Promise = ""
    editor: str | None = None
    simulated: str | None = None

    def default_for(self, *, simulated: bool) -> str:
        """The preset with which a new zone starts."""
        return (self.simulated if simulated else None) or self.default


@dataclass(frozen=True)
class Preset:
    """One preset file: ``{"code", "zh", "en", "source", "body"}``.

    A file that ``extends`` another one of its topic gives only what differs, as a merge patch
    (RFC 7396: null takes a member away), so that what is added to the first reaches both.
    """

    topic: str
    code: str
    zh: str
    en: str
    source: str
    body: dict[str, Any]


_topics: dict[str, Topic] = {}
_additions: dict[str, list[str]] = {}


def register(topic: Topic) -> None:
    """Declare a topic; called by its app when it is ready. Its presets are ``<package>/<topic>/*.json``."""
    _topics[topic.code] = topic


def extend(topic: str, package: str) -> None:
    """Let an app add to presets of another's topic; called when it is ready.

    ``<package>/<topic>/<preset>.json`` holds ``{"source", "body"}``: what the app brings to the preset of
    that name as a merge patch (what its verbs are for which role, its kinds of matters). The file goes
    with the app; a zone takes it up with the next version it adopts.
    """
    packages = _additions.setdefault(topic, [])
    if package not in packages:
        packages.append(package)


def topics() -> tuple[Topic, ...]:
    """All topics, by code."""
    return tuple(_topics[code] for code in sorted(_topics))


def topic(code: str) -> Topic:
    """The topic named ``code``."""
    return _topics[code]


def presets(code: str) -> tuple[Preset, ...]:
    """The presets of a topic, by code."""
    files = _files(_topics[code].package, code)
    for package in _additions.get(code, ()):
        for name, addition in _files(package, code).items():
            files[name] = _added(files[name], addition)
    found = [Preset(topic=code, **_whole(one, files)) for one in files.values()]
    return tuple(sorted(found, key=lambda preset: preset.code))


def preset(topic: str, code: str) -> Preset:
    """One preset by its code."""
    return next(one for one in presets(topic) if one.code == code)


def _files(package: str, topic: str) -> dict[str, dict[str, Any]]:
    """The preset files of a package for a topic, by name."""
    return {
        file.name.removesuffix(".json"): json.loads(file.read_text(encoding="utf-8"))
        for file in (resources.files(package) / topic).iterdir()
        if file.name.endswith(".json")
    }


def _added(file: dict[str, Any], addition: dict[str, Any]) -> dict[str, Any]:
    """A preset file with what another app adds to it, and where that comes from."""
    source = f"{file['source']}; {addition['source']}"
    return file | {"source": source, "body": merged(file["body"], addition["body"])}


def _whole(file: dict[str, Any], files: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """A preset file with what it extends."""
    below = file.get("extends")
    if below is None:
        return file
    body = merged(_whole(files[below], files)["body"], file["body"])
    return {key: value for key, value in file.items() if key != "extends"} | {"body": body}


def merged(target: Any, patch: Any) -> Any:
    """``target`` with a JSON merge patch put on (RFC 7396, section 2)."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merged(result.get(key), value)
    return result

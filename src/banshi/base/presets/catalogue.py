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
    ``editor`` the address of a page on which a zone writes rules of its own.
    """

    code: str
    package: str
    default: str
    parse: Callable[[dict[str, Any]], Any]
    title: str | Promise = ""
    editor: str | None = None


@dataclass(frozen=True)
class Preset:
    """One preset file: ``{"code", "zh", "en", "source", "body"}``."""

    topic: str
    code: str
    zh: str
    en: str
    source: str
    body: dict[str, Any]


_topics: dict[str, Topic] = {}


def register(topic: Topic) -> None:
    """Declare a topic; called by its app when it is ready. Its presets are ``<package>/<topic>/*.json``."""
    _topics[topic.code] = topic


def topics() -> tuple[Topic, ...]:
    """All topics, by code."""
    return tuple(_topics[code] for code in sorted(_topics))


def topic(code: str) -> Topic:
    """The topic named ``code``."""
    return _topics[code]


def presets(code: str) -> tuple[Preset, ...]:
    """The presets of a topic, by code."""
    folder = resources.files(_topics[code].package) / code
    found = [
        Preset(topic=code, **json.loads(file.read_text(encoding="utf-8")))
        for file in folder.iterdir()
        if file.name.endswith(".json")
    ]
    return tuple(sorted(found, key=lambda preset: preset.code))

"""The file as elements: texts, lists of elements, what is kept for us, and the notes on what cannot be held."""

from __future__ import annotations

import json
import math
from functools import cached_property
from typing import Any
from xml.etree.ElementTree import Element

from . import words
from .words import ALIAS, MARK

MAX_NOTES = 200
ELAPSED = frozenset({"4", "6", "8", "10", "12", "20", "36", "38", "40", "42", "44", "52"})
"""DurationFormat and LagFormat values that count every hour of the clock."""


class Source:
    """One file being read."""

    def __init__(self, root: Element) -> None:
        self.space = root.tag.removesuffix("Project")
        self.root = root
        self.notes: dict[str, None] = {}
        per_day = self.text(root, "MinutesPerDay") or str(words.MINUTES)
        self.minutes = min(max(words.whole(per_day, "MinutesPerDay"), 60), 1440)

    def note(self, text: str) -> None:
        if len(self.notes) < MAX_NOTES:
            self.notes[text] = None

    def text(self, element: Element, name: str) -> str | None:
        found = element.find(f"{self.space}{name}")
        return found.text.strip() if found is not None and found.text and found.text.strip() else None

    def each(self, element: Element, *path: str) -> list[Element]:
        return element.findall("/".join(f"{self.space}{name}" for name in path))

    def kept_of(self, element: Element, kind: str) -> dict[str, Any]:
        """The JSON in the extended attribute of ours; empty where there is none or it cannot be read."""
        for one in self.each(element, "ExtendedAttribute"):
            if self.text(one, "FieldID") in self.fields_of_ours:
                found = _json(self.text(one, "Value") or "")
                if found.get("kind") == kind:
                    return found
        return {}

    @cached_property
    def fields_of_ours(self) -> set[str | None]:
        rows = self.each(self.root, "ExtendedAttributes", "ExtendedAttribute")
        return {self.text(one, "FieldID") for one in rows if self.text(one, "Alias") == ALIAS}

    @cached_property
    def rest(self) -> dict[str, Any]:
        """What the project's comments keep for us; empty in a file of somebody else."""
        comments = self.text(self.root, "Comments") or ""
        return _json(comments.removeprefix(MARK)) if comments.startswith(MARK) else {}

    def kept_rows(self, name: str) -> list[Any]:
        """A list out of `rest`; empty when it is none. The comments are a text that anybody can edit."""
        found = self.rest.get(name)
        return found if isinstance(found, list) else []

    def units(self, text: str | None, what: str) -> int:
        """Units as a whole number, a fraction rounded up and told."""
        value = words.number(text or "1", f"{what}: units")
        units = math.ceil(value)
        if value != units:
            self.note(f"{what}: {value} units are no whole number; rounded up to {units}")
        return units


def _json(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def fields_of(kept: dict[str, Any]) -> dict[str, Any]:
    """What is kept of a value, as fields of the model."""
    return {name: value for name, value in kept.items() if name not in ("kind", "unnamed")}


def code_of(wanted: str, otherwise: str, taken: set[str]) -> str:
    """A code of the model: what is wanted if it can be one and is free, else `otherwise`."""
    wanted = " ".join(wanted.split())
    if 0 < len(wanted) <= 80 and wanted not in taken:
        return wanted
    return otherwise if otherwise not in taken else f"{otherwise} ({len(taken)})"

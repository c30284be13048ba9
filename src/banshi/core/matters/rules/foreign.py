"""Systems outside that give matters numbers and want replies in their own form, as data."""

from dataclasses import dataclass
from typing import Any

VALUES = frozenset(
    {
        "foreign_number", "number", "title", "category", "raised_on", "foreign_due_on", "unit", "leader", "reply",
        "replied_on", "outcome", "state", "closed_on", "solved", "satisfaction", "empty",
    }
)  # fmt: skip
"""What a column of a reply may hold."""


@dataclass(frozen=True)
class ReplyColumn:
    """A column of the reply in the system's order: its heading, and which value it holds."""

    zh: str
    en: str
    value: str


@dataclass(frozen=True)
class System:
    """A system outside: its names, the names by which sheets call it, where its columns are from.

    ``made_up`` says that no public source of the layout was at hand.
    """

    code: str
    zh: str
    en: str
    also: tuple[str, ...]
    source: str
    made_up: bool
    columns: tuple[ReplyColumn, ...]


@dataclass(frozen=True)
class Systems:
    """All systems of one version."""

    systems: dict[str, System]

    def found(self, text: str) -> System | None:
        """The system that a sheet names, by code or by any of its names."""
        word = "".join(text.split()).lower()
        for one in self.systems.values():
            if word in {"".join(name.split()).lower() for name in (one.code, one.zh, one.en, *one.also)}:
                return one
        return None


def parse(body: dict[str, Any]) -> Systems:
    """Read a ``foreign_systems`` rule set. Raises ValueError that names the system and the column."""
    systems = {}
    for code, given in body["systems"].items():
        columns = tuple(ReplyColumn(one["zh"], one["en"], one["value"]) for one in given["columns"])
        for one in columns:
            if one.value not in VALUES:
                raise ValueError(f"system {code}: {one.value} is no value of a reply")
        systems[code] = System(
            code, given["zh"], given["en"], tuple(given.get("also", ())), given["source"],
            bool(given["made_up"]), columns,
        )  # fmt: skip
    return Systems(systems)

"""The words of the rules in force, for lists and pages: one look at the rules, none per row."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from banshi.base.presets import queries as presets
from banshi.base.tables.definitions import Mark
from banshi.base.zones.models import Zone
from banshi.core.matters.rules.lifecycle import named

TONES = {
    "closed": "done",
    "verified": "going",
    "waiting": "waiting",
    "explained": "waiting",
    "intake": "open",
    "registered": "open",
    "dispatched": "open",
    "reopened": "open",
}


@dataclass(frozen=True)
class Wording:
    """Words for the codes that matters carry. A code that an older version of the rules knew keeps its name."""

    zone: Zone

    @cached_property
    def states(self) -> dict[str, Any]:
        """State code → state."""
        return self._all("lifecycle", "states")

    @cached_property
    def arcs(self) -> dict[str, Any]:
        """Act code → arc."""
        return self._all("lifecycle", "arcs")

    @cached_property
    def kinds(self) -> dict[str, Any]:
        """Kind code → kind."""
        return self._all("kinds", "kinds")

    @cached_property
    def categories(self) -> dict[str, Any]:
        """Category code → category."""
        return self._all("kinds", "categories")

    @cached_property
    def sources(self) -> dict[str, dict[str, str]]:
        """Source code → its names."""
        return self._all("routing", "sources")

    @cached_property
    def collecting(self) -> frozenset[str]:
        """Codes of the units that collect, or did under earlier rules."""
        found = set()
        for version in presets.versions(self.zone, "routing"):
            found |= {*version.rules.collectors.values(), version.rules.ledger_unit}
        return frozenset(found)

    def state(self, code: str) -> Mark:
        """The state's name with its tone."""
        found = self.states.get(code)
        if found is None:
            return Mark(code, "open")
        return Mark(named(found), TONES.get(code, "going") if found.open else TONES.get(code, "ended"))

    def act(self, code: str) -> str:
        """What the act's button says."""
        return self._word(self.arcs, code)

    def kind(self, code: str) -> str:
        """The kind's name."""
        return self._word(self.kinds, code)

    def category(self, code: str) -> str:
        """The category's name."""
        return self._word(self.categories, code)

    def source(self, code: str) -> str:
        """The source's name."""
        names = self.sources.get(code)
        return named(_Names(**names)) if names else code

    def _all(self, topic: str, part: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for version in presets.versions(self.zone, topic):
            found.update(getattr(version.rules, part))
        return found

    @staticmethod
    def _word(things: dict[str, Any], code: str) -> str:
        return named(things[code]) if code in things else code


@dataclass(frozen=True)
class _Names:
    zh: str
    en: str

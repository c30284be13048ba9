"""Routing: which unit collects, which keeps the ledger, which verifies."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Routing:
    """Unit codes: the ledger office, the verifying unit, and the collector per source kind."""

    ledger_unit: str
    verification_unit: str
    collectors: dict[str, str]
    sources: dict[str, dict[str, str]]

    def collector(self, source_kind: str) -> str:
        """The unit that collects what comes from this kind of source; the ledger office otherwise."""
        return self.collectors.get(source_kind, self.ledger_unit)


def parse(body: dict[str, Any]) -> Routing:
    """Read a ``routing`` rule set. Raises ValueError for a collector of an unknown source kind."""
    unknown = set(body["collectors"]) - set(body["sources"])
    if unknown:
        raise ValueError(f"collectors of unknown sources: {', '.join(sorted(unknown))}")
    return Routing(body["ledger_unit"], body["verification_unit"], body["collectors"], body["sources"])

"""The life cycle as data: states, and the acts that lead from one to another."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from banshi.core.matters.rules.faults import Fault

HOLDERS = frozenset({"ledger", "lead", "outside", "verifier", "leader", "nobody"})


@dataclass(frozen=True)
class State:
    """A state: its names, who holds a matter in it, whether it is still open, and which lists show it."""

    code: str
    zh: str
    en: str
    holder: str
    open: bool
    lists: frozenset[str]


@dataclass(frozen=True)
class Arc:
    """An act: from which states it may be done and to which it leads (None: the state stays)."""

    act: str
    zh: str
    en: str
    sources: frozenset[str]
    target: str | None


@dataclass(frozen=True)
class Lifecycle:
    """All states and arcs of one version."""

    states: dict[str, State]
    arcs: dict[str, Arc]

    def state(self, code: str) -> State:
        """The state named ``code``."""
        return self.states[code]

    def allows(self, act: str, state: str) -> bool:
        """May ``act`` be done in ``state``?"""
        return state in self.arcs[act].sources

    def acts_in(self, state: str) -> tuple[str, ...]:
        """The acts that may be done in ``state``, in the order of the rules."""
        return tuple(act for act, arc in self.arcs.items() if state in arc.sources)

    def fault(self, act: str, state: str) -> Fault | None:
        """Why ``act`` may not be done in ``state``; None when it may."""
        if self.allows(act, state):
            return None
        found = self.states[state]
        return Fault(
            "matters.wrong_state",
            _(
                "This matter is now «%(state)s», where this cannot be done. Open it again to see whose turn it is."
            ),
            params={"state": _StateName(found)},
        )

    def states_where(self, *, listed: str | None = None, open_only: bool = False) -> tuple[str, ...]:
        """Codes of the states that a list shows, or that are open."""
        return tuple(
            code
            for code, state in self.states.items()
            if (listed is None or listed in state.lists) and (state.open or not open_only)
        )


@dataclass(frozen=True)
class _StateName:
    """The state's name, in the language in which the sentence is read."""

    state: State

    def __str__(self) -> str:
        return named(self.state)


def named(thing: Any) -> str:
    """The name of a row of rules (``zh`` and ``en``) in the language of the moment."""
    from django.utils.translation import get_language

    return thing.en if (get_language() or "").startswith("en") else thing.zh


def parse(body: dict[str, Any]) -> Lifecycle:
    """Read a ``lifecycle`` rule set. Raises ValueError that names the state or act."""
    states = {
        code: State(code, s["zh"], s["en"], s["holder"], s["open"], frozenset(s["lists"]))
        for code, s in body["states"].items()
    }
    for state in states.values():
        if state.holder not in HOLDERS:
            raise ValueError(f"state {state.code}: {state.holder} is no holder")
    arcs = {act: Arc(act, a["zh"], a["en"], frozenset(a["from"]), a["to"]) for act, a in body["arcs"].items()}
    for arc in arcs.values():
        unknown = (arc.sources | ({arc.target} if arc.target else set())) - states.keys()
        if unknown:
            raise ValueError(f"act {arc.act}: unknown states {', '.join(sorted(unknown))}")
    return Lifecycle(states, arcs)

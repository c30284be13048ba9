"""The answer of recovery: options in rank order, a package that reaches the day, and what is proven of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class OptionKind(StrEnum):
    MODE = "mode"
    CREW = "crew"
    INDOOR = "indoor"
    SEQUENCE = "sequence"
    RELAX = "relax"


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that can be done, alone.

    days_won: on the plan (planned durations, the rain it was compiled with). p50_won, p80_won: days by which the
    quantiles of `samples` futures move, under common random numbers; None when there is no climate, or when the
    option was not among those drawn. cost_fen: extra cost, may be negative. end: of the aim with this option; None
    beyond the horizon. needs_approval: by whom or of what, "" when free to do.
    """

    kind: OptionKind
    title: str
    codes: tuple[str, ...]
    days_won: int
    cost_fen: int
    end: date | None
    p50_won: int | None = None
    p80_won: int | None = None
    samples: int = 0
    needs_approval: str = ""
    notes: tuple[str, ...] = ()

    @property
    def fen_per_day(self) -> int | None:
        """Cost per day won on the plan, rounded up to a fen; None when no day is won there."""
        return -(-self.cost_fen // self.days_won) if self.days_won > 0 else None


@dataclass(frozen=True, slots=True)
class Change:
    """One step of a package. days: working days before and after, for a change of mode."""

    kind: OptionKind
    title: str
    code: str
    cost_fen: int
    days: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """Where an open activity lies in a package: first and last day, and its mode (index)."""

    code: str
    first: date
    last: date
    mode: int


@dataclass(frozen=True, slots=True)
class Package:
    """Changes that together reach the day, or come as near as was found.

    proven: no set of the options reaches the day at less cost, shown by an exact solver under `scope`. Without that
    the package is one that works, not the one that costs least. bound_fen: cost below which it is proven impossible
    (0 when nothing was shown). dates: the open activities as the package places them; inside work moved to rain days
    does not work on all days between its first and last.
    """

    changes: tuple[Change, ...]
    end: date | None
    cost_fen: int
    reached: bool
    proven: bool = False
    bound_fen: int = 0
    scope: str = ""
    p80_won: int | None = None
    samples: int = 0
    dates: tuple[Placed, ...] = ()

    def sentence(self) -> str:
        """What may be said of the package. Only a proof allows a superlative."""
        yuan = f"{self.cost_fen / 100:,.2f} yuan"
        if not self.reached:
            end = f"ends on {self.end}" if self.end else "ends beyond the horizon"
            return f"No package was found that reaches the day; this one {end} for {yuan}."
        if self.proven:
            return f"Ends on {self.end} for {yuan}; proven to be the cheapest {self.scope}."
        return f"Ends on {self.end} for {yuan}; it is not proven that no other set costs less."


@dataclass(frozen=True, slots=True)
class Earliest:
    """How early the aim can be reached at all, every option taken.

    day: found by a schedule. not_before: no schedule can end earlier (links, calendars, fastest ways of working,
    crews without limit). proven: the two are equal. permitted: `day`, but not before what contract and approvals
    allow.
    """

    day: date | None
    not_before: date | None
    permitted: date | None

    @property
    def proven(self) -> bool:
        return self.day is not None and self.day == self.not_before


@dataclass(frozen=True, slots=True)
class Recovery:
    """now: end of the aim as planned. target: the day sought, after the floor. tried: options that were evaluated;
    those that win nothing are not listed. samples: behind every p50 and p80."""

    now: date | None
    target: date | None
    options: tuple[Option, ...]
    package: Package | None
    earliest: Earliest
    tried: int
    samples: int
    seed: int
    notes: tuple[str, ...]

"""Drawing a sample that anybody can draw again, and who may look."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from banshi.core.matters.rules.faults import Fault


@dataclass(frozen=True)
class LookBackRules:
    """How many are drawn (per cent, at least so many), how many days after closing, and until when they look."""

    share_percent: int
    minimum: int
    days_after: int
    answer_workdays: int
    verifier_may_look: bool


def parse(body: dict[str, Any]) -> LookBackRules:
    """Read a ``look_back`` rule set. Raises ValueError that names what is wrong."""
    found = LookBackRules(
        share_percent=int(body["share_percent"]),
        minimum=int(body["minimum"]),
        days_after=int(body["days_after"]),
        answer_workdays=int(body["answer_workdays"]),
        verifier_may_look=bool(body["verifier_may_look"]),
    )
    if not 0 < found.share_percent <= 100:
        raise ValueError("share_percent must lie between 1 and 100")
    if found.minimum < 1 or found.days_after < 0 or found.answer_workdays < 1:
        raise ValueError("minimum and answer_workdays must be at least 1, days_after at least 0")
    return found


def size(rules: LookBackRules, population: int) -> int:
    """How many are drawn out of so many: the share, rounded up, at least the minimum, never more than there are."""
    share = -(-population * rules.share_percent // 100)
    return min(population, max(share, rules.minimum))


def draw(seed: str, numbers: Iterable[str], count: int) -> tuple[str, ...]:
    """The ``count`` numbers whose SHA-256 of ``seed:number`` is smallest, in the order of the numbers.

    Nobody who does not know the seed can tell which; everybody who knows it draws the same ones.
    """
    ranked = sorted(
        numbers, key=lambda number: (hashlib.sha256(f"{seed}:{number}".encode()).hexdigest(), number)
    )
    return tuple(sorted(ranked[:count]))


@dataclass(frozen=True)
class Looker:
    """Who is about to look, and who had a hand in the matter. People and units are ids."""

    person: int | None
    units: frozenset[int]
    responsible_unit: int | None
    handlers: frozenset[int]
    verifiers: frozenset[int]


def fault_of_looker(rules: LookBackRules, looker: Looker) -> Fault | None:
    """Whoever looks back sits outside the responsible department and had no hand in it."""
    if looker.responsible_unit in looker.units or looker.person in looker.handlers:
        return Fault(
            "supervision.own_work",
            _("You or your department handled this matter. Somebody outside it looks back."),
        )
    if looker.person in looker.verifiers and not rules.verifier_may_look:
        return Fault(
            "supervision.own_verification",
            _("You verified this matter. Somebody else looks back at it."),
        )
    return None

"""Which rule a result rests on, and how surely the rule is known."""

from collections.abc import Iterable
from dataclasses import dataclass

from .data import bases
from .table import rows


@dataclass(frozen=True, slots=True)
class Basis:
    """One rule: standard, clause, status (see ``data/bases.py``), and its text in two languages."""

    code: str
    standard: str
    clause: str
    status: str
    zh: str
    en: str

    @property
    def certain(self) -> bool:
        """Two or more independent public sources agree."""
        return self.status == "verified"


ALL: dict[str, Basis] = {row["code"]: Basis(**row) for row in rows(bases.TEXT)}


def uncertain(codes: Iterable[str]) -> tuple[Basis, ...]:
    """The rules among ``codes`` that are not verified, in the order of the table."""
    wanted = set(codes)
    return tuple(basis for code, basis in ALL.items() if code in wanted and not basis.certain)

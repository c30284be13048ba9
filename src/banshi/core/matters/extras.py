"""What apps above add to the closure ledger: whether somebody looked again at what was closed out."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet


@dataclass(frozen=True)
class ClosingColumn:
    """``annotate`` adds what ``say`` puts into words to rows (matters or their period rows); no query per row."""

    annotate: Callable[[QuerySet], QuerySet]
    say: Callable[[Any], str | None]


_columns: list[ClosingColumn] = []


def closing_column(column: ClosingColumn) -> None:
    """Fill the «look back» column of the closure ledger; the last one counts."""
    _columns[:] = [column]


def annotated(rows: QuerySet) -> QuerySet:
    """``rows`` with what the column needs."""
    return _columns[0].annotate(rows) if _columns else rows


def said(row: Any) -> str | None:
    """The words of the column; nothing while no app fills it."""
    return _columns[0].say(row) if _columns else None

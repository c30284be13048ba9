"""What single cells and filters need: the matter of a row, names that are cut, who verified."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe

from banshi.base.tables.definitions import Text
from banshi.core.matters.models import Matter, MatterPeriod

Row = Matter | MatterPeriod


def matter_of(row: Row) -> Matter:
    """The matter itself, from the matter or from one of its period rows."""
    return row if isinstance(row, Matter) else row.matter


def labelled(rows: QuerySet, value: str) -> QuerySet:
    """By the label of today, by which access is judged too."""
    path = "label" if rows.model is Matter else "matter__label"
    return rows.filter(**{path: int(value)})


def label_of(choices: Any, value: str) -> Text | None:
    """The label of a stored choice; nothing for an empty one."""
    return choices(value).label if value else None


def whole_number(row: Row) -> SafeString:
    """The official number, never broken over two lines."""
    return mark_safe(f'<span class="nowrap">{escape(row.number)}</span>')  # noqa: S308 - escaped


def clipped(text: Text | None) -> SafeString | None:
    """A name that may be long, with the whole of it on the pointer."""
    if not text:
        return None
    shown = conditional_escape(str(text))
    return mark_safe(f'<span class="clip" title="{shown}">{shown}</span>')  # noqa: S308 - escaped


def co_handlers(row: Row) -> str:
    """The co-handling units in protocol order, once it was dispatched."""
    if row.dispatched_on is None:
        return ""
    return "、".join(part.unit.name for part in matter_of(row).co_handlers.all())


def verifier(row: Row) -> Text | None:
    """The post that the verifier held on the day of the verification."""
    if row.verifier is None:
        return None
    held = [held for held in row.verifier.holdings.all() if _held_on(held, row.verified_on)]
    return held[0].post.name if held else row.verifier.name


def _held_on(holding: Any, day: date | None) -> bool:
    return day is None or (holding.starts_on <= day and (holding.ends_on is None or holding.ends_on >= day))

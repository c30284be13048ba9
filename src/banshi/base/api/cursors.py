"""Paging by what stands last on a page: rows that come in before it move nothing, and nothing is skipped.

A cursor is the signed place of the last row in the order of the list, with a digest of what was asked,
so that it cannot be made up, carried to another list, or used by another reader.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core import signing
from django.db.models import Q, QuerySet
from django.db.models.expressions import OrderBy
from django.utils.translation import gettext_lazy as _

from banshi.base.zones.refusals import Refusal

SALT = "banshi.api.cursor"
LONGEST = 2000
_READ: dict[str, Any] = {
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "Decimal": Decimal,
    "UUID": UUID,
}


@dataclass(frozen=True)
class Key:
    """One field of an order; ``nullable`` ones have their rows without a value last."""

    path: str
    down: bool
    nullable: bool


def keys_of(rows: QuerySet) -> list[Key]:
    """The order of ``rows``, which ends in the primary key."""
    return [_key(one) for one in rows.query.order_by]


def _key(one: Any) -> Key:
    if isinstance(one, OrderBy):
        return Key(one.expression.name, one.descending, bool(one.nulls_last))
    return Key(one.removeprefix("-"), one.startswith("-"), False)


def after(rows: QuerySet, cursor: str, question: str) -> QuerySet:
    """``rows`` that stand after the place that ``cursor`` names. Raises :class:`Refusal` for any other text."""
    keys = keys_of(rows)
    try:
        kept = signing.Signer(salt=SALT).unsign_object(cursor[:LONGEST])
        values = [_back(value) for value in kept["at"]]
        if kept["of"] != _digest(question) or len(values) != len(keys):
            raise signing.BadSignature
    except (signing.BadSignature, ValueError, KeyError, TypeError) as error:
        raise Refusal(
            "api.cursor",
            _("This cursor does not belong to this list. Begin again without one."),
            field="cursor",
        ) from error
    return rows.filter(_beyond(keys, values))


def _beyond(keys: list[Key], values: list[Any]) -> Q:
    found, same = Q(pk__in=[]), Q()
    for key, value in zip(keys, values, strict=True):
        further = _further(key, value)
        if further is not None:
            found |= same & further
        same &= Q(**{f"{key.path}__isnull": True}) if value is None else Q(**{key.path: value})
    first = keys[0]
    if values[0] is not None and not first.nullable:  # lets the index of the order find the place
        found &= Q(**{f"{first.path}__{'lte' if first.down else 'gte'}": values[0]})
    return found


def _further(key: Key, value: Any) -> Q | None:
    if value is None:
        return None
    found = Q(**{f"{key.path}__{'lt' if key.down else 'gt'}": value})
    return found | Q(**{f"{key.path}__isnull": True}) if key.nullable else found


def cursor_at(rows: QuerySet, row: Any, question: str) -> str:
    """The cursor that leads on from ``row``."""
    at = [_out(_value(row, key.path)) for key in keys_of(rows)]
    return signing.Signer(salt=SALT).sign_object({"of": _digest(question), "at": at}, compress=True)


def _value(row: Any, path: str) -> Any:
    for part in path.split("__"):
        row = getattr(row, part, None)
    return row


def _digest(question: str) -> str:
    return hashlib.sha256(question.encode()).hexdigest()[:16]


def _out(value: Any) -> Any:
    if isinstance(value, datetime):
        return ["datetime", value.isoformat()]
    if isinstance(value, date):
        return ["date", value.isoformat()]
    if isinstance(value, (Decimal, UUID)):
        return [type(value).__name__, str(value)]
    return value


def _back(value: Any) -> Any:
    return _READ[value[0]](value[1]) if isinstance(value, list) else value

"""What the importers of values share: points by name, other name or code, amounts, months."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Generic, TypeVar

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from banshi.base.imports.cells import Reading, Unclear, half
from banshi.base.imports.reader.book import Cell
from banshi.core.org.models import Alias
from banshi.core.org.rules import core_name
from banshi.programmes.environment.actions import kept
from banshi.programmes.environment.actions.kept import Series
from banshi.programmes.environment.models.series import Watched
from banshi.programmes.environment.rules.readings import Faulty, amount
from banshi.programmes.environment.wording import said

Point = TypeVar("Point", bound=Watched)
MONTH = re.compile(r"(\d{4})[-/.年](\d{1,2})(?:[-/.月](?:\d{1,2}日?)?)?", re.ASCII)
TIGHT = re.compile(r"((?:19|20)\d{2})(0[1-9]|1[0-2])", re.ASCII)
ALONE = re.compile(r"(\d{1,2})月?(?:份)?", re.ASCII)


class Wrong(ValueError):
    """A row that cannot be taken; ``why`` says so."""

    def __init__(self, why: Any):
        super().__init__()
        self.why = why


class Points(Generic[Point]):
    """The points of the zone by everything they are called; None where two are called the same."""

    def __init__(self, rows: Iterable[Point]):
        self.named: dict[str, Point | None] = {}
        self.rows = list(rows)
        by_subject = {row.place.subject_id: row for row in self.rows}
        for row in self.rows:
            for name in (row.code, row.place.name_zh, row.place.name_en):
                self._call(name, row)
        others = Alias.objects.filter(withdrawn_at__isnull=True, subject__in=list(by_subject))
        for subject, text in others.values_list("subject_id", "text"):
            self._call(text, by_subject[subject])

    def _call(self, name: str, row: Point) -> None:
        key = core_name(name)
        if key:
            self.named[key] = row if self.named.get(key, row) is row else None

    def find(self, name: str) -> Point:
        """The one point of this name. Raises :class:`Wrong`."""
        key = known_name(name)
        if key not in self.named:
            raise Wrong(UNKNOWN)
        found = self.named[key]
        if found is None:
            raise Wrong(SEVERAL)
        return found


@lru_cache(maxsize=4096)
def known_name(name: str) -> str:
    """A name as names are compared."""
    return core_name(name)


UNKNOWN = _(
    "No station or section of this name is in service here. Check whether the sheet is that of another town; if the "
    "name is another one of the same place, note it on the place's page."
)
SEVERAL = _("Several are called so. Give the code instead of the name.")


@lru_cache(maxsize=1 << 15, typed=True)
def _amount(cell: Cell, detection: bool) -> str:
    return amount(cell, detection=detection)


def amounts(detection: bool) -> Callable[[Cell, Reading], str]:
    """A parser of amounts, in the judgments of ``./banshi standards``."""

    def parse(cell: Cell, reading: Reading) -> str:
        try:
            return _amount(cell, detection)
        except Faulty as error:
            raise Unclear(said(error.fault, "")) from error

    return parse


def month(cell: Cell, reading: Reading) -> date | int | None:
    """A month as its first day; its number alone where neither the cell nor the sheet gives the year."""
    if isinstance(cell, date):
        return date(cell.year, cell.month, 1)
    if isinstance(cell, Decimal):
        cell = f"{cell:f}"
    words = "".join(half(cell).split()) if isinstance(cell, str) else ""
    if not words:
        return None
    for pattern in (MONTH, TIGHT):
        if found := pattern.fullmatch(words):
            return _made(int(found[1]), int(found[2]))
    if found := ALONE.fullmatch(words):
        number = int(found[1])
        if not 1 <= number <= 12:
            raise Unclear(NO_MONTH)
        return _made(reading.year, number) if reading.year else number
    raise Unclear(NO_MONTH)


NO_MONTH = _("This month cannot be read. Write it like 2020-06.")


def _made(year: int, number: int) -> date:
    if not (1980 <= year <= 2100 and 1 <= number <= 12):
        raise Unclear(NO_MONTH)
    return date(year, number, 1)


def known(series: Series, zone_id: int, wanted: Sequence[tuple[int, date]]) -> dict[tuple[int, date], str]:
    """Digests of what is known of these points and days; one query."""
    if not wanted:
        return {}
    days = [day for _point, day in wanted]
    found = kept.known_digests(series, zone_id, {point for point, _day in wanted}, min(days), max(days))
    return {key: digest for key, (_pk, digest) in found.items()}


def held(series: Series, zone_id: int, wanted: Sequence[tuple[int, date]]) -> dict[tuple[int, date], Any]:
    """The rows themselves that are known of these points and days; one query, none where none is wanted."""
    if not wanted:
        return {}
    days = [day for _point, day in wanted]
    rows = series.model.objects.known().filter(
        **{
            "zone": zone_id,
            f"{series.owner}__in": {point for point, _day in wanted},
            f"{series.day}__range": (min(days), max(days)),
        }
    )
    return {(getattr(row, f"{series.owner}_id"), getattr(row, series.day)): row for row in rows}


KEPT = _(
    "What the sheet leaves empty stays as it is. To take a value away, correct it by hand with a reason."
)


differs = lazy(lambda sentence, **words: str(sentence) % {k: str(v) for k, v in words.items()}, str)
"""A sentence with words in it, said in the language of whoever reads it."""

"""What the importers of values share: points by name, other name or code, amounts, months."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from banshi.base.imports.cells import Reading, Unclear, half
from banshi.base.imports.names import Lexicon, Meaning, Roll
from banshi.base.imports.reader.book import Cell
from banshi.base.zones.access import Actor
from banshi.core.org.rolls import FOLDS, noting, others_of
from banshi.core.org.rules import core_name
from banshi.programmes.environment.actions import kept
from banshi.programmes.environment.actions.kept import Series
from banshi.programmes.environment.models.series import Watched
from banshi.programmes.environment.rules.readings import Faulty, amount
from banshi.programmes.environment.wording import said

MONTH = re.compile(r"(\d{4})[-/.年](\d{1,2})(?:[-/.月](?:\d{1,2}日?)?)?", re.ASCII)
TIGHT = re.compile(r"((?:19|20)\d{2})(0[1-9]|1[0-2])", re.ASCII)
ALONE = re.compile(r"(\d{1,2})月?(?:份)?", re.ASCII)


class Wrong(ValueError):
    """A row that cannot be taken; ``why`` says so."""

    def __init__(self, why: Any):
        super().__init__()
        self.why = why


def points(code: str, label: Any, model: type[Watched]) -> Roll:
    """The points of the zone by everything that they and their places are called; in service or not."""

    def meanings(actor: Actor, _on: date) -> list[Meaning]:
        others = others_of(actor.zone, "place")
        rows = model.objects.visible_to(actor).select_related("subject", "place__subject").order_by("pk")
        return [
            Meaning(
                str(row.subject.uid), row.name, row, (row.place.name_zh, row.place.name_en, row.code),
                others.get(row.place.subject_id, ()), row.code,
            )
            for row in rows
        ]  # fmt: skip

    act = noting("place")["note"]

    def note(*, thing: Watched, **rest: Any) -> None:
        act(thing=thing.place, **rest)

    return Roll(code, label, meanings, FOLDS, note=note, may_note=noting("place")["may_note"])


def point(lexicon: Lexicon, name: str) -> Any:
    """The one point of this name. Raises :class:`Wrong`."""
    found = lexicon.find(name)
    if found is None:
        raise Wrong(SEVERAL if len(lexicon.meant(name)) > 1 else UNKNOWN)
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

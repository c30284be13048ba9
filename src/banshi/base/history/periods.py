"""Two times in one row: when a state held, and when we knew it.

A period row says that its columns held from ``effective_from`` up to (not
including) ``effective_to``, and that we believed so from ``recorded_from`` up to
``recorded_to``. Rows are only added and, once, given their ``recorded_to``.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from itertools import pairwise
from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from banshi.base.engines.kept import Kept
from banshi.base.engines.writing import insert_row, insert_rows, move
from banshi.base.zones.refusals import Refusal

OPEN_DAY = date(9999, 12, 31)
OPEN_INSTANT = datetime(9999, 12, 31, tzinfo=UTC)
LOOK = object()
PERIOD_COLUMNS = frozenset({"id", "effective_from", "effective_to", "recorded_from", "recorded_to"})


class PeriodQuerySet(models.QuerySet):
    """Reads period rows as of a day, and as known at an instant."""

    def as_of(self, day: date, known_at: datetime | None = None) -> Self:
        """What held at the end of ``day``, as known at ``known_at`` (now, when it is None)."""
        rows = self.filter(effective_from__lte=day, effective_to__gt=day)
        if known_at is None:
            return rows.filter(recorded_to=OPEN_INSTANT)
        return rows.filter(recorded_from__lte=known_at, recorded_to__gt=known_at)


class Period(models.Model):
    """The four columns of a period row."""

    effective_from = models.DateField()
    effective_to = models.DateField(default=OPEN_DAY)
    recorded_from = models.DateTimeField()
    recorded_to = models.DateTimeField(default=OPEN_INSTANT)

    class Meta:
        abstract = True


def write_period(
    model: type[Period],
    *,
    owner: dict[str, Any],
    values: dict[str, Any],
    effective_on: date,
    recorded_at: datetime,
    last: Any = LOOK,
) -> Period:
    """Say that ``values`` hold for ``owner`` from ``effective_on`` on, as known since ``recorded_at``.

    The open row is closed in knowledge and, if it began earlier, written again up to the day
    before. Raises :class:`Refusal` when something later is already recorded for the owner: the
    order of events of one thing is the order in which they took effect. ``last`` is the open
    row (None: there is none) where the caller knows it, having made the owner in this transaction.
    """
    if last is LOOK:
        ids = {name: value.pk if isinstance(value, models.Model) else value for name, value in owner.items()}
        last = next(iter(_open_row(model, tuple(sorted(ids)))(**ids)), None)
    if last is not None:
        recorded_at = max(recorded_at, last.recorded_from)  # two servers' clocks are never quite equal
        if effective_on < last.effective_from:
            raise _out_of_order(last.effective_from)
        _close(model, last, effective_on, recorded_at)
    return insert_row(model(**owner, **values, effective_from=effective_on, recorded_from=recorded_at))


def write_first(
    model: type[Period],
    *,
    owner: dict[str, Any],
    steps: Sequence[tuple[dict[str, Any], date]],
    recorded_at: datetime,
) -> Period:
    """The first rows of an owner that is made in this act: values, and the day from which on they hold.

    As :func:`write_period` for each, in one statement. What was followed in the same act was never known by itself:
    if it began earlier, it holds up to the day before. Returns the row that holds now.
    """
    rows = []
    for (values, since), (_values, then) in pairwise(steps):
        if then < since:
            raise _out_of_order(since)
        ends = [(OPEN_DAY, recorded_at), *([(then, OPEN_INSTANT)] if since < then else [])]
        rows += [
            model(
                **owner, **values, effective_from=since, effective_to=until,
                recorded_from=recorded_at, recorded_to=known,
            )
            for until, known in ends
        ]  # fmt: skip
    values, since = steps[-1]
    rows.append(model(**owner, **values, effective_from=since, recorded_from=recorded_at))
    return insert_rows(rows)[-1]


def _out_of_order(last: date) -> Refusal:
    return Refusal(
        "history.out_of_order",
        _("Something later is already recorded (%(day)s). Enter a date on or after that day."),
        field="effective_on",
        day=last.isoformat(),
    )


@lru_cache(maxsize=64)
def _open_row(model: type[Period], owner: tuple[str, ...]) -> Kept:
    """The question for the row that holds from some day on and is still believed."""
    still = {"effective_to": OPEN_DAY, "recorded_to": OPEN_INSTANT}
    return Kept(
        lambda **values: model.objects.filter(**values, **still).order_by("pk")[:1],
        **dict.fromkeys(owner, int),
    )


def _close(model: type[Period], last: Period, effective_on: date, recorded_at: datetime) -> None:
    # Two acts in one instant: the first was never known by itself.
    move(model, last.pk, recorded_to=max(recorded_at, last.recorded_from))
    if last.effective_from < effective_on:
        columns = {
            field.attname: getattr(last, field.attname)
            for field in model._meta.concrete_fields
            if field.attname not in PERIOD_COLUMNS
        }
        first, until = last.effective_from, effective_on
        insert_row(model(**columns, effective_from=first, effective_to=until, recorded_from=recorded_at))

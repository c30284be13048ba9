"""Values that come in, many in one act: each is kept, left, or told why not; corrections keep what was.

One entry per point and act: it names how many values came, from when to when, and the root of a Merkle tree (RFC
6962) over their digests in the order of their days. A correction is an entry of its own with the old and the new
value. See decision 0029.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from banshi.base.engines.rows import Lines
from banshi.base.history.acts import current
from banshi.base.history.record import record
from banshi.base.zones import access, clock
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Subject
from banshi.base.zones.refusals import Refusal
from banshi.kernel.proof.merkle import Frontier
from banshi.programmes.environment.actions.telling import Readers
from banshi.programmes.environment.models import PeriodLock, Use
from banshi.programmes.environment.models.series import Kept, Medium, Watched


@dataclass(frozen=True, slots=True)
class Arrived:
    """One value as it came: whose, of which day, what proves it, its columns, and where it stood."""

    point: Any
    on: date
    until: date
    digest: str
    columns: dict[str, Any]
    row: int | None = None


@dataclass(frozen=True)
class Series:
    """How the values of one medium are kept."""

    medium: Medium
    model: type[Kept]
    owner: str
    day: str
    received: str
    corrected: str
    columns: tuple[str, ...]
    """What a value holds beside its day."""
    told: Callable[[Any], dict[str, Any]]
    """The columns of a value, as its correction tells them."""


def root_of(digests: Iterable[str]) -> str:
    """The root over digests in their order, hexadecimal."""
    frontier, _nodes = Frontier().extend(leaf_of(one) for one in digests)
    return frontier.root().hex()


def leaf_of(digest: str) -> bytes:
    """A digest as a leaf."""
    return bytes.fromhex(digest)


@dataclass
class Batch:
    """One act: what is in the way of each value is asked of rows read once."""

    actor: Actor
    series: Series
    source: Subject | None
    reason: str
    at: Any = None
    today: date = date.min
    locks: list[PeriodLock] = field(default_factory=list)
    readers: Readers = field(default_factory=Readers)

    def __post_init__(self) -> None:
        self.at = current().recorded_at
        self.today = clock.on_date(self.actor.zone, self.at)

    def hold(self, points: Iterable[Watched]) -> None:
        """Lock the chains of the points, in one order, and read which periods are locked."""
        own = {point.pk: point for point in points}
        if any(point.zone_id != self.actor.zone.pk for point in own.values()):
            raise access.unknown()
        wanted = sorted(point.subject_id for point in own.values())
        rows = Subject.objects.select_for_update().filter(pk__in=wanted).order_by("pk")
        self.heads = {row.pk: row for row in rows}
        for point in own.values():
            point.subject = self.heads[point.subject_id]
        self.locks = list(locks_of(self.actor, self.series.medium))

    def check(self, one: Arrived) -> None:
        """Raise what is in the way of a value, apart from its amounts."""
        if one.on > self.today:
            raise Refusal("environment.ahead", AHEAD, field="on")
        if not one.point.serves(one.on) and not one.point.serves(one.until):
            raise Refusal("environment.not_in_service", NOT_IN_SERVICE, field="on", name=one.point.name)
        for lock in self.locks:
            if lock.covers(one.on, one.until):
                raise Refusal("environment.locked", LOCKED, field="on", period=lock.name)

    def take(self, values: Sequence[Arrived]) -> None:
        """Keep the values; those that are known already as they are stay."""
        if not values:
            return
        days = [one.on for one in values]
        points = {one.point.id for one in values}
        known = known_digests(self.series, self.actor.zone.pk, points, min(days), max(days))
        series = self.series
        lines = Lines(
            series.model, "entry_id", f"{series.owner}_id", series.day, "digest", "row", *series.columns,
            zone_id=self.actor.zone.pk, source_id=self.source.pk if self.source else None,
            recorded_at=self.at,
        )  # fmt: skip
        fresh = [one for one in values if (one.point.id, one.on) not in known]
        for _point, group in groupby(sorted(fresh, key=_whose), key=lambda one: one.point.id):
            self._receive(lines, list(group))
        lines.write()
        for one in values if known else ():
            before = known.get((one.point.id, one.on))
            if before is not None and before[1] != one.digest:
                self._correct(one, before[0])
        self.readers.tell(self.actor, self.series.medium)

    def _receive(self, lines: Lines, fresh: list[Arrived]) -> None:
        point, digests = fresh[0].point, [one.digest for one in fresh]
        entry = record(
            actor=self.actor,
            subject=point.subject,
            kind=self.series.received,
            data={
                "from": fresh[0].on.isoformat(),
                "to": fresh[-1].on.isoformat(),
                "values": len(fresh),
                "root": root_of(digests),
                "import": str(self.source.uid) if self.source else None,
            },
            effective_on=fresh[-1].on,
        )
        number, point_id, names = entry.pk, point.pk, self.series.columns
        for one in fresh:
            held = one.columns
            lines.add(number, point_id, one.on, one.digest, one.row, *[held[name] for name in names])

    def _columns(self, one: Arrived, entry: int) -> dict[str, Any]:
        return {
            "zone_id": self.actor.zone.pk,
            f"{self.series.owner}_id": one.point.pk,
            self.series.day: one.on,
            "digest": one.digest,
            "entry_id": entry,
            "source_id": self.source.pk if self.source else None,
            "row": one.row,
            "recorded_at": self.at,
            **one.columns,
        }

    def _correct(self, one: Arrived, before_id: int) -> None:
        """The row that was stays, superseded; who had taken it away is told in the entry."""
        model = self.series.model
        before = model.objects.get(pk=before_id)
        uses = uses_of(one.point.subject_id, one.on, one.until).filter(used_at__gte=before.recorded_at)
        had = list(uses.values_list("account", flat=True))
        data = {
            "day": one.on.isoformat(),
            "before": self.series.told(before),
            "after": self.series.told(model(**self._columns(one, 0))),
            "digest_before": before.digest,
            "digest": one.digest,
            "root": root_of([one.digest]),
            "reason": self.reason,
            "readers": len(had),
            "import": str(self.source.uid) if self.source else None,
        }
        entry = record(
            actor=self.actor, subject=one.point.subject, kind=self.series.corrected, data=data,
            effective_on=one.on,
        )  # fmt: skip
        model.objects.filter(pk=before.pk).update(superseded_at=self.at)
        model.objects.create(**self._columns(one, entry.pk), corrects=before)
        self.readers.had(one.point, one.on, entry.uid, had)


TWO_VALUES = _("Two values are given for this day. Find out which one is right, and leave the other out.")
AHEAD = _("This day is still to come. Check the date.")
NOT_IN_SERVICE = _("%(name)s was not in service on this day. Check the date, or since when it serves.")
LOCKED = _("%(period)s is locked. Have it unlocked with a reason first, or leave this row.")


def twice(keys: Iterable[Any]) -> set[Any]:
    """Keys that come more than once."""
    seen: set[Any] = set()
    found: set[Any] = set()
    for key in keys:
        (found if key in seen else seen).add(key)
    return found


def _whose(one: Arrived) -> tuple[int, date]:
    return one.point.id, one.on


def known_digests(
    series: Series, zone_id: int, points: Collection[int], first: date, last: date
) -> dict[tuple[int, date], tuple[int, str]]:
    """Row and digest of what is known of these points now, by point and day; one query."""
    rows = series.model.objects.known().filter(
        **{"zone": zone_id, f"{series.owner}__in": points, f"{series.day}__range": (first, last)}
    )
    found = rows.values_list("pk", f"{series.owner}_id", series.day, "digest")
    return {(point, day): (pk, digest) for pk, point, day, digest in found}


def locks_of(actor: Actor, medium: str) -> Any:
    """The locks of a medium that hold now."""
    rows = PeriodLock.objects.filter(zone=actor.zone, medium=medium, unlocked_at__isnull=True)
    return rows.select_related("subject").order_by("first_on")


def uses_of(about_id: int, first: date, last: date) -> Any:
    """Who took values of these days away, or quotes them."""
    return Use.objects.filter(about=about_id, first_on__lte=last, last_on__gte=first)


def owner(row: Model) -> Any:
    """The point that a row belongs to."""
    return getattr(row, "station", None) or getattr(row, "section")  # noqa: B009

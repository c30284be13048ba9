"""Hundreds of matters come in at once: the rules of each are those of one, the rows are written together.

A workbook of last year's ledger has tens of thousands of lines. Each line still becomes a matter with its own
number, chain, period rows, clocks and sealed words; only the statements are shared. What may come in is
:mod:`.arriving`, what then happened to each is :mod:`.lives`.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from banshi.base.calendars.queries import load_calendar
from banshi.base.engines.rows import Lines
from banshi.base.history.acts import current, use_case
from banshi.base.history.models import Entry
from banshi.base.history.record import frame_of
from banshi.base.presets import queries as presets
from banshi.base.search.index import Text, index_new
from banshi.base.vault.store import FirstTexts
from banshi.base.zones import access, clock
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Subject, Zone
from banshi.base.zones.numbers import next_numbers
from banshi.base.zones.refusals import Refusal
from banshi.core.access.models import Involvement
from banshi.core.matters.actions.arriving import Arrival, InForce, check_arrival
from banshi.core.matters.actions.desk import LIST_COLUMNS, Desk, own
from banshi.core.matters.actions.legs import ending
from banshi.core.matters.actions.lives import OF_MATTER, Draft, Life
from banshi.core.matters.models import Claim, ForeignNumber, Leg, LegKind, Matter, MatterPeriod
from banshi.core.matters.rules.terms import limit_text
from banshi.core.org.models import Unit
from banshi.kernel.worktime import Limit


@use_case("matters.receive_many")
def receive_many(
    *, actor: Actor, arrivals: Sequence[Arrival], now: datetime, source: Subject | None = None
) -> list[Subject | Refusal]:
    """Matters come in together; for each the subject that it became, or why it could not.

    ``source`` is what they came out of (an import), named in each chain. What is refused leaves nothing
    behind, and no number is spent on it.
    """
    access.require(actor, "matters.register")
    if any(one.handed for one in arrivals):
        access.require(actor, "matters.dispatch")
    batch = Batch(actor, now, source)
    found: list[Subject | Refusal | None] = []
    sound = []
    for one in arrivals:
        try:
            own(actor, one.place, one.collector, one.raiser.org, one.raiser.unit)
            check_arrival(batch.rules, one)
            sound.append(one)
            found.append(None)  # filled in below, once the numbers are drawn
        except Refusal as refusal:
            found.append(refusal)
    made = iter(batch.make(sound))
    return [one if one is not None else next(made) for one in found]


class Tables:
    """The rows of many new matters, kept until they are written, table by table."""

    def __init__(self, zone: Zone, at: datetime, today: date, version: int, actor: Actor, source: Any):
        self.subjects = Lines(
            Subject, "uid", "caption", "label", "head_n", "head_leaf", zone_id=zone.pk, kind="matter"
        )
        self.matters = Lines(
            Matter, *OF_MATTER, zone_id=zone.pk, recorded_at=at, recorded_on=today, lifecycle_version=version
        )
        self.periods = Lines(
            MatterPeriod, *LIST_COLUMNS, "matter_id", "effective_from", "effective_to", "recorded_to",
            zone_id=zone.pk, recorded_from=at,
        )  # fmt: skip
        self.entries = Lines(
            Entry, "uid", "subject_id", "n", "kind", "body", "leaf", "effective_on", "act_key", "act_digest",
            zone_id=zone.pk, suite=zone.suite, account_id=actor.account_id, recorded_at=at,
        )  # fmt: skip
        self.parts = Lines(Involvement, "subject_id", "kind", "unit_id", "post_id", zone_id=zone.pk)
        self.legs = Lines(
            Leg, "matter_id", "kind", "unit_id", "limit", "round_the_clock", "started_at", "due_at", "due_on",
            "provisional", "ended_at", "in_time", zone_id=zone.pk,
        )  # fmt: skip
        self.foreign = Lines(
            ForeignNumber, "matter_id", "system", "number", "due_on", zone_id=zone.pk, noted_at=at
        )
        self.claims = Lines(
            Claim, "matter_id", "closed_on", "unit_id", "words_id", zone_id=zone.pk, source_id=source
        )
        self.texts = FirstTexts(zone.pk)

    def write(self) -> None:
        """Write what is kept, what others point to first."""
        self.subjects.write()
        self.texts.write()
        self.matters.write()
        for lines in (self.periods, self.entries, self.parts, self.legs, self.foreign, self.claims):
            lines.write()


class Batch:
    """What the new matters of one act share: the rules, the desk on which each lies for a moment, the tables."""

    def __init__(self, actor: Actor, now: datetime, source: Subject | None):
        zone = actor.zone
        self.actor, self.zone, self.now = actor, zone, now
        self.act = current()
        self.at, self.today = self.act.recorded_at, clock.on_date(zone, now)
        self.rules = InForce(zone, self.today)
        self.source = str(source.uid) if source else None
        self.calendar = load_calendar(zone)
        self.author = min(actor.post_ids, default=None)
        self.frame = frame_of(actor, self.act)
        version = self.rules.lifecycle.version
        self.tables = Tables(zone, self.at, self.today, version, actor, source.pk if source else None)
        self.desk = Desk(actor, Draft(), now, fresh=True)  # type: ignore[arg-type]  # see Draft
        self.desk.__dict__.update(
            lifecycle=self.rules.lifecycle.rules, terms=presets.rules(zone, "terms", self.today),
            routing=self.rules.routing, calendar=self.calendar,
        )  # fmt: skip
        self.found: list[Text] = []
        self._ends: dict[tuple[Limit, datetime, bool], tuple[Any, ...]] = {}

    def make(self, arrivals: Sequence[Arrival]) -> list[Subject]:
        """The matters, in their order, written."""
        counts = Counter(one.raised_on.year for one in arrivals)
        following = {year: next_numbers(self.zone, "matter", year, n) for year, n in sorted(counts.items())}
        made = []
        for one in arrivals:
            year = one.raised_on.year
            made.append(self._one(one, f"{year}-{following[year]:04d}"))
            following[year] += 1
        self.tables.write()
        index_new(self.found, at=self.at)
        return made

    def _one(self, one: Arrival, number: str) -> Subject:
        life = Life(self, one, number)
        life.receive()
        if one.handed is not None:
            life.register()
            life.dispatch(one.handed)
        elif one.claimed is not None:
            life.claim(one.claimed)
        return life.keep()

    def leg(self, kind: LegKind, unit: Unit, limit: Limit, at: datetime, urgent: bool) -> tuple[Any, ...]:
        """The columns of a leg as the clocks of one matter would start it; its end is worked out once for all
        that start alike."""
        key = (limit, at, urgent)
        ends = self._ends.get(key)
        if ends is None:
            text = limit_text(limit)
            deadline = ending(self.calendar, urgent, at, text)
            ends = (text, urgent, at, deadline.at, deadline.due_on, deadline.provisional)
            self._ends[key] = ends
        return (kind.value, unit.pk, *ends)

"""Hundreds of matters come in at once: the rules of each are those of one, the rows are written together.

A workbook of last year's ledger has tens of thousands of lines. Each line still becomes a matter with its own
number, chain, period rows, clocks and sealed words; only the statements are shared. What is checked, named and
counted for one matter is :mod:`.intake`, :mod:`.dispatching` and :mod:`.desk`.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models.base import ModelState
from django.utils.translation import gettext_lazy as _

from banshi.base.calendars.queries import load_calendar
from banshi.base.engines.rows import Rows
from banshi.base.history.acts import current, use_case
from banshi.base.history.models import Entry
from banshi.base.history.periods import OPEN_DAY
from banshi.base.history.record import body_of
from banshi.base.presets import queries as presets
from banshi.base.search.index import Text, index_new
from banshi.base.vault.store import FirstTexts, Sealed
from banshi.base.zones import access, clock
from banshi.base.zones.access import Actor
from banshi.base.zones.ids import uuid7
from banshi.base.zones.models import Label, Subject
from banshi.base.zones.numbers import next_numbers
from banshi.base.zones.refusals import Refusal
from banshi.core.access.models import Involvement
from banshi.core.matters.actions.desk import LIST_COLUMNS, Desk, iso, own
from banshi.core.matters.actions.intake import Raiser, check_codes, check_intake
from banshi.core.matters.models import Claim, ForeignNumber, Leg, LegKind, Matter, MatterPeriod
from banshi.core.matters.rules import dispatching
from banshi.core.matters.rules.columns import digest_of
from banshi.core.matters.rules.faults import refuse_first
from banshi.core.org.models import Post, Unit
from banshi.core.places.models import Place
from banshi.kernel.proof import chain
from banshi.kernel.text import masked_numbers

CLAIMED = "claimed"
OLDEST_CLAIM = timedelta(days=36_525)


@dataclass(frozen=True)
class Foreign:
    """The number and the deadline of a system outside."""

    system: str
    number: str
    due_on: date | None = None


@dataclass(frozen=True)
class Handed:
    """A dispatch that comes with the matter: who leads, who handles, until when, and what must be true then."""

    lead_leader: Post
    responsible_unit: Unit
    due_on: date
    requirement: str
    on: date


@dataclass(frozen=True)
class Claimed:
    """A close-out from before: on which day, by which unit, in which words."""

    closed_on: date
    unit: Unit | None = None
    words: str = ""


@dataclass(frozen=True)
class Arrival:
    """One matter that comes in: to intake, straight to dispatched, or as claimed closed out."""

    title: str
    words: str
    kind: str
    category: str
    source_kind: str
    raiser: Raiser
    raised_on: date
    place: Place | None = None
    collector: Unit | None = None
    label: int = Label.INTERNAL
    foreign: Foreign | None = None
    handed: Handed | None = None
    claimed: Claimed | None = None


def check_arrival(actor: Actor, one: Arrival, today: date) -> None:
    """Raise the first :class:`Refusal` of what stands in the way of an arrival; reads no row."""
    zone = actor.zone
    kinds = presets.rules(zone, "kinds", one.raised_on)
    oldest = {"oldest": OLDEST_CLAIM} if one.claimed else {}
    check_intake(one.title, one.kind, one.category, one.raiser, one.raised_on, today, kinds, **oldest)
    check_codes(one.source_kind, one.label, presets.rules(zone, "routing", today))
    if one.handed is not None:
        _check_handed(one, one.handed, today)
    if one.claimed is not None:
        _check_claimed(actor, one, one.claimed, today)


def _check_handed(one: Arrival, handed: Handed, today: date) -> None:
    if not one.raised_on <= handed.on <= today:
        raise Refusal(
            "matters.handed_when",
            _("The day of dispatch lies before the matter was raised, or ahead. Check both days."),
            field="dispatched_on",
        )
    facts = dispatching.DispatchFacts(
        lead_leader_rank=handed.lead_leader.rank, responsible_unit=handed.responsible_unit.pk,
        due_on=handed.due_on, due_at=None, requirement=handed.requirement, co_units=(), co_due=(),
        today=handed.on, now=datetime.min, urgent=False,
    )  # fmt: skip
    refuse_first(dispatching.faults(facts))


def _check_claimed(actor: Actor, one: Arrival, claimed: Claimed, today: date) -> None:
    if CLAIMED not in presets.rules(actor.zone, "lifecycle", today).states:
        raise Refusal(
            "matters.no_claimed_state",
            _(
                "The life cycle in force knows no «claimed» close-outs. Have the administrator adopt its present "
                "version under Rules, then choose the file again."
            ),
        )
    if not one.raised_on <= claimed.closed_on <= today:
        raise Refusal(
            "matters.claimed_when",
            _("The day of the close-out lies before the matter was raised, or ahead. Check both days."),
            field="closed_on",
        )


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
    batch = _Batch(actor, now, source)
    found: list[Subject | Refusal] = []
    sound = []
    for one in arrivals:
        try:
            own(actor, one.place, one.collector, one.raiser.org, one.raiser.unit)
            check_arrival(actor, one, batch.today)
            sound.append(one)
        except Refusal as refusal:
            found.append(refusal)
            continue
        found.append(None)  # type: ignore[arg-type]  # filled in below, once the numbers are drawn
    made = iter(batch.make(sound))
    return [one if one is not None else next(made) for one in found]


class _Batch:
    """Makes the rows of many new matters and writes them table by table."""

    def __init__(self, actor: Actor, now: datetime, source: Subject | None):
        zone = actor.zone
        self.actor, self.zone, self.now, self.source = actor, zone, now, source
        self.act = current()
        self.at, self.today = self.act.recorded_at, clock.on_date(zone, now)
        self.lifecycle = presets.in_force(zone, "lifecycle", self.today)
        self.terms = presets.rules(zone, "terms", self.today)
        self.routing = presets.rules(zone, "routing", self.today)
        self.calendar = load_calendar(zone)
        self.author = min(actor.post_ids, default=None)
        models = (Subject, Matter, MatterPeriod, Entry, Involvement, Leg, ForeignNumber, Claim)
        self.rows = {model: Rows(model) for model in models}
        self.texts = FirstTexts()
        self.legs: dict[tuple, Leg] = {}
        self.found: list[Text] = []
        self.empty = {name: value for name, value in vars(Matter()).items() if name != "_state"}

    def blank(self) -> Matter:
        """An empty matter, without asking each of its fields for its default again."""
        made = Matter.__new__(Matter)
        made.__dict__.update(self.empty, _state=ModelState())
        return made

    def make(self, arrivals: Sequence[Arrival]) -> list[Subject]:
        """The matters, in their order, written."""
        counts = Counter(one.raised_on.year for one in arrivals)
        following = {year: next_numbers(self.zone, "matter", year, n) for year, n in sorted(counts.items())}
        made = []
        for one in arrivals:
            year = one.raised_on.year
            made.append(self._one(one, f"{year}-{following[year]:04d}"))
            following[year] += 1
        for model in (Subject,):
            self.rows.pop(model).write()
        self.texts.write()
        for rows in self.rows.values():
            rows.write()
        index_new(self.found, at=self.at)
        return made

    def _one(self, one: Arrival, number: str) -> Subject:
        life = _Life(self, one, number)
        life.receive()
        if one.handed is not None:
            life.register()
            life.dispatch(one.handed)
        elif one.claimed is not None:
            life.claim(one.claimed)
        return life.keep()

    def leg(self, desk: Desk, kind: LegKind, unit: Unit, limit: Any, at: datetime) -> Leg:
        """A leg as the clocks of one matter would start it; the same for all that start alike."""
        key = (kind, unit.pk, limit, at, desk.kind.urgent)
        if key not in self.legs:
            self.legs[key] = desk.clocks.prepare(kind, unit, limit, at)
        return self.legs[key]


class _Life:
    """What happened to one matter before it came in, as acts would have left it."""

    def __init__(self, batch: _Batch, one: Arrival, number: str):
        self.batch, self.one = batch, one
        self.subject = Subject(
            id=batch.rows[Subject].next_id(), uid=uuid7(), zone=batch.zone, kind="matter",
            caption=f"{number} {one.title}"[:200], label=one.label,
        )  # fmt: skip
        self.kinds = presets.rules(batch.zone, "kinds", one.raised_on)
        matter = self.matter = batch.blank()
        matter.id, matter.subject, matter.zone, matter.number = (
            batch.rows[Matter].next_id(), self.subject, batch.zone, number,
        )  # fmt: skip
        matter.title, matter.state, matter.kind = one.title.strip(), "intake", one.kind
        matter.nature, matter.category = self.kinds.kinds[one.kind].nature, one.category
        matter.source_kind, matter.raiser_kind, matter.label = one.source_kind, one.raiser.kind, one.label
        matter.raiser_org_id = one.raiser.org.pk if one.raiser.org else None
        matter.raiser_unit = one.raiser.unit
        matter.place_id = one.place.pk if one.place else None
        matter.raised_on, matter.recorded_at, matter.recorded_on = one.raised_on, batch.at, batch.today
        matter.lifecycle_version = batch.lifecycle.version
        self.desk = Desk(batch.actor, self.matter, batch.now, fresh=True)
        self.desk.__dict__.update(
            lifecycle=batch.lifecycle.rules, kinds=self.kinds, terms=batch.terms, routing=batch.routing,
            calendar=batch.calendar,
        )  # fmt: skip
        self.sealed: dict[str, Sealed] = {}
        self.last: tuple[dict[str, Any], date] | None = None

    def receive(self) -> None:
        """It comes in; the clock to dispatch runs, unless it is said to be closed out already."""
        one, matter, desk = self.one, self.matter, self.desk
        matter.collector = one.collector or desk.collecting_unit(one.source_kind)
        desk.hand_over()
        self._seal()
        if one.claimed is None:
            limit = desk.terms.limit(LegKind.DISPATCH, urgent=desk.kind.urgent)
            leg = self.batch.leg(desk, LegKind.DISPATCH, matter.holder_unit, limit, self.batch.now)
            matter.turn_due_on = leg.due_on
            ended = {"ended_at": leg.started_at, "in_time": True} if one.handed else {}
            self._leg(leg, **ended)
        self._involve("collector", unit_id=matter.collector.pk)
        if self.batch.author:
            self._involve("author", post_id=self.batch.author)
        self._step("matters.received", self._received(), one.raised_on)

    def _received(self) -> dict[str, Any]:
        one, matter = self.one, self.matter
        words = self.sealed.get("words")
        data = {
            "number": matter.number,
            "title": matter.title,
            "kind": one.kind,
            "category": one.category,
            "source": one.source_kind,
            "raiser": one.raiser.kind,
            "raiser_org": str(one.raiser.org.subject.uid) if one.raiser.org else None,
            "collector": matter.collector.code,
            "words": _told(words),
            "place": str(one.place.subject.uid) if one.place else None,
            "origin": None,
            "about": None,
            "parent": None,
        }
        if self.batch.source is not None:
            data["import"] = str(self.batch.source.uid)
        if one.foreign is not None:
            data |= foreign_facts(one.foreign)
        return data

    def register(self) -> None:
        """It goes onto the issue list on the day it was dispatched."""
        assert self.one.handed is not None
        self.desk.move("register")
        self._step("matters.registered", {}, self.one.handed.on)

    def dispatch(self, handed: Handed) -> None:
        """As :func:`.dispatching.dispatch_matter` on that day."""
        matter, desk, batch = self.matter, self.desk, self.batch
        unit, at = handed.responsible_unit, desk.happened_at(handed.on)
        matter.lead_leader, matter.responsible_unit = handed.lead_leader, unit
        matter.requirement = handed.requirement.strip()
        matter.dispatched_on, matter.promised_on = handed.on, handed.due_on
        urgent = desk.kind.urgent
        signing = batch.leg(desk, LegKind.SIGNING, unit, desk.terms.limit(LegKind.SIGNING, urgent=urgent), at)
        leg = batch.leg(desk, LegKind.HANDLING, unit, desk.clocks.until(at, handed.due_on), at)
        matter.due_on, matter.due_at, matter.turn_due_on = leg.due_on, leg.due_at, signing.due_on
        self._leg(signing)
        self._leg(leg)
        self._involve("lead", unit_id=unit.pk)
        self._involve("lead_leader", post_id=handed.lead_leader.pk)
        desk.move("dispatch")
        self._step(
            "matters.dispatched",
            {
                "lead_leader": handed.lead_leader.code, "responsible_unit": unit.code,
                "due_on": iso(handed.due_on), "due_at": None, "requirement": matter.requirement,
                "immediate": False, "co_handlers": [],
            },
            handed.on,
        )  # fmt: skip

    def claim(self, claimed: Claimed) -> None:
        """It is said to be closed out; nobody here has verified it, and no figure counts it as closed."""
        matter, sealed = self.matter, self.sealed.get("claim")
        matter.state = CLAIMED
        self.desk.hand_over()
        matter.turn_due_on = None
        if claimed.unit is not None:
            self._involve("lead", unit_id=claimed.unit.pk)
        self.batch.rows[Claim].add(
            zone_id=matter.zone_id, matter_id=matter.pk, closed_on=claimed.closed_on,
            unit_id=claimed.unit.pk if claimed.unit else None, words_id=sealed.pk if sealed else None,
            source_id=self.batch.source.pk if self.batch.source else None,
        )  # fmt: skip
        data = {"closed_on": iso(claimed.closed_on), "unit": claimed.unit.code if claimed.unit else None}
        self._step("matters.claimed", {**data, "words": _told(sealed)}, claimed.closed_on)

    def keep(self) -> Subject:
        """The rows that are the same whatever happened."""
        one, matter, rows = self.one, self.matter, self.batch.rows
        values = {field.attname: getattr(matter, field.attname) for field in Matter._meta.concrete_fields}
        rows[Matter].add(**values)
        subject = self.subject
        rows[Subject].add(
            id=subject.pk, uid=subject.uid, zone_id=subject.zone_id, kind="matter", caption=subject.caption,
            label=subject.label, head_n=subject.head_n, head_leaf=subject.head_leaf,
        )  # fmt: skip
        if one.foreign is not None:
            rows[ForeignNumber].add(
                zone_id=matter.zone_id, matter_id=matter.pk, system=one.foreign.system,
                number=one.foreign.number, due_on=one.foreign.due_on, noted_at=self.batch.at,
            )  # fmt: skip
        named = (
            masked_numbers(one.words),
            one.raiser.org.name_zh if one.raiser.org else "",
            one.place.name_zh if one.place else "",
            one.foreign.number if one.foreign else "",
        )
        self.batch.found.append(
            Text(subject, f"{matter.number} {matter.title}", "\n".join(filter(None, named)))
        )
        return subject

    # Parts

    def _seal(self) -> None:
        one = self.one
        texts = (
            ("words", one.words, False),
            ("name", one.raiser.name, False),
            ("phone", one.raiser.phone, True),
            ("claim", one.claimed.words if one.claimed else "", False),
        )
        given = [(field, text.strip(), findable) for field, text, findable in texts if text.strip()]
        if not given:
            return
        subject = self.subject
        self.sealed = self.batch.texts.put(subject.zone_id, subject.pk, subject.uid, given)
        for field, column in (
            ("words", "words_id"),
            ("name", "raiser_name_id"),
            ("phone", "raiser_phone_id"),
        ):
            if field in self.sealed:
                setattr(self.matter, column, self.sealed[field].pk)

    def _involve(self, kind: str, **part: int) -> None:
        subject = self.subject
        self.batch.rows[Involvement].add(zone_id=subject.zone_id, subject_id=subject.pk, kind=kind, **part)

    def _leg(self, leg: Leg, **changes: Any) -> None:
        values = {field.attname: getattr(leg, field.attname) for field in Leg._meta.concrete_fields}
        del values["id"]
        self.batch.rows[Leg].add(**{**values, "matter_id": self.matter.pk, **changes})

    def _step(self, kind: str, data: dict[str, Any], on: date) -> None:
        """One entry of the chain and the period row that goes with it, as ``Desk.save`` writes them."""
        matter = self.matter
        matter.clock_due_on = self.desk.clock_due_on()
        values = {name: getattr(matter, name) for name in LIST_COLUMNS}
        data = {"state": matter.state, "row": digest_of(values.values()), **data}
        self._chain(kind, data, on)
        self._close_period(on)
        self.last = (values, on)
        self._period(values, on)

    def _chain(self, kind: str, data: dict[str, Any], on: date) -> None:
        batch, subject = self.batch, self.subject
        n, before = subject.head_n + 1, subject.head_leaf
        body = body_of(batch.actor, batch.act, str(subject.uid), n, before, kind, data, on)
        leaf = chain.leaf_hash(body, batch.zone.suite)
        key, digest = batch.act.take_key(subject)
        batch.rows[Entry].add(
            uid=uuid7(), zone_id=subject.zone_id, subject_id=subject.pk, n=n, kind=kind, body=body, leaf=leaf,
            suite=batch.zone.suite, account_id=batch.actor.account_id, recorded_at=batch.at, effective_on=on,
            act_key=key, act_digest=digest,
        )  # fmt: skip
        subject.head_n, subject.head_leaf = n, leaf

    def _close_period(self, on: date) -> None:
        """The row before was never known by itself; if it began earlier it holds up to the day before."""
        if self.last is None:
            return
        row = self.batch.rows[MatterPeriod].held.pop()
        values, since = self.last
        names = self.batch.rows[MatterPeriod].names
        closed = list(row)
        closed[names.index("recorded_to")] = row[names.index("recorded_from")]
        self.batch.rows[MatterPeriod].held.append(tuple(closed))
        if since < on:
            self._period(values, since, effective_to=on)

    def _period(self, values: dict[str, Any], since: date, effective_to: date = OPEN_DAY) -> None:
        self.batch.rows[MatterPeriod].add(
            zone_id=self.matter.zone_id, matter_id=self.matter.pk, effective_from=since,
            effective_to=effective_to, recorded_from=self.batch.at, **values,
        )  # fmt: skip


def _told(item: Sealed | None) -> dict[str, str] | None:
    return {"item": str(item.uid), "commitment": item.commitment} if item else None


def foreign_facts(foreign: Foreign) -> dict[str, str | None]:
    """What history says of a foreign number."""
    return {
        "foreign_system": foreign.system,
        "foreign_number": foreign.number,
        "foreign_due_on": iso(foreign.due_on),
    }

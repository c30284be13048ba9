"""What happened to one matter before it came in with many others, as acts would have left it.

A life is told on the desk of its batch and kept as rows: :mod:`.many` writes them. The rules are those of single
acts (:class:`.desk.Desk`, :mod:`.legs`, :mod:`.arriving`); a test compares the two, column by column.
"""

from __future__ import annotations

from datetime import date
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from banshi.base.history.periods import OPEN_DAY, OPEN_INSTANT
from banshi.base.history.record import body_of
from banshi.base.search.index import Text
from banshi.base.vault.store import Sealed
from banshi.base.zones.ids import uuid7
from banshi.base.zones.models import Subject
from banshi.core.matters.actions.arriving import (
    CLAIMED,
    Arrival,
    Claimed,
    Handed,
    foreign_facts,
    received_facts,
    sealed_texts,
    searched,
)
from banshi.core.matters.actions.desk import LIST_COLUMNS, iso
from banshi.core.matters.models import LegKind, Matter
from banshi.core.matters.rules.columns import digest_of
from banshi.core.matters.rules.terms import limit_until
from banshi.kernel.proof import chain

if TYPE_CHECKING:
    from banshi.core.matters.actions.many import Batch

OF_MATTER = (
    *LIST_COLUMNS, "subject_id", "number", "title", "words_id", "raiser_org_id", "raiser_unit_id",
    "raiser_name_id", "raiser_phone_id", "place_id",
)  # fmt: skip
listed, of_matter = itemgetter(*LIST_COLUMNS), itemgetter(*OF_MATTER)


class _Part:
    """A unit or post of a draft: set as the thing itself, kept with its id."""

    def __set_name__(self, _owner: type, name: str) -> None:
        self.name, self.column = name, f"{name}_id"

    def __get__(self, draft: Any, _owner: type | None = None) -> Any:
        return draft.__dict__[self.name]

    def __set__(self, draft: Any, thing: Any) -> None:
        draft.__dict__[self.name] = thing
        draft.__dict__[self.column] = None if thing is None else thing.id


class Draft:
    """A matter on its way in: the columns of the model, without what the ORM does whenever one is set.

    It stands for the matter on a desk as long as nothing is read from or written to the database there.
    """

    collector, raiser_unit, lead_leader, responsible_unit = _Part(), _Part(), _Part(), _Part()
    holder_unit, holder_post = _Part(), _Part()

    def __init__(self) -> None:
        self.__dict__.update(_EMPTY)


_PARTS = [name for name, thing in vars(Draft).items() if isinstance(thing, _Part)]
_EMPTY = {name: value for name, value in vars(Matter()).items() if name != "_state"} | dict.fromkeys(_PARTS)


class Life:
    """One matter from its arrival to where it stands now; what it leaves goes to the batch's tables."""

    def __init__(self, batch: Batch, one: Arrival, number: str):
        self.batch, self.one, self.tables = batch, one, batch.tables
        self.subject = Subject(
            id=batch.tables.subjects.next_id(), uid=uuid7(), zone_id=batch.zone.pk, kind="matter",
            caption=f"{number} {one.title}"[:200], label=one.label,
        )  # fmt: skip
        self.uid = str(self.subject.uid)
        kinds, raiser, desk = batch.rules.kinds(one.raised_on), one.raiser, batch.desk
        self.pk = batch.tables.matters.next_id()
        matter: Any = Draft()
        self.matter = desk.matter = matter
        desk.__dict__["kinds"] = kinds
        matter.__dict__.update(
            subject_id=self.subject.pk, number=number, title=one.title.strip(), state="intake", kind=one.kind,
            nature=kinds.kinds[one.kind].nature, category=one.category, source_kind=one.source_kind,
            raiser_kind=raiser.kind, label=int(one.label), raised_on=one.raised_on,
            raiser_org_id=raiser.org.id if raiser.org else None, place_id=one.place.id if one.place else None,
        )  # fmt: skip
        matter.raiser_unit = raiser.unit
        self.desk, self.urgent = desk, kinds.kinds[one.kind].urgent
        self.sealed: dict[str, Sealed] = {}
        self.steps: list[tuple[tuple[Any, ...], date]] = []

    def receive(self) -> None:
        """It comes in; the clock to dispatch runs, unless it is said to be closed out already."""
        one, matter, desk, batch = self.one, self.matter, self.desk, self.batch
        matter.collector = one.collector or desk.collecting_unit(one.source_kind)
        desk.hand_over()
        self._seal()
        if one.claimed is None:
            limit = desk.terms.limit(LegKind.DISPATCH, urgent=self.urgent)
            leg = batch.leg(LegKind.DISPATCH, matter.holder_unit, limit, batch.now, self.urgent)
            matter.turn_due_on = leg[6]
            self._leg(leg, *((batch.now, True) if one.handed else (None, None)))
        self._involve("collector", unit=matter.collector_id)
        if batch.author:
            self._involve("author", post=batch.author)
        data = received_facts(matter, one.raiser, _told(self.sealed.get("words")), one.place)
        if batch.source is not None:
            data["import"] = batch.source
        if one.foreign is not None:
            data |= foreign_facts(one.foreign)
        self._step("matters.received", data, one.raised_on)

    def register(self) -> None:
        """It goes onto the issue list on the day it was dispatched."""
        assert self.one.handed is not None
        self.desk.move("register")
        self._step("matters.registered", {}, self.one.handed.on)

    def dispatch(self, handed: Handed) -> None:
        """As :func:`.dispatching.dispatch_matter` on that day."""
        matter, desk, batch, urgent = self.matter, self.desk, self.batch, self.urgent
        unit, at = handed.responsible_unit, desk.happened_at(handed.on)
        matter.lead_leader, matter.responsible_unit = handed.lead_leader, unit
        matter.requirement = handed.requirement.strip()
        matter.dispatched_on, matter.promised_on = handed.on, handed.due_on
        limit = limit_until(batch.calendar, at, handed.due_on, None, urgent=urgent)
        signing = batch.leg(
            LegKind.SIGNING, unit, desk.terms.limit(LegKind.SIGNING, urgent=urgent), at, urgent
        )
        leg = batch.leg(LegKind.HANDLING, unit, limit, at, urgent)
        matter.due_at, matter.due_on, matter.turn_due_on = leg[5], leg[6], signing[6]
        self._leg(signing)
        self._leg(leg)
        self._involve("lead", unit=unit.pk)
        self._involve("lead_leader", post=handed.lead_leader.pk)
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
        matter, sealed, unit = self.matter, self.sealed.get("claim"), claimed.unit
        matter.state = CLAIMED
        self.desk.hand_over()
        matter.turn_due_on = None
        if unit is not None:
            self._involve("lead", unit=unit.pk)
        self.tables.claims.add(
            self.pk, claimed.closed_on, unit.pk if unit else None, sealed.pk if sealed else None
        )
        data = {"closed_on": iso(claimed.closed_on), "unit": unit.code if unit else None}
        self._step("matters.claimed", {**data, "words": _told(sealed)}, claimed.closed_on)

    def keep(self) -> Subject:
        """The rows that are the same whatever happened."""
        one, matter, subject, tables = self.one, self.matter, self.subject, self.tables
        tables.matters.add(*of_matter(matter.__dict__), pk=self.pk)
        tables.subjects.add(
            subject.uid, subject.caption, matter.label, subject.head_n, subject.head_leaf, pk=subject.pk
        )
        self._periods()
        foreign = one.foreign
        if foreign is not None:
            tables.foreign.add(self.pk, foreign.system, foreign.number, foreign.due_on)
        said = searched(one.words, one.raiser.org, one.place, *([foreign.number] if foreign else []))
        self.batch.found.append(Text(subject, f"{matter.number} {matter.title}", said))
        return subject

    # Parts

    def _seal(self) -> None:
        one, matter = self.one, self.matter
        given = sealed_texts(one.words, one.raiser, one.claimed.words if one.claimed else "")
        if not given:
            return
        sealed = self.sealed = self.tables.texts.put(self.subject.pk, self.subject.uid, given)
        for field, column in (
            ("words", "words_id"),
            ("name", "raiser_name_id"),
            ("phone", "raiser_phone_id"),
        ):
            if field in sealed:
                setattr(matter, column, sealed[field].pk)

    def _involve(self, kind: str, unit: int | None = None, post: int | None = None) -> None:
        self.tables.parts.add(self.subject.pk, kind, unit, post)

    def _leg(self, leg: tuple[Any, ...], ended_at: Any = None, in_time: bool | None = None) -> None:
        self.tables.legs.add(self.pk, *leg, ended_at, in_time)

    def _step(self, kind: str, data: dict[str, Any], on: date) -> None:
        """One entry of the chain, and the list columns of its period row, as ``Desk.save`` writes them."""
        matter = self.matter
        matter.clock_due_on = self.desk.clock_due_on()
        values = listed(matter.__dict__)
        self._chain(kind, {"state": matter.state, "row": digest_of(values), **data}, on)
        self.steps.append((values, on))

    def _chain(self, kind: str, data: dict[str, Any], on: date) -> None:
        batch, subject = self.batch, self.subject
        n, before = subject.head_n + 1, subject.head_leaf
        body = body_of(batch.frame, self.uid, n, before, kind, data, on)
        leaf = chain.leaf_hash(body, batch.zone.suite)
        self.tables.entries.add(uuid7(), subject.pk, n, kind, body, leaf, on, *batch.act.take_key(subject))
        subject.head_n, subject.head_leaf = n, leaf

    def _periods(self) -> None:
        """A row for each step. One that was followed in the same act was never known by itself: if it began
        earlier it holds up to the day before, as ``write_period`` says."""
        add, known = self.tables.periods.add, self.batch.at
        following = [on for _values, on in self.steps[1:]]
        for (values, since), then in zip(self.steps, following, strict=False):
            add(*values, self.pk, since, OPEN_DAY, known)
            if since < then:
                add(*values, self.pk, since, then, OPEN_INSTANT)
        values, since = self.steps[-1]
        add(*values, self.pk, since, OPEN_DAY, OPEN_INSTANT)


def _told(item: Sealed | None) -> dict[str, str] | None:
    return {"item": str(item.uid), "commitment": item.commitment} if item else None

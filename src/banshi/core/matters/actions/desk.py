"""The desk: one matter under lock with the rules in force. Every use case of this app works on one."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from banshi.base.calendars.queries import load_calendar
from banshi.base.engines.kept import Kept
from banshi.base.engines.writing import insert_row, update_row
from banshi.base.history.acts import current
from banshi.base.history.periods import LOOK, write_first, write_period
from banshi.base.history.record import Step, record_steps
from banshi.base.presets import queries as presets
from banshi.base.vault import store as vault
from banshi.base.vault.models import VaultItem
from banshi.base.zones import access, clock
from banshi.base.zones.access import Actor
from banshi.base.zones.refusals import Refusal
from banshi.core.matters.actions.legs import Clocks
from banshi.core.matters.actions.telling import tell
from banshi.core.matters.models import (
    HolderKind,
    ListColumns,
    Matter,
    MatterPeriod,
    Note,
    NoteKind,
)
from banshi.core.matters.rules.columns import digest_of
from banshi.core.matters.rules.faults import Fault
from banshi.core.matters.rules.kinds import Kind, Kinds
from banshi.core.matters.rules.lifecycle import Lifecycle
from banshi.core.matters.rules.routing import Routing
from banshi.core.matters.rules.terms import Terms
from banshi.core.org.models import Unit
from banshi.core.org.queries import known
from banshi.kernel.worktime import WorkCalendar

HOLDER_KINDS = {"outside": HolderKind.OUTSIDE.value, "nobody": HolderKind.NOBODY.value}
LIST_COLUMNS = tuple(field.attname for field in ListColumns._meta.get_fields())
COLUMNS = tuple(field.attname for field in Matter._meta.concrete_fields)


LOCKED = Kept(
    lambda matter, zone: (
        Matter.objects.select_for_update(of=("self",))
        .select_related("subject")
        .filter(pk=matter, zone_id=zone)
    ),
    matter=int,
    zone=int,
)


@dataclass
class Desk:
    """A matter, who acts on it, and when. ``on`` is the zone's date of ``now``."""

    actor: Actor
    matter: Matter
    now: datetime
    fresh: bool = False
    """The matter is made in this act: nobody else can have touched it, and what was written is known."""
    written: MatterPeriod | None = None
    said: list[tuple[Step, dict[str, Any]]] = field(default_factory=list)
    """Steps that are not written yet, each with the list columns as they stood."""
    beside: list[Model] = field(default_factory=list)
    """Rows that point to the new matter and are written right after it."""
    read: dict[str, Any] = field(default_factory=dict)
    """The columns of the matter as they stand in its row."""

    @classmethod
    def lock(cls, actor: Actor, matter: Matter, now: datetime) -> "Desk":
        """Load the matter afresh under lock; somebody else's is unknown here."""
        rows = LOCKED(matter=matter.pk, zone=actor.zone.pk)
        if not rows:
            raise access.unknown()
        found = rows[0]
        found.subject.zone = found.zone = actor.zone
        return cls(actor, found, now, read=_columns(found))

    @property
    def today(self) -> date:
        """The zone's date of ``now``."""
        return clock.on_date(self.actor.zone, self.now)

    @cached_property
    def lifecycle(self) -> Lifecycle:
        """The life cycle that the matter was registered under."""
        return presets.numbered(self.actor.zone, "lifecycle", self.matter.lifecycle_version).rules

    @cached_property
    def kinds(self) -> Kinds:
        """Kinds in force on the day the matter was raised."""
        return presets.rules(self.actor.zone, "kinds", self.matter.raised_on)

    @cached_property
    def terms(self) -> Terms:
        """Terms in force today."""
        return presets.rules(self.actor.zone, "terms", self.today)

    @cached_property
    def routing(self) -> Routing:
        """Routing in force today."""
        return presets.rules(self.actor.zone, "routing", self.today)

    @cached_property
    def calendar(self) -> WorkCalendar:
        """The zone's working calendar."""
        return load_calendar(self.actor.zone)

    @cached_property
    def clocks(self) -> Clocks:
        """The legs of this matter."""
        return Clocks(self.matter, self.calendar, self.kind.urgent)

    @property
    def kind(self) -> Kind:
        """The matter's kind."""
        return self.kinds.kinds[self.matter.kind]

    def allow(self, act: str) -> None:
        """Raise unless the life cycle allows ``act`` in the matter's state."""
        fault = self.lifecycle.fault(act, self.matter.state)
        if fault:
            raise fault.refusal()

    def effective(self, on: date | None, field: str = "effective_on") -> date:
        """The day it happened: today unless told; never in the future."""
        if on is None:
            return self.today
        if on > self.today:
            raise Refusal(
                "matters.future_day",
                _("That day has not come yet. Enter the day on which it happened."),
                field=field,
            )
        return on

    def happened_at(self, on: date) -> datetime:
        """The instant for the clocks: now, or the end of an earlier day that is recorded late."""
        if on == self.today:
            return self.now
        return clock.at_time(self.actor.zone, on + timedelta(days=1)) - timedelta(minutes=1)

    def move(self, act: str) -> None:
        """Put the matter in the state to which ``act`` leads, and in its holder's hands."""
        target = self.lifecycle.arcs[act].target
        if target is not None:
            self.matter.state = target
            self.hand_over()

    def hand_over(self) -> None:
        """Name the holder that the state says."""
        matter, holder = self.matter, self.lifecycle.state(self.matter.state).holder
        matter.holder_unit, matter.holder_post = self._holding_unit(holder), None
        matter.holder_kind = HOLDER_KINDS.get(holder, HolderKind.UNIT.value)
        if holder != "outside":
            matter.holder_outside = ""

    def _holding_unit(self, holder: str) -> Unit | None:
        if holder == "ledger":
            return self.unit(self.routing.ledger_unit)
        if holder == "lead":
            return self.matter.responsible_unit
        return self.verifying_unit() if holder == "verifier" else None

    def verifying_unit(self) -> Unit:
        """The unit that verifies: the issuer for what it issued, the supervision office otherwise."""
        if "verified_by_issuer" in self.kind.guards:
            return self.matter.raiser_unit or self.matter.collector
        return self.unit(self.routing.verification_unit)

    def collecting_unit(self, source: str) -> Unit:
        """The unit that the routing names for the source; the ledger office where the zone has no such unit."""
        return self._unit(self.routing.collector(source)) or self.unit(self.routing.ledger_unit)

    def _unit(self, code: str) -> Unit | None:
        return known(self.actor.zone).units_by_code.get(code)

    def unit(self, code: str) -> Unit:
        """The zone's unit of this code. Raises `Refusal` when the routing names a unit that is not there."""
        found = self._unit(code)
        if found is None:
            raise Refusal(
                "matters.routing_unit_missing",
                _("The routing rules name the unit «%(code)s», which does not exist. Ask the administrator."),
                code=code,
            )
        return found

    def words(self, field: str, text: str, *, findable: bool = False) -> VaultItem | None:
        """Free text into the vault; nothing for an empty one."""
        text = text.strip()
        return vault.put(self.matter.subject, field, text, findable=findable) if text else None

    def note(
        self, kind: NoteKind, text: str, on: date, *, told_on: date | None = None, next_on: date | None = None
    ) -> Note:
        """Keep words about the matter under the actor's hand."""
        note = Note(
            zone=self.actor.zone,
            matter=self.matter,
            kind=kind,
            words=self.words(kind, text),
            person_id=self.actor.person_id,
            unit_id=self._acting_unit(),
            noted_at=current().recorded_at,
            effective_on=on,
            told_on=told_on,
            next_on=next_on,
        )
        return insert_row(note)

    def _acting_unit(self) -> int | None:
        lead = self.matter.responsible_unit_id
        if lead in self.actor.unit_ids:
            return lead
        return min(self.actor.unit_ids, default=None)

    def await_leader(self) -> None:
        """It is the lead leader's turn: a second dissatisfied answer waits for a decision."""
        self.matter.holder_kind, self.matter.holder_unit = HolderKind.POST, None
        self.matter.holder_post = self.matter.lead_leader

    def clock_due_on(self) -> date | None:
        """The day on which the running clock ends: the department's while it has the matter, else the holder's."""
        state = self.lifecycle.state(self.matter.state)
        if not state.open:
            return None
        return self.matter.due_on if state.holder == "lead" else self.matter.turn_due_on

    def save(self, kind: str, data: dict[str, Any], on: date) -> Matter:
        """Write the matter, its period row and its history entry."""
        self.say(kind, data, on)
        self._write_matter()
        self._write_periods()
        said, self.said = self.said, []
        record_steps(actor=self.actor, subject=self.matter.subject, steps=[entry for entry, _values in said])
        for entry, _values in said:
            tell(self, entry.kind, entry.data)
        return self.matter

    def say(self, kind: str, data: dict[str, Any], on: date) -> None:
        """Keep a step of a new matter, as it stands now, to be written with the one that follows in the same act."""
        self.matter.clock_due_on = self.clock_due_on()
        values = {name: getattr(self.matter, name) for name in LIST_COLUMNS}
        row = digest_of(values.values())
        self.said.append((Step(kind, {"state": self.matter.state, "row": row, **data}, on), values))

    def _write_periods(self) -> None:
        owner = {"zone_id": self.matter.zone_id, "matter_id": self.matter.pk}
        at, steps = current().recorded_at, [(values, entry.on) for entry, values in self.said]
        if self.fresh and self.written is None:
            self.written = write_first(MatterPeriod, owner=owner, steps=steps, recorded_at=at)
            for thing in self.beside:
                insert_row(thing)
            return
        for values, on in steps:
            self.written = write_period(
                MatterPeriod, owner=owner, values=values, effective_on=on, recorded_at=at,
                last=self.written if self.fresh else LOOK,
            )  # fmt: skip

    def _write_matter(self) -> None:
        """A new matter whole, of one that was there the columns that have changed."""
        if not self.matter.pk:
            insert_row(self.matter)
            self.read = _columns(self.matter)
            return
        now = _columns(self.matter)
        changed = [name for name, value in now.items() if self.read[name] != value]
        if changed:
            update_row(self.matter, changed)
        self.read = now


def _columns(matter: Matter) -> dict[str, Any]:
    return {name: getattr(matter, name) for name in COLUMNS}


def told(item: VaultItem | None) -> dict[str, str] | None:
    """What history may say of words in the vault: where they lie, and the commitment to them."""
    return {"item": str(item.uid), "commitment": item.commitment} if item else None


def own(actor: Actor, *things: Any) -> None:
    """Rows of another zone are unknown here, whoever hands them in."""
    if any(thing is not None and thing.zone_id != actor.zone.pk for thing in things):
        raise access.unknown()


def short(text: str, most: int, field: str) -> str:
    """``text`` stripped; refused when it has more than ``most`` characters."""
    if len(text.strip()) > most:
        raise Refusal(
            "matters.too_long",
            _("This is too long. Enter at most %(most)d characters."),
            field=field,
            most=most,
        )
    return text.strip()


def iso(value: date | datetime | None) -> str | None:
    """A date or instant as ISO text."""
    return value.isoformat() if value else None


def need(text: str, fault: Fault) -> str:
    """``text`` stripped; refused when there is nothing left."""
    if not text.strip():
        raise fault.refusal()
    return text.strip()

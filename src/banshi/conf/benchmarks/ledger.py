"""Lives as rows: the matter, its period rows, its chain and everything that hangs on it, as acts leave them."""

import gc
from collections import Counter as Tally
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction

from banshi.base.engines.rows import Lines
from banshi.base.history.models import Entry
from banshi.base.history.periods import OPEN_DAY, OPEN_INSTANT
from banshi.base.search.index import Text, index_new
from banshi.base.zones.ids import uuid7
from banshi.base.zones.models import Counter, Subject
from banshi.conf.benchmarks import bulk
from banshi.conf.benchmarks.bulk import Rows
from banshi.conf.benchmarks.ground import OPENING, Ground
from banshi.conf.benchmarks.lives import Life, Step, lives
from banshi.core.access.models import Involvement
from banshi.core.matters.actions.desk import LIST_COLUMNS
from banshi.core.matters.models import (
    Answer,
    CoHandler,
    Evidence,
    KeyListing,
    Leg,
    LegPause,
    Matter,
    MatterPeriod,
    Note,
    Verification,
)
from banshi.core.matters.rules.columns import digest_of
from banshi.core.org.models import OutsideOrganisation
from banshi.kernel.proof import chain

TOGETHER = 2000
FILLED = (
    Subject, Matter, MatterPeriod, Entry, Involvement, Leg, LegPause, CoHandler,
    Note, Evidence, Verification, Answer, KeyListing,
)  # fmt: skip
ENTRY = ("uid", "subject_id", "n", "kind", "body", "leaf", "account_id", "recorded_at", "effective_on")
PERIOD = ("matter_id", "effective_from", "effective_to", "recorded_from", "recorded_to")
NOTES = {"signed": "signed", "progressed": "progress", "submitted": "submission"}
FROM_MIDNIGHT = timedelta(hours=8)  # the zone is eight hours ahead of UTC


def fill(
    ground: Ground, rows: int, prepared: int, say: Callable[[str], None], kept: Path | None = None
) -> None:
    """Write ``rows`` matters; ``prepared`` of them wait for nothing but the close-out.

    With a file ``kept`` it goes on where a run was cut off: in it stand the indexes that are still to be made.
    """
    ledger, done = Ledger(ground), Matter.objects.count()
    gc.disable()  # millions of rows are made and dropped, none of them in a circle
    given = lives(ground, rows, prepared)
    for life in islice(given, done):
        ledger.next_number(life)
    with bulk.in_haste(), bulk.indexes_later(FILLED, kept):
        for taken, part in _parts(given, done):
            with transaction.atomic():
                ledger.take(part)
            say(f"{taken:,} of {rows:,} matters written")
        with transaction.atomic():
            ledger.keep_counters()
        say("writing the indexes")
    gc.enable()
    bulk.settle(ledger.tables.values())


def _parts(given: Iterator[Life], done: int) -> Iterator[tuple[int, list[Life]]]:
    while part := list(islice(given, TOGETHER)):
        done += len(part)
        yield done, part


class Ledger:
    """Gathers the rows of many lives and writes them part by part."""

    def __init__(self, ground: Ground):
        self.ground, self.zone_id = ground, ground.zone.pk
        self.entries = Lines(Entry, *ENTRY, zone_id=self.zone_id)
        self.periods = Lines(MatterPeriod, *PERIOD, *LIST_COLUMNS, zone_id=self.zone_id)
        plain = {model: Rows(model) for model in FILLED if model not in (Entry, MatterPeriod)}
        self.tables = {**plain, Entry: self.entries, MatterPeriod: self.periods}
        self.numbers: Tally[int] = Tally()

    def take(self, part: list[Life]) -> None:
        """Write some lives."""
        found = [self._one(life) for life in part]
        for rows in self.tables.values():
            rows.write()
        index_new(found, at=OPENING)

    def next_number(self, life: Life) -> str:
        """The official number of a life."""
        year = life.raised_on.year
        self.numbers[year] += 1
        return f"{year}-{self.numbers[year]:04d}"

    def keep_counters(self) -> None:
        """The official numbers go on where the rows end."""
        given = [
            Counter(zone_id=self.zone_id, series="matter", year=year, last=last)
            for year, last in sorted(self.numbers.items())
        ]
        Counter.objects.bulk_create(
            given, update_conflicts=True, unique_fields=["zone", "series", "year"], update_fields=["last"]
        )

    def _add(self, model: type, **values: Any) -> int:
        return self.tables[model].add(zone_id=self.zone_id, **values)

    def _one(self, life: Life) -> Text:
        number = self.next_number(life)
        uid, subject_id = uuid7(), self.tables[Subject].next_id()
        columns = self._columns(life)
        leaf = self._chain(life, uid, subject_id, number, columns)
        caption = f"{number} {life.title}"
        self._add(
            Subject,
            id=subject_id,
            uid=uid,
            kind="matter",
            caption=caption,
            label=life.label,
            head_n=len(life.steps),
            head_leaf=leaf,
        )
        matter_id = self.tables[Matter].next_id()
        self._periods(life, matter_id, columns)
        firm = self._firm(life)
        self._add(
            Matter, id=matter_id, subject_id=subject_id, number=number, title=life.title,
            words_id=self.ground.words[life.words].pk,
            raiser_org_id=firm and firm.pk, place_id=self.ground.places[life.place].pk,
            recorded_at=life.steps[0].at, recorded_on=life.steps[0].on, lifecycle_version=1, **columns[-1],
        )  # fmt: skip
        self._parts_of(life, matter_id)
        self._involved(life, subject_id)
        self._clocks(life, matter_id)
        body = "\n".join(filter(None, (firm and firm.name_zh, self.ground.places[life.place].name_zh)))
        return Text(Subject(pk=subject_id, zone_id=self.zone_id, kind="matter"), caption, body)

    # The chain

    def _chain(
        self, life: Life, uid: UUID, subject_id: int, number: str, columns: list[dict[str, Any]]
    ) -> str:
        leaf, subject = "", str(uid)
        for n, (step, written) in enumerate(zip(life.steps, columns, strict=True), 1):
            actor, post = self.ground.accounts[step.by], self.ground.posts[step.by]
            data = {"row": digest_of(written.values()), **self._told(life, step, number)}
            body = chain.canonical(
                {
                    "v": 1, "kind": f"matters.{step.act}", "subject": subject, "n": n, "prev": leaf,
                    "at": step.at.isoformat(), "on": step.on.isoformat(), "actor": str(actor.uid),
                    "posts": [post.code], "act": f"matters.{step.act}", "key": None,
                    "data": data,
                }
            )  # fmt: skip
            leaf = chain.leaf_hash(body)
            kind = f"matters.{step.act}"
            self.entries.add(uuid7(), subject_id, n, kind, body, leaf, actor.pk, step.at, step.on)
        return leaf

    def _firm(self, life: Life) -> OutsideOrganisation | None:
        return self.ground.firms[life.firm] if life.raiser_kind == "enterprise" else None

    def _told(self, life: Life, step: Step, number: str) -> dict[str, Any]:
        if step.act == "received":
            item = self.ground.words[life.words]
            words = {"item": str(item.uid), "commitment": item.commitment}
            firm = self._firm(life)
            return {
                "state": "intake", "number": number, "title": life.title, "kind": life.kind,
                "category": life.category, "source": life.source, "raiser": life.raiser_kind,
                "collector": life.collector, "words": words, "origin": None, "about": None, "parent": None,
                "raiser_org": firm and str(firm.subject.uid),
                "place": str(self.ground.places[life.place].subject.uid),
            }  # fmt: skip
        if step.act == "dispatched":
            return {
                "state": "dispatched", "lead_leader": life.leader, "responsible_unit": life.unit,
                "due_on": life.due_on.isoformat(), "requirement": "现场核实,问题不再出现",
                "immediate": False, "co_handlers": [],
            }  # fmt: skip
        answered = {"solved": "solved", "satisfaction": life.satisfaction, "channel": "phone"}
        further = {
            "signed": {"unit": life.unit},
            "submitted": {"outcome": life.outcome},
            "answered": answered,
        }
        return {"state": STATES[step.act], **further.get(step.act, {})}

    # The list columns, and what they were on each day

    def _columns(self, life: Life) -> list[dict[str, Any]]:
        """After each step, in the order of :data:`LIST_COLUMNS`."""
        columns, found = self._first_columns(life), []
        for step in life.steps:
            columns = {**columns, **self._changes(life, step)}
            columns["clock_due_on"] = running_clock(columns)
            found.append(columns)
        return found

    def _periods(self, life: Life, matter_id: int, columns: list[dict[str, Any]]) -> None:
        add, before, values = self.periods.add, None, ()
        ends = [*(step.at for step in life.steps[1:]), OPEN_INSTANT]
        for step, until, written in zip(life.steps, ends, columns, strict=True):
            if before is not None and before.on < step.on:
                add(matter_id, before.on, step.on, step.at, OPEN_INSTANT, *values)
            before, values = step, tuple(written.values())
            add(matter_id, step.on, OPEN_DAY, step.at, until, *values)

    def _first_columns(self, life: Life) -> dict[str, Any]:
        return {
            **dict.fromkeys(LIST_COLUMNS, None),
            **{name: "" for name in ("requirement", "outcome", "solved", "satisfaction")},
            **{name: 0 for name in ("returned", "reopened")},
            "kind": life.kind, "nature": life.nature, "category": life.category, "source_kind": life.source,
            "raiser_kind": life.raiser_kind, "label": life.label, "raised_on": life.raised_on,
            "immediate": False, "key_listed": False,
            "collector_id": self.ground.units[life.collector].pk,
        }  # fmt: skip

    def _changes(self, life: Life, step: Step) -> dict[str, Any]:
        day, units = step.on, self.ground.units
        desk = units["general_office"].pk
        given: dict[str, Any] = {"state": STATES[step.act], "holder_kind": "unit"}
        match step.act:
            case "received" | "registered":
                given |= {"holder_unit_id": desk, "turn_due_on": day + timedelta(days=1)}
            case "dispatched":
                given |= {
                    "lead_leader_id": self.ground.posts[life.leader].pk, "responsible_unit_id": units[life.unit].pk,
                    "requirement": "现场核实,问题不再出现", "dispatched_on": day, "promised_on": life.due_on,
                    "due_on": life.due_on, "due_at": evening(life.due_on), "holder_unit_id": units[life.unit].pk,
                    "turn_due_on": day + timedelta(days=1), "key_listed": life.key_listed,
                }  # fmt: skip
            case "signed" | "progressed":
                given |= {"turn_due_on": life.due_on}
            case "submitted":
                supervision = units["supervision_office"].pk
                given |= {"outcome": life.outcome, "submitted_on": day, "holder_unit_id": supervision}
                given |= {"turn_due_on": day + timedelta(days=2)}
            case "verified":
                verifier = self.ground.people["verifier"].pk
                given |= {
                    "verified_on": day, "verifier_id": verifier, "in_time": day <= life.due_on, "holder_unit_id": desk
                }  # fmt: skip
            case "answered":
                given |= {"solved": "solved", "satisfaction": life.satisfaction}
            case "closed":
                given |= {
                    "closed_on": day,
                    "holder_kind": "nobody",
                    "holder_unit_id": None,
                    "turn_due_on": None,
                }
        return given

    # What hangs on it

    def _parts_of(self, life: Life, matter_id: int) -> None:
        handler = self.ground.people[life.unit].pk
        for step in life.steps:
            if step.act in NOTES:
                self._add(
                    Note, matter_id=matter_id, kind=NOTES[step.act], person_id=handler,
                    unit_id=self.ground.units[life.unit].pk, noted_at=step.at, effective_on=step.on,
                    words_id=self.ground.words[life.words].pk,
                )  # fmt: skip
        acts = life.acts
        if "dispatched" in acts and life.key_listed:
            self._add(KeyListing, matter_id=matter_id, starts_on=acts["dispatched"].on)
        if "dispatched" in acts and life.co_unit:
            replied = acts["submitted"].at if "submitted" in acts else None
            unit_id = self.ground.units[life.co_unit].pk
            self._add(CoHandler, matter_id=matter_id, unit_id=unit_id, due_on=life.due_on, replied_at=replied)
        if "submitted" in acts:
            step = acts["submitted"]
            self._add(
                Evidence,
                matter_id=matter_id,
                kind="raiser",
                dated_on=step.on,
                added_by_id=handler,
                added_at=step.at,
            )
        self._checked(acts, life, matter_id)

    def _checked(self, acts: dict[str, Step], life: Life, matter_id: int) -> None:
        verifier = self.ground.people["verifier"].pk
        theirs = [self.ground.units["supervision_office"].pk]
        if "verified" in acts:
            step = acts["verified"]
            self._add(
                Verification, matter_id=matter_id, person_id=verifier, unit_ids=theirs, passed=True,
                verified_at=step.at, verified_on=step.on,
            )  # fmt: skip
        if "answered" in acts:
            step = acts["answered"]
            self._add(
                Answer, matter_id=matter_id, solved="solved", satisfaction=life.satisfaction, channel="phone",
                answered_on=step.on, entered_by_id=verifier, entered_unit_ids=theirs, entered_at=step.at,
            )  # fmt: skip

    def _involved(self, life: Life, subject_id: int) -> None:
        units, posts = self.ground.units, self.ground.posts
        self._add(Involvement, subject_id=subject_id, kind="collector", unit_id=units[life.collector].pk)
        self._add(Involvement, subject_id=subject_id, kind="author", post_id=posts["clerk"].pk)
        if "dispatched" in life.acts:
            self._add(Involvement, subject_id=subject_id, kind="lead", unit_id=units[life.unit].pk)
            self._add(Involvement, subject_id=subject_id, kind="lead_leader", post_id=posts[life.leader].pk)
            if life.co_unit:
                self._add(Involvement, subject_id=subject_id, kind="co", unit_id=units[life.co_unit].pk)

    def _clocks(self, life: Life, matter_id: int) -> None:
        acts = life.acts
        for kind, unit, limit, start, end, days in LEGS:
            if start not in acts:
                continue
            code = unit or life.unit
            on = life.due_on if days is None else acts[start].on + timedelta(days=days)
            leg = self._add(
                Leg, matter_id=matter_id, kind=kind, unit_id=self.ground.units[code].pk, limit=limit,
                started_at=acts[start].at, due_on=on, due_at=evening(on),
                ended_at=acts[end].at if end in acts else None,
                in_time=acts[end].on <= on if end in acts else None,
            )  # fmt: skip
            if kind == "handling" and "submitted" in acts:
                ended = acts["verified"].at if "verified" in acts else None
                at = acts["submitted"].at
                self._add(LegPause, leg_id=leg, reason="submitted", started_at=at, ended_at=ended)


STATES = {
    "received": "intake", "registered": "registered", "dispatched": "dispatched", "signed": "signed",
    "progressed": "in_hand", "submitted": "submitted", "verified": "verified", "answered": "verified",
    "closed": "closed",
}  # fmt: skip
LEADS = ("dispatched", "signed", "in_hand")
# Kind, whose (None: the department's), limit, from which act to which, days (None: until the deadline).
LEGS = (
    ("receipt_to_dispatch", "general_office", "1 workday", "received", "dispatched", 1),
    ("signing", None, "1 workday", "dispatched", "signed", 1),
    ("handling", None, "7 workday", "dispatched", "verified", None),
    ("verification", "supervision_office", "2 workday", "submitted", "verified", 2),
)


def running_clock(columns: dict[str, Any]) -> date | None:
    """The day on which the running clock ends: the department's while it has the matter, else the holder's."""
    if columns["state"] == "closed":
        return None
    return columns["due_on" if columns["state"] in LEADS else "turn_due_on"]


def evening(day: date) -> datetime:
    """The instant at which a day ends in the zone."""
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), OPENING.tzinfo) - FROM_MIDNIGHT

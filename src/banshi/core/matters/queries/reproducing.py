"""Do the period rows say for every past day what the chains of history say? Two sources, compared."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from banshi.base.history.models import Entry
from banshi.base.history.periods import OPEN_DAY, OPEN_INSTANT
from banshi.base.zones.models import Zone
from banshi.core.matters.models import MatterPeriod

KEY_LIST = {"matters.key_listed": True, "matters.key_unlisted": False}


@dataclass(frozen=True)
class Standing:
    """What decides on which lists a matter stands."""

    state: str
    key_listed: bool


@dataclass(frozen=True)
class Told:
    """One entry of history: what it says, for when, and since when it was known."""

    effective_on: date
    recorded_at: datetime
    state: str
    key_listed: bool | None


@dataclass(frozen=True)
class Held:
    """One period row."""

    effective_from: date
    effective_to: date
    recorded_from: datetime
    recorded_to: datetime
    standing: Standing


def by_history(entries: Iterable[Told], day: date, known_at: datetime) -> Standing | None:
    """How the matter stood at the end of ``day`` as known at ``known_at``, from its chain."""
    state, key = None, False
    for entry in entries:
        if entry.effective_on <= day and entry.recorded_at <= known_at:
            state = entry.state
            key = key if entry.key_listed is None else entry.key_listed
    return None if state is None else Standing(state, key)


def by_periods(rows: Iterable[Held], day: date, known_at: datetime) -> list[Standing]:
    """The same from its period rows: at most one, when they are sound."""
    return [
        row.standing
        for row in rows
        if row.effective_from <= day < row.effective_to and row.recorded_from <= known_at < row.recorded_to
    ]


def agree(entries: list[Told], rows: list[Held]) -> bool:
    """True when both say the same for every day, as known at every instant.

    Between two days of change, of either, nothing changes, so those days and instants are all.
    """
    days = {entry.effective_on for entry in entries}
    days |= {day for row in rows for day in (row.effective_from, row.effective_to)} - {OPEN_DAY}
    instants = {entry.recorded_at for entry in entries}
    instants |= {at for row in rows for at in (row.recorded_from, row.recorded_to)}
    for day in days:
        for known_at in instants - {OPEN_INSTANT}:
            expected = by_history(entries, day, known_at)
            if by_periods(rows, day, known_at) != ([expected] if expected else []):
                return False
    return True


def astray(zone: Zone, matters: dict[int, int]) -> set[int]:
    """The matters (id → id of the subject) whose rows and chain differ; two queries."""
    told, held = _told(zone, set(matters.values())), _held(zone, set(matters))
    return {pk for pk, subject in matters.items() if not agree(told[subject], held[pk])}


def _told(zone: Zone, subjects: set[int]) -> dict[int, list[Told]]:
    found: dict[int, list[Told]] = defaultdict(list)
    entries = Entry.objects.filter(zone=zone, subject__in=subjects).order_by("subject_id", "n")
    columns = ("subject_id", "kind", "effective_on", "recorded_at", "body")
    for subject, kind, on, at, body in entries.values_list(*columns).iterator():
        state = json.loads(bytes(body))["data"].get("state")
        if state is not None:
            found[subject].append(Told(on, at, state, KEY_LIST.get(kind)))
    return found


def _held(zone: Zone, matters: set[int]) -> dict[int, list[Held]]:
    found: dict[int, list[Held]] = defaultdict(list)
    columns = (
        "matter_id", "effective_from", "effective_to", "recorded_from", "recorded_to", "state", "key_listed",
    )  # fmt: skip
    rows = MatterPeriod.objects.filter(zone=zone, matter__in=matters).values_list(*columns)
    for matter, *times, state, key_listed in rows.iterator():
        found[matter].append(Held(*times, Standing(state, key_listed)))
    return found

"""What the ladder asks today: open matters whose clock runs, the documents they have, and the rung that is due."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from banshi.base.calendars.queries import load_calendar
from banshi.base.presets import queries as presets
from banshi.base.zones import clock
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Label, Zone
from banshi.core.matters.models import HolderKind, Matter
from banshi.core.matters.queries import lists
from banshi.core.org.models import Post, Unit
from banshi.core.supervision.models import Line
from banshi.core.supervision.rules import ladder as rules
from banshi.core.supervision.rules.ladder import Given, Ladder, Pressed, Rung
from banshi.kernel.worktime import WorkCalendar

AT_ONCE = 300
"""So many matters are looked at, those longest overdue first; the page says when there are more."""


@dataclass(frozen=True)
class Due:
    """A matter of which the ladder asks something today."""

    matter: Matter
    pressed: Pressed
    rung: Rung


@dataclass(frozen=True)
class Group:
    """What one document would hold: a rung, its addressee (None: all units concerned) and the matters."""

    rung: Rung
    addressee: Unit | Post | None
    rows: tuple[Due, ...]
    own: bool

    @property
    def numbers(self) -> tuple[str, ...]:
        """The matters' numbers."""
        return tuple(row.matter.number for row in self.rows)


@dataclass(frozen=True)
class Today:
    """The ladder's page: groups from the highest rung down; ``more`` when not all matters were looked at."""

    ladder: Ladder
    groups: tuple[Group, ...]
    more: bool

    @property
    def count(self) -> int:
        """How many matters something is asked of."""
        return sum(len(group.rows) for group in self.groups)


def turn_unit(matter: Matter) -> int | None:
    """The unit (id) whose turn it is; the responsible one while somebody outside or a leader has it."""
    if matter.holder_kind == HolderKind.UNIT and matter.holder_unit_id:
        return matter.holder_unit_id
    return matter.responsible_unit_id


def holding_unit(matter: Matter) -> Unit:
    """The same as a row; load ``holder_unit`` and ``responsible_unit``."""
    return matter.holder_unit if turn_unit(matter) == matter.holder_unit_id else matter.responsible_unit


def today_of(actor: Actor) -> Today:
    """What the ladder asks today of the matters that the actor may see; four queries."""
    today = clock.today(actor.zone)
    found = presets.rules(actor.zone, "ladder", today)
    calendar = load_calendar(actor.zone)
    rows = _candidates(actor, found, calendar, today)
    shown = rows[:AT_ONCE]
    standing = _all_pressed(actor.zone, shown, calendar, today)
    due = [
        Due(matter, standing[matter.pk], rung)
        for matter in shown
        if (rung := rules.asked(found, standing[matter.pk]))
    ]
    return Today(found, tuple(_groups(found, due, actor)), len(rows) > AT_ONCE)


def _candidates(actor: Actor, found: Ladder, calendar: WorkCalendar, today: date) -> list[Matter]:
    until = calendar.add_workdays(today, -found.earliest) if found.earliest < 0 else today
    rows = Matter.objects.visible_to(actor).filter(
        clock_due_on__lte=until,
        dispatched_on__isnull=False,
        state__in=lists.moment(actor.zone).open_states,
    )
    related = ("subject", "holder_unit__subject", "responsible_unit__subject", "lead_leader__subject")
    return list(rows.select_related(*related).order_by("clock_due_on", "pk")[: AT_ONCE + 1])


def pressed(zone: Zone, matters: Iterable[Matter], today: date) -> dict[int, Pressed]:
    """By matter: deadline, working days after it, documents given; without those whose clock stands."""
    return _all_pressed(zone, list(matters), load_calendar(zone), today)


def _all_pressed(
    zone: Zone, matters: list[Matter], calendar: WorkCalendar, today: date
) -> dict[int, Pressed]:
    given = _given(zone, matters)
    return {
        matter.pk: Pressed(
            due_on=matter.clock_due_on,
            workdays=rules.workdays_after(calendar, matter.clock_due_on, today),
            today=today,
            given=tuple(given.get(matter.pk, ())),
        )
        for matter in matters
        if matter.clock_due_on is not None and matter.dispatched_on is not None
    }


def _given(zone: Zone, matters: list[Matter]) -> dict[int, list[Given]]:
    """Documents of the ladder that stand, since the matter was last opened; one query."""
    life = {matter.pk: matter.reopened for matter in matters}
    rows = Line.objects.filter(zone=zone, matter__in=list(life), document__recalled_on__isnull=True)
    found: dict[int, list[Given]] = {}
    columns = ("matter_id", "life", "document__kind", "due_on", "document__answer_by")
    for pk, lived, kind, due_on, answer_by in rows.order_by("pk").values_list(*columns):
        if lived == life[pk]:
            found.setdefault(pk, []).append(Given(kind, due_on, answer_by))
    return found


def _groups(found: Ladder, due: list[Due], actor: Actor) -> Iterable[Group]:
    """One group per document to be issued, the highest rung first, then by protocol."""
    sorted_out: dict[tuple, list[Due]] = {}
    for row in due:
        sorted_out.setdefault(_document_of(row), []).append(row)
    made = [_group(rows, actor) for rows in sorted_out.values()]
    return sorted(
        made,
        key=lambda group: (
            -found.height(group.rung.code),
            getattr(group.addressee, "protocol", 0),
            group.rows[0].pressed.due_on,
            group.rows[0].matter.pk,
        ),
    )


def _document_of(row: Due) -> tuple:
    """Rows with the same answer go into one document."""
    alone = row.matter.pk if row.matter.label > Label.INTERNAL or row.rung.gather == "matter" else None
    unit = None if row.rung.gather == "all" else turn_unit(row.matter)
    return (row.rung.code, unit, alone)


def _group(rows: list[Due], actor: Actor) -> Group:
    first = rows[0]
    addressee: Unit | Post | None = None
    if first.rung.addressee == "leader":
        addressee = first.matter.lead_leader
    elif first.rung.gather != "all":
        addressee = holding_unit(first.matter)
    own = any(turn_unit(row.matter) in actor.unit_ids for row in rows)
    return Group(first.rung, addressee, tuple(rows), own)

"""Lights: blue near due, yellow behind, red overdue. Thresholds are data."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from banshi.kernel.worktime import WorkCalendar


class Light(StrEnum):
    """The light of an open matter; none when nothing presses."""

    NONE = ""
    BLUE = "blue"
    YELLOW = "yellow"
    RED = "red"


@dataclass(frozen=True)
class Lights:
    """How many working days before the due day the blue light comes on."""

    near_workdays: int


@dataclass(frozen=True)
class Standing:
    """What the light of a matter depends on."""

    open: bool
    due_on: date | None
    next_reply_on: date | None
    late_co_handler: bool = False


def parse(body: dict[str, Any]) -> Lights:
    """Read a ``lights`` rule set."""
    near = int(body["near_workdays"])
    if near < 0:
        raise ValueError("near_workdays must not be negative")
    return Lights(near)


def light(standing: Standing, today: date, near_until: date) -> Light:
    """The light on ``today``; ``near_until`` is :func:`near_limit` of today."""
    if not standing.open:
        return Light.NONE
    if standing.due_on is not None and standing.due_on < today:
        return Light.RED
    if standing.late_co_handler or (standing.next_reply_on is not None and standing.next_reply_on < today):
        return Light.YELLOW
    if standing.due_on is not None and standing.due_on <= near_until:
        return Light.BLUE
    return Light.NONE


def near_limit(lights: Lights, calendar: WorkCalendar, today: date) -> date:
    """The last due day that counts as near on ``today``."""
    return calendar.add_workdays(today, lights.near_workdays)

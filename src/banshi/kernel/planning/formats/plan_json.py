"""A plan as JSON, for storing, sending and editing by hand.

The shape is that of the model (`banshi.kernel.planning.model`): one object per dataclass, lists for tuples, dates as
"2021-06-25", choices by their value ("FS", "may_span"), money in whole fen. What equals the model's default is left
out. The outermost object says what it is: {"format": "banshi-plan/1", "start": …, "horizon": …, "activities": […]}.

Reading is strict: an unknown field, a name given twice, a number where text is due, NaN, or another format is refused
with `PlanError`, whose message says where ("activities[3].modes[0].days"). What the model itself refuses keeps the
model's own sentence.
"""

from __future__ import annotations

import json
import math
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import numpy as np

from banshi.kernel.planning.errors import PlanError
from banshi.kernel.planning.model import MAX_LINKS, Plan
from banshi.kernel.planning.solution import Schedule

FORMAT = "banshi-plan/1"
SCHEDULE_FORMAT = "banshi-schedule/1"
MAX_TEXT = 64_000_000


def dumps(plan: Plan, *, indent: int | None = None) -> str:
    """The plan as JSON text; the same plan always gives the same text."""
    return json.dumps({"format": FORMAT, **object_of(plan)}, ensure_ascii=False, indent=indent)


def loads(text: str) -> Plan:
    """The plan in a JSON text of at most `MAX_TEXT` characters. PlanError says what is wrong, and where."""
    data = _parsed(text)
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise PlanError(
            "not_a_plan", f'This is not a plan: the outermost object must say "format": "{FORMAT}"'
        )
    plan = made_of(Plan, {name: value for name, value in data.items() if name != "format"}, "")
    assert isinstance(plan, Plan)
    return plan


def dump_schedule(plan: Plan, schedule: Schedule) -> str:
    """A solved plan as JSON: for each activity in order its code, first day, exclusive end and mode's index."""
    rows = [
        [activity.code, int(schedule.start[i]), int(schedule.end[i]), int(schedule.mode[i])]
        for i, activity in enumerate(plan.activities)
    ]
    head = {"format": SCHEDULE_FORMAT, "start": plan.start.isoformat(), "activities": rows}
    return json.dumps(head, ensure_ascii=False)


def load_schedule(plan: Plan, text: str) -> Schedule:
    """The schedule of `plan` in a JSON text; PlanError when it is of another plan or out of its bounds."""
    data = _parsed(text)
    rows = data.get("activities") if isinstance(data, dict) else None
    if not isinstance(data, dict) or data.get("format") != SCHEDULE_FORMAT or not isinstance(rows, list):
        raise PlanError(
            "not_a_schedule", f'This is not a schedule: it must say "format": "{SCHEDULE_FORMAT}"'
        )
    codes = [activity.code for activity in plan.activities]
    if data.get("start") != plan.start.isoformat() or [_code(row) for row in rows] != codes:
        raise PlanError("other_plan", "This schedule is of another plan: its first day or activities differ")
    limits = (plan.horizon + 1, plan.horizon + 1, 50)
    for row in rows:
        for value, most in zip(row[1:], limits, strict=True):
            if type(value) is not int or not -plan.horizon <= value <= most:
                raise PlanError("out_of_range", f"Activity {row[0]}: {value!r:.40} is no day of this plan")
    columns = np.array([row[1:] for row in rows], dtype=np.int32).reshape(-1, 3)
    return Schedule(columns[:, 0].copy(), columns[:, 1].copy(), columns[:, 2].copy())


def _code(row: Any) -> Any:
    return row[0] if isinstance(row, list) and len(row) == 4 else None


# writing


def object_of(value: Any) -> dict[str, Any]:
    """A value of the model as JSON's own types, defaults left out."""
    return {
        one.name: _plain(getattr(value, one.name)) for one in fields(value) if not _is_default(value, one)
    }


def _is_default(value: Any, one: Field[Any]) -> bool:
    if one.default is MISSING:
        return False
    return bool(getattr(value, one.name) == one.default)


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return object_of(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


# reading


def _parsed(text: str) -> Any:
    if len(text) > MAX_TEXT:
        raise PlanError("too_large", f"The text has more than {MAX_TEXT:,} characters: split the plan")
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise PlanError(
            "not_json", f"Line {error.lineno}, column {error.colno} is not JSON: {error.msg}"
        ) from None
    except RecursionError:
        raise PlanError("not_json", "The text is nested too deeply for a plan") from None
    except ValueError as error:
        # a whole number of more digits than Python converts
        raise (
            error
            if isinstance(error, PlanError)
            else PlanError("not_json", "The text holds a number of thousands of digits")
        ) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        twice = next(name for name, _ in pairs if name in seen or seen.add(name))
        raise PlanError("twice", f"The field {twice!r:.40} stands twice in one object")
    return found


def _no_constant(word: str) -> Any:
    raise PlanError("not_finite", f"{word} is no number that a plan can hold")


@cache
def _types(kind: type) -> dict[str, tuple[Any, bool]]:
    """Field name -> (type, must be given)."""
    hints = get_type_hints(kind)
    return {
        one.name: (hints[one.name], one.default is MISSING and one.default_factory is MISSING)
        for one in fields(kind)
    }


def made_of(kind: type, data: Any, where: str) -> Any:
    """A value of the model from JSON's own types. PlanError names the place `where`."""
    if not isinstance(data, dict):
        raise _wrong(where, "an object", data)
    known = _types(kind)
    for name in data:
        if name not in known:
            raise PlanError("unknown_field", f"{_at(where, name)}: there is no such field ({kind.__name__})")
    missing = [name for name, (_, needed) in known.items() if needed and name not in data]
    if missing:
        raise PlanError("missing_field", f"{where or 'The plan'} lacks {', '.join(missing)}")
    return kind(**{name: _value(known[name][0], given, _at(where, name)) for name, given in data.items()})


def _at(where: str, name: str) -> str:
    return f"{where}.{name:.40}" if where else f"{name:.40}"


def _value(kind: Any, given: Any, where: str) -> Any:
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        inner = [one for one in get_args(kind) if one is not NoneType]
        return None if given is None else _value(inner[0], given, where)
    if origin is tuple:
        return _row(get_args(kind)[0], given, where)
    if is_dataclass(kind):
        return made_of(kind, given, where)  # type: ignore[arg-type]
    if kind is date:
        return _day(given, where)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _choice(kind, given, where)
    return _scalar(kind, given, where)


def _row(kind: Any, given: Any, where: str) -> tuple[Any, ...]:
    if not isinstance(given, list):
        raise _wrong(where, "a list", given)
    if len(given) > MAX_LINKS:  # no list of the model is longer; a million values are not made to be refused
        raise PlanError("too_many", f"More than {MAX_LINKS:,} {where}: split the plan")
    return tuple(_value(kind, item, f"{where}[{i}]") for i, item in enumerate(given))


def _day(given: Any, where: str) -> date:
    try:
        found = date.fromisoformat(given) if isinstance(given, str) and len(given) == 10 else None
    except ValueError:
        found = None
    if found is None:
        raise _wrong(where, "a day like 2021-06-25", given)
    return found


def _choice(kind: type[Enum], given: Any, where: str) -> Enum:
    try:
        return kind(given)
    except ValueError:
        raise _wrong(where, "one of " + ", ".join(str(one.value) for one in kind), given) from None


def _scalar(kind: type, given: Any, where: str) -> Any:
    fits = type(given) in ((int, float) if kind is float else (kind,))
    if not fits or (isinstance(given, float) and not math.isfinite(given)):
        words = {int: "a whole number", float: "a number", str: "text", bool: "true or false"}
        raise _wrong(where, words.get(kind, kind.__name__), given)
    return given


def _wrong(where: str, wanted: str, given: Any) -> PlanError:
    return PlanError("wrong_type", f"{where or 'The plan'} must be {wanted}, not {given!r:.40}", where=where)

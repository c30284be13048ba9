"""Logs that tell an operator what happened and nobody who was concerned.

One JSON object a line; on a terminal a short line for people. Only known fields are written. What other
libraries say is written as the sentence they wrote in their code, without what they filled in: an address
with its search words, a row that broke a constraint. Of an exception the kind and the places in the code
are kept, never its text.
"""

import logging
import re
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pythonjsonlogger.json import JsonFormatter

request_id: ContextVar[str] = ContextVar("banshi_request_id", default="")
REQUEST = "banshi.request"
FIELDS = ("id", "route", "method", "zone", "actor", "status", "ms", "queries")
HIDDEN = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+|(?<![\w-])\+?\d[\d -]{6,}[\dXx](?![\w-])")
"""Mail addresses, and runs of digits as long as a telephone or identity number."""

NUMBER = re.compile(r"\d{4}-\d{4}")
"""An official number names a matter, not a person."""

PLACES = 12
_ROOT = Path(__file__).resolve().parents[3]


def scrubbed(text: str) -> str:
    """``text`` without what could name a person."""
    return HIDDEN.sub(lambda found: found[0] if NUMBER.fullmatch(found[0]) else "…", text)


def event_of(record: logging.LogRecord) -> str:
    """The sentence of a record: whole when it is ours, as it stands in the code when it is not."""
    ours = record.name.split(".")[0] == "banshi"
    text = record.getMessage() if ours else str(record.msg)
    return scrubbed(text.replace("\r", " ").replace("\n", " "))[:400]


def fields_of(record: logging.LogRecord) -> dict[str, Any]:
    """What is written of a record, in this order."""
    found: dict[str, Any] = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "event": event_of(record),
    }
    if record.name != REQUEST and request_id.get():
        found["id"] = request_id.get()
    given = getattr(record, "banshi", {})
    found |= {name: given[name] for name in FIELDS if name in given}
    if record.exc_info and record.exc_info[0] is not None:
        found |= _exception(record.exc_info)
    return found


def _exception(exc_info: Any) -> dict[str, Any]:
    kind, error, trace = exc_info
    where = []
    while trace is not None:
        code = trace.tb_frame.f_code
        path = Path(code.co_filename)
        name = path.relative_to(_ROOT) if path.is_relative_to(_ROOT) else Path(*path.parts[-3:])
        where.append(f"{name}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    found = {"exception": f"{kind.__module__}.{kind.__qualname__}", "where": where[-PLACES:]}
    state = getattr(error.__cause__, "sqlstate", None) or getattr(error, "sqlstate", None)
    return found | ({"sqlstate": state} if state else {})


class JsonLine(JsonFormatter):
    """One JSON object a line."""

    def __init__(self) -> None:
        super().__init__(json_ensure_ascii=False)

    def add_fields(self, log_data: dict, record: logging.LogRecord, message_dict: dict) -> None:
        """Known fields and no others, whatever a caller handed over."""
        log_data.update(fields_of(record))


class HumanLine(logging.Formatter):
    """A short line for a terminal, from the same fields."""

    def format(self, record: logging.LogRecord) -> str:
        """Time, level, and what there is."""
        found = fields_of(record)
        where = found.pop("where", [])
        head = f"{found.pop('time')[11:19]} {found.pop('level'):<7} {found.pop('event')}"
        found.pop("logger")
        rest = " ".join(f"{name}={value}" for name, value in found.items())
        return "\n    ".join([f"{head} {rest}".rstrip(), *where])


def configuration(how: str, *, terminal: bool | None = None) -> dict[str, Any]:
    """The value of ``LOGGING``. ``how`` is ``BANSHI_LOG``: auto, json, human or quiet.

    ``auto`` writes for people on a terminal and JSON elsewhere; on a terminal requests that went well and
    fast are left out, so that the sign-ins printed at the first start stay in sight.
    """
    if how not in {"auto", "json", "human", "quiet"}:
        raise ValueError(f"BANSHI_LOG must be auto, json, human or quiet, not {how!r}")
    terminal = sys.stderr.isatty() if terminal is None else terminal
    formatter = "human" if how == "human" or (how in ("auto", "quiet") and terminal) else "json"
    every = how in ("json", "human") or (how == "auto" and not terminal)
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": JsonLine}, "human": {"()": HumanLine}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": formatter}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            # Django's own handler writes the whole message; ours is at the root.
            "django": {"handlers": [], "level": "WARNING", "propagate": True},
            # A refusal or a missing page is a line of the request already.
            "django.request": {"level": "ERROR"},
            "django.security": {"level": "ERROR"},
            "django.server": {"handlers": [], "level": "ERROR", "propagate": True},
            REQUEST: {"level": "INFO" if every else "WARNING"},
        },
    }

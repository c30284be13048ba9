"""What is kept of people, what for, and for how long: read from the rules, decided without the database."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from banshi.base.zones.refusals import Refusal

CONTACT, WHOLE = "contact", "whole"
STEPS = (CONTACT, WHOLE)
REST = "*"
"""In the rules: every field that is not named beside it."""


@dataclass(frozen=True)
class Purpose:
    """What some fields are called, what they are for, and on which ground they are kept."""

    fields: tuple[str, ...]
    zh: str
    en: str
    purpose_zh: str
    purpose_en: str
    basis_zh: str
    basis_en: str


@dataclass(frozen=True)
class Keeping:
    """The rules of one kind of record.

    ``contact`` are the fields that go first, after ``contact_months`` from the day on which the record
    ended; everything goes after ``whole_months``. None: never by time.
    """

    purposes: tuple[Purpose, ...]
    contact: frozenset[str]
    contact_months: int | None
    whole_months: int | None

    @property
    def steps(self) -> tuple[str, ...]:
        """What can be erased of it: the contact alone where there is one, and the whole."""
        return STEPS if self.contact else (WHOLE,)

    def purpose_of(self, field: str) -> Purpose | None:
        """What ``field`` is kept for; None when the rules do not say so."""
        named = next((one for one in self.purposes if field in one.fields), None)
        return named or next((one for one in self.purposes if REST in one.fields), None)

    def due_by(self, step: str, today: date) -> date | None:
        """The last day on which a record must have ended for ``step`` to be due ``today``."""
        months = self.contact_months if step == CONTACT else self.whole_months
        return None if months is None else months_before(today, months)


PersonalData = dict[str, Keeping]


def parse(body: dict[str, Any]) -> PersonalData:
    """Read a ``personal_data`` rule set. Raises ValueError that names the kind.

    Months that are left out mean never, as null does: what a programme adds is a merge patch, which holds no null.
    """
    return {kind: _keeping(kind, said) for kind, said in body["kinds"].items()}


def _keeping(kind: str, said: dict[str, Any]) -> Keeping:
    purposes = tuple(Purpose(**{**one, "fields": tuple(one["fields"])}) for one in said["fields"])
    found = Keeping(
        purposes=purposes,
        contact=frozenset(said["contact"]["fields"]),
        contact_months=said["contact"].get("months"),
        whole_months=said["whole"].get("months"),
    )
    if not purposes:
        raise ValueError(f"{kind}: say what at least one field is for")
    for months in (found.contact_months, found.whole_months):
        if months is not None and months < 1:
            raise ValueError(f"{kind}: months must be at least 1, or null for never")
    if None not in (found.contact_months, found.whole_months) and found.contact_months > found.whole_months:
        raise ValueError(f"{kind}: the contact cannot be kept longer than the whole")
    return found


def months_before(day: date, months: int) -> date:
    """The same day of the month so many months earlier, or that month's last day."""
    count = day.year * 12 + day.month - 1 - months
    year, month = divmod(count, 12)
    first_after = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    last = (first_after - date(year, month + 1, 1)).days
    return date(year, month + 1, min(day.day, last))


def check_erasable(ended_on: date | None, step: str, keeping: Keeping | None) -> None:
    """Raise :class:`Refusal` unless ``step`` of a record that ended on ``ended_on`` may be erased."""
    if keeping is None:
        raise Refusal(
            "vault.no_rule",
            _("The rules do not say how long this kind of record is kept. Adopt a version that names it."),
        )
    if step not in keeping.steps:
        raise Refusal("vault.no_step", _("Choose what is to be erased from the list."), field="step")
    if ended_on is None:
        raise Refusal(
            "vault.still_needed",
            _("This record is still in use. Close it out, withdraw it or end it first, then erase."),
        )

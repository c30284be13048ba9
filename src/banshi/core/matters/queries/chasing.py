"""A polite text for a group chat: numbers, days and the act that is asked; no content, no names, no blame."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banshi.base.ui import words as days
from banshi.base.zones.access import Actor
from banshi.core.matters.models import Matter
from banshi.core.matters.queries import lists
from banshi.core.matters.queries.turns import ASKED, holder_of
from banshi.core.matters.queries.wording import Wording


@dataclass(frozen=True)
class Chase:
    """The text, how many matters it asks for, and how many of those ticked ask nothing of anybody."""

    text: str
    count: int
    left_out: int


@dataclass(frozen=True)
class Asked:
    """One line: whose turn it is, the number, the act, and the day (None: none is set)."""

    holder: str
    number: str
    act: str
    until: date | None


def chase(actor: Actor, uids: Iterable[UUID]) -> Chase:
    """The text for those of ``uids`` that the actor sees and that are open; three queries."""
    wanted = list(uids)
    at, words = lists.moment(actor.zone), Wording(actor.zone)
    rows = Matter.objects.visible_to(actor).filter(subject__uid__in=wanted)
    rows = rows.select_related("holder_unit", "holder_post").order_by(
        F("turn_due_on").asc(nulls_last=True), "number"
    )
    found = list(rows)
    asked = [_asked(row, words) for row in found if row.state in at.open_states]
    return Chase(compose(asked, at.day), len(asked), len(found) - len(asked)) if found else Chase("", 0, 0)


def _asked(row: Matter, words: Wording) -> Asked:
    act = ASKED.get(row.state)
    return Asked(
        holder_of(row),
        row.number,
        words.act(act) if act else _("please go on"),
        row.turn_due_on or row.clock_due_on,
    )


def compose(asked: list[Asked], today: date) -> str:
    """One text for the chat; empty when nothing is asked."""
    if not asked:
        return ""
    lines = [
        _("%(n)d. %(holder)s: %(number)s, %(act)s, by %(day)s")
        % {"n": n, "holder": one.holder, "number": one.number, "act": one.act, "day": _day(one.until, today)}
        if one.until
        else _("%(n)d. %(holder)s: %(number)s, %(act)s")
        % {"n": n, "holder": one.holder, "number": one.number, "act": one.act}
        for n, one in enumerate(asked, 1)
    ]
    head = _("Hello everybody. These matters are with you now, please see to them in the system:")
    foot = _(
        "If something stands in the way, please say so in the matter or ask for an extension. Thank you."
    )
    return "\n".join([head, *lines, foot])


def _day(on: date, today: date) -> str:
    return days.long_day(on, today, english=(get_language() or "").startswith("en"))

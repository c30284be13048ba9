"""A polite text for a group chat: numbers, days and the act that is asked; no content, no names, no blame."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banshi.base.outbox.texts import absolute
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

    @property
    def rows(self) -> int:
        """How many lines of a text field show all of it, on a narrow page too."""
        return min(24, sum(1 + len(line) // 24 for line in self.text.split("\n")) + 1)


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
    """One text for the chat, one line for each holder, the soonest first; empty when nothing is asked.

    A day that has passed is told as the day that was agreed, without a word on being late.
    """
    if not asked:
        return ""
    by_holder: dict[str, list[str]] = {}
    for one in asked:
        by_holder.setdefault(one.holder, []).append(_said(one, today))
    lines = [
        _("%(n)d. %(holder)s: %(matters)s") % {"n": n, "holder": holder, "matters": _("; ").join(said)}
        for n, (holder, said) in enumerate(by_holder.items(), 1)
    ]
    head = _("Hello everybody. These matters are with you now, please see to them in the system:")
    foot = _(
        "If something stands in the way, please say so in the matter or ask for an extension. Thank you."
    )
    where = _("The system: %(link)s") % {"link": absolute("/")}
    return "\n".join([head, *lines, foot, where])


def _said(one: Asked, today: date) -> str:
    facts = {"number": one.number, "act": one.act}
    if one.until is None:
        return _("%(number)s, %(act)s") % facts
    facts["day"] = days.long_day(one.until, today, english=(get_language() or "").startswith("en"))
    if one.until < today:
        return _("%(number)s, %(act)s, was due on %(day)s") % facts
    return _("%(number)s, %(act)s, by %(day)s") % facts

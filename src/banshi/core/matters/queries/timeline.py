"""The one time line of a matter: its history entries, with the words that they point to in the vault."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from banshi.base.engines.kept import Kept
from banshi.base.history.models import Entry
from banshi.base.ui import words as shown
from banshi.base.vault import store as vault
from banshi.base.vault.models import VaultItem
from banshi.base.zones import clock
from banshi.base.zones.models import Label
from banshi.core.matters.models import Channel, Evidence, EvidenceKind, Matter, Outcome, Satisfaction, Solved
from banshi.core.matters.rules.kinds import Kinds
from banshi.core.matters.rules.lifecycle import named
from banshi.core.org.models import Post, Unit
from banshi.core.org.queries import known
from banshi.kernel.text import masked_numbers

WHAT = {
    "matters.received": gettext_lazy("Came in"),
    "matters.registered": gettext_lazy("Registered on the issue list"),
    "matters.amended": gettext_lazy("Corrected"),
    "matters.declined": gettext_lazy("Not accepted"),
    "matters.withdrawn": gettext_lazy("Withdrawn by the raiser"),
    "matters.merged": gettext_lazy("Merged into another matter"),
    "matters.took_in": gettext_lazy("Took in a duplicate"),
    "matters.split": gettext_lazy("Split into parts"),
    "matters.key_listed": gettext_lazy("Put on the key list"),
    "matters.key_unlisted": gettext_lazy("Taken off the key list"),
    "matters.dispatched": gettext_lazy("Dispatched"),
    "matters.signed": gettext_lazy("Signed for"),
    "matters.co_signed": gettext_lazy("Co-handler signed for its part"),
    "matters.objected": gettext_lazy("«Not mine» was said"),
    "matters.objection_settled": gettext_lazy("«Not mine» was settled"),
    "matters.co_replied": gettext_lazy("Co-handler gave its part"),
    "matters.co_released": gettext_lazy("Co-handler released"),
    "matters.progressed": gettext_lazy("Progress"),
    "matters.waiting": gettext_lazy("Waiting for someone outside"),
    "matters.resumed": gettext_lazy("Back from outside, in hand again"),
    "matters.replied": gettext_lazy("Interim reply to the raiser"),
    "matters.explained": gettext_lazy("Explained to the raiser, stays open"),
    "matters.extension_asked": gettext_lazy("Extension asked"),
    "matters.extension_decided": gettext_lazy("Extension decided"),
    "matters.evidence_added": gettext_lazy("Evidence added"),
    "matters.submitted": gettext_lazy("Submitted for verification"),
    "matters.verified": gettext_lazy("Verified: it holds"),
    "matters.sent_back": gettext_lazy("Sent back"),
    "matters.tried": gettext_lazy("Tried to reach the raiser"),
    "matters.answered": gettext_lazy("The raiser's answer"),
    "matters.answer_decided": gettext_lazy("Decided on the second dissatisfied answer"),
    "matters.closed": gettext_lazy("Closed out"),
    "matters.reopened": gettext_lazy("Re-opened"),
    "matters.claimed": gettext_lazy("Claimed closed out before Banshi, not verified"),
    "matters.claim_taken_up": gettext_lazy("The claimed close-out was handed to verification"),
    "matters.foreign_noted": gettext_lazy("Number of a system outside noted"),
    "matters.revealed": gettext_lazy("Saw who raised it"),
    "vault.shown": gettext_lazy("Saw everything held about people"),
    "vault.erased": gettext_lazy("Personal data erased"),
}
ENTRIES = Kept(
    lambda zone, subject: (
        Entry.objects.filter(zone_id=zone, subject_id=subject)
        .order_by("-n")
        .values_list("n", "kind", "body", "recorded_at", "effective_on")
    ),
    zone=int,
    subject=int,
)
SEALED = Kept(
    lambda subject: VaultItem.objects.filter(key__subject_id=subject).values_list(
        "uid", "sealed", "key__wrapped"
    ),
    subject=int,
)
_MACHINES: dict[str, Any] = {}
DONE = {"matters.verified", "matters.closed"}
WORDS = ("words", "reason", "remaining")


def say(kind: str, words: Any) -> None:
    """Name a kind of entry that an app above writes to a matter's chain; called by apps when ready."""
    WHAT[kind] = words


def spoken_by(actor: str, words: Any) -> None:
    """Name a machine that acts for somebody who is not signed in, by the uid of its actor."""
    _MACHINES[actor] = words


class Told(NamedTuple):
    """What is read of one entry of history."""

    n: int
    kind: str
    body: bytes
    recorded_at: datetime
    effective_on: date


@dataclass(frozen=True)
class Line:
    """One entry: when recorded, when it happened, what, who by post, the words, and what else it names."""

    n: int
    at: datetime
    on: date
    late: bool
    what: str
    who: str
    texts: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    evidence: Evidence | None = None
    tone: str = ""
    closing: bool = False


@dataclass
class Names:
    """What codes and ids of the entries are called."""

    today: date
    kinds: Kinds
    posts: dict[str, Post]
    units: dict[str, Unit]
    words: dict[str, str] = field(default_factory=dict)
    evidence: dict[str, Evidence] = field(default_factory=dict)
    rated: bool = True


def lines(
    matter: Matter, kinds: Kinds, today: date, *, revealed: bool = False, rated: bool = True
) -> list[Line]:
    """The time line, the newest first; two queries however long it is. Numbers of people are masked.

    ``rated`` is False for whoever may not read how the raiser rated the handling.
    """
    entries = [Told(*row) for row in ENTRIES(zone=matter.zone_id, subject=matter.subject_id)]
    bodies = [json.loads(bytes(entry.body)) for entry in entries]
    names = _names(matter, bodies, kinds, today)
    names.rated = rated
    if not revealed:
        names.words = {item: masked_numbers(text) for item, text in names.words.items()}
    return [_line(matter, entry, body, names) for entry, body in zip(entries, bodies, strict=True)]


def _names(matter: Matter, bodies: list[dict], kinds: Kinds, today: date) -> Names:
    org = known(matter.zone)
    names = Names(today, kinds, org.posts_by_code, org.units_by_code)
    data = [body["data"] for body in bodies]
    items = {row[key]["item"] for row in data for key in WORDS if isinstance(row.get(key), dict)}
    for uid, sealed, wrapped in SEALED(subject=matter.subject_id) if items else ():
        if str(uid) in items:
            names.words[str(uid)] = vault.unseal(wrapped, sealed, matter.subject.uid)
    names.evidence = {str(row.file.uid): row for row in matter.evidence.all() if row.file}
    return names


def _line(matter: Matter, entry: Told, body: dict, names: Names) -> Line:
    data = dict(body["data"])
    if data.get("unit") in {names.posts[code].unit.code for code in body["posts"] if code in names.posts}:
        del data["unit"]  # whoever did it already says so
    texts = (
        names.words.get(data[key]["item"], vault.ERASED) for key in WORDS if isinstance(data.get(key), dict)
    )
    return Line(
        n=entry.n,
        at=entry.recorded_at,
        on=entry.effective_on,
        late=entry.effective_on != clock.on_date(matter.zone, entry.recorded_at),
        what=str(WHAT.get(entry.kind, entry.kind)),
        who=_who(body, names),
        texts=tuple(text for text in texts if entry.kind != "matters.received" or not text),
        facts=tuple(_facts(entry.kind, data, names)),
        evidence=names.evidence.get(data.get("file") or ""),
        tone="done" if entry.kind in DONE else "",
        closing=entry.kind == "matters.closed",
    )


def _who(body: dict, names: Names) -> str:
    posts = [names.posts[code] for code in body["posts"] if code in names.posts]
    if not posts and body["actor"] in _MACHINES:
        return str(_MACHINES[body["actor"]])
    if not posts:
        return _("The system") if body["actor"].endswith("-000000000000") else _("Nobody in office any more")
    return post_words(posts[0])


def post_words(post: Post) -> str:
    """A post with its unit, unless the post already names it."""
    return post.name if post.name.startswith(post.unit.name) else f"{post.unit.name} {post.name}"


def _day(value: str, names: Names) -> str:
    english = (get_language() or "").startswith("en")
    return shown.long_day(date.fromisoformat(value), names.today, english=english)


def _yes_no(yes: str, no: str) -> Callable[[Any, Names], str]:
    return lambda value, names: str(yes if value else no)


def _choice(choices: Any) -> Callable[[Any, Names], str]:
    return lambda value, names: str(choices(value).label) if value else ""


def _unit(code: str, names: Names) -> str:
    return names.units[code].name if code in names.units else code


def _co_handlers(parts: list[dict], names: Names) -> str:
    return _(", ").join(f"{_unit(part['unit'], names)} ({_day(part['due_on'], names)})" for part in parts)


def _consequence(value: str, names: Names) -> str:
    said = {"return": _("goes back"), "reopen": _("re-opened"), "decide": _("the lead leader decides")}
    return said.get(value, "")


def _plain(value: Any, names: Names) -> str:
    return str(value)


TELL: dict[str, tuple[Any, Callable[[Any, Names], str]]] = {
    "number": (gettext_lazy("Matter"), _plain),
    "parts": (gettext_lazy("Parts"), lambda value, names: _(", ").join(value)),
    "collector": (gettext_lazy("Collected by"), _unit),
    "lead_leader": (
        gettext_lazy("Lead leader"),
        lambda code, names: names.posts[code].name if code in names.posts else code,
    ),
    "responsible_unit": (gettext_lazy("Responsible department"), _unit),
    "unit": (gettext_lazy("Unit"), _unit),
    "co_handlers": (gettext_lazy("Co-handlers"), _co_handlers),
    "requirement": (gettext_lazy("Done when"), _plain),
    "foreign_number": (gettext_lazy("Number of the system outside"), _plain),
    "foreign_due_on": (gettext_lazy("Deadline of the system outside"), _day),
    "closed_on": (gettext_lazy("Closed out, it says"), _day),
    "upheld": (gettext_lazy("Decision"), _yes_no(gettext_lazy("upheld"), gettext_lazy("stays as it was"))),
    "approved": (gettext_lazy("Decision"), _yes_no(gettext_lazy("approved"), gettext_lazy("not approved"))),
    "decision": (
        gettext_lazy("Decision"),
        lambda value, names: _("the close-out stands") if value == "let_stand" else _("goes back"),
    ),
    "outside": (gettext_lazy("With"), _plain),
    "from_on": (gettext_lazy("Day before"), _day),
    "due_on": (gettext_lazy("Deadline"), _day),
    "until_on": (gettext_lazy("Until"), _day),
    "told_on": (gettext_lazy("Raiser told"), _day),
    "next_on": (gettext_lazy("Next reply"), _day),
    "review_on": (gettext_lazy("Review day"), _day),
    "try_on": (gettext_lazy("Next try"), _day),
    "outcome": (gettext_lazy("Outcome"), _choice(Outcome)),
    "solved": (gettext_lazy("Solved or not"), _choice(Solved)),
    "satisfaction": (gettext_lazy("Satisfaction"), _choice(Satisfaction)),
    "channel": (gettext_lazy("Asked"), _choice(Channel)),
    "consequence": (gettext_lazy("What follows"), _consequence),
    "dated_on": (gettext_lazy("Of"), _day),
    "reused_from": (gettext_lazy("Same file closed"), _plain),
    "reuse_reason": (gettext_lazy("Reason for using it again"), _plain),
}
HIDDEN = {"matters.received": {"number"}}


def _facts(kind: str, data: dict, names: Names) -> Iterable[tuple[str, str]]:
    if kind == "matters.amended":
        yield from _changes(data, names)
        return
    if kind == "matters.evidence_added":
        yield _("Kind"), str(EvidenceKind(data["kind"]).label)
    for key, (label, tell) in TELL.items():
        value = data.get(key)
        hidden = key in HIDDEN.get(kind, ()) or (key == "satisfaction" and not names.rated)
        if value in (None, "", []) or isinstance(value, dict) or hidden:
            continue
        text = tell(value, names)
        if text:
            yield str(label), text
    if data.get("immediate"):
        yield _("At once"), _("yes")


def _changes(data: dict, names: Names) -> Iterable[tuple[str, str]]:
    before, after = data["before"], data["after"]
    labels = {"title": _("In one line"), "category": _("Category"), "label": _("Label")}
    for key, label in labels.items():
        if before[key] != after[key]:
            yield label, f"{_value(key, before[key], names)} → {_value(key, after[key], names)}"


def _value(key: str, value: Any, names: Names) -> str:
    if key == "label":
        return str(Label(value).label)
    if key == "category" and value in names.kinds.categories:
        return named(names.kinds.categories[value])
    return str(value)

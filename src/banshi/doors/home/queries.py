"""What the start page shows and what a search finds."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banshi.base.calendars.queries import load_calendar
from banshi.base.engines.kept import Kept, KeptFor
from banshi.base.search import find, terms
from banshi.base.tables.definitions import Mark
from banshi.base.tables.listing import counted
from banshi.base.ui import cards, nav, words
from banshi.base.ui.cards import Card
from banshi.base.zones import access, subjects
from banshi.base.zones.access import Actor, Sight
from banshi.base.zones.models import Subject
from banshi.core.matters.models import Matter
from banshi.core.matters.queries import lists, turns
from banshi.core.matters.queries.turns import Block, Turn
from banshi.core.matters.queries.wording import Wording
from banshi.core.matters.rules.kinds import RAISED
from banshi.kernel.worktime import WorkCalendar

ADMINISTRATION = 900
ADMINISTERS = ("org.edit", "access.grant", "presets.adopt", "calendars.edit")


@dataclass(frozen=True)
class Line:
    """One row of the start page, as it is read."""

    turn: Turn
    act: str
    act_url: str | None
    until: str
    left: str
    late: bool
    decide: bool
    nudge: str
    state: Mark

    @property
    def matter(self) -> Matter:
        """The matter itself."""
        return self.turn.matter


@dataclass(frozen=True)
class Part:
    """One of the blocks; None stands for a block that does not concern the reader."""

    lines: tuple[Line, ...]
    more: bool


@dataclass(frozen=True)
class Start:
    """The start page of one person."""

    yours: Part | None
    waiting: Part | None
    in_line: Part | None
    counts: tuple[tuple[str, str, str], ...]
    entries: tuple[nav.Line, ...]
    cards: tuple[Card, ...] = ()


def start(actor: Actor, host: str, *, english: bool) -> Start:
    """The blocks that concern the actor; a fixed number of queries, whatever there is.

    ``host`` (scheme and name) makes the links of the texts to be copied.
    """
    entries = tuple(_administration(actor))
    if not actor.holds("matters.view"):
        return Start(None, None, None, (), entries, cards.cards(actor))
    at = lists.moment(actor.zone)
    say = _Speaker(actor, at.day, load_calendar(actor.zone), Wording(actor.zone), host, english)
    works = any(actor.holds(verb) for verb in ("matters.dispatch", "matters.sign", "matters.register"))
    leads = actor.holds("matters.decide_extension")
    acts = works or leads or actor.holds("matters.verify")
    yours = turns.yours(actor, at) if acts else None
    line = turns.in_line(actor, at) if works or leads else None
    return Start(
        yours=say.part(yours),
        waiting=say.part(turns.waiting(actor, at)) if works else None,
        in_line=say.part(_without(line, yours) if leads else line),
        counts=() if acts else tuple(_counts(actor)),
        entries=entries,
        cards=cards.cards(actor),
    )


def _without(block: Block | None, shown: Block | None) -> Block | None:
    """A leader's flagged matters without those that already stand above, waiting for a decision."""
    if block is None or shown is None:
        return block
    seen = {turn.matter.pk for turn in shown.turns}
    return Block(tuple(turn for turn in block.turns if turn.matter.pk not in seen), block.more)


def _administration(actor: Actor) -> list[nav.Line]:
    """The entry points of whoever looks after the zone itself; reading a calendar is not that."""
    if not any(actor.holds(verb) for verb in ADMINISTERS):
        return []
    return [line for line in nav.lines(actor, "") if _order(line.code) >= ADMINISTRATION]


def _order(code: str) -> int:
    return next(entry.order for entry in nav.entries() if entry.code == code)


WATCHED = (
    (gettext_lazy("Overdue"), "responsibility", "group=overdue"),
    (gettext_lazy("Behind"), "responsibility", "group=behind"),
    (gettext_lazy("Explained, still open"), "responsibility", "group=explained"),
    (gettext_lazy("Closed out"), "closure", ""),
    (gettext_lazy("Re-opened"), "issues", "reopened=yes"),
    (gettext_lazy("Late recorded"), "issues", "late=late"),
)


def _counts(actor: Actor) -> list[tuple[str, str, str]]:
    """What somebody who only looks on wants to see first: how many, and the list that shows these."""
    rows = lists.responsibility_rows(actor).filter(nature__in=RAISED)
    issues = lists.issue_rows(actor).filter(nature__in=RAISED)
    open_rows = rows.filter(state__in=lists.moment(actor.zone).open_states)
    given = (
        open_rows.filter(lists.overdue()),
        open_rows.filter(lists.behind()),
        rows.filter(state="explained"),
        issues.filter(state="closed"),
        issues.filter(reopened__gt=0),
        lists.late_recorded(issues, "late"),
    )
    return [
        (str(label), _number(found), f"{reverse(f'matters:{name}')}{query and f'?{query}'}")
        for (label, name, query), found in zip(WATCHED, given, strict=True)
    ]


def _number(rows: QuerySet) -> str:
    count, more = counted(rows)
    return f"{count:,}+" if more else f"{count:,}"


@dataclass(frozen=True)
class _Speaker:
    """Puts turns into words."""

    actor: Actor
    today: date
    calendar: WorkCalendar
    wording: Wording
    host: str
    english: bool

    def part(self, block: Block | None) -> Part | None:
        if block is None:
            return None
        return Part(tuple(self.line(turn) for turn in block.turns), block.more)

    def line(self, turn: Turn) -> Line:
        late = turn.until is not None and turn.until < self.today
        return Line(
            turn=turn,
            act=self.wording.act(turn.act) if turn.act else "",
            act_url=reverse("matters:act", args=[turn.matter.subject.uid, turn.act]) if turn.act else None,
            until=self._until(turn.until),
            left=self._left(turn.until),
            late=late,
            decide=turn.act == "decide_extension",
            nudge=self._nudge(turn),
            state=self.wording.state(turn.matter.state),
        )

    def _until(self, day: date | None) -> str:
        return words.long_day(day, self.today, english=self.english) if day else ""

    def _left(self, day: date | None) -> str:
        if day is None:
            return ""
        if day == self.today:
            return _("due today")
        if day < self.today:
            return _("%(n)s working days overdue") % {"n": self.calendar.workdays_between(day, self.today)}
        return _("%(n)s working days left") % {"n": self.calendar.workdays_between(self.today, day)}

    def _nudge(self, turn: Turn) -> str:
        """A polite text to be copied into a chat: a number, a day and a link, never content."""
        link = f"{self.host}{reverse('matters:matter', args=[turn.matter.subject.uid])}"
        said = {
            "zone": self.actor.zone.name,
            "number": turn.matter.number,
            "day": self._until(turn.until),
            "link": link,
        }
        if turn.until is None:
            text = _("[%(zone)s] How does matter %(number)s stand? Please note it under %(link)s. Thank you.")
        elif turn.until < self.today:
            text = _(
                "[%(zone)s] Matter %(number)s was due %(day)s. Please note how it stands: %(link)s Thank you."
            )
        else:
            text = _("[%(zone)s] Matter %(number)s is due %(day)s. Please see %(link)s. Thank you.")
        return text % said


# Search

SHOWN = 20
KINDS: tuple[tuple[str, str | Promise, str], ...] = (
    ("matter", gettext_lazy("Matters"), "number"),
    ("outside", gettext_lazy("Enterprises and others outside"), "name_zh"),
    ("place", gettext_lazy("Places"), "name_zh"),
    ("unit", gettext_lazy("Units"), "protocol"),
)


@dataclass(frozen=True)
class Found:
    """One thing found."""

    title: str
    url: str | None
    note: str = ""
    state: Mark | None = None


@dataclass(frozen=True)
class Group:
    """The things found of one kind; ``count`` in words. How many matters there are beyond a page, the list says."""

    code: str
    title: str
    rows: tuple[Found, ...]
    count: str
    all_url: str | None


def found(actor: Actor, text: str) -> list[Group]:
    """What the actor may see of what ``text`` finds, by kind; at most two queries a kind, whatever is found."""
    if not terms.words(text):
        return []
    finder = find.Finder(actor.zone, text)
    groups = [_group(actor, finder, *kind) for kind in KINDS]
    return [group for group in groups if group.rows]


def _group(actor: Actor, finder: find.Finder, code: str, title: Any, order: str) -> Group:
    if code == "matter":
        shown, count = _newest(actor, finder), f"{SHOWN}+"
    else:
        shown = _named(actor, finder, code, order)
        count = _number(_all(actor, finder, code)) if len(shown) > SHOWN else ""
    wording = Wording(actor.zone)
    return Group(
        code,
        str(title),
        tuple(_found(row, wording) for row in shown[:SHOWN]),
        count if len(shown) > SHOWN else str(len(shown)),
        f"{reverse('matters:issues')}?{urlencode({'q': finder.text, 'nature': 'all'})}"
        if code == "matter"
        else None,
    )


def _sight(actor: Actor) -> Sight:
    return access.sight(actor, "matters.view", "org.view", "places.view")


def _model(code: str) -> Any:
    return apps.get_model(next(kind.model for kind in subjects.kinds() if kind.code == code))


def _all(actor: Actor, finder: find.Finder, code: str) -> QuerySet:
    return finder.narrow(_model(code).objects.visible_to(actor), kind=code)


def _of_kind(rows: QuerySet, order: str) -> QuerySet:
    return rows.select_related("subject").order_by(order, "pk")[: SHOWN + 1]


def _by_name(decides: tuple[Sight, str, str], match: str) -> QuerySet:
    sight, code, order = decides
    seen = _model(code).objects.visible_to(sight.actor)
    return _of_kind(find.matched(seen, sight.zone_id, code, match), order)


def _by_day(decides: tuple[Sight, int | None], match: str) -> QuerySet:
    sight, helping = decides
    seen = Matter.objects.visible_to(sight.actor)
    return _ids(find.matched(seen, sight.zone_id, "matter", match, helping))


def _ids(rows: QuerySet) -> QuerySet:
    """The newest first, by id alone: the engine sorts what it found, and a matter is a wide row to sort."""
    return rows.order_by("-raised_on", "-pk").values_list("pk")[: SHOWN + 1]


NAMED = KeptFor(_by_name, match=str)
NEWEST = KeptFor(_by_day, match=str)
NEWEST.weighed = True
PLACES = tuple(f"row_{n}" for n in range(SHOWN + 1))
MATTERS = Kept(
    lambda **ids: (
        Matter.objects.filter(pk__in=ids.values())
        .select_related("subject")
        .only("number", "title", "state", "subject__uid", "subject__kind")
    ),
    **dict.fromkeys(PLACES, int),
)
"""A page of matters by their ids, always as many: those that are not there are 0."""


def _named(actor: Actor, finder: find.Finder, code: str, order: str) -> list[Any]:
    match = finder.match(
        code
    )  # of a word that is common among matters, the index still knows the few of this kind
    if match is None:
        return list(_of_kind(_all(actor, finder, code), order))
    return NAMED((_sight(actor), code, order), match=match)


def _newest(actor: Actor, finder: find.Finder) -> list[Matter]:
    match = finder.match("matter")

    def ask(helping: int | None) -> list[tuple[int]]:
        if match is None or (helping is None and finder.common):
            return list(_ids(finder.newest(Matter.objects.visible_to(actor), "matter", helping)))
        return NEWEST((_sight(actor), helping), match=match)

    ids = [pk for (pk,) in finder.first(ask, SHOWN + 1)]
    places = dict.fromkeys(PLACES, 0) | dict(zip(PLACES, ids, strict=False))
    found = {row.pk: row for row in MATTERS(**places)} if ids else {}
    return [found[pk] for pk in ids]


def _found(row: Any, wording: Wording) -> Found:
    url = _page(row.subject)
    if isinstance(row, Matter):
        return Found(row.title, url, row.number, wording.state(row.state))
    return Found(row.name, url)


def _page(subject: Subject) -> str | None:
    """The page of a thing; none while its app has no page for it."""
    try:
        return subjects.page_of(subject)
    except NoReverseMatch:
        return None

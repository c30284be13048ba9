"""What the page of one matter shows, in a number of queries that does not grow with its history."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banshi.base.calendars.queries import load_calendar
from banshi.base.engines.kept import KeptFor
from banshi.base.presets import queries as presets
from banshi.base.vault import store as vault
from banshi.base.vault.models import VaultItem
from banshi.base.zones import access, clock, subjects
from banshi.base.zones.access import Actor, Sight
from banshi.base.zones.models import Subject
from banshi.core.access.queries import regard
from banshi.core.matters.models import HolderKind, Matter
from banshi.core.matters.queries import counter, ratings, rows, timeline
from banshi.core.matters.rules import offering
from banshi.core.matters.rules.guards import faults_at_close
from banshi.core.matters.rules.kinds import Kind, Kinds
from banshi.core.matters.rules.lifecycle import Lifecycle, State, named
from banshi.core.matters.rules.lights import Standing, light, near_limit
from banshi.core.matters.rules.terms import Terms
from banshi.core.org.panels import Panel, panels
from banshi.kernel.worktime import Pause, WorkCalendar, WorkClock

REVEAL = "matters.reveal"
VIEW = "matters.view"


@dataclass(frozen=True)
class Offer:
    """An act as it is offered: its code and the word on the button."""

    code: str
    word: str


@dataclass(frozen=True)
class RaiserShown:
    """Who raised it, as far as it may be shown: masked until asked for."""

    name: str
    phone: str
    masked: bool


@dataclass(frozen=True)
class Link:
    """A way to another thing: what it is to this matter, its name, and its page where it may be seen."""

    what: str
    caption: str
    url: str | None


def find(actor: Actor, uid: UUID) -> Matter:
    """The matter with everything that hangs on it. Raises Unknown for the unseen and the unknown alike."""
    found = regard(actor, uid, VIEW)
    matter = rows.whole(found.subject_id) if found else None
    if matter is None:
        raise access.unknown()
    matter.zone = matter.subject.zone = actor.zone
    matter.regard = found
    return matter


@dataclass
class MatterPage:
    """One matter as ``actor`` sees it at ``now``; each part is worked out once, when it is asked for."""

    actor: Actor
    matter: Matter
    now: datetime
    revealed: bool = False

    @cached_property
    def today(self) -> date:
        """The zone's date."""
        return clock.on_date(self.actor.zone, self.now)

    @cached_property
    def lifecycle(self) -> Lifecycle:
        """The life cycle under which it was registered."""
        return presets.numbered(self.actor.zone, "lifecycle", self.matter.lifecycle_version).rules

    @cached_property
    def kinds(self) -> Kinds:
        """Kinds in force on the day it was raised."""
        return presets.rules(self.actor.zone, "kinds", self.matter.raised_on)

    @cached_property
    def terms(self) -> Terms:
        """Terms in force today."""
        return presets.rules(self.actor.zone, "terms", self.today)

    @property
    def kind(self) -> Kind:
        """Its kind."""
        return self.kinds.kinds[self.matter.kind]

    @property
    def state(self) -> State:
        """Its state."""
        return self.lifecycle.state(self.matter.state)

    @property
    def state_word(self) -> str:
        """The state in words."""
        return named(self.state)

    @property
    def tone(self) -> str:
        """How the state is drawn."""
        if self.matter.state == "closed":
            return "done"
        if not self.state.open:
            return "ended"
        return {"outside": "waiting", "lead": "going"}.get(self.state.holder, "open")

    @cached_property
    def panels(self) -> list[Panel]:
        """What apps above show on its page."""
        return panels(self.actor, self.matter)

    @cached_property
    def calendar(self) -> WorkCalendar:
        """The zone's working calendar."""
        return load_calendar(self.actor.zone)

    @cached_property
    def turn_left(self) -> counter.Left | None:
        """The counter of whoever holds it."""
        return counter.of_turn(self.matter, self.calendar, self.now)

    @cached_property
    def due_left(self) -> counter.Left | None:
        """The counter of the department, where it is not the same."""
        return counter.of_handling(self.matter, self.calendar, self.now)

    @property
    def reply_late(self) -> int:
        """Working days since the promised reply was due, as the start page counts them; 0 when it is not late."""
        due = self.matter.next_reply_on
        if due is None or not self.state.open or due >= self.today:
            return 0
        return self.calendar.workdays_between(due, self.today)

    @cached_property
    def light(self) -> str:
        """The colour of its light."""
        rules = presets.rules(self.actor.zone, "lights", self.today)
        late = any(part.due_on < self.today for part in rows.waiting_parts(self.matter))
        standing = Standing(self.state.open, self.matter.clock_due_on, self.matter.next_reply_on, late)
        return light(standing, self.today, near_limit(rules, self.calendar, self.today)).value

    @property
    def holder(self) -> str:
        """Whose turn it is, in words; empty when nobody's."""
        found = self.matter
        if found.holder_kind == HolderKind.OUTSIDE:
            return found.holder_outside
        thing = found.holder_post if found.holder_kind == HolderKind.POST else found.holder_unit
        return thing.name if thing else ""

    @cached_property
    def may(self) -> frozenset[str]:
        """The verbs that the actor may do to this matter."""
        verbs = {REVEAL, *(offering.verb_of(act) for act in self.lifecycle.arcs)}
        return frozenset(verb for verb in verbs if self.matter.regard.allows(verb))

    @cached_property
    def turn(self) -> offering.Turn:
        """How the actor stands to it."""
        return _turn(self)

    @cached_property
    def offered(self) -> tuple[str, ...]:
        """The acts that are offered to the actor, in the order of the life cycle."""
        arcs = self.lifecycle.arcs
        here = {*self.lifecycle.acts_in(self.matter.state)}
        if self.turn.co_unsigned and self.turn.open:
            here.add("sign")
        allowed = (act for act in arcs if act in here and offering.verb_of(act) in self.may)
        return offering.fitting(self.turn, allowed)

    @property
    def primary(self) -> Offer | None:
        """The one act that is asked of the actor now."""
        act = offering.asked(self.turn, self.offered)
        return self.offer(act) if act else None

    @property
    def others(self) -> list[Offer]:
        """All other acts."""
        asked = offering.asked(self.turn, self.offered)
        return [self.offer(act) for act in self.offered if act != asked]

    def offer(self, act: str) -> Offer:
        """An act with its word."""
        return Offer(act, self.word_of(act))

    def word_of(self, act: str) -> str:
        """The word on the button of an act."""
        if act == "key_list" and self.matter.key_listed:
            return _("Off the key list")
        return named(self.lifecycle.arcs[act])

    @cached_property
    def missing(self) -> list[str]:
        """What still stands in the way of closing out, in words; nothing before it was submitted."""
        if self.matter.state not in ("submitted", "verified"):
            return []
        facts = rows.facts_of(self.matter, closer=None)
        return [str(fault.refusal().message) for fault in faults_at_close(self.kind.guards, facts)]

    @cached_property
    def lines(self) -> list[timeline.Line]:
        """The time line, the newest first."""
        return timeline.lines(
            self.matter, self.kinds, self.today, revealed=self.revealed, rated=self.sees_rating
        )

    @property
    def receipt_n(self) -> int:
        """The entry whose receipt is offered: the last close-out while it stands, else the last entry."""
        closing = (line.n for line in self.lines if self.matter.state == "closed" and line.closing)
        return next(closing, self.matter.subject.head_n)

    def _said(self, item: VaultItem | None) -> str:
        """A sealed text; the numbers of people in it are masked until the asking was recorded."""
        return vault.read(item) if self.revealed else vault.shown(item)

    @property
    def words(self) -> str:
        """The problem in the raiser's words."""
        return self._said(self.matter.words)

    @property
    def masks_numbers(self) -> bool:
        """Does the raiser's text hold a number that is masked?"""
        return not self.revealed and vault.read(self.matter.words) != self.words

    @property
    def remaining(self) -> str:
        """What remains of an eased matter."""
        return self._said(self.matter.remaining)

    @property
    def raiser(self) -> RaiserShown:
        """Name and phone: masked, or in full after the asking was recorded."""
        if self.revealed:
            return RaiserShown(
                vault.read(self.matter.raiser_name), vault.read(self.matter.raiser_phone), False
            )
        name, phone = vault.read(self.matter.raiser_name), vault.read(self.matter.raiser_phone)
        return RaiserShown(f"{name[0]}**" if name else "", vault.masked_phone(phone) if phone else "", True)

    @cached_property
    def links(self) -> list[Link]:
        """Whole, parts, duplicates, occasion and thing that it hangs on, as far as the actor may see them."""
        return _links(self)

    @property
    def category(self) -> str:
        """What it is about."""
        found = self.kinds.categories.get(self.matter.category)
        return named(found) if found else self.matter.category

    @property
    def kind_word(self) -> str:
        """Its kind in words."""
        return named(self.kind)

    @cached_property
    def source(self) -> str:
        """Where it came from."""
        sources = presets.rules(self.actor.zone, "routing", self.today).sources
        found = sources.get(self.matter.source_kind)
        if found is None:
            return self.matter.source_kind
        return found["en"] if _english() else found["zh"]

    @cached_property
    def answer(self):
        """The raiser's last answer about the work as last submitted."""
        return rows.last_answer(self.matter)

    @property
    def sees_rating(self) -> bool:
        """Whether the reader sees how the raiser rated the handling."""
        return ratings.sees(self.actor, self.matter)

    @property
    def claim(self) -> str:
        """What the department said when it submitted."""
        note = rows.last_note(self.matter, "submission")
        return self._said(note.words) if note else ""

    @cached_property
    def legs(self) -> list[tuple]:
        """Each leg with its limit in words."""
        legs = list(self.matter.legs.all())
        for leg in legs:
            leg.word = counter.leg_word(leg.kind)
        return [(leg, counter.limit_words(counter.parse_limit(leg.limit))) for leg in legs]

    @property
    def objection(self):
        """The objection that waits to be settled."""
        return next((row for row in self.matter.objections.all() if row.settled_at is None), None)

    @property
    def asked_reason(self) -> str:
        """Why «not mine» was said, or an extension asked, while it waits."""
        waits = self.objection or self.extension
        return self._said(waits.reason) if waits else ""

    @property
    def extension(self):
        """The extension that waits for a decision."""
        return next((row for row in self.matter.extensions.all() if row.decided_at is None), None)


def _english() -> bool:
    return (get_language() or "").startswith("en")


def _turn(page: MatterPage) -> offering.Turn:
    actor, matter = page.actor, page.matter
    own = [
        part
        for part in matter.co_handlers.all()
        if part.unit_id in actor.unit_ids and part.released_at is None
    ]
    lead = matter.responsible_unit_id in actor.unit_ids
    answer = page.answer
    return offering.Turn(
        state=matter.state,
        open=page.state.open,
        lead=lead,
        had_a_hand=actor.person_id in rows.hands(matter),
        issuer=(matter.raiser_unit_id or matter.collector_id) in actor.unit_ids,
        verified_by_issuer="verified_by_issuer" in page.kind.guards,
        asks_raiser=page.kind.asks_raiser,
        answer_in_other_hands="answer_by_other_hand" in page.kind.guards,
        co_unsigned=not lead and any(part.signed_at is None for part in own),
        co_waiting=any(part.replied_at is None for part in own),
        any_co_waiting=bool(rows.waiting_parts(matter)),
        objection_open=page.objection is not None,
        objection_settled=any(row.settled_at for row in matter.objections.all()),
        objection_late=_objection_late(page),
        extension_open=page.extension is not None,
        overdue=matter.due_on is not None and page.today > matter.due_on,
        answer_undecided=rows.undecided_answer(matter) is not None and matter.holder_kind == HolderKind.POST,
        answer_missing=answer is None,
        part=matter.parent_id is not None,
    )


def _objection_late(page: MatterPage) -> bool:
    leg = counter.running(page.matter, "handling")
    if leg is None or page.matter.state not in ("dispatched", "signed"):
        return False
    clock_ = WorkClock(page.calendar, round_the_clock=leg.round_the_clock)
    pauses = [Pause(row.started_at, row.ended_at) for row in leg.pauses.all()]
    until = clock_.deadline(leg.started_at, page.terms.objection, pauses).at
    return until is not None and page.now > until


NONE = 0
"""Stands for a link that leads nowhere: no row has this id."""


def _near(sight: Sight, matter: int, parent: int, merged_into: int, origin: int, about: int) -> QuerySet:
    near = Q(parent=matter) | Q(merged_into=matter) | Q(pk__in=(parent, merged_into))
    near |= Q(subject__in=(origin, about))
    return Matter.objects.visible_to(sight.actor).filter(near).select_related("subject")


NEAR = KeptFor(_near, matter=int, parent=int, merged_into=int, origin=int, about=int)


def _near_by(page: MatterPage) -> list[Matter]:
    matter = page.matter
    ends = {
        "parent": matter.parent_id or NONE,
        "merged_into": matter.merged_into_id or NONE,
        "origin": matter.origin_id or NONE,
        "about": matter.about_id or NONE,
    }
    if not any(ends.values()) and not any(rows.may_have(matter, name) for name in ("children", "duplicates")):
        return []
    return NEAR(access.sight(page.actor, VIEW), matter=matter.pk, **ends)


def _links(page: MatterPage) -> list[Link]:
    matter, hangs = page.matter, []
    # In the order of numbers, which the engine had better not look for: it would walk them all for a few rows.
    seen = {row.subject_id: row for row in sorted(_near_by(page), key=lambda row: row.number)}
    for row in seen.values():
        if row.pk == matter.parent_id:
            hangs.append(_matter_link(_("Part of"), row))
        elif row.pk == matter.merged_into_id:
            hangs.append(_matter_link(_("Merged into"), row))
        elif row.parent_id == matter.pk:
            hangs.append(_matter_link(_("Part"), row))
        elif row.merged_into_id == matter.pk:
            hangs.append(_matter_link(_("Duplicate"), row))
    for what, subject in ((_("Came out of"), matter.origin), (_("Hangs on"), matter.about)):
        if subject is None or (matter.parent_id and what == _("Came out of")):
            continue
        if subject.pk in seen or (subject.kind != "matter" and subject.label <= page.actor.clearance):
            hangs.append(Link(what, subject.caption, _page(subject)))
    return hangs


def _matter_link(what: str, row: Matter) -> Link:
    return Link(what, str(row), _page(row.subject))


def _page(subject: Subject) -> str | None:
    return subjects.page_of(subject)

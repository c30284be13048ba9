"""What stands beside the form while somebody talks: who called before, likely duplicates, whose it will be."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from banshi.base.calendars.queries import load_calendar
from banshi.base.presets import queries as presets
from banshi.base.vault import store as vault
from banshi.base.zones import clock
from banshi.base.zones.access import Actor
from banshi.core.matters.models import LegKind, Matter
from banshi.core.matters.queries import counter, queues
from banshi.core.matters.queries.counter import Left
from banshi.core.matters.queries.duplicates import Likely, likely_duplicates
from banshi.core.matters.rules.lifecycle import named
from banshi.core.org.models import OutsideOrganisation, Unit
from banshi.core.org.queries import known
from banshi.core.places.models import Place
from banshi.doors.counter.queries.words import channels_of, words_of
from banshi.kernel.messages import headline
from banshi.kernel.worktime import WorkClock

LEAST_DIGITS, MOST_DIGITS = 7, 20
EARLIER = 5


@dataclass(frozen=True)
class Typed:
    """What has been typed so far; whatever is not there yet is empty."""

    phone: str = ""
    way: str = ""
    raiser_kind: str = ""
    org: OutsideOrganisation | None = None
    place: Place | None = None
    title: str = ""
    words: str = ""
    kind: str = ""
    category: str = ""
    source_kind: str = ""
    raised_on: date | None = None


@dataclass(frozen=True)
class Earlier:
    """An earlier matter of the same telephone, its state in words, and who has it."""

    matter: Matter
    state: str
    holder: str


@dataclass
class Beside:
    """Everything that is shown beside; each part is asked for when the page looks at it."""

    actor: Actor
    typed: Typed
    now: datetime
    may_merge: bool = field(init=False)

    def __post_init__(self) -> None:
        self.may_merge = self.actor.holds("matters.merge")

    @cached_property
    def today(self) -> date:
        """The zone's date."""
        return clock.on_date(self.actor.zone, self.now)

    @cached_property
    def earlier(self) -> list[Earlier]:
        """The last matters of this telephone that the actor may see; two queries."""
        digits = vault.normal_phone(self.typed.phone)
        if not LEAST_DIGITS <= len(digits) <= MOST_DIGITS:
            return []
        items = list(vault.find_phone(self.actor.zone.pk, digits).values_list("pk", flat=True))
        if not items:
            return []
        found = (
            Matter.objects.visible_to(self.actor).filter(raiser_phone__in=items).order_by("-raised_on", "-pk")
        )
        found = found.select_related("subject", "raiser_org", "place", "holder_unit", "holder_post")[:EARLIER]
        return [Earlier(row, self._state(row), _holder(row)) for row in found]

    def _state(self, matter: Matter) -> str:
        lifecycle = presets.numbered(self.actor.zone, "lifecycle", matter.lifecycle_version).rules
        return named(lifecycle.state(matter.state))

    @property
    def org_before(self) -> OutsideOrganisation | None:
        """The organisation for which this telephone called before, while none is entered."""
        if self.typed.org is not None:
            return None
        return next((row.matter.raiser_org for row in self.earlier if row.matter.raiser_org), None)

    @property
    def org_of_place(self) -> OutsideOrganisation | None:
        """The organisation that holds the place, while none is entered: it may be the one that calls."""
        place = self.typed.place
        return place.held_by if place and self.typed.org is None else None

    @cached_property
    def duplicates(self) -> list[Likely]:
        """Open matters that may be the same."""
        typed = self.typed
        title = typed.title or self.title
        if not (typed.org or typed.place or title):
            return []
        return likely_duplicates(
            self.actor,
            raiser_org=typed.org,
            place=typed.place,
            title=title,
            words=typed.words,
            raised_on=typed.raised_on or self.today,
        )

    @cached_property
    def title(self) -> str:
        """A line proposed from the words."""
        return headline(self.typed.words, [self.typed.phone] if self.typed.phone else ())

    @cached_property
    def kinds(self):
        """The zone's kinds today."""
        return presets.rules(self.actor.zone, "kinds", self.today)

    @cached_property
    def proposed_kind(self) -> tuple[str, str] | None:
        """Code and word of the kind for which the words speak, where another one is chosen."""
        found = words_of(self.actor.zone, self.today).kind(self._said)
        known_kinds = self.kinds.kinds
        if found is None or found.code not in known_kinds or found.code == self.typed.kind:
            return None
        return found.code, named(known_kinds[found.code])

    @cached_property
    def proposed_category(self) -> tuple[str, str] | None:
        """Code and word of the category for which the words speak, where another one is chosen."""
        found = words_of(self.actor.zone, self.today).category(self._said)
        categories = self.kinds.categories
        if found is None or found.code not in categories or found.code == self.typed.category:
            return None
        return found.code, named(categories[found.code])

    @property
    def _said(self) -> str:
        return f"{self.typed.title}\n{self.typed.words}"

    @cached_property
    def channels(self) -> list[tuple[str, str]]:
        """Where it belongs instead, when the words speak of something that is not filed here."""
        return channels_of(words_of(self.actor.zone, self.today).elsewhere(self._said))

    @property
    def _urgent(self) -> bool:
        kind = self.kinds.kinds.get(self.typed.kind)
        return kind is not None and kind.urgent

    @cached_property
    def collector(self) -> Unit | None:
        """The unit that collects it by the routing."""
        routing = presets.rules(self.actor.zone, "routing", self.today)
        source = self.typed.source_kind or words_of(self.actor.zone, self.today).source(
            self.typed.way, self.typed.raiser_kind
        )
        units = known(self.actor.zone).units_by_code
        return units.get(routing.collector(source)) or units.get(routing.ledger_unit)

    @cached_property
    def department(self) -> Unit | None:
        """The department that had the last one of the category."""
        code = self.typed.category
        return queues.usual_departments(self.actor, {code}).get(code) if code else None

    @cached_property
    def dispatch_by(self) -> Left:
        """Until when it is handed to a department."""
        return self._promise(LegKind.DISPATCH)

    @cached_property
    def answer_by(self) -> Left:
        """Until when a department that got it now would have to be done; its clock starts at dispatch."""
        return self._promise(LegKind.HANDLING)

    def _promise(self, leg: str) -> Left:
        terms = presets.rules(self.actor.zone, "terms", self.today)
        limit = terms.limit(leg, urgent=self._urgent)
        found = WorkClock(load_calendar(self.actor.zone), round_the_clock=self._urgent).explain(
            self.now, limit, now=self.now
        )
        return counter.of_limit(found, started_at=self.now, round_the_clock=self._urgent)


def _holder(matter: Matter) -> str:
    if matter.holder_outside:
        return matter.holder_outside
    thing = matter.holder_post or matter.holder_unit
    return thing.name if thing else ""

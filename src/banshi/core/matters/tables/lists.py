"""The four lists for one reader."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from banshi.base.search.find import Finder
from banshi.base.tables.cells import value_of
from banshi.base.tables.definitions import Bulk, Column, Mark, Phone, Table, Text, Value
from banshi.base.ui.templatetags import ui
from banshi.base.zones import subjects
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Zone
from banshi.core.matters import extras
from banshi.core.matters.forms.several import OF_LIST, SEVERAL
from banshi.core.matters.models import Matter, Outcome, RaiserKind, Satisfaction
from banshi.core.matters.papers import MANY
from banshi.core.matters.queries import ratings
from banshi.core.matters.queries.wording import Wording
from banshi.core.matters.rules import lights
from banshi.core.matters.rules.offering import verb_of
from banshi.core.org import queries as org

from .choices import LIGHTS, TITLES
from .filters import Filters
from .values import (
    Row,
    clipped,
    co_handlers,
    label_of,
    matter_of,
    verifier,
    whole_number,
)


def table(code: str, actor: Actor) -> Table:
    """The list ``code`` (issues, responsibility, closure, key) as ``actor`` reads it."""
    return Lists(actor).table(code)


@dataclass(frozen=True)
class Lists:
    """The four lists for one reader."""

    actor: Actor

    @cached_property
    def words(self) -> Wording:
        """The words of the zone's rules."""
        return Wording(self.actor.zone)

    @cached_property
    def _marks(self) -> dict[str, SafeString]:
        """States as they are drawn, so that each is drawn once."""
        return {}

    @cached_property
    def open_states(self) -> frozenset[str]:
        """States in which a matter is open."""
        return frozenset(code for code, state in self.words.states.items() if state.open)

    def table(self, code: str) -> Table:
        """The definition of a list."""
        made = {
            "issues": self.issues,
            "responsibility": self.responsibility,
            "closure": self.closure,
            "claimed": self.claimed,
        }
        return made.get(code, self.key)()

    @cached_property
    def _finders(self) -> dict[str, Finder]:
        return {}

    def search(self, rows: QuerySet, zone: Zone, text: str) -> QuerySet:
        """Rows found by number, title, the raiser's words, organisation and place, other names included.

        A page narrows several times (its rows, what stands beside their count); the index is asked once.
        """
        finder = self._finders.setdefault(text, Finder(zone, text))
        return finder.narrow(rows, "subject" if rows.model is Matter else "matter__subject")

    def issues(self) -> Table:
        """问题清单."""
        return self._table(
            "issues",
            (
                self._number(),
                self._clipped("source", _("Source"), lambda row: self.words.source(row.source_kind)),
                self._clipped("raiser", _("Raised by"), self.raiser, phone="foot"),
                self._problem(_("Problem (need)")),
                self._clipped("category", _("Category"), lambda row: self.words.category(row.category)),
                self._clipped("about", _("Project (enterprise)"), self.about),
                self._clipped(
                    "collector", _("Collected by"), self._unit_named("collector_id"), "hidden",
                    ("collector__protocol", "-raised_on"),
                ),
                Column("raised_on", _("Collected on"), "raised_on", "date", order_by=("raised_on",)),
                Column("state", _("Handling"), self.standing, export=self.standing_words, width=16),
            ),
            order=("-raised_on",),
            filters=(
                *self.filters.named("group", "unit", "nature", "kind", "category"),
                *self.filters.named("collector", "raiser", "key", "leader", "label", "late", "reopened"),
            ),
            empty=_("What enterprises, residents and offices raise stands here, from the day it is taken in."),
            first_step=first_matter,
        )  # fmt: skip

    def responsibility(self) -> Table:
        """责任清单."""
        return self._responsibility(
            "responsibility",
            _("What was dispatched stands here, with who answers for it and until when."),
            ("group", "unit", "leader", "nature", "kind"),
        )

    def key(self) -> Table:
        """重点责任清单."""
        return self._responsibility(
            "key",
            _("What was put on the key list stands here, open or closed out, from that day on."),
            ("group", "unit", "leader", "nature", "kind"),
        )

    def closure(self) -> Table:
        """销号台账."""
        return self._table(
            "closure",
            (
                self._number(),
                self._problem(_("Problem")),
                self._unit(),
                Column("outcome", _("Result"), lambda row: label_of(Outcome, row.outcome)),
                Column("submitted_on", _("Handled on"), "submitted_on", "date", "hidden", ("submitted_on",)),
                self._clipped("verifier", _("Verified by"), verifier),
                Column(
                    "satisfaction",
                    _("Satisfaction"),
                    lambda row: (
                        label_of(Satisfaction, row.satisfaction) if ratings.sees(self.actor, row) else None
                    ),
                ),
                Column("closed_on", _("Closed out on"), "closed_on", "date", "foot", ("closed_on",)),
                Column("look_back", _("Look back"), extras.said, phone="hidden"),
            ),
            order=("-closed_on",),
            filters=(
                *self.filters.named("unit", "outcome", "satisfaction", "nature", "kind"),
                *self.filters.named(
                    "collector", "raiser", "category", "key", "leader", "label", "in_time", "reopened"
                ),
            ),
            empty=_("What was solved or eased, verified and answered stands here once it is closed out."),
            first_step=lambda actor: (_("Responsibility list"), reverse("matters:responsibility")),
        )

    def claimed(self) -> Table:
        """自报办结: what an earlier ledger says was closed out, before anybody here has verified it."""
        return self._table(
            "claimed",
            (
                self._number(),
                self._problem(_("Problem (need)")),
                self._clipped("raiser", _("Raised by"), self.raiser, phone="hidden"),
                self._clipped("category", _("Category"), lambda row: self.words.category(row.category)),
                Column("raised_on", _("Collected on"), "raised_on", "date", "foot", ("raised_on",)),
                Column("state", _("Handling"), self.standing, export=self.standing_words, width=20),
            ),
            order=("-raised_on",),
            filters=(
                *self.filters.named("collector"),
                self.filters.any_nature,
                *self.filters.named("kind", "category", "raiser", "label"),
            ),
            empty=_(
                "What a workbook says was closed out before Banshi stands here until somebody verifies it. It is "
                "counted in no figure but its own."
            ),
            first_step=lambda actor: (_("Issue list"), reverse("matters:issues")),
        )

    def _responsibility(self, code: str, empty: Text, in_sight: tuple[str, ...]) -> Table:
        further = ("collector", "leader", "raiser", "category", "key", "label", "late", "reopened")
        hidden = tuple(key for key in further if key not in in_sight and key != code)
        return self._table(
            code,
            (
                self._number(),
                self._problem(_("Problem")),
                self._clipped(
                    "leader", _("Lead leader"), self.leader, "hidden",
                    ("lead_leader__unit__protocol", "lead_leader__order", "due_on"),
                ),
                self._unit(),
                self._clipped("co_handlers", _("Co-handlers"), co_handlers),
                Column("due_on", _("Deadline"), "due_on", "date", order_by=("due_on",)),
                Column("requirement", _("Requirement"), "requirement", phone="hidden", wide=True),
                Column("state", _("Progress"), self.standing, export=self.standing_words, width=16),
                Column("light", _("Light"), self.light, "light", export=self.light_word),
            ),
            order=("-raised_on",),
            filters=self.filters.named(*in_sight, *hidden),
            empty=empty,
            first_step=lambda actor: (_("Issue list"), reverse("matters:issues")),
        )  # fmt: skip

    def _table(self, code: str, columns: tuple[Column, ...], **rest: Any) -> Table:
        return Table(
            code=code,
            title=TITLES[code],
            columns=columns,
            unit=_("%(n)s matters"),
            search=self.search,
            search_label=_("Number, words, enterprise, place"),
            row_url=lambda row: subjects.page_of(matter_of(row).subject),
            row_past=lambda row: row.state == "withdrawn",
            row_key=lambda row: str(matter_of(row).subject.uid),
            bulk=lambda actor: several(code, actor),
            dated=True,
            **rest,
        )

    # Columns

    def _number(self) -> Column:
        return Column(
            "number", _("Number"), whole_number, phone="foot", order_by=("number",), export="number", width=12
        )

    def _problem(self, label: Text) -> Column:
        return Column("problem", label, "title", phone="title", wide=True)

    def _unit(self) -> Column:
        by = ("responsible_unit__protocol", "due_on")
        named = self._unit_named("responsible_unit_id")
        return self._clipped("unit", _("Responsible department"), named, "foot", by)

    def _clipped(
        self,
        key: str,
        label: Text,
        value: Value,
        phone: Phone = "hidden",
        order_by: tuple[str, ...] = (),
    ) -> Column:
        """A column of names that may be long: cut on the screen, whole in print and in the workbook."""

        def shown(row: Row) -> SafeString | None:
            return clipped(value_of(row, value))

        return Column(key, label, shown, phone=phone, order_by=order_by, export=value, width=24)

    def _unit_named(self, column: str) -> Callable[[Row], Text | None]:
        """The name of the unit whose id stands in ``column``."""

        def name(row: Row) -> Text | None:
            pk = getattr(row, column)
            return self.org.units[pk].name if pk is not None else None

        return name

    def leader(self, row: Row) -> Text | None:
        """The lead leader, by post."""
        return self.org.posts[row.lead_leader_id].name if row.lead_leader_id is not None else None

    def raiser(self, row: Row) -> Text | None:
        """The enterprise or office by name; of a resident only that it was one."""
        matter = matter_of(row)
        if matter.raiser_org is not None:
            return self._open_name(matter.raiser_org)
        if matter.raiser_unit_id is not None:
            return self.org.units[matter.raiser_unit_id].name
        return label_of(RaiserKind, matter.raiser_kind)

    def about(self, row: Row) -> str | None:
        """The project or enterprise that it hangs on, else the place."""
        matter = matter_of(row)
        if matter.about is not None:
            return matter.about.caption if matter.about.label <= self.actor.clearance else None
        named = matter.raiser_org or matter.place
        return self._open_name(named) if named is not None else None

    def _open_name(self, thing: Any) -> str | None:
        return thing.name if thing.subject.label <= self.actor.clearance else None

    def standing(self, row: Row) -> SafeString:
        """The state, and what must be known beside it."""
        mark = self._marks.get(row.state)
        if mark is None:
            found = self.words.state(row.state)
            mark = self._marks[row.state] = ui.state(str(found.word), found.tone)
        tags = self._tags(row)
        if not tags:
            return mark
        return mark + format_html_join("", ' <span class="tag">{}</span>', ((tag,) for tag in tags))

    def standing_words(self, row: Row) -> str:
        """The same in words."""
        tags = "、".join(str(tag) for tag in self._tags(row))
        word = str(self.words.state(row.state).word)
        return f"{word}({tags})" if tags else word

    def _tags(self, row: Row) -> list[Text]:
        matter, found = matter_of(row), []
        if matter.recorded_on > matter.raised_on:
            found.append(_("late recorded %(day)s") % {"day": f"{matter.recorded_on:%m-%d}"})
        if row.reopened:
            found.append(_("re-opened %(n)s×") % {"n": row.reopened})
        return found

    def light(self, row: Row) -> Mark:
        """The light on the day shown."""
        found = self._light(row)
        return Mark(self.light_word(row) or "", found.value or "none")

    def light_word(self, row: Row) -> Text | None:
        """The light in words; nothing when none is on."""
        return LIGHTS[found] if (found := self._light(row)) else None

    def _light(self, row: Row) -> lights.Light:
        standing = lights.Standing(
            row.state in self.open_states, row.clock_due_on, row.next_reply_on, row.late_co
        )
        return lights.light(standing, row.judged_on, row.near_until)

    @cached_property
    def filters(self) -> Filters:
        """By what the lists can be narrowed."""
        return Filters(self.actor, self.words, self.org, self.open_states)

    @cached_property
    def org(self) -> org.Known:
        """Units and posts by id."""
        return org.known(self.actor.zone)


def first_matter(actor: Actor) -> tuple[Text, str] | None:
    """The act that puts the first matter on the list."""
    return (_("Enter a matter"), reverse("matters:new")) if actor.holds("matters.register") else None


def several(code: str, actor: Actor) -> list[Bulk]:
    """The acts that the list ``code`` offers on several matters, as far as the actor may do them at all."""
    acts = [
        Bulk(SEVERAL[act].word, reverse("matters:several", args=[act]))
        for act in OF_LIST[code]
        if actor.holds(verb_of(SEVERAL[act].act))
    ]
    if OF_LIST[code]:
        acts.append(Bulk(_("Chase text"), reverse("matters:chase")))
    if code in MANY.lists and actor.holds(MANY.verb):
        acts.append(Bulk(_("Close-out receipts"), reverse("papers:new_bundle", args=["matter"])))
    return acts

"""Dispatch and settlement: who, by when, and what must be true when it is done."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from banshi.base.ui import words
from banshi.base.ui.forms import DateField
from banshi.base.vault import store as vault
from banshi.base.zones import clock
from banshi.core.matters.actions import CoPart
from banshi.core.matters.forms import fields
from banshi.core.matters.forms.base import ActForm, Group
from banshi.core.matters.forms.simple import decision
from banshi.core.matters.models import Claim, Outcome
from banshi.core.matters.queries.counter import limit_words
from banshi.core.matters.queries.matter import MatterPage
from banshi.core.matters.queries.queues import usual_departments
from banshi.core.org.models import Post, Unit
from banshi.kernel.messages import folded
from banshi.kernel.messages.days import days
from banshi.kernel.worktime import WorkClock

CO_ROWS = 4


def standard_end(page: MatterPage) -> datetime | None:
    """When the ordinary term of handling would end if it were dispatched now."""
    limit = page.terms.limit("handling", urgent=page.kind.urgent)
    return WorkClock(page.calendar, round_the_clock=page.kind.urgent).deadline(page.now, limit).at


def standard_day(page: MatterPage) -> date | None:
    """The day on which the ordinary term ends."""
    limit = page.terms.limit("handling", urgent=page.kind.urgent)
    return WorkClock(page.calendar, round_the_clock=page.kind.urgent).deadline(page.now, limit).due_on


def term_words(page: MatterPage) -> str:
    """``The terms give 7 working days: 6月25日(周五)``."""
    limit = limit_words(page.terms.limit("handling", urgent=page.kind.urgent))
    day = standard_day(page)
    if day is None:
        return ""
    shown = words.long_day(day, page.today, english=words_in_english())
    said = gettext("The terms give %(limit)s: %(day)s.") % {"limit": limit, "day": shown}
    if page.calendar.is_provisional(page.today, day):
        said += " " + gettext("Provisional: the holidays of that year are not announced yet.")
    return said


def wanted_words(page: MatterPage) -> str:
    """The day by which the raiser asks for it, where his words name one: a wish, beside the deadline that is set."""
    text = folded(vault.read(page.matter.words))
    found = days(text, page.matter.raised_on, page.calendar.add_workdays)
    named = min((date.fromisoformat(mark.value) for mark in found if mark.firm), default=None)
    if named is None:
        return ""
    shown = words.long_day(named, page.today, english=words_in_english())
    return gettext("The raiser's words ask for it by %(day)s; the deadline is yours to set.") % {"day": shown}


def words_in_english() -> bool:
    """Whether the reader has chosen English."""
    return (get_language() or "").startswith("en")


class DispatchForm(ActForm):
    """Lead leader, department, day, requirement, and co-handlers with their own days."""

    requirement = fields.text(
        _("Done when"),
        help_text=_("What must be true so that somebody else can verify it. Days, not 近期, 尽快, 即将."),
    )
    lead_leader = fields.CodeChoice(Post, label=_("Lead leader"))
    responsible_unit = fields.CodeChoice(Unit, label=_("Responsible department"))
    due_on = DateField(label=_("Deadline"))
    due_time = forms.TimeField(
        label=_("Until what time"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("Urgent kinds run day and night."),
    )
    immediate = forms.BooleanField(label=_("To be put right at once"), required=False)
    effective_on = fields.effective(_("Dispatched on"))
    landing = {"co_units": "co_unit_1", "due_at": "due_on"}

    def prepare(self) -> None:
        page = self.page
        self.fields["lead_leader"].queryset = fields.leaders(self.actor, page.today)
        found = fields.units(self.actor, page.today)
        self.fields["responsible_unit"].queryset = found
        for row in range(1, CO_ROWS + 1):
            self.fields[f"co_unit_{row}"].queryset = found
        self.fields["due_on"].help_text = " ".join(filter(None, (term_words(page), wanted_words(page))))
        usual = usual_departments(self.actor, {self.matter.category}).get(self.matter.category)
        if usual is not None:
            said = gettext("The last matter of this category went to %(unit)s.")
            self.fields["responsible_unit"].help_text = said % {"unit": usual.name}
        self.propose(due_on=standard_day(page))
        end = standard_end(page)
        if page.kind.urgent and end:
            local = end.astimezone(page.calendar.tz)
            self.propose(due_time=local.strftime("%H:%M"))
        if not page.kind.urgent:
            del self.fields["due_time"]

    def groups(self) -> list[Group]:
        names = ("requirement", "lead_leader", "responsible_unit")
        when = ("due_on", "due_time") if "due_time" in self.fields else ("due_on",)
        co = [name for name in self.fields if name.startswith("co_")]
        wrong = any(self[name].errors for name in co)
        filled = any(self[name].value() for name in co)
        bare = Group(tuple(self[name] for name in names))
        due = Group(tuple(self[name] for name in when), abreast=True)
        beside = Group((self["immediate"],))
        late = self["effective_on"]
        return [
            bare,
            due,
            beside,
            Group(
                tuple(self[name] for name in co),
                legend=gettext("Co-handlers, each with its own day"),
                folded=not (wrong or filled),
                abreast=True,
            ),
            Group((late,), folded=not (late.errors or late.value())),
        ]

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        parts = tuple(
            CoPart(given[f"co_unit_{row}"], given[f"co_due_{row}"])
            for row in range(1, CO_ROWS + 1)
            if given[f"co_unit_{row}"]
        )
        kept = ("requirement", "lead_leader", "responsible_unit", "due_on", "immediate", "effective_on")
        at, day = given.get("due_time"), given.get("due_on")
        due_at = clock.at_time(self.actor.zone, day, at.hour, at.minute) if at and day else None
        return {**{name: given[name] for name in kept}, "due_at": due_at, "co_parts": parts}

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        seen = set()
        for row in range(1, CO_ROWS + 1):
            unit = given.get(f"co_unit_{row}")
            if unit in seen and unit is not None:
                self.add_error(f"co_unit_{row}", _("This unit is already named above."))
            if given.get(f"co_due_{row}") and unit is None:
                self.add_error(f"co_unit_{row}", _("Name the unit whose day this is."))
            seen.add(unit)
        return given


for _row in range(1, CO_ROWS + 1):
    DispatchForm.base_fields[f"co_unit_{_row}"] = fields.CodeChoice(
        Unit, label=_("Co-handler"), required=False, empty_label="—"
    )
    DispatchForm.base_fields[f"co_due_{_row}"] = DateField(label=_("Own day"), required=False)


class TakeUpForm(ActForm):
    """A claimed close-out goes to verification: who answers for it, what must be true, what came of it."""

    requirement = fields.text(
        _("Done when"), help_text=_("What must be true so that somebody else can verify it.")
    )
    lead_leader = fields.CodeChoice(Post, label=_("Lead leader"))
    responsible_unit = fields.CodeChoice(Unit, label=_("Responsible department"))
    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=[(Outcome.SOLVED, Outcome.SOLVED.label), (Outcome.EASED, Outcome.EASED.label)],
        widget=forms.RadioSelect,
    )
    text = fields.text(_("What was done and how it is now"))
    remaining = fields.text(_("What remains"), rows=2, required=False, help_text=_("Only when it is eased."))

    def prepare(self) -> None:
        self.fields["lead_leader"].queryset = fields.leaders(self.actor, self.page.today)
        self.fields["responsible_unit"].queryset = fields.units(self.actor, self.page.today)
        claim = Claim.objects.filter(zone=self.actor.zone, matter=self.matter).first()
        if claim is not None and claim.unit_id:
            self.propose(responsible_unit=claim.unit.code)


class SettleForm(ActForm):
    """Upheld, it goes elsewhere; else it stays. Final either way."""

    upheld = decision(_("It goes to another department"), _("It stays"))
    responsible_unit = fields.CodeChoice(
        Unit,
        label=_("To which department"),
        required=False,
        help_text=_("Needed when it goes to another department."),
    )
    due_on = DateField(
        label=_("Its deadline"),
        required=False,
        help_text=_("Leave it empty to keep the day that was promised."),
    )
    reason = fields.text(_("Reason"))

    def prepare(self) -> None:
        self.fields["responsible_unit"].queryset = fields.units(self.actor, self.page.today)

"""Entering a matter, and finding the one that it duplicates."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from banshi.base.presets import queries as presets
from banshi.base.ui.forms import DateField, Form
from banshi.base.zones import clock
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Label
from banshi.core.matters.actions import Raiser
from banshi.core.matters.forms import fields
from banshi.core.matters.forms.base import ActForm, Group
from banshi.core.matters.models import Matter, RaiserKind
from banshi.core.matters.queries.duplicates import Likely, likely_duplicates
from banshi.core.matters.rules.lifecycle import named
from banshi.core.org.models import OutsideOrganisation, Unit
from banshi.core.org.queries import known
from banshi.core.places.models import Place


class EnterForm(Form):
    """A matter as it comes in. Typing in ``find`` narrows the lists of organisations and places."""

    raiser_kind = forms.ChoiceField(
        label=_("Raised by"), choices=RaiserKind.choices, widget=forms.RadioSelect
    )
    find_org = forms.CharField(label=_("Find the enterprise"), required=False, max_length=60)
    raiser_org = fields.SubjectChoice(
        OutsideOrganisation, label=_("Enterprise or organisation"), required=False
    )
    raiser_unit = fields.CodeChoice(
        Unit, label=_("Office"), required=False, help_text=_("When an office raised it.")
    )
    raiser_name = forms.CharField(label=_("Contact"), required=False, max_length=60)
    raiser_phone = forms.CharField(
        label=_("Telephone"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    words = fields.text(_("The problem in the raiser's words"))
    title = forms.CharField(
        label=_("In one line"),
        max_length=120,
        help_text=_("For the lists. Without names and telephone numbers."),
    )
    kind = forms.ChoiceField(label=_("Kind"))
    category = forms.ChoiceField(label=_("Category"))
    source_kind = forms.ChoiceField(label=_("Source"))
    find_place = forms.CharField(label=_("Find the place"), required=False, max_length=60)
    place = fields.SubjectChoice(Place, label=_("Place"), required=False)
    raised_on = DateField(label=_("Raised on"))
    label = forms.TypedChoiceField(
        label=_("Who may read it"),
        coerce=int,
        choices=[(Label.INTERNAL, Label.INTERNAL.label), (Label.SENSITIVE, Label.SENSITIVE.label)],
    )
    photo = fields.FileField(label=_("Photo of the place"), required=False)

    landing = {"upload": "photo", "file": "photo", "dated_on": "raised_on", "effective_on": "raised_on"}

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any):
        self.actor, self.today = actor, clock.today(actor.zone)
        super().__init__(*args, **kwargs)
        kinds = presets.rules(actor.zone, "kinds", self.today)
        self.routing = presets.rules(actor.zone, "routing", self.today)
        self.fields["kind"].choices = [(code, named(row)) for code, row in kinds.kinds.items()]
        self.fields["category"].choices = [
            ("", _("Choose")),
            *((code, named(row)) for code, row in kinds.categories.items()),
        ]
        self.fields["source_kind"].choices = [("", _("Choose")), *self._sources()]
        self.fields["raiser_unit"].queryset = fields.units(actor, self.today)
        self.initial.setdefault("raised_on", self.today)
        self.initial.setdefault("raiser_kind", RaiserKind.ENTERPRISE)
        self.initial.setdefault("label", Label.INTERNAL)
        self.orgs = self._narrow("raiser_org", "find_org", fields.organisations)
        self.places = self._narrow("place", "find_place", fields.places)

    def _sources(self) -> list[tuple[str, str]]:
        """Each source with the unit that collects what comes from it."""
        all_units = known(self.actor.zone).units_by_code
        units = {code: unit.name for code, unit in all_units.items() if _lasts(unit, self.today)}
        found = []
        for code, names in self.routing.sources.items():
            word = names["en"] if _in_english() else names["zh"]
            collector = units.get(self.routing.collector(code)) or units.get(self.routing.ledger_unit)
            found.append((code, f"{word} → {collector}" if collector else word))
        return found

    def _narrow(self, name: str, by: str, all_rows: Callable[[Actor, date], QuerySet]) -> int:
        typed = (self.data.get(self.add_prefix(by)) or "") if self.is_bound else ""
        if self.is_bound and not typed and self.data.get(self.add_prefix(name)):
            return self._sent(name, all_rows)
        rows = all_rows(self.actor, self.today)
        found = fields.named_like(rows, typed)
        field = self.fields[name]
        count = field.narrow(rows, found)
        chosen = self.data.get(self.add_prefix(name)) if self.is_bound else None
        shown = [value for value, _text in field.choices]
        if chosen and str(chosen) not in map(str, shown):
            kept = next((row for row in _by_uid(rows, chosen)), None)
            if kept is not None:
                field.choices = [*field.choices, (chosen, str(kept))]
        if typed and count == 1 and not chosen:
            self.data = self.data.copy()
            self.data[self.add_prefix(name)] = shown[1]
        return count

    def _sent(self, name: str, all_rows: Callable[[Actor, date], QuerySet]) -> int:
        """A choice was made and sent: the others are looked for only if the page is shown again."""
        field, chosen = self.fields[name], str(self.data.get(self.add_prefix(name)))
        field.sent = fields.by_uid(self.actor, field.queryset.model, self.today)

        def shown() -> list[tuple[str, str]]:
            rows = all_rows(self.actor, self.today)
            field.narrow(rows, rows)
            given = list(field.choices)
            if chosen not in {str(value) for value, _text in given}:
                given += [(chosen, str(kept)) for kept in _by_uid(rows, chosen)]
            return given

        field.choices = shown
        return 0

    def refuse(self, refusal) -> None:
        refusal.field = self.landing.get(refusal.field or "", refusal.field)
        super().refuse(refusal)

    def values(self) -> dict[str, Any]:
        """What the use case takes."""
        given = self.cleaned_data
        raiser = Raiser(
            given["raiser_kind"],
            given["raiser_org"] if given["raiser_kind"] != RaiserKind.OFFICE else None,
            given["raiser_unit"] if given["raiser_kind"] == RaiserKind.OFFICE else None,
            given["raiser_name"],
            given["raiser_phone"],
        )
        kept = ("title", "words", "kind", "category", "source_kind", "raised_on", "place", "label")
        return {**{name: given[name] for name in kept}, "raiser": raiser}

    def duplicates(self) -> list[Likely]:
        """What may be the same as this."""
        given = self.cleaned_data
        return likely_duplicates(
            self.actor,
            **{name: given[name] for name in ("raiser_org", "place", "title", "words", "raised_on")},
        )

    def groups(self) -> list[Group]:
        """Who, what, where and when."""
        return [
            self._group("", "raiser_kind"),
            self._group("", "find_org", "raiser_org"),
            self._group("", "raiser_name", "raiser_phone", abreast=True),
            self._group("", "raiser_unit"),
            self._group(_("What"), "words", "title"),
            self._group("", "kind", "category", abreast=True),
            self._group("", "source_kind"),
            self._group(_("Where and when"), "find_place", "place"),
            self._group("", "raised_on", "label", abreast=True),
            self._group("", "photo"),
        ]

    def _group(self, legend: Any, *names: str, abreast: bool = False) -> Group:
        return Group(tuple(self[name] for name in names), legend=legend, abreast=abreast)


def _lasts(unit: Unit, day: date) -> bool:
    return unit.starts_on <= day and (unit.ends_on is None or unit.ends_on >= day)


def _in_english() -> bool:
    return (get_language() or "").startswith("en")


def _by_uid(rows, uid: str):
    try:
        return rows.filter(subject__uid=UUID(str(uid)))[:1]
    except ValueError:
        return []


class MergeForm(ActForm):
    """Into which matter: one of the likely ones, or by its number."""

    likely = forms.ChoiceField(label=_("Likely the same"), required=False, widget=forms.RadioSelect)
    number = forms.CharField(
        label=_("Or its number"),
        required=False,
        max_length=24,
        help_text=_("As on the list, for example 2021-0012."),
    )
    effective_on = fields.effective()
    landing = {"into": "number"}

    def prepare(self) -> None:
        found = likely_duplicates(
            self.actor,
            raiser_org=self.matter.raiser_org,
            place=self.matter.place,
            title=self.matter.title,
            words=self.page.words,
            raised_on=self.matter.raised_on,
            apart_from=self.matter.pk,
        )
        self.fields["likely"].choices = [(row.matter.number, str(row.matter)) for row in found]
        if not found:
            del self.fields["likely"]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        number = given.get("number") or given.get("likely")
        into = Matter.objects.visible_to(self.actor).filter(number=number).first() if number else None
        if into is None:
            self.add_error("number", _("Choose the matter into which this one is merged."))
        return {**given, "into": into}

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("into", "effective_on")}

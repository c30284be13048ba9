"""The forms of an import: the file, and what each column holds."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from banshi.base.imports import refusals
from banshi.base.imports.actions import Choice
from banshi.base.imports.names import LEFT_OUT, Meaning
from banshi.base.imports.queries import Asked
from banshi.base.imports.reader.book import Sheet, shown
from banshi.base.imports.reader.header import Header, lines
from banshi.base.imports.registry import Importer
from banshi.base.ui.forms import Form

ACCEPT = ".xlsx,.xls,.et,.csv,.txt"
SAMPLES = 3
LONGEST = 40
LISTED = 60
"""A roll of at most so many things is listed whole; a longer one is searched."""
YEAR = _("Only where days stand without a year, like 6/25.")


class FileForm(Form):
    """The workbook."""

    file = forms.FileField(
        label=_("Workbook"),
        help_text=_("xlsx, xls, a WPS workbook or csv; without macros and password, at most 20 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
    )
    year = forms.IntegerField(label=_("Year of the sheet"), required=False, help_text=YEAR)


@dataclass(frozen=True)
class ColumnShown:
    """A column of the sheet on the page: its letter, its name, some of its cells, and its field."""

    letter: str
    name: str
    samples: tuple[str, ...]
    bound: Any
    sure: bool


class ColumnsForm(Form):
    """Which column holds what; one choice per column of the sheet."""

    year = forms.IntegerField(label=_("Year of the sheet"), required=False, help_text=YEAR)

    def __init__(
        self, *args: Any, importer: Importer, sheet: Sheet, header: Header, columns: dict[int, str], **kw
    ):
        self.importer, self.sheet, self.header = importer, sheet, header
        self.proposed = columns
        super().__init__(*args, **kw)
        choices = [("", _("— leave out —"))] + [
            (one.code, f"{one.label}*" if one.required else one.label) for one in importer.fields
        ]
        for at, name in enumerate(header.names):
            field = forms.ChoiceField(
                label=name, choices=choices, required=False, initial=columns.get(at, "")
            )
            field.widget.attrs.update({"class": "form-select", "aria-label": name or letter(at)})
            self.fields[f"c{at}"] = field

    def chosen(self) -> dict[int, str]:
        """The field of each column that is not left out."""
        found = {at: self.cleaned_data[f"c{at}"] for at in range(len(self.header.names))}
        return {at: code for at, code in found.items() if code}

    def columns(self) -> list[ColumnShown]:
        """The columns as the page shows them."""
        samples: list[list[str]] = [[] for _name in self.header.names]
        for one in lines(self.sheet, self.header):
            for at, cell in enumerate(one.cells):
                text = " ".join(shown(cell).split())
                if text and not one.passed and len(samples[at]) < SAMPLES:
                    samples[at].append(text if len(text) <= LONGEST else text[:LONGEST] + "…")
        return [
            ColumnShown(letter(at), name, tuple(samples[at]), self[f"c{at}"], at in self.proposed)
            for at, name in enumerate(self.header.names)
        ]


def letter(at: int) -> str:
    """The letter of a column: 0 is A, 26 is AA."""
    name = ""
    at += 1
    while at > 0:
        at, rest = divmod(at - 1, 26)
        name = chr(65 + rest) + name
    return name


@dataclass(frozen=True)
class NameShown:
    """A name on the page: its word, and the inputs for it; ``search`` and ``too`` are None where there are none."""

    asked: Asked
    choice: Any
    search: Any
    too: Any


class NamesForm(Form):
    """What each name stands for: one list per name, a search where the register is long."""

    def __init__(self, *args: Any, asked: tuple[Asked, ...], **kw: Any):
        self.asked = asked
        super().__init__(*args, **kw)
        for one in asked:
            label = {"aria-label": f"{one.field.label}: {one.word.text}"}
            choice = forms.ChoiceField(label=one.word.text, required=False, choices=self._choices(one))
            choice.widget.attrs.update({"class": "form-select", **label})
            self.fields[one.at] = choice
            if len(one.lexicon.by_key) > LISTED:
                search = forms.CharField(label=_("Look for another one"), required=False, max_length=100)
                search.widget.attrs.update({"class": "form-control", "autocomplete": "off"})
                self.fields[f"{one.at}_q"] = search
            if one.notes:
                self.fields[f"{one.at}_too"] = forms.BooleanField(
                    label=_("Also note it as another name of this"), required=False
                )

    def _choices(self, one: Asked) -> list[tuple[Any, Any]]:
        likely = one.lexicon.likely(one.word.text)
        text = self.data.get(f"{one.at}_q", "")[:100] if self.is_bound else ""
        found = one.lexicon.search(text) if text else []
        picked = one.lexicon.by_key.get(self.data.get(one.at, "")) if self.is_bound else None
        groups = [(_("Likely"), likely), (_("Found by your search"), found)]
        if len(one.lexicon.by_key) <= LISTED:
            groups.append((_("All"), list(one.lexicon.by_key.values())))
        elif picked is not None:
            groups.append((_("Chosen"), [picked]))
        return [
            ("", _("— decide later —")),
            *_grouped(groups),
            (_("None of them"), [(LEFT_OUT, _("Leave these rows out"))]),
        ]

    def clean(self) -> dict[str, Any]:
        """A name that was typed is taken where it is that of one thing; else what is found is offered."""
        found = super().clean()
        for one in self.asked:
            text = found.get(f"{one.at}_q")
            if text and not found.get(one.at) and one.at not in self.errors:
                self._typed(one, text)
            if found.get(f"{one.at}_too") and found.get(one.at) in ("", LEFT_OUT):
                self.add_error(one.at, refusals.NAMES["note_what"])
        if not self.errors and not any(found.get(one.at) for one in self.asked):
            self.add_error(None, refusals.NAMES["names_none"])
        return found

    def _typed(self, one: Asked, text: str) -> None:
        meant = one.lexicon.meant(text)
        if len(meant) == 1:
            self.cleaned_data[one.at] = meant[0].key
            return
        code = "name_several" if one.lexicon.search(text) else "name_not_found"
        self.add_error(one.at, refusals.NAMES[code])

    def chosen(self) -> list[Choice]:
        """What was chosen, for the act."""
        said = (
            (one, self.cleaned_data[one.at], self.cleaned_data.get(f"{one.at}_too")) for one in self.asked
        )
        return [
            Choice(one.field.code, one.word.text, key, bool(too), one.at) for one, key, too in said if key
        ]

    def columns(self) -> list[tuple[Any, list[NameShown]]]:
        """The names as the page shows them: column by column."""
        found: dict[str, tuple[Any, list[NameShown]]] = {}
        for one in self.asked:
            inputs = (
                self[name] if name in self.fields else None for name in (f"{one.at}_q", f"{one.at}_too")
            )
            shown_one = NameShown(one, self[one.at], *inputs)
            found.setdefault(one.field.code, (one.field, []))[1].append(shown_one)
        return list(found.values())


def _grouped(groups: list[tuple[Any, list[Meaning]]]) -> list[tuple[Any, list[tuple[str, str]]]]:
    """Each thing once, in the first group that has it."""
    seen: set[str] = set()
    rows = []
    for label, things in groups:
        fresh = [one for one in things if one.key not in seen]
        seen.update(one.key for one in fresh)
        if fresh:
            rows.append((label, [(one.key, _said(one)) for one in fresh]))
    return rows


def _said(one: Meaning) -> str:
    return f"{one.name} · {one.note}" if one.note else one.name

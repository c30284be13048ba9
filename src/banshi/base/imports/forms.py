"""The forms of an import: the file, and what each column holds."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from banshi.base.imports.reader.book import Sheet, shown
from banshi.base.imports.reader.header import Header, lines
from banshi.base.imports.registry import Importer
from banshi.base.ui.forms import Form

ACCEPT = ".xlsx,.xls,.et,.csv,.txt"
SAMPLES = 3
LONGEST = 40
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

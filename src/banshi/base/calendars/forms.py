"""Forms of the calendar's pages."""

from __future__ import annotations

import json

from django import forms
from django.utils.translation import gettext_lazy as _

from banshi.base.calendars.models import DayKind
from banshi.base.ui.forms import DateField, Form

EXCEPTIONS = [(kind.value, kind.label) for kind in (DayKind.HOLIDAY, DayKind.MAKEUP_WORKDAY)]
SEASONS = 2
MONTH_DAY = r"^[0-9]{1,2}-[0-9]{1,2}$"


class DayForm(Form):
    """One exceptional day."""

    day = DateField(label=_("Day"))
    kind = forms.ChoiceField(label=_("Kind"), choices=EXCEPTIONS)
    name_zh = forms.CharField(label=_("Name"), max_length=40)
    name_en = forms.CharField(label=_("Name in English"), max_length=80, required=False)
    source = forms.CharField(label=_("Notice"), max_length=200, help_text=_("Where this is written."))


class LiftForm(Form):
    """Why a day is an ordinary one again."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class AnnounceForm(Form):
    """The notice that makes a year known."""

    announced_on = DateField(label=_("Announced on"))
    source = forms.CharField(label=_("Notice"), max_length=200)


class ImportForm(Form):
    """A notice as a file."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("A workbook (.xlsx) or .csv with the columns 日期, 类型 (放假 or 补班), 名称, 来源."),
    )


class ImportConfirmForm(Form):
    """The rows that were looked at, carried to the act."""

    rows = forms.CharField(widget=forms.HiddenInput)
    file_name = forms.CharField(widget=forms.HiddenInput, required=False)
    announce = forms.BooleanField(
        label=_("The file is the whole notice: mark its years as announced."), required=False
    )

    def clean_rows(self) -> list[list[str]]:
        """Rows of four texts."""
        try:
            rows = json.loads(self.cleaned_data["rows"])
            return [[str(cell) for cell in row][:4] for row in rows][:1000]
        except (ValueError, TypeError) as error:
            raise forms.ValidationError(_("Choose the file again.")) from error


class HoursForm(Form):
    """A timetable of one or two seasons."""

    valid_from = DateField(label=_("Holds from"))
    source = forms.CharField(label=_("Notice"), max_length=200)
    start_1 = forms.RegexField(MONTH_DAY, label=_("First season starts (month-day)"), initial="1-1")
    spans_1 = forms.CharField(label=_("Hours"), max_length=60, initial="08:30-12:00,14:30-17:30")
    start_2 = forms.RegexField(
        MONTH_DAY,
        label=_("Second season starts (month-day)"),
        required=False,
        help_text=_("Leave empty when the hours are the same all year."),
    )
    spans_2 = forms.CharField(label=_("Hours of the second season"), max_length=60, required=False)

    def seasons(self) -> list[tuple[int, int, str]]:
        """(month, day, hours) of each season that was filled in."""
        found = []
        for number in range(1, SEASONS + 1):
            start, spans = (self.cleaned_data.get(f"{part}_{number}") or "" for part in ("start", "spans"))
            if start or spans:
                month, day = (start or "0-0").split("-")
                found.append((int(month), int(day), spans))
        return found

"""Every "no" of the calendar, in sentences that say what to do next."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from banshi.base.zones.refusals import Refusal

SENTENCES: dict[str, str | Promise] = {
    "no_calendar": _("This zone has no calendar yet. Ask your administrator to load it first."),
    "no_exception": _("%(day)s is not an exceptional day. Choose one from the list."),
    "reason_missing": _("Say why the day is an ordinary one again, for example the notice that changed it."),
    "day_is_number": _("The date is a bare number. Format the column as a date, or write 2026-10-01."),
    "day_unreadable": _("The date cannot be read. Write year, month and day, such as 2026-10-01."),
    "day_impossible": _("There is no such day in the calendar. Check month and day."),
    "day_out_of_range": _("The year must lie between 2000 and 2100. Check the year of the date."),
    "day_twice": _("This day already stands in row %(other)s. Keep one of the two rows."),
    "kind_unknown": _("The kind must be 放假 (day off) or 补班 (make-up working day)."),
    "makeup_on_workday": _("This weekday is worked anyway. Only a day of rest can be a make-up working day."),
    "name_missing": _("Name the day in up to 40 characters, such as 国庆节."),
    "source_missing": _("Name the notice in which this stands, in up to 200 characters."),
    "rows_wrong": _(
        "%(count)s rows cannot be taken over, the first is row %(row)s. Nothing was changed. "
        "Correct them in the file and choose it again."
    ),
    "no_rows": _("The file has no rows below its heading. Choose the file with the holiday notice."),
    "file_unreadable": _("The file cannot be read. Save it as .xlsx or as .csv and choose it again."),
    "file_too_big": _("The file is too big for a holiday notice. Keep only the rows of one notice."),
    "columns_missing": _("The first row must hold the headings 日期, 类型, 名称 and 来源."),
    "year_known": _("The holidays of %(year)s are already announced. Change single days where needed."),
    "hours_missing": _("Give at least one line of working hours."),
    "hours_unreadable": _("The hours cannot be read. Write them in order, such as 08:30-12:00,14:30-17:30."),
    "season_twice": _("Two seasons start on the same day. Keep one of them."),
}


def sentence(code: str, **params: object) -> str:
    """The sentence of a code, in the language of the moment."""
    text = str(SENTENCES[code])
    return text % params if params else text


def refuse(code: str, field: str | None = None, **params: object) -> Refusal:
    """The refusal of a code."""
    return Refusal(f"calendars.{code}", SENTENCES[code], field=field, **params)

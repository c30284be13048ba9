"""Why a file, a mapping or a run is refused, in a clerk's words."""

from django.utils.translation import gettext_lazy as _

from banshi.base.imports.reader import limits
from banshi.base.zones.refusals import Conflict, Refusal

FILES = {
    "kind": _("This is no table that can be read. Save it in Excel or WPS as xlsx, xls or csv, and choose it again."),
    "empty": _("The file holds no rows. Choose the workbook that holds the table."),
    "unreadable": _("The file is damaged or was made in an unusual way. Open it in Excel or WPS, save it anew, "
                    "and choose it again."),
    "password": _("The file has a password. Save a copy without one and choose that."),
    "macro": _("The workbook holds macros, and none are taken in. Save it as a plain xlsx and choose that."),
    "external": _("The workbook draws on other files. Break these links in Excel or WPS (Data, Edit links), "
                  "save it, and choose it again."),
    "nested": _("Another file is embedded in the workbook. Take it out, or copy the table into a new workbook."),
    "entities": _("The file holds what no spreadsheet writes, so it was not opened. Copy the table into a new "
                  "workbook and choose that."),
    "too_large": _("The file needs more room than an import may take. Copy the table alone into a new workbook, "
                   "or split it into several files."),
    "too_many_rows": _("The sheet has more than %(rows)s rows. Split it into several files; cells far below the "
                       "table count too, so copying the table into a new workbook may be enough."),
    "too_many_columns": _("The sheet has more than %(columns)s columns. Copy the table alone into a new workbook."),
}  # fmt: skip
MAPPED = {
    "no_sheet": ("sheet", _("This sheet holds no table. Choose another one.")),
    "no_header": (
        "header_at",
        _("No header was found in this sheet. Say in which row the names of the columns stand."),
    ),
    "field_twice": ("columns", _("«%(column)s» is chosen for two columns. Leave one of them out.")),
    "field_missing": ("columns", _("«%(column)s» is needed. Choose the column that holds it.")),
    "one_of_missing": ("columns", _("One of these is needed: %(column)s. Choose a column for it.")),
    "year_wrong": ("year", _("Give the year with four digits.")),
}  # fmt: skip
OTHER = {
    "unknown": _("There is no such kind of import. Go back to the list of imports and choose one."),
    "not_now": _("This import is now «%(state)s». Open it again to see what can be done."),
    "file_gone": _("The file of this import was removed. Choose the file again."),
    "elsewhere": _("Another server is working on this import. Wait a moment and open it again."),
    "no_right": _("Whoever started this import may no longer take in such rows, so it was stopped. What is done "
                  "stays done; somebody who may can start it again from the file."),
    "broke": _("The import met an error and was stopped between two batches. What is done stays done; continue it, "
               "and tell the administrator if it stops again."),
}  # fmt: skip
ROWS = {
    "missing": _("«%(field)s» is empty."),
    "long": _("«%(field)s» is longer than %(most)s characters."),
    "unclear": _("«%(field)s»: %(why)s"),
    "twice": _("The same as row %(row)s of this sheet: it is taken over once."),
    "disputed": _("Row %(row)s of this sheet says something else of the same thing. Neither is taken over."),
    "any_of": _("One of these must be filled: %(field)s."),
    "left_out": _("«%(field)s»: rows with this name are left out, as was chosen for this sheet."),
}
NAMES = {
    "name_unknown": _("This is not in the register, or you may not see it. Choose another one."),
    "name_gone": _("The sheet holds no such name any more. Open the names again."),
    "names_none": _("Nothing was chosen yet. Choose for at least one name what it stands for."),
    "name_not_found": _("Nothing of the register is called so. Look for it by a part of its name."),
    "name_several": _("Found in the register: choose it from the list."),
    "note_what": _("Choose first what the name stands for; then it can be noted as another name of it."),
}  # fmt: skip


def of_file(code: str) -> Refusal:
    """The refusal of a file that the reader would not read."""
    params = {"rows": f"{limits.MOST_ROWS:,}", "columns": limits.MOST_COLUMNS}
    return Refusal(f"imports.{code}", FILES[code], field="file", **params)


def of_mapping(code: str, **params: object) -> Refusal:
    """The refusal of a mapping."""
    field, sentence = MAPPED[code]
    return Refusal(f"imports.{code}", sentence, field=field, **params)


def refuse(code: str, **params: object) -> Refusal:
    """Another refusal of this app."""
    kind = Conflict if code in ("not_now", "elsewhere") else Refusal
    return kind(f"imports.{code}", OTHER[code], **params)


def of_name(code: str, field: str | None = None) -> Refusal:
    """The refusal of what a name was said to stand for; ``field`` is the form's."""
    return Refusal(f"imports.{code}", NAMES[code], field=field)

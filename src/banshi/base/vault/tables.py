"""Lists of personal data: what is due to be erased, and who looked."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from banshi.base.tables.definitions import Column, Filter, Mark, Table
from banshi.base.vault import holdings, queries
from banshi.base.vault.forms import STEP_WORDS
from banshi.base.vault.models import Look, VaultKey, What
from banshi.base.vault.rules import WHOLE
from banshi.base.zones.models import Zone

TONES = {What.ERASED: "ended", What.SEARCHED: "waiting", What.SHOWN: "waiting", What.REVEALED: "open"}


def _due_words(row: VaultKey) -> Any:
    steps = queries.steps_due(row)
    return STEP_WORDS[WHOLE if WHOLE in steps else steps[0]]


DUE = Table(
    code="vault_due",
    title=_("Due to be erased"),
    unit=_("%(n)s records"),
    columns=(
        Column("record", _("Record"), "subject.caption", phone="title", wide=True),
        Column("kind", _("Kind"), lambda row: queries.kind_word(row.subject.kind)),
        Column("due", _("What is due"), _due_words, phone="foot"),
    ),
    order=("pk",),
    row_url=lambda row: reverse("vault:record", args=[row.subject.uid]),
    empty=_("Nothing is kept longer than the rules say. What is due stands here."),
)


def _mark(row: Look) -> Mark:
    return Mark(row.get_what_display(), TONES[row.what])


def _detail(row: Look) -> str:
    if row.what == What.SEARCHED:
        return str(_("%(n)s records found") % {"n": row.found})
    return str(STEP_WORDS.get(row.detail, row.detail))


def looks(zone: Zone) -> Table:
    """Who looked; the posts are called what they are called today."""
    names = holdings.post_names(zone)
    return Table(
        code="vault_looks",
        title=_("Who looked"),
        unit=_("%(n)s looks"),
        columns=(
            Column("at", _("Time"), "at", "datetime", order_by=("at",)),
            Column("what", _("Act done"), _mark, "state"),
            Column(
                "who", _("Post"), lambda row: [names.get(code, code) for code in row.posts], "tags", "title"
            ),
            Column("record", _("Record"), "subject.caption", phone="foot", wide=True),
            Column("detail", _("More"), _detail, phone="foot"),
        ),
        filters=(Filter("what", _("Act done"), What.choices, lambda rows, value: rows.filter(what=value)),),
        order=("-at",),
        empty=_("Whoever asks to see name and phone, shows what is held, searches or erases stands here."),
    )

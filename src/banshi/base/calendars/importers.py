"""A holiday notice from any sheet, through the same rules and the same act as the calendar's own page."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from banshi.base.calendars import actions, queries, rules
from banshi.base.calendars.models import Calendar
from banshi.base.calendars.refusals import refuse, sentence
from banshi.base.imports.names import Lexicon, of_words
from banshi.base.imports.registry import Asking, Field, Given, Importer, Kind, Taking, Verdict, day, register
from banshi.base.zones.models import Subject
from banshi.base.zones.refusals import Refusal

KINDS = of_words("calendars.kinds", _("Days off and working days"), rules.KIND_WORDS)
FIELDS = (
    Field("day", _("Day"), parse=day, required=True, example="2021-10-01", synonyms=("日期", "放假日期", "时间")),
    Field("kind", _("Kind"), names=KINDS, required=True, example="放假", synonyms=("类型", "放假或补班", "性质", "安排")),
    Field("name", _("Name"), required=True, example="国庆节", synonyms=("名称", "节日", "节日名称", "假期")),
    Field("source", _("Notice"), required=True, example="国务院办公厅通知", synonyms=("来源", "文件", "依据", "通知文号")),
)  # fmt: skip
STATUS = {"new": Kind.CREATE, "changed": Kind.CHANGE, "same": Kind.SAME, "refused": Kind.REFUSE}


def judge(asking: Asking, rows: Sequence[Given]) -> list[Verdict]:
    """What each row would do to the days that stand now."""
    calendar = Calendar.objects.filter(zone=asking.actor.zone).select_related("subject").first()
    if calendar is None:
        return [Verdict.refused(row.row, sentence("no_calendar")) for row in rows]
    kinds = asking.lexicon(KINDS)
    cells = [(row.row, _cells(kinds, row)) for row in rows]
    found = []
    for line in queries.import_plan(asking.actor.zone, cells):
        why = (sentence(line.why, other=line.other),) if line.why else ()
        plan = rules.as_cells([line])[0] if line.found else None
        found.append(Verdict(line.row, STATUS[line.status], why, plan=plan, subject=calendar.subject))
    return found


def _cells(kinds: Lexicon, row: Given) -> tuple[object, ...]:
    """Day, kind, name and notice; a kind that is known by its own word, another as it was written."""
    on, kind, *rest = (row.values.get(name) for name in ("day", "kind", "name", "source"))
    return on, (kinds.find(kind) or kind) if kind else kind, *rest


def apply(taking: Taking, verdicts: Sequence[Verdict]) -> list[Subject | Refusal]:
    """All days of the batch in the calendar's own act; their years count as announced."""
    assert taking.now is not None
    rows = [one.plan for one in verdicts]
    name = str(_("import %(number)s")) % {"number": taking.source}
    try:
        calendar = actions.import_calendar(
            actor=taking.actor, rows=rows, file_name=name, announce=True, now=taking.now
        )
    except Refusal as refusal:
        return [refusal for _one in verdicts]
    if calendar is None:
        raise refuse("no_calendar")
    return [calendar.subject for _one in verdicts]


register(
    Importer(
        code="calendar",
        label=_("Holidays and make-up working days"),
        lead=_("The yearly notice as a sheet: days off and make-up working days."),
        undo=_(
            "A day that is wrong is corrected or made ordinary again; what was said before stays in the history."
        ),
        verb="calendars.edit",
        fields=FIELDS,
        key=("day",),
        judge=judge,
        apply=apply,
        order=50,
        batch=1000,
    )
)

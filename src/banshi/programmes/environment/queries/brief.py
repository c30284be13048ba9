"""The monthly brief: its month, its chapters, and the same as a paper of one page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from banshi.base.figures import reports
from banshi.base.figures.registry import Question, Value
from banshi.base.figures.reports import Chapter, Line
from banshi.base.figures.wording import english, said
from banshi.base.papers.paper import Form, Grid, Paper, Para, written_day
from banshi.base.zones import clock
from banshi.base.zones.access import Actor
from banshi.kernel.periods import Period
from banshi.programmes.environment.sections import REPORT

TEMPLATE = "env_brief"
HEADS = ("类别", "项目", "数值", "说明")
SHARES = (22.0, 52.0, 34.0, 48.0)
NO_DATA = "本月无数据"


@dataclass(frozen=True)
class Brief:
    """The brief of a month to one reader. ``as_of`` is the month's last day, or today while it is running."""

    month: Period
    as_of: date
    running: bool
    chapters: tuple[Chapter, ...]
    question: Question

    @property
    def title(self) -> str:
        """``环境保护工作月报（2021年5月）``."""
        return _("Environment: brief of %(month)s") % {"month": self.month.text(english())}

    @property
    def empty(self) -> bool:
        """Whether nothing was counted at all."""
        return all(chapter.empty for chapter in self.chapters)


def month_asked(text: str, today: date) -> Period:
    """The month that ``2021-05`` names; the present one for anything else, and for a month to come."""
    present = Period.containing(today)
    try:
        found = Period.parse(text)
    except ValueError:
        return present
    return found if found.months == 1 and found.start <= today else present


def brief(actor: Actor, month: Period) -> Brief:
    """All chapters as of the month's end, each number from a figure."""
    today = clock.today(actor.zone)
    as_of = min(month.end, today)
    question = Question(actor.zone, actor, as_of, period=month)
    return Brief(month, as_of, as_of < month.end, tuple(reports.chapters(REPORT, question)), question)


def neighbours(month: Period, today: date) -> tuple[Period, Period | None]:
    """The month before, and the one after unless it lies ahead."""
    before = Period.month(month.year - (month.first == 1), (month.first - 2) % 12 + 1)
    after = Period.month(month.year + (month.first == 12), month.first % 12 + 1)
    return before, after if after.start <= today else None


def paper(actor: Actor, found: Brief) -> Paper:
    """The brief as a paper of one page; called with Chinese as the language."""
    rows = tuple(row for chapter in found.chapters for row in _rows(chapter))
    until = f"截至{written_day(found.as_of)}" + ("，本月未结束" if found.running else "")
    lead = f"统计期间：{found.month.text()}；{until}。数值均由系统记录计算，可在系统中打开所依据的清单。"
    return Paper(
        template=TEMPLATE,
        form=Form.SLIP,
        house=actor.zone.name_zh,
        title=found.title,
        numbered=False,
        blocks=(Para(lead), Grid(HEADS, rows, SHARES)),
        sealed=False,
        demo=actor.zone.simulated,
    )


def _rows(chapter: Chapter) -> Iterator[tuple[str, str, str, str]]:
    title = str(chapter.section.title)
    if not chapter.lines:
        yield title, NO_DATA, "", ""
    for at, line in enumerate(chapter.lines):
        yield title if at == 0 else "", str(line.label), said(line.value) or NO_DATA, beside(line)


def beside(line: Line) -> str:
    """What stands beside a value: the figure to compare with, and its notes."""
    told = [f"{line.before_label} {_compared(line.before)}"] if line.before is not None else []
    return _("; ").join([*told, *map(str, line.value.notes)])


def _compared(value: Value) -> str:
    """The figure beside, or why there is none: too few data are not no data."""
    return said(value) or str(value.notes[-1] if value.notes else _("no data"))

"""The sheets of the map."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from banshi.kernel.planning.compiled import Compiled
from banshi.kernel.planning.errors import PlanError
from banshi.kernel.planning.model import Baseline
from banshi.kernel.planning.risk.report import RiskReport
from banshi.kernel.planning.solution import Schedule

from .body import Body
from .rows import Row, Rows, extent
from .scale import Scale, rests, runs, wet
from .svg import FONT, element, fitted, line, mm, rect, text, width_of
from .words import Words

MAX_SHEETS = 200


class Paper(StrEnum):
    """Landscape sheets of ISO 216."""

    A3 = "A3"
    A0 = "A0"


@dataclass(frozen=True, slots=True)
class _Measures:
    """Millimetres: paper, margin, names column, row, type size."""

    width: float
    height: float
    margin: float
    names: float
    row: float
    size: float

    @property
    def rows(self) -> int:
        """Rows on a sheet, under title and calendar and above the legend."""
        return int((self.height - 2 * self.margin - self.row * 6.4) // self.row)

    def filling(self, rows: int) -> _Measures:
        """Larger rows and type where few rows would leave the sheet empty."""
        more = min(self.rows / max(rows, 1), 1.8)
        if more <= 1:
            return self
        type_ = min(more, 1.35)
        return replace(
            self, row=self.row * more, size=self.size * type_, names=self.names * (1 + (type_ - 1) / 2)
        )


_MEASURES = {
    Paper.A3: _Measures(420, 297, 10, 72, 5.0, 2.9),
    Paper.A0: _Measures(1189, 841, 24, 150, 6.2, 4.0),
}


def draw(
    c: Compiled,
    schedule: Schedule,
    *,
    paper: Paper = Paper.A3,
    title: str = "",
    note: str = "",
    baseline: Baseline | None = None,
    outlook: RiskReport | None = None,
    critical: Collection[int] = (),
    today: date | None = None,
    words: Words | None = None,
) -> tuple[str, ...]:
    """The map of a solved plan, one SVG text a sheet.

    baseline: its spans stand below the bars. outlook: whiskers from P50 to P80. critical: indices of the activities
    of the critical chain. today: the line; default the status day. note: a line under the title (zone, as of, 演示
    数据). PlanError beyond `MAX_SHEETS`.
    """
    measures, words = _MEASURES[Paper(paper)], words or Words()
    rows = Rows(c, schedule, baseline=baseline, outlook=outlook, critical=critical).all()
    today = today or c.plan.status_on
    seen = {"today": c.plan.index(today) if today else None}
    first, last = extent(c, rows, seen)
    measures = measures.filling(len(rows))
    left, right = measures.margin + measures.names, measures.width - measures.margin
    scale = Scale(first, last, left, right, c.plan.start)
    most = measures.rows
    pages = [rows[at : at + most] for at in range(0, len(rows), most)] or [[]]
    if len(pages) > MAX_SHEETS:
        raise PlanError("too_many", f"The map would need {len(pages)} sheets; draw one project, or choose A0")
    sheet = _Sheet(c, scale, measures, words, title or c.plan.name, note, today)
    return tuple(sheet.page(page, n, len(pages)) for n, page in enumerate(pages, 1))


@dataclass(frozen=True)
class _Sheet:
    """Everything that the sheets of one map share."""

    c: Compiled
    scale: Scale
    m: _Measures
    words: Words
    title: str
    note: str
    today: date | None

    @property
    def top(self) -> float:
        """Where the rows begin: below title and calendar."""
        return self.m.margin + self.m.row * 4

    def page(self, rows: list[Row], n: int, pages: int) -> str:
        bottom = self.top + len(rows) * self.m.row
        parts = [
            element("title", self._escaped(self.title)),
            self._hatch(),
            rect(0, 0, self.m.width, self.m.height, "#fff"),
            *self._head(n, pages),
            *self._columns(bottom),
            *self._calendar(bottom),
            *Body(self.scale, self.m.margin, self.m.names, self.m.row, self.m.size, self.words).rows(
                rows, self.top
            ),
            *self._today(bottom),
            *self._legend(),
        ]
        return element(
            "svg",
            "\n" + "\n".join(parts) + "\n",
            xmlns="http://www.w3.org/2000/svg",
            width=f"{mm(self.m.width)}mm",
            height=f"{mm(self.m.height)}mm",
            viewBox=f"0 0 {mm(self.m.width)} {mm(self.m.height)}",
            role="img",
            font_family=FONT,
            fill="#1b1f24",
        )

    @staticmethod
    def _escaped(words: str) -> str:
        return text(0, 0, words, 1).split(">", 1)[1].rsplit("<", 1)[0]

    def _hatch(self) -> str:
        step = self.m.size / 2
        stroke = line(0, 0, 0, step, "#7fa3c7", step / 6)
        pattern = element(
            "pattern",
            rect(0, 0, step, step, "#edf3f9") + stroke,
            id="rain",
            width=step,
            height=step,
            patternUnits="userSpaceOnUse",
            patternTransform="rotate(45)",
        )
        return element("defs", pattern)

    def _head(self, n: int, pages: int) -> list[str]:
        size, y = self.m.size * 1.7, self.m.margin + self.m.size * 1.6
        right = self.m.width - self.m.margin
        page = self.words.page.format(n=n, all=pages)
        room = right - self.m.margin - width_of(page, self.m.size) - size
        parts = [
            text(self.m.margin, y, fitted(self.title, size, room), size, font_weight="700"),
            text(right, y, page, self.m.size, text_anchor="end", fill="#59636e"),
        ]
        if self.note:
            note = fitted(self.note, self.m.size, right - self.m.margin)
            parts.append(text(self.m.margin, y + self.m.row, note, self.m.size, fill="#59636e"))
        return parts

    def _columns(self, bottom: float) -> list[str]:
        """Days off and rain, behind everything."""
        height, found = bottom - self.top, []
        for marked, fill in ((rests(self.c), "#eceef0"), (wet(self.c), "url(#rain)")):
            for begin, end in runs(marked, self.scale.first, self.scale.last):
                x = self.scale.at(begin)
                found.append(rect(x, self.top, self.scale.at(end) - x, height, fill))
        return found

    def _calendar(self, bottom: float) -> list[str]:
        """Months, and under them Mondays or days, as the room allows."""
        m, scale, found = self.m, self.scale, []
        upper, lower = self.top - m.row * 2, self.top - m.row
        for day, begin, end in self._labelled():
            x, width = scale.at(begin), scale.at(end) - scale.at(begin)
            found.append(line(x, upper, x, bottom, "#c3c8ce", m.size / 18))
            label = day.strftime(self.words.month)
            if width_of(label, m.size) < width:
                found.append(text(x + m.size / 3, lower - m.size / 3, label, m.size))
        room = width_of("30", m.size * 0.8) * 1.3
        for day, boundary in scale.days():
            if scale.per_day < room and (day.weekday() != 0 or scale.per_day * 7 < room):
                continue
            x = scale.at(boundary)
            size = m.size * 0.8
            found.append(line(x, lower, x, bottom, "#e3e6e9", m.size / 30))
            found.append(text(x + size / 4, self.top - size / 2, str(day.day), size, fill="#59636e"))
        edge = m.size / 18
        found.append(line(m.margin, self.top, scale.right, self.top, "#1b1f24", edge))
        found.append(line(m.margin, bottom, scale.right, bottom, "#1b1f24", edge))
        return found

    def _labelled(self) -> list[tuple[date, int, int]]:
        """Months; on a plan of years every third, sixth, … one, so that each name finds room."""
        months = list(self.scale.months())
        name = width_of(months[0][0].strftime(self.words.month), self.m.size) if months else 0.0
        roomy = (k for k in (1, 3, 6, 12, 24) if name < (31 if k == 1 else 29 * k) * self.scale.per_day)
        step = next(roomy, 60)
        kept = [(day, begin) for day, begin, _ in months if (day.year * 12 + day.month - 1) % step == 0]
        ends = [*(begin for _, begin in kept), self.scale.last][1:]
        return [(day, begin, end) for (day, begin), end in zip(kept, ends, strict=False)]

    def _today(self, bottom: float) -> list[str]:
        if self.today is None:
            return []
        boundary = self.c.plan.index(self.today)
        if not self.scale.first <= boundary <= self.scale.last:
            return []
        x, size = self.scale.at(boundary + 0.5), self.m.size
        label = f"{self.words.today} {self.today.strftime(self.words.date)}"
        anchor = "end" if x + width_of(label, size) > self.scale.right else "start"
        dashes = f"{mm(size / 2)} {mm(size / 3)}"
        return [
            line(x, self.top - self.m.row * 2, x, bottom, "#1b1f24", size / 9, stroke_dasharray=dashes),
            text(x, self.top - self.m.row * 2 - size / 4, label, size, text_anchor=anchor, font_weight="600"),
        ]

    def _legend(self) -> list[str]:
        """One line at the foot: what each sign means, and where the map comes from."""
        m, words = self.m, self.words
        y, x, found = m.height - m.margin - m.size * 0.4, m.margin, []
        for mark, label in Body(self.scale, m.margin, m.names, m.row, m.size, words).legend(y):
            found += [
                element("g", mark, transform=f"translate({mm(x)} 0)"),
                text(x + m.size * 2.6, y, label, m.size),
            ]
            x += m.size * 3.6 + width_of(label, m.size)
        day = self.today or self.c.plan.start
        source = words.source.format(day=day.strftime(words.date))
        if x + width_of(source, m.size) < m.width - m.margin:
            found.append(text(m.width - m.margin, y, source, m.size, text_anchor="end", fill="#59636e"))
        return found

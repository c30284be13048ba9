"""The rows of the map, drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .rows import Bar, Flag, Heading, Row
from .scale import Scale
from .svg import element, fitted, line, mm, rect, text, width_of
from .words import Words

PLANNED, CRITICAL, DONE, LATE, INK, QUIET = "#a9c3de", "#1d4f91", "#3f4750", "#b3131b", "#1b1f24", "#59636e"


@dataclass(frozen=True)
class Body:
    """Draws rows; measures in mm as the sheet has them."""

    scale: Scale
    margin: float
    names: float
    row: float
    size: float
    words: Words

    def rows(self, rows: list[Row], top: float) -> Iterator[str]:
        for n, one in enumerate(rows):
            y = top + n * self.row
            yield line(self.margin, y + self.row, self.scale.right, y + self.row, "#e3e6e9", self.size / 30)
            yield self._name(one, y)
            if isinstance(one, Bar):
                yield from self._bar(one, y)
            elif isinstance(one, Flag):
                yield from self._flag(one, y)
            elif one.due is not None:
                yield from self._due(one.due, y, self.row, label=True)

    def _name(self, one: Row, y: float) -> str:
        head = isinstance(one, Heading)
        indent = 0.0 if head else self.size
        shown = fitted(one.label, self.size, self.names - indent - self.size / 2)
        weight = "700" if head else None
        return text(self.margin + indent, y + self.row * 0.66, shown, self.size, font_weight=weight)

    def _bar(self, bar: Bar, y: float) -> Iterator[str]:
        high, at = self.row * 0.46, self.scale.at
        top = y + self.row * (0.16 if bar.ghost else 0.27)
        if bar.ghost:
            low, end = at(bar.ghost[0]), at(bar.ghost[1])
            thin = self.row * 0.12
            yield rect(
                low, y + self.row * 0.72, end - low, thin, "none", stroke=QUIET, stroke_width=self.size / 20
            )
        x, end = at(bar.start), at(bar.end)
        if bar.start == bar.end:
            yield self._diamond(x, top + high / 2, DONE if bar.finished else CRITICAL)
            return
        fill = DONE if bar.finished else CRITICAL if bar.critical else PLANNED
        yield rect(
            x, top, end - x, high, fill, stroke=INK if bar.critical else None, stroke_width=self.size / 16
        )
        if bar.done > bar.start and not bar.finished:
            yield rect(x, top + high * 0.3, at(bar.done) - x, high * 0.4, DONE)
        if bar.due is not None and bar.end > bar.due and not bar.finished:
            yield from self._late(bar, top, high)
        if bar.whisker:
            yield from self._whisker(bar.whisker, top + high / 2)

    def _late(self, bar: Bar, top: float, high: float) -> Iterator[str]:
        assert bar.due is not None
        x, end = self.scale.at(max(bar.due, bar.start)), self.scale.at(bar.end)
        yield rect(x, top, end - x, high, LATE)
        label, size = self.words.late.format(n=bar.end - bar.due), self.size * 0.85
        beyond = self.scale.at(max(bar.end, bar.whisker[1])) if bar.whisker else end
        if beyond + width_of(label, size) + size < self.scale.right:
            yield text(beyond + size / 2, top + high * 0.9, label, size, fill=LATE)
        else:
            x = self.scale.at(bar.start) - size / 2
            yield text(x, top + high * 0.9, label, size, fill=LATE, text_anchor="end")

    def _whisker(self, span: tuple[int, int], y: float) -> Iterator[str]:
        low, high, tick = self.scale.at(span[0]), self.scale.at(span[1]), self.row * 0.18
        for x in (low, high):
            yield line(x, y - tick, x, y + tick, INK, self.size / 14)
        yield line(low, y, high, y, INK, self.size / 14)

    def _flag(self, flag: Flag, y: float) -> Iterator[str]:
        late = flag.due is not None and flag.reached > flag.due
        x, middle = self.scale.at(flag.reached), y + self.row / 2
        if flag.whisker:
            yield from self._whisker(flag.whisker, middle)
        yield self._diamond(x, middle, LATE if late else CRITICAL)
        if flag.due is not None:
            before = flag.reached > flag.due
            yield from self._due(flag.due, y, self.row, label=True, before=before)

    def _diamond(self, x: float, y: float, fill: str) -> str:
        r = self.row * 0.3
        points = f"{mm(x)},{mm(y - r)} {mm(x + r)},{mm(y)} {mm(x)},{mm(y + r)} {mm(x - r)},{mm(y)}"
        return element("polygon", points=points, fill=fill)

    def _due(
        self, due: int, y: float, high: float, *, label: bool = False, before: bool = False
    ) -> Iterator[str]:
        """A promised day: a firm tick at its evening, and the day in words behind or before it."""
        x = self.scale.at(due)
        yield line(x, y, x, y + high, INK, self.size / 8)
        day = self.scale.start.fromordinal(self.scale.start.toordinal() + due - 1)
        said, size = f"{self.words.promised} {day.strftime(self.words.date)}", self.size * 0.85
        if label:
            fits = not before and x + width_of(said, size) + size < self.scale.right
            place = x + size / 2 if fits else x - size / 2
            anchor = None if fits else "end"
            yield text(place, y + high * 0.68, said, size, fill=QUIET, text_anchor=anchor)

    def legend(self, y: float) -> Iterator[tuple[str, str]]:
        """Signs at x = 0 on the baseline y, each with its word."""
        w, high = self.size * 2.2, self.size * 0.7
        top, middle = y - high, y - high / 2
        words, thin = self.words, self.size / 16
        yield rect(0, top, w, high, PLANNED), words.planned
        yield rect(0, top, w, high, CRITICAL, stroke=INK, stroke_width=thin), words.critical
        yield rect(0, top, w, high, DONE), words.done
        yield rect(0, top, w, high, LATE), words.behind
        yield rect(0, middle, w, high / 4, "none", stroke=QUIET, stroke_width=thin), words.baseline
        ticks = "".join(line(x, top, x, y, INK, thin) for x in (0.0, w))
        yield line(0, middle, w, middle, INK, thin) + ticks, words.whisker
        yield self._diamond(w / 2, middle, CRITICAL), words.milestone
        yield rect(0, top, w, high, "#eceef0", stroke="#c3c8ce", stroke_width=thin), words.rest
        yield rect(0, top, w, high, "url(#rain)", stroke="#7fa3c7", stroke_width=thin), words.rain

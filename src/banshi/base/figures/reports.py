"""Reports that are made of figures: apps bring the sections, nobody types a number.

    # an app, when it is ready
    register(Section("environment", "air", _("Air"), order=30, lines=air_lines))

    def air_lines(question):                       # question.period is the month, question.as_of its last day
        yield line("environment.good_days", question, label=_("Good days in the month"), url=reverse(…))

A report is asked with one :class:`.registry.Question`; a line whose figure is not open to the reader is left out,
one whose figure has nothing to count from says so.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.http import urlencode

from banshi.base.figures.registry import Question, Text, Value, figure


@dataclass(frozen=True)
class Line:
    """One line: what it says, its value, the address of the list behind it, and the same figure to compare with."""

    label: Text
    value: Value
    url: str = ""
    before: Value | None = None
    before_label: Text = ""


Lines = Callable[[Question], Iterable[Line | None]]


@dataclass(frozen=True)
class Section:
    """A part of the report named ``report``; ``code`` is unique in it, ``order`` sorts."""

    report: str
    code: str
    title: Text
    order: int
    lines: Lines


@dataclass(frozen=True)
class Chapter:
    """A section as one reader gets it; without lines it says that there are no data."""

    section: Section
    lines: tuple[Line, ...]

    @property
    def empty(self) -> bool:
        """Whether no line has anything to say."""
        return all(line.value.value is None for line in self.lines)


_sections: dict[tuple[str, str], Section] = {}


def register(section: Section) -> None:
    """Add a section; the same code again replaces it. Called by an app when it is ready."""
    _sections[section.report, section.code] = section


def chapters(report: str, question: Question) -> Iterator[Chapter]:
    """The sections of a report in order, each with the lines that are open to the one who asks."""
    found = [one for one in _sections.values() if one.report == report]
    for section in sorted(found, key=lambda one: (one.order, one.code)):
        yield Chapter(section, tuple(line for line in section.lines(question) if line is not None))


def line(code: str, question: Question, *, label: Text = "", url: str = "", **scope: str) -> Line | None:
    """The figure named ``code`` as a line, narrowed to ``scope``; None for a figure that the reader may not see."""
    found = figure(code)
    if found is None or not question.actor.holds(found.verb):
        return None
    asked = replace(question, scope={**question.scope, **scope}) if scope else question
    return Line(label or found.name, found.compute(asked), url)


def records_url(code: str, question: Question) -> str:
    """The list of exactly what the figure counts for the question: its records, as of the day and in its months."""
    asked = {"as_of": question.as_of.isoformat()}
    if question.period is not None:
        asked["period"] = question.period.code
    return f"{reverse('figures:records', args=[code])}?{urlencode(asked)}"

"""The figures of water: good months per months judged, sections that meet their target, sections clearly better.

Without a period they speak of the last year that is over by the day.
"""

from collections.abc import Iterable

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from banshi.base.figures.registry import Figure, Part, Question, Split, Value, percent, register
from banshi.base.zones.models import Subject
from banshi.programmes.environment.figures.air import VIEW, year_asked
from banshi.programmes.environment.models import Section
from banshi.programmes.environment.models.series import ControlLevel
from banshi.programmes.environment.queries import water as queries
from banshi.programmes.environment.queries.water import Beside
from banshi.programmes.environment.rules.water import printed
from banshi.programmes.environment.wording import english, item_name

WATER = _("Surface water")


def found(question: Question, level: str = "") -> list[Beside]:
    """The sections in service, of one control level where it is asked for, each with its year and the one before."""
    level = level or question.scope.get("level", "")
    every = question.remember("environment.water", lambda: _find(question))
    return [one for one in every if not level or one.section.control_level == level]


def _find(question: Question) -> list[Beside]:
    sections = queries.sections_of(question.actor, question.as_of)
    number = year_asked(question)
    last = question.as_of
    if question.period is not None:
        last = min(question.period.end, last)
    return queries.beside(sections, number, last, question.known_on) if last.year >= number else []


def subjects_of(sections: Iterable[Section]):
    """The records behind: the sections, on whose pages the months stand."""
    return Subject.objects.filter(pk__in=[one.subject_id for one in sections])


def good_months(question: Question) -> Value:
    """Months of class I to III per months judged, over the sections."""
    held = [one for one in found(question) if one.after.judged]
    good = sum(one.after.good_months for one in held)
    judged = sum(len(one.after.judged) for one in held)
    if not judged:
        return Value(None, "%")
    notes = [f"{year_asked(question)}, GB 3838-2002"]
    notes += [gap for one in held if (gap := missing(one))]
    return Value(
        percent(good, judged), "%", numerator=good, denominator=judged,
        records=subjects_of(one.section for one in held),
        failing=subjects_of(one.section for one in held if one.after.good_months < len(one.after.judged)),
        notes=tuple(notes),
    )  # fmt: skip


def missing(one: Beside) -> str:
    """The months of a section without data, in words; empty when there is none."""
    if not one.after.missing:
        return ""
    return gettext("%(section)s without data: %(months)s") % {
        "section": one.section.name, "months": ", ".join(f"{month:%Y-%m}" for month in one.after.missing),
    }  # fmt: skip


def targets(question: Question) -> Value:
    """Sections whose cumulative class meets their target, of those that have one."""
    held = [one for one in found(question) if one.section.target is not None and one.after.cumulative]
    met = [
        one for one in held if one.after.cumulative.grade and one.after.cumulative.grade <= one.section.target
    ]
    if not held:
        return Value(None, "%")
    return Value(
        percent(len(met), len(held)), "%", numerator=len(met), denominator=len(held),
        records=subjects_of(one.section for one in met),
        failing=subjects_of(one.section for one in held if one not in met),
        notes=(f"{year_asked(question)}, GB 3838-2002",),
    )  # fmt: skip


def better(question: Question) -> Value:
    """Sections whose cumulative class rose, by two levels or more marked as «明显»; of those with both years."""
    held = [one for one in found(question) if one.steps is not None]
    rose = [one for one in held if one.steps > 0]
    if not held:
        return Value(None, _("sections"))
    return Value(
        len(rose), _("sections"), numerator=len(rose), denominator=len(held),
        records=subjects_of(one.section for one in rose),
        failing=subjects_of(one.section for one in held if one not in rose),
        notes=tuple(said(one) for one in held),
    )  # fmt: skip


def said(one: Beside) -> str:
    """A section's two years in a few words: ``云溪河口断面 Ⅳ→Ⅱ 明显好转（总磷 0.21→0.06）``."""
    before, after = one.before.cumulative, one.after.cumulative
    assert before is not None
    assert after is not None
    assert before.grade is not None
    assert after.grade is not None
    names = (before.grade.en, after.grade.en) if english() else (before.grade.zh, after.grade.zh)
    return f"{one.section.name} {names[0]}→{names[1]} {one.words(english())}{_items(one)}"


def _items(one: Beside) -> str:
    words = []
    for change in one.changes:
        if change.before_class != change.after_class:
            values = [
                printed(change.code, one.section.kind, value) for value in (change.before, change.after)
            ]
            words.append(f"{item_name(change.code)} {values[0]}→{values[1]}")
    return f" ({'、'.join(words)})" if words else ""


def _levels(question: Question) -> tuple[Part, ...]:
    parts = []
    for level in ControlLevel:
        held = [one for one in found(question, level) if one.after.judged]
        if held:
            good = sum(one.after.good_months for one in held)
            parts.append(Part(level, level.label, good, sum(len(one.after.judged) for one in held)))
    return tuple(parts)


LEVELS = Split("level", _("Control level"), _levels)
register(
    Figure(
        "environment.good_months", _("Good months of water"),
        _("Months in which a section was of class I to III, ÷ months that could be judged; months without data stand "
          "in neither and are named. Without a period, of the last year that is over."),
        "%", good_months, WATER, 520, VIEW, ratio=True, splits=(LEVELS,),
        failing_label=_("Sections with a month worse than class III"),
    )
)  # fmt: skip
register(
    Figure(
        "environment.targets_met", _("Sections that meet their target"),
        _("Sections whose cumulative class (the class of the mean) meets their target ÷ sections that have a target "
          "and values."),
        "%", targets, WATER, 521, VIEW, ratio=True, failing_label=_("Target missed"),
    )
)  # fmt: skip
register(
    Figure(
        "environment.sections_better", _("Sections better than the year before"),
        _("Sections whose cumulative class is better than that of the same months of the year before under the same "
          "standard; classes I and II are one level."),
        _("sections"), better, WATER, 522, VIEW, failing_label=_("Not better"),
    )
)  # fmt: skip

"""What the records of water answer to the page: A36 to A38 and A67."""

from dataclasses import replace

from django.utils.translation import gettext as _

from banshi.base.figures.registry import Question, Value
from banshi.base.figures.replay import statement
from banshi.kernel.standards import water as standard
from banshi.kernel.standards.water import TargetCheck, WaterClass
from banshi.programmes.environment.figures import water
from banshi.programmes.environment.figures.air import year_asked
from banshi.programmes.environment.models.series import ControlLevel
from banshi.programmes.environment.queries.water import Beside
from banshi.programmes.environment.wording import english

EXCELLENT = WaterClass.II


@statement("A36")
def cumulative(question: Question) -> Value | None:
    """The class of the mean at the sections under national control, and its rating; the worst of them."""
    held = [one for one in water.found(question, ControlLevel.NATIONAL) if _grade(one)]
    if not held:
        return None
    worst = max(_grade(one) for one in held)
    good = [one for one in held if _grade(one) <= EXCELLENT]
    return Value(
        int(worst), _("class"), numerator=len(good), denominator=len(held), holds=worst <= EXCELLENT,
        records=water.subjects_of(one.section for one in held),
        failing=water.subjects_of(one.section for one in held if one not in good),
        says="; ".join(_rated(question, one) for one in held),
    )  # fmt: skip


def _grade(one: Beside) -> WaterClass | None:
    return one.after.cumulative.grade if one.after.cumulative else None


def _rated(question: Question, one: Beside) -> str:
    found = one.after.cumulative
    assert found is not None
    grade = found.grade
    assert grade is not None
    return _("%(section)s %(year)s: class %(grade)s by the mean of %(months)s months, %(rating)s") % {
        "section": one.section.name, "year": year_asked(question),
        "grade": grade.en if english() else grade.zh, "months": found.months,
        "rating": found.result.words(english()),
    }  # fmt: skip


@statement("A37")
def reached(question: Question) -> Value | None:
    """«达到或累计达到Ⅱ类» at the sections under city control: each month by itself, or by the mean up to it."""
    held = [one for one in water.found(question, ControlLevel.CITY) if one.after.judged]
    if not held:
        return None
    checks = [(one, _checks(one)) for one in held]
    met = sum(1 for _one, found in checks for check in found if check.met)
    total = sum(len(found) for _one, found in checks)
    alone = sum(1 for _one, found in checks for check in found if "class" in check.by)
    missed = [one for one, found in checks if not all(check.met for check in found)]
    says = _("%(met)s of %(of)s months: %(own)s by the month itself, %(rest)s by the mean up to it alone") % {
        "met": met, "of": total, "own": alone, "rest": met - alone,
    }  # fmt: skip
    return Value(
        met == total, _("months"), numerator=met, denominator=total, holds=met == total,
        records=water.subjects_of(one.section for one in held),
        failing=water.subjects_of(one.section for one in missed), says=says,
    )  # fmt: skip


def _checks(one: Beside) -> list[TargetCheck]:
    return [
        standard.meets_target(month.result.grade, month.so_far.grade, EXCELLENT) for month in one.after.judged
    ]


@statement("A38")
def good_ratio(question: Question) -> Value | None:
    """Months good per months judged at the sections under provincial control."""
    value = water.good_months(replace(question, scope={"level": ControlLevel.PROVINCIAL}))
    if value.value is None:
        return None
    says = _("%(good)s of %(judged)s months judged are of class I to III") % {
        "good": value.numerator, "judged": value.denominator,
    }  # fmt: skip
    return replace(value, says="; ".join((says, *map(str, value.notes[1:]))))


@statement("A67")
def clearly_better(question: Question) -> Value | None:
    """«水质改善明显»: the sentence is about the sections under national control.

    It holds when each of them rose by two levels or more (环办〔2011〕22号: «明显好转») and no section anywhere fell.
    """
    every = [one for one in water.found(question) if one.steps is not None]
    held = [one for one in every if one.section.control_level == ControlLevel.NATIONAL]
    if not held:
        return None
    marked = [one for one in held if (one.steps or 0) >= 2]
    fell = [one for one in every if (one.steps or 0) < 0]
    holds = len(marked) == len(held) and not fell
    return Value(
        holds, _("sections"), numerator=len(marked), denominator=len(held), holds=holds,
        records=water.subjects_of(one.section for one in held),
        failing=water.subjects_of(one.section for one in [*held, *fell] if one not in marked),
        says="; ".join(water.said(one) for one in every),
    )  # fmt: skip

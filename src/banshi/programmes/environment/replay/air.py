"""What the records of air answer to the page: A34 and A35."""

from dataclasses import replace

from django.utils.translation import gettext as _

from banshi.base.figures.registry import Question, Value
from banshi.base.figures.replay import statement
from banshi.programmes.environment.figures import air
from banshi.programmes.environment.templatetags.environment_values import signed


@statement("A34")
def good_days(question: Question) -> Value | None:
    """Good days of the last whole year, and how many more than in the year before."""
    found, value = air.counted(question), air.good_days(question)
    if found is None or not found.before_valid or not found.comparable:
        return None
    says = _("%(year)s: %(good)s of %(valid)s valid days; %(change)s days against %(before)s of %(of)s") % {
        "year": found.period.year, "good": found.good, "valid": found.valid,
        "change": signed(found.good - found.before_good), "before": found.before_good,
        "of": found.before_valid,
    }  # fmt: skip
    return replace(value, says=says)


@statement("A35")
def grade_two(question: Question) -> Value | None:
    """Whether all six pollutants met Grade II in the last whole year, by mean and percentile."""
    value = air.grade_two(question)
    if value.value is None:
        return None
    says = _("%(met)s of %(of)s pollutants meet mean and percentile") % {
        "met": value.numerator, "of": value.denominator,
    }  # fmt: skip
    return replace(value, says="; ".join((says, *map(str, value.notes))))

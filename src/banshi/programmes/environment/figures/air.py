"""The figures of air: good days, the change against the year before, Grade II.

They are those of the zone's headline stations (the county town first). Without a period they speak of the last
year that is over by the day; a month or year asked for is counted up to the day.
"""

from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from banshi.base.figures.registry import Figure, Question, Value, register
from banshi.base.zones.models import Subject
from banshi.kernel.periods import Period
from banshi.kernel.standards.air import FULL, SIX
from banshi.programmes.environment.models import Station
from banshi.programmes.environment.queries import air as queries
from banshi.programmes.environment.queries.air import Span, Year
from banshi.programmes.environment.rules.air import suffices

AIR = _("Air")
DAYS = _("days")
VIEW = "environment.view"


@dataclass(frozen=True)
class Counted:
    """Good and valid days of a period, and of the same period a year before, under one version."""

    period: Period
    good: int
    valid: int
    before_good: int
    before_valid: int
    standard: str
    comparable: bool = True


def stations(question: Question) -> list[Station]:
    """The stations by which the zone speaks of its air on the day asked for."""
    return question.remember("environment.headline", lambda: queries.headline(question.actor, question.as_of))


def subjects(question: Question) -> dict:
    """The records behind every figure of air: the stations, on whose pages the days stand."""
    return {"records": Subject.objects.filter(pk__in=[one.subject_id for one in stations(question)])}


def year_asked(question: Question) -> int:
    """The year of the period; else the last one that is over by the day."""
    if question.period is not None:
        return question.period.year
    over = (question.as_of.month, question.as_of.day) == (12, 31)
    return question.as_of.year - (0 if over else 1)


def year(question: Question) -> Year | None:
    """The whole year as it is evaluated; None where no day of it is known."""
    number = year_asked(question)

    def find() -> Year | None:
        held = stations(question)
        return queries.year_of(held, number, question.as_of, question.known_on) if held else None

    return question.remember(f"environment.year {number}", find)


def counted(question: Question) -> Counted | None:
    """Good days of the period asked for, beside the same of the year before; None where no day is known."""
    period = question.period or Period.whole_year(year_asked(question))
    if not stations(question):
        return None
    return question.remember(f"environment.days {period.code}", lambda: _count(question, period))


def _count(question: Question, period: Period) -> Counted | None:
    held, last = stations(question), min(period.end, question.as_of)
    if last < period.start:
        return None
    past = queries.year_before(period.start), queries.year_before(last)
    both = Span(queries.days_of(held, period.start, last, question.known_on, past))
    own, before = both.within(period.start, last), both.within(*past)
    if not own.days:
        return None
    standard = queries.aqi_standard_of((queries.standards_of(period.year) or queries.ALL_STANDARDS[:1])[-1])
    now, then = queries.judged(own, standard), queries.judged(before, standard)
    enough = suffices(now.valid_days(), (last - period.start).days + 1)
    enough = enough and suffices(then.valid_days(), (past[1] - past[0]).days + 1)
    return Counted(
        period, now.good_days(), now.valid_days(), then.good_days(), then.valid_days(), standard, enough
    )


def good_days(question: Question) -> Value:
    """Good days; the denominator are the valid ones."""
    found = counted(question)
    if found is None:
        return Value(None, DAYS)
    note = gettext("%(good)s of %(valid)s valid days, %(standard)s") % {
        "good": found.good, "valid": found.valid, "standard": found.standard,
    }  # fmt: skip
    return Value(
        found.good, DAYS, numerator=found.good, denominator=found.valid, notes=(note,), **subjects(question)
    )


def change(question: Question) -> Value:
    """Good days more or fewer than in the same period of the year before, where both have enough valid days."""
    found = counted(question)
    if found is None or not found.before_valid:
        return Value(None, DAYS)
    note = gettext("%(good)s/%(valid)s against %(before)s/%(of)s, both under %(standard)s") % {
        "good": found.good, "valid": found.valid, "before": found.before_good, "of": found.before_valid,
        "standard": found.standard,
    }  # fmt: skip
    if not found.comparable:
        return Value(None, DAYS, notes=(note, gettext("too few valid days to compare numbers of days")))
    return Value(found.good - found.before_good, DAYS, notes=(note,), **subjects(question))


def grade_two(question: Question) -> Value:
    """Whether the year reached Grade II: how many of the six pollutants meet, of six."""
    found = year(question)
    if found is None:
        return Value(None, _("pollutants"))
    reached = found.result.attains[FULL]
    met = [item for item in SIX if found.result.pollutants[item].meets]
    failing = [item for item in SIX if item not in met]
    notes = [f"{found.year}, {found.standard}, HJ 663"]
    if failing:
        notes.append(gettext("not met: %(items)s") % {"items": "、".join(failing)})
    if not found.valid:
        notes.append(gettext("the data do not suffice for a year"))
    return Value(
        reached, _("pollutants"), numerator=len(met), denominator=len(SIX), holds=reached, notes=tuple(notes),
        **subjects(question),
    )  # fmt: skip


register(
    Figure(
        "environment.good_days", _("Days of good air"),
        _("Days with an AQI of 100 and less, of the days with a valid AQI, at the stations by which the zone speaks "
          "of its air; without a period, of the last year that is over."),
        DAYS, good_days, AIR, 510, VIEW,
    )
)  # fmt: skip
register(
    Figure(
        "environment.good_days_change", _("Days of good air, against the year before"),
        _("Days of good air less those of the same months of the year before, both counted under the version of the "
          "standard in force in the later one; not stated where either has fewer valid days than GB 3095 asks for, "
          "in proportion (324 of 365)."),
        DAYS, change, AIR, 511, VIEW,
    )
)  # fmt: skip
register(
    Figure(
        "environment.grade_two", _("Grade II of air reached"),
        _("Pollutants whose yearly mean and percentile both meet GB 3095 Grade II (HJ 663), of six; reached when all "
          "six do; not judged where the data do not suffice for a year."),
        _("pollutants"), grade_two, AIR, 512, VIEW,
    )
)  # fmt: skip

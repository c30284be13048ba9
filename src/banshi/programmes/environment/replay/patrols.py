"""What the records of patrols answer to the page: A28, A29 and A31."""

from dataclasses import replace

from django.utils.translation import gettext as _

from banshi.base.figures.registry import Question, Value, figure
from banshi.base.figures.replay import statement


def ask(code: str, question: Question) -> Value:
    """The value of a registered figure."""
    found = figure(f"environment.{code}")
    assert found is not None
    return found.compute(question)


@statement("A28")
def person_times(question: Question) -> Value | None:
    """Person-times, with the number of patrols beside them: the two are not the same."""
    patrols = ask("patrols", question).value
    if not patrols:
        return None
    value = ask("patrol_person_times", question)
    return replace(value, says=_("%(n)s person-times in %(m)s patrols") % {"n": value.value, "m": patrols})


@statement("A29")
def findings(question: Question) -> Value | None:
    """How many problems were found; whether all were handed over on the day; what is still open is listed."""
    value = ask("findings", question)
    if not value.value:
        return None
    assigned, done = ask("findings_assigned", question), ask("findings_rectified", question)
    says = _("%(n)s found, %(assigned)s handed over on the day, %(done)s put right") % {
        "n": value.value,
        "assigned": f"{assigned.numerator}/{assigned.denominator}",
        "done": f"{done.numerator}/{done.denominator}",
    }
    holds = assigned.numerator == assigned.denominator
    return replace(value, holds=holds, failing=done.failing, says=says)


@statement("A31")
def eight(question: Question) -> Value | None:
    """Whether each site that was checked stands at 100 % in every item, or does not apply for a reason given."""
    value = ask("sites_full", question)
    if not value.denominator:
        return None
    says = _("%(n)s of %(all)s sites at 100 %% in every item") % {
        "n": value.numerator,
        "all": value.denominator,
    }
    return replace(value, holds=value.numerator == value.denominator, says=says)

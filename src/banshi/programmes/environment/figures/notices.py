"""Figures of notices: how many were issued, and of their recipients how many have acknowledged."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from banshi.base.figures.records import behind
from banshi.base.figures.registry import Figure, Question, Value, percent, register
from banshi.base.zones.models import Subject
from banshi.programmes.environment.figures.measures import GROUP, subjects
from banshi.programmes.environment.models import Notice, Recipient


def standing(question: Question) -> QuerySet[Notice]:
    """Notices issued by the day (in the period asked for) and not withdrawn by then, as far as known."""
    rows = Notice.objects.visible_to(question.actor).filter(
        issued_on__lte=question.as_of, issued_at__lt=question.reaches_to
    )
    rows = rows.exclude(withdrawn_on__lte=question.as_of, withdrawn_at__lt=question.reaches_to)
    if question.period is not None:
        rows = rows.filter(issued_on__gte=question.period.start, issued_on__lte=question.period.end)
    return rows


def received(question: Question) -> Q:
    """Recipients that had acknowledged by the day, as far as known."""
    return Q(received_on__lte=question.as_of, received_at__lt=question.reaches_to)


def issued(question: Question) -> Value:
    """How many notices stand."""
    rows = standing(question)
    return Value(question.count("environment.notices", rows), _("notices"), records=subjects(rows))


def recipients(question: Question) -> QuerySet[Recipient]:
    """The recipients of notices that stand."""
    return Recipient.objects.filter(zone=question.zone, notice__in=standing(question).order_by().values("pk"))


def _of_recipients(question: Question) -> dict[str, QuerySet]:
    whole = recipients(question)
    return {"environment.received": whole.filter(received(question)), "environment.recipients": whole}


def acknowledged(question: Question) -> Value:
    """Of the recipients of notices that stand: those who have acknowledged."""
    whole = recipients(question)
    part, out_of = (question.count(key, rows) for key, rows in _of_recipients(question).items())
    return Value(
        percent(part, out_of),
        "%",
        numerator=part,
        denominator=out_of,
        records=_notices(whole.filter(received(question))),
        failing=_notices(whole.exclude(received(question))),
    )


def _notices(rows: QuerySet) -> QuerySet[Subject]:
    return behind(rows, "notice__subject")


register(
    Figure(
        code="environment.notices",
        name=_("Notices issued"),
        definition=_("Notices issued by the day and not withdrawn."),
        unit=_("notices"),
        compute=issued,
        group=GROUP,
        order=630,
        verb="environment.view",
        counts=lambda question: {"environment.notices": standing(question)},
    )
)
register(
    Figure(
        code="environment.notices_acknowledged",
        name=_("Recipients who have acknowledged"),
        definition=_(
            "Sites, organisations and units that acknowledged a notice by the day ÷ all those to which notices that "
            "stand were sent."
        ),
        unit="%",
        compute=acknowledged,
        group=GROUP,
        order=631,
        verb="environment.view",
        ratio=True,
        counts=_of_recipients,
        failing_label=_("Notices that somebody has not acknowledged"),
    )
)

"""A figure for each kind of measure, in its own unit; no figure adds two kinds."""

from functools import partial

from django.db.models import QuerySet
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from banshi.base.figures.records import behind, beyond, named
from banshi.base.figures.registry import Figure, Question, Value, register
from banshi.base.presets import catalogue
from banshi.base.zones.models import Subject
from banshi.kernel.qualifiers import Qualified
from banshi.programmes.environment.models import Measure
from banshi.programmes.environment.queries import measures as queries
from banshi.programmes.environment.rules.measures import TOPIC, Kind, parse

GROUP = _("Environment")
FIRST_ORDER = 640
DEFINITION = _(
    "What was put up on sites by the day and verified by somebody other than who entered it; what was taken away "
    "later was added all the same."
)
GONE = _("taken away since: %(removed)s; stands there: %(standing)s")


def code_of(kind: str) -> str:
    """The code of the figure of a kind."""
    return f"environment.measure_{kind}"


def subjects(rows: QuerySet) -> QuerySet[Subject]:
    """The subjects behind rows."""
    return behind(rows)


def known(question: Question) -> list[Measure]:
    """What was verified by the day, of all kinds: asked once for all figures of one question."""

    def ask() -> list[Measure]:
        return list(queries.counted(question.actor, question.as_of, question.reaches_to))

    return question.remember("environment.measures", ask)


def added(kind: Kind, question: Question) -> Value:
    """How many of a kind were added by the day, or in the period asked for, with the qualifier of the sum."""
    rows = [row for row in known(question) if row.kind == kind.code and _within(question, row)]
    total = queries.summed(rows)
    if total is None:
        return Value(0, kind.unit)
    gone = [row for row in rows if _gone(question, row)]
    standing = queries.summed(row for row in rows if not _gone(question, row))
    notes = (
        (GONE % {"removed": _said(queries.summed(gone), kind), "standing": _said(standing, kind)},)
        if gone
        else ()
    )
    records = named(row.subject_id for row in rows)
    return Value(total.value, kind.unit, total.qualifier, records=records, notes=notes)


def _within(question: Question, row: Measure) -> bool:
    return question.period is None or row.installed_on in question.period


def _gone(question: Question, row: Measure) -> bool:
    """Taken away by the day, as far as known."""
    return (
        row.removed_on is not None
        and row.removed_on <= question.as_of
        and row.removed_at < question.reaches_to
    )


def _said(amount: Qualified | None, kind: Kind) -> str:
    return amount.text(f"{amount.value}{kind.unit}") if amount else f"0{kind.unit}"


def register_kinds() -> None:
    """A figure for each kind that the house proposes; called when the topic is known."""
    for order, kind in enumerate(parse(catalogue.preset(TOPIC, "house").body).kinds, FIRST_ORDER):
        register(
            Figure(
                code=code_of(kind.code),
                name=lazy(lambda kind=kind: kind.name, str)(),
                definition=DEFINITION,
                unit=lazy(lambda kind=kind: kind.unit, str)(),
                compute=partial(added, kind),
                group=GROUP,
                order=order,
                verb="environment.view",
            )
        )


def waiting_rows(question: Question) -> QuerySet[Measure]:
    """Measures that were entered by the day and not looked at by then."""
    rows = Measure.objects.visible_to(question.actor).filter(
        installed_on__lte=question.as_of, entered_at__lt=question.reaches_to
    )
    looked = rows.filter(verified_on__lte=question.as_of, verified_at__lt=question.reaches_to)
    return beyond(rows, looked)


def waiting(question: Question) -> Value:
    """How many wait to be looked at."""
    rows = waiting_rows(question)
    return Value(question.count("environment.measures_waiting", rows), _("measures"), records=subjects(rows))


register(
    Figure(
        code="environment.measures_waiting",
        name=_("Measures to be verified"),
        definition=_(
            "Measures that were entered by the day and that nobody else has looked at; they count nowhere."
        ),
        unit=_("measures"),
        compute=waiting,
        group=GROUP,
        order=FIRST_ORDER - 1,
        verb="environment.view",
        counts=lambda question: {"environment.measures_waiting": waiting_rows(question)},
    )
)

"""The figures of supervision, each with the sentence that says what is counted; rates carry their whole.

Documents and look-backs count by the day on which they were issued or looked at, as far as it was known by then.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from banshi.base.figures.records import behind, beyond
from banshi.base.figures.registry import Figure, Part, Question, Split, Text, Value, percent, register
from banshi.base.zones.models import Subject
from banshi.core.matters.models import Matter
from banshi.core.supervision.models import NOTICE, Addressee, Document, Line, LookBack

GROUP = _("Supervision")
PAPERS = _("documents")
LOW = ("reminder", "chase")
"""Rungs that do not count as being under supervision."""


def documents(question: Question) -> QuerySet[Document]:
    """Documents of the ladder issued by the day and not recalled by then, as far as known."""
    rows = Document.objects.visible_to(question.actor).exclude(kind=NOTICE)
    rows = rows.filter(issued_on__lte=question.as_of, issued_at__lt=question.reaches_to)
    rows = rows.filter(Q(recalled_on__isnull=True) | Q(recalled_on__gt=question.as_of))
    kind, unit = question.scope.get("rung"), question.scope.get("unit")
    rows = rows.filter(kind=kind) if kind else rows
    return rows.filter(addressees__unit__code=unit).distinct() if unit else rows


def addressees(question: Question) -> QuerySet[Addressee]:
    """Their addressees, within the scope asked for."""
    rows = Addressee.objects.filter(zone=question.zone, document__in=documents(question).values("pk"))
    unit = question.scope.get("unit")
    return rows.filter(unit__code=unit) if unit else rows


def look_backs(question: Question) -> QuerySet[LookBack]:
    """What was drawn by the day, within the scope asked for."""
    rows = LookBack.objects.visible_to(question.actor)
    rows = rows.filter(sample__drawn_on__lte=question.as_of, sample__drawn_at__lt=question.reaches_to)
    unit = question.scope.get("unit")
    return rows.filter(responsible_unit__code=unit) if unit else rows


def _papers(rows: QuerySet) -> QuerySet[Subject]:
    return behind(rows, "document__subject")


def _of_matters(rows: QuerySet) -> QuerySet[Subject]:
    return behind(rows, "matter__subject")


def issued(question: Question) -> Value:
    """How many documents stand."""
    rows = documents(question)
    return Value(question.count("supervision.documents", rows), PAPERS, records=behind(rows))


@dataclass(frozen=True)
class Ratio:
    """A rate: the part counted, out of which whole, and how its rows are shown."""

    code: str
    part: Callable[[Question], QuerySet]
    whole: Callable[[Question], QuerySet]
    shown: Callable[[QuerySet], QuerySet[Subject]]

    def counts(self, question: Question) -> dict[str, QuerySet]:
        """What is counted of it."""
        return {self.code: self.part(question), f"{self.code} of": self.whole(question)}

    def __call__(self, question: Question) -> Value:
        """The rate with its rows and those that it leaves out."""
        part, whole = self.part(question), self.whole(question)
        counted, out_of = question.count(self.code, part), question.count(f"{self.code} of", whole)
        return _rate(counted, out_of, self.shown(part), self.shown(beyond(whole, part)))


def _rate(counted: int, out_of: int, records: QuerySet[Subject], failing: QuerySet[Subject]) -> Value:
    return Value(
        percent(counted, out_of),
        "%",
        numerator=counted,
        denominator=out_of,
        records=records,
        failing=failing,
    )


def _due(question: Question) -> QuerySet[Addressee]:
    return addressees(question).filter(Q(document__answer_by__lt=question.as_of) | _heard(question))


def _heard(question: Question) -> Q:
    return Q(answered_on__lte=question.as_of, answered_at__lt=question.reaches_to)


def _in_time(question: Question) -> Q:
    return _heard(question) & Q(answered_on__lte=F("document__answer_by"))


def _matters_shown(rows: QuerySet) -> QuerySet[Subject]:
    return behind(rows)


def _dispatched(question: Question) -> QuerySet[Matter]:
    rows = Matter.objects.visible_to(question.actor).filter(
        dispatched_on__lte=question.as_of, recorded_at__lt=question.reaches_to
    )
    unit = question.scope.get("unit")
    return rows.filter(responsible_unit__code=unit) if unit else rows


def _pressed(question: Question) -> QuerySet:
    rows = Line.objects.filter(zone=question.zone, document__in=documents(question).values("pk"))
    return rows.exclude(document__kind__in=LOW).values("matter")


def _looked(question: Question) -> Q:
    return Q(looked_on__lte=question.as_of, entered_at__lt=question.reaches_to)


def looked_at(question: Question) -> QuerySet[LookBack]:
    """What was looked at again by the day, of what was drawn."""
    return look_backs(question).filter(_looked(question))


acknowledged = Ratio(
    "supervision.acknowledged",
    lambda asked: addressees(asked).filter(acknowledged_at__lt=asked.reaches_to), addressees, _papers,
)  # fmt: skip
"""Of the addressees: those who acknowledged."""
answered_in_time = Ratio(
    "supervision.answered_in_time", lambda asked: _due(asked).filter(_in_time(asked)), _due, _papers
)
"""Of the addressees whose day to answer has come, or who answered: those who answered by that day."""
supervised = Ratio(
    "supervision.supervised",
    lambda asked: _dispatched(asked).filter(pk__in=_pressed(asked)), _dispatched, _matters_shown,
)  # fmt: skip
"""Of the matters dispatched by the day: those named in a supervision sheet or higher."""
looked_back = Ratio("supervision.looked_back", looked_at, look_backs, _of_matters)
"""Of what was drawn: what was looked at."""
held = Ratio(
    "supervision.look_back_held",
    lambda asked: looked_at(asked).filter(result="holds"),
    looked_at,
    _of_matters,
)
"""Of what was looked at: what holds."""


def _by_rung(question: Question) -> tuple[Part, ...]:
    english = (get_language() or "").startswith("en")
    rows = documents(question).order_by("kind").values("kind", "title_zh", "title_en")
    found: dict[str, Part] = {}
    for row in rows.annotate(n=Count("pk", distinct=True)):
        before = found.get(row["kind"])
        title = row["title_en"] if english else row["title_zh"]
        found[row["kind"]] = Part(row["kind"], title, row["n"] + (before.count if before else 0))
    return tuple(found.values())


def _grouped(rows: QuerySet, path: str, good: Q | None) -> tuple[Part, ...]:
    """Per unit in protocol order: how many, and out of how many where there is a whole."""
    english = (get_language() or "").startswith("en")
    columns = [f"{path}__{name}" for name in ("protocol", "code", "name_zh", "name_en")]
    counted = rows.filter(**{f"{path}__isnull": False}).order_by(*columns).values(*columns)
    counted = counted.annotate(
        part=Count("pk", filter=good, distinct=True), out_of=Count("pk", distinct=True)
    )
    return tuple(
        Part(code, en if english and en else zh, part, out_of if good is not None else None)
        for _protocol, code, zh, en, part, out_of in counted.values_list(*columns, "part", "out_of")
    )


def _figure(
    order: int,
    code: str,
    name: Text,
    definition: Text,
    compute: Callable[[Question], Value],
    *splits: Split,
    unit: Text = "%",
    failing: Text = "",
) -> None:
    register(
        Figure(
            code=f"supervision.{code}",
            name=name,
            definition=definition,
            unit=unit,
            compute=compute,
            group=GROUP,
            order=order,
            verb="supervision.samples" if code.startswith("look") else "supervision.view",
            ratio=unit == "%",
            splits=splits,
            failing_label=failing,
            counts=compute.counts if isinstance(compute, Ratio) else _documents_counted,
        )
    )


def _documents_counted(question: Question) -> dict[str, QuerySet]:
    return {"supervision.documents": documents(question)}


def _unit_split(parts: Callable[[Question], tuple[Part, ...]]) -> Split:
    return Split("unit", _("By department"), parts)


_figure(
    500, "documents", _("Documents of supervision"),
    _("Documents of the ladder issued by the day and not recalled; supervisors' own reminder sheets are not "
      "among them."),
    issued,
    Split("rung", _("By rung"), _by_rung),
    unit=PAPERS,
)  # fmt: skip
_figure(
    510, "acknowledged", _("Documents acknowledged"),
    _("Units and posts that acknowledged a document ÷ all units and posts to which documents went."),
    acknowledged,
    _unit_split(lambda q: _grouped(addressees(q), "unit", Q(acknowledged_at__lt=q.reaches_to))),
    failing=_("Not acknowledged"),
)  # fmt: skip
_figure(
    520, "answered_in_time", _("Documents answered in time"),
    _("Units and posts that answered by the day to answer ÷ those whose day to answer lies behind, or who "
      "have answered."),
    answered_in_time,
    _unit_split(lambda q: _grouped(_due(q), "unit", _in_time(q))),
    failing=_("Answered late, or not answered"),
)  # fmt: skip
_figure(
    530, "supervised", _("Matters under supervision, of those dispatched"),
    _("Matters named by the day in a supervision sheet or a higher document that was not recalled ÷ matters "
      "dispatched by the day. Reminders and chases do not count."),
    supervised,
    _unit_split(lambda q: _grouped(_dispatched(q), "responsible_unit", Q(pk__in=_pressed(q)))),
    failing=_("Never supervised"),
)  # fmt: skip
_figure(
    540, "looked_back", _("Looked back at, of those drawn"),
    _("Closed matters that were looked at again by the day ÷ closed matters drawn for it by the day."),
    looked_back,
    _unit_split(lambda q: _grouped(look_backs(q), "responsible_unit", _looked(q))),
    failing=_("Not looked at yet"),
)  # fmt: skip
_figure(
    550, "look_back_held", _("Look-backs that hold"),
    _("Closed matters found to hold when they were looked at again ÷ closed matters looked at again; what did "
      "not hold was re-opened."),
    held,
    _unit_split(
        lambda q: _grouped(looked_at(q), "responsible_unit", Q(result="holds"))
    ),
    failing=_("Did not hold, re-opened"),
)  # fmt: skip

"""The figures of the ledger, each with the sentence that says what is counted.

All are counted together: one query for the page of figures, one more for «not mine».
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.db.models import Count, Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from banshi.base.figures.records import beyond
from banshi.base.figures.registry import Figure, Part, Question, Split, Text, Value, percent, register
from banshi.core.matters.models import RaiserKind
from banshi.core.matters.queries import ratings
from banshi.core.matters.queries.ledger import Ledger, ledger

Condition = Callable[[Ledger], Q]
MATTERS = _("matters")
REOPENED_BESIDE = _("re-opened: %(n)s")
EVERYTHING: Condition = lambda found: Q()  # noqa: E731


@dataclass(frozen=True)
class Measure:
    """What a figure counts, and, for a ratio, out of what. The counted are always among the whole.

    ``beside`` is the measure of what was re-opened, which stands beside every count of what was closed.
    """

    code: str
    counted: Condition
    of: Condition | None = None
    beside: str = ""

    def part(self, found: Ledger) -> Q:
        """The rows counted."""
        return self.counted(found) & self.whole(found)

    def whole(self, found: Ledger) -> Q:
        """The rows out of which is counted."""
        return self.of(found) if self.of else Q()


_measures: dict[str, Measure] = {}


def counts(question: Question) -> dict[str, int]:
    """The counts of all measures, in one query: ``code`` and ``code__of``."""

    def count() -> dict[str, int]:
        found, asked = ledger(question), {}
        for number, measure in enumerate(_measures.values()):
            asked[f"n{number}"] = Count("pk", filter=measure.part(found))
            asked[f"d{number}"] = Count("pk", filter=measure.whole(found))
        row = found.rows.aggregate(**asked)
        result = {}
        for number, code in enumerate(_measures):
            result[code], result[f"{code}__of"] = row[f"n{number}"], row[f"d{number}"]
        return result

    return question.remember("matters.counts", count)


def compute(measure: Measure, question: Question) -> Value:
    """The value of a measure with its rows and the rows that it leaves out."""
    found, row = ledger(question), counts(question)
    part, whole = row[measure.code], row[f"{measure.code}__of"]
    counted = found.rows.filter(measure.part(found))
    if measure.of is None:
        return Value(part, MATTERS, records=found.subjects(counted))
    notes = (REOPENED_BESIDE % {"n": row[measure.beside]},) if measure.beside else ()
    left_out = beyond(found.rows.filter(measure.whole(found)), counted)
    return Value(
        percent(part, whole),
        "%",
        numerator=part,
        denominator=whole,
        records=found.subjects(counted),
        failing=found.subjects(left_out),
        notes=notes,
    )


def by_unit(path: str, measure: Measure, question: Question) -> tuple[Part, ...]:
    """The measure per unit at ``path``, in protocol order."""
    columns = [f"{path}__{name}" for name in ("protocol", "code", "name_zh", "name_en")]
    return tuple(
        Part(row[1], row[3] if _english() and row[3] else row[2], row[4], row[5] if measure.of else None)
        for row in _grouped(columns, measure, question)
        if row[1] is not None
    )


def by_raiser(measure: Measure, question: Question) -> tuple[Part, ...]:
    """The measure per kind of raiser, in the order of the kinds."""
    found = {row[0]: row for row in _grouped(["raiser_kind"], measure, question)}
    return tuple(
        Part(code, label, found[code][1], found[code][2] if measure.of else None)
        for code, label in RaiserKind.choices
        if code in found
    )


def _grouped(columns: list[str], measure: Measure, question: Question):
    found = ledger(question)
    rows = found.rows.order_by(*columns).values(*columns).annotate(
        counted=Count("pk", filter=measure.part(found)), out_of=Count("pk", filter=measure.whole(found))
    )  # fmt: skip
    return [row for row in rows.values_list(*columns, "counted", "out_of") if row[-1]]


def _english() -> bool:
    return (get_language() or "").startswith("en")


def objections(upheld: bool, question: Question) -> Value:
    """«Not mine»: how often it was said, or how many of those settled were upheld."""
    found, rows = ledger(question), _said(question)
    if not upheld:
        said = rows["matters.not_mine"]
        return Value(question.count("matters.not_mine", said), _("times"), records=found.subjects(said))
    part, whole = rows["matters.not_mine_upheld"], rows["matters.not_mine_settled"]
    counted, out_of = (
        question.count("matters.not_mine_upheld", part),
        question.count("matters.not_mine_settled", whole),
    )
    return Value(
        percent(counted, out_of),
        "%",
        numerator=counted,
        denominator=out_of,
        records=found.subjects(part),
        failing=found.subjects(whole.filter(upheld=False)),
    )


def _said(question: Question) -> dict[str, QuerySet]:
    """«Not mine» as it was said, settled and upheld by the day."""
    rows = ledger(question).objections()
    settled = rows.filter(settled_at__lt=question.reaches_to)
    return {
        "matters.not_mine": rows,
        "matters.not_mine_settled": settled,
        "matters.not_mine_upheld": settled.filter(upheld=True),
    }


def claims(question: Question) -> Value:
    """Close-outs that are only claimed: counted here and in no other figure."""
    found = ledger(question)
    return Value(
        question.count("matters.claims", found.claims), MATTERS, records=found.subjects(found.claims)
    )


def _figure(
    order: int,
    group: Text,
    measure: Measure,
    name: Text,
    definition: Text,
    failing: Text = "",
    *,
    verb: str = "matters.view",
) -> None:
    _measures[measure.code] = measure
    register(
        Figure(
            code=measure.code,
            name=name,
            definition=definition,
            unit=MATTERS if measure.of is None else "%",
            compute=partial(compute, measure),
            group=group,
            order=order,
            verb=verb,
            ratio=measure.of is not None,
            splits=(
                Split("collector", _("By collecting unit"), partial(by_unit, "collector", measure)),
                Split("raiser", _("By who raised it"), partial(by_raiser, measure)),
                Split("unit", _("By responsible department"), partial(by_unit, "responsible_unit", measure)),
            ),
            failing_label=failing,
        )
    )


LEDGER = _("The ledger")
RATES = _("Rates")
ANSWERS = _("What the raisers say")
HANDS = _("Sent back and handed on")

_figure(
    100, LEDGER, Measure("matters.collected", EVERYTHING), _("Collected"),
    _("Matters raised by the day and taken onto the issue list; duplicates merged into another, what was not "
      "accepted, and parts split off are not counted, what was withdrawn is."),
)  # fmt: skip
_figure(
    110, LEDGER, Measure("matters.key_list", lambda found: found.key), _("On the key list"),
    _("Collected matters that stand on the key list at the end of the day."),
)  # fmt: skip
_figure(
    120, LEDGER,
    Measure(
        "matters.closed_of_key", lambda found: found.closed, lambda found: found.key, "matters.reopened_of_key"
    ),
    _("Closed out, of the key list"),
    _("Matters of the key list that are closed out at the end of the day ÷ all matters on the key list; "
      "what was re-opened is open."),
    _("Not closed out"),
)  # fmt: skip
_figure(
    125, LEDGER,
    Measure("matters.reopened_of_key", lambda found: found.key & found.reopened),
    _("Re-opened, of the key list"),
    _("Matters of the key list that were re-opened at least once, open or closed out again."),
)  # fmt: skip
_figure(
    130, LEDGER, Measure("matters.closed", lambda found: found.closed, EVERYTHING, "matters.reopened"),
    _("Closed out, of all"),
    _("Collected matters that are closed out at the end of the day ÷ all matters collected; what was "
      "re-opened is open."),
    _("Not closed out"),
)  # fmt: skip
_figure(
    140, LEDGER, Measure("matters.open", lambda found: found.open), _("Open"),
    _("Collected matters that are neither closed out nor withdrawn at the end of the day."),
)  # fmt: skip
_figure(
    150, LEDGER, Measure("matters.explained", lambda found: found.explained), _("Explained, still open"),
    _("Collected matters that cannot be solved for now: the raiser was told why and when it is looked at "
      "again. They are open, not closed out."),
)  # fmt: skip
_figure(
    160, LEDGER, Measure("matters.overdue", lambda found: found.overdue), _("Overdue"),
    _("Dispatched and open matters whose running clock has passed its day; the department's clock stands "
      "still while somebody outside has the matter or it is being verified."),
)  # fmt: skip
_figure(
    170, LEDGER, Measure("matters.reopened_now", lambda found: found.reopened & found.open),
    _("Re-opened and open"),
    _("Matters that were closed out once and are open again at the end of the day."),
)  # fmt: skip
_figure(
    180, LEDGER, Measure("matters.late_recorded", lambda found: found.late_recorded), _("Late recorded"),
    _("Collected matters that were entered after the day on which they were raised."),
)  # fmt: skip
_figure(
    200, RATES,
    Measure("matters.answered_in_time", lambda found: found.answered_in_time, lambda found: found.answer_due),
    _("Answered in time"),
    _("Matters whose department handed in its result within its clock ÷ matters whose result was handed in, "
      "or whose deadline lies behind; the clock stands still while somebody outside has the matter."),
    _("Late, or not answered"),
)  # fmt: skip
_figure(
    210, RATES,
    Measure(
        "matters.closed_in_time", lambda found: found.closed_in_time, lambda found: found.due, "matters.reopened"
    ),
    _("Closed in time"),
    _("Matters closed out with the department's clock met ÷ matters due: closed out, overdue, or handed in "
      "after the deadline."),
    _("Closed late, or overdue"),
)  # fmt: skip
_figure(
    220, RATES,
    Measure("matters.reopened", lambda found: found.reopened, lambda found: found.ever_closed),
    _("Re-opened"),
    _("Matters re-opened at least once, open or closed out again ÷ matters closed out at least once."),
    _("Never re-opened"),
)  # fmt: skip
_figure(
    300, ANSWERS,
    Measure("matters.answered", lambda found: found.heard, lambda found: found.asked),
    _("Answers obtained"),
    _("Matters whose raiser gave an answer ÷ matters whose raiser was asked; no answer after recorded tries "
      "counts as asked."),
    _("Asked, no answer"),
)  # fmt: skip
_figure(
    310, ANSWERS,
    Measure("matters.solved", lambda found: found.said_solved, lambda found: found.heard),
    _("Solved, say the raisers"),
    _("Matters whose raiser last answered «solved» ÷ matters whose raiser gave an answer; no answer is not a "
      "good answer and is left out of both."),
    _("Partly, or not solved"),
)  # fmt: skip
_figure(
    320, ANSWERS,
    Measure("matters.satisfied", lambda found: found.said_satisfied, lambda found: found.heard),
    _("Satisfied, say the raisers"),
    _("Matters whose raiser last answered «satisfied» ÷ matters whose raiser gave an answer; «fairly "
      "satisfied» is not counted as satisfied."),
    _("Fairly satisfied, or dissatisfied"),
    verb=ratings.VERB,
)  # fmt: skip
_figure(
    400, HANDS,
    Measure("matters.returned", lambda found: found.returned, lambda found: found.ever_submitted),
    _("Sent back"),
    _("Matters sent back to the department at least once, by the verifier or after the raiser's answer ÷ "
      "matters handed in at least once."),
    _("Never sent back"),
)  # fmt: skip
register(
    Figure(
        "matters.claimed", _("Claimed closed out before Banshi"),
        _("Matters of an earlier ledger that a workbook says were closed out. Nobody here has verified them: they "
          "are counted here and in no other figure, neither as collected nor as closed out."),
        MATTERS, claims, LEDGER, 185, "matters.view",
        counts=lambda question: {"matters.claims": ledger(question).claims},
    )
)  # fmt: skip
register(
    Figure(
        "matters.not_mine", _("«Not mine»"),
        _("How often a department said by the day that a collected matter is not its own."),
        _("times"), partial(objections, False), HANDS, 410, "matters.view", counts=_said,
    )
)  # fmt: skip
register(
    Figure(
        "matters.not_mine_upheld", _("«Not mine», upheld"),
        _("Times that «not mine» was upheld and the matter went to another department ÷ times that it was "
          "settled by the day."),
        "%", partial(objections, True), HANDS, 420, "matters.view", ratio=True,
        failing_label=_("Not upheld"), counts=_said,
    )
)  # fmt: skip

"""The ladder as data: which document follows when, to whom, and by when it is answered."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from banshi.core.matters.rules.faults import Fault
from banshi.kernel.text import vague_promise
from banshi.kernel.worktime import WorkCalendar

LIGHTS = frozenset({"", "blue", "yellow", "red"})
GATHERS = frozenset({"matter", "unit", "all"})
ADDRESSEES = frozenset({"unit", "leader"})


@dataclass(frozen=True)
class Rung:
    """One rung. ``after_due`` counts working days from the deadline (negative: before it).

    ``needs`` says how many documents of earlier rungs must stand; with ``after_answer`` their day to
    answer must have passed. ``gather`` says what one document may hold: a matter, those of a unit, or all.
    ``addressee`` is the unit that holds the matter, or its lead leader. Only the first rung may be ``automatic``.
    """

    code: str
    zh: str
    en: str
    light: str
    after_due: int
    needs: tuple[tuple[str, int], ...]
    after_answer: bool
    answer_workdays: int
    addressee: str
    gather: str
    number: str
    automatic: bool
    demand_zh: str
    demand_en: str


@dataclass(frozen=True)
class Ladder:
    """The rungs from the lowest to the highest, and how a supervisor's own sheet is numbered."""

    rungs: tuple[Rung, ...]
    notice_number: str
    notice_workdays: int

    def rung(self, code: str) -> Rung | None:
        """The rung of this code."""
        return next((rung for rung in self.rungs if rung.code == code), None)

    def height(self, code: str) -> int:
        """How high a rung is; -1 for one that these rules do not know."""
        return next((n for n, rung in enumerate(self.rungs) if rung.code == code), -1)

    @property
    def earliest(self) -> int:
        """The first day, in working days from the deadline, on which any rung is asked."""
        return min((rung.after_due for rung in self.rungs), default=0)


@dataclass(frozen=True)
class Given:
    """A document that a matter already has since it was last opened."""

    rung: str
    due_on: date
    answer_by: date


@dataclass(frozen=True)
class Pressed:
    """What the ladder looks at: the running deadline, working days after it, and the documents given."""

    due_on: date
    workdays: int
    today: date
    given: tuple[Given, ...] = ()


def parse(body: dict[str, Any]) -> Ladder:
    """Read a ``ladder`` rule set. Raises ValueError that names the rung."""
    rungs: list[Rung] = []
    # By their day: PostgreSQL's JSON does not keep the order in which they were written.
    ordered = sorted(body["rungs"].items(), key=lambda rung: int(rung[1]["after_due"]))
    for order, (code, row) in enumerate(ordered):
        unknown = set(row["needs"]) - {rung.code for rung in rungs}
        if unknown:
            raise ValueError(f"rung {code}: needs {', '.join(sorted(unknown))}, which is not below it")
        if row["light"] not in LIGHTS or row["gather"] not in GATHERS or row["addressee"] not in ADDRESSEES:
            raise ValueError(f"rung {code}: unknown light, gathering or addressee")
        if row["automatic"] and order:
            raise ValueError(f"rung {code}: above the first rung a person issues")
        if row["gather"] == "all" and row["addressee"] != "unit":
            raise ValueError(f"rung {code}: what gathers all goes to units")
        _check_number(code, row["number"])
        rungs.append(
            Rung(
                code=code,
                zh=row["zh"],
                en=row["en"],
                light=row["light"],
                after_due=int(row["after_due"]),
                needs=tuple((name, int(count)) for name, count in row["needs"].items()),
                after_answer=bool(row["after_answer"]),
                answer_workdays=int(row["answer_workdays"]),
                addressee=row["addressee"],
                gather=row["gather"],
                number=row["number"],
                automatic=bool(row["automatic"]),
                demand_zh=row["demand_zh"],
                demand_en=row["demand_en"],
            )
        )
    _check_number("notice", body["notice"]["number"])
    numbers = [rung.number for rung in rungs] + [body["notice"]["number"]]
    if len(set(numbers)) < len(numbers):
        raise ValueError("two kinds of document share one series of numbers")
    return Ladder(tuple(rungs), body["notice"]["number"], int(body["notice"]["answer_workdays"]))


def _check_number(code: str, number: str) -> None:
    if "{year}" not in number or "{n}" not in number:
        raise ValueError(f"{code}: a number needs its {{year}} and {{n}}")


def workdays_after(calendar: WorkCalendar, due_on: date, today: date) -> int:
    """Working days from the deadline to today; negative while it lies ahead."""
    if today > due_on:
        return calendar.workdays_between(due_on, today)
    return -calendar.workdays_between(today, due_on)


def missing(ladder: Ladder, rung: Rung, pressed: Pressed) -> list[Fault]:
    """Why the ladder does not ask for this rung; nothing when it does."""
    faults = []
    if pressed.workdays < rung.after_due:
        faults.append(Fault("supervision.too_early", _("By the ladder, this rung is not due yet.")))
    for code, count in rung.needs:
        if sum(one.rung == code for one in pressed.given) < count:
            faults.append(Fault("supervision.rung_skipped", _("By the ladder, an earlier rung is missing.")))
            break
    if rung.after_answer and any(one.answer_by >= pressed.today for one in pressed.given):
        faults.append(
            Fault("supervision.answer_running", _("The day to answer the last document has not passed yet."))
        )
    if any(
        one.due_on == pressed.due_on and ladder.height(one.rung) >= ladder.height(rung.code)
        for one in pressed.given
    ):
        faults.append(
            Fault("supervision.given", _("For this deadline, this rung or a higher one was already issued."))
        )
    return faults


def asked(ladder: Ladder, pressed: Pressed) -> Rung | None:
    """The highest rung that is due today; None when nothing is."""
    due = (rung for rung in reversed(ladder.rungs) if not missing(ladder, rung, pressed))
    return next(due, None)


def number_of(pattern: str, year: int, n: int) -> str:
    """``督办〔2021〕3号``."""
    return pattern.replace("{year}", str(year)).replace("{n}", str(n))


def fault_of_words(text: str, field: str) -> Fault | None:
    """Binding words must be there, and name dates instead of 近期, 尽快, 即将."""
    if not text.strip():
        return Fault(
            "supervision.words_missing", _("Write down what is to be done, or what was done."), field
        )
    words = vague_promise(text)
    if words:
        return Fault(
            "supervision.words_vague",
            _("«%(word)s» binds nobody. Name the date instead."),
            field,
            {"word": "、".join(words)},
        )
    return None


def fault_of_gathering(rung: Rung, labels: Iterable[bool], units: int) -> Fault | None:
    """``labels`` says per matter whether it is open to all staff; one that is not stands alone."""
    labels = list(labels)
    if not labels:
        return Fault("supervision.no_matter", _("Choose at least one matter."), "matters")
    if rung.gather == "matter" and len(labels) > 1:
        return Fault(
            "supervision.one_matter", _("This document holds one matter. Issue one for each."), "matters"
        )
    if rung.gather != "all" and units > 1:
        return Fault(
            "supervision.one_unit", _("This document goes to one unit. Issue one for each."), "matters"
        )
    if len(labels) > 1 and not all(labels):
        return Fault(
            "supervision.too_wide",
            _("A sensitive matter does not stand in a document with others. Issue one for it alone."),
            "matters",
        )
    return None

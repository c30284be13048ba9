"""What the ledger's records answer to the page: A21–A27 and A47."""

from collections import Counter
from dataclasses import replace

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Trim
from django.utils.translation import gettext as _

from banshi.base.figures.registry import Question, Value, counted_together, figure, nothing
from banshi.base.figures.replay import statement
from banshi.base.presets import queries as presets
from banshi.base.vault import store as vault
from banshi.core.matters.models import (
    HANDLING_NOTES,
    Answer,
    MatterPeriod,
    Note,
    NoteKind,
    Satisfaction,
)
from banshi.core.matters.queries import lists, ratings, reproducing
from banshi.core.matters.queries.ledger import UNANSWERED, Ledger, ledger
from banshi.core.matters.rules.kinds import RAISED
from banshi.core.org.models import Unit
from banshi.kernel.text import vague_promise

AT_MOST = 5000
"""Matters whose whole past is checked at once, the newest; the denominator says how many were."""


def ask(code: str, question: Question) -> Value:
    """The value of a registered figure."""
    found = figure(code)
    assert found is not None
    return found.compute(question)


@statement("A21")
def collected(question: Question) -> Value | None:
    """How many were collected by the day, and how many of them were entered later."""
    value = ask("matters.collected", question)
    if not value.value:
        return None
    late = late_recorded(question)
    says = _("%(n)s collected") % {"n": value.value}
    if late:
        says = _("%(says)s, %(late)s of them recorded after that day") % {"says": says, "late": len(late)}
    return replace(value, says=says)


@statement("A22")
def key_list(question: Question) -> Value | None:
    """How many stood on the key list at the end of the day."""
    value = ask("matters.key_list", question)
    total = ask("matters.collected", question).value
    if not value.value:
        return None
    return replace(
        value, says=_("%(n)s on the key list, of %(all)s collected") % {"n": value.value, "all": total}
    )


@statement("A23")
def closed(question: Question) -> Value | None:
    """How many were closed out: of the key list, and of all. What was re-opened is open."""
    key, every = ask("matters.closed_of_key", question), ask("matters.closed", question)
    if not key.denominator:
        return None
    says = _("Key list %(key)s; all %(all)s; re-opened and open %(reopened)s") % {
        "key": f"{key.numerator}/{key.denominator}",
        "all": f"{every.numerator}/{every.denominator}",
        "reopened": ask("matters.reopened_now", question).value,
    }
    return replace(key, value=key.numerator, unit=_("matters"), says=says)


@statement("A24")
def satisfied(question: Question) -> Value | None:
    """Whether every raiser of what was closed out on the key list says «satisfied», to another hand.

    An answer from before the work was last handed in says nothing of it.
    """
    found = ledger(question)
    rows = found.rows.filter(found.key & found.closed).annotate(
        own_hand=Exists(_by_handler(question)),
        answer_on=Subquery(_last_answer(question).values("answered_on")[:1]),
    )
    said: Counter = Counter()
    good = []
    columns = ("pk", "satisfaction", "own_hand", "answer_on", "submitted_on")
    for pk, word, own_hand, answer_on, submitted_on in rows.values_list(*columns):
        if own_hand:
            word = "own_hand"
        elif word not in UNANSWERED and (answer_on is None or (submitted_on and answer_on < submitted_on)):
            word = "before"
        said[word] += 1
        if word == Satisfaction.SATISFIED:
            good.append(pk)
    if not said:
        return None
    says = _(", ").join(f"{_word(word)} {n}" for word, n in _in_order(said))
    whole = _predicate(found, rows, rows.filter(pk__in=good), says)
    if question.actor.system or question.actor.holds(ratings.VERB):
        return whole
    if whole.denominator < ratings.LEAST:
        return None
    return replace(whole, records=nothing(), failing=nothing(), says="")


def _last_answer(question: Question) -> QuerySet[Answer]:
    """The answers about a row's matter by the day, the last one first."""
    answers = Answer.objects.filter(
        zone=question.zone, matter=OuterRef("matter"), answered_on__lte=question.as_of
    ).order_by("-entered_at", "-pk")
    return answers.filter(entered_at__lte=question.known_on) if question.known_on else answers


def _by_handler(question: Question) -> QuerySet[Answer]:
    """Answers that somebody wrote down who had handled the matter before."""
    handled = Note.objects.filter(
        zone=question.zone,
        matter=OuterRef("matter"),
        person=OuterRef("entered_by"),
        kind__in=HANDLING_NOTES,
        noted_at__lte=OuterRef("entered_at"),
    )
    return _last_answer(question).filter(Exists(handled))


def _in_order(said: Counter) -> list[tuple[str, int]]:
    order = [*Satisfaction.values, "", "before", "own_hand"]
    return sorted(said.items(), key=lambda item: order.index(item[0]))


def _word(code: str) -> str:
    special = {
        "": _("not asked"),
        "before": _("answered before it was last handed in"),
        "own_hand": _("written down by the handler"),
    }
    return special.get(code) or str(Satisfaction(code).label)


def _predicate(found: Ledger, rows: QuerySet, good: QuerySet, says: str) -> Value:
    """A predicate over ``rows``: how many are ``good``, and which are not."""
    keys = good.order_by().values("pk")
    counted = counted_together(found.question.zone, {"all": rows, "good": rows.filter(pk__in=keys)})
    total, well = counted["all"], counted["good"]
    return Value(
        value=well == total,
        unit=_("matters"),
        numerator=well,
        denominator=total,
        records=found.subjects(rows),
        failing=found.subjects(rows.exclude(pk__in=keys)),
        holds=well == total,
        says=says,
    )


@statement("A25")
def whole_dispatch(question: Question) -> Value | None:
    """Whether all that stands on the responsibility list names leader, department, deadline, requirement."""
    found = ledger(question)
    rows = found.rows.filter(state__in=found.listed("responsibility"))
    whole = rows.annotate(wanted=Trim("requirement")).filter(
        ~Q(wanted=""), lead_leader__isnull=False, responsible_unit__isnull=False, due_on__isnull=False
    )
    value = _predicate(found, rows, whole, "")
    if not value.denominator:
        return None
    waiting = found.rows.filter(found.open).exclude(state__in=found.listed("responsibility")).count()
    says = _("%(n)s on the responsibility list name all four; %(waiting)s not dispatched yet") % {
        "n": f"{value.numerator}/{value.denominator}",
        "waiting": waiting,
    }
    return replace(value, says=says)


@statement("A26")
def dated_or_explained(question: Question) -> Value | None:
    """Whether what is put right at once has a date in no vague words, and the rest is explained with one."""
    found = ledger(question)
    at_once = found.rows.filter(found.dispatched, immediate=True).exclude(found.explained)
    later = found.rows.filter(found.explained)
    told = _explained(question, later)
    promised = list(at_once.values_list("pk", "due_on", "requirement"))
    good = [pk for pk, due, text in promised if due and not vague_promise(text)]
    put_off = list(later.values_list("pk", "matter_id", "review_on"))
    kept = [pk for pk, matter, review in put_off if matter in told and review is not None]
    dated, explained = len(good), len(kept)
    good += kept
    rows = found.rows.filter(
        Q(pk__in=at_once.order_by().values("pk")) | Q(pk__in=later.order_by().values("pk"))
    )
    if not promised and not put_off:
        return None
    says = _("At once, with a date: %(dated)s; explained, told and with a review day: %(explained)s") % {
        "dated": f"{dated}/{len(promised)}",
        "explained": f"{explained}/{len(put_off)}",
    }
    return _predicate(found, rows, rows.filter(pk__in=good), says)


def _explained(question: Question, rows: QuerySet[MatterPeriod]) -> set[int]:
    """Matters whose last explanation was told to the raiser on a day, in no vague words, with a next date."""
    notes = Note.objects.filter(
        zone=question.zone,
        kind=NoteKind.EXPLANATION,
        matter__in=rows.order_by().values("matter_id"),
        effective_on__lte=question.as_of,
    )
    if question.known_on:
        notes = notes.filter(noted_at__lte=question.known_on)
    last = {
        note.matter_id: note
        for note in notes.select_related("words__key__subject").order_by("noted_at", "pk")
    }
    return {
        matter
        for matter, note in last.items()
        if note.told_on and note.next_on and not vague_promise(vault.read(note.words))
    }


@statement("A27")
def split(question: Question) -> Value | None:
    """How what was collected is split over the units that collect, and whether each lies where it belongs."""
    found = ledger(question)
    columns = ("source_kind", "matter__recorded_on", "collector__code")
    rows = found.rows.order_by().values(*columns).annotate(n=Count("pk")).values_list(*columns, "n")
    per_unit: Counter = Counter()
    misplaced = Q(pk__in=[])
    for source, recorded_on, code, n in rows:
        per_unit[code] += n
        if presets.rules(question.zone, "routing", recorded_on).collector(source) != code:
            misplaced |= Q(source_kind=source, matter__recorded_on=recorded_on, collector__code=code)
    if not per_unit:
        return None
    total, wrong = sum(per_unit.values()), found.rows.filter(misplaced)
    named = set(presets.rules(question.zone, "routing", question.as_of).collectors.values())
    astray = wrong.count()
    units = Unit.objects.filter(zone=question.zone, code__in=per_unit).order_by("protocol", "order", "pk")
    return Value(
        value=len(named & per_unit.keys()),
        unit=_("collecting units"),
        numerator=total - astray,
        denominator=total,
        records=found.subjects(found.rows),
        failing=found.subjects(wrong),
        holds=not astray,
        says=_(", ").join(f"{unit.name} {per_unit[unit.code]}" for unit in units),
    )


@statement("A47")
def reproducible(question: Question) -> Value | None:
    """Whether the rows that the lists read say for every past day what the chains of history say."""
    found = ledger(question)
    rows = found.periods.filter(state__in=found.listed("issue"))
    matters = dict(rows.order_by("-matter_id").values_list("matter_id", "matter__subject_id")[:AT_MOST])
    if not matters:
        return None
    checked = rows.filter(matter__in=matters)
    wrong = reproducing.astray(question.zone, matters)
    late = late_recorded(question)
    shown = {
        code: make(question.actor, question.as_of, question.known_on).filter(nature__in=RAISED)
        for code, make in lists.ROWS.items()
        if code in ("issues", "responsibility", "closure")
    }
    counted = counted_together(question.zone, shown)
    says = (
        _("Issue list %(issues)s, responsibility list %(responsibility)s, closure ledger %(closure)s")
        % counted
    )
    notes = (_("Late recorded: %(numbers)s") % {"numbers": _(", ").join(late[:20])},) if late else ()
    return replace(
        _predicate(found, checked, checked.exclude(matter__in=wrong), "; ".join((says, *notes))), notes=notes
    )


def late_recorded(question: Question) -> list[str]:
    """Numbers of what is on the issue list of the day now, and was not known when the day ended."""
    return question.remember("matters.late_recorded", lambda: _late(question))


def _late(question: Question) -> list[str]:
    found = ledger(question)
    then = MatterPeriod.objects.as_of(question.as_of, question.day_ends_at).filter(zone=question.zone)
    rows = found.periods.filter(state__in=found.listed("issue")).exclude(
        matter__in=then.order_by().values("matter_id")
    )
    return list(rows.order_by("matter__number").values_list("matter__number", flat=True))

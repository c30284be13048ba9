"""The detectors: each one or two queries, whatever there is, and a pure rule on what they bring.

An anomaly is found anew from the records each time; its ``key`` is the same as long as the facts are.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banshi.base.files.models import FileLink
from banshi.base.history.models import Entry
from banshi.base.history.periods import OPEN_INSTANT
from banshi.base.vault import store as vault
from banshi.base.zones import clock
from banshi.base.zones.access import Actor
from banshi.core.matters.models import (
    HANDLING_NOTES,
    Answer,
    Extension,
    Leg,
    LegKind,
    Matter,
    MatterPeriod,
    Note,
    NoteKind,
    Objection,
    Verification,
)
from banshi.core.supervision.rules import anomalies as rules
from banshi.core.supervision.rules.anomalies import Thresholds

AT_MOST = 5000
"""So many rows of each kind are looked at, the newest."""
TEXTS = 2000


@dataclass(frozen=True)
class Ask:
    """Who asks, and from which day on."""

    actor: Actor
    today: date
    rules: Thresholds

    @property
    def since_on(self) -> date:
        """The first day looked at."""
        return self.today - timedelta(days=self.rules.window_days)

    @property
    def since(self) -> datetime:
        """Its beginning."""
        return clock.at_time(self.actor.zone, self.since_on)

    @property
    def matters(self) -> QuerySet[Matter]:
        """Matters under the reader's label."""
        return Matter.objects.visible_to(self.actor)

    def least(self, detector: str, name: str) -> int:
        """A threshold."""
        return self.rules.least(detector, name)


@dataclass(frozen=True)
class Found:
    """One anomaly: the matters (ids) that it is about, people and units (ids), and the facts as numbers."""

    detector: str
    key: str
    matters: tuple[int, ...]
    people: tuple[int, ...] = ()
    unit: int | None = None
    numbers: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Detector:
    """A detector: its names, why it is asked, the entries that make its trail, and how it looks."""

    code: str
    title: str | Promise
    why: str | Promise
    trail: frozenset[str]
    find: Callable[[Ask], list[Found]]
    says: Callable[[Found], str]


_detectors: dict[str, Detector] = {}


def detectors() -> tuple[Detector, ...]:
    """All detectors in the order of the rules."""
    return tuple(_detectors[code] for code in rules.DETECTORS)


def detector(code: str) -> Detector | None:
    """The detector of this code."""
    return _detectors.get(code)


def register(
    code: str,
    title: str | Promise,
    why: str | Promise,
    trail: str,
    says: Callable[[Found], str] = lambda found: "",
) -> Callable[[Callable[[Ask], list[Found]]], Callable[[Ask], list[Found]]]:
    """Make a function a detector; ``trail`` names kinds of entries of matters."""

    def decorate(find: Callable[[Ask], list[Found]]) -> Callable[[Ask], list[Found]]:
        kinds = frozenset(f"matters.{word}" for word in trail.split())
        _detectors[code] = Detector(code, title, why, kinds, find, says)
        return find

    return decorate


def key_of(*parts: object) -> str:
    """A key for an address, the same for the same facts."""
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:24]


@register(
    "same_evidence",
    gettext_lazy("The same evidence on several matters"),
    gettext_lazy("One file hangs on more than one matter, with or without a reason."),
    "evidence_added verified closed",
    lambda found: _("one file on %(n)s matters") % {"n": len(found.matters)},
)
def same_evidence(ask: Ask) -> list[Found]:
    """Files with the same bytes as kept; two queries."""
    links = FileLink.objects.filter(zone=ask.actor.zone, subject__kind="matter", file__erased_at__isnull=True)
    recent = links.filter(created_at__gte=ask.since).values("file__sha256_stored")
    pairs = links.filter(file__sha256_stored__in=recent, subject__in=ask.matters.values("subject"))
    rows = pairs.order_by("-pk").values_list("file__sha256_stored", "subject_id")[:AT_MOST]
    found = rules.shared(rows, ask.least("same_evidence", "matters"))
    subjects = {subject for group in found.values() for subject in group}
    ids = dict(ask.matters.filter(subject__in=subjects).values_list("subject_id", "pk"))
    return [
        Found(
            "same_evidence",
            key_of(sha, len(group)),
            tuple(sorted(ids[subject] for subject in group if subject in ids)),
        )
        for sha, group in found.items()
    ]


@register(
    "late_extension",
    gettext_lazy("An extension asked for or approved after the deadline"),
    gettext_lazy("More time is asked for and decided before the deadline, not afterwards."),
    "extension_asked extension_decided",
    lambda found: _("deadline %(due)s, asked %(asked)s, decided %(decided)s") % found.numbers,
)
def late_extension(ask: Ask) -> list[Found]:
    """Extensions of the window; one query."""
    rows = Extension.objects.filter(
        Q(asked_at__gte=ask.since) | Q(decided_at__gte=ask.since),
        zone=ask.actor.zone,
        matter__in=ask.matters,
    )
    columns = ("pk", "matter_id", "from_on", "asked_at", "decided_at", "approved")
    found = []
    for pk, matter, from_on, asked_at, decided_at, approved in rows.order_by("-pk").values_list(*columns)[
        :AT_MOST
    ]:
        asked_on = clock.on_date(ask.actor.zone, asked_at)
        decided_on = clock.on_date(ask.actor.zone, decided_at) if decided_at else None
        if rules.after_due(from_on, asked_on, decided_on, approved=bool(approved)):
            numbers = {"due": from_on, "asked": asked_on, "decided": decided_on or "—"}
            found.append(Found("late_extension", key_of(pk), (matter,), numbers=numbers))
    return found


@register(
    "many_exceptions",
    gettext_lazy("One person approves many extensions"),
    gettext_lazy("Exceptions are for single cases; the share of what was asked stands beside the count."),
    "extension_asked extension_decided",
    lambda found: _("approved %(approved)s of %(asked)s extensions") % found.numbers,
)
def many_exceptions(ask: Ask) -> list[Found]:
    """Extensions decided in the window, by person; two queries."""
    rows = Extension.objects.filter(
        zone=ask.actor.zone, decided_at__gte=ask.since, decided_by__isnull=False, matter__in=ask.matters
    )
    counted = rows.values("decided_by").annotate(
        asked=Count("pk"), approved=Count("pk", filter=Q(approved=True))
    )
    many = {
        row["decided_by"]: row
        for row in counted.filter(approved__gte=ask.least("many_exceptions", "approvals")).order_by(
            "decided_by"
        )
    }
    approved = rows.filter(decided_by__in=many, approved=True).order_by("pk")
    matters = rules.shared(approved.values_list("decided_by", "matter_id"), 1)
    return [
        Found(
            "many_exceptions",
            key_of(person, row["approved"]),
            matters[person],
            people=(person,),
            numbers={"approved": row["approved"], "asked": row["asked"]},
        )
        for person, row in many.items()
    ]


@register(
    "identical_texts",
    gettext_lazy("Identical closing texts"),
    gettext_lazy("Different problems were submitted with the same words."),
    "submitted closed",
    lambda found: _("the same words on %(n)s matters") % {"n": len(found.matters)},
)
def identical_texts(ask: Ask) -> list[Found]:
    """The words of the last submissions of the window, out of the vault; one query."""
    notes = Note.objects.filter(
        zone=ask.actor.zone,
        kind=NoteKind.SUBMISSION,
        noted_at__gte=ask.since,
        words__isnull=False,
        matter__in=ask.matters.filter(closed_on__isnull=False),
    )
    rows = notes.select_related("words__key__subject").order_by("-noted_at", "-pk")[:TEXTS]
    texts = ((note.matter_id, text) for note in rows if (text := vault.read(note.words)) != vault.ERASED)
    least, characters = (ask.least("identical_texts", name) for name in ("matters", "characters"))
    return [
        Found("identical_texts", key_of(*sorted(group)), tuple(sorted(group)))
        for group in rules.alike(texts, least, characters)
    ]


@register(
    "own_unit_answer",
    gettext_lazy("The raiser's answer written down by the department itself"),
    gettext_lazy("What the raiser says is written down by somebody who had no hand in it."),
    "submitted answered tried",
    lambda found: _("answer of %(on)s") % found.numbers,
)
def own_unit_answer(ask: Ask) -> list[Found]:
    """Answers entered in the window; one query."""
    handled = Note.objects.filter(
        zone=OuterRef("zone"),
        matter=OuterRef("matter"),
        person=OuterRef("entered_by"),
        kind__in=HANDLING_NOTES,
    )
    rows = Answer.objects.filter(
        zone=ask.actor.zone, entered_at__gte=ask.since, matter__in=ask.matters
    ).annotate(own_hand=Exists(handled))
    columns = (
        "pk",
        "matter_id",
        "entered_unit_ids",
        "matter__responsible_unit_id",
        "own_hand",
        "answered_on",
    )
    return [
        Found("own_unit_answer", key_of(pk), (matter,), numbers={"on": day})
        for pk, matter, units, responsible, own_hand, day in rows.order_by("-pk").values_list(*columns)[
            :AT_MOST
        ]
        if rules.own_answer(units, responsible, by_handler=own_hand)
    ]


@register(
    "quick_close",
    gettext_lazy("Closed out within minutes of the submission"),
    gettext_lazy("Verification, the raiser's answer and the close-out follow the submission at once."),
    "submitted verified answered closed",
    lambda found: _("%(minutes)s minutes from submission to close-out") % found.numbers,
)
def quick_close(ask: Ask) -> list[Found]:
    """Entries of the window; one query, and one for the matters."""
    minutes = ask.least("quick_close", "minutes")
    entries = Entry.objects.filter(
        zone=ask.actor.zone,
        recorded_at__gte=ask.since,
        kind__in=("matters.submitted", "matters.closed"),
        subject__in=ask.matters.values("subject"),
    ).order_by("subject_id", "n")
    submitted: dict[int, datetime] = {}
    found: list[tuple[int, int, int]] = []
    for subject, n, kind, at in entries.values_list("subject_id", "n", "kind", "recorded_at"):
        if kind == "matters.submitted":
            submitted[subject] = at
        elif subject in submitted and rules.quick(submitted[subject], at, minutes):
            found.append((subject, n, int((at - submitted[subject]).total_seconds() // 60)))
    ids = dict(
        ask.matters.filter(subject__in={subject for subject, _n, _m in found}).values_list("subject_id", "pk")
    )
    return [
        Found("quick_close", key_of(subject, n), (ids[subject],), numbers={"minutes": taken})
        for subject, n, taken in found
    ]


@register(
    "swapped_hands",
    gettext_lazy("Verifier and handler change places"),
    gettext_lazy("Two people verify what the other one handled."),
    "submitted verified",
    lambda found: _("two people, %(n)s matters") % {"n": len(found.matters)},
)
def swapped_hands(ask: Ask) -> list[Found]:
    """Verifications of the window with those who had a hand in the matter; one query.

    The person is read from the join that the kinds of notes are asked of. A second condition on the notes
    (``exclude``) would open another join, and whoever gave a reason for something would count as a handler.
    """
    rows = Verification.objects.filter(
        zone=ask.actor.zone,
        verified_at__gte=ask.since,
        passed=True,
        person__isnull=False,
        matter__in=ask.matters,
        matter__notes__kind__in=HANDLING_NOTES,
        matter__notes__person__isnull=False,
    )
    pairs = rows.order_by("matter_id").values_list("person_id", "matter__notes__person_id", "matter_id")
    found = rules.swapped(pairs.distinct()[: 4 * AT_MOST])
    return [
        Found("swapped_hands", key_of(*people, *sorted(matters)), tuple(sorted(matters)), people=people)
        for people, matters in found.items()
    ]


@register(
    "many_not_mine",
    gettext_lazy("Many «not mine»"),
    gettext_lazy("A department says it often; how often matters were handed to it stands beside the count."),
    "objected objection_settled",
    lambda found: _("%(said)s times, %(upheld)s upheld, of %(handed)s matters handed over") % found.numbers,
)
def many_not_mine(ask: Ask) -> list[Found]:
    """Objections of the window, by unit; three queries."""
    rows = Objection.objects.filter(zone=ask.actor.zone, raised_at__gte=ask.since, matter__in=ask.matters)
    counted = rows.values("unit").annotate(said=Count("pk"), upheld=Count("pk", filter=Q(upheld=True)))
    many = {
        row["unit"]: row
        for row in counted.filter(said__gte=ask.least("many_not_mine", "times")).order_by("unit")
    }
    matters = rules.shared(rows.filter(unit__in=many).order_by("pk").values_list("unit", "matter_id"), 1)
    legs = Leg.objects.filter(
        zone=ask.actor.zone,
        unit__in=many,
        kind=LegKind.SIGNING,
        started_at__gte=ask.since,
        matter__in=ask.matters,
    )
    handed = dict(legs.values("unit").annotate(n=Count("matter", distinct=True)).values_list("unit", "n"))
    return [
        Found(
            "many_not_mine",
            key_of(unit, row["said"]),
            matters[unit],
            unit=unit,
            numbers={"said": row["said"], "upheld": row["upheld"], "handed": handed.get(unit, 0)},
        )
        for unit, row in many.items()
    ]


@register(
    "withdrawn_overdue",
    gettext_lazy("Withdrawn after it was overdue"),
    gettext_lazy("A matter that is withdrawn drops out of the rates; the deadline had already passed."),
    "dispatched withdrawn",
    lambda found: _("deadline %(due)s, withdrawn %(withdrawn)s") % found.numbers,
)
def withdrawn_overdue(ask: Ask) -> list[Found]:
    """Period rows of the window that say withdrawn; one query."""
    rows = MatterPeriod.objects.filter(
        zone=ask.actor.zone,
        state="withdrawn",
        recorded_to=OPEN_INSTANT,
        effective_from__gte=ask.since_on,
        due_on__lt=F("effective_from"),
        matter__in=ask.matters.filter(state="withdrawn"),
    ).order_by("-effective_from", "-pk")
    return [
        Found("withdrawn_overdue", key_of(matter, on), (matter,), numbers={"due": due_on, "withdrawn": on})
        for matter, due_on, on in rows.values_list("matter_id", "due_on", "effective_from")[:AT_MOST]
    ]

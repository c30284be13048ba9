"""Reading links and reports, and what a raiser may see of his matter."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banshi.base.engines.kept import Kept
from banshi.base.presets import queries as presets
from banshi.base.vault import store as vault
from banshi.base.vault.models import VaultItem
from banshi.base.zones import clock
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Zone
from banshi.core.matters.models import Matter, Satisfaction, Solved
from banshi.core.matters.queries.timeline import ENTRIES
from banshi.core.org.models import Unit
from banshi.core.org.queries.known import known
from banshi.core.places import queries as places
from banshi.core.places.models import Place
from banshi.doors.portal import codes, rules
from banshi.doors.portal.models import Addition, IntakeLink, Report, ReportState

OF_TOKEN = Kept(
    lambda token: IntakeLink.objects.filter(token=token).select_related(
        "subject", "zone__subject", "contact__unit", "raiser_org__subject", "place__subject"
    ),
    token=str,
)
OF_CODE = Kept(
    lambda digest: Report.objects.filter(code_digest=digest).select_related(
        "subject",
        "zone__subject",
        "link__contact__unit",
        "link__place",
        "link__raiser_org",
        "matter__subject",
        "matter__responsible_unit",
        "matter__holder_unit",
        "matter__holder_post",
    ),
    digest=str,
)


def link_of(token: str) -> IntakeLink | None:
    """The link with this token, while it lasts; one query whatever there is."""
    found = OF_TOKEN(token=token[:64])
    if not found:
        return None
    link, today = found[0], clock.today(found[0].zone)
    lasts = link.starts_on <= today and (link.ends_on is None or link.ends_on >= today)
    return link if lasts else None


def known_key(zone: Zone, key: UUID) -> bool:
    """Whether a report was taken in under this key."""
    return Report.objects.filter(zone=zone, uid=key).exists()


def same_words(zone: Zone, key: UUID, given: rules.Given) -> bool:
    """Whether the report under this key says what was typed now; False once its words were erased."""
    rows = Report.objects.select_related("words__key__subject", "matter__words__key__subject")
    report = rows.filter(zone=zone, uid=key).first()
    item = report and (report.matter.words if report.matter else report.words)
    return bool(item) and vault.read(item) == rules.said(given)


def report_of(code: str) -> Report | None:
    """The report with this receipt code as typed; one query whatever there is."""
    plain = rules.read_code(code)
    found = OF_CODE(digest=codes.digest_of(plain or ""))
    return found[0] if found and plain else None


def links(actor: Actor) -> QuerySet[IntakeLink]:
    """The links that the actor may see."""
    return IntakeLink.objects.visible_to(actor).select_related("subject", "contact", "raiser_org", "place")


def reports(actor: Actor) -> QuerySet[Report]:
    """What was held, whatever became of it, as the actor may see it."""
    rows = Report.objects.visible_to(actor).exclude(reasons=[])
    return rows.select_related("subject", "link", "words__key__subject", "matter__subject")


def waiting(actor: Actor) -> tuple[int, int]:
    """How many reports, and how many additions after closing, wait for somebody to look at them; one query."""
    mine = Report.objects.visible_to(actor)
    held = mine.filter(state=ReportState.HELD).order_by().values("zone").annotate(n=Count("pk")).values("n")
    found = mine.filter(additions__after_closing=True, additions__seen_at__isnull=True)
    added = found.order_by().values("zone").annotate(n=Count("additions")).values("n")
    row = type(actor.zone).objects.filter(pk=actor.zone.pk).values_list(Subquery(held), Subquery(added)).get()
    return row[0] or 0, row[1] or 0


def additions(actor: Actor) -> QuerySet[Addition]:
    """What was added after closing and nobody has seen to."""
    seen = Report.objects.visible_to(actor)
    rows = Addition.objects.filter(
        zone=actor.zone, after_closing=True, seen_at__isnull=True, report__in=seen.values("pk")
    )
    return rows.select_related("words__key__subject", "report__matter__subject").order_by("added_at")


def searched(rows: QuerySet, zone: Zone, text: str) -> QuerySet:
    """Held reports whose words hold ``text``. They are sealed and stand in no index, so the newest are read."""
    wanted = text.casefold()
    newest = rows.select_related("words__key__subject").order_by("-received_at")[:LOOKED_AT]
    return rows.filter(pk__in=[row.pk for row in newest if wanted in vault.read(row.words).casefold()])


LOOKED_AT = 2000


def words_of(report: Report) -> str:
    """The words of a held report."""
    return vault.read(report.words)


@dataclass(frozen=True)
class Step:
    """One line of the tracker: when, what in plain words, and what was told to the raiser."""

    at: datetime
    what: str
    told: str = ""


@dataclass(frozen=True)
class Next:
    """What comes next, by whom, and until when."""

    what: str
    who: str = ""
    until: date | None = None


@dataclass(frozen=True)
class Tracked:
    """A report as its raiser sees it."""

    report: Report
    matter: Matter | None
    steps: tuple[Step, ...]
    next: Next
    asks: bool
    answered: str
    may_add_photos: bool


PLAIN = {
    "matters.received": gettext_lazy("We have received it"),
    "matters.registered": gettext_lazy("Entered in the ledger"),
    "matters.dispatched": gettext_lazy("Handed to %(unit)s"),
    "matters.signed": gettext_lazy("%(unit)s has signed for it"),
    "matters.progressed": gettext_lazy("Work was done on it"),
    "matters.waiting": gettext_lazy("Waits for somebody outside"),
    "matters.resumed": gettext_lazy("In hand again"),
    "matters.replied": gettext_lazy("Reply to you"),
    "matters.explained": gettext_lazy("Explained to you, stays open"),
    "matters.submitted": gettext_lazy("%(unit)s says that it is done; somebody else checks"),
    "matters.verified": gettext_lazy("Checked by somebody outside: it holds"),
    "matters.sent_back": gettext_lazy("Checked: it goes back to be done again"),
    "matters.answered": gettext_lazy("Your answer"),
    "matters.closed": gettext_lazy("Closed out"),
    "matters.reopened": gettext_lazy("Opened again"),
    "matters.declined": gettext_lazy("Not accepted"),
    "matters.withdrawn": gettext_lazy("Taken back"),
    "matters.merged": gettext_lazy("Joined with another report of the same thing"),
    "portal.raiser_added": gettext_lazy("You added"),
}
"""What a raiser is told of; other entries are the house's own."""

TOLD = {"matters.replied": "words", "matters.explained": "words", "matters.declined": "reason"}
"""Entries whose words were said to the raiser; others are notes of the house."""
OWN = {"portal.raiser_added": "words", "matters.answered": "words"}


def tracked(report: Report) -> Tracked:
    """What happened, what is next, and what is asked of the raiser; notes of the house are left out."""
    matter = report.matter
    if matter is None:
        return Tracked(report, None, _held_steps(report), _held_next(report), False, "", False)
    matter.zone = matter.subject.zone = report.zone
    rules_of_states = presets.numbered(report.zone, "lifecycle", matter.lifecycle_version).rules
    state = rules_of_states.state(matter.state)
    kind = presets.rules(report.zone, "kinds", matter.raised_on).kinds[matter.kind]
    asks = kind.asks_raiser and rules_of_states.allows("answer", matter.state)
    answered = matter.get_solved_display() if matter.solved else ""
    return Tracked(
        report,
        matter,
        _steps(matter),
        _next(matter, state.holder, asks=asks and not matter.solved),
        asks,
        answered,
        rules_of_states.allows("attach", matter.state),
    )


def _held_steps(report: Report) -> tuple[Step, ...]:
    """A held report has no history that concerns its raiser but that it came, and that it was put aside."""
    found = [Step(report.received_at, _("We have received it"))]
    if report.state == ReportState.JUNK and report.screened_at:
        found.append(Step(report.screened_at, _("Looked at: not taken on as a matter")))
    return tuple(reversed(found))


def _held_next(report: Report) -> Next:
    if report.state == ReportState.JUNK:
        return Next(_("Nothing follows. If that is a mistake, ring the post named here."))
    return Next(_("A clerk reads it and enters it"), report.link.contact.name, report.answer_by)


def _steps(matter: Matter) -> tuple[Step, ...]:
    rows = ENTRIES(zone=matter.zone_id, subject=matter.subject_id)
    entries = [
        (kind, at, json.loads(bytes(body))["data"]) for _n, kind, body, at, _on in rows if kind in PLAIN
    ]
    words = _words(matter, entries)
    units = known(matter.zone).units_by_code
    own = matter.responsible_unit.name if matter.responsible_unit else ""
    return tuple(_step(entry, words, units, own) for entry in entries)


def _words(matter: Matter, entries: list) -> dict[str, str]:
    wanted = {_item(kind, data) for kind, _at, data in entries} - {""}
    if not wanted:
        return {}
    rows = VaultItem.objects.filter(uid__in=wanted, key__subject=matter.subject).select_related(
        "key__subject"
    )
    return {str(row.uid): vault.read(row) for row in rows}


def _item(kind: str, data: dict) -> str:
    found = data.get(TOLD.get(kind) or OWN.get(kind) or "")
    return found["item"] if isinstance(found, dict) else ""


def _step(entry: tuple, words: dict[str, str], units: dict[str, Unit], own: str) -> Step:
    kind, at, data = entry
    named = units.get(data.get("responsible_unit") or data.get("unit") or "")
    what = str(PLAIN[kind]) % {"unit": named.name if named else own}
    told = words.get(_item(kind, data), "")
    if kind == "matters.answered":
        told = _(", ").join(filter(None, (_answer(data), told)))
    return Step(at, what, told)


def _answer(data: dict) -> str:
    parts = [str(Solved(data["solved"]).label), str(Satisfaction(data["satisfaction"]).label)]
    if data.get("consequence") in ("return", "reopen"):
        parts.append(_("it is done again"))
    return _(", ").join(parts)


def _next(matter: Matter, holder: str, *, asks: bool) -> Next:
    if matter.state == "verified" and asks:
        return Next(_("Say below whether it is solved; then it is closed out"), "", matter.turn_due_on)
    if matter.state == "explained":
        return Next(_("It is looked at again"), _lead(matter), matter.review_on)
    if matter.next_reply_on:
        return Next(_("The next reply to you"), _lead(matter), matter.next_reply_on)
    if holder == "lead":
        return Next(_("It is handled"), _lead(matter), matter.due_on)
    if holder == "outside":
        return Next(
            _("Waits for somebody outside; the department follows it up"), _lead(matter), matter.due_on
        )
    if holder == "verifier":
        return Next(_("Somebody outside of the department checks"), _holder(matter), matter.turn_due_on)
    if holder == "nobody":
        return Next(_("It has ended. If it is not solved, say so below: it is opened again."))
    what = _("It is closed out") if matter.state == "verified" else _("It is handed to a department")
    return Next(what, _holder(matter), matter.turn_due_on)


def _lead(matter: Matter) -> str:
    return matter.responsible_unit.name if matter.responsible_unit else _holder(matter)


def _holder(matter: Matter) -> str:
    thing = matter.holder_post or matter.holder_unit
    return thing.name if thing else ""


def held(actor: Actor) -> QuerySet[Report]:
    """Reports that wait to be looked at."""
    return reports(actor).filter(state=ReportState.HELD).select_related("link__zone")


def same_origin(actor: Actor, report: Report) -> int:
    """How many others that wait came from the same connection; the connection itself is not known."""
    if not report.origin:
        return 0
    return Report.objects.visible_to(actor).filter(origin=report.origin).exclude(pk=report.pk).count()


def all_additions(actor: Actor) -> QuerySet[Addition]:
    """Additions after closing, seen to or not."""
    seen = Report.objects.visible_to(actor)
    rows = Addition.objects.filter(zone=actor.zone, after_closing=True, report__in=seen.values("pk"))
    return rows.select_related("report")


@dataclass(frozen=True)
class Position:
    """Where a photo was taken: degrees as they were sent, and the nearest place of the zone's own, with metres."""

    text: str
    place: Place | None
    metres: int


def positions_of(matter: Matter) -> list[VaultItem]:
    """What is kept of where the photos of a matter were taken, by consent; one item a sending."""
    items = VaultItem.objects.filter(key__subject=matter.subject, field=rules.POSITION, sealed__isnull=False)
    return list(items.select_related("key__subject").order_by("pk"))


def shown_positions(actor: Actor, items: Iterable[VaultItem]) -> tuple[Position, ...]:
    """The same in clear. Call it only once the asking is kept."""
    lines = [line for item in items for line in vault.read(item).splitlines()]
    return tuple(_position(actor, line) for line in lines)


def _position(actor: Actor, line: str) -> Position:
    latitude, longitude = (float(part) for part in line.split(","))
    place, metres = places.nearest(actor, latitude, longitude) or (None, 0)
    return Position(f"{latitude:.5f}, {longitude:.5f}", place, metres)

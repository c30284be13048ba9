"""How a matter comes in, and the ways in which it ends without being handled."""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from banshi.base.history.acts import current, use_case
from banshi.base.presets import queries as presets
from banshi.base.search import index as search
from banshi.base.vault import store as vault
from banshi.base.vault.models import VaultItem
from banshi.base.zones import access, clock, subjects
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Label, Subject
from banshi.base.zones.numbers import next_number
from banshi.base.zones.refusals import Refusal
from banshi.core.access.actions import involve_first
from banshi.core.matters.actions.arriving import (
    Raiser,
    check_codes,
    check_intake,
    check_label,
    received_facts,
    sealed_texts,
    searched,
)
from banshi.core.matters.actions.desk import Desk, iso, need, own, short, told
from banshi.core.matters.models import LegKind, Matter, NoteKind
from banshi.core.matters.rules.faults import Fault
from banshi.core.org.models import Unit
from banshi.core.places.models import Place

REASON_MISSING = Fault("matters.reason_missing", _("Give the reason; it is told to the raiser."), "reason")


@use_case("matters.receive")
def receive_matter(
    *,
    actor: Actor,
    title: str,
    words: str,
    kind: str,
    category: str,
    source_kind: str,
    raiser: Raiser,
    raised_on: date,
    now: datetime,
    place: Place | None = None,
    origin: Subject | None = None,
    about: Subject | None = None,
    parent: Matter | None = None,
    collector: Unit | None = None,
    label: int = Label.INTERNAL,
    uid: object = None,
) -> Matter:
    """A matter comes in: it gets its number, its collector and the clock to dispatch.

    ``raised_on`` may lie in the past (entered late) but not in the future. ``origin`` is the
    occasion it came out of, ``about`` what it hangs on.
    """
    desk = received(
        actor=actor, title=title, words=words, kind=kind, category=category, source_kind=source_kind,
        raiser=raiser, raised_on=raised_on, now=now, place=place, origin=origin, about=about, parent=parent,
        collector=collector, label=label, uid=uid,
    )  # fmt: skip
    return desk.matter


def received(
    *,
    actor: Actor,
    title: str,
    words: str,
    kind: str,
    category: str,
    source_kind: str,
    raiser: Raiser,
    raised_on: date,
    now: datetime,
    place: Place | None = None,
    origin: Subject | None = None,
    about: Subject | None = None,
    parent: Matter | None = None,
    collector: Unit | None = None,
    label: int = Label.INTERNAL,
    uid: object = None,
    verb: str = "matters.register",
    more_follows: bool = False,
) -> Desk:
    """The work of :func:`receive_matter`, inside the act that does it: the desk on which the new matter lies.

    ``more_follows`` keeps it in hand until the next step of the same act is saved: both are written at once.
    """
    access.require(actor, verb)
    zone, today = actor.zone, clock.on_date(actor.zone, now)
    kinds = presets.rules(zone, "kinds", raised_on)
    own(actor, place, origin, about, parent, collector, raiser.org, raiser.unit)
    check_intake(title, kind, category, raiser, raised_on, today, kinds)
    check_codes(source_kind, label, presets.rules(zone, "routing", today))
    number = f"{raised_on.year}-{next_number(zone, 'matter', raised_on.year):04d}"
    subject = subjects.open_subject(zone, "matter", f"{number} {title}", uid=uid, label=label)
    matter = Matter(
        subject=subject,
        zone=zone,
        number=number,
        title=title.strip(),
        state="intake",
        kind=kind,
        nature=kinds.kinds[kind].nature,
        category=category,
        source_kind=source_kind,
        raiser_kind=raiser.kind,
        raiser_org=raiser.org,
        raiser_unit=raiser.unit,
        label=label,
        raised_on=raised_on,
        place=place,
        origin=origin,
        about=about,
        parent=parent,
        recorded_at=current().recorded_at,
        recorded_on=today,
        lifecycle_version=presets.in_force(zone, "lifecycle", today).version,
    )
    desk = Desk(actor, matter, now, fresh=True)
    matter.collector = collector or desk.collecting_unit(source_kind)
    desk.hand_over()
    item = _seal(matter, words, raiser)
    limit = desk.terms.limit(LegKind.DISPATCH, urgent=desk.kind.urgent)
    leg = desk.clocks.prepare(LegKind.DISPATCH, matter.holder_unit, limit, now)
    matter.turn_due_on = leg.due_on
    author = min(actor.post_ids, default=None)
    parts = [("collector", matter.collector, None), *([("author", None, author)] if author else [])]
    involve_first(subject, parts)
    index_matter(matter, words, fresh=True)
    desk.beside.append(leg)
    (desk.say if more_follows else desk.save)(
        "matters.received",
        received_facts(
            matter,
            raiser,
            told(item),
            place,
            origin=str(origin.uid) if origin else None,
            about=str(about.uid) if about else None,
            parent=parent.number if parent else None,
        ),
        raised_on,
    )
    return desk


def _seal(matter: Matter, words: str, raiser: Raiser) -> VaultItem | None:
    """Words, name and phone into the vault, as far as there are any; returns the item of the words."""
    given = sealed_texts(words, raiser)
    found = {item.field: item for item in vault.put_first(matter.subject, given)} if given else {}
    matter.words = found.get("words")
    matter.raiser_name, matter.raiser_phone = found.get("name"), found.get("phone")
    return matter.words


def index_matter(matter: Matter, words: str, *, fresh: bool = False) -> None:
    """Make the matter findable by number, title, the raiser's words and his organisation."""
    foreign = [] if fresh else matter.foreign_numbers.order_by("pk").values_list("number", flat=True)
    search.index(
        matter.subject,
        title=f"{matter.number} {matter.title}",
        body=searched(words, matter.raiser_org, matter.place, *foreign),
        fresh=fresh,
    )


@use_case("matters.register")
def register_matter(
    *, actor: Actor, matter: Matter, now: datetime, effective_on: date | None = None
) -> Matter:
    """Take a received matter onto the issue list."""
    return registered(Desk.lock(actor, matter, now), effective_on)


def registered(desk: Desk, effective_on: date | None = None, verb: str = "matters.register") -> Matter:
    """The work of :func:`register_matter`, on a desk that holds the matter."""
    access.require(desk.actor, verb, desk.matter)
    desk.allow("register")
    on = desk.effective(effective_on)
    desk.move("register")
    return desk.save("matters.registered", {}, on)


@use_case("matters.amend")
def amend_matter(
    *,
    actor: Actor,
    matter: Matter,
    title: str,
    category: str,
    now: datetime,
    label: int | None = None,
    effective_on: date | None = None,
) -> Matter:
    """Correct the wording, the category or the label; what it said before stays in its history."""
    desk = Desk.lock(actor, matter, now)
    access.require(actor, "matters.amend", desk.matter)
    desk.allow("amend")
    found = desk.matter
    before = {"title": found.title, "category": found.category, "label": int(found.label)}
    if not title.strip() or category not in desk.kinds.categories:
        raise Refusal(
            "matters.title_missing", _("Write in one line what it is about, without names."), field="title"
        )
    on = desk.effective(effective_on)
    if category != found.category:
        found.recategorised_on = on
    found.title, found.category = short(title, 120, "title"), category
    if label is not None:
        check_label(label)
        found.label = label
        Subject.objects.filter(pk=found.subject_id).update(label=label)
        found.subject.label = label
    index_matter(found, vault.read(found.words))
    after = {"title": found.title, "category": found.category, "label": int(found.label)}
    return desk.save("matters.amended", {"before": before, "after": after}, on)


@use_case("matters.decline")
def decline_matter(
    *,
    actor: Actor,
    matter: Matter,
    reason: str,
    told_on: date,
    now: datetime,
    effective_on: date | None = None,
) -> Matter:
    """Not accepted: the raiser is told why, and where to turn."""
    desk = Desk.lock(actor, matter, now)
    access.require(actor, "matters.decline", desk.matter)
    desk.allow("decline")
    need(reason, REASON_MISSING)
    note = desk.note(NoteKind.REASON, reason, desk.effective(effective_on), told_on=_past(desk, told_on))
    desk.clocks.end(LegKind.DISPATCH, now)
    desk.move("decline")
    desk.matter.turn_due_on = None
    return desk.save(
        "matters.declined", {"reason": told(note.words), "told_on": iso(told_on)}, note.effective_on
    )


def _past(desk: Desk, day: date) -> date:
    """A day on which somebody was told: not in the future."""
    if day > desk.today:
        raise Refusal(
            "matters.told_in_future",
            _("Enter the day on which the raiser was told; it cannot lie ahead."),
            field="told_on",
        )
    return day


@use_case("matters.withdraw")
def withdraw_matter(
    *, actor: Actor, matter: Matter, reason: str, now: datetime, effective_on: date | None = None
) -> Matter:
    """The raiser takes it back; it stays on the issue list as withdrawn."""
    desk = Desk.lock(actor, matter, now)
    access.require(actor, "matters.withdraw", desk.matter)
    desk.allow("withdraw")
    need(reason, REASON_MISSING)
    note = desk.note(NoteKind.REASON, reason, desk.effective(effective_on))
    desk.clocks.end_all(desk.now)
    desk.move("withdraw")
    desk.matter.turn_due_on = None
    return desk.save("matters.withdrawn", {"reason": told(note.words)}, note.effective_on)

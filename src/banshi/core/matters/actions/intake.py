"""How a matter comes in, and the ways in which it ends without being handled."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from banshi.base.history.acts import current, use_case
from banshi.base.history.record import record
from banshi.base.presets import queries as presets
from banshi.base.search import index as search
from banshi.base.vault import store as vault
from banshi.base.vault.models import VaultItem
from banshi.base.zones import access, clock, subjects
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Label, Subject
from banshi.base.zones.numbers import next_number
from banshi.base.zones.refusals import Refusal
from banshi.core.access.actions import involve, involve_first
from banshi.core.access.models import Involvement
from banshi.core.matters.actions.desk import Desk, iso, need, own, short, told
from banshi.core.matters.models import KeyListing, LegKind, Matter, NoteKind, RaiserKind
from banshi.core.matters.rules.faults import Fault
from banshi.core.matters.rules.kinds import Kinds
from banshi.core.matters.rules.routing import Routing
from banshi.core.org.models import OutsideOrganisation, Unit
from banshi.core.places.models import Place
from banshi.kernel.text import masked_numbers

OLDEST = timedelta(days=731)
LABELS, RAISER_KINDS = frozenset(Label.values), frozenset(RaiserKind.values)
LEAST_DIGITS, MOST_DIGITS = 5, 20
REASON_MISSING = Fault("matters.reason_missing", _("Give the reason; it is told to the raiser."), "reason")


@dataclass(frozen=True)
class Raiser:
    """Who raised it. A resident's or contact's name and phone go to the vault."""

    kind: str
    org: OutsideOrganisation | None = None
    unit: Unit | None = None
    name: str = ""
    phone: str = ""


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
) -> Desk:
    """The work of :func:`receive_matter`, inside the act that does it: the desk on which the new matter lies."""
    access.require(actor, "matters.register")
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
    desk.save(
        "matters.received",
        {
            "number": number,
            "title": matter.title,
            "kind": kind,
            "category": category,
            "source": source_kind,
            "raiser": raiser.kind,
            "raiser_org": str(raiser.org.subject.uid) if raiser.org else None,
            "collector": matter.collector.code,
            "words": told(item),
            "place": str(place.subject.uid) if place else None,
            "origin": str(origin.uid) if origin else None,
            "about": str(about.uid) if about else None,
            "parent": parent.number if parent else None,
        },
        raised_on,
    )
    leg.save()
    return desk


def _seal(matter: Matter, words: str, raiser: Raiser) -> VaultItem | None:
    """Words, name and phone into the vault, as far as there are any; returns the item of the words."""
    texts = (("words", words, False), ("name", raiser.name, False), ("phone", raiser.phone, True))
    given = [(field, text.strip(), findable) for field, text, findable in texts if text.strip()]
    found = {item.field: item for item in vault.put_first(matter.subject, given)} if given else {}
    matter.words = found.get("words")
    matter.raiser_name, matter.raiser_phone = found.get("name"), found.get("phone")
    return matter.words


def check_intake(
    title: str,
    kind: str,
    category: str,
    raiser: Raiser,
    raised_on: date,
    today: date,
    kinds: Kinds,
    oldest: timedelta = OLDEST,
) -> None:
    """Raise the first thing that is missing or wrong in what comes in."""
    if not title.strip():
        raise Refusal(
            "matters.title_missing", _("Write in one line what it is about, without names."), field="title"
        )
    short(title, 120, "title")
    if kind not in kinds.kinds or category not in kinds.categories:
        raise Refusal("matters.kind_unknown", _("Choose a kind and a category from the lists."), field="kind")
    if raised_on > today:
        raise Refusal(
            "matters.future_day",
            _("That day has not come yet. Enter the day on which it was raised."),
            field="raised_on",
        )
    if raised_on < today - oldest:
        raise Refusal(
            "matters.raised_long_ago",
            _("That day lies more than two years back. Check the year."),
            field="raised_on",
        )
    if raiser.phone.strip() and not LEAST_DIGITS <= len(vault.normal_phone(raiser.phone)) <= MOST_DIGITS:
        raise Refusal("matters.phone_wrong", _("Enter the telephone number in digits."), field="phone")
    if raiser.kind not in RAISER_KINDS:
        raise Refusal("matters.raiser_missing", _("Choose who raised it."), field="raiser_kind")
    if raiser.kind == RaiserKind.ENTERPRISE and raiser.org is None:
        raise Refusal(
            "matters.raiser_missing",
            _("Choose the enterprise; enter it first if it is new."),
            field="raiser_org",
        )
    if raiser.kind == RaiserKind.OFFICE and raiser.unit is None:
        raise Refusal("matters.raiser_missing", _("Choose the office that raised it."), field="raiser_unit")


def check_codes(source_kind: str, label: int, routing: Routing) -> None:
    """Raise unless the source and the label are known."""
    if source_kind not in routing.sources:
        raise Refusal("matters.source_unknown", _("Choose a source from the list."), field="source_kind")
    _check_label(label)


def _check_label(label: int) -> None:
    if label not in LABELS:
        raise Refusal("matters.label_unknown", _("Choose a label from the list."), field="label")


def index_matter(matter: Matter, words: str, *, fresh: bool = False) -> None:
    """Make the matter findable by number, title, the raiser's words and his organisation."""
    org = matter.raiser_org.name_zh if matter.raiser_org else ""
    place = matter.place.name_zh if matter.place else ""
    foreign = [] if fresh else matter.foreign_numbers.order_by("pk").values_list("number", flat=True)
    search.index(
        matter.subject,
        title=f"{matter.number} {matter.title}",
        body="\n".join(filter(None, (masked_numbers(words), org, place, *foreign))),
        fresh=fresh,
    )


@use_case("matters.register")
def register_matter(
    *, actor: Actor, matter: Matter, now: datetime, effective_on: date | None = None
) -> Matter:
    """Take a received matter onto the issue list."""
    return registered(Desk.lock(actor, matter, now), effective_on)


def registered(desk: Desk, effective_on: date | None = None) -> Matter:
    """The work of :func:`register_matter`, on a desk that holds the matter."""
    access.require(desk.actor, "matters.register", desk.matter)
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
    found.title, found.category = short(title, 120, "title"), category
    if label is not None:
        _check_label(label)
        found.label = label
        Subject.objects.filter(pk=found.subject_id).update(label=label)
    index_matter(found, vault.read(found.words))
    after = {"title": found.title, "category": found.category, "label": int(found.label)}
    return desk.save("matters.amended", {"before": before, "after": after}, desk.effective(effective_on))


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
    _stop_all_clocks(desk)
    desk.move("withdraw")
    desk.matter.turn_due_on = None
    return desk.save("matters.withdrawn", {"reason": told(note.words)}, note.effective_on)


def _stop_all_clocks(desk: Desk) -> None:
    for kind in LegKind:
        desk.clocks.end(kind, desk.now, judged=False)


@use_case("matters.merge")
def merge_matter(
    *, actor: Actor, matter: Matter, into: Matter, now: datetime, effective_on: date | None = None
) -> Matter:
    """A duplicate joins another matter; neither's words, raiser or number is lost."""
    desk = Desk.lock(actor, matter, now)
    survivor = Desk.lock(actor, into, now)
    access.require(actor, "matters.merge", desk.matter)
    access.require(actor, "matters.merge", survivor.matter)
    desk.allow("merge")
    if survivor.matter.pk == desk.matter.pk or not survivor.lifecycle.state(survivor.matter.state).open:
        raise Refusal(
            "matters.merge_target",
            _("Choose another matter that is still open to merge into."),
            field="into",
        )
    if desk.kind.urgent and not survivor.kind.urgent:
        raise Refusal(
            "matters.merge_urgent",
            _("An urgent matter joins only another urgent one, or its clock would be lost. Choose another."),
            field="into",
        )
    on = desk.effective(effective_on)
    current().answer_with(desk.matter.subject)
    for part in Involvement.objects.filter(subject=desk.matter.subject):
        involve(
            survivor.matter.subject,
            part.kind if part.kind == "collector" else "merged",
            unit=part.unit,
            post=part.post,
        )
    _stop_all_clocks(desk)
    desk.move("merge")
    desk.matter.merged_into = survivor.matter
    desk.matter.turn_due_on = None
    record(
        actor=actor,
        subject=survivor.matter.subject,
        kind="matters.took_in",
        data={"number": desk.matter.number, "duplicate": str(desk.matter.subject.uid)},
        effective_on=on,
    )
    return desk.save(
        "matters.merged",
        {"into": str(survivor.matter.subject.uid), "number": survivor.matter.number},
        on,
    )


@use_case("matters.split")
def split_matter(
    *, actor: Actor, matter: Matter, titles: tuple[str, ...], now: datetime, effective_on: date | None = None
) -> Matter:
    """Split parts off, each a matter of its own; the whole cannot be closed out before its parts."""
    desk = Desk.lock(actor, matter, now)
    access.require(actor, "matters.split", desk.matter)
    desk.allow("split")
    parts = tuple(title.strip() for title in titles if title.strip())
    if not parts:
        raise Refusal("matters.parts_missing", _("Write one line for each part."), field="titles")
    if desk.matter.parent_id is not None:
        raise Refusal(
            "matters.part_of_part",
            _("This is itself a part. Split the whole instead: %(number)s."),
            number=desk.matter.parent.number,
        )
    on = desk.effective(effective_on)
    current().answer_with(desk.matter.subject)
    numbers = [_open_part(desk, title, on).number for title in parts]
    return desk.save("matters.split", {"parts": numbers}, on)


def _open_part(desk: Desk, title: str, on: date) -> Matter:
    whole = desk.matter
    part = receive_matter(
        actor=desk.actor,
        title=title,
        words=vault.read(whole.words),
        kind=whole.kind,
        category=whole.category,
        source_kind=whole.source_kind,
        raiser=Raiser(
            whole.raiser_kind,
            whole.raiser_org,
            whole.raiser_unit,
            vault.read(whole.raiser_name),
            vault.read(whole.raiser_phone),
        ),
        raised_on=on,
        now=desk.now,
        place=whole.place,
        origin=whole.subject,
        about=whole.about,
        parent=whole,
        collector=whole.collector,
        label=whole.label,
    )
    return register_matter(actor=desk.actor, matter=part, now=desk.now)


@use_case("matters.key_list")
def set_key_listing(
    *, actor: Actor, matter: Matter, listed: bool, now: datetime, effective_on: date | None = None
) -> Matter:
    """Put a matter on the key list, or take it off; the list is a dated subset with its own count."""
    desk = Desk.lock(actor, matter, now)
    access.require(actor, "matters.key_list", desk.matter)
    desk.allow("key_list")
    if desk.matter.key_listed == listed:
        raise Refusal("matters.key_list_same", _("That is already so. Open the matter again to see it."))
    on = desk.effective(effective_on)
    if listed:
        KeyListing.objects.create(zone=actor.zone, matter=desk.matter, starts_on=on)
    else:
        KeyListing.objects.filter(zone=actor.zone, matter=desk.matter, ends_on__isnull=True).update(
            ends_on=on
        )
    desk.matter.key_listed = listed
    return desk.save("matters.key_listed" if listed else "matters.key_unlisted", {}, on)

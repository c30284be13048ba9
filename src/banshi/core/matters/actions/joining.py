"""Matters that are one, and parts that are matters of their own: merging, splitting, and the key list."""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from banshi.base.history.acts import current, use_case
from banshi.base.history.record import record
from banshi.base.vault import store as vault
from banshi.base.zones import access
from banshi.base.zones.access import Actor
from banshi.base.zones.refusals import Refusal
from banshi.core.access.actions import involve
from banshi.core.access.models import Involvement
from banshi.core.matters.actions.arriving import Raiser
from banshi.core.matters.actions.desk import Desk
from banshi.core.matters.actions.intake import receive_matter, register_matter
from banshi.core.matters.models import KeyListing, Matter


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
    desk.clocks.end_all(desk.now)
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

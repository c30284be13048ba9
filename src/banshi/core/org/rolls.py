"""What words in sheets may stand for: units, posts and outside organisations, by all that they are called."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from banshi.base.imports.names import Meaning, Roll, spelled
from banshi.base.zones import clock
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Zone
from banshi.core.org.actions import names
from banshi.core.org.models import OutsideOrganisation, PostHolding, Unit
from banshi.core.org.queries import aliases, posts_seen, units_seen
from banshi.core.org.rules import core_name

FOLDS = (spelled, core_name)


def others_of(zone: Zone, kind: str) -> dict[int, tuple[str, ...]]:
    """The other names in use of all subjects of a kind, by subject; one query."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = aliases().filter(zone=zone, subject__kind=kind).order_by("pk")
    for subject, text in rows.values_list("subject_id", "text"):
        found[subject].append(text)
    return {subject: tuple(texts) for subject, texts in found.items()}


def noting(kind: str) -> dict[str, Callable[..., Any]]:
    """How a word is kept as another name of a subject of ``kind``: by the act of its page."""

    def note(*, actor: Actor, thing: Any, text: str, reason: str, now: datetime) -> None:
        names.add_alias(actor=actor, subject=thing.subject, text=text, reason=reason, now=now)

    return {"note": note, "may_note": lambda actor: actor.holds(names.verb_for(actor, kind))}


def _units(actor: Actor, _on: date) -> list[Meaning]:
    others = others_of(actor.zone, "unit")
    return [
        Meaning(
            one.code, one.name, one, (one.name_zh, one.short_zh, one.name_en, one.code),
            others.get(one.subject_id, ()),
        )
        for one in units_seen(actor) if not one.ends_on
    ]  # fmt: skip


def _posts(actor: Actor, _on: date) -> list[Meaning]:
    others = others_of(actor.zone, "post")
    return [
        Meaning(
            one.code, one.name, one, (one.name_zh, one.name_en, one.code), others.get(one.subject_id, ()),
            one.unit.name,
        )
        for one in posts_seen(actor) if not one.ends_on
    ]  # fmt: skip


def _organisations(actor: Actor, _on: date) -> list[Meaning]:
    others = others_of(actor.zone, "outside")
    rows = OutsideOrganisation.objects.visible_to(actor).filter(ends_on__isnull=True)
    return [
        Meaning(
            str(one.subject.uid), one.name, one, (one.name_zh, one.name_en, one.credit_code),
            others.get(one.subject_id, ()), one.credit_code,
        )
        for one in rows.select_related("subject").order_by("name_zh", "pk")
    ]  # fmt: skip


def _in_the_same_hands(actor: Actor, key: str, since: datetime) -> bool:
    """A person's name may have stood for the post: the choice holds while nobody has left or taken it since."""
    day = clock.on_date(actor.zone, since)
    moved = Q(starts_on__gt=day) | Q(ends_on__gte=day)
    return not PostHolding.objects.filter(moved, post__zone=actor.zone, post__code=key).exists()


def _units_and_organisations(actor: Actor, on: date) -> Iterable[Meaning]:
    return [*_units(actor, on), *_organisations(actor, on)]


def _note_either(*, actor: Actor, thing: Unit | OutsideOrganisation, **rest: Any) -> None:
    noting("unit" if isinstance(thing, Unit) else "outside")["note"](actor=actor, thing=thing, **rest)


def _may_note_either(actor: Actor) -> bool:
    return all(noting(kind)["may_note"](actor) for kind in ("unit", "outside"))


UNITS = Roll("units", _("Units"), _units, FOLDS, **noting("unit"))
POSTS = Roll("posts", _("Posts of the units"), _posts, FOLDS, still=_in_the_same_hands)
"""Its words are not noted as other names: in such columns stand persons' names too."""
ORGANISATIONS = Roll("organisations", _("Outside organisations"), _organisations, FOLDS, **noting("outside"))
UNITS_AND_ORGANISATIONS = Roll(
    "units_and_organisations", _("Units and outside organisations"), _units_and_organisations, FOLDS,
    note=_note_either, may_note=_may_note_either,
)  # fmt: skip

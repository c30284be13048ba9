"""The words of the counter that hold in a zone, and the names that a message may hold."""

from datetime import date

from django.utils.translation import get_language

from banshi.base.presets import catalogue
from banshi.base.presets import queries as presets
from banshi.base.zones import clock
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Zone
from banshi.core.org.models import Alias, OutsideOrganisation
from banshi.core.places.models import Place
from banshi.doors.counter import rules
from banshi.doors.counter.rules import IntakeWords
from banshi.kernel.messages import Name

MOST = 20_000
"""Names of each sort that are looked for in a message."""


def words_of(zone: Zone, on: date | None = None) -> IntakeWords:
    """The rules in force; a zone that was founded before they came has those of the house."""
    try:
        return presets.rules(zone, rules.TOPIC, on or clock.today(zone))
    except presets.NoRules:
        return rules.parse(catalogue.preset(rules.TOPIC, rules.DEFAULT).body)


def channels_of(found: tuple[rules.Channel, ...]) -> list[tuple[str, str]]:
    """Name and address of channels, in the language of the moment."""
    english = (get_language() or "").startswith("en")
    return [(row.en, row.en_where) if english else (row.zh, row.zh_where) for row in found]


def names_of(actor: Actor, model: type[OutsideOrganisation] | type[Place], on: date) -> list[Name]:
    """Official, short and other names of what the actor may see and what lasts on ``on``; two queries."""
    seen = model.objects.visible_to(actor).on(on)
    found: dict[tuple[str, str], Name] = {}
    for uid, *names in seen.values_list("subject__uid", "name_zh", "name_en", "core")[:MOST]:
        for text in (*names, *_short(names)):
            found[str(uid), text] = Name(str(uid), text)
    aliases = Alias.objects.filter(zone=actor.zone, withdrawn_at__isnull=True)
    for uid, text in aliases.filter(subject__in=seen.values("subject")).values_list("subject__uid", "text")[
        :MOST
    ]:
        found[str(uid), text] = Name(str(uid), text)
    return [name for name in found.values() if len(name.text.strip()) > 1]


def _short(names: list[str]) -> list[str]:
    """Names without what stands in brackets at their end: 石桥村 for 石桥村(虚构)."""
    cut = [name.split(bracket)[0] for name in names for bracket in ("(", "\uff08") if bracket in name]
    return [name for name in cut if len(name) > 1]

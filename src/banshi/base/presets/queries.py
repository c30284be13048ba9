"""Reading the rules in force on a day, without asking the database twice for what cannot have changed."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from banshi.base.presets import catalogue
from banshi.base.presets.models import RuleSet
from banshi.base.zones.models import Zone


class NoRules(LookupError):
    """The zone has adopted no rules of this topic yet."""


@dataclass(frozen=True)
class Version:
    """One version of a topic's rules, parsed."""

    pk: int
    topic: str
    code: str
    version: int
    effective_on: date
    source: str
    rules: Any


def rules(zone: Zone, topic: str, on: date) -> Any:
    """The parsed rules of ``topic`` in force on ``on``. Raises :class:`NoRules`."""
    return in_force(zone, topic, on).rules


def in_force(zone: Zone, topic: str, on: date) -> Version:
    """The last version effective by ``on``; a day before the first version gets the first one."""
    found = versions(zone, topic)
    if not found:
        raise NoRules(topic)
    due = [version for version in found if version.effective_on <= on]
    return max(due, key=lambda version: (version.effective_on, version.version)) if due else found[0]


def numbered(zone: Zone, topic: str, version: int) -> Version:
    """The version with this number: what an old decision was made under."""
    return versions(zone, topic)[version - 1]


def versions(zone: Zone, topic: str) -> tuple[Version, ...]:
    """All versions of a topic, the oldest first.

    Adopting rules moves the head of the zone's own chain, so the leaf of the head is a sound key
    for a cache in the process (a counter would come back after a rollback). Load zones with
    ``select_related("subject")``.
    """
    head = zone.subject.head_leaf if zone.subject else ""
    return _all(zone.pk, head).get(topic, ())


@lru_cache(maxsize=64)
def _all(zone_id: int, _head: str) -> dict[str, tuple[Version, ...]]:
    found: dict[str, tuple[Version, ...]] = {}
    # A topic that no app brings any more (a programme taken out) keeps its rows, and nobody asks for it.
    topics = [topic.code for topic in catalogue.topics()]
    for row in RuleSet.objects.filter(zone_id=zone_id, topic__in=topics).order_by("topic", "version"):
        version = Version(
            row.pk,
            row.topic,
            row.code,
            row.version,
            row.effective_on,
            row.source,
            catalogue.topic(row.topic).parse(row.body),
        )
        found[row.topic] = (*found.get(row.topic, ()), version)
    return found


def body_of(version: Version) -> dict[str, Any]:
    """The body of a version as it was adopted."""
    return RuleSet.objects.values_list("body", flat=True).get(pk=version.pk)

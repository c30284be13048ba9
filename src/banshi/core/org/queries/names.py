"""Names: what else a thing is called, what is probably the same, and what is left as it is."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Model, Q, QuerySet

from banshi.base.engines.kept import Kept
from banshi.base.search import find
from banshi.base.zones.models import Subject, Zone
from banshi.core.org.models import Alias, Unit
from banshi.core.org.rules import core_name, is_masked, other_ways
from banshi.kernel.text import normalise

SHORTEST = 2
_by_core: dict[str, type[Model]] = {}


@dataclass(frozen=True)
class NameGroup:
    """A subject with its official name and every other name."""

    subject: Subject
    official: str
    others: tuple[str, ...]


def compare_by_core(kind: str, model: type[Model]) -> None:
    """Say that ``model`` keeps the comparable name of subjects of ``kind`` in ``core``; called when ready."""
    _by_core[kind] = model


def aliases() -> QuerySet[Alias]:
    """The other names that are in use."""
    return Alias.objects.filter(withdrawn_at__isnull=True)


def names_of(subject: Subject) -> QuerySet[Alias]:
    """The other names of a subject, the oldest first."""
    return aliases().filter(subject=subject).order_by("pk")


def same_name(zone: Zone, text: str, kind: str | None = None) -> list[Subject]:
    """Subjects that ``text`` probably names already, by official or other name; likely duplicates.

    Compared without legal form, spaces and punctuation. Of ``kind`` only, when it is given. A
    masked name names nobody.
    """
    if is_masked(text) or not text.strip():
        return []
    core = core_name(text)
    ids = set(aliases().filter(zone=zone, core=core).values_list("subject_id", flat=True))
    for code, model in _by_core.items():
        if kind in (None, code):
            rows = model._default_manager.filter(zone=zone, core=core)
            ids.update(rows.values_list("subject_id", flat=True))
    rows = Subject.objects.filter(zone=zone, pk__in=ids).order_by("pk")
    return list(rows if kind is None else rows.filter(kind=kind))


def alias_expansion(zone: Zone, text: str) -> list[str]:
    """Other ways of saying ``text`` in the zone, normalised, so that 近好 and 迈好 find each other.

    One query. A single character and a masked name (胡某星) are never expanded.
    """
    word = normalise(text)
    if len(word) < SHORTEST or is_masked(word):
        return []
    found: list[str] = []
    for names in _grouped(NAMED_ALIKE(zone=zone.pk, word=word)):
        found.extend(other_ways(word, names))
    return list(dict.fromkeys(found))


def _named_alike(zone: int, word: str) -> QuerySet:
    hits = aliases().filter(zone_id=zone)
    hits = hits.filter(Q(normal__contains=word) | Q(subject__caption__icontains=word))
    rows = aliases().filter(zone_id=zone, subject__in=hits.values("subject")).exclude(subject__kind="person")
    return rows.values_list("subject_id", "normal", "subject__caption")


NAMED_ALIKE = Kept(_named_alike, zone=int, word=str)
"""The names of whatever bears a name with the word in it."""


def name_groups(zone: Zone) -> list[NameGroup]:
    """Every subject that has other names, by official name."""
    found: dict[int, NameGroup] = {}
    for alias in aliases().filter(zone=zone).select_related("subject").order_by("subject__caption", "pk"):
        group = found.get(alias.subject_id) or NameGroup(alias.subject, alias.subject.caption, ())
        found[alias.subject_id] = NameGroup(group.subject, group.official, (*group.others, alias.text))
    return list(found.values())


def found_under(zone: Zone, text: str) -> set[int]:
    """The ids of the subjects that a search for ``text`` finds, other names included."""
    return set(find.matching(zone, text).values_list("subject_id", flat=True))


def _grouped(rows: Iterable[tuple[int, str, str]]) -> Iterable[list[str]]:
    """The names of each subject, the official one first."""
    groups: dict[int, list[str]] = {}
    for subject, normal, caption in rows:
        groups.setdefault(subject, [normalise(caption)]).append(normal)
    return groups.values()


def full_name(zone: Zone, unit: Unit) -> str:
    """The unit with its zone before it, unless its name says so already."""
    return unit.name_zh if unit.name_zh.startswith(zone.name_zh) else f"{zone.name_zh}{unit.name_zh}"

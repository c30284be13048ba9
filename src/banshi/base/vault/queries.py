"""What is held about people: by kind and field, by phone, in one record; and what is due to be erased."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.fields import BooleanField
from django.utils.translation import get_language

from banshi.base.jobs.models import Job
from banshi.base.presets import queries as presets
from banshi.base.vault import rules, store
from banshi.base.vault.holdings import holding
from banshi.base.vault.models import VaultItem, VaultKey
from banshi.base.zones import clock
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Subject, Zone

TOPIC = "personal_data"
MOST_FOUND = 200


@dataclass(frozen=True)
class Line:
    """One line of the register: fields of a kind, their purpose and ground, months kept, items held and erased."""

    kind: str
    name: str
    purpose: str
    basis: str
    months: int | None
    held: int
    erased: int


@dataclass(frozen=True)
class Held:
    """One piece held in a record: what it is, its purpose, and its text where it was asked for."""

    name: str
    purpose: str
    erased: bool
    text: str = ""


def register(actor: Actor, today: date) -> list[Line]:
    """The register of personal data, by kind and field, in the order of the rules. Two queries."""
    keys = VaultKey.objects.visible_to(actor)
    counted = (
        VaultItem.objects.filter(key__in=keys)
        .values_list("key__subject__kind", "field")
        .annotate(held=Count("pk", Q(sealed__isnull=False)), erased=Count("pk", Q(sealed__isnull=True)))
    )
    counts = {(kind, field): (held, erased) for kind, field, held, erased in counted}
    lines = []
    for kind, keeping in presets.rules(actor.zone, TOPIC, today).items():
        for purpose in keeping.purposes:
            fields = [field for one, field in counts if one == kind and keeping.purpose_of(field) is purpose]
            first = purpose.fields[0] in keeping.contact
            lines.append(
                Line(
                    kind=kind_word(kind),
                    name=_said(purpose.zh, purpose.en),
                    purpose=_said(purpose.purpose_zh, purpose.purpose_en),
                    basis=_said(purpose.basis_zh, purpose.basis_en),
                    months=keeping.contact_months if first else keeping.whole_months,
                    held=sum(counts[kind, field][0] for field in fields),
                    erased=sum(counts[kind, field][1] for field in fields),
                )
            )
    return lines


def kind_word(kind: str) -> str:
    """What a kind of record is called; its code where no app says so."""
    found = holding(kind)
    return str(found.label) if found else kind


def _said(zh: str, en: str) -> str:
    return en if (get_language() or "").startswith("en") else zh


def due(actor: Actor, today: date) -> QuerySet[VaultKey]:
    """Records of which something is kept longer than the rules say, the oldest first.

    Each row says in ``contact_due`` and ``whole_due`` which step is due.
    """
    rows = VaultKey.objects.visible_to(actor).filter(erased_at=None)
    found = {step: _due(actor, step, today) for step in rules.STEPS}
    rows = rows.annotate(contact_due=found[rules.CONTACT], whole_due=found[rules.WHOLE])
    return rows.filter(Q(contact_due=True) | Q(whole_due=True)).select_related("subject").order_by("pk")


def _due(actor: Actor, step: str, today: date):
    """A condition on keys: ``step`` is due."""
    condition = Q()
    for kind, keeping in presets.rules(actor.zone, TOPIC, today).items():
        day, declared = keeping.due_by(step, today), holding(kind)
        if day is None or declared is None or step not in keeping.steps:
            continue
        ended = Q(subject__kind=kind, subject__in=declared.ended_by(actor.zone, day))
        if step == rules.CONTACT:
            sealed = VaultItem.objects.filter(key=OuterRef("pk"), sealed__isnull=False)
            ended &= Q(Exists(sealed.filter(field__in=keeping.contact)))
        condition |= ended
    if not condition:
        return Value(False, BooleanField())
    return Exists(VaultKey.objects.filter(condition, pk=OuterRef("pk")))


BY_TIME = "vault.erase_due"


@dataclass(frozen=True)
class LastRun:
    """When the machine last looked what is due, in the zone's time, how many records it erased, and what kept it from
    it (empty: nothing)."""

    at: datetime | None
    erased: int
    says: str


def last_run(zone: Zone) -> LastRun | None:
    """The last time that the machine erased by time; None when it never did."""
    job = Job.objects.filter(zone=zone, kind=BY_TIME, finished_at__isnull=False).order_by("-pk").first()
    if job is None:
        return None
    says = job.says or job.error
    return LastRun(clock.shown(zone, job.finished_at), int(job.result.get("erased", 0)), says)


def steps_due(row: VaultKey) -> tuple[str, ...]:
    """The steps that are due of a row of :func:`due`."""
    said = {rules.CONTACT: row.contact_due, rules.WHOLE: row.whole_due}
    return tuple(step for step in rules.STEPS if said[step])


def search(actor: Actor, text: str) -> list[VaultKey]:
    """The newest records, at most 200, that hold this phone or have this number, and that the actor may see."""
    number = text.strip()
    named = Q(subject__caption=number) | Q(subject__caption__startswith=f"{number} ")
    items = store.find_phone(actor.zone.pk, text)
    rows = VaultKey.objects.visible_to(actor).filter(named | Q(pk__in=items.values("key")))
    return list(rows.select_related("subject").order_by("-pk")[:MOST_FOUND])


def find(actor: Actor, uid: UUID) -> VaultKey | None:
    """The key of one record that the actor may see, with its items."""
    rows = VaultKey.objects.visible_to(actor).select_related("subject__zone").prefetch_related("items")
    return rows.filter(subject__uid=uid).first()


def held(key: VaultKey, today: date, *, texts: bool) -> list[Held]:
    """What is held in a record, in the order in which it came; with ``texts`` only after that was recorded."""
    keeping = presets.rules(key.subject.zone, TOPIC, today).get(key.subject.kind)
    return [
        _held(item, key, keeping, texts=texts) for item in sorted(key.items.all(), key=lambda one: one.pk)
    ]


def _held(item: VaultItem, key: VaultKey, keeping: rules.Keeping | None, *, texts: bool) -> Held:
    purpose = keeping.purpose_of(item.field) if keeping else None
    return Held(
        name=_said(purpose.zh, purpose.en) if purpose else item.field,
        purpose=_said(purpose.purpose_zh, purpose.purpose_en) if purpose else "",
        erased=item.sealed is None or key.wrapped is None,
        text=store.unseal(key.wrapped, item.sealed, key.subject.uid) if texts else "",
    )


def steps_open(key: VaultKey, today: date) -> tuple[str, ...]:
    """What can be erased of a record today; nothing while it is in use."""
    keeping = presets.rules(key.subject.zone, TOPIC, today).get(key.subject.kind)
    if keeping is None or key.erased_at is not None or ended_on(key.subject) is None:
        return ()
    fields = {item.field for item in key.items.all() if item.sealed is not None}
    return tuple(step for step in keeping.steps if step == rules.WHOLE or fields & keeping.contact)


def ended_on(subject: Subject) -> date | None:
    """When the record ended; None while it is in use, and for kinds that never end."""
    found = holding(subject.kind)
    return found.ended_on(subject) if found else None

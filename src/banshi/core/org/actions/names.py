"""Other names: what else a thing is called, so that it is found and not entered twice."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from banshi.base.history.acts import current, use_case
from banshi.base.history.record import record
from banshi.base.search import index
from banshi.base.zones import access, subjects
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Subject
from banshi.base.zones.refusals import Refusal
from banshi.core.org import queries, rules
from banshi.core.org.actions.common import too_long
from banshi.core.org.models import Alias
from banshi.kernel.text import normalise

_verbs = dict.fromkeys(("unit", "post", "group", "person", "outside"), "org.edit")


def aliases_need(kind: str, verb: str) -> None:
    """Let subjects of ``kind`` have other names, given by whoever holds ``verb``; called by apps when ready."""
    _verbs[kind] = verb


@use_case("org.add_alias")
def add_alias(
    *, actor: Actor, subject: Subject, text: str, now: datetime, reason: str = "", despite: str = ""
) -> Alias:
    """Let ``subject`` also be found and recognised as ``text``; ``reason`` says where the name comes from.

    A name that something of the same kind already has is refused, unless ``despite`` says why both
    have it. People get no other names, and a masked name belongs to nobody.
    """
    subject = Subject.objects.select_for_update().get(pk=subject.pk)
    access.require(actor, verb_for(actor, subject.kind), subject)
    text = _acceptable(subject, text)
    _not_another(actor, subject, text, despite)
    normal = normalise(text)
    alias = Alias.objects.filter(zone=actor.zone, subject=subject, normal=normal).first()
    if alias is not None and alias.withdrawn_at is None:
        raise Refusal("org.alias_known", _("This name is already noted."), field="text")
    if alias is None:
        alias = Alias(zone=actor.zone, subject=subject, normal=normal, core=rules.core_name(text))
    alias.text, alias.reason, alias.withdrawn_at = text, reason.strip(), None
    too_long(alias.reason, 100, "reason")
    alias.save()
    record(
        actor=actor,
        subject=subject,
        kind="org.alias_added",
        data={"text": text, "reason": alias.reason, "despite": despite.strip()},
    )
    index_names(subject)
    return alias


@use_case("org.withdraw_alias")
def withdraw_alias(*, actor: Actor, alias: Alias, now: datetime) -> Alias:
    """Take back a name that was noted by mistake; the row stays."""
    subject = Subject.objects.select_for_update().get(pk=alias.subject_id)
    access.require(actor, verb_for(actor, subject.kind), subject)
    alias = Alias.objects.get(pk=alias.pk)
    if alias.withdrawn_at is not None:
        raise Refusal("org.alias_withdrawn", _("This name was already taken back."))
    alias.withdrawn_at = current().recorded_at
    alias.save(update_fields=["withdrawn_at"])
    record(actor=actor, subject=subject, kind="org.alias_withdrawn", data={"text": alias.text})
    index_names(subject)
    return alias


def index_names(subject: Subject) -> None:
    """Make a named subject findable by its names, its other names and its credit code. Part of a use case."""
    row = subjects.owner_of(subject)
    others = Alias.objects.filter(subject=subject, withdrawn_at__isnull=True).values_list("text", flat=True)
    body = [row.name_en, getattr(row, "credit_code", ""), *others.order_by("pk")]
    index.index(subject, title=row.name_zh, body="\n".join(part for part in body if part))


def verb_for(actor: Actor, kind: str) -> str:
    """The verb that names subjects of ``kind``; whoever may register outside organisations may name them.

    Raises Unknown for a kind that has no other names.
    """
    if kind not in _verbs:
        raise access.unknown()
    if kind == "outside" and actor.holds("org.register_outside"):
        return "org.register_outside"
    return _verbs[kind]


def _acceptable(subject: Subject, text: str) -> str:
    text = text.strip()
    if subject.kind == "person":
        raise Refusal(
            "org.alias_of_person", _("People have no other names here. They are addressed by post.")
        )
    if not text:
        raise Refusal("org.alias_missing", _("Enter the other name."), field="text")
    too_long(text, 100, "text")
    if rules.is_masked(text):
        raise Refusal(
            "org.alias_masked",
            _("A masked name is kept as it is given and stands for nobody. Enter a name without a mask."),
            field="text",
        )
    if normalise(text) == normalise(subject.caption):
        raise Refusal("org.alias_same", _("This is the official name itself."), field="text")
    return text


def _not_another(actor: Actor, subject: Subject, text: str, despite: str) -> None:
    others = [found for found in queries.same_name(actor.zone, text, subject.kind) if found.pk != subject.pk]
    if others and not despite.strip():
        raise Refusal(
            "org.same_name",
            _("%(name)s is already known under this name. Give a reason if both are to have it."),
            field="text",
            name=others[0].caption,
        )

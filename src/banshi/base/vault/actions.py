"""Looking up, showing and erasing what is held about a person. History keeps that it happened, never what it was."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from banshi.base.history.acts import use_case
from banshi.base.history.record import record
from banshi.base.presets import queries as presets
from banshi.base.vault import queries, rules, store
from banshi.base.vault.models import VaultKey, What
from banshi.base.zones import access, clock
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Subject, Zone
from banshi.base.zones.refusals import Refusal

AT_ONCE = 200
"""So many records are erased in one act, so that no act holds the database for long."""
LEAST_DIGITS = 5
STILL_NEEDED = _("This record is still in use, or nothing is held in it any more.")


class Why(models.TextChoices):
    """Why personal data are erased. A choice, since a sentence could name the person again."""

    ASKED = "asked", _("The person asked for it")
    NOT_NEEDED = "not_needed", _("It is not needed for its purpose")
    MISTAKE = "mistake", _("It was entered by mistake")
    TIME = "time", _("The time for which it is kept is over")


@use_case("vault.search")
def search_held(*, actor: Actor, text: str, now: datetime) -> list[VaultKey]:
    """Records that hold this phone or have this number, the newest first; the search is kept, ``text`` is not."""
    zone = Zone.objects.select_for_update(of=("self",)).select_related("subject").get(pk=actor.zone.pk)
    access.require(actor, "vault.view")
    if len(store.normal_phone(text)) < LEAST_DIGITS:
        raise Refusal(
            "vault.text_short", _("Enter the whole phone, or the whole number of the record."), field="text"
        )
    found = queries.search(actor, text)
    store.looked(actor, None, What.SEARCHED, found=len(found))
    record(actor=actor, subject=zone.subject, kind="vault.searched", data={"found": len(found)})
    return found


@use_case("vault.show")
def show_held(*, actor: Actor, subject: Subject, now: datetime) -> VaultKey:
    """Leave a line that everything held in a record was shown; the caller then shows it once."""
    key = _locked(actor, subject, "vault.view")
    store.looked(actor, key.subject, What.SHOWN)
    record(actor=actor, subject=key.subject, kind="vault.shown", data={})
    return key


@use_case("vault.erase")
def erase_held(*, actor: Actor, subject: Subject, step: str, why: str, now: datetime) -> VaultKey:
    """Erase the contact of a record, or all of it with its photos. It cannot be undone."""
    key = _locked(actor, subject, "vault.erase")
    if why not in Why.values:
        raise Refusal("vault.why_missing", _("Choose why it is erased."), field="why")
    _erase(actor, key, step, why, now)
    return key


@use_case("vault.erase_due")
def erase_due(*, actor: Actor, now: datetime) -> int:
    """Erase what the rules keep no longer, at most :data:`AT_ONCE` records; returns how many."""
    access.require(actor, "vault.erase")
    today = clock.on_date(actor.zone, now)
    due = queries.due(actor, today)[:AT_ONCE]
    found = [(row.pk, queries.steps_due(row)) for row in due]
    if not found:
        raise Refusal(
            "vault.nothing_due", _("Nothing is kept longer than the rules say. There is nothing to erase.")
        )
    locked = VaultKey.objects.select_for_update(of=("self",)).select_related("subject__zone")
    keys = {key.pk: key for key in locked.filter(pk__in=[pk for pk, _steps in found])}
    for pk, steps in found:
        _erase(actor, keys[pk], rules.WHOLE if rules.WHOLE in steps else rules.CONTACT, Why.TIME, now)
    return len(found)


def _locked(actor: Actor, subject: Subject, verb: str) -> VaultKey:
    rows = VaultKey.objects.visible_to(actor).select_for_update(of=("self",))
    key = rows.select_related("subject__zone").filter(subject__uid=subject.uid).first()
    if key is None:
        raise access.unknown()
    access.require(actor, verb, key.subject)
    return key


def _erase(actor: Actor, key: VaultKey, step: str, why: str, now: datetime) -> None:
    subject, today = key.subject, clock.on_date(actor.zone, now)
    keeping = presets.rules(actor.zone, queries.TOPIC, today).get(subject.kind)
    rules.check_erasable(queries.ended_on(subject), step, keeping)
    if key.erased_at is not None:
        raise Refusal("vault.erased_already", _("The personal data of this record are erased already."))
    if step == rules.WHOLE:
        store.erase(subject)
    elif not store.erase_fields(subject, keeping.contact):
        raise Refusal("vault.nothing_to_erase", _("Nothing of this is held in the record any more."))
    store.looked(actor, subject, What.ERASED, detail=step)
    record(actor=actor, subject=subject, kind="vault.erased", data={"step": step, "why": why})

"""Taking an office's own Word form, and the layout of the house again."""

import hashlib
from datetime import datetime

from django.db.models import Max

from banshi.base.history.acts import current, use_case
from banshi.base.history.record import record
from banshi.base.papers import registry
from banshi.base.papers.models import WordForm
from banshi.base.zones import access, clock
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Subject


@use_case("papers.take_form")
def take_form(*, actor: Actor, code: str, content: bytes, file_name: str, now: datetime) -> WordForm:
    """An office's own Word form for one sort of papers, from now on; tried with a sample before it is taken."""
    subject = Subject.objects.select_for_update().get(pk=actor.zone.subject_id)
    access.require(actor, "papers.template", subject)
    found = registry.template(code)
    if found is None:
        raise access.unknown()
    from banshi.base.papers import filling  # loaded only where a form is sent

    filling.check(content, found.sample())
    row = _form(actor, code, now, content=content, file_name=file_name)
    record(
        actor=actor,
        subject=subject,
        kind="papers.form_taken",
        data={"code": code, "version": row.version, "sha256": row.sha256, "size": row.size},
    )
    return row


@use_case("papers.restore_form")
def restore_form(*, actor: Actor, code: str, now: datetime) -> WordForm:
    """The layout of the house again, from now on."""
    subject = Subject.objects.select_for_update().get(pk=actor.zone.subject_id)
    access.require(actor, "papers.template", subject)
    if registry.template(code) is None:
        raise access.unknown()
    row = _form(actor, code, now)
    record(
        actor=actor,
        subject=subject,
        kind="papers.form_restored",
        data={"code": code, "version": row.version},
    )
    return row


def _form(
    actor: Actor, code: str, now: datetime, *, content: bytes | None = None, file_name: str = ""
) -> WordForm:
    last = WordForm.objects.filter(zone=actor.zone, code=code).aggregate(last=Max("version"))["last"] or 0
    return WordForm.objects.create(
        zone=actor.zone,
        code=code,
        version=last + 1,
        content=content,
        sha256=hashlib.sha256(content).hexdigest() if content else "",
        size=len(content or b""),
        file_name=file_name[:120],
        effective_on=clock.on_date(actor.zone, now),
        recorded_at=current().recorded_at,
        account_id=actor.account_id,
    )

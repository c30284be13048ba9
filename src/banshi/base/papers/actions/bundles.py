"""Many papers as one file: asked for, kept once they are made, taken away again."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from banshi.base.files import store as files
from banshi.base.files.intake import Taken
from banshi.base.history.acts import current, use_case
from banshi.base.history.record import record
from banshi.base.jobs import actions as jobs
from banshi.base.jobs.models import OPEN
from banshi.base.papers import registry
from banshi.base.papers.models import Bundle
from banshi.base.papers.rules import BUNDLE, BUNDLE_DAYS, BUNDLE_MOST, BUNDLES_AT_ONCE
from banshi.base.zones import access, clock, subjects
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Subject
from banshi.base.zones.refusals import Refusal

MAKE = "papers.make_bundle"
"""The job that makes it."""


@use_case("papers.bundle")
def ask_bundle(*, actor: Actor, kind: str, things: Sequence[UUID], form: str, now: datetime) -> Bundle:
    """Ask for the papers of many things as one file; a job makes them, this only writes down what was asked."""
    many = registry.many(kind)
    access.require(actor, many.verb)
    _check(actor, things)
    subject = subjects.open_subject(actor.zone, BUNDLE, f"{many.title_zh} {len(things)}")
    row = Bundle.objects.create(
        subject=subject,
        zone=actor.zone,
        account_id=actor.account_id,
        kind=kind,
        form=form,
        things=[str(uid) for uid in things],
        language=get_language() or "zh-hans",
        asked_at=current().recorded_at,
        asked_on=clock.on_date(actor.zone, now),
    )
    row.job = jobs.start(actor=actor, kind=MAKE, arguments={"bundle": row.pk})
    row.save(update_fields=["job"])
    data = {"of": kind, "form": form, "things": row.things}
    record(actor=actor, subject=subject, kind="papers.bundle_asked", data=data)
    return row


def _check(actor: Actor, things: Sequence[UUID]) -> None:
    if not things:
        raise Refusal("papers.none_chosen", _("Go back to the list and tick what the papers are wanted of."))
    if len(things) > BUNDLE_MOST:
        raise Refusal(
            "papers.too_many",
            _("At most %(most)s papers are made at once. Narrow the list, for example by a department."),
            most=f"{BUNDLE_MOST:,}",
        )
    under_way = Bundle.objects.visible_to(actor).filter(made_at=None, job__state__in=OPEN).count()
    if under_way >= BUNDLES_AT_ONCE:
        raise Refusal(
            "papers.bundles_under_way",
            _("%(n)s files of yours are still being made. Wait until one is ready, or stop one."),
            n=under_way,
        )


@use_case("papers.keep_bundle")
def keep_bundle(
    *,
    actor: Actor,
    bundle: Bundle,
    file: Taken | None,
    papers: int,
    refused: Sequence[tuple[str, str]],
    now: datetime,
) -> Bundle:
    """What a job made: the file with its papers, and for each thing that has none why.

    ``file`` is None where not one could be made. What is kept already stays as it is.
    """
    row = _locked(actor, bundle)
    if row.made_at is not None:
        return row
    if file is not None:
        row.file = files.receive(actor, file)
        files.attach(row.file, row.subject, role=BUNDLE)
        row.kept_until = clock.on_date(actor.zone, now) + timedelta(days=BUNDLE_DAYS)
    row.papers, row.refused, row.made_at = papers, [list(one) for one in refused], current().recorded_at
    row.save()
    data = {
        "papers": papers,
        "refused": [uid for uid, _why in refused],
        "sha256": file.sha256_stored if file else None,
    }
    record(actor=actor, subject=row.subject, kind="papers.bundle_made", data=data)
    return row


@use_case("papers.drop_bundle")
def drop_bundle(*, actor: Actor, bundle: Bundle, now: datetime) -> Bundle:
    """Take the file away, by whoever asked for it or when its days are over; what was made stays told."""
    row = _locked(actor, bundle)
    if not row.ready:
        raise Refusal("papers.bundle_gone", _("There is no file any more. Ask for the papers again."))
    files.forget(row.subject)
    record(actor=actor, subject=row.subject, kind="papers.bundle_removed", data={})
    return row


def _locked(actor: Actor, bundle: Bundle) -> Bundle:
    rows = Bundle.objects.visible_to(actor).select_for_update(of=("self",)).filter(pk=bundle.pk)
    found = rows.select_related("subject", "file").first()
    if found is None:
        raise access.unknown()
    return found


def forget(subject: Subject) -> None:
    """Files with a paper of something that is erased go with it; called by the vault's erasure, in its use case."""
    kept = Bundle.objects.filter(zone=subject.zone, kind=subject.kind, file__erased_at=None).exclude(
        file=None
    )
    for row in kept.select_related("subject"):
        if str(subject.uid) in row.things:
            files.forget(row.subject)

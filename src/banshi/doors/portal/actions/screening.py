"""Looking through what was held: it becomes a matter, or is put aside with a reason that can be taken back."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from banshi.base.history.acts import current, use_case
from banshi.base.history.record import record
from banshi.base.vault import store as vault
from banshi.base.vault.models import VaultItem
from banshi.base.zones import access, clock
from banshi.base.zones.access import Actor
from banshi.base.zones.refusals import Refusal
from banshi.doors.portal import rules
from banshi.doors.portal.actions.receiving import files_of, open_matter
from banshi.doors.portal.models import Report, ReportState


def lock(actor: Actor, report: Report) -> Report:
    """The report afresh under lock; somebody else's is unknown here."""
    rows = Report.objects.select_for_update(of=("self",)).select_related(
        "subject", "link__subject", "link__zone__subject", "link__raiser_org__subject", "link__place__subject"
    )
    found = rows.filter(pk=report.pk, zone=actor.zone).first()
    if found is None:
        raise access.unknown()
    found.zone = found.subject.zone = found.link.zone = actor.zone
    return found


def _stand(report: Report, state: ReportState) -> None:
    if report.state != state:
        raise Refusal(
            "portal.screened_already",
            _("Somebody has looked at this one already. Open the list again to see it."),
        )


def _text(item: VaultItem | None) -> str:
    if item is None:
        return ""
    return vault.read(VaultItem.objects.select_related("key__subject").get(pk=item.pk))


@use_case("portal.accept")
def accept_report(
    *,
    actor: Actor,
    report: Report,
    now: datetime,
    title: str = "",
    kind: str = "",
    category: str = "",
) -> Report:
    """A held report becomes a matter like any other; what was kept of it here is erased, for it lies there."""
    report = lock(actor, report)
    access.require(actor, "portal.screen", report)
    _stand(report, ReportState.HELD)
    texts = [_text(item) for item in (report.words, report.name, report.phone)]
    found, today = files_of(report), clock.on_date(actor.zone, now)
    current().answer_with(report.subject)
    positions = VaultItem.objects.select_related("key__subject").filter(
        key__subject=report.subject, field=rules.POSITION
    )
    found = found.__class__(
        found.photos, found.voice, tuple(line for one in positions for line in vault.read(one).splitlines())
    )
    matter = open_matter(
        actor, report, *texts, found, today, now, title=title.strip(), kind=kind, category=category
    )
    report.state, report.matter, report.answer_by = ReportState.TAKEN, matter, matter.turn_due_on
    report.words = report.name = report.phone = None
    _screened(actor, report)
    report.save()
    vault.erase(report.subject)
    record(
        actor=actor,
        subject=report.subject,
        kind="portal.accepted",
        data={"matter": matter.number},
        effective_on=today,
    )
    return report


def _screened(actor: Actor, report: Report) -> None:
    report.screened_at, report.screened_by_id = current().recorded_at, actor.person_id
    report.origin = ""


@use_case("portal.put_aside")
def put_aside(*, actor: Actor, report: Report, reason: str, now: datetime) -> Report:
    """A held report is no report: put aside with a reason. It can be taken back until its words are erased."""
    report = lock(actor, report)
    access.require(actor, "portal.screen", report)
    _stand(report, ReportState.HELD)
    if reason not in rules.JUNK:
        raise Refusal("portal.junk_reason", _("Choose the reason from the list."), field="reason")
    report.state, report.junk_reason = ReportState.JUNK, reason
    _screened(actor, report)
    report.save(update_fields=["state", "junk_reason", "screened_at", "screened_by", "origin"])
    record(
        actor=actor,
        subject=report.subject,
        kind="portal.put_aside",
        data={"reason": reason},
        effective_on=clock.on_date(actor.zone, now),
    )
    return report


@use_case("portal.take_back")
def take_back(*, actor: Actor, report: Report, now: datetime) -> Report:
    """It was a report after all: it waits to be looked at again."""
    report = lock(actor, report)
    access.require(actor, "portal.screen", report)
    _stand(report, ReportState.JUNK)
    if report.erased_at is not None:
        raise Refusal(
            "portal.erased",
            _("Its words were erased after the time that the rules give. It stays put aside."),
        )
    report.state, report.junk_reason = ReportState.HELD, ""
    report.screened_at = report.screened_by = None
    report.save(update_fields=["state", "junk_reason", "screened_at", "screened_by"])
    record(
        actor=actor,
        subject=report.subject,
        kind="portal.taken_back",
        data={},
        effective_on=clock.on_date(actor.zone, now),
    )
    return report

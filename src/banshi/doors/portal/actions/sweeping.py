"""What need not be kept goes: counters and proofs that have run out, the words of junk, marks of origin."""

from datetime import datetime, timedelta

from banshi.base.history.acts import current, use_case
from banshi.base.history.record import record
from banshi.base.vault import store as vault
from banshi.base.zones import access, clock
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Subject
from banshi.doors.portal import rules
from banshi.doors.portal.models import Report, ReportState, Tally, UsedWork
from banshi.doors.portal.people import rules_of

MOST = 500
"""Junk reports whose words are erased in one go."""


@use_case("portal.sweep")
def sweep(*, actor: Actor, now: datetime) -> dict[str, int]:
    """Take away what has run out; says how many of each. Safe to repeat, and in small bites."""
    access.require(actor, "portal.sweep")
    portal = rules_of(actor.zone, clock.on_date(actor.zone, now))
    of_zone = {"zone": actor.zone}
    tallies = Tally.objects.filter(**of_zone, window_at__lt=rules.window(now)).delete()[0]
    proofs = UsedWork.objects.filter(**of_zone, expires_at__lt=clock.process_now()).delete()[0]
    since = now - timedelta(hours=portal.origin_hours)
    origins = Report.objects.filter(**of_zone, received_at__lt=since).exclude(origin="").update(origin="")
    return {"tallies": tallies, "proofs": proofs, "origins": origins, "junk": _junk(actor, portal, now)}


def _junk(actor: Actor, portal: rules.Portal, now: datetime) -> int:
    """Erase the words and files of what was put aside long enough ago."""
    long_ago = now - timedelta(days=portal.junk_days)
    rows = Report.objects.select_for_update(of=("self",)).select_related("subject")
    rows = rows.filter(
        zone=actor.zone, state=ReportState.JUNK, erased_at__isnull=True, screened_at__lt=long_ago
    )
    done = 0
    for report in rows.order_by("pk")[:MOST]:
        vault.erase(report.subject)  # which marks the report, too
        record(actor=actor, subject=report.subject, kind="portal.erased", data={})
        done += 1
    return done


def forget(subject: Subject) -> None:
    """A report that was put aside says that its words are gone; called by the vault's erasure, in its use case."""
    if subject.kind == "public_report":
        aside = Report.objects.filter(subject=subject, state=ReportState.JUNK, erased_at__isnull=True)
        aside.update(erased_at=current().recorded_at)

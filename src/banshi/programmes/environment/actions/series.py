"""Periods are locked and unlocked; who takes values away is written down."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from banshi.base.history.acts import current, use_case
from banshi.base.history.record import record
from banshi.base.zones import access, clock, subjects
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Subject
from banshi.base.zones.refusals import Refusal
from banshi.core.org.actions import common
from banshi.kernel.periods import Period
from banshi.programmes.environment.actions.air import DAYS, reason_given
from banshi.programmes.environment.actions.kept import locks_of, root_of
from banshi.programmes.environment.actions.telling import tell_reopened
from banshi.programmes.environment.actions.water import MONTHS
from banshi.programmes.environment.models import Brief, PeriodLock, Section, Station, Use
from banshi.programmes.environment.models.series import CAPTIONS, Medium, UseForm

SERIES = {Medium.AIR: DAYS, Medium.WATER: MONTHS}


@use_case("environment.lock_period")
def lock_period(*, actor: Actor, medium: str, period: Period, reason: str, now: datetime) -> PeriodLock:
    """No value of these months is entered or corrected from now on. What is locked is counted and proved."""
    access.require(actor, "environment.lock", common.lock_zone(actor))
    if medium not in Medium.values:
        raise Refusal("environment.not_a_choice", _("Choose one from the list."), field="medium")
    reason = reason_given(reason)
    first, last = period.start, period.end
    if last >= clock.on_date(actor.zone, current().recorded_at):
        raise Refusal(
            "environment.not_over", _("This period is not over. Lock it once its last day is past."), field="period"
        )  # fmt: skip
    for lock in locks_of(actor, medium):
        if lock.covers(first, last):
            raise Refusal(
                "environment.locked_already", _("%(period)s is locked already, wholly or in part."),
                field="period", period=lock.name,
            )  # fmt: skip
    list(
        Subject.objects.select_for_update()
        .filter(pk__in=_points(actor, medium))
        .order_by("pk")
        .values_list("pk")
    )
    series = SERIES[Medium(medium)]
    rows = series.model.objects.known().filter(
        **{"zone": actor.zone, f"{series.day}__gte": first, f"{series.day}__lte": last}
    )
    digests = list(rows.order_by(f"{series.owner}_id", series.day).values_list("digest", flat=True))
    if not digests:
        raise Refusal(
            "environment.nothing_to_lock", _("There is no value in this period yet. Import it first."),
            field="period",
        )  # fmt: skip
    caption = f"{CAPTIONS[Medium(medium)]} {period.code}"
    lock = PeriodLock.objects.create(
        subject=subjects.open_subject(actor.zone, "period_lock", caption), zone=actor.zone, medium=medium,
        first_on=first, last_on=last, reason=reason, rows=len(digests), root=root_of(digests),
        locked_at=current().recorded_at,
    )  # fmt: skip
    data = {"medium": medium, "from": first.isoformat(), "to": last.isoformat(), "reason": reason,
            "values": lock.rows, "root": lock.root}  # fmt: skip
    record(actor=actor, subject=lock.subject, kind="environment.period_locked", data=data)
    return lock


def _points(actor: Actor, medium: str) -> Any:
    """The subjects of all points; under lock, whoever is bringing values in at this moment is waited for."""
    model = Station if medium == Medium.AIR else Section
    return model.objects.filter(zone=actor.zone).values("subject")


@use_case("environment.unlock_period")
def unlock_period(*, actor: Actor, lock: PeriodLock, reason: str, now: datetime) -> PeriodLock:
    """Open a locked period again, for a reason; who, when and why stay in its history. Its readers are told."""
    lock = common.lock(actor, lock)
    access.require(actor, "environment.unlock", lock)
    if lock.unlocked_at is not None:
        raise Refusal("environment.unlocked_already", _("This period is open again already."))
    lock.unlock_reason, lock.unlocked_at = reason_given(reason), current().recorded_at
    lock.save(update_fields=["unlock_reason", "unlocked_at"])
    record(
        actor=actor, subject=lock.subject, kind="environment.period_unlocked",
        data={"reason": lock.unlock_reason},
    )  # fmt: skip
    tell_reopened(actor, lock, _points(actor, lock.medium))
    return lock


@use_case("environment.take_away")
def take_away(
    *,
    actor: Actor,
    about: Subject,
    first_on: date,
    last_on: date,
    now: datetime,
    form: str = UseForm.WORKBOOK,
    quoted_by: Subject | None = None,
) -> Use:
    """Write down that values of a point leave the page: as a workbook, or quoted by a paper (``quoted_by``).

    A later correction of one of the days names who had them.
    """
    access.require(actor, "environment.view", about)
    return Use.objects.create(
        zone=actor.zone,
        about=about,
        first_on=first_on,
        last_on=last_on,
        form=form,
        account_id=actor.account_id,
        posts=" ".join(actor.post_codes)[:200],
        quoted_by=quoted_by,
        used_at=current().recorded_at,
    )


@dataclass(frozen=True)
class Quoted:
    """Values of a point that a paper quotes."""

    about: Subject
    first_on: date
    last_on: date


@use_case("environment.take_brief")
def take_brief(*, actor: Actor, month: Period, as_of: date, values: Iterable[Quoted], now: datetime) -> Brief:
    """Write down that the brief of a month leaves the page, and whose values it quotes: it is their reader now."""
    zone = common.lock_zone(actor)
    access.require(actor, "environment.view", zone)
    access.require(actor, "figures.view", zone)
    at = current().recorded_at
    brief = Brief.objects.filter(zone=actor.zone, month=month.start).select_related("subject").first()
    if brief is None:
        caption = f"环境保护工作月报（{month.text()}）"
        brief = Brief.objects.create(
            subject=subjects.open_subject(actor.zone, "env_brief", caption), zone=actor.zone,
            month=month.start, taken_at=at,
        )  # fmt: skip
    quoted = list(values)
    for one in quoted:
        take_away(
            actor=actor, about=one.about, first_on=one.first_on, last_on=one.last_on, now=now,
            form=UseForm.BRIEF, quoted_by=brief.subject,
        )  # fmt: skip
    data = {
        "month": month.code,
        "as_of": as_of.isoformat(),
        "values": [[str(one.about.uid), one.first_on.isoformat(), one.last_on.isoformat()] for one in quoted],
    }
    record(actor=actor, subject=brief.subject, kind="environment.brief_taken", data=data)
    return brief

"""Stations of air and their days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from banshi.base.history.acts import use_case
from banshi.base.zones import access
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Subject
from banshi.base.zones.refusals import Refusal
from banshi.core.org.actions import common
from banshi.core.places.models import Place
from banshi.kernel.standards import versions
from banshi.kernel.standards.air import SIX, Memory, daily_many
from banshi.programmes.environment.actions import kept, points
from banshi.programmes.environment.actions.kept import Arrived, Batch, Series
from banshi.programmes.environment.models import AirDay, Station
from banshi.programmes.environment.models.air import COLUMNS
from banshi.programmes.environment.models.series import AreaKind, ControlLevel, Medium
from banshi.programmes.environment.rules.air import day_digest, day_fault
from banshi.programmes.environment.wording import said_of

KEEP = "environment.monitor"
FIRST_STANDARD = min(version.effective_from for version in versions.ALL if version.kind == "aqi")


def _told(row: AirDay) -> dict[str, str]:
    return row.amounts | {"invalid_why": row.invalid_why}


DAYS = Series(
    Medium.AIR,
    AirDay,
    "station",
    "on",
    "environment.air_days_received",
    "environment.air_day_corrected",
    (*COLUMNS.values(), "invalid_why", "aqi", "standard"),
    _told,
)


@use_case("environment.register_station")
def register_station(
    *,
    actor: Actor,
    place: Place,
    area_kind: str,
    area_zh: str,
    area_en: str,
    control_level: str,
    starts_on: date,
    now: datetime,
    code: str = "",
) -> Station:
    """Put a monitoring point of air into service: which area its values stand for, and who assesses by it."""
    access.require(actor, KEEP, common.lock_zone(actor))
    station = Station(zone=actor.zone, starts_on=starts_on)
    _fill(actor, station, place, area_kind, area_zh, area_en, control_level, code)
    common.must_last(station.place, common.span_of(station), "starts_on")
    return points.opened(actor, station, "station", "environment.station_registered", _area(station))


@use_case("environment.change_station")
def change_station(
    *,
    actor: Actor,
    station: Station,
    area_kind: str,
    area_zh: str,
    area_en: str,
    control_level: str,
    effective_on: date,
    now: datetime,
    code: str = "",
) -> Station:
    """Change what is known of a station; everything is given anew, and history keeps what was."""
    station = common.lock(actor, station)
    access.require(actor, KEEP, station)
    common.still_open(station)
    before = (station.code, station.control_level, *_area(station).values())
    _fill(actor, station, station.place, area_kind, area_zh, area_en, control_level, code)
    if before == (station.code, station.control_level, *_area(station).values()):
        raise Refusal("org.nothing_changed", _("Nothing was changed. Change something, or go back."))
    station.save()
    points.told(actor, station, "environment.station_changed", _area(station), effective_on)
    return station


@use_case("environment.close_station")
def close_station(*, actor: Actor, station: Station, last_on: date, now: datetime) -> Station:
    """A station is out of service after ``last_on``; its days stay."""
    station = common.lock(actor, station)
    access.require(actor, KEEP, station)
    return points.ended(actor, station, last_on, "environment.station_closed")


def _fill(
    actor: Actor,
    station: Station,
    place: Place,
    area_kind: str,
    area_zh: str,
    area_en: str,
    control_level: str,
    code: str,
) -> None:
    station.place = points.placed(actor, place, Station, station)
    station.area_kind = points.chosen(area_kind, AreaKind, "area_kind")
    station.area_zh = points.titled(area_zh, 60, "area_zh")
    station.area_en = points.titled(area_en, 120, "area_en")
    station.control_level = points.chosen(control_level, ControlLevel, "control_level")
    station.code = points.coded(actor, code, Station, station)


def _area(station: Station) -> dict[str, str]:
    return {"area_kind": station.area_kind, "area_zh": station.area_zh, "area_en": station.area_en}


@dataclass(frozen=True, slots=True)
class GivenDay:
    """A day of a station as it came: six amounts in the order of ``SIX`` as texts, empty where nothing was
    measured; why it does not count, where it does not; its row in the sheet."""

    station: Station
    on: date
    amounts: tuple[str, ...]
    invalid_why: str = ""
    row: int | None = None


@use_case("environment.receive_air_days")
def receive_air_days(
    *,
    actor: Actor,
    days: Sequence[GivenDay],
    now: datetime,
    source: Subject | None = None,
    reason: str = "",
    confirmed: bool = False,
) -> list[Subject | Refusal]:
    """Days come in together; for each the station's subject, or why it is not kept.

    A day that is known with other values is corrected, for ``reason``. ``confirmed``: amounts outside what their
    unit plausibly holds are right. What is refused leaves nothing behind.
    """
    access.require(actor, KEEP)
    batch = Batch(actor, DAYS, source, reason)
    batch.hold({one.station.id: one.station for one in days}.values())
    found: list[Subject | Refusal] = []
    sound: list[GivenDay] = []
    twice = kept.twice([(one.station.id, one.on) for one in days])
    for one in days:
        try:
            if (one.station.id, one.on) in twice:
                raise Refusal("environment.two_values", kept.TWO_VALUES, field="on")
            _check(batch, one, confirmed)
        except Refusal as refusal:
            found.append(refusal)
            continue
        sound.append(one)
        found.append(one.station.subject)
    batch.take(_arrived(sound))
    return found


def _check(batch: Batch, one: GivenDay, confirmed: bool) -> None:
    fault = day_fault(one.amounts, one.invalid_why, confirmed=confirmed)
    if fault is not None:
        raise Refusal("environment.amount_wrong", said_of(fault), field=COLUMNS.get(fault.item))
    batch.check(Arrived(one.station, one.on, one.on, "", {}))


def _arrived(days: Sequence[GivenDay]) -> list[Arrived]:
    """The days with their AQI under the version in force on each."""
    judged = [one for one in days if one.on >= FIRST_STANDARD]
    columns = {
        item: [(one.amounts[at] or None) if not one.invalid_why else None for one in judged]
        for at, item in enumerate(SIX)
    }
    table = daily_many([one.on for one in judged], columns, memory=Memory())
    aqi = dict(zip(map(id, judged), zip(table.aqi, table.standard, strict=True), strict=True))
    names = tuple(COLUMNS.values())
    uids = {one.station.id: str(one.station.subject.uid) for one in days}
    found = []
    for one in days:
        index, standard = aqi.get(id(one), (None, ""))
        values = dict(zip(names, one.amounts, strict=True))
        values |= {"invalid_why": one.invalid_why, "aqi": index, "standard": standard}
        digest = day_digest(uids[one.station.id], one.on.isoformat(), one.amounts, one.invalid_why)
        found.append(Arrived(one.station, one.on, one.on, digest, values, one.row))
    return found


@use_case("environment.correct_air_day")
def correct_air_day(
    *,
    actor: Actor,
    station: Station,
    on: date,
    amounts: tuple[str, ...],
    reason: str,
    now: datetime,
    invalid_why: str = "",
    confirmed: bool = False,
) -> Station:
    """Enter a day by hand, or correct it: the old value stays, with the reason and who had taken it away."""
    station = common.lock(actor, station)
    access.require(actor, KEEP, station)
    reason, invalid_why = reason_given(reason), " ".join(invalid_why.split())
    common.too_long(invalid_why, 100, "invalid_why")
    given = GivenDay(station, on, amounts, invalid_why)
    digest = day_digest(str(station.subject.uid), on.isoformat(), amounts, invalid_why)
    known = kept.known_digests(DAYS, actor.zone.pk, [station.pk], on, on).get((station.pk, on))
    if known is not None and known[1] == digest:
        raise Refusal("environment.same_value", SAME_VALUE)
    found = receive_air_days(actor=actor, days=[given], now=now, reason=reason, confirmed=confirmed)
    if isinstance(found[0], Refusal):
        raise found[0]
    return station


SAME_VALUE = _("This is what is known already. Change a value, or go back.")


def reason_given(reason: str) -> str:
    """Why a value is entered or corrected by hand."""
    reason = " ".join(reason.split())
    if not reason:
        raise Refusal(
            "environment.reason_missing",
            _("Say why, so that a reader of the old value understands it."),
            field="reason",
        )
    common.too_long(reason, 200, "reason")
    return reason

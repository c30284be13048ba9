"""Setting the zone's own plan: a version that holds from a day on; those before it stay."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from banshi.base.files import store as files
from banshi.base.files.intake import Taken
from banshi.base.history.acts import current, use_case
from banshi.base.history.record import record
from banshi.base.zones import access, clock, subjects
from banshi.base.zones.access import Actor
from banshi.base.zones.refusals import Refusal
from banshi.core.org.actions import common
from banshi.core.places.models import Plan, System
from banshi.core.places.receiving import refused
from banshi.core.places.rules import plans as rules
from banshi.core.places.rules.plans import Drawing

SUBJECT = "plan"
ROLE = "plan"


@use_case("places.set_plan")
def set_plan(
    *,
    actor: Actor,
    title: str,
    source: str,
    drawn_on: date,
    starts_on: date,
    system: str,
    given: Taken | Drawing | None,
    now: datetime,
    corners: tuple[float | None, ...] = (None, None, None, None),
    review_number: str = "",
    continues: bool = False,
) -> Plan:
    """Set the plan that holds from ``starts_on`` on. ``given`` comes from :func:`.receiving.take`.

    ``corners`` are west, south, east, north of a picture, in degrees. With ``continues`` the plan has the measure of
    the one before it, and what was placed there stays placed. Of two plans from one day the later set holds.
    """
    access.require(actor, "places.edit", common.lock_zone(actor))
    plan = Plan(zone=actor.zone, drawn_on=drawn_on, starts_on=starts_on, set_at=current().recorded_at)
    _say(plan, title, source, review_number)
    _check_days(plan, clock.on_date(actor.zone, now))
    plan.system = _system(system)
    plan.bounds = _bounds(given, plan.system, corners)
    plan.grid = _grid(actor, plan) if continues else None
    plan.subject = subjects.open_subject(actor.zone, SUBJECT, plan.title)
    if isinstance(given, Drawing):
        plan.shapes = list(given.shapes)
    else:
        plan.file = files.receive_for(actor, plan.subject, given, role=ROLE)
    plan.save()
    record(
        actor=actor,
        subject=plan.subject,
        kind="places.plan_set",
        data=_told(plan, given),
        effective_on=plan.starts_on,
    )
    return plan


def _say(plan: Plan, title: str, source: str, review_number: str) -> None:
    said = {"title": title, "source": source, "review_number": review_number}
    for name, text in said.items():
        text = " ".join(text.split())
        if not text and name != "review_number":
            raise Refusal("places.plan_unsaid", _("Fill this in."), field=name)
        common.too_long(text, Plan._meta.get_field(name).max_length or 0, name)
        setattr(plan, name, text)


def _check_days(plan: Plan, today: date) -> None:
    if plan.drawn_on > today:
        raise Refusal(
            "places.plan_drawn_later",
            _("The plan cannot be drawn after today. Check the day."),
            field="drawn_on",
        )
    if plan.starts_on < plan.drawn_on:
        raise Refusal(
            "places.plan_before_drawn",
            _("The plan cannot hold before it was drawn, on %(day)s. Choose that day or a later one."),
            field="starts_on",
            day=plan.drawn_on.isoformat(),
        )


def _system(system: str) -> str:
    if system in rules.SHIFTED:
        raise Refusal(
            "places.plan_shifted",
            _(
                "%(name)s coordinates lie some hundred metres beside the true place, and are not converted "
                "here without anybody noticing. Have them converted to CGCS2000 by the surveyors, and enter those."
            ),
            field="system",
            name=rules.SHIFTED[system],
        )
    if system not in System.values:
        raise Refusal("org.kind_unknown", _("Choose a kind from the list."), field="system")
    return system


def _bounds(given: Taken | Drawing | None, system: str, corners: tuple[float | None, ...]) -> list[float]:
    if given is None:
        raise Refusal("places.plan_missing", _("Choose the file of the plan."), field="upload")
    if isinstance(given, Drawing):
        if given.system != system:
            raise RuntimeError("the drawing was checked for other coordinates")
        return list(given.bounds)
    if given.width is None or given.height is None:
        raise RuntimeError("a plan is a picture or a drawing")
    try:
        return list(rules.picture_bounds((given.width, given.height), system, corners))
    except rules.PlanError as error:
        raise refused(error, "upload" if error.fault == rules.PlanFault.SMALL else "west") from error


def _grid(actor: Actor, plan: Plan) -> Plan:
    """The plan before it, whose measure it has."""
    before = Plan.objects.filter(zone=actor.zone).on(plan.starts_on).first()
    if before is None or plan.system != System.OWN or before.system != System.OWN:
        raise Refusal(
            "places.plan_no_measure",
            _("There is no earlier plan with a measure of its own. Take the tick away."),
            field="continues",
        )
    if before.bounds != plan.bounds:
        raise Refusal(
            "places.plan_other_measure",
            _("The earlier plan has another size. Take the tick away, and place the places anew afterwards."),
            field="continues",
        )
    return before.grid or before


def _told(plan: Plan, given: Any) -> dict[str, Any]:
    data = {
        "title": plan.title,
        "source": plan.source,
        "review_number": plan.review_number,
        "drawn_on": plan.drawn_on.isoformat(),
        "system": plan.system,
        "bounds": [repr(one) for one in plan.bounds],
        "measure_of": str(plan.grid.subject.uid) if plan.grid else None,
    }
    if isinstance(given, Drawing):
        return data | {"sha256_received": given.sha256, "features": len(given.shapes), "points": given.points}
    file = plan.file
    return data | {
        "file": str(file.uid) if file else None,
        "sha256_received": given.sha256_received,
        "sha256_stored": given.sha256_stored,
    }

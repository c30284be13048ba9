"""Drawing a sample of what was closed out, and writing down what the second look found."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from banshi.base.calendars.queries import load_calendar
from banshi.base.history.acts import current, use_case
from banshi.base.history.record import record
from banshi.base.presets import queries as presets
from banshi.base.vault import store as vault
from banshi.base.zones import access, clock, numbers, subjects
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Zone
from banshi.base.zones.refusals import Refusal
from banshi.core.access.actions import involve, release
from banshi.core.matters.actions import reopen_matter
from banshi.core.matters.models import Matter
from banshi.core.matters.rules.routing import Routing
from banshi.core.org.models import Unit
from banshi.core.supervision.actions.documents import told
from banshi.core.supervision.models import Candidate, LookBack, Result, Sample
from banshi.core.supervision.queries import look_back as queries
from banshi.core.supervision.rules import ladder, look_back

KIND = "look_back"
SEED_LENGTH = 64


@use_case("supervision.draw")
def draw_sample(*, actor: Actor, now: datetime, seed: str = "") -> Sample:
    """Draw out of every close-out that is old enough and stood in no sample before.

    Without a ``seed`` the machine throws one. It stands in the history with the numbers drawn, so that
    anybody can draw again; who chose it stands there too.
    """
    zone = Zone.objects.select_for_update(of=("self",)).select_related("subject").get(pk=actor.zone.pk)
    access.require(actor, "supervision.draw")
    today = clock.on_date(actor.zone, now)
    version = presets.in_force(zone, "look_back", today)
    until = queries.closed_until(version.rules, today)
    population = list(queries.population(actor, until).select_related("subject", "responsible_unit"))
    if not population:
        raise Refusal(
            "supervision.nothing_to_draw",
            _("Nothing new was closed out by %(day)s, so there is nothing to draw from."),
            day=until.isoformat(),
        )
    given = " ".join(seed.split())
    if len(given) > SEED_LENGTH:
        raise Refusal("supervision.seed_long", _("Enter at most 64 characters."), field="seed")
    thrown = given or secrets.token_hex(16)
    drawn = set(
        look_back.draw(thrown, [m.number for m in population], look_back.size(version.rules, len(population)))
    )
    n = numbers.next_number(actor.zone, KIND, today.year)
    number = f"HTK{today.year}-{n:02d}"
    sample = Sample.objects.create(
        subject=subjects.open_subject(actor.zone, KIND, number),
        zone=actor.zone,
        number=number,
        seed=thrown,
        seed_given=bool(given),
        closed_until=until,
        population=len(population),
        drawn=len(drawn),
        rules_version=version.version,
        drawn_on=today,
        drawn_at=current().recorded_at,
        drawn_by_id=actor.person_id,
    )
    Candidate.objects.bulk_create(
        Candidate(zone=actor.zone, sample=sample, matter=m, number=m.number, closed_on=m.closed_on)
        for m in population
    )
    due_on = load_calendar(zone).add_workdays(today, version.rules.answer_workdays)
    _give_out(sample, [m for m in population if m.number in drawn], due_on, today)
    data = {
        "number": number,
        "seed": thrown,
        "seed_given": bool(given),
        "population": len(population),
        "population_digest": queries.digest(m.number for m in population),
        "drawn": sorted(drawn),
        "closed_until": until.isoformat(),
        "rules_version": version.version,
    }
    record(actor=actor, subject=sample.subject, kind="supervision.drawn", data=data, effective_on=today)
    return sample


def _give_out(sample: Sample, matters: Sequence[Matter], due_on: date, today: date) -> None:
    """Each matter goes to a unit outside the department that handled it."""
    routing: Routing = presets.rules(sample.zone, "routing", today)
    codes = (routing.verification_unit, routing.ledger_unit)
    units = {unit.code: unit for unit in Unit.objects.filter(zone=sample.zone, code__in=codes)}
    for matter in matters:
        unit = next(
            (units[code] for code in codes if code in units and units[code].pk != matter.responsible_unit_id),
            None,
        )
        if unit is None:
            raise Refusal(
                "supervision.no_looker",
                _(
                    "No unit outside the department is named for looking back. Ask the administrator for the routing."
                ),
            )
        LookBack.objects.create(
            zone=sample.zone,
            sample=sample,
            matter=matter,
            closed_on=matter.closed_on,
            unit=unit,
            responsible_unit=matter.responsible_unit,
            due_on=due_on,
        )
        involve(matter.subject, "look_back", unit=unit)


@use_case("supervision.look_back")
def record_look_back(
    *, actor: Actor, task: LookBack, holds: bool, text: str, now: datetime, looked_on: date | None = None
) -> LookBack:
    """What the second look found. What does not hold is re-opened, with the same department and a new day."""
    matter = Matter.objects.select_for_update(of=("self",)).select_related("subject").filter(
        pk=task.matter_id, zone=actor.zone
    ).first()  # fmt: skip
    if matter is None:
        raise access.unknown()
    matter.subject.zone = actor.zone
    row = LookBack.objects.select_for_update(of=("self",)).select_related("sample__subject").get(pk=task.pk)
    row.sample.subject.zone = actor.zone
    access.require(actor, "supervision.look_back", matter)
    _check(actor, row, matter, text, now)
    today = clock.on_date(actor.zone, now)
    on = looked_on or today
    if on > today or on < row.closed_on:
        raise Refusal(
            "supervision.looked_when",
            _("Enter the day on which it was looked at: after the close-out, and not in the future."),
            field="looked_on",
        )
    current().answer_with(row.sample.subject)
    row.result = Result.HOLDS if holds else Result.FAILS
    row.looked_on, row.entered_at = on, current().recorded_at
    row.person_id, row.words = actor.person_id, vault.put(matter.subject, "look_back", text.strip())
    row.save(update_fields=["result", "looked_on", "entered_at", "person", "words"])
    if not holds:
        reopen_matter(
            actor=actor,
            matter=matter,
            reason=gettext("Look back: %(what)s") % {"what": text.strip()},
            now=now,
        )
    release(matter.subject, "look_back", unit=row.unit)
    _tell(actor, row, {"words": told(row.words)}, on)
    return row


def _check(actor: Actor, row: LookBack, matter: Matter, text: str, now: datetime) -> None:
    if row.result:
        raise Refusal("supervision.looked_already", _("This was already looked at. What was found stands."))
    if matter.state != "closed" or matter.closed_on != row.closed_on:
        raise Refusal(
            "supervision.not_closed",
            _("This matter has been re-opened since it was drawn. There is no close-out to look back at."),
        )
    fault = queries.fault_of_looker(actor, row, matter) or ladder.fault_of_words(text, "text")
    if fault:
        raise fault.refusal()


def _tell(actor: Actor, row: LookBack, data: dict, on: date) -> None:
    told_of = {"number": row.matter.number, "result": row.result, **data}
    record(
        actor=actor,
        subject=row.sample.subject,
        kind="supervision.looked_back",
        data=told_of,
        effective_on=on,
    )

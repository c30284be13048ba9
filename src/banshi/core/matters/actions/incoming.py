"""A claimed close-out is handed to verification; a matter gets the number of a system outside."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from banshi.base.history.acts import current, use_case
from banshi.base.vault import store as vault
from banshi.base.zones import access
from banshi.base.zones.access import Actor
from banshi.base.zones.refusals import Refusal
from banshi.core.access.actions import involve
from banshi.core.matters.actions.arriving import Foreign, foreign_facts
from banshi.core.matters.actions.desk import Desk, need, own, told
from banshi.core.matters.actions.dispatching import TEXT_MISSING
from banshi.core.matters.actions.intake import index_matter
from banshi.core.matters.models import Claim, ForeignNumber, LegKind, Matter, NoteKind, Outcome
from banshi.core.matters.queries.foreign import systems
from banshi.core.matters.rules import dispatching as rules
from banshi.core.matters.rules.faults import refuse_first
from banshi.core.org.models import Post, Unit

NUMBER_LENGTH = 64


@use_case("matters.take_up")
def take_up_claim(
    *,
    actor: Actor,
    matter: Matter,
    lead_leader: Post | None,
    responsible_unit: Unit | None,
    requirement: str,
    outcome: str,
    text: str,
    now: datetime,
    remaining: str = "",
) -> Matter:
    """A close-out that a workbook claims is handed to verification, and goes the normal way from there.

    It says who answers for it and what must be true. It was never dispatched here, so that it counts in no
    figure about deadlines unless it is sent back.
    """
    desk = Desk.lock(actor, matter, now)
    access.require(actor, "matters.dispatch", desk.matter)
    desk.allow("take_up")
    own(actor, lead_leader, responsible_unit)
    refuse_first(
        rules.faults(
            rules.DispatchFacts(
                lead_leader_rank=lead_leader.rank if lead_leader else None,
                responsible_unit=responsible_unit.pk if responsible_unit else None,
                due_on=desk.today, due_at=None, requirement=requirement, co_units=(), co_due=(),
                today=desk.today, now=now, urgent=desk.kind.urgent,
            )
        )
    )  # fmt: skip
    need(text, TEXT_MISSING)
    _check_outcome(outcome, remaining)
    assert responsible_unit is not None
    found = desk.matter
    found.lead_leader, found.responsible_unit, found.requirement = (
        lead_leader,
        responsible_unit,
        requirement.strip(),
    )
    found.outcome, found.submitted_on = outcome, desk.today
    found.remaining = desk.words("remaining", remaining) if outcome == Outcome.EASED else None
    note = desk.note(NoteKind.REASON, text, desk.today)
    involve(found.subject, "lead", unit=responsible_unit, sole=True)
    involve(found.subject, "lead_leader", post=lead_leader, sole=True)
    desk.move("take_up")
    limit = desk.terms.limit(LegKind.VERIFICATION, urgent=desk.kind.urgent)
    found.turn_due_on = desk.clocks.start(LegKind.VERIFICATION, found.holder_unit, limit, now).due_on
    Claim.objects.filter(zone=actor.zone, matter=found).update(taken_up_on=desk.today)
    data = {
        "lead_leader": lead_leader.code if lead_leader else None,
        "responsible_unit": responsible_unit.code,
        "requirement": found.requirement,
        "outcome": outcome,
        "words": told(note.words),
        "remaining": told(found.remaining),
    }
    return desk.save("matters.claim_taken_up", data, desk.today)


def _check_outcome(outcome: str, remaining: str) -> None:
    if outcome not in (Outcome.SOLVED, Outcome.EASED):
        raise Refusal("matters.outcome_missing", _("Say whether it was solved or eased."), field="outcome")
    if outcome == Outcome.EASED and not remaining.strip():
        raise Refusal("matters.remaining_missing", _("Eased: write down what remains."), field="remaining")


@use_case("matters.note_foreign")
def note_foreign_number(
    *, actor: Actor, matter: Matter, system: str, number: str, now: datetime, due_on: date | None = None
) -> Matter:
    """A system outside knows the matter by this number and wants it done by that day. Once per system."""
    desk = Desk.lock(actor, matter, now)
    access.require(actor, "matters.register", desk.matter)
    number = "".join(number.split())
    check_foreign(actor, system, number)
    found = Foreign(system, number, due_on)
    try:
        with transaction.atomic():
            ForeignNumber.objects.create(
                zone=actor.zone, matter=desk.matter, system=system, number=number, due_on=due_on,
                noted_at=current().recorded_at,
            )  # fmt: skip
    except IntegrityError as error:
        raise foreign_used(number) from error
    index_matter(desk.matter, vault.read(desk.matter.words))
    return desk.save("matters.foreign_noted", dict(foreign_facts(found)), desk.today)


def check_foreign(actor: Actor, system: str, number: str) -> None:
    """Raise unless the system is known and the number can stand."""
    if system not in systems(actor.zone).systems:
        raise Refusal("matters.system_unknown", _("Choose the system that gave the number."), field="system")
    if not number or len(number) > NUMBER_LENGTH:
        raise Refusal(
            "matters.foreign_number_wrong",
            _("Enter the number that the system gave it, at most 64 characters."),
            field="foreign_number",
        )


def foreign_used(number: str) -> Refusal:
    """The refusal of a number that another matter has."""
    return Refusal(
        "matters.foreign_number_used",
        _(
            "The number %(number)s is already on a matter, or the matter has one of this system. Open that one."
        ),
        field="foreign_number",
        number=number,
    )

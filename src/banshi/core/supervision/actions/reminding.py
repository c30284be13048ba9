"""The one document that needs no person: the first rung, where the rules in force say so."""

from banshi.base.calendars.queries import load_calendar
from banshi.base.zones import clock
from banshi.base.zones.access import Actor
from banshi.base.zones.refusals import Refusal
from banshi.core.supervision.actions.documents import issue_document
from banshi.core.supervision.queries import ladder


def remind(*, actor: Actor) -> list[tuple[str, str]]:
    """Issue what the ladder asks on an automatic rung today, on working days.

    Each document as its number with nothing, each refusal as the matters' numbers with the sentence.
    """
    zone = actor.zone
    today, calendar = clock.today(zone), load_calendar(zone)
    found: list[tuple[str, str]] = []
    if not calendar.is_workday(today):
        return found
    for group in ladder.today_of(actor).groups:
        if not group.rung.automatic:
            continue
        try:
            row = issue_document(
                actor=actor,
                rung=group.rung.code,
                matters=[one.matter for one in group.rows],
                demand=group.rung.demand_zh,
                answer_by=calendar.add_workdays(today, group.rung.answer_workdays),
                now=clock.now(zone),
            )
            found.append((row.number, ""))
        except Refusal as refusal:
            found.append((", ".join(group.numbers), str(refusal.message)))
    return found


def remind_job(*, actor: Actor) -> dict[str, int]:
    """The job of every working day; how many documents were issued and refused."""
    found = remind(actor=actor)
    return {"issued": sum(not why for _what, why in found), "refused": sum(bool(why) for _what, why in found)}

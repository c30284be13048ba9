"""What the organisation's records answer to the page: names (A49) and the group by posts (A61)."""

from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from banshi.base.figures.registry import Question, Value
from banshi.base.figures.replay import statement
from banshi.base.zones import access
from banshi.base.zones.models import Subject
from banshi.core.org import queries
from banshi.core.org.models import Group, PostHolding


def _seen(question: Question, ids: set[int]) -> QuerySet[Subject]:
    """The subjects with these ids that the one who asks may see."""
    rows = Subject.objects.filter(pk__in=ids)
    return access.visible(question.actor, rows, "org.view", path="pk", label="label").order_by(
        "caption", "pk"
    )


@statement("A49")
def names(question: Question) -> Value | None:
    """Whether each name, official or other, finds its thing, and no masked name is ever filled in."""
    seen = set(_seen(question, {group.subject.pk for group in queries.name_groups(question.zone)}))
    check = queries.names_normalised(question.zone)
    groups = [group for group in check.groups if group.subject in seen]
    if not groups:
        return None
    every = {name for group in groups for name in (group.official, *group.others)}
    bad = every & {*check.astray, *check.unmasked}
    wrong = {group.subject.pk for group in groups if bad & {group.official, *group.others}}
    return Value(
        value=not bad,
        unit=_("names"),
        numerator=len(every) - len(bad),
        denominator=len(every),
        records=_seen(question, {group.subject.pk for group in groups}),
        failing=_seen(question, wrong),
        holds=not bad,
        says=_(
            "%(names)s names of %(things)s things find what they name; names filled in behind a mask: %(masked)s"
        )
        % {
            "names": f"{len(every) - len(bad)}/{len(every)}",
            "things": len(groups),
            "masked": len(every & set(check.unmasked)),
        },
    )


@statement("A61")
def members(question: Question) -> Value | None:
    """Whether every seat of every group is held, on the day, by whoever holds its post on that day.

    Checked on each day since the group was formed on which a post changed hands.
    """
    groups = list(
        Group.objects.visible_to(question.actor).on(question.as_of).select_related("zone", "subject")
    )
    seats = [seat for found in queries.members_of_groups(groups, question.as_of).values() for seat in found]
    if not seats:
        return None
    changes, astray = 0, set()
    for group in groups:
        found = queries.member_changes(group, group.starts_on, question.as_of)
        changes += sum(change.before is not None for change in found)
        for day in {change.on for change in found} | {question.as_of}:
            astray |= _not_following(group, day)
    vacant = {seat.id for seat in seats if seat.person is None}
    wrong = {seat.group_id for seat in seats if seat.id in vacant | astray}
    good = len(seats) - len({seat.id for seat in seats} & (vacant | astray))
    return Value(
        value=not wrong,
        unit=_("seats"),
        numerator=good,
        denominator=len(seats),
        records=_seen(question, {group.subject_id for group in groups}),
        failing=_seen(question, {group.subject_id for group in groups if group.pk in wrong}),
        holds=not wrong,
        says=_(
            "%(seats)s seats of %(groups)s groups are held by whoever holds the post; "
            "%(changes)s changes of hands followed"
        )
        % {"seats": f"{good}/{len(seats)}", "groups": len(groups), "changes": changes},
    )


def _not_following(group: Group, day: date) -> set[int]:
    """Seats whose member on ``day`` is not the holder of the post by the holdings themselves."""
    seats = queries.members_on(group, day)
    held = PostHolding.objects.on(day).filter(zone=group.zone, post__in=[seat.post.pk for seat in seats])
    holder = dict(held.values_list("post_id", "person_id"))
    return {
        seat.id for seat in seats if (seat.person.pk if seat.person else None) != holder.get(seat.post.pk)
    }

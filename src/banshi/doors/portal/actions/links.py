"""Making a link for a card, a fence or a poster, and ending it."""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from banshi.base.history.acts import use_case
from banshi.base.history.record import record
from banshi.base.presets import queries as presets
from banshi.base.zones import access, clock, subjects
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Subject
from banshi.base.zones.refusals import Refusal
from banshi.core.org.models import OutsideKind, OutsideOrganisation, Post
from banshi.core.places.models import Place
from banshi.doors.portal import rules
from banshi.doors.portal.models import IntakeLink, LinkKind

MOST_KINDS = 4


@use_case("portal.make_link")
def make_link(
    *,
    actor: Actor,
    kind: str,
    title: str,
    contact: Post,
    source_kind: str,
    kinds: list[str],
    category: str,
    starts_on: date,
    now: datetime,
    raiser_org: OutsideOrganisation | None = None,
    place: Place | None = None,
) -> IntakeLink:
    """Make a link that opens the form with what is known. ``contact`` is the post that answers,
    ``kinds`` the kinds offered, the first chosen beforehand."""
    access.require(actor, "portal.links")
    for thing in (contact, raiser_org, place):
        if thing is not None and thing.zone_id != actor.zone.pk:
            raise access.unknown()
    _check(actor, kind, title, source_kind, kinds, category, starts_on, now)
    _check_where(kind, raiser_org, place)
    link = IntakeLink(
        zone=actor.zone,
        token=rules.new_token(),
        kind=kind,
        title=title.strip(),
        contact=contact,
        raiser_org=raiser_org,
        place=place,
        source_kind=source_kind,
        kinds=list(kinds),
        category=category,
        starts_on=starts_on,
    )
    link.subject = subjects.open_subject(actor.zone, "intake_link", link.title)
    link.save()
    data = {
        "kind": kind,
        "contact": contact.code,
        "raiser_org": str(raiser_org.subject.uid) if raiser_org else None,
        "place": str(place.subject.uid) if place else None,
        "source": source_kind,
        "kinds": list(kinds),
        "category": category,
    }
    record(
        actor=actor, subject=link.subject, kind="portal.link_made", data=data,
        effective_on=min(starts_on, clock.on_date(actor.zone, now)),
    )  # fmt: skip
    return link


def _check(actor, kind, title, source_kind, kinds, category, starts_on, now) -> None:
    if kind not in LinkKind.values:
        raise Refusal("portal.link_kind", _("Choose where the sign hangs."), field="kind")
    if not title.strip() or len(title.strip()) > 60:
        raise Refusal(
            "portal.link_title", _("Write in a few words what the sign is headed with."), field="title"
        )
    today = clock.on_date(actor.zone, now)
    known = presets.rules(actor.zone, "kinds", today)
    if not kinds or len(kinds) > MOST_KINDS or set(kinds) - set(known.kinds):
        raise Refusal("portal.link_kinds", _("Choose one to four kinds that the form offers."), field="kinds")
    if category not in known.categories:
        raise Refusal("portal.link_category", _("Choose a category from the list."), field="category")
    if source_kind not in presets.rules(actor.zone, "routing", today).sources:
        raise Refusal("portal.link_source", _("Choose a source from the list."), field="source_kind")
    if starts_on < today:
        raise Refusal(
            "portal.link_past",
            _("A sign begins to count today or later. Choose another day."),
            field="starts_on",
        )


def _check_where(kind: str, org: OutsideOrganisation | None, place: Place | None) -> None:
    if kind == LinkKind.CARD and (org is None or org.kind != OutsideKind.ENTERPRISE):
        raise Refusal(
            "portal.link_org", _("A card belongs to an enterprise. Enter its name."), field="raiser_org"
        )
    if kind == LinkKind.FENCE and place is None:
        raise Refusal("portal.link_place", _("Choose the place at which the sign hangs."), field="place")


@use_case("portal.end_link")
def end_link(*, actor: Actor, link: IntakeLink, last_on: date, now: datetime) -> IntakeLink:
    """Let a link end after ``last_on``: the sign is taken down. Reports that came through it go on."""
    subject = Subject.objects.select_for_update().get(pk=link.subject_id)
    access.require(actor, "portal.links", subject)
    link.refresh_from_db()
    if link.ends_on is not None:
        raise Refusal("portal.link_ended", _("It has ended already. Open the page again to see it."))
    if last_on < link.starts_on:
        raise Refusal(
            "portal.link_last", _("The last day lies before the first. Choose a later one."), field="last_on"
        )
    link.ends_on = last_on
    link.save(update_fields=["ends_on"])
    record(
        actor=actor,
        subject=subject,
        kind="portal.link_ended",
        data={"last_on": last_on.isoformat()},
        effective_on=min(last_on, clock.on_date(actor.zone, now)),
    )
    return link

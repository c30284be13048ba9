"""Which pages of a patrol a phone keeps for use without a signal, and what it shows instead of others."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from banshi.base.ui import keeping
from banshi.base.zones import access, clock
from banshi.core.occasions.models import Occasion
from banshi.programmes.environment.models import Patrol
from banshi.programmes.environment.queries import patrols as queries

AHEAD = timedelta(days=1)


def keep(request: HttpRequest, patrol: Patrol) -> keeping.Keep | None:
    """The pages of a patrol that is on, from the day before; None where nothing is kept. One query."""
    if patrol.occasion.planned_on > clock.today(request.zone) + AHEAD:
        return None
    stops = queries.stop_uids(patrol)
    pages = [
        reverse("environment:patrol", args=[patrol.occasion.subject.uid]),
        *(reverse("environment:stop", args=[uid]) for uid in stops),
        reverse("environment:patrols"),
        reverse("environment:patrol_without"),
    ]
    said = ngettext(
        "Kept on this phone at {at}: %(n)s stop. It opens without a signal until the day of the patrol ends.",
        "Kept on this phone at {at}: %(n)s stops. They open without a signal until the day of the patrol ends.",
        len(stops),
    )
    return keeping.Keep(
        worker=reverse("environment:patrol_keeper"),
        pages=pages,
        said=said % {"n": len(stops)},
        unable=_("This browser keeps no pages. Open the stop while there is a signal and leave it open."),
    )


def may_keep(request: HttpRequest, response: HttpResponse, occasion: Occasion) -> HttpResponse:
    """The page, which may be kept to the end of the patrol's day."""
    return keeping.keepable(request, response, occasion.planned_on)


@require_safe
def without(request: HttpRequest) -> HttpResponse:
    """What is shown without a signal where a page is not kept: those that are."""
    access.require(request.actor, "environment.view")
    none = keeping.Keep(reverse("environment:patrol_keeper"), (), "", "")
    page = render(request, "environment/patrols/without.html", {"keep": none})
    return keeping.keepable(request, page, clock.today(request.zone) + AHEAD, instead=True)


addresses = [
    path("patrols/keeper.js", keeping.worker, name="patrol_keeper"),
    path("patrols/without/", without, name="patrol_without"),
]

"""How urgent each site is, from what was found there and when somebody was there last."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Max

from banshi.base.presets import queries as presets
from banshi.base.zones.models import Zone
from banshi.core.places.models import Place
from banshi.programmes.environment.models import Finding, PatrolStop
from banshi.programmes.environment.rules.patrols import Risk, SiteFacts, risk_of

OVER = ("closed", "merged", "withdrawn", "declined")


def risks(zone: Zone, places: Iterable[Place], today: date) -> list[tuple[Place, Risk]]:
    """Each place with its risk and the reasons; two queries."""
    places = list(places)
    weights = presets.rules(zone, "patrol_route", today)
    stops = PatrolStop.objects.filter(zone=zone, place__in=places, visited_on__isnull=False)
    last = dict(stops.order_by().values_list("place").annotate(on=Max("visited_on")))
    since = today - timedelta(days=weights.recent_days)
    counts: dict[int, list[int]] = {place.pk: [0, 0, 0] for place in places}
    rows = Finding.objects.filter(zone=zone, place__in=places)
    columns = ("place", "found_on", "matter__state", "matter__clock_due_on")
    for place, found_on, state, due in rows.values_list(*columns):
        open_now = state not in OVER
        counts[place][0] += open_now
        counts[place][1] += open_now and due is not None and due < today
        counts[place][2] += found_on >= since
    return [
        (place, risk_of(SiteFacts(*counts[place.pk], last_on=last.get(place.pk)), weights, today))
        for place in places
    ]

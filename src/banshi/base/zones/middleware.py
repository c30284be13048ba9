"""Who is asking, and in which zone."""

from banshi.base.zones import access
from banshi.base.zones.access import Actor

ZONE_KEY = "zone"


class ActorMiddleware:
    """Sets ``request.zone`` and ``request.actor`` (None for a stranger), judged afresh at each request."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.actor = None
        request.zone = None
        if request.user.is_authenticated:
            request.actor = actor_of_request(request)
            request.zone = request.actor.zone if request.actor else None
        return self.get_response(request)


def actor_of_request(request) -> Actor | None:
    """The account's actor in the zone chosen in the session, or in its only zone."""
    zones = access.policy().zones_of(request.user)
    chosen = request.session.get(ZONE_KEY)
    zone = next((zone for zone in zones if zone.code == chosen), zones[0] if zones else None)
    return access.policy().actor_for(request.user, zone) if zone else None

"""The map of sites."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from banshi.base.zones import access, clock
from banshi.programmes.environment import tabs
from banshi.programmes.environment.queries import maps as queries


@require_safe
def sites(request: HttpRequest) -> HttpResponse:
    """Sites with what is open there, stations and sections, on the zone's own plan."""
    access.require(request.actor, "environment.view")
    found = queries.sites_map(request.actor, clock.today(request.zone), request.GET.get("area", ""))
    context = {
        "page": found,
        "map": found.map,
        "may_plan": access.can(request.actor, "places.edit"),
        "lists": tabs.tabs(request, "map"),
    }
    return render(request, "environment/patrols/map.html", context)


addresses = [path("map/", sites, name="map")]

"""Editing the routing rules of the zone; the presets stay to choose from."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from banshi.base.presets import queries as presets
from banshi.base.presets.actions import adopt_ruleset
from banshi.base.ui import formkey
from banshi.base.ui.views import form_page
from banshi.base.zones import access, clock
from banshi.base.zones.refusals import Refusal
from banshi.core.matters.forms.routing import RoutingForm


@require_http_methods(["GET", "HEAD", "POST"])
def routing(request: HttpRequest) -> HttpResponse:
    """Which unit keeps the ledger, which verifies, which collects what: a next version of the rules."""
    access.require(request.actor, "presets.adopt")
    today = clock.today(request.zone)
    rules = presets.rules(request.zone, "routing", today)
    form = RoutingForm(
        request.POST or None, actor=request.actor, routing=rules, initial={"effective_on": today}
    )
    if request.method == "POST" and form.is_valid():
        try:
            adopt_ruleset(
                actor=request.actor,
                topic="routing",
                code="own",
                body=form.body(),
                source=_("Set by the zone"),
                effective_on=form.cleaned_data["effective_on"],
                now=clock.now(request.zone),
                key=formkey.of(request),
            )
            return redirect("presets:topic", "routing")
        except Refusal as refusal:
            form.refuse(refusal)
    return form_page(
        request, "matters/routing.html", form, cancel_url=reverse("presets:topic", args=["routing"])
    )

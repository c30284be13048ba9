from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlacesConfig(AppConfig):
    name = "banshi.core.places"
    label = "places"

    def ready(self):
        from banshi.base.files import access as files
        from banshi.base.history import fences
        from banshi.base.zones import subjects
        from banshi.core.org import actions, panels, queries, wording
        from banshi.core.places.models import Place
        from banshi.core.places.panels import places_of

        queries.compare_by_core("place", Place)
        actions.aliases_need("place", "places.edit")
        subjects.register("place", model="places.Place", page="places:place")
        subjects.register("plan", model="places.Plan", page="places:plan_version")
        files.opens_with("plan", "places.view")
        fences.append_only("places.Plan")
        panels.register("outside", places_of)
        wording.say("places.registered", _("Place registered"))
        wording.say("places.changed", _("Place changed"))
        wording.say("places.closed", _("Place ended"))
        wording.say("places.positioned", _("Position set"))
        wording.say("places.put_on_plan", _("Put on the plan"))
        wording.say("places.plan_set", _("Plan set"))

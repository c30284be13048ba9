from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "banshi.core.places"
    label = "places"

    def ready(self):
        from banshi.base.zones import subjects
        from banshi.core.org import actions, queries
        from banshi.core.places.models import Place

        queries.compare_by_core("place", Place)
        actions.aliases_need("place", "places.edit")
        subjects.register("place", model="places.Place")

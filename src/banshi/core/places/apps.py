from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "banshi.core.places"
    label = "places"

    def ready(self):
        from banshi.base.zones import subjects

        subjects.register("place", model="places.Place")

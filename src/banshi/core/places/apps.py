from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "banshi.core.places"
    label = "places"

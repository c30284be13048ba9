from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    name = "banshi.base.api"
    label = "api"

    def ready(self):
        from banshi.base.api.rules import parse_api
        from banshi.base.api.words import WORDS
        from banshi.base.presets import catalogue, words
        from banshi.base.zones import subjects

        words.register(WORDS)
        subjects.register("api_token", model="api.Token")
        catalogue.register(
            catalogue.Topic(
                "api",
                "banshi.base.api.presets",
                default="house",
                parse=parse_api,
                title=_("API"),
            )
        )

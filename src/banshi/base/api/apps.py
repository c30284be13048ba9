from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    name = "banshi.base.api"
    label = "api"

    def ready(self):
        from banshi.base.api.rules import parse_api
        from banshi.base.api.telling import tell
        from banshi.base.api.words import WORDS
        from banshi.base.history.record import on_record
        from banshi.base.presets import catalogue, words
        from banshi.base.zones import access, subjects

        words.register(WORDS)
        subjects.register("api_token", model="api.Token")
        subjects.register("api_subscription", model="api.Subscription")
        access.moves_standing("api")
        on_record(tell)
        autodiscover_modules("events")
        catalogue.register(
            catalogue.Topic(
                "api",
                "banshi.base.api.presets",
                default="house",
                parse=parse_api,
                title=_("API"),
            )
        )

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SigninConfig(AppConfig):
    name = "banshi.base.signin"
    label = "signin"

    def ready(self):
        from banshi.base.history import fences
        from banshi.base.presets import catalogue, words
        from banshi.base.signin.rules import parse_door
        from banshi.base.signin.words import WORDS

        words.register(WORDS)
        fences.append_only("signin.Event")
        catalogue.register(
            catalogue.Topic(
                "signin",
                "banshi.base.signin.presets",
                default="modern",
                simulated="demonstration",
                parse=parse_door,
                title=_("Signing in"),
            )
        )

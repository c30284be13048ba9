from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Open311Config(AppConfig):
    name = "banshi.doors.open311"
    label = "open311"

    def ready(self):
        from banshi.base.api import scopes
        from banshi.base.presets import catalogue, words
        from banshi.doors.open311.rules import parse
        from banshi.doors.open311.words import WORDS

        words.register(WORDS)
        scopes.bring("open311", _("Reports by Open311"))
        catalogue.register(
            catalogue.Topic(
                "open311",
                "banshi.doors.open311.presets",
                default="off",
                parse=parse,
                title=_("Open311"),
            )
        )

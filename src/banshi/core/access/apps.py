from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccessConfig(AppConfig):
    name = "banshi.core.access"
    label = "access"

    def ready(self):
        from banshi.base.outbox import audience
        from banshi.base.presets import catalogue, words
        from banshi.base.signin import founding
        from banshi.base.zones import access
        from banshi.core.access.actions import keep_apart_in_person
        from banshi.core.access.founding import seat_administrator
        from banshi.core.access.policy import ZonePolicy
        from banshi.core.access.rules import parse_roles
        from banshi.core.access.telling import told, units_named
        from banshi.core.access.words import WORDS
        from banshi.core.org import hands

        words.register(WORDS)
        hands.on_appointment(keep_apart_in_person)
        access.install(ZonePolicy())
        audience.install(told, units_named)
        founding.register(seat_administrator, order=30)
        for app in ("access", "org", "signin"):
            access.moves_standing(app)
        catalogue.register(
            catalogue.Topic(
                "roles", "banshi.core.access.presets", default="house", parse=parse_roles, title=_("Roles")
            )
        )

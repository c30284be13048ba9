from django.apps import AppConfig


class PresetsConfig(AppConfig):
    name = "banshi.base.presets"
    label = "presets"

    def ready(self):
        from banshi.base.presets.founding import adopt_defaults
        from banshi.base.signin import founding

        founding.register(adopt_defaults, order=10)

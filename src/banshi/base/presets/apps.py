from django.apps import AppConfig


class PresetsConfig(AppConfig):
    name = "banshi.base.presets"
    label = "presets"

    def ready(self):
        from banshi.base.presets.founding import adopt_defaults
        from banshi.base.presets.proving import Adopted
        from banshi.base.prooflog import verification
        from banshi.base.signin import founding

        verification.register("presets", Adopted)
        founding.register(adopt_defaults, order=10)

from django.apps import AppConfig


class PresetsConfig(AppConfig):
    name = "banshi.base.presets"
    label = "presets"

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class FiguresConfig(AppConfig):
    name = "banshi.base.figures"
    label = "figures"

    def ready(self):
        autodiscover_modules("figures", "replay")

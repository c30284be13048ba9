from django.apps import AppConfig
from django.core import checks
from django.utils.module_loading import autodiscover_modules


class UiConfig(AppConfig):
    name = "banshi.base.ui"
    label = "ui"

    def ready(self):
        autodiscover_modules("nav")
        checks.register(every_entry_has_a_page, checks.Tags.urls)


def every_entry_has_a_page(app_configs, **kwargs):
    """A line of the rail that leads nowhere is a fault of the house, not of the page that shows it."""
    from banshi.base.ui import nav

    return [
        checks.Error(f"the navigation leads to {name}, which no page answers", id="ui.E001")
        for name in nav.without_page()
    ]

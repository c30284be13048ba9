import importlib.util
from importlib import import_module

from django.apps import AppConfig, apps


class ImportsConfig(AppConfig):
    name = "banshi.base.imports"
    label = "imports"

    def ready(self):
        from banshi.base.imports import sweeping
        from banshi.base.zones import subjects

        sweeping.register()
        subjects.register("import", model="imports.Run", page="imports:run")
        for app in apps.get_app_configs():
            name = f"{app.name}.importers"
            if app.name.startswith("banshi.") and importlib.util.find_spec(name):
                import_module(name)

from django.apps import AppConfig


class TablesConfig(AppConfig):
    name = "banshi.base.tables"
    label = "tables"

    def ready(self):
        from banshi.base.zones import subjects

        subjects.register("saved_view", model="tables.SavedView")
